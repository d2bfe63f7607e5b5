//! `POST /services/shipment/order`. An `id` that was there already is refused, with the label of the order of then.
use super::course::{self, status};
use super::desk::{Asked, Client, Payload, number, read, text, tracking_id, yes};
use super::place;
use super::price::{Load, dong};
use super::refusal::Refusal;
use super::shape::{self, CREATE, ORDERED_BY, PICKED_AT};
use super::{PREFIX, weight};
use crate::carriers::Shared;
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde_json::{Value, json};

pub(super) async fn create(
    State(shared): State<Shared>,
    _: Client,
    Asked(query): Asked,
    Payload(payload): Payload,
) -> Result<Json<Value>, Refusal> {
    read(&query, ORDERED_BY)?;
    let payload = read(&payload, CREATE)?;
    let order = &payload["order"];
    let id = text(order, "id");
    let mut world = shared.world();
    let now = world.clock.now();
    if let Some(sale) = world.ledger.under(PREFIX, id).next() {
        let known = json!({
            "partner_id": id,
            "ghtk_label": sale.shipment,
            "created": course::local(sale.sold_at, "%Y-%m-%dT%H:%M:%S%:z"),
            "status": status(sale, now),
        });
        return Err(Refusal::exists(id, known));
    }
    let grams = weight::grams(payload)?;
    let load = Load {
        tags: shape::order(order, grams)?,
        from: place::from(order, PICKED_AT)?,
        to: place::to(order)?,
        grams,
        value: number(order, "value"),
        by_air: transport(order) == "fly",
        express: text(order, "deliver_option") == "xteam",
    };
    if number(order, "use_return_address") == 1 {
        place::ward(order, "return_")?;
    }
    if !load.served() {
        return Err(Refusal::new(
            "GHTK không hỗ trợ giao hàng đến địa chỉ này bằng hình thức vận chuyển đã chọn",
        ));
    }
    let label = label(world.next_serial(), &load);
    let answer = sold(&label, order, &load, now);
    let mut asked = order.clone();
    asked["products"] = payload["products"].clone();
    asked["grams"] = json!(grams);
    world.ledger.sales.push(Sale {
        carrier: PREFIX,
        shipment: label.clone(),
        service: transport(order).to_owned(),
        references: vec![id.to_owned()],
        parcels: vec![Sold {
            number: label,
            voided_at: None,
            course: Course::default(),
        }],
        charge: dong(load.fee() + load.insurance()),
        sold_at: now,
        asked,
    });
    Ok(yes("order", answer))
}

/// How it goes; by road where nothing is said.
fn transport(order: &Value) -> &str {
    let said = ["transport", "actual_transfer_method"].map(|name| text(order, name));
    said.into_iter()
        .find(|said| !said.is_empty())
        .unwrap_or("road")
}

/// `S1.SGP1-J3.2001297581`: where it is sorted to, and a number of ten digits.
fn label(serial: u64, load: &Load) -> String {
    let number = 1_000_000_000 + serial % 1_000_000_000;
    format!("S1.{}.{number}", sorting_code(load))
}

fn sorting_code(load: &Load) -> &'static str {
    match load.to.province {
        "Hồ Chí Minh" => "SGP1-J3",
        "Hà Nội" => "HN1-A2",
        _ => "DN1-A1",
    }
}

fn sold(label: &str, order: &Value, load: &Load, now: Timestamp) -> Value {
    let id: u64 = tracking_id(label).parse().unwrap_or_default();
    json!({
        "partner_id": order["id"],
        "label": label,
        "area": load.area(),
        "fee": load.fee().to_string(),
        "insurance_fee": load.insurance().to_string(),
        "estimated_pick_time": course::phrase(course::picked_up(now)),
        "estimated_deliver_time": course::phrase(Course::expected(now)),
        "status_id": course::RECEIVED,
        "tracking_id": id,
        "sorting_code": sorting_code(load),
        "products": [],
        "is_xfast": i64::from(load.express),
    })
}
