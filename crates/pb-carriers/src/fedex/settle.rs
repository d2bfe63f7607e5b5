//! Settling an unknown purchase: tracking by our reference says whether it was sold.
//!
//! What is found was sold. What is not found proves nothing, since FedEx shows a shipment only once its data has come
//! through: it is asked again until two days after the ship date, and then a person looks. FedEx gives no label again:
//! a purchase that is settled so has none, and is voided and bought anew where no label came out.

use super::answer::{failures, read};
use super::host::{self, Project, call};
use super::measure::Units;
use super::{ship, status, track, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, Prepared, Settled};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use pb_domain::{Account, Problem, ProblemKind, ShipmentStatus};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use uuid::Uuid;

const PATH: &str = "track/v1/referencenumbers";
/// How long until it is worth asking again, in seconds.
const AGAIN: u32 = 600;
/// Days after the ship date from which on nothing more is expected to show.
const PATIENCE: i64 = 2;
/// A label may be made some days ahead, and be handed over some days late.
const DAYS_AHEAD: i64 = 8;
const DAYS_AFTER: i64 = 14;

pub(super) async fn settle(
    cx: Cx<'_>,
    prepared: &Prepared,
    consignment: &Consignment,
) -> Result<Settled, Problem> {
    let number = ship::account_number(&prepared.request);
    let request = request(
        cx.account,
        &prepared.reference,
        number,
        consignment,
        Uuid::now_v7(),
    )?;
    let answer = call(cx, Project::Track, "find", Effect::Asks, &request).await?;
    let now = cx.now.timestamp();
    Ok(
        match parse(&answer, &prepared.reference, consignment, now)? {
            Found::Sold(sold) => {
                // Tracking states no price, and brings no label.
                let quoted = prepared.quoted;
                let bought = ship::bought(sold.shipment, sold.numbers, quoted, Vec::new());
                Settled::Bought(Box::new(bought))
            }
            Found::Unclear(problem) => Settled::StillUnknown(problem),
        },
    )
}

pub(super) fn request(
    account: &Account,
    reference: &str,
    account_number: String,
    consignment: &Consignment,
    transaction: Uuid,
) -> Result<Request, Problem> {
    let day = |days: i64| {
        let day = consignment.ship_date.parse::<Date>().ok()?;
        Some(day.saturating_add(days.days()).to_string())
    };
    let body = wire::ReferenceRequest {
        references_information: wire::ReferenceInfo {
            value: reference.to_owned(),
            account_number,
            ship_date_begin: day(-DAYS_AHEAD).unwrap_or_default(),
            ship_date_end: day(DAYS_AFTER).unwrap_or_default(),
        },
        include_detailed_scans: true,
    };
    host::request(account, "POST", PATH, &body, transaction)
}

/// What a look-up by our reference found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It was sold.
    Sold(Sold),
    /// Nobody can say yet.
    Unclear(Problem),
}

/// A sale that was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sold {
    /// The first parcel's number, by which the whole is voided.
    pub(super) shipment: String,
    /// The parcels' numbers, in the consignment's order.
    pub(super) numbers: Vec<String>,
}

pub(super) fn parse(
    answer: &Answer,
    reference: &str,
    consignment: &Consignment,
    now: Timestamp,
) -> Result<Found, Problem> {
    let says_nothing = |f: &wire::Failure| track::is_not_found(&f.code);
    if failures(answer).first().is_some_and(says_nothing) {
        return Ok(Found::Unclear(nothing_yet(reference, consignment, now)));
    }
    let tracked: wire::Tracked = read(answer, Effect::Asks)?;
    let mut parcels: BTreeMap<String, wire::TrackResult> = BTreeMap::new();
    for complete in tracked.complete_track_results {
        for result in complete.track_results {
            if !result.error.code.is_empty() && !track::is_not_found(&result.error.code) {
                let says = &result.error.message;
                return Err(Problem::new(
                    ProblemKind::Unavailable,
                    format!("FedEx cannot look a reference up: {says}"),
                )
                .hint("Try again in a while")
                .carrier(&result.error.code, says));
            }
            let number = match result.tracking_number_info.tracking_number.as_str() {
                "" => &complete.tracking_number,
                number => number,
            };
            let is_found = result.error.code.is_empty() && !number.is_empty();
            if is_found && is_ours(&result, reference) {
                parcels.insert(number.to_owned(), result);
            }
        }
    }
    if parcels.is_empty() {
        return Ok(Found::Unclear(nothing_yet(reference, consignment, now)));
    }
    let listed: Vec<&str> = parcels.keys().map(String::as_str).collect();
    let listed = listed.join(", ");
    let unclear = |text: String| Ok(Found::Unclear(person(text, reference)));
    if parcels.values().any(is_void) {
        return unclear(format!("It was bought and is cancelled at FedEx: {listed}"));
    }
    let wanted = consignment.parcels.len();
    if parcels.len() != wanted {
        return unclear(format!(
            "FedEx has {} parcels under this reference, and {wanted} were to be bought: {listed}",
            parcels.len(),
        ));
    }
    let Some(numbers) = by_place(&parcels).or_else(|| by_weight(&parcels, consignment)) else {
        return unclear(format!(
            "It was bought, but nobody can tell which parcel has which number: {listed}"
        ));
    };
    Ok(Found::Sold(Sold {
        shipment: numbers[0].clone(),
        numbers,
    }))
}

