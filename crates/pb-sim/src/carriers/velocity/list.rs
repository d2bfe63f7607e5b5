//! `POST /shipments`, `POST /returns`: the merchant's orders, newest first. A `page` is `{"number": n}`; a bare number
//! is a failure of the server, as a client met it.
use super::cancel::carry_out;
use super::desk::{Client, Desk, Order, Payload};
use super::refusal::Refusal;
use super::shape::LIST;
use super::{PREFIX, courier, track};
use crate::carriers::World;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

/// Rows of a page where nothing is said.
const ROWS: u64 = 20;

pub(super) async fn shipments(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    listed(&desk, payload, false)
}

pub(super) async fn returns(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    listed(&desk, payload, true)
}

fn listed(desk: &Desk, payload: Payload, reverse: bool) -> Result<Json<Value>, Refusal> {
    if payload.has_bare_page() {
        return Err(Refusal::new(500, "Internal Server Error"));
    }
    let asked = payload.read(LIST)?;
    let rows = asked["per_page"].as_u64().unwrap_or(ROWS);
    let words = asked["search"].as_str().unwrap_or_default().to_lowercase();
    let mut world = desk.world();
    let own = desk.own();
    carry_out(&mut world, &own);
    let is_wanted = |order: &&Order| {
        let texts = [&order.number, &order.id, &order.name];
        let mut texts = texts.into_iter().chain(&order.bill);
        order.reverse == reverse && texts.any(|text| text.to_lowercase().contains(&words))
    };
    let found: Vec<&Order> = own.orders.iter().rev().filter(is_wanted).collect();
    // A cursor serves the first page, whichever is asked for.
    let page = usize::try_from(rows).unwrap_or(usize::MAX);
    let data: Vec<Value> = found
        .iter()
        .take(page)
        .map(|order| row(&world, order))
        .collect();
    Ok(Json(json!({
        "data": data,
        "meta": { "current_page": 1, "per_page": rows, "total": found.len() },
    })))
}

fn row(world: &World, order: &Order) -> Value {
    let now = world.clock.now();
    let sale = order
        .bill
        .as_deref()
        .and_then(|bill| world.ledger.numbered(PREFIX, bill));
    let status = sale.map_or("pending", |sale| track::status(sale, now));
    let carrier = sale.and_then(|sale| courier::find(&sale.service));
    let carrier = carrier.map(|courier| json!({ "id": courier.id, "name": courier.name }));
    let shipment = json!({
        "id": order.shipment,
        "tracking_number": order.bill,
        "status": status,
        "carrier": carrier,
    });
    let whose = json!({ "id": order.id, "external_id": order.number, "display_id": order.number });
    match order.reverse {
        false => {
            let mut attributes = shipment;
            attributes["order"] = whose;
            json!({ "id": order.shipment, "type": "shipment", "attributes": attributes })
        }
        true => json!({
            "id": order.shipment,
            "type": "return",
            "attributes": {
                "display_id": order.number,
                "status": status,
                "shipping_address": { "name": order.name },
                "shipment": shipment,
                "order": { "id": order.id },
            },
        }),
    }
}
