//! `POST /v2/shipping-order/detail` and `detail-by-client-code`.
use super::desk::{Client, Desk, Payload, log, sold, status, text, unknown, yes};
use super::refusal::Refusal;
use super::shape::{BY_CLIENT_CODE, DETAIL};
use super::{PREFIX, price};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::ledger::Sale;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

pub(super) async fn by_code(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let code = text(payload.read(DETAIL)?, "order_code");
    let world = desk.world();
    Ok(yes(detail(&desk, &world, sold(&world, code)?)))
}

pub(super) async fn by_client_code(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let code = text(payload.read(BY_CLIENT_CODE)?, "client_order_code");
    let world = desk.world();
    let sale = world
        .ledger
        .under(PREFIX, code)
        .next()
        .ok_or_else(unknown)?;
    Ok(yes(detail(&desk, &world, sale)))
}

fn detail(desk: &Desk, world: &World, sale: &Sale) -> Value {
    let (own, now) = (desk.own(), world.clock.now());
    let entries = sale
        .parcels
        .first()
        .map(|parcel| log(sale, parcel, &own, now));
    let entries = entries.unwrap_or_default();
    let asked = &sale.asked;
    let entry = |(status, at): &(&str, jiff::Timestamp)| json!({ "status": status, "updated_date": at.to_string() });
    json!({
        "shop_id": asked["shop_id"],
        "order_code": sale.shipment,
        "client_order_code": text(asked, "client_order_code"),
        "status": status(sale, &own, now),
        "sort_code": asked["sort_code"],
        "to_name": asked["to_name"],
        "to_phone": asked["to_phone"],
        "to_address": asked["to_address"],
        "cod_amount": asked["cod_amount"],
        "insurance_value": asked["insurance_value"],
        "weight": asked["weight"],
        "length": asked["length"],
        "width": asked["width"],
        "height": asked["height"],
        "converted_weight": price::billed(asked),
        "service_type_id": asked["service_type_id"],
        "required_note": asked["required_note"],
        "content": asked["content"],
        "note": asked["note"],
        "leadtime": Course::expected(sale.sold_at).to_string(),
        "created_date": sale.sold_at.to_string(),
        "updated_date": entries.last().map(|(_, at)| at.to_string()),
        "pick_warehouse_id": 1_190,
        "log": entries.iter().map(entry).collect::<Vec<_>>(),
    })
}
