//! `POST /warehouse`. The same place twice is two warehouses: nothing is said of one that is there already.
use super::desk::{Client, Desk, Payload, Warehouse, text};
use super::place;
use super::refusal::Refusal;
use super::shape::WAREHOUSE;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

pub(super) async fn create(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(WAREHOUSE)?;
    let name = text(&asked, "name").to_owned();
    // Couriers downstream refuse such names.
    let is_plain = |c: char| c.is_alphanumeric() || c == ' ';
    if !name.chars().all(is_plain) {
        return Err(Refusal::bad("name has unsupported characters"));
    }
    let person = text(&asked, "contact_person");
    if !person.chars().all(|c| c.is_alphabetic() || c == ' ') {
        return Err(Refusal::bad("contact_person has unsupported characters"));
    }
    let pin = text(&asked["address_attributes"], "zip").to_owned();
    if place::find(&pin).is_none() {
        return Err(Refusal::undone(
            "Pickup location is not serviceable by any carrier",
        ));
    }
    let serial = desk.world().next_serial();
    let id = format!("WH{:04}", serial % 10_000);
    desk.own().warehouses.push(Warehouse {
        id: id.clone(),
        name,
        pin,
    });
    Ok(Json(
        json!({ "status": "SUCCESS", "payload": { "warehouse_id": id } }),
    ))
}