/// Another's reference may be like ours; what lists none is taken at FedEx's word.
fn is_ours(result: &wire::TrackResult, reference: &str) -> bool {
    let identifiers = &result.additional_tracking_info.package_identifiers;
    let mut values = identifiers
        .iter()
        .flat_map(|i| i.value.iter().chain(&i.values))
        .filter(|value| !value.is_empty())
        .peekable();
    values.peek().is_none()
        || values.any(|value| {
            value
                .to_ascii_uppercase()
                .contains(&reference.to_ascii_uppercase())
        })
}

fn is_void(result: &wire::TrackResult) -> bool {
    status::current(result) == Some(ShipmentStatus::Cancelled)
}

/// The numbers by their places in the shipment; `None` unless each place is there once.
fn by_place(parcels: &BTreeMap<String, wire::TrackResult>) -> Option<Vec<String>> {
    if let (1, Some(number)) = (parcels.len(), parcels.keys().next()) {
        return Some(vec![number.clone()]);
    }
    let mut placed: Vec<(usize, &String)> = parcels
        .iter()
        .map(|(number, result)| {
            let at = result.package_details.sequence_number.parse().ok()?;
            Some((at, number))
        })
        .collect::<Option<_>>()?;
    placed.sort_unstable();
    let whole = placed.iter().zip(1..).all(|((at, _), place)| *at == place);
    whole.then(|| {
        placed
            .into_iter()
            .map(|(_, number)| number.clone())
            .collect()
    })
}

/// The numbers in the order of the consignment's parcels, told by the weights that were declared. Parcels that weigh
/// the same may change places, but not with others.
fn by_weight(
    parcels: &BTreeMap<String, wire::TrackResult>,
    consignment: &Consignment,
) -> Option<Vec<String>> {
    let units = Units::of(consignment.ship_from.country?);
    let mut left: Vec<(&String, Decimal)> = parcels
        .iter()
        .map(|(number, result)| {
            let weights = &result.package_details.weight_and_dimensions.weight;
            let weight = weights.iter().find(|w| w.unit.starts_with(units.code()))?;
            Some((number, weight.value.parse().ok()?))
        })
        .collect::<Option<_>>()?;
    let weights = consignment.parcels.iter().map(|p| units.tenths(p.weight));
    weights
        .map(|weight| {
            let at = left.iter().position(|(_, w)| *w == weight)?;
            Some(left.remove(at).0.clone())
        })
        .collect()
}

fn nothing_yet(reference: &str, consignment: &Consignment, now: Timestamp) -> Problem {
    let mut problem = person(
        "FedEx shows nothing under this reference yet, which proves nothing",
        reference,
    );
    let last = consignment.ship_date.parse::<Date>().ok().and_then(|day| {
        let last = day.saturating_add(PATIENCE.days());
        last.to_zoned(jiff::tz::TimeZone::UTC).ok()
    });
    problem.retry_after = last
        .is_some_and(|last| now < last.timestamp())
        .then_some(AGAIN);
    problem
}

/// Nothing but a person's look can tell.
fn person(text: impl Into<String>, reference: &str) -> Problem {
    Problem::new(ProblemKind::UnknownOutcome, text).hint(format!(
        "Look for the reference {reference} or the order's number on fedex.com, Tracking by reference, then say here what you found"
    ))
}
