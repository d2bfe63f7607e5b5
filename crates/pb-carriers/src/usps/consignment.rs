//! A consignment in USPS's words, as prices and labels have them in common, or why it cannot be said.

use super::measure::{self, Size};
use super::party;
use super::wire;
use crate::Consignment;
use crate::check::invalid;
use jiff::civil::Date;
use pb_domain::{Account, Direction, Incoterm, Money, Problem, ProblemKind};
use serde::{Deserialize, Serialize};
use serde_json::Number;

/// Labels of one consignment: each is a call of its own.
const MOST_PARCELS: usize = 25;
/// What insurance is spoken of in.
pub(super) const CURRENCY: &str = "USD";
/// The two insurances, and up to which value in cents the first is.
const INSURANCE: u16 = 930;
const HIGHER_INSURANCE: u16 = 931;
const LOWER_VALUES: i64 = 50_000;
/// Signatures.
const SIGNATURE: u16 = 921;
const ADULT_SIGNATURE: u16 = 922;

/// Which way a consignment goes; USPS has other labels for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub(super) enum Way {
    /// Within the United States.
    #[default]
    Home,
    /// From a customer to the merchant, within the United States.
    Return,
    /// To another country.
    Abroad,
}

/// The way of a consignment, if USPS goes it.
pub(super) fn way(consignment: &Consignment) -> Result<Way, Problem> {
    let from = party::country("ship_from", &consignment.ship_from)?;
    let to = party::country("ship_to", &consignment.ship_to)?;
    let unsupported = |field: &str, text: &str| {
        Err(Problem::new(ProblemKind::Unsupported, text)
            .hint("Choose another carrier for it")
            .field(field))
    };
    if !party::is_domestic(from) {
        return unsupported(
            "ship_from.country",
            "USPS takes parcels from within the United States alone",
        );
    }
    match (consignment.direction, party::is_domestic(to)) {
        (Direction::Outbound, true) => Ok(Way::Home),
        (Direction::Outbound, false) => Ok(Way::Abroad),
        (Direction::Return, true) => Ok(Way::Return),
        (Direction::Return, false) => unsupported(
            "ship_to.country",
            "USPS has return labels within the United States alone",
        ),
    }
}

/// One parcel in USPS's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) weight: Number,
    pub(super) size: Size,
    pub(super) extras: Vec<u16>,
    /// Its share of the value to insure.
    pub(super) value: Option<Number>,
}

/// Its parcels in USPS's words.
pub(super) fn pieces(
    account: &Account,
    consignment: &Consignment,
    way: Way,
) -> Result<Vec<Piece>, Problem> {
    let options = &consignment.options;
    let parcels = &consignment.parcels;
    if parcels.is_empty() {
        return Err(invalid("parcels", "There is no parcel to ship"));
    }
    if parcels.len() > MOST_PARCELS {
        return Err(invalid(
            "parcels",
            format!(
                "USPS sells each label by itself, and here {MOST_PARCELS} at once at most; there are {} parcels",
                parcels.len()
            ),
        ));
    }
    unsupported(consignment, way)?;
    let insured = shares(options.insurance, parcels.len())?;
    let signature = options
        .signature
        .then(|| match account.setting("signature") {
            "adult" => ADULT_SIGNATURE,
            _ => SIGNATURE,
        });
    parcels
        .iter()
        .enumerate()
        .map(|(i, parcel)| {
            let value = insured.get(i);
            let insurance = value.map(|v| match v.minor > LOWER_VALUES {
                true => HIGHER_INSURANCE,
                false => INSURANCE,
            });
            Ok(Piece {
                weight: measure::weight(i, parcel)?,
                size: measure::size(i, parcel)?,
                extras: signature.into_iter().chain(insurance).collect(),
                value: value.map(|v| wire::number(v.decimal())),
            })
        })
        .collect()
}

/// What USPS has not, or not on this way.
fn unsupported(consignment: &Consignment, way: Way) -> Result<(), Problem> {
    let options = &consignment.options;
    let several = consignment.parcels.len() > 1;
    let prepaid = consignment
        .customs
        .as_ref()
        .is_some_and(|c| c.incoterm == Incoterm::Ddp);
    let cases = [
        (
            options.cod.is_some(),
            "options.cod",
            "USPS collects no cash with labels of its API",
            "Choose another carrier, or ask the customer to pay before",
        ),
        (
            !options.instructions.trim().is_empty(),
            "options.instructions",
            "USPS takes no words to the driver with a label",
            "Leave the instructions out, or put what the letter carrier must know into the second address line",
        ),
        (
            options.signature && way == Way::Abroad,
            "options.signature",
            "USPS offers no signature abroad that can be chosen",
            "Leave the signature out, or choose another carrier",
        ),
        (
            way == Way::Abroad && prepaid,
            "customs.incoterm",
            "USPS's labels leave duties to the recipient here",
            "Choose DAP, or another carrier",
        ),
        (
            several && (way == Way::Abroad || consignment.customs.is_some()),
            "parcels",
            "USPS wants to know on a customs form what is in which parcel, and here the goods are known for all parcels together",
            "Ship the parcels one by one",
        ),
    ];
    match cases.iter().find(|(is, ..)| *is) {
        None => Ok(()),
        Some((_, field, text, hint)) => Err(Problem::new(ProblemKind::Unsupported, *text)
            .hint(*hint)
            .field(*field)),
    }
}

/// The day of mailing.
pub(super) fn mailing_date(consignment: &Consignment) -> Result<String, Problem> {
    let day: Date = consignment.ship_date.parse().map_err(|_| {
        invalid(
            "ship_date",
            "The ship date is not a day written as YYYY-MM-DD",
        )
    })?;
    Ok(day.to_string())
}

/// A value shared by parcels alike, to the cent: what does not divide goes to the first of them.
fn shares(value: Option<Money>, parcels: usize) -> Result<Vec<Money>, Problem> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let field = "options.insurance";
    if value.currency.code() != CURRENCY {
        return Err(invalid(field, format!("USPS insures in {CURRENCY} alone")));
    }
    if value.minor <= 0 {
        return Err(invalid(field, "The value to insure is not above zero"));
    }
    let count = i64::try_from(parcels.max(1)).unwrap_or(i64::MAX);
    let (each, rest) = (value.minor / count, value.minor % count);
    Ok((0..count)
        .map(|i| Money::new(each + i64::from(i < rest), value.currency))
        .collect())
}
