//! What PostNord sells here: services, add-ons, and between which countries.

/// A service.
pub(super) struct Service {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// Countries whose customers have it; all where none is named.
    pub(super) agreements: &'static [&'static str],
    /// Where it goes.
    pub(super) reach: Reach,
    /// It is brought to the door.
    pub(super) home: bool,
}

/// Where a service goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Within the country.
    Country,
    /// Within the Nordics.
    Nordics,
    /// Everywhere.
    World,
}

const fn service(
    code: &'static str,
    name: &'static str,
    agreements: &'static [&'static str],
    reach: Reach,
    home: bool,
) -> Service {
    Service {
        code,
        name,
        agreements,
        reach,
        home,
    }
}

pub(super) static SERVICES: &[Service] = &[
    service("17", "MyPack Home", &[], Reach::Nordics, true),
    service("18", "Parcel", &[], Reach::World, true),
    service("19", "MyPack Collect", &[], Reach::World, false),
    service("30", "MyPack Home Small", &["SE"], Reach::Country, true),
    service("32", "MyPack Home", &["NO"], Reach::Country, true),
    service("11", "Mailbox", &["SE"], Reach::Country, true),
    service("86", "Mailbox express", &["SE"], Reach::Country, true),
    service("34", "Tracked letter", &[], Reach::World, false),
    service("UX", "Export letter", &["SE"], Reach::World, false),
    service("04", "Tracked", &["DK"], Reach::World, false),
    service("91", "International parcel", &[], Reach::World, false),
    service("42", "Expresspaket", &[], Reach::Country, true),
    service("48", "InNight", &[], Reach::Nordics, true),
    service("49", "InNight", &[], Reach::Nordics, true),
    service("59", "Retail", &[], Reach::Nordics, false),
];

/// Add-ons that are taken.
pub(super) const ADDONS: &[&str] = &[
    "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "B9", "C1", "C2", "C4", "C7", "D5", "D6",
    "D7", "E4", "F1", "F6", "M7", "65",
];

/// The PostNord companies with their countries, and how long their customer numbers are.
pub(super) const ISSUERS: &[(&str, &str, &[usize])] = &[
    ("Z11", "DK", &[8, 9]),
    ("Z12", "SE", &[8, 10]),
    ("Z13", "NO", &[7]),
    ("Z14", "FI", &[8, 10]),
];

const NORDICS: [&str; 4] = ["SE", "DK", "NO", "FI"];

pub(super) fn find(code: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|s| s.code == code)
}

impl Service {
    /// Whether it goes from one country to another.
    pub(super) fn goes(&self, from: &str, to: &str) -> bool {
        match self.reach {
            Reach::Country => from == to,
            Reach::Nordics => NORDICS.contains(&from) && NORDICS.contains(&to),
            Reach::World => NORDICS.contains(&from),
        }
    }
}

/// Whether a service point must be named for parcels that are fetched.
pub(super) fn wants_point(country: &str) -> bool {
    !matches!(country, "SE" | "DK")
}

/// Whether a postal code is one of a Nordic country; elsewhere any is.
pub(super) fn is_postal(country: &str, code: &str) -> bool {
    let digits = match country {
        "SE" | "FI" => 5,
        "DK" | "NO" => 4,
        _ => return !code.trim().is_empty(),
    };
    code.len() == digits && code.bytes().all(|b| b.is_ascii_digit())
}
