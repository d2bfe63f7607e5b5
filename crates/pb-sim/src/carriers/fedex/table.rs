//! Services, packagings and where they go.

/// A service.
pub(super) struct Service {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// Cents for the first pound to the nearest zone.
    pub(super) first: i64,
    /// Cents for each further pound.
    pub(super) further: i64,
    /// Business days.
    pub(super) days: usize,
    /// Time of delivery, local; empty where a day is committed to and no time.
    pub(super) by: &'static str,
}

const fn service(
    code: &'static str,
    name: &'static str,
    (first, further): (i64, i64),
    days: usize,
    by: &'static str,
) -> Service {
    Service {
        code,
        name,
        first,
        further,
        days,
        by,
    }
}

static SERVICES: &[Service] = &[
    service(
        "FIRST_OVERNIGHT",
        "FedEx First Overnight®",
        (9_640, 410),
        1,
        "08:30:00",
    ),
    service(
        "PRIORITY_OVERNIGHT",
        "FedEx Priority Overnight®",
        (5_190, 350),
        1,
        "10:30:00",
    ),
    service(
        "STANDARD_OVERNIGHT",
        "FedEx Standard Overnight®",
        (4_710, 320),
        1,
        "17:00:00",
    ),
    service(
        "FEDEX_2_DAY_AM",
        "FedEx 2Day® AM",
        (3_480, 240),
        2,
        "10:30:00",
    ),
    service("FEDEX_2_DAY", "FedEx 2Day®", (2_850, 200), 2, "20:00:00"),
    service(
        "FEDEX_EXPRESS_SAVER",
        "FedEx Express Saver®",
        (2_340, 160),
        3,
        "20:00:00",
    ),
    service("FEDEX_GROUND", "FedEx Ground®", (1_080, 62), 4, ""),
    service(
        "GROUND_HOME_DELIVERY",
        "FedEx Home Delivery®",
        (1_145, 66),
        4,
        "",
    ),
    service(
        "INTERNATIONAL_FIRST",
        "FedEx International First®",
        (16_900, 900),
        1,
        "09:00:00",
    ),
    service(
        "FEDEX_INTERNATIONAL_PRIORITY_EXPRESS",
        "FedEx International Priority® Express",
        (12_100, 700),
        2,
        "12:00:00",
    ),
    service(
        "FEDEX_INTERNATIONAL_PRIORITY",
        "FedEx International Priority®",
        (11_400, 650),
        3,
        "18:00:00",
    ),
    service(
        "INTERNATIONAL_ECONOMY",
        "FedEx International Economy®",
        (9_300, 520),
        5,
        "18:00:00",
    ),
    service(
        "FEDEX_INTERNATIONAL_CONNECT_PLUS",
        "FedEx International Connect Plus®",
        (4_900, 310),
        5,
        "",
    ),
];

/// Codes that FedEx has for services, be they sold here or not.
pub(super) const SERVICE_CODES: &[&str] = &[
    "FIRST_OVERNIGHT",
    "PRIORITY_OVERNIGHT",
    "STANDARD_OVERNIGHT",
    "FEDEX_2_DAY_AM",
    "FEDEX_2_DAY",
    "FEDEX_EXPRESS_SAVER",
    "FEDEX_GROUND",
    "GROUND_HOME_DELIVERY",
    "SMART_POST",
    "SAME_DAY",
    "SAME_DAY_CITY",
    "FEDEX_FIRST_FREIGHT",
    "FEDEX_1_DAY_FREIGHT",
    "FEDEX_2_DAY_FREIGHT",
    "FEDEX_3_DAY_FREIGHT",
    "FEDEX_FREIGHT_PRIORITY",
    "FEDEX_FREIGHT_ECONOMY",
    "INTERNATIONAL_FIRST",
    "FEDEX_INTERNATIONAL_PRIORITY_EXPRESS",
    "FEDEX_INTERNATIONAL_PRIORITY",
    "INTERNATIONAL_ECONOMY",
    "FEDEX_INTERNATIONAL_CONNECT_PLUS",
    "INTERNATIONAL_PRIORITY_FREIGHT",
    "INTERNATIONAL_ECONOMY_FREIGHT",
    "FEDEX_INTERNATIONAL_DEFERRED_FREIGHT",
    "INTERNATIONAL_PRIORITY_DISTRIBUTION",
    "INTERNATIONAL_ECONOMY_DISTRIBUTION",
    "INTERNATIONAL_DISTRIBUTION_FREIGHT",
    "INTL_GROUND_DISTRIBUTION",
    "TRANSBORDER_DISTRIBUTION",
    "FEDEX_FIRST",
    "FEDEX_PRIORITY_EXPRESS",
    "FEDEX_PRIORITY",
    "FEDEX_ECONOMY",
    "FEDEX_ECONOMY_SELECT",
    "FEDEX_PRIORITY_EXPRESS_FREIGHT",
    "FEDEX_PRIORITY_FREIGHT",
    "FEDEX_ECONOMY_FREIGHT",
    "FEDEX_REGIONAL_ECONOMY",
    "FEDEX_REGIONAL_ECONOMY_FREIGHT",
];

