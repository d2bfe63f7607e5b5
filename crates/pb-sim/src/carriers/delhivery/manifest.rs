//! `POST /api/cmu/create.json`: parcels are sold, each under its waybill. What is wrong with one is said of it, with
//! 200; the others are sold all the same.
use super::desk::{Client, Desk, Own, header_of, text};
use super::number;
use super::price::{Load, amount, rupees};
use super::refusal::Refusal;
use super::shape::{NEEDED, SHIPMENT, check, is_blank, is_phone, number as numeric, written};
use super::{CLIENT, PREFIX, WAREHOUSE, pin};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Form, FromRequest as _, Request, State};
use axum::http::header;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Value, json};
use std::collections::HashMap;

const ORDER: usize = 50;
const MODES: &[&str] = &["Prepaid", "Pre-paid", "COD", "Pickup", "REPL"];
/// What the JSON may not hold where it is not encoded.
const UNENCODABLE: [char; 5] = ['&', '#', '%', ';', '\\'];

pub(super) async fn create(
    State(desk): State<Desk>,
    _: Client,
    request: Request,
) -> Result<Json<Value>, Refusal> {
    let manifest = match data(request, &desk).await {
        Ok(manifest) => manifest,
        Err(words) => return Ok(Json(nothing(&words))),
    };
    let shipments = match list(&manifest) {
        Ok(shipments) => shipments,
        Err(words) => return Ok(Json(nothing(&words))),
    };
    let mut world = desk.world();
    let mut own = desk.own();
    let batch = format!("UPL{:018}", world.next_serial());
    let mut packages = Vec::new();
    for shipment in shipments {
        let package = match sell(&mut world, &mut own, shipment, shipments) {
            Ok(waybill) => package(shipment, &waybill, None),
            Err(remark) => {
                let waybill = written(&shipment["waybill"]);
                package(shipment, &waybill, Some(&remark))
            }
        };
        packages.push(package);
    }
    let count = |mode: &[&str]| {
        let paid = shipments.iter().map(|s| text(s, "payment_mode"));
        paid.filter(|p| mode.contains(p)).count()
    };
    let success = packages.iter().all(|p| p["status"] == "Success");
    let cash: Decimal = shipments
        .iter()
        .filter_map(|s| numeric(&s["cod_amount"]))
        .sum();
    let cash = (cash * Decimal::from(100)).to_i64().unwrap_or_default();
    Ok(Json(json!({
        "success": success,
        "upload_wbn": batch,
        "package_count": packages.len(),
        "packages": packages,
        "prepaid_count": count(&["Prepaid", "Pre-paid"]),
        "cod_count": count(&["COD"]),
        "pickups_count": count(&["Pickup"]),
        "replacement_count": count(&["REPL"]),
        "cash_pickups_count": 0.0,
        "cash_pickups": 0.0,
        "cod_amount": amount(cash),
    })))
}

/// No parcel was looked at.
fn nothing(words: &str) -> Value {
    json!({
        "success": false, "error": true, "rmk": words, "upload_wbn": null, "package_count": 0,
        "packages": [], "prepaid_count": 0, "cod_count": 0, "pickups_count": 0, "cod_amount": 0.0,
    })
}

/// The JSON of `data`, encoded as a form's field, or bare behind the same words.
async fn data(request: Request, desk: &Desk) -> Result<Value, String> {
    const BARE: &str = "format=json&data=";
    let kind = header_of(request.headers(), header::CONTENT_TYPE.as_str()).to_owned();
    let json = if kind.starts_with("application/x-www-form-urlencoded") {
        let form = Form::<HashMap<String, String>>::from_request(request, desk).await;
        let Form(fields) = form.map_err(|e| e.to_string())?;
        if fields.get("format").map(String::as_str) != Some("json") {
            return Err("format key missing in the post".to_owned());
        }
        fields.get("data").cloned().unwrap_or_default()
    } else {
        let bytes = Bytes::from_request(request, desk).await;
        let bytes = bytes.map_err(|e| e.to_string())?;
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let Some(json) = body.strip_prefix(BARE) else {
            return Err("format key missing in the post".to_owned());
        };
        if let Some(at) = json.find(UNENCODABLE) {
            return Err(format!(
                "Unterminated string starting at: line 1 column {at}"
            ));
        }
        json.to_owned()
    };
    serde_json::from_str(&json).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        format!("Unterminated string starting at: line {line} column {column}")
    })
}

