//! `GET /rest/shipment/v7/trackandtrace/…`: by a parcel's or shipment's number, and by customer number and reference.
use super::desk::{Asked, Desk, list, text};
use super::refusal::{Refusal, fault};
use super::{PREFIX, table};
use crate::carriers::course::{Course, Scan, Stage};
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::{Path, State};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};

const LOCALES: &[(&str, &[&str])] = &[("locale", &["en", "sv", "no", "da", "fi"])];

pub(super) async fn by_id(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Json<Value>, Refusal> {
    asked.only(LOCALES)?;
    if !(10..=35).contains(&id.chars().count()) {
        return Err(Refusal::parameter("id", Some(&id)));
    }
    let world = desk.world();
    let found = world.ledger.numbered(PREFIX, &id).into_iter();
    Ok(Json(answer(found, world.clock.now())))
}

pub(super) async fn by_reference(
    State(desk): State<Desk>,
    Path((number, reference)): Path<(String, String)>,
    asked: Asked,
) -> Result<Json<Value>, Refusal> {
    asked.only(LOCALES)?;
    let world = desk.world();
    let is_theirs = |sale: &&Sale| {
        let consignor = "/parties/consignor/partyIdentification/partyId";
        text(&sale.asked, consignor) == number
    };
    let is_customers = |sale: &&Sale| {
        let mut all = list(&sale.asked, "/references").iter();
        all.any(|r| text(r, "/referenceType") == "CU" && text(r, "/referenceNo") == reference)
    };
    let found = world.ledger.under(PREFIX, &reference);
    let found = found.filter(is_theirs).filter(is_customers);
    Ok(Json(answer(found, world.clock.now())))
}

/// Nothing found is a yes with a fault in it.
fn answer<'a>(found: impl Iterator<Item = &'a Sale>, now: Timestamp) -> Value {
    let shipments: Vec<Value> = found.map(|sale| shipment(sale, now)).collect();
    let faults = match shipments.is_empty() {
        true => vec![fault("", "No shipment found")],
        false => Vec::new(),
    };
    json!({ "TrackingInformationResponse": {
        "compositeFault": { "faults": faults },
        "shipments": shipments,
    } })
}

fn shipment(sale: &Sale, now: Timestamp) -> Value {
    let items: Vec<Value> = sale
        .parcels
        .iter()
        .enumerate()
        .map(|(at, parcel)| item(sale, at, parcel, now))
        .collect();
    let first = items.first().map_or(Value::Null, |i| i["status"].clone());
    let status = match items.iter().all(|i| i["status"] == first) {
        true => first,
        false => "SPLIT".into(),
    };
    let references = list(&sale.asked, "/references").iter();
    let references: Vec<Value> = references
        .map(|r| json!({ "value": r["referenceNo"], "type": r["referenceType"], "name": "Customer reference" }))
        .collect();
    json!({
        "shipmentId": sale.shipment,
        "status": status,
        "statusText": { "header": "", "body": "", "estimatedTimeOfArrival": "" },
        "riskForDelay": false,
        "assessedNumberOfItems": sale.parcels.len(),
        "service": {
            "code": sale.service,
            "name": table::find(&sale.service).map_or("", |s| s.name),
            "sourceSystem": "SIM",
        },
        "shipmentReferences": references,
        "estimatedTimeOfArrival": local(Course::expected(sale.sold_at)),
        "items": items,
    })
}

fn item(sale: &Sale, at: usize, parcel: &Sold, now: Timestamp) -> Value {
    let scans = sale.scans(parcel, now);
    let events: Vec<Value> = scans.iter().map(|scan| event(sale, scan)).collect();
    let status = scans.last().map_or("CREATED", |scan| status(scan.stage));
    let goods = list(&sale.asked, "/goodsItem").iter();
    let asked = goods.flat_map(|g| list(g, "/items")).nth(at);
    let weight = asked.map_or(&Value::Null, |item| &item["grossWeight"]);
    let unit = match text(weight, "/unit") {
        "GRM" => "g",
        _ => "kg",
    };
    json!({
        "itemId": parcel.number,
        "status": status,
        "eventStatus": status,
        "statusText": { "header": "", "body": "", "estimatedTimeOfArrival": "" },
        "stoppedInCustoms": false,
        "estimatedTimeOfArrival": local(Course::expected(sale.sold_at)),
        "statedMeasurement": { "weight": { "value": weight["value"].to_string(), "unit": unit } },
        "events": events,
    })
}

/// There is no status of a parcel that is on its way back: it is on its way.
fn status(stage: Stage) -> &'static str {
    match stage {
        Stage::LabelCreated => "INFORMED",
        Stage::PickedUp | Stage::InTransit | Stage::Returning => "EN_ROUTE",
        Stage::OutForDelivery => "AVAILABLE_FOR_DELIVERY",
        Stage::Delivered => "DELIVERED",
        Stage::Exception => "DELIVERY_IMPOSSIBLE",
        Stage::Returned => "RETURNED",
    }
}

fn event(sale: &Sale, scan: &Scan) -> Value {
    let (code, words, place, side) = match scan.stage {
        Stage::LabelCreated => (
            "SIM1",
            "The electronic shipment information has been received by PostNord",
            "",
            "consignor",
        ),
        Stage::PickedUp => (
            "SIM2",
            "The shipment item has been picked up",
            "Terminal",
            "consignor",
        ),
        Stage::InTransit => (
            "SIM3",
            "The shipment item is under transportation",
            "Terminal",
            "consignor",
        ),
        Stage::OutForDelivery => (
            "SIM4",
            "The shipment item is available for delivery",
            "Delivery point",
            "consignee",
        ),
        Stage::Delivered => (
            "SIM5",
            "The shipment item has been delivered",
            "Delivery point",
            "consignee",
        ),
        Stage::Exception => (
            "SIM6",
            "The shipment item could not be delivered",
            "Delivery point",
            "consignee",
        ),
        Stage::Returning => (
            "SIM7",
            "The shipment item is being returned",
            "Terminal",
            "consignee",
        ),
        Stage::Returned => (
            "SIM8",
            "The shipment item has been returned to the sender",
            "Terminal",
            "consignor",
        ),
    };
    let address = &sale.asked["parties"][side]["party"]["address"];
    json!({
        "eventTime": local(scan.at),
        "eventCode": code,
        "localEventCode": code,
        "status": status(scan.stage),
        "eventDescription": words,
        "location": {
            "name": place,
            "city": address["city"],
            "postcode": address["postalCode"],
            "countryCode": address["countryCode"],
            "locationType": "HUB",
        },
    })
}

/// Local time without a zone: an hour before Greenwich all the year here.
fn local(at: Timestamp) -> String {
    let zone = TimeZone::fixed(Offset::constant(1));
    at.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}
