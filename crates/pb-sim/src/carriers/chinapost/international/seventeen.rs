//! 17TRACK: numbers are registered, and then asked for.
use super::{Desk, PREFIX, QUOTA, TRACKING_KEY};
use crate::carriers::World;
use crate::carriers::course::{Course, Stage};
use crate::carriers::ledger::Sale;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

use serde_json::{Value, json};

/// Numbers a call.
const AT_ONCE: usize = 40;

type Refusal = (StatusCode, Json<Value>);

fn no(status: StatusCode, code: i64, words: &str) -> Refusal {
    let body = json!({ "code": code, "data": { "errors": [{ "code": code, "message": words }] } });
    (status, Json(body))
}

fn rejected(number: &str, code: i64, words: &str) -> Value {
    json!({ "number": number, "error": { "code": code, "message": words } })
}

/// The numbers of a call with a good key.
fn numbers(headers: &HeaderMap, body: &Bytes) -> Result<Vec<String>, Refusal> {
    let key = headers.get("17token").map_or(&b""[..], |v| v.as_bytes());
    if key != TRACKING_KEY.as_bytes() {
        return Err(no(
            StatusCode::UNAUTHORIZED,
            -18_010_002,
            "Invalid security key.",
        ));
    }
    let wrong = || no(StatusCode::OK, -18_010_013, "Submitted data is invalid.");
    let entries: Vec<Value> = serde_json::from_slice(body).map_err(|_| wrong())?;
    if entries.is_empty() || entries.len() > AT_ONCE {
        return Err(wrong());
    }
    let number = |entry: &Value| {
        entry["number"]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(wrong)
    };
    entries.iter().map(number).collect()
}

pub(super) async fn register(
    State(desk): State<Desk>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let (mut taken, mut not) = (Vec::new(), Vec::new());
    for number in numbers(&headers, &body)? {
        let mut registered = desk.registered.world();
        if registered.contains(&number) {
            not.push(rejected(
                &number,
                -18_019_901,
                "The tracking number has been registered.",
            ));
        } else if number.len() != 13 {
            not.push(rejected(
                &number,
                -18_019_902,
                "The carrier cannot be detected.",
            ));
        } else if registered.len() >= QUOTA {
            not.push(rejected(&number, -18_019_908, "The quota is used up."));
        } else {
            taken.push(json!({ "origin": 1, "number": number, "carrier": 3_011 }));
            registered.insert(number);
        }
    }
    Ok(Json(
        json!({ "code": 0, "data": { "accepted": taken, "rejected": not } }),
    ))
}

pub(super) async fn info(
    State(desk): State<Desk>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let (mut known, mut not) = (Vec::new(), Vec::new());
    for number in numbers(&headers, &body)? {
        let world = desk.shared.world();
        let is_registered = desk.registered.world().contains(&number);
        let events = world
            .ledger
            .numbered(PREFIX, &number)
            .map(|sale| events(sale, &world));
        match events.filter(|events| is_registered && !events.is_empty()) {
            None => not.push(rejected(
                &number,
                -18_019_909,
                "No tracking information at this time.",
            )),
            Some(events) => {
                let sold_at = world
                    .ledger
                    .numbered(PREFIX, &number)
                    .map_or(world.clock.now(), |s| s.sold_at);
                let latest = events[0]["sub_status"].as_str().unwrap_or_default();
                known.push(json!({
                    "number": number, "carrier": 3_011,
                    "track_info": {
                        "latest_status": { "status": latest.split('_').next(), "sub_status": latest },
                        "time_metrics": { "estimated_delivery_date": {
                            "from": null, "to": Course::expected(sold_at).to_string(),
                        } },
                        "tracking": { "providers": [{
                            "provider": { "key": 3_011, "name": "China Post" }, "events": events,
                        }] },
                    },
                }));
            }
        }
    }
    Ok(Json(
        json!({ "code": 0, "data": { "accepted": known, "rejected": not } }),
    ))
}

/// What happened, newest first.
fn events(sale: &Sale, world: &World) -> Vec<Value> {
    let parcels = sale.parcels.iter();
    let scans = parcels.flat_map(|parcel| sale.scans(parcel, world.clock.now()));
    let event = |scan: crate::carriers::Scan| {
        let (sub, words) = match scan.stage {
            Stage::LabelCreated => return None,
            Stage::PickedUp => ("InTransit_PickedUp", "Accepted"),
            Stage::InTransit => ("InTransit_Other", "On its way"),
            Stage::OutForDelivery => ("OutForDelivery_Other", "With the postman"),
            Stage::Delivered => ("Delivered_Other", "Delivered"),
            Stage::Exception => ("DeliveryFailure_NoBody", "Nobody at home"),
            Stage::Returning => ("Exception_Returning", "On its way back"),
            Stage::Returned => ("Exception_Returned", "Returned to the sender"),
        };
        Some(json!({
            "time_iso": scan.at.to_string(), "time_utc": scan.at.to_string(),
            "description": words, "location": "", "stage": null, "sub_status": sub,
        }))
    };
    let mut events: Vec<Value> = scans.filter_map(event).collect();
    events.reverse();
    events
}