/// Packagings, and the most that each takes in pounds.
pub(super) const PACKAGINGS: &[(&str, i64)] = &[
    ("YOUR_PACKAGING", 150),
    ("FEDEX_ENVELOPE", 1),
    ("FEDEX_PAK", 20),
    ("FEDEX_BOX", 20),
    ("FEDEX_SMALL_BOX", 20),
    ("FEDEX_MEDIUM_BOX", 20),
    ("FEDEX_LARGE_BOX", 20),
    ("FEDEX_EXTRA_LARGE_BOX", 20),
    ("FEDEX_TUBE", 20),
    ("FEDEX_10KG_BOX", 22),
    ("FEDEX_25KG_BOX", 55),
];

/// Whether Ground carries a service.
pub(super) fn is_ground(code: &str) -> bool {
    ["FEDEX_GROUND", "GROUND_HOME_DELIVERY", "SMART_POST"].contains(&code)
}

pub(super) fn find(code: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|s| s.code == code)
}

/// What is sold from one country to another. Ground goes to homes under another name.
pub(super) fn services(from: &str, to: &str, residential: bool) -> Vec<&'static Service> {
    let codes: &[&str] = match (from, to) {
        ("US", "US") => &[
            "FIRST_OVERNIGHT",
            "PRIORITY_OVERNIGHT",
            "STANDARD_OVERNIGHT",
            "FEDEX_2_DAY_AM",
            "FEDEX_2_DAY",
            "FEDEX_EXPRESS_SAVER",
            "FEDEX_GROUND",
            "GROUND_HOME_DELIVERY",
        ],
        ("CA", "CA") => &[
            "FIRST_OVERNIGHT",
            "PRIORITY_OVERNIGHT",
            "FEDEX_2_DAY",
            "FEDEX_GROUND",
        ],
        ("US", "CA") | ("CA", "US") => &[
            "INTERNATIONAL_FIRST",
            "FEDEX_INTERNATIONAL_PRIORITY",
            "INTERNATIONAL_ECONOMY",
            "FEDEX_GROUND",
        ],
        (from, to) if from == to => &[],
        _ => &[
            "INTERNATIONAL_FIRST",
            "FEDEX_INTERNATIONAL_PRIORITY_EXPRESS",
            "FEDEX_INTERNATIONAL_PRIORITY",
            "INTERNATIONAL_ECONOMY",
            "FEDEX_INTERNATIONAL_CONNECT_PLUS",
        ],
    };
    let at_home = (from, to) == ("US", "US");
    codes
        .iter()
        .filter(|code| !(at_home && **code == "FEDEX_GROUND" && residential))
        .filter(|code| **code != "GROUND_HOME_DELIVERY" || residential)
        .filter_map(|code| find(code))
        .collect()
}

/// One to eight, by the first digits of both codes; across a border always five.
pub(super) fn zone(from: (&str, &str), to: (&str, &str)) -> i64 {
    if from.0 != to.0 {
        return 5;
    }
    let first = |code: &str| code.chars().next().map_or(0, |c| i64::from(u32::from(c)));
    (first(from.1) - first(to.1)).abs().clamp(0, 7) + 1
}

/// How many days in words.
pub(super) fn in_words(days: usize) -> &'static str {
    const WORDS: &[&str] = &[
        "ONE_DAY",
        "TWO_DAYS",
        "THREE_DAYS",
        "FOUR_DAYS",
        "FIVE_DAYS",
    ];
    WORDS
        .get(days.saturating_sub(1))
        .copied()
        .unwrap_or("UNKNOWN")
}
