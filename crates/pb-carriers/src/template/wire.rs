//! Their spelling, and nothing else.

use serde::{Deserialize, Serialize};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order<'a> {
    pub(super) sender: Place<'a>,
    pub(super) recipient: Place<'a>,
    /// Grams, rounded up.
    pub(super) parcels: Vec<u64>,
    /// Left out of a quote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service: Option<&'a str>,
    pub(super) reference: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Place<'a> {
    pub(super) name: &'a str,
    /// At most 35 characters each, three of them.
    pub(super) street: Vec<String>,
    pub(super) town: &'a str,
    pub(super) postcode: &'a str,
    pub(super) country: String,
}

#[derive(Deserialize)]
pub(super) struct Quotes {
    pub(super) quotes: Vec<Quote>,
}

#[derive(Deserialize)]
pub(super) struct Quote {
    pub(super) service: String,
    pub(super) name: String,
    /// Cents.
    pub(super) price: i64,
    pub(super) currency: String,
    pub(super) days: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct Sold {
    pub(super) id: String,
    pub(super) numbers: Vec<String>,
    pub(super) price: i64,
    pub(super) currency: String,
    /// ZPL, base64.
    pub(super) label: String,
}

#[derive(Deserialize)]
pub(super) struct Voided {
    pub(super) voided: bool,
}

#[derive(Deserialize)]
pub(super) struct Parcel {
    pub(super) scans: Vec<Scan>,
}

#[derive(Deserialize)]
pub(super) struct Scan {
    pub(super) at: String,
    pub(super) code: String,
    pub(super) text: String,
    pub(super) place: String,
}

/// How it says no.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Failed {
    pub(super) code: String,
    pub(super) message: String,
}
