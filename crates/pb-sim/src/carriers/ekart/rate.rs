//! `POST /data/pricing/estimate`.
use super::desk::{Client, Desk, Payload, text};
use super::place;
use super::price::Load;
use super::refusal::Refusal;
use super::shape::ESTIMATE;
use axum::Json;
use axum::extract::State;
use rust_decimal::Decimal;
use serde_json::Value;

pub(super) async fn estimate(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(ESTIMATE)?;
    let at = |name: &str| {
        let pin = u32::try_from(whole(&asked[name])).unwrap_or_default();
        place::find(pin).ok_or_else(|| Refusal::bad(format!("{name} {pin} is not serviceable")))
    };
    let load = Load {
        from: at("pickupPincode")?,
        to: at("dropPincode")?,
        weight: whole(&asked["weight"]),
        volume: volume(&asked),
        express: text(&asked, "/serviceType") == "EXPRESS",
        reverse: text(&asked, "/shippingDirection") == "REVERSE",
        checked: false,
        cash: decimal(&asked["codAmount"]),
    };
    let serial = desk.world().next_serial();
    Ok(Json(load.price().answer(serial)))
}

/// Of the packages, where there are some, else of the one.
pub(super) fn volume(asked: &Value) -> u64 {
    let sides = |of: &Value| {
        ["length", "width", "height"]
            .iter()
            .fold(1_u64, |volume, side| {
                volume.saturating_mul(whole(&of[side]))
            })
    };
    match asked["packages"].as_array() {
        None => sides(asked),
        Some(packages) => packages.iter().fold(0, |sum, package| {
            let count: u64 = text(package, "/count").parse().unwrap_or(1);
            sum.saturating_add(sides(package).saturating_mul(count))
        }),
    }
}

/// A whole number of a request that was looked through; 0 where there is none.
pub(super) fn whole(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

/// An amount, likewise.
pub(super) fn decimal(value: &Value) -> Decimal {
    match value {
        Value::Number(number) => number.to_string().parse().unwrap_or_default(),
        _ => Decimal::ZERO,
    }
}
