//! `POST /forward-order-orchestration` and `/reverse-order-orchestration`: an order that is made and booked at once.
//!
//! An order's number is taken once. One whose booking failed stays, without an airway bill, and may be sent again.
use super::courier::{self, COURIERS, Courier, Load};
use super::desk::{Client, Desk, Order, Own, Payload, amount, header_of, local, text, written};
use super::rate::number;
use super::refusal::Refusal;
use super::shape::{FORWARD, REVERSE};
use super::{PREFIX, label, place};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// Largest sides of a parcel, in centimetres.
const LARGEST: [i64; 3] = [75, 55, 35];
/// Heaviest parcel, in grams.
const HEAVIEST: i64 = 30_000;
/// Most cash, in rupees.
const MOST_CASH: i64 = 50_000;

pub(super) async fn forward(
    State(desk): State<Desk>,
    _: Client,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(FORWARD)?;
    let date = text(&asked, "order_date");
    if DateTime::strptime("%Y-%m-%d %H:%M", date).is_err() {
        return Err(Refusal::bad(format!("order_date is not valid: {date}")));
    }
    let cash = amount(&asked["cod_collectible"]);
    match (text(&asked, "payment_method"), cash.is_zero()) {
        ("COD", true) => return Err(Refusal::bad("COD amount is invalid or missing")),
        ("PREPAID", false) => {
            let words = "COD configuration is invalid. Please check COD settings";
            return Err(Refusal::bad(words));
        }
        _ => {}
    }
    book(&desk, &headers, asked, false)
}

pub(super) async fn reverse(
    State(desk): State<Desk>,
    _: Client,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(REVERSE)?;
    let date = text(&asked, "order_date");
    let is_date =
        DateTime::strptime("%Y-%m-%d %H:%M", date).is_ok() || date.parse::<Date>().is_ok();
    if !is_date {
        return Err(Refusal::bad(format!("order_date is not valid: {date}")));
    }
    for (name, digits) in [
        ("pickup_pincode", 6),
        ("shipping_pincode", 6),
        ("pickup_phone", 10),
        ("shipping_phone", 10),
    ] {
        let given = written(&asked[name]);
        if given.len() != digits || !given.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Refusal::bad(format!("{name} is not valid: {given}")));
        }
    }
    book(&desk, &headers, asked, true)
}

/// Makes the order, and books it where a courier takes it.
fn book(
    desk: &Desk,
    headers: &HeaderMap,
    asked: Value,
    reverse: bool,
) -> Result<Json<Value>, Refusal> {
    let mut world = desk.world();
    let mut own = desk.own();
    let warehouse = own
        .warehouses
        .iter()
        .find(|kept| kept.id == text(&asked, "warehouse_id"))
        .cloned();
    let warehouse = warehouse.ok_or_else(|| Refusal::bad("warehouse_id is not valid"))?;
    if !reverse && warehouse.name != text(&asked, "pickup_location") {
        return Err(Refusal::bad("pickup_location is not the warehouse's name"));
    }
    let chosen = match text(&asked, "carrier_id") {
        "" => None,
        id => Some(courier::find(id).ok_or_else(|| Refusal::bad("carrier_id is not valid"))?),
    };
    let number = text(&asked, "order_id").to_owned();
    let known = own.orders.iter().position(|order| order.number == number);
    if known.is_some_and(|at| own.orders[at].bill.is_some()) {
        return Err(Refusal::undone(
            "This order has already been booked with the carrier",
        ));
    }
    let at = known.unwrap_or_else(|| made(&mut world, &mut own, &asked, number, reverse));
    // From here on the order is there, whatever becomes of the booking.
    let ends = match reverse {
        false => (warehouse.pin, written(&asked["billing_pincode"])),
        true => (written(&asked["pickup_pincode"]), warehouse.pin),
    };
    let (load, courier) = booked(&asked, ends, chosen, reverse)?;
    let bill = courier.bill(&mut world, &load);
    let order = &mut own.orders[at];
    order.bill = Some(bill.clone());
    let now = world.clock.now();
    let wants_label = !reverse && asked["print_label"] == true;
    world.ledger.sales.push(Sale {
        carrier: PREFIX,
        shipment: order.shipment.clone(),
        service: courier.id.to_owned(),
        references: vec![order.number.clone()],
        parcels: vec![Sold {
            number: bill.clone(),
            voided_at: None,
            course: Course::default(),
        }],
        charge: courier.price(&load).charge(),
        sold_at: now,
        asked,
    });
    let link = wants_label.then(|| {
        label::link(
            header_of(headers, header::HOST.as_str()),
            &order.shipment,
            now,
        )
    });
    Ok(Json(answer(order, courier, &load, link.as_deref(), now)))
}

