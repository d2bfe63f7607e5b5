//! Settling an unknown purchase: tracking by our reference says whether it was booked.
//!
//! What is found was booked. What is not found proves nothing, since tracking shows a booking only once its data have
//! come through, and a test booking perhaps never: it is asked again until two days after the ship date, and then a
//! person looks. It is asked rarely: Bring blocks who asks too much that is not there.

use super::host::call;
use super::ship::{self, Sale};
use super::{measure, track, wire};
use crate::engine::{Answer, Effect};
use crate::{Consignment, Cx, Prepared, Settled};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use pb_domain::{Problem, ProblemKind};
use rust_decimal::Decimal;
use serde_json::Value;

/// How long until it is worth asking again, in seconds.
const AGAIN: u32 = 900;
/// Days after the ship date from which on nothing more is expected to show.
const PATIENCE: i64 = 2;

pub(super) async fn settle(
    cx: Cx<'_>,
    prepared: &Prepared,
    consignment: &Consignment,
) -> Result<Settled, Problem> {
    let reference = &prepared.reference;
    if left_without_reference(prepared) {
        return Ok(Settled::StillUnknown(person(
            "This booking left with an IOSS number, beside which Bring takes no reference: it cannot be asked for",
            reference,
        )));
    }
    let request = track::request(cx.account, reference)?;
    let answer = call(cx, "find", Effect::Asks, &request).await?;
    let now = cx.now.timestamp();
    Ok(match parse(&answer, reference, consignment, now)? {
        Found::Sold(sold) => {
            // Where the labels are was in the answer that is lost.
            let sale = Sale::default();
            let bought = ship::bought(
                sold.consignment,
                sold.numbers,
                String::new(),
                &sale,
                prepared,
            );
            Settled::Bought(Box::new(bought))
        }
        Found::Unclear(problem) => Settled::StillUnknown(problem),
    })
}

/// Whether a prepared booking has an IOSS number in the reference's place.
fn left_without_reference(prepared: &Prepared) -> bool {
    let body: Value = serde_json::from_slice(&prepared.request.body).unwrap_or_default();
    let ioss = body.pointer("/consignments/0/customsInformation/ioss");
    ioss.is_some_and(|ioss| !ioss.is_null())
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
    /// The consignment's number.
    pub(super) consignment: String,
    /// The parcels' numbers, in the consignment's order.
    pub(super) numbers: Vec<String>,
}

pub(super) fn parse(
    answer: &Answer,
    reference: &str,
    consignment: &Consignment,
    now: Timestamp,
) -> Result<Found, Problem> {
    let unclear = |text: String| Ok(Found::Unclear(person(text, reference)));
    let found = track::consignments(answer)?;
    // Another's reference may contain ours, or be like it.
    let is_ours =
        |set: &&wire::TrackedConsignment| set.sender_reference.eq_ignore_ascii_case(reference);
    let ours: Vec<&wire::TrackedConsignment> = found.iter().filter(is_ours).collect();
    let ours = match ours.as_slice() {
        [] if found.is_empty() => {
            return Ok(Found::Unclear(nothing_yet(reference, consignment, now)));
        }
        [] => {
            return unclear(format!(
                "Bring finds consignments for this reference without showing that it is theirs: {}",
                ids(&found)
            ));
        }
        [one] => *one,
        several => {
            return unclear(format!(
                "Bring has {} consignments under one reference: {}",
                several.len(),
                ids(&found)
            ));
        }
    };
    let id = &ours.consignment_id;
    let packages = &ours.package_set;
    let parcels = consignment.parcels.len();
    let numbers: Vec<&str> = packages.iter().map(|p| p.package_number.as_str()).collect();
    if id.is_empty() || numbers.len() != parcels || numbers.contains(&"") {
        return unclear(format!(
            "It was booked as {id}, but Bring has not one number for each of {parcels} parcels: {}",
            numbers.join(", ")
        ));
    }
    match in_order(packages, consignment) {
        Some(numbers) => Ok(Found::Sold(Sold {
            consignment: id.clone(),
            numbers,
        })),
        None => unclear(format!(
            "It was booked as {id}, but by the weights nobody can tell which parcel has which number: {}",
            numbers.join(", ")
        )),
    }
}

fn ids(found: &[wire::TrackedConsignment]) -> String {
    let ids: Vec<&str> = found
        .iter()
        .map(|set| set.consignment_id.as_str())
        .collect();
    ids.join(", ")
}

/// The numbers in the order of the consignment's parcels, told by the weights that were booked. Parcels that weigh
/// the same may change places, but not with others.
fn in_order(packages: &[wire::TrackedPackage], consignment: &Consignment) -> Option<Vec<String>> {
    if let [one] = packages {
        return Some(vec![one.package_number.clone()]);
    }
    let mut left: Vec<(&String, Decimal)> = packages
        .iter()
        .map(|p| Some((&p.package_number, p.weight_in_kgs.parse().ok()?)))
        .collect::<Option<_>>()?;
    let weights = consignment.parcels.iter().map(|p| measure::grams(p.weight));
    weights
        .map(|grams| {
            let weight = Decimal::new(grams, 3);
            let at = left.iter().position(|(_, w)| *w == weight)?;
            Some(left.remove(at).0.clone())
        })
        .collect()
}

fn nothing_yet(reference: &str, consignment: &Consignment, now: Timestamp) -> Problem {
    let mut problem = person(
        "Bring shows nothing under this reference yet, which proves nothing",
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
        "Look for the reference {reference} or the order's number on mybring.com, where bookings are listed, then say here what you found"
    ))
}
