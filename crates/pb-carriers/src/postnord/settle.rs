//! Settling an unknown purchase: `GET /rest/shipment/v7/trackandtrace/customernumber/{number}/reference/{reference}/public`.
//!
//! What is found was booked. What is not found proves nothing, since a booking shows only once its data has come
//! through: it is asked again until two days after the ship date, and then a person looks.

use super::answer::{missing, read};
use super::host::{self, call};
use super::{consignment::kilograms, label, ship, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, Prepared, SettleWay, Settled};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use pb_domain::{Account, Problem, ProblemKind};
use rust_decimal::Decimal;

/// How long until it is worth asking again, in seconds.
const AGAIN: u32 = 600;
/// Days after the ship date from which on nothing more is expected to show.
const PATIENCE: i64 = 2;

/// Shipments are found by the customer number and the reference, so an account without one asks a person.
pub(super) fn way(account: &Account) -> SettleWay {
    match host::customer_number(account) {
        Ok(_) => SettleWay::FindByReference,
        Err(_) => SettleWay::AskAPerson,
    }
}

pub(super) async fn settle(
    cx: Cx<'_>,
    prepared: &Prepared,
    consignment: &Consignment,
) -> Result<Settled, Problem> {
    let reference = &prepared.reference;
    if way(cx.account) == SettleWay::AskAPerson {
        return Ok(Settled::StillUnknown(person(
            "PostNord cannot be asked without a customer number",
            reference,
        )));
    }
    let request = request(cx.account, reference)?;
    let answer = call(cx, "find", Effect::Asks, &request).await?;
    let found = match parse(&answer, reference, consignment, cx.now.timestamp()) {
        // A key that is good for bookings may not be let into tracking: asking again does not help.
        Err(problem) if problem.kind == ProblemKind::Auth => {
            let mut unclear = person(
                "The API key is not let into Track and Trace, so PostNord cannot be asked what it booked",
                reference,
            );
            unclear.carrier_code = problem.carrier_code;
            unclear.carrier_text = problem.carrier_text;
            return Ok(Settled::StillUnknown(unclear));
        }
        found => found?,
    };
    let sold = match found {
        Found::Sold(sold) => sold,
        Found::Unclear(problem) => return Ok(Settled::StillUnknown(problem)),
    };
    let format = ship::asked_format(&prepared.request);
    // Labels that do not come now may come later. What prints them again was in the answer that was lost.
    let labels = label::fetch(cx, &sold.numbers, &sold.numbers, format).await;
    let bought = ship::bought(
        (sold.shipment, sold.numbers),
        "",
        labels.unwrap_or_default(),
        Vec::new(),
        prepared,
    );
    Ok(Settled::Bought(Box::new(bought)))
}

pub(super) fn request(account: &Account, reference: &str) -> Result<Request, Problem> {
    let number = host::customer_number(account)?;
    let path = [
        "shipment",
        "v7",
        "trackandtrace",
        "customernumber",
        &number,
        "reference",
        reference,
        "public",
    ];
    let mut url = host::url(account, &path)?;
    url.query_pairs_mut().append_pair("locale", "en");
    Ok(Request::get(url))
}

/// What a look-up by our reference found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It was booked.
    Sold(Sold),
    /// Nobody can say yet.
    Unclear(Problem),
}

/// A booking that was found.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sold {
    /// The shipment's own number.
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
    let tracked: wire::Tracked = read(answer, Effect::Asks)?;
    let found = tracked
        .response
        .ok_or_else(|| missing(answer, Effect::Asks, "track"))?;
    // Another's reference may be like ours; what lists none is taken at PostNord's word.
    let ours = |s: &&wire::TrackedShipment| {
        s.shipment_references.is_empty()
            || s.shipment_references
                .iter()
                .any(|r| r.value.eq_ignore_ascii_case(reference))
    };
    let shipments: Vec<&wire::TrackedShipment> = found.shipments.iter().filter(ours).collect();
    let items: Vec<&wire::TrackedItem> = shipments
        .iter()
        .flat_map(|s| &s.items)
        .filter(|item| !item.item_id.is_empty())
        .collect();
    if items.is_empty() {
        return Ok(Found::Unclear(nothing_yet(reference, consignment, now)));
    }
    let numbers: Vec<&str> = items.iter().map(|item| item.item_id.as_str()).collect();
    let unclear = |text: String| Ok(Found::Unclear(person(text, reference)));
    let parcels = consignment.parcels.len();
    if shipments.len() != 1 || items.len() != parcels {
        return unclear(format!(
            "PostNord has {} shipments with {} parcels under this reference, and one of {parcels} was to be booked: {}",
            shipments.len(),
            items.len(),
            numbers.join(", ")
        ));
    }
    let Some(ordered) = in_order(&items, consignment) else {
        return unclear(format!(
            "It was booked, but by the weights nobody can tell which parcel has which number: {}",
            numbers.join(", ")
        ));
    };
    let shipment = match shipments[0].shipment_id.as_str() {
        "" => ordered[0].clone(),
        id => id.to_owned(),
    };
    Ok(Found::Sold(Sold {
        shipment,
        numbers: ordered,
    }))
}

/// The numbers in the order of the consignment's parcels, told by the weights that were booked. Parcels that
/// weigh the same may change places, but not with others.
fn in_order(items: &[&wire::TrackedItem], consignment: &Consignment) -> Option<Vec<String>> {
    if let [one] = items {
        return Some(vec![one.item_id.clone()]);
    }
    let mut left: Vec<&wire::TrackedItem> = items.to_vec();
    let parcels = consignment.parcels.iter().map(|p| {
        let booked: Decimal = kilograms(p.weight).value.to_string().parse().ok()?;
        let has = |item: &&wire::TrackedItem| {
            let weights = [&item.stated_measurement, &item.assessed_measurement];
            weights
                .into_iter()
                .any(|m| kilos(&m.weight) == Some(booked))
        };
        let at = left.iter().position(has)?;
        Some(left.remove(at).item_id.clone())
    });
    parcels.collect()
}

fn kilos(weight: &wire::TrackedWeight) -> Option<Decimal> {
    let value: Decimal = weight.value.parse().ok()?;
    match weight.unit.as_str() {
        "kg" => Some(value),
        "g" => value.checked_div(Decimal::ONE_THOUSAND),
        _ => None,
    }
}

fn nothing_yet(reference: &str, consignment: &Consignment, now: Timestamp) -> Problem {
    let mut problem = person(
        "PostNord shows nothing under this reference yet, which proves nothing",
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
        "Look for the reference {reference} or the order's number in PostNord's portal, then say here what you found"
    ))
}