fn made(world: &mut World, own: &mut Own, asked: &Value, number: String, reverse: bool) -> usize {
    let serial = world.next_serial();
    let name = match reverse {
        true => "pickup_customer_name",
        false => "billing_customer_name",
    };
    own.orders.push(Order {
        number,
        id: format!("ORD{:010}", serial % 10_000_000_000),
        shipment: format!("SHI{:010}", serial % 10_000_000_000),
        reverse,
        name: text(asked, name).to_owned(),
        bill: None,
    });
    own.orders.len() - 1
}

/// The load and who takes it, or why nobody does.
fn booked(
    asked: &Value,
    (from, to): (String, String),
    chosen: Option<&'static Courier>,
    reverse: bool,
) -> Result<(Load, &'static Courier), Refusal> {
    let from = place::find(&from)
        .filter(|place| place.booked)
        .ok_or_else(|| Refusal::undone("Pickup location is not serviceable by this carrier"))?;
    let to = place::find(&to)
        .filter(|place| place.booked)
        .ok_or_else(|| Refusal::undone("Delivery location is not serviceable by this carrier"))?;
    let load = Load {
        from,
        to,
        weight: amount(&asked["weight"]) * Decimal::from(1_000),
        sides: ["length", "breadth", "height"].map(|side| amount(&asked[side])),
        reverse,
        cash: amount(&asked["cod_collectible"]),
    };
    if load.weight > Decimal::from(HEAVIEST) {
        return Err(Refusal::undone(
            "Package weight is invalid or out of the allowed range",
        ));
    }
    let mut sides = load.sides;
    sides.sort_unstable_by(|a, b| b.cmp(a));
    if let Some((_, most)) = sides
        .iter()
        .zip(LARGEST)
        .find(|(side, most)| **side > Decimal::from(*most))
    {
        return Err(Refusal::undone(format!(
            "Largest value of dimension exceeds max allowed value - {most}"
        )));
    }
    if !load.cash.is_zero() && !load.to.cash {
        return Err(Refusal::undone(
            "COD Orders not allowed on this destination",
        ));
    }
    if load.cash > Decimal::from(MOST_CASH) {
        return Err(Refusal::undone(
            "COD amount is invalid or out of the allowed range",
        ));
    }
    let courier = match chosen {
        Some(courier) => Some(courier).filter(|courier| courier.takes(&load)),
        None => COURIERS.iter().find(|courier| courier.takes(&load)),
    };
    let courier = courier.ok_or_else(|| Refusal::undone("This route is not serviceable"))?;
    Ok((load, courier))
}

fn answer(
    order: &Order,
    courier: &Courier,
    load: &Load,
    link: Option<&str>,
    now: Timestamp,
) -> Value {
    let price = courier.price(load);
    let rupees = |amount: Decimal| format!("{amount:.2}");
    let mut payload = json!({
        "order_created": 1,
        "awb_generated": 1,
        "pickup_generated": 1,
        "pickup_scheduled_date": null,
        "order_id": order.id,
        "shipment_id": order.shipment,
        "awb_code": order.bill,
        "courier_company_id": courier.id,
        "courier_name": courier.name,
        "assigned_date_time": {
            "date": local(now).strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string(),
            "timezone_type": 3,
            "timezone": "Asia/Kolkata",
        },
        "applied_weight": number(load.weight / Decimal::from(1_000)),
        "cod": u8::from(!load.cash.is_zero()),
        "routing_code": null,
        "rto_routing_code": null,
        "pickup_token_number": null,
    });
    if load.reverse {
        payload["is_return"] = json!(1);
        payload["charges"] = json!({
            "reverse_charges": rupees(price.freight),
            "qc": "0.00",
            "qc_leeway": "0.00",
            "dead_weight_billing": load.weight >= load.volumetric(),
        });
    } else {
        payload["pickup_location_added"] = json!(1);
        payload["label_generated"] = json!(u8::from(link.is_some()));
        payload["manifest_generated"] = json!(0);
        payload["pickup_booked_date"] = Value::Null;
        payload["label_url"] = json!(link);
        payload["manifest_url"] = Value::Null;
        payload["charges"] = json!({
            "frwd_charges": {
                "shipping_charges": rupees(price.freight),
                "cod_charges": rupees(price.cash),
                "dead_weight_billing": load.weight >= load.volumetric(),
            },
            "rto_charges": { "rto_charges": rupees(price.rto) },
        });
    }
    if courier.fee > 0 {
        payload["charges"]["platform_fee"] = rupees(price.fee).into();
    }
    json!({ "status": 1, "payload": payload })
}
