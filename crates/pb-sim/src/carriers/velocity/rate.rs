//! `POST /rates` and `POST /serviceability`.
use super::courier::{COURIERS, Courier, Load};
use super::desk::{Client, Desk, Payload, amount, local, text};
use super::place;
use super::refusal::Refusal;
use super::shape::{LANE, RATES};
use crate::carriers::course::Course;
use axum::Json;
use axum::extract::State;
use jiff::{Timestamp, ToSpan as _};
use rust_decimal::Decimal;
use serde_json::{Value, json};

pub(super) async fn serviceability(
    State(_): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(LANE)?;
    let ends = (
        place::find(text(&asked, "from")),
        place::find(text(&asked, "to")),
    );
    let (Some(from), Some(to)) = ends else {
        return Ok(Json(json!({
            "result": { "serviceability_results": [], "zone": null },
            "status": "SUCCESS",
        })));
    };
    let load = Load {
        from,
        to,
        weight: Decimal::ONE,
        sides: [Decimal::ONE; 3],
        reverse: text(&asked, "shipment_type") == "return",
        cash: match text(&asked, "payment_mode") {
            "cod" => Decimal::ONE,
            _ => Decimal::ZERO,
        },
    };
    let named =
        |courier: &Courier| json!({ "carrier_id": courier.id, "carrier_name": courier.name });
    let couriers: Vec<Value> = COURIERS
        .iter()
        .filter(|courier| courier.takes(&load))
        .map(named)
        .collect();
    let zone = format!("zone_{}", load.zone().to_lowercase());
    Ok(Json(json!({
        "result": { "serviceability_results": couriers, "zone": zone },
        "status": "SUCCESS",
    })))
}

pub(super) async fn rates(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(RATES)?;
    let reverse = text(&asked, "journey_type") == "return";
    let cash = text(&asked, "payment_method") == "cod";
    let value = amount(&asked["shipment_value"]);
    if cash && value.is_zero() {
        return Err(Refusal::bad("shipment_value is missing"));
    }
    if cash && reverse {
        return Err(Refusal::bad("payment_method is not valid: cod"));
    }
    if reverse && asked["qc_applicable"].is_null() {
        return Err(Refusal::bad("qc_applicable is missing"));
    }
    let find = |name: &str| {
        let pin = text(&asked, name);
        place::find(pin).ok_or_else(|| Refusal::undone(format!("{name} {pin} is not serviceable")))
    };
    let load = Load {
        from: find("origin_pincode")?,
        to: find("destination_pincode")?,
        weight: amount(&asked["dead_weight"]),
        sides: ["length", "width", "height"].map(|side| amount(&asked[side])),
        reverse,
        cash: if cash { value } else { Decimal::ZERO },
    };
    let now = desk.world().clock.now();
    let couriers: Vec<Value> = COURIERS.iter().map(|c| offer(c, &load, now)).collect();
    Ok(Json(json!({
        "status": "SUCCESS",
        "result": {
            "serviceable_couriers": couriers,
            "shipment_details": {
                "zone": load.zone(),
                "dead_weight": number(load.weight),
                "volumetric_weight": number(load.volumetric()),
                "applicable_weight": number(load.applicable()),
            },
        },
    })))
}

/// An amount as a number of JSON.
pub(super) fn number(amount: Decimal) -> Value {
    serde_json::from_str(&amount.normalize().to_string()).unwrap_or_default()
}

fn offer(courier: &Courier, load: &Load, now: Timestamp) -> Value {
    let when = |at: Timestamp| {
        let at = local(at);
        json!({
            "datetime": at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            "human_readable": at.strftime("%d %b %Y").to_string(),
        })
    };
    let mut offer = json!({
        "carrier_id": courier.id,
        "carrier_name": courier.name,
        "service_level": courier.level,
        "status": courier.takes(load),
        "charges": {},
        "platform_fee": courier.fee,
    });
    if courier.takes(load) {
        let price = courier.price(load);
        offer["charges"] = match load.reverse {
            true => json!({ "total_return_charges": number(price.total()) }),
            false => json!({
                "forward_freight_charges": number(price.freight),
                "cod_charges": number(price.cash),
                "rto_charges": number(price.rto),
                "total_forward_charges": number(price.total()),
            }),
        };
        offer["expected_delivery"] = json!({
            "pickup": when(now.checked_add(6.hours()).unwrap_or(now)),
            "delivery": when(Course::expected(now)),
        });
    }
    offer
}
