//! `GET /track/shipments`: one number a call. Times are Germany's, and say no zone.
use super::PREFIX;
use super::desk::{App, Desk, berlin};
use super::refusal::Refusal;
use crate::carriers::course::{Course, Scan, Stage};
use crate::carriers::dhl::text;
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::{Query, State};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Divisions.
pub(super) const SERVICES: &[&str] = &[
    "express",
    "parcel-de",
    "ecommerce",
    "ecommerce-europe",
    "parcel-nl",
    "parcel-pl",
    "parcel-uk",
    "freight",
    "dgf",
    "svb",
    "sameday",
];
/// The division of all that is sold here.
pub(super) const OURS: &str = "parcel-de";

pub(super) async fn track(
    State(desk): State<Desk>,
    _: App,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let given = |name: &str| query.get(name).map_or("", String::as_str);
    let service = given("service");
    if !service.is_empty() && !SERVICES.contains(&service) {
        return Err(Refusal::new(
            400,
            format!("service: {service} is not known."),
        ));
    }
    let number = given("trackingNumber");
    if number.is_empty() {
        return Err(Refusal::new(400, "trackingNumber: The value is missing."));
    }
    let world = desk.world();
    let sale = match service {
        "" | OURS => world.ledger.numbered(PREFIX, number),
        _ => None,
    };
    let sale = sale.filter(|sale| !sale.voided());
    let found = sale.and_then(|sale| Some((sale, sale.parcels.first()?)));
    let (sale, parcel) =
        found.ok_or_else(|| Refusal::new(404, "No shipment with given tracking number found."))?;
    Ok(Json(json!({
        "shipments": [shipment(sale, parcel, world.clock.now())],
        "possibleAdditionalShipmentsUrl": [],
    })))
}

/// A shipment, its events newest first.
pub(super) fn shipment(sale: &Sale, parcel: &Sold, now: Timestamp) -> Value {
    let scans = sale.scans(parcel, now);
    let mut events: Vec<Value> = scans.iter().map(|scan| event(sale, *scan)).collect();
    events.reverse();
    json!({
        "id": parcel.number,
        "service": OURS,
        "origin": { "address": { "countryCode": "DE" } },
        "destination": { "address": { "addressLocality": text(&sale.asked, "/consignee/city") } },
        "status": events.first(),
        "estimatedTimeOfDelivery": local(Course::expected(sale.sold_at)),
        "details": {
            "product": { "productName": sale.service },
            "totalNumberOfPieces": 1,
            "references": [{ "number": sale.references.first(), "type": "customer-reference" }],
        },
        "events": events,
    })
}

fn local(at: Timestamp) -> String {
    let there = at.to_zoned(berlin());
    there.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn event(sale: &Sale, scan: Scan) -> Value {
    let (word, words, there) = match scan.stage {
        Stage::LabelCreated => (
            "pre-transit",
            "The instruction data for this shipment have been provided by the sender to DHL electronically",
            false,
        ),
        Stage::PickedUp => ("transit", "The shipment has been picked up", false),
        Stage::InTransit => (
            "transit",
            "The shipment has been processed in the parcel center",
            false,
        ),
        Stage::OutForDelivery => (
            "transit",
            "The shipment has been loaded onto the delivery vehicle",
            true,
        ),
        Stage::Delivered => (
            "delivered",
            "The shipment has been successfully delivered",
            true,
        ),
        Stage::Exception => ("failure", "The shipment could not be delivered", true),
        Stage::Returning => (
            "transit",
            "The shipment will be returned to the sender",
            true,
        ),
        Stage::Returned => (
            "delivered",
            "The shipment has been delivered to the sender",
            false,
        ),
    };
    let side = match there {
        true => "/consignee/city",
        false => "/shipper/city",
    };
    json!({
        "timestamp": local(scan.at),
        "location": { "address": { "countryCode": "DE", "addressLocality": text(&sale.asked, side) } },
        "statusCode": word,
        "status": word.to_uppercase(),
        "description": words,
    })
}

/// What news of a scan is called in a subscription.
pub(super) fn kind(stage: Stage) -> &'static str {
    match stage {
        Stage::LabelCreated => "Pre-Transit",
        Stage::Delivered | Stage::Returned => "Delivered",
        Stage::Exception => "Failure",
        Stage::PickedUp | Stage::InTransit | Stage::OutForDelivery | Stage::Returning => "Transit",
    }
}