/// The parcels, where the whole is one.
fn list(manifest: &Value) -> Result<&Vec<Value>, String> {
    let known = ["shipments", "pickup_location"];
    let unknown = manifest
        .as_object()
        .and_then(|m| m.keys().find(|name| !known.contains(&name.as_str())));
    if let Some(name) = unknown {
        return Err(format!("{name} is not a known key"));
    }
    let Some(shipments) = manifest["shipments"].as_array() else {
        return Err("'unicode' object has no attribute 'get'".to_owned());
    };
    let client = |s: &Value| !matches!(text(s, "client"), "" | CLIENT);
    if shipments.is_empty() || shipments.iter().any(client) {
        return Err("shipment list contains no data".to_owned());
    }
    if manifest["pickup_location"]["name"] != WAREHOUSE {
        return Err("ClientWarehouse matching query does not exist.".to_owned());
    }
    Ok(shipments)
}

/// Sells one parcel, or says what is wrong with it.
fn sell(
    world: &mut World,
    own: &mut Own,
    shipment: &Value,
    all: &[Value],
) -> Result<String, String> {
    check(shipment, SHIPMENT, NEEDED)?;
    let order = text(shipment, "order");
    if order.chars().count() > ORDER {
        return Err("oid does not pass the validator".to_owned());
    }
    if !is_phone(&shipment["phone"]) {
        return Err("Incorrect phone number(s)".to_owned());
    }
    let mode = text(shipment, "payment_mode");
    if !MODES.contains(&mode) {
        return Err(format!("{mode} is not a valid payment mode"));
    }
    for (name, values) in [
        ("shipping_mode", &["Surface", "Express"]),
        ("transport_speed", &["F", "D"]),
    ] {
        let value = text(shipment, name);
        if !value.is_empty() && !values.contains(&value) {
            return Err(format!("{value} is not a valid {name}"));
        }
    }
    let code = written(&shipment["pin"]);
    let place = pin::find(&code).filter(|place| !place.embargo);
    let Some(place) = place else {
        return Err(format!("{code} is a non serviceable pincode"));
    };
    let cash = numeric(&shipment["cod_amount"]).unwrap_or_default();
    let unserved = match mode {
        "COD" => !place.cod || cash <= Decimal::ZERO,
        "Pickup" | "REPL" => !place.pickup,
        _ => false,
    };
    if unserved {
        return Err(format!(
            "Package type {mode} not serviceable for this account"
        ));
    }
    if mode == "Pickup" {
        let to = written(&shipment["return_pin"]);
        if !to.is_empty() && !pin::serves(&to) {
            return Err(format!("{to} is a non serviceable pincode"));
        }
    }
    let several = several(shipment, all)?;
    let given = text(shipment, "waybill");
    if !given.is_empty() {
        match own.waybills.get(given) {
            Some(false) => {}
            Some(true) => return Err("Duplicate waybill".to_owned()),
            None => return Err(format!("Unable to consume waybill {given}")),
        }
    }
    let alike = |sold: &Value| {
        [
            "order",
            "total_amount",
            "products_desc",
            "payment_mode",
            "name",
            "client",
        ]
        .iter()
        .all(|name| said(sold, name) == said(shipment, name))
    };
    let sold = world.ledger.sales.iter().filter(|s| s.carrier == PREFIX);
    let mut sold = sold.flat_map(|s| s.asked.as_array().into_iter().flatten());
    if sold.any(alike) {
        return Err("Duplicate Order Id".to_owned());
    }
    let waybill = match given {
        "" => number::next(world, own),
        given => given.to_owned(),
    };
    own.waybills.insert(waybill.clone(), true);
    let price = price(shipment, cash);
    let parcel = Sold {
        number: waybill.clone(),
        voided_at: None,
        course: Course::default(),
    };
    let now = world.clock.now();
    let master = several.unwrap_or(waybill.as_str()).to_owned();
    let mut sales = world.ledger.sales.iter_mut();
    match sales.find(|s| s.carrier == PREFIX && s.shipment == master) {
        // Another box of a shipment with a master.
        Some(sale) => {
            sale.parcels.push(parcel);
            sale.references.push(order.to_owned());
            sale.charge = rupees(sale.charge.minor + price);
            if let Some(asked) = sale.asked.as_array_mut() {
                asked.push(shipment.clone());
            }
        }
        None => world.ledger.sales.push(Sale {
            carrier: PREFIX,
            shipment: master,
            service: text(shipment, "shipping_mode").to_owned(),
            references: vec![order.to_owned()],
            parcels: vec![parcel],
            charge: rupees(price),
            sold_at: now,
            asked: json!([shipment]),
        }),
    }
    Ok(waybill)
}

