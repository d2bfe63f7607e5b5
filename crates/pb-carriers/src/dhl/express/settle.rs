//! Settling an unknown purchase: `GET /tracking` by our reference says whether it was sold.
//!
//! What is found was sold. What is not found proves nothing, since DHL shows a shipment only once its data has come
//! through: it is asked again until two days after the ship date, and then a person looks. The labels of what is
//! found cannot be fetched; they are in MyDHL+.

use super::host::{self, ACCOUNT, IMPORT_ACCOUNT, call};
use super::said::{is_not_found, missing, read};
use super::ship;
use crate::dhl::wire::{list, text};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, Prepared, Settled};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use pb_domain::{Account, Direction, Problem, ProblemKind};
use serde_json::Value;

/// How long until it is worth asking again, in seconds.
const AGAIN: u32 = 600;
/// Days after the ship date from which on nothing more is expected to show.
const PATIENCE: i64 = 2;
/// DHL takes a ship date up to ten days ahead, and the waybill is made before it.
const DAYS_AHEAD: i64 = 11;
const DAYS_AFTER: i64 = 14;

pub(super) async fn settle(
    cx: Cx<'_>,
    prepared: &Prepared,
    consignment: &Consignment,
) -> Result<Settled, Problem> {
    let request = request(cx.account, &prepared.reference, consignment)?;
    let answer = call(cx, "find", Effect::Asks, &request).await?;
    let now = cx.now.timestamp();
    Ok(
        match parse(&answer, &prepared.reference, consignment, now)? {
            Found::Sold(waybill, numbers) => {
                // Tracking states no price.
                let sale = ship::bought(waybill, numbers, prepared.quoted, Vec::new());
                Settled::Bought(Box::new(sale))
            }
            Found::Unclear(problem) => Settled::StillUnknown(problem),
        },
    )
}

pub(super) fn request(
    account: &Account,
    reference: &str,
    consignment: &Consignment,
) -> Result<Request, Problem> {
    let paying = match consignment.direction {
        Direction::Outbound => ACCOUNT,
        Direction::Return => IMPORT_ACCOUNT,
    };
    let mut url = host::url(account, &["tracking"])?;
    url.query_pairs_mut()
        .append_pair("shipmentReference", reference)
        .append_pair("shipmentReferenceType", "CU")
        .append_pair("shipperAccountNumber", account.setting(paying));
    if let Ok(day) = consignment.ship_date.parse::<Date>() {
        let (from, to) = (
            day.saturating_sub(DAYS_AHEAD.days()),
            day.saturating_add(DAYS_AFTER.days()),
        );
        url.query_pairs_mut()
            .append_pair("dateRangeFrom", &from.to_string())
            .append_pair("dateRangeTo", &to.to_string());
    }
    url.query_pairs_mut()
        .append_pair("trackingView", "shipment-details-only")
        .append_pair("levelOfDetail", "all");
    Ok(Request::get(url))
}

/// What a look-up by our reference found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It was sold: the waybill, and the parcels' numbers in the consignment's order.
    Sold(String, Vec<String>),
    /// Nobody can say yet.
    Unclear(Problem),
}

pub(super) fn parse(
    answer: &Answer,
    reference: &str,
    consignment: &Consignment,
    now: Timestamp,
) -> Result<Found, Problem> {
    if is_not_found(answer) {
        return Ok(Found::Unclear(nothing_yet(reference, consignment, now)));
    }
    let tracked = read(answer, Effect::Asks)?;
    if tracked["shipments"].is_null() {
        return Err(missing(Effect::Asks, "shipments"));
    }
    let ours: Vec<&Value> = list(&tracked["shipments"])
        .iter()
        .filter(|s| is_under(s, reference) && !text(&s["shipmentTrackingNumber"]).is_empty())
        .collect();
    let waybills: Vec<String> = ours
        .iter()
        .map(|s| text(&s["shipmentTrackingNumber"]))
        .collect();
    Ok(match ours.as_slice() {
        [] => Found::Unclear(nothing_yet(reference, consignment, now)),
        [one] => {
            let parcels = consignment.parcels.len();
            match ship::pieces(&one["pieces"], "number", &waybills[0], parcels) {
                Ok(numbers) => Found::Sold(waybills[0].clone(), numbers),
                Err(text) => Found::Unclear(person(text, reference)),
            }
        }
        several => Found::Unclear(person(
            format!(
                "DHL Express has {} shipments under one reference: {}",
                several.len(),
                waybills.join(", ")
            ),
            reference,
        )),
    })
}

/// Whether a shipment bears our reference; one that lists none is taken at DHL's word.
fn is_under(shipment: &Value, reference: &str) -> bool {
    let listed = list(&shipment["shipperReferences"]);
    listed.is_empty()
        || listed
            .iter()
            .any(|r| text(&r["value"]).eq_ignore_ascii_case(reference))
}

fn nothing_yet(reference: &str, consignment: &Consignment, now: Timestamp) -> Problem {
    let mut problem = person(
        "DHL Express shows nothing under this reference yet, which proves nothing",
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
        "Look for the reference {reference} or the order's number in MyDHL+, then say here what you found"
    ))
}
