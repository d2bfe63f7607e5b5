//! `GET /api/v1/track/{id}`, which anybody may ask.
use super::PREFIX;
use super::desk::{Desk, Own};
use super::place::{self, Place};
use super::ship::{pin_of, resolved};
use crate::carriers::course::{Course, Stage};
use crate::carriers::ledger::Sale;
use axum::Json;
use axum::extract::{Path, State};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

/// Hours from the driver's leaving to the door.
const TO_THE_DOOR: u64 = 4;
/// Hours from the word that it comes back until it leaves, and until it is there.
const BACK_ON_THE_WAY: u64 = 24;
const BACK: u64 = 72;

/// What the seller told to do with a parcel that was not delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// The driver leaves again at a time.
    Again(Timestamp),
    /// It comes back from a time on.
    Back(Timestamp),
}

/// Something that happened to a shipment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) status: &'static str,
    pub(super) words: &'static str,
    pub(super) reason: Option<&'static str>,
    pub(super) place: &'static str,
    pub(super) at: Timestamp,
}

fn hours(at: Timestamp, hours: u64) -> Timestamp {
    at.checked_add(Duration::from_secs(hours * 3_600))
        .unwrap_or(Timestamp::MAX)
}

/// What has happened by now, oldest first: the course that the parcel takes, what the seller told, and the void.
pub(super) fn events(own: &Own, sale: &Sale, now: Timestamp) -> Vec<Event> {
    let Some(parcel) = sale.parcels.first() else {
        return Vec::new();
    };
    let city = |pin: u32| place::find(pin).map_or("", |place: Place| place.city);
    let seller = resolved(own, &sale.asked, "pickup_location").unwrap_or(&Value::Null);
    let (here, there) = (
        city(pin_of(seller)),
        city(pin_of(&sale.asked["drop_location"])),
    );
    // On the way back it is fetched at the drop.
    let (here, there) = match sale.asked["payment_mode"] == "Pickup" {
        true => (there, here),
        false => (here, there),
    };
    let event = |status, words, reason, place, at| Event {
        status,
        words,
        reason,
        place,
        at,
    };
    let actions = own.actions_of(&sale.shipment);
    let scans = sale.scans(parcel, now).into_iter();
    // Once the seller has told something, that is what happens after the failed delivery.
    let scans = scans.filter(|scan| {
        actions.is_empty() || !matches!(scan.stage, Stage::Returning | Stage::Returned)
    });
    let mut events: Vec<Event> = scans
        .map(|scan| match scan.stage {
            Stage::LabelCreated => event("Order Placed", "Order placed", None, "", scan.at),
            Stage::PickedUp => event("Picked Up", "Picked up", None, here, scan.at),
            Stage::InTransit => event("In Transit", "Received at hub", None, here, scan.at),
            Stage::OutForDelivery => {
                event("Out for Delivery", "With the driver", None, there, scan.at)
            }
            Stage::Delivered => event("Delivered", "Delivered Successfully", None, there, scan.at),
            Stage::Exception => event(
                "Undelivered",
                "Nobody opened the door",
                Some("Customer Unavailable"),
                there,
                scan.at,
            ),
            Stage::Returning => event("RTO In Transit", "On its way back", None, there, scan.at),
            Stage::Returned => event("RTO Delivered", "Back at the seller", None, here, scan.at),
        })
        .collect();
    for action in actions {
        match *action {
            Action::Again(at) => events.extend([
                event("Out for Delivery", "With the driver again", None, there, at),
                event(
                    "Delivered",
                    "Delivered Successfully",
                    None,
                    there,
                    hours(at, TO_THE_DOOR),
                ),
            ]),
            Action::Back(at) => events.extend([
                event("Seller RTO Requested", "Called back", None, there, at),
                event(
                    "RTO In Transit",
                    "On its way back",
                    None,
                    there,
                    hours(at, BACK_ON_THE_WAY),
                ),
                event(
                    "RTO Delivered",
                    "Back at the seller",
                    None,
                    here,
                    hours(at, BACK),
                ),
            ]),
        }
    }
    if let Some(at) = parcel.voided_at {
        events.push(match sale.handed_over(parcel, at) {
            true => event("Seller RTO Requested", "Called back", None, here, at),
            false => event("Seller Cancelled", "Cancelled by the seller", None, "", at),
        });
    }
    events.retain(|event| event.at <= now);
    events
}

/// The current status; a shipment that was just made has one.
pub(super) fn current(own: &Own, sale: &Sale, now: Timestamp) -> &'static str {
    events(own, sale, now)
        .last()
        .map_or("Order Placed", |event| event.status)
}

/// When it was picked up.
pub(super) fn picked_up(events: &[Event]) -> Option<Timestamp> {
    let pickup = events.iter().find(|event| event.status == "Picked Up");
    pickup.map(|event| event.at)
}

/// How often it could not be delivered.
pub(super) fn attempts(events: &[Event]) -> usize {
    let failed = |event: &&Event| event.status == "Undelivered";
    events.iter().filter(failed).count()
}

pub(super) fn expected(sale: &Sale) -> i64 {
    Course::expected(sale.sold_at).as_millisecond()
}

fn scan(event: &Event) -> Value {
    let mut scan = json!({
        "status": event.status,
        "ctime": event.at.as_millisecond(),
        "desc": event.words,
        "location": event.place,
    });
    if let Some(reason) = event.reason {
        scan["ndrStatus"] = reason.into();
    }
    scan
}

/// An id that is not known has no track.
pub(super) async fn track(State(desk): State<Desk>, Path(id): Path<String>) -> Json<Value> {
    let world = desk.world();
    let own = desk.own();
    let sale = world.ledger.numbered(PREFIX, &id);
    let Some(sale) = sale.filter(|sale| sale.shipment == id) else {
        return Json(json!({ "_id": id }));
    };
    let events = events(&own, sale, world.clock.now());
    let Some(last) = events.last() else {
        return Json(json!({ "_id": id }));
    };
    let mut track = scan(last);
    track["details"] = events.iter().map(scan).collect();
    let mut answer = json!({ "_id": id, "order_number": sale.references.first() });
    if let Some(at) = picked_up(&events) {
        track["pickupTime"] = at.as_millisecond().into();
        answer["edd"] = expected(sale).into();
    }
    if last.reason.is_some() {
        track["attempts"] = attempts(&events).into();
        track["ndrActions"] = json!(["Re-Attempt", "RTO"]);
    }
    answer["track"] = track;
    Json(answer)
}
