//! `GET /services/shipment/v2/…`: where an order stands, and nothing of where it was.
use super::course::{self, local, standing, words};
use super::desk::{Client, number, sold, text, yes};
use super::refusal::Refusal;
use crate::carriers::Shared;
use crate::carriers::course::Course;
use crate::carriers::ledger::Sale;
use axum::Json;
use axum::extract::{Path, State};
use jiff::Timestamp;
use serde_json::{Value, json};

pub(super) async fn track(
    State(shared): State<Shared>,
    _: Client,
    Path(said): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let world = shared.world();
    let sale = sold(&world, &said)?;
    Ok(yes("order", detail(sale, world.clock.now())))
}

const TIME: &str = "%Y-%m-%d %H:%M:%S";
const DAY: &str = "%Y-%m-%d";

fn detail(sale: &Sale, now: Timestamp) -> Value {
    let (status, since) = standing(sale, now);
    let asked = &sale.asked;
    let (_, reason) = course::reason(status);
    let value = number(asked, "value");
    let insurance = super::price::insurance(value);
    let whole = |name: &str| number(asked, name).to_string();
    let place = ["address", "ward", "district", "province"].map(|name| text(asked, name));
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    json!({
        "label_id": sale.shipment,
        "partner_id": asked["id"],
        "status": status.to_string(),
        "status_text": words(status),
        "created": local(sale.sold_at, TIME),
        "modified": local(since, TIME),
        "message": reason,
        "pick_date": local(course::picked_up(sale.sold_at), DAY),
        "deliver_date": local(Course::expected(sale.sold_at), DAY),
        "customer_fullname": asked["name"],
        "customer_tel": asked["tel"],
        "address": place.join(", "),
        "storage_day": "0",
        "ship_money": (sale.charge.minor - insurance).to_string(),
        "insurance": insurance.to_string(),
        "value": value.to_string(),
        "weight": whole("grams"),
        "pick_money": number(asked, "pick_money"),
        "is_freeship": whole("is_freeship"),
        "products": asked["products"],
    })
}
