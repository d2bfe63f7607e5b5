//! `POST …/consignment/softdata`: each consignment is sold or refused by itself. The same one twice is sold twice:
//! nothing here tells that it is the same.
use super::desk::{Client, Desk, Payload, text};
use super::pin;
use super::refusal::Refusal;
use super::shape::SOFTDATA;
use super::{CUSTOMER_CODE, PREFIX};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::State;
use pb_domain::{Currency, Money};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// The contract's services.
const SERVICES: &[&str] = &["B2C PRIORITY", "B2C SMART EXPRESS"];

pub(super) async fn upload(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(SOFTDATA)?;
    let mut world = desk.world();
    let consignments = asked["consignments"].as_array().into_iter().flatten();
    let data: Vec<Value> = consignments
        .map(|consignment| match refused(consignment) {
            Some(words) => json!({
                "success": false,
                "reason": "WRONG_INPUT",
                "message": words,
                "customer_reference_number": consignment["customer_reference_number"],
            }),
            None => {
                let sale = sell(&mut world, consignment);
                let answer = answer(&sale);
                world.ledger.sales.push(sale);
                answer
            }
        })
        .collect();
    Ok(Json(json!({ "status": "OK", "data": data })))
}

/// Why a consignment is not sold.
fn refused(asked: &Value) -> Option<String> {
    let service = text(asked, "/service_type_id");
    if text(asked, "/customer_code") != CUSTOMER_CODE {
        return Some("Customer code does not belong to Client".to_owned());
    }
    if !SERVICES.contains(&service) {
        return Some(format!(
            "Consignment Series with service {service} does not Belong to Client"
        ));
    }
    if !is_flag(&asked["is_risk_surcharge_applicable"]) {
        return Some("is_risk_surcharge_applicable must be true or false".to_owned());
    }
    if !text(asked, "/reference_number").is_empty() {
        return Some("Consignment Series does not Belong to Client".to_owned());
    }
    cash(asked)
        .or_else(|| pieces(asked))
        .or_else(|| lane(asked))
}

fn is_flag(value: &Value) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::String(text) => matches!(text.as_str(), "true" | "false"),
        _ => false,
    }
}

/// Cash has its mode and its amount, and what is paid has neither.
fn cash(asked: &Value) -> Option<String> {
    let (mode, amount) = (
        text(asked, "/cod_collection_mode"),
        text(asked, "/cod_amount"),
    );
    let rupees: Option<Decimal> = amount.parse().ok().filter(|rupees| *rupees > Decimal::ZERO);
    match (mode, amount, rupees) {
        ("", "", _) | ("CASH", _, Some(_)) => None,
        _ => Some("cod_amount and cod_collection_mode CASH are mandatory for COD".to_owned()),
    }
}

/// Several pieces are told one by one.
fn pieces(asked: &Value) -> Option<String> {
    let told = asked["pieces_detail"].as_array().map_or(0, Vec::len);
    match (count(asked), told) {
        (1, 0 | 1) => None,
        (count, told) if count == told => None,
        (count, told) => Some(format!(
            "pieces_detail has {told} pieces and num_pieces is {count}"
        )),
    }
}

fn count(asked: &Value) -> usize {
    text(asked, "/num_pieces").parse().unwrap_or_default()
}

/// Both ends are served, with cash where it is to be collected.
fn lane(asked: &Value) -> Option<String> {
    for path in ["/origin_details/pincode", "/destination_details/pincode"] {
        let pin = text(asked, path);
        if pin::find(pin).is_none() {
            return Some(format!("Pincode {pin} is not serviceable"));
        }
    }
    let pin = text(asked, "/destination_details/pincode");
    let no_cash = pin::find(pin).is_some_and(|place| !place.cash);
    let wants = !text(asked, "/cod_collection_mode").is_empty();
    (wants && no_cash).then(|| format!("COD is not serviceable at pincode {pin}"))
}

/// One number for all pieces.
fn sell(world: &mut World, asked: &Value) -> Sale {
    let number = format!("D{:08}", world.next_serial() % 100_000_000);
    let parcel = Sold {
        number: number.clone(),
        voided_at: None,
        course: Course::default(),
    };
    let rupees = Currency::from_code("INR").expect("a currency of ISO 4217");
    Sale {
        carrier: PREFIX,
        shipment: number,
        service: text(asked, "/service_type_id").to_owned(),
        references: vec![text(asked, "/customer_reference_number").to_owned()],
        parcels: vec![parcel; count(asked).max(1)],
        // No price is stated; the month's bill has it.
        charge: Money::zero(rupees),
        sold_at: world.clock.now(),
        asked: asked.clone(),
    }
}

fn answer(sale: &Sale) -> Value {
    let pieces = (1..=sale.parcels.len()).map(
        |at| json!({ "reference_number": format!("{}{at:03}", sale.shipment), "product_code": "" }),
    );
    let weight: Decimal = text(&sale.asked, "/weight").parse().unwrap_or_default();
    // A number of JSON, to the gram.
    let weight: Value = serde_json::from_str(&weight.normalize().to_string()).unwrap_or_default();
    json!({
        "success": true,
        "reference_number": sale.shipment,
        "courier_partner": null,
        "courier_account": "",
        "courier_partner_reference_number": null,
        "chargeable_weight": weight,
        "self_pickup_enabled": true,
        "customer_reference_number": sale.references.first(),
        "pieces": pieces.collect::<Vec<_>>(),
        "barCodeData": "",
    })
}
