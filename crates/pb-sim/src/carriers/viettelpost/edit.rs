//! `/v2/order/edit`: the whole order anew, under ViettelPost's number, until it is at the first office.
use super::PREFIX;
use super::desk::{Client, Desk, Payload, sold, text, yes};
use super::order::Order;
use super::refusal::Refusal;
use super::status::{AT_OFFICE, CANCELLED, stands};
use axum::Json;
use axum::extract::State;
use serde_json::Value;

pub(super) async fn edit(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let mut world = desk.world();
    let own = desk.own();
    let order = Order::of(&payload, &own)?;
    let waybill = text(&payload.0, "ORDER_NUMBER");
    let stands = stands(sold(&world, &own, waybill)?, &own, world.clock.now());
    if stands >= AT_OFFICE || stands == CANCELLED {
        return Err(Refusal::state());
    }
    let sales = world.ledger.sales.iter_mut();
    let mut ours = sales.filter(|sale| sale.carrier == PREFIX);
    let sale = ours
        .find(|sale| sale.shipment == waybill)
        .ok_or_else(Refusal::unknown)?;
    sale.asked = order.remembered();
    sale.service = order.service();
    sale.charge = order.charge();
    Ok(yes(order.answer(waybill)))
}
