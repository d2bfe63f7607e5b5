//! Services, packagings and where they go.
use serde_json::Value;

/// A service.
pub(super) struct Service {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// Cents for the first pound to the nearest zone.
    pub(super) first: i64,
    /// Cents for each further pound.
    pub(super) further: i64,
    /// Business days.
    pub(super) days: i64,
    /// Level of the time-in-transit API, where it has one.
    pub(super) level: &'static str,
    /// Time of delivery, `HHMMSS`.
    pub(super) by: &'static str,
}

const fn service(
    code: &'static str,
    name: &'static str,
    (first, further): (i64, i64),
    days: i64,
    level: &'static str,
    by: &'static str,
) -> Service {
    Service {
        code,
        name,
        first,
        further,
        days,
        level,
        by,
    }
}

static SERVICES: &[Service] = &[
    service(
        "14",
        "UPS Next Day Air Early",
        (7_450, 310),
        1,
        "1DM",
        "080000",
    ),
    service("01", "UPS Next Day Air", (4_420, 290), 1, "1DA", "103000"),
    service(
        "13",
        "UPS Next Day Air Saver",
        (3_980, 270),
        1,
        "1DP",
        "150000",
    ),
    service(
        "59",
        "UPS 2nd Day Air A.M.",
        (3_110, 190),
        2,
        "2DM",
        "103000",
    ),
    service("02", "UPS 2nd Day Air", (2_560, 170), 2, "2DA", "230000"),
    service("12", "UPS 3 Day Select", (1_890, 120), 3, "3DS", "230000"),
    service("03", "UPS Ground", (1_120, 65), 4, "GND", "230000"),
    service(
        "54",
        "UPS Worldwide Express Plus",
        (13_900, 720),
        2,
        "",
        "090000",
    ),
    service(
        "07",
        "UPS Worldwide Express",
        (10_900, 640),
        2,
        "",
        "120000",
    ),
    service("65", "UPS Worldwide Saver", (9_800, 590), 3, "", "233000"),
    service(
        "08",
        "UPS Worldwide Expedited",
        (8_400, 480),
        5,
        "",
        "233000",
    ),
    service("11", "UPS Standard", (2_310, 140), 5, "", "233000"),
];

/// Codes that UPS has for services, be they sold here or not.
pub(super) const SERVICE_CODES: &[&str] = &[
    "01", "02", "03", "07", "08", "11", "12", "13", "14", "17", "54", "59", "65", "70", "71", "72",
    "74", "75", "82", "83", "84", "85", "86", "96", "M2", "M3", "M4", "M5", "M6", "M7", "C6", "C7",
    "C8", "T0", "T1", "92", "93", "94", "95",
];

/// Services that cannot be used on returns.
pub(super) const NOT_ON_RETURNS: &[&str] =
    &["13", "59", "82", "83", "84", "85", "86", "C6", "C7", "C8"];

/// Codes of packagings.
pub(super) const PACKAGINGS: &[&str] = &[
    "00", "01", "02", "03", "04", "21", "24", "25", "30", "2a", "2b", "2c", "56", "57", "58", "59",
    "60", "61", "62", "63", "64", "65", "66", "67",
];

/// Members of the European Union's customs union.
const UNION: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Whether customs lie between two countries.
pub(super) fn crosses_customs(from: &str, to: &str) -> bool {
    from != to && !(UNION.contains(&from) && UNION.contains(&to))
}

/// What is sold from one country to another.
pub(super) fn services(from: &str, to: &str) -> Vec<&'static Service> {
    let codes: &[&str] = match (from, to) {
        ("US", "US") | ("PR", "PR") => &["14", "01", "13", "59", "02", "12", "03"],
        ("CA", "CA") => &["14", "01", "13", "02", "11"],
        ("US", "CA" | "MX") | ("CA", "US" | "MX") => &["54", "07", "65", "08", "11"],
        (from, to) if UNION.contains(&from) && UNION.contains(&to) => {
            &["54", "07", "65", "08", "11"]
        }
        _ => &["54", "07", "65", "08"],
    };
    let sold = codes.iter().filter_map(|code| find(code));
    sold.collect()
}

pub(super) fn find(code: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|s| s.code == code)
}

/// What the service is called where it starts from.
pub(super) fn name(service: &Service, from: &str) -> &'static str {
    match (from, service.code) {
        ("CA", "01") => "UPS Express",
        ("CA", "02") => "UPS Expedited",
        ("CA", "13") => "UPS Express Saver",
        ("CA", "14") => "UPS Express Early",
        _ => service.name,
    }
}

