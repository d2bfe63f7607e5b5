//! `POST /manifests` closes shipments, `GET /manifests` is the day's paper.
use super::PREFIX;
use super::desk::{Client, Desk, Payload, berlin};
use super::order::{flag, is_profile};
use super::refusal::{Refusal, status};
use super::shape::CLOSE;
use crate::carriers::dhl::{all, list, text};
use crate::carriers::ledger::Sale;
use crate::label;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::civil::Date;
use serde_json::{Value, json};

pub(super) async fn close(
    State(desk): State<Desk>,
    _: Client,
    Query(query): Query<Vec<(String, String)>>,
    payload: Payload,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let body = payload.read(CLOSE)?;
    is_profile(text(body, "/profile"))?;
    let world = desk.world();
    let mut own = desk.own();
    let live = |sale: &&Sale| sale.carrier == PREFIX && !sale.voided();
    let wanted: Vec<String> = match flag(&query, "all")? {
        true => world
            .ledger
            .sales
            .iter()
            .filter(live)
            .map(|sale| sale.shipment.clone())
            .collect(),
        false => list(body, "/shipmentNumbers")
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    };
    if wanted.is_empty() {
        return Err(Refusal::new(400, "There is nothing to close."));
    }
    let items: Vec<Value> = wanted
        .iter()
        .map(|number| {
            let sale = world.ledger.numbered(PREFIX, number).filter(live);
            let sstatus = match sale {
                None => status(400, "The shipment does not exist."),
                Some(_) => {
                    own.closed.insert(number.clone());
                    status(200, "ok")
                }
            };
            json!({ "shipmentNo": number, "sstatus": sstatus })
        })
        .collect();
    let body = json!({ "status": status(207, "Multi-Status"), "items": items });
    Ok((StatusCode::MULTI_STATUS, Json(body)))
}

pub(super) async fn paper(
    State(desk): State<Desk>,
    _: Client,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Json<Value>, Refusal> {
    let world = desk.world();
    let today = world.clock.now().to_zoned(berlin()).date();
    let day: Date = match all(&query, "date").first() {
        None => today,
        Some(day) => day
            .parse()
            .map_err(|_| Refusal::new(400, "date: not a day written as YYYY-MM-DD."))?,
    };
    if day > today {
        return Err(Refusal::new(400, "date: the day is in the future."));
    }
    let own = desk.own();
    let numbers: Vec<&String> = world
        .ledger
        .sales
        .iter()
        .filter(|sale| sale.carrier == PREFIX && own.closed.contains(&sale.shipment))
        .map(|sale| &sale.shipment)
        .collect();
    if numbers.is_empty() {
        return Err(Refusal::new(404, "There is no manifest of this day."));
    }
    let lines: Vec<String> = numbers.iter().map(|n| (*n).clone()).collect();
    let sheets: Vec<Value> = numbers
        .iter()
        .map(|number| json!({ "shipmentNo": number, "sheetNo": "1", "sstatus": status(200, "ok") }))
        .collect();
    Ok(Json(json!({
        "status": status(200, "ok"),
        "manifestDate": day.to_string(),
        "manifest": [{
            "b64": BASE64_STANDARD.encode(label::paper("Manifest", &lines)),
            "fileFormat": "PDF",
            "printFormat": "A4",
        }],
        "items": sheets,
    })))
}
