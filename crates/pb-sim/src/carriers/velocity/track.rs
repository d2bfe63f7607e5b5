//! `POST /order-tracking`: where parcels are, by the clock.
use super::cancel::carry_out;
use super::desk::{Client, Desk, Payload, local, text};
use super::place::{self, Place};
use super::refusal::Refusal;
use super::shape::BILLS;
use super::{PREFIX, courier};
use crate::carriers::course::Stage;
use crate::carriers::ledger::Sale;
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// Something that happened to a parcel.
struct Event {
    status: &'static str,
    words: &'static str,
    place: &'static str,
    at: Timestamp,
}

/// Whether a sale comes back.
fn is_reverse(sale: &Sale) -> bool {
    sale.asked.get("pickup_pincode").is_some()
}

/// What happened by now, oldest first.
fn events(sale: &Sale, now: Timestamp) -> Vec<Event> {
    let Some(parcel) = sale.parcels.first() else {
        return Vec::new();
    };
    let city = |name: &str| {
        let pin = super::desk::written(&sale.asked[name]);
        place::find(&pin).map_or("", |place: Place| place.city)
    };
    let reverse = is_reverse(sale);
    let (here, there) = match reverse {
        true => (city("pickup_pincode"), city("shipping_pincode")),
        false => ("Bengaluru", city("billing_pincode")),
    };
    let scans = sale.scans(parcel, now).into_iter();
    let mut events: Vec<Event> = scans
        .map(|scan| {
            let (status, words, place) = match (scan.stage, reverse) {
                (Stage::LabelCreated, false) => ("pickup_scheduled", "PICKUP SCHEDULED", ""),
                (Stage::LabelCreated, true) => ("return_pickup_scheduled", "PICKUP SCHEDULED", ""),
                (Stage::PickedUp, false) => ("picked_up", "PICKED UP", here),
                (Stage::PickedUp, true) => ("return_in_transit", "PICKED UP", here),
                (Stage::InTransit, false) => ("in_transit", "Bag received at hub", here),
                (Stage::InTransit, true) => ("return_in_transit", "Bag received at hub", here),
                (Stage::OutForDelivery, false) => ("out_for_delivery", "OUT FOR DELIVERY", there),
                (Stage::OutForDelivery, true) => ("return_in_transit", "OUT FOR DELIVERY", there),
                (Stage::Delivered, false) => ("delivered", "DELIVERED", there),
                (Stage::Delivered, true) => ("return_delivered", "DELIVERED", there),
                (Stage::Exception, false) => ("ndr_raised", "UNDELIVERED", there),
                (Stage::Exception, true) => ("return_ndr_raised", "UNDELIVERED", there),
                (Stage::Returning, _) => ("rto_in_transit", "RTO IN TRANSIT", there),
                (Stage::Returned, _) => ("rto_delivered", "RTO DELIVERED", here),
            };
            Event {
                status,
                words,
                place,
                at: scan.at,
            }
        })
        .collect();
    if let Some(at) = parcel.voided_at {
        events.push(Event {
            status: if reverse {
                "return_cancelled"
            } else {
                "cancelled"
            },
            words: "CANCELLED",
            place: "",
            at,
        });
    }
    events
}

/// Where a parcel stands.
pub(super) fn status(sale: &Sale, now: Timestamp) -> &'static str {
    let last = events(sale, now).pop();
    last.map_or("pending", |event| event.status)
}

fn stamp(at: Timestamp) -> String {
    local(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn found(sale: &Sale, bill: &str, now: Timestamp) -> Value {
    let events = events(sale, now);
    let at = |words: &str| {
        let event = events.iter().find(|event| event.words == words);
        event.map(|event| stamp(event.at))
    };
    let status = status(sale, now);
    let name = ["billing_customer_name", "shipping_customer_name"]
        .map(|name| text(&sale.asked, name))
        .into_iter()
        .find(|name| !name.is_empty());
    let activities: Vec<Value> = events
        .iter()
        .rev()
        .map(|event| {
            json!({ "date": stamp(event.at), "activity": event.words, "location": event.place })
        })
        .collect();
    json!({
        "track_status": null,
        "shipment_status": status,
        "shipment_track": [{
            "id": null,
            "awb_code": bill,
            "courier_company_id": sale.service,
            "shipment_id": sale.shipment,
            "order_id": sale.references.first(),
            "pickup_date": at("PICKED UP"),
            "delivered_date": at("DELIVERED"),
            "weight": sale.asked["weight"].to_string(),
            "packages": 1,
            "current_status": status,
            "delivered_to": null,
            "destination": null,
            "consignee_name": name,
            "origin": null,
            "courier_agent_details": courier::find(&sale.service).map(|courier| courier.name),
        }],
        "shipment_track_activities": activities,
        "track_url": format!("https://shipfastt.in/track/{bill}"),
    })
}

pub(super) async fn track(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(BILLS)?;
    let mut world = desk.world();
    let own = desk.own();
    carry_out(&mut world, &own);
    let now = world.clock.now();
    let mut result = Map::new();
    for bill in asked["awbs"].as_array().into_iter().flatten() {
        let bill = bill.as_str().unwrap_or_default();
        let sale = world.ledger.numbered(PREFIX, bill);
        let data = match sale.filter(|sale| sale.numbers().contains(&bill)) {
            Some(sale) => found(sale, bill, now),
            None => json!({
                "track_status": null,
                "shipment_status": null,
                "shipment_track": [],
                "shipment_track_activities": [],
                "track_url": null,
            }),
        };
        result.insert(bill.to_owned(), json!({ "tracking_data": data }));
    }
    Ok(Json(json!({ "result": result })))
}
