//! Settling an unknown purchase: tracking by our reference says whether it was sold, label recovery brings
//! its labels.
//!
//! What is found was sold. What is not found proves nothing, since UPS shows a shipment only once its data
//! has come through: it is asked again until two days after the ship date, and then a person looks.

use super::answer::{missing, read};
use super::host::{self, call};
use super::measure::Units;
use super::{label, ship, status, track, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Cx, Prepared, Settled};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use pb_domain::{Account, Problem, ProblemKind, ShipmentStatus};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How long until it is worth asking again, in seconds.
const AGAIN: u32 = 600;
/// Days after the ship date from which on nothing more is expected to show.
const PATIENCE: i64 = 2;
/// UPS takes a ship date up to so many days ahead; the pickup may be as much later.
const DAYS_AHEAD: i64 = 8;
const DAYS_AFTER: i64 = 14;

pub(super) async fn settle(
    cx: Cx<'_>,
    prepared: &Prepared,
    consignment: &Consignment,
) -> Result<Settled, Problem> {
    let request = request(cx.account, &prepared.reference, consignment, Uuid::now_v7())?;
    let answer = call(cx, "find", Effect::Asks, &request).await?;
    let sold = match parse(
        &answer,
        &prepared.reference,
        consignment,
        cx.now.timestamp(),
    )? {
        Found::Sold(sold) => sold,
        Found::Unclear(problem) => return Ok(Settled::StillUnknown(problem)),
    };
    let format = ship::asked_format(&prepared.request);
    // Labels that do not come now can be fetched again.
    let recovered = label::fetch(cx, &sold.shipment, &sold.numbers, &format).await;
    let (named, labels) = recovered.unwrap_or_default();
    let shipment = match sold.numbers.contains(&named) {
        true => named,
        false => sold.shipment,
    };
    // Tracking states no price.
    let quoted = prepared.quoted;
    let bought = ship::bought(shipment, sold.numbers, quoted, labels, prepared);
    Ok(Settled::Bought(Box::new(bought)))
}

pub(super) fn request(
    account: &Account,
    reference: &str,
    consignment: &Consignment,
    transaction: Uuid,
) -> Result<Request, Problem> {
    let path = ["api", "track", "v1", "reference", "details", reference];
    let mut url = host::url(account, &path)?;
    url.query_pairs_mut().append_pair("locale", "en_US");
    if let Ok(day) = consignment.ship_date.parse::<Date>() {
        let stamp = |day: Date| day.strftime("%Y%m%d").to_string();
        url.query_pairs_mut()
            .append_pair(
                "fromPickUpDate",
                &stamp(day.saturating_sub(DAYS_AHEAD.days())),
            )
            .append_pair(
                "toPickUpDate",
                &stamp(day.saturating_add(DAYS_AFTER.days())),
            );
    }
    Ok(host::signed(Request::get(url), transaction))
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
    /// The shipment's own number, by which it is voided.
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
    if track::is_not_found(answer) {
        return Ok(Found::Unclear(nothing_yet(reference, consignment, now)));
    }
    let tracked: wire::Tracked = read(answer, Effect::Asks)?;
    let shipments = tracked
        .track_response
        .ok_or_else(|| missing(Effect::Asks, "track"))?
        .shipment;
    let mut packages: BTreeMap<String, wire::TrackedPackage> = BTreeMap::new();
    for package in shipments.iter().flat_map(|s| &s.package) {
        // Another's reference may contain ours, or be like it; what lists none is taken at UPS's word.
        let listed = &package.reference_number;
        let is_ours = listed.is_empty()
            || listed
                .iter()
                .any(|r| r.number.eq_ignore_ascii_case(reference));
        if is_ours && !package.tracking_number.is_empty() {
            packages.insert(package.tracking_number.clone(), package.clone());
        }
    }
    if packages.is_empty() {
        return Ok(Found::Unclear(nothing_yet(reference, consignment, now)));
    }
    let numbers: Vec<&str> = packages.keys().map(String::as_str).collect();
    let unclear = |text: String| Ok(Found::Unclear(person(text, reference)));
    if packages.values().any(is_void) {
        return unclear(format!(
            "It was bought and is void at UPS: {}",
            numbers.join(", ")
        ));
    }
    let parcels = consignment.parcels.len();
    if packages.len() != parcels {
        return unclear(format!(
            "UPS has {} parcels under this reference, and {parcels} were to be bought: {}",
            packages.len(),
            numbers.join(", ")
        ));
    }
    let Some(ordered) = in_order(&packages, consignment) else {
        return unclear(format!(
            "It was bought, but by the weights nobody can tell which parcel has which number: {}",
            numbers.join(", ")
        ));
    };
    // The shipment's number is that of its first parcel; UPS numbers them upwards.
    let named = shipments
        .iter()
        .map(|s| s.inquiry_number.as_str())
        .find(|n| packages.contains_key(*n));
    let shipment = named.unwrap_or(numbers[0]).to_owned();
    Ok(Found::Sold(Sold {
        shipment,
        numbers: ordered,
    }))
}

fn is_void(package: &wire::TrackedPackage) -> bool {
    status::current(package) == Some(ShipmentStatus::Cancelled)
}

/// The numbers in the order of the consignment's parcels, told by the weights that were declared. Parcels
/// that weigh the same may change places, but not with others.
fn in_order(
    packages: &BTreeMap<String, wire::TrackedPackage>,
    consignment: &Consignment,
) -> Option<Vec<String>> {
    if let (1, Some(number)) = (consignment.parcels.len(), packages.keys().next()) {
        return Some(vec![number.clone()]);
    }
    let units = Units::of(consignment.ship_from.country?);
    let mut left: Vec<(&String, Decimal)> = packages
        .iter()
        .map(|(number, package)| Some((number, package.weight.weight.parse().ok()?)))
        .collect::<Option<_>>()?;
    let weights = consignment.parcels.iter().map(|p| units.weight(p.weight));
    weights
        .map(|weight| {
            let weight: Decimal = weight.weight.parse().ok()?;
            let at = left.iter().position(|(_, w)| *w == weight)?;
            Some(left.remove(at).0.clone())
        })
        .collect()
}

fn nothing_yet(reference: &str, consignment: &Consignment, now: Timestamp) -> Problem {
    let mut problem = person(
        "UPS shows nothing under this reference yet, which proves nothing",
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
        "Look for the reference {reference} or the order's number on ups.com, Shipping History, then say here what you found"
    ))
}
