//! `preview`, `create`, `fee`, `leadtime` and `available-services` of `/v2/shipping-order`.
//!
//! The same `client_order_code` again brings the same order, whatever else is asked, and sells nothing.
use super::desk::{Desk, Payload, Shop, text, yes};
use super::place::{self, Place};
use super::price::{HEAVY, LIGHT, Load, dong};
use super::refusal::Refusal;
use super::shape::{self, FEE, LEADTIME, ORDER, SERVICES, number, numbers};
use super::{PREFIX, SHOPS, shop};
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde_json::{Value, json};

/// An order that may be made, with its price.
struct Order<'a> {
    asked: &'a Value,
    load: Load,
    from: Place,
    to: Place,
}

impl<'a> Order<'a> {
    fn of(asked: &'a Value, now: Timestamp) -> Result<Self, Refusal> {
        numbers(asked)?;
        for item in asked["items"].as_array().into_iter().flatten() {
            numbers(item)?;
        }
        shape::phone(asked, "to_phone")?;
        if asked.get("from_phone").is_some() {
            shape::phone(asked, "from_phone")?;
        }
        let shifts = match &asked["pick_shift"] {
            Value::Null => &[],
            Value::Array(shifts) => shifts.as_slice(),
            _ => return Err(Refusal::input("pick_shift must be a list")),
        };
        let offered = shop::offered(now);
        let is_known = |shift: &Value| offered.iter().any(|known| shift == &known["id"]);
        if !shifts.iter().all(is_known) {
            return Err(Refusal::input("pick_shift is not valid"));
        }
        let (from, to) = (place::from(asked)?, place::to(asked)?);
        Ok(Self {
            asked,
            load: Load::of(asked, "cod_amount", from, to)?,
            from,
            to,
        })
    }

    fn answer(&self, code: &str, ordered_at: Timestamp) -> Value {
        json!({
            "order_code": code,
            "sort_code": if code.is_empty() { String::new() } else { sort_code(self.to) },
            "trans_type": "truck",
            "ward_encode": "",
            "district_encode": "",
            "fee": self.load.parts(),
            "total_fee": self.load.total(),
            "expected_delivery_time": Course::expected(ordered_at).to_string(),
            "operation_partner": "",
        })
    }
}

/// Where it is sorted to.
pub(super) fn sort_code(to: Place) -> String {
    let office = match to.province {
        "Hồ Chí Minh" => "190",
        "Hà Nội" => "110",
        _ => "155",
    };
    format!("{office}-G-01-A2")
}

pub(super) async fn preview(
    State(desk): State<Desk>,
    _: Shop,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(ORDER)?;
    let now = desk.world().clock.now();
    Ok(yes(Order::of(asked, now)?.answer("", now)))
}

pub(super) async fn create(
    State(desk): State<Desk>,
    Shop(shop): Shop,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(ORDER)?;
    let mut world = desk.world();
    let now = world.clock.now();
    let ours = text(asked, "client_order_code");
    let known = world.ledger.under(PREFIX, ours).next();
    if let Some(sale) = known.filter(|_| !ours.is_empty()) {
        let order = Order::of(&sale.asked, sale.sold_at)?;
        return Ok(yes(order.answer(&sale.shipment, sale.sold_at)));
    }
    let order = Order::of(asked, now)?;
    let code = order_code(world.next_serial());
    let answer = order.answer(&code, now);
    let mut remembered = order.asked.clone();
    remembered["shop_id"] = json!(shop);
    remembered["sort_code"] = json!(sort_code(order.to));
    remembered["from_province"] = json!(order.from.province);
    let charge = dong(order.load.total());
    world.ledger.sales.push(Sale {
        carrier: PREFIX,
        shipment: code.clone(),
        service: number(asked, "service_type_id").to_string(),
        references: [ours.to_owned()]
            .into_iter()
            .filter(|r| !r.is_empty())
            .collect(),
        parcels: vec![Sold {
            number: code,
            voided_at: None,
            course: Course::default(),
        }],
        charge,
        sold_at: now,
        asked: remembered,
    });
    Ok(yes(answer))
}

/// Eight capital letters and digits, the first an L.
fn order_code(serial: u64) -> String {
    const DIGITS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let digit = |place: u32| {
        let at = usize::try_from((serial >> (5 * place)) & 31).unwrap_or(0);
        char::from(DIGITS[at])
    };
    std::iter::once('L')
        .chain((0..7).rev().map(digit))
        .collect()
}

pub(super) async fn fee(_: Shop, payload: Payload) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(FEE)?;
    numbers(asked)?;
    let to = place::by_numbers(number(asked, "to_district_id"), text(asked, "to_ward_code"))?;
    let from = match asked.get("from_district_id") {
        None => place::SHOP,
        Some(_) => place::by_numbers(
            number(asked, "from_district_id"),
            text(asked, "from_ward_code"),
        )?,
    };
    Ok(yes(Load::of(asked, "cod_value", from, to)?.fee()))
}

pub(super) async fn leadtime(
    State(desk): State<Desk>,
    _: Shop,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(LEADTIME)?;
    numbers(asked)?;
    for side in ["from", "to"] {
        let district = number(asked, &format!("{side}_district_id"));
        let place = place::by_numbers(district, text(asked, &format!("{side}_ward_code")))?;
        if !place.served {
            return Err(Refusal::not_served("route not found service"));
        }
    }
    let at = Course::expected(desk.world().clock.now());
    Ok(yes(json!({
        "leadtime": at.as_second(),
        "leadtime_order": {
            "from_estimate_date": at.to_string(), "to_estimate_date": at.to_string(),
        },
    })))
}

pub(super) async fn services(_: Shop, payload: Payload) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(SERVICES)?;
    numbers(asked)?;
    let shop = u64::try_from(number(asked, "shop_id")).unwrap_or_default();
    if !SHOPS.contains(&shop) {
        return Err(Refusal::input("shop_id is not valid"));
    }
    let service = |id: i64, name: &str, kind: i64| json!({ "service_id": id, "short_name": name, "service_type_id": kind });
    Ok(yes(json!([
        service(53_320, "Hàng nhẹ", LIGHT),
        service(100_039, "Hàng nặng", HEAVY),
    ])))
}