/// A text, or the number that a text may be, the same for both.
fn said(shipment: &Value, name: &str) -> String {
    let value = &shipment[name];
    match numeric(value) {
        Some(number) => number.normalize().to_string(),
        None => written(value),
    }
}

/// The master of a parcel that is one of several, and whether what is said of them agrees.
fn several<'a>(shipment: &'a Value, all: &[Value]) -> Result<Option<&'a str>, String> {
    let names = ["shipment_type", "mps_children", "mps_amount", "master_id"];
    if names.iter().all(|name| is_blank(&shipment[*name])) {
        return Ok(None);
    }
    if text(shipment, "shipment_type") != "MPS" {
        return Err("shipment_type is not MPS".to_owned());
    }
    let master = text(shipment, "master_id");
    if master.is_empty() || text(shipment, "waybill").is_empty() {
        return Err("Prefetched waybills are mandatory for MPS".to_owned());
    }
    let boxes: Vec<&Value> = all
        .iter()
        .filter(|other| text(other, "master_id") == master)
        .collect();
    if !boxes.iter().any(|b| text(b, "waybill") == master) {
        return Err("master_id is not the waybill of a box".to_owned());
    }
    if numeric(&shipment["mps_children"]) != Some(Decimal::from(boxes.len())) {
        return Err("mps_children is not the number of boxes".to_owned());
    }
    let cash: Decimal = boxes
        .iter()
        .filter(|b| text(b, "payment_mode") == "COD")
        .filter_map(|b| numeric(&b["cod_amount"]))
        .sum();
    if numeric(&shipment["mps_amount"]) != Some(cash) {
        return Err("mps_amount is not the sum of the boxes".to_owned());
    }
    Ok(Some(master))
}

fn price(shipment: &Value, cash: Decimal) -> i64 {
    let cash = (cash * Decimal::from(100)).to_i64().unwrap_or_default();
    let (to, from) = (written(&shipment["pin"]), "411001");
    Load {
        express: text(shipment, "shipping_mode") == "Express",
        from,
        to: &to,
        weight: numeric(&shipment["weight"]).unwrap_or_default(),
        cash: (text(shipment, "payment_mode") == "COD").then_some(cash),
    }
    .price()
    .total()
}

fn package(shipment: &Value, waybill: &str, remark: Option<&str>) -> Value {
    let code = written(&shipment["pin"]);
    let place = pin::find(&code);
    json!({
        "status": if remark.is_none() { "Success" } else { "Fail" },
        "waybill": waybill,
        "refnum": text(shipment, "order"),
        "client": CLIENT,
        "sort_code": place.map(|place| place.sort_code),
        "remarks": [remark.unwrap_or_default()],
        "serviceable": pin::serves(&code),
        "payment": match text(shipment, "payment_mode") {
            "Prepaid" => "Pre-paid",
            other => other,
        },
        "cod_amount": numeric(&shipment["cod_amount"]).and_then(|n| n.to_f64()).unwrap_or_default(),
    })
}
