//! `POST /pickups`, `DELETE /pickups/{number}`. The same order twice is two drivers.
use super::desk::{Client, Desk, Payload, accounts, planned};
use super::refusal::Refusal;
use super::shape::PICKUP;
use crate::carriers::dhl::text;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::HashMap;

pub(super) async fn order(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let body = payload.read(PICKUP)?;
    accounts(body)?;
    let stamp = text(body, "/plannedPickupDateAndTime");
    let number = {
        let mut world = desk.world();
        planned(stamp, world.clock.now())?;
        format!("PRG{:012}", world.next_serial() % 1_000_000_000_000)
    };
    let (ready, close) = (
        stamp.get(11..16).unwrap_or_default(),
        text(body, "/closeTime"),
    );
    if !close.is_empty() && close <= ready {
        return Err(Refusal::at("closeTime", "is before the pickup"));
    }
    desk.own().pickups.push(number.clone());
    Ok((
        StatusCode::CREATED,
        Json(json!({
            "dispatchConfirmationNumbers": [number],
            "readyByTime": ready,
            "nextPickupDate": stamp.get(..10),
            "warnings": [],
        })),
    ))
}

pub(super) async fn cancel(
    State(desk): State<Desk>,
    _: Client,
    Path(number): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<StatusCode, Refusal> {
    for name in ["requestorName", "reason"] {
        if query.get(name).is_none_or(String::is_empty) {
            return Err(Refusal::at(name, "is required"));
        }
    }
    let mut own = desk.own();
    let before = own.pickups.len();
    own.pickups.retain(|known| *known != number);
    match own.pickups.len() < before {
        true => Ok(StatusCode::OK),
        false => Err(Refusal::new(404, format!("No pickup {number}"))),
    }
}
