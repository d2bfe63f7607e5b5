//! `POST /api/v2/address`, `GET /api/v2/addresses`.
use super::desk::{Client, Desk, Payload, text};
use super::refusal::Refusal;
use super::shape::ADDRESS;
use super::{place, rate};
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

pub(super) async fn keep(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(ADDRESS)?;
    let alias = text(&asked, "/alias").to_owned();
    let pin = u32::try_from(rate::whole(&asked["pincode"])).unwrap_or_default();
    let serial = desk.world().next_serial();
    let mut own = desk.own();
    let refused = |remark: String| {
        Ok(Json(
            json!({ "status": false, "alias": alias.clone(), "remark": remark }),
        ))
    };
    if own.address(&alias).is_some() {
        return refused(format!("An address with the alias {alias} exists already"));
    }
    if place::find(pin).is_none() {
        return refused(format!("Pincode {pin} is not serviceable"));
    }
    own.addresses.push(asked);
    let remark = format!("Successful operation on Address sim{serial}");
    Ok(Json(
        json!({ "status": true, "alias": alias, "remark": remark }),
    ))
}

pub(super) async fn list(State(desk): State<Desk>, _: Client) -> Json<Value> {
    Json(Value::Array(desk.own().addresses.clone()))
}
