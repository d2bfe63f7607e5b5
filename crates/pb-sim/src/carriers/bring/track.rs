//! `GET /tracking/api/v2/tracking.json?q=`: by a parcel's or a consignment's number, or by the sender's reference.
//!
//! A booking shows once its data have come through; what is asked for too often and is not there is blocked.
use super::desk::{Desk, User, many, text};
use super::refusal;
use super::{PREFIX, table};
use crate::carriers::course::{Course, Scan, Stage};
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

/// How long a booking takes to show.
const COMES_THROUGH: Duration = Duration::from_secs(60);
/// So many questions about what is not there, in such a time, and one is blocked.
const MISSES: usize = 50;
const WITHIN: Duration = Duration::from_secs(600);
/// Norwegian time, in winter.
const ZONE: Offset = Offset::constant(1);

/// How a scan is written: Bring's word, and words for people.
pub(super) fn word(stage: Stage) -> (&'static str, &'static str) {
    match stage {
        Stage::LabelCreated => ("PRE_NOTIFIED", "EDI message received"),
        Stage::PickedUp => ("HANDED_IN", "The shipment has been handed in"),
        Stage::InTransit => (
            "IN_TRANSIT",
            "The shipment has arrived at a terminal and was forwarded",
        ),
        Stage::OutForDelivery => (
            "TRANSPORT_TO_RECIPIENT",
            "The shipment has been loaded for delivery",
        ),
        Stage::Delivered => ("DELIVERED", "The shipment has been delivered"),
        Stage::Exception => (
            "ATTEMPTED_DELIVERY",
            "An attempt to deliver the shipment failed",
        ),
        Stage::Returning => ("RETURN", "The shipment is being returned to its sender"),
        Stage::Returned => (
            "DELIVERED_SENDER",
            "The shipment has been returned to its sender",
        ),
    }
}

pub(super) async fn track(
    State(desk): State<Desk>,
    _: User,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let asked = query.get("q").map(|q| q.trim()).unwrap_or_default();
    if asked.is_empty() {
        return refusal::tracking(400, "The query is empty");
    }
    let language = query.get("lang").map_or("en", String::as_str);
    if !["en", "no", "sv", "da"].contains(&language) {
        return refusal::tracking(400, "There is no such language");
    }
    let world = desk.world();
    let now = world.clock.now();
    let mut own = desk.own();
    own.misses.retain(|at| later(*at, WITHIN) > now);
    if own.misses.len() >= MISSES {
        return refusal::blocked();
    }
    let shows = |sale: &&Sale| later(sale.sold_at, COMES_THROUGH) <= now;
    let numbered = world.ledger.numbered(PREFIX, asked);
    let sales: Vec<&Sale> = match numbered {
        Some(sale) => vec![sale],
        None => world.ledger.under(PREFIX, asked).collect(),
    };
    let sets: Vec<Value> = sales
        .into_iter()
        .filter(shows)
        .map(|sale| consignment(sale, now))
        .collect();
    if sets.is_empty() {
        own.misses.push(now);
        return refusal::tracking(404, "No shipments found");
    }
    Json(json!({ "apiVersion": "2", "consignmentSet": sets })).into_response()
}

fn later(at: Timestamp, by: Duration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn consignment(sale: &Sale, now: Timestamp) -> Value {
    let asked = many(&sale.asked, "/packages").iter();
    let packages: Vec<Value> = asked
        .zip(&sale.parcels)
        .map(|(asked, parcel)| package(sale, parcel, &asked["weightInKg"], now))
        .collect();
    json!({
        "consignmentId": sale.shipment,
        "previousConsignmentId": "",
        "senderReference": text(&sale.asked, "/parties/sender/reference"),
        "senderName": text(&sale.asked, "/parties/sender/name"),
        "currencyCode": sale.charge.currency.code(),
        "packageSet": packages,
    })
}

fn package(sale: &Sale, parcel: &Sold, weight: &Value, now: Timestamp) -> Value {
    let scans = sale.scans(parcel, now);
    let events: Vec<Value> = scans.iter().rev().map(|scan| event(sale, *scan)).collect();
    let expected = Course::expected(sale.sold_at).to_zoned(TimeZone::fixed(ZONE));
    json!({
        "packageNumber": parcel.number,
        "previousPackageNumber": "",
        "productName": table::find(&sale.service).map_or("", |p| p.name),
        "productCode": table::find(&sale.service).map_or("", |p| p.code),
        "weightInKgs": weight,
        "listPrice": "",
        "contractPrice": "",
        "dateOfEstimatedDelivery": expected.strftime("%d.%m.%Y").to_string(),
        "dateOfDelivery": "",
        "eventSet": events,
    })
}

fn event(sale: &Sale, scan: Scan) -> Value {
    let (status, description) = word(scan.stage);
    let party = match scan.stage {
        Stage::LabelCreated | Stage::PickedUp | Stage::Returned => "sender",
        _ => "recipient",
    };
    let party = &sale.asked["parties"][party];
    let at = scan.at.to_zoned(TimeZone::fixed(ZONE));
    json!({
        "description": description,
        "status": status,
        "recipientSignature": { "name": "" },
        "unitType": "BRING",
        "postalCode": text(party, "/postalCode"),
        "city": text(party, "/city").to_uppercase(),
        "countryCode": text(party, "/countryCode"),
        "dateIso": at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        "displayDate": at.strftime("%d.%m.%Y").to_string(),
        "displayTime": at.strftime("%H:%M").to_string(),
        "consignmentEvent": false,
        "insignificant": false,
    })
}
