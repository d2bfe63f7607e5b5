//! `POST /api/v2/package/ndr`: what is to become of a shipment that was not delivered.
use super::PREFIX;
use super::desk::{Client, Desk, Payload, day, text};
use super::refusal::Refusal;
use super::shape::NDR;
use super::track::{self, Action};
use axum::Json;
use axum::extract::State;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

/// Days after today that an attempt may be on.
const DAYS: i64 = 7;

pub(super) async fn act(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(NDR)?;
    let id = text(&asked, "/wbn").to_owned();
    let world = desk.world();
    let now = world.clock.now();
    let action = match text(&asked, "/action") {
        "RTO" => Action::Back(now),
        _ => Action::Again(date(&asked, now)?),
    };
    let sale = world.ledger.numbered(PREFIX, &id);
    let sale = sale.filter(|sale| sale.shipment == id);
    let sale = sale.ok_or_else(|| Refusal::not_found(format!("Shipment {id} not found")))?;
    let mut own = desk.own();
    let status = track::current(&own, sale, now);
    let waits = own.actions_of(&id).iter().any(|action| match action {
        Action::Again(at) | Action::Back(at) => *at > now,
    });
    let no = match (status, waits) {
        ("Undelivered", false) => None,
        ("Undelivered", true) => Some("An action is under way already".to_owned()),
        (status, _) => Some(format!("No action is allowed in status {status}")),
    };
    if no.is_none() {
        own.actions.entry(id.clone()).or_default().push(action);
    }
    Ok(Json(json!({
        "status": no.is_none(),
        "remark": no.unwrap_or_else(|| "Action taken successfully".to_owned()),
        "tracking_id": id,
    })))
}

/// When the driver is to leave again.
fn date(asked: &Value, now: Timestamp) -> Result<Timestamp, Refusal> {
    let Some(millis) = asked["date"].as_i64() else {
        return Err(Refusal::bad("date cannot be null or empty for Re-Attempt"));
    };
    let at = Timestamp::from_millisecond(millis)
        .map_err(|_| Refusal::bad("date must be milliseconds since 1970"))?;
    let (today, wanted) = (day(now), day(at));
    let last = today.saturating_add(DAYS.days());
    match wanted > today && wanted <= last {
        true => Ok(at),
        false => Err(Refusal::bad(
            "date must be within seven days of the current day, excluding today",
        )),
    }
}