/// Whether a service takes a packaging: what UPS gives away is for its air services alone, and two boxes are
/// for those abroad.
pub(super) fn takes(service: &Service, packaging: &str) -> bool {
    let by_road = ["03", "11", "12"].contains(&service.code);
    let abroad = ["07", "08", "54", "65"].contains(&service.code);
    match packaging {
        "01" | "03" | "04" | "21" | "2a" | "2b" | "2c" => !by_road,
        "24" | "25" => abroad,
        "00" | "02" => true,
        // Pallets go by freight, and Mail Innovations is not sold here.
        _ => false,
    }
}

/// First three digits of the postal codes of a state of the United States.
const STATES: &[(&str, u16, u16)] = &[
    ("PR", 6, 9),
    ("MA", 10, 27),
    ("RI", 28, 29),
    ("NH", 30, 38),
    ("ME", 39, 49),
    ("VT", 50, 59),
    ("CT", 60, 69),
    ("NJ", 70, 89),
    ("NY", 100, 149),
    ("PA", 150, 196),
    ("DE", 197, 199),
    ("DC", 200, 205),
    ("VA", 201, 201),
    ("MD", 206, 219),
    ("VA", 220, 246),
    ("WV", 247, 268),
    ("NC", 270, 289),
    ("SC", 290, 299),
    ("GA", 300, 319),
    ("FL", 320, 349),
    ("AL", 350, 369),
    ("TN", 370, 385),
    ("MS", 386, 397),
    ("GA", 398, 399),
    ("KY", 400, 427),
    ("OH", 430, 459),
    ("IN", 460, 479),
    ("MI", 480, 499),
    ("IA", 500, 528),
    ("WI", 530, 549),
    ("MN", 550, 567),
    ("SD", 570, 577),
    ("ND", 580, 588),
    ("MT", 590, 599),
    ("IL", 600, 629),
    ("MO", 630, 658),
    ("KS", 660, 679),
    ("NE", 680, 693),
    ("LA", 700, 714),
    ("AR", 716, 729),
    ("OK", 730, 749),
    ("TX", 750, 799),
    ("CO", 800, 816),
    ("WY", 820, 831),
    ("ID", 832, 838),
    ("UT", 840, 847),
    ("AZ", 850, 865),
    ("NM", 870, 884),
    ("TX", 885, 885),
    ("NV", 889, 898),
    ("CA", 900, 961),
    ("HI", 967, 968),
    ("OR", 970, 979),
    ("WA", 980, 994),
    ("AK", 995, 999),
];

/// Whether a postal code of the United States is in a state.
pub(super) fn is_in_state(postal: &str, state: &str) -> bool {
    let prefix = zip_prefix(postal);
    let here = |(name, from, to): &&(&str, u16, u16)| {
        *name == state && prefix.is_some_and(|p| (*from..=*to).contains(&p))
    };
    STATES.iter().any(|entry| here(&entry))
}

/// The first three digits of five or nine.
fn zip_prefix(postal: &str) -> Option<u16> {
    let digits: String = postal.chars().filter(|c| *c != '-').collect();
    let all = digits.chars().all(|c| c.is_ascii_digit());
    match digits.len() {
        5 | 9 if all => digits[..3].parse().ok(),
        _ => None,
    }
}

/// The zone between two addresses: 2 to 8 in a country, 9 beyond it. Not UPS's own chart.
pub(super) fn zone(from: &Value, to: &Value) -> i64 {
    let text = |address: &Value, name: &str| address[name].as_str().unwrap_or_default().to_owned();
    if text(from, "CountryCode") != text(to, "CountryCode") {
        return 9;
    }
    let ends = [from, to].map(|a| zip_prefix(&text(a, "PostalCode")));
    match ends {
        [Some(from), Some(to)] => (2 + i64::from(from.abs_diff(to)) / 60).min(8),
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postal_codes_are_in_their_states() {
        for (postal, state, there) in [
            ("78701", "TX", true),
            ("89501-1234", "NV", true),
            ("89501", "TX", false),
            ("8950", "NV", false),
            ("00901", "PR", true),
        ] {
            assert_eq!(is_in_state(postal, state), there, "{postal} {state}");
        }
    }

    #[test]
    fn what_is_sold_has_a_code() {
        for service in SERVICES {
            assert!(SERVICE_CODES.contains(&service.code));
        }
    }
}
