//! Words about orders: `/v2/switch-status/{cancel, return, storing}`, `update` and `updateCOD`.
use super::desk::{Desk, Own, Payload, Shop, Told, sold, status, text, unknown, yes};
use super::refusal::Refusal;
use super::shape::{self, CANCEL, ORDERS, UPDATE, UPDATE_COD, number, numbers};
use super::{PREFIX, place};
use crate::carriers::World;
use crate::carriers::schema::check;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

/// What follows from the word, in hours after it.
const BACK: &[(&str, u64)] = &[
    ("return", 0),
    ("return_transporting", 6),
    ("returning", 30),
    ("returned", 48),
];
const ONCE_MORE: &[(&str, u64)] = &[("storing", 0), ("delivering", 20), ("delivered", 24)];

pub(super) async fn switch(
    State(desk): State<Desk>,
    _: Shop,
    Path(to): Path<String>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let fields = match to.as_str() {
        "cancel" => CANCEL,
        "return" | "storing" => ORDERS,
        _ => return Err(Refusal::new(404, "USER_ERR_COMMON", "Not Found")),
    };
    let asked = payload.read(fields)?;
    let codes = asked["order_codes"].as_array().into_iter().flatten();
    let mut world = desk.world();
    let mut own = desk.own();
    let result = |code: &str| {
        let said = switch_one(&mut world, &mut own, &to, code);
        let (result, message) = match said {
            Ok(()) => (true, "OK"),
            Err(words) => (false, words),
        };
        json!({ "order_code": code, "result": result, "message": message })
    };
    let results: Vec<Value> = codes.filter_map(Value::as_str).map(result).collect();
    Ok(yes(results.into()))
}

fn switch_one(world: &mut World, own: &mut Own, to: &str, code: &str) -> Result<(), &'static str> {
    let now = world.clock.now();
    let sale = world
        .ledger
        .numbered(PREFIX, code)
        .ok_or("Không tìm thấy đơn hàng")?;
    let stands = status(sale, own, now);
    let may = match to {
        "cancel" => stands == "ready_to_pick",
        "return" => ["storing", "waiting_to_return"].contains(&stands),
        _ => stands == "waiting_to_return",
    };
    if !may {
        return Err("Trạng thái đơn hàng không cho phép thao tác này");
    }
    match to {
        "cancel" => {
            let parcel = world
                .ledger
                .parcel_mut(code)
                .ok_or("Không tìm thấy đơn hàng")?;
            parcel.voided_at = Some(now);
        }
        to => {
            let then = if to == "return" { BACK } else { ONCE_MORE };
            own.told.insert(code.to_owned(), Told { at: now, then });
        }
    }
    Ok(())
}

/// Statuses after which nothing is changed any more.
const ENDED: &[&str] = &["cancel", "delivered", "returned"];

pub(super) async fn update(
    State(desk): State<Desk>,
    _: Shop,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(UPDATE)?;
    numbers(asked)?;
    if asked.get("to_phone").is_some() {
        shape::phone(asked, "to_phone")?;
    }
    let moves = [
        "to_ward_code",
        "to_district_id",
        "to_ward_name",
        "to_province_name",
    ];
    if moves.iter().any(|name| asked.get(*name).is_some()) && !place::to(asked)?.served {
        return Err(Refusal::not_served("route not found service"));
    }
    change(&desk, asked)
}

pub(super) async fn update_cod(
    State(desk): State<Desk>,
    _: Shop,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    check(&payload.0, UPDATE_COD, "").map_err(|c| Refusal::from(&c))?;
    numbers(&payload.0)?;
    let cash = number(&payload.0, "cod_amount");
    let change_to = json!({ "order_code": payload.0["order_code"], "cod_amount": cash });
    change(&desk, &change_to)
}

/// Writes what was asked into the order, if it is still on its way.
fn change(desk: &Desk, asked: &Value) -> Result<Json<Value>, Refusal> {
    let code = text(asked, "order_code");
    let mut world = desk.world();
    let now = world.clock.now();
    let stands = status(sold(&world, code)?, &desk.own(), now);
    if ENDED.contains(&stands) {
        return Err(Refusal::coded(
            "USER_ERR_COMMON",
            "order status does not allow it",
            "Trạng thái đơn hàng không cho phép thao tác này",
        ));
    }
    let sales = world.ledger.sales.iter_mut();
    let mut ours = sales.filter(|sale| sale.carrier == PREFIX);
    let sale = ours
        .find(|sale| sale.shipment == code)
        .ok_or_else(unknown)?;
    let fields = asked.as_object().into_iter().flatten();
    for (name, value) in fields.filter(|(name, _)| *name != "order_code") {
        sale.asked[name.as_str()] = value.clone();
    }
    Ok(yes(Value::Null))
}
