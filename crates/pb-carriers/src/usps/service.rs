//! What USPS sells: its mail classes (`services.toml`), and the packaging that a price is for.
//!
//! A service of ours is a mail class, for a parcel in the merchant's own packaging; or a mail class and the code of
//! one of USPS's own envelopes or boxes, `PRIORITY_MAIL/FB`.

use super::consignment::Way;
use serde::Deserialize;
use std::sync::LazyLock;

/// Between a class and the packaging.
const SEPARATOR: char = '/';

/// One mail class.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Service {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) way: Way,
    /// What a pickup counts it as.
    pub(super) kind: String,
    #[serde(default)]
    pub(super) media: bool,
}

#[derive(Deserialize)]
struct List {
    service: Vec<Service>,
}

/// All of them.
pub(super) static SERVICES: LazyLock<Vec<Service>> = LazyLock::new(|| {
    let list: List = toml::from_str(include_str!("services.toml"))
        .expect("the list is part of the program, and a test reads it");
    list.service
});

/// Rate indicators of a parcel in the merchant's own packaging: a single piece, by volume, by dimensional weight,
/// oversized. Which of them holds is USPS's to say.
const OWN: &[&str] = &["SP", "PA", "CP", "DR", "DN", "OS"];

/// Rate indicators of USPS's own packaging.
const FLAT_RATE: &[(&str, &str)] = &[
    ("FE", "Flat Rate Envelope"),
    ("FA", "Legal Flat Rate Envelope"),
    ("FP", "Padded Flat Rate Envelope"),
    ("FS", "Small Flat Rate Box"),
    ("FB", "Medium Flat Rate Box"),
    ("PL", "Large Flat Rate Box"),
    ("PM", "Large Flat Rate Box APO/FPO/DPO"),
    ("E4", "Flat Rate Envelope"),
    ("E6", "Legal Flat Rate Envelope"),
];

/// What packaging a rate indicator is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packaging {
    Own,
    FlatRate(&'static str),
}

/// The packaging of a rate indicator; `None` for soft packs, which nobody here can tell, and for what is presorted.
pub(super) fn packaging(indicator: &str) -> Option<Packaging> {
    if OWN.contains(&indicator) {
        return Some(Packaging::Own);
    }
    let flat = FLAT_RATE.iter().find(|(code, _)| *code == indicator);
    flat.map(|(_, name)| Packaging::FlatRate(name))
}

/// The mail class of a code of ours.
pub(super) fn find(code: &str) -> Option<&'static Service> {
    let class = code.split(SEPARATOR).next().unwrap_or_default();
    SERVICES.iter().find(|s| s.code == class)
}

/// Our code of a class in a packaging.
pub(super) fn code(class: &str, packaging: Packaging, indicator: &str) -> String {
    match packaging {
        Packaging::Own => class.to_owned(),
        Packaging::FlatRate(_) => format!("{class}{SEPARATOR}{indicator}"),
    }
}

/// Its name.
pub(super) fn name(service: &Service, packaging: Packaging) -> String {
    match packaging {
        Packaging::Own => service.name.clone(),
        Packaging::FlatRate(name) => format!("{} {name}", service.name),
    }
}
