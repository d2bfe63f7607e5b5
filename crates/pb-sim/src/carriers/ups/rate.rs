//! `POST /api/rating/{version}/{requestoption}`.
use super::desk::{Client, Desk, Payload, response, text};
use super::price::{Load, Price, amount, fuel, pounds};
use super::refusal::Refusal;
use super::shape::{RATE_REQUEST, other_code};
use super::table::{self, Service};
use super::{ACCOUNT, transit};
use axum::Json;
use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Versions of rating and shipping.
pub(super) const VERSIONS: &[&str] = &[
    "v1", "v1601", "v1607", "v1701", "v1707", "v2108", "v2205", "v2403", "v2409",
];

/// The version in a path.
pub(super) fn known_version(version: &str) -> Result<(), Refusal> {
    match VERSIONS.contains(&version) {
        true => Ok(()),
        false => Err(Refusal::bad(
            "20002",
            format!("There is no version {version}"),
        )),
    }
}

pub(super) async fn rate(
    State(desk): State<Desk>,
    _: Client,
    Path((version, option)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    known_version(&version)?;
    let option = option.to_ascii_lowercase();
    let (all, timed) = match option.as_str() {
        "rate" => (false, false),
        "shop" => (true, false),
        "ratetimeintransit" => (false, true),
        "shoptimeintransit" => (true, true),
        _ => {
            return Err(Refusal::bad(
                "10006",
                format!("There is no option {option}"),
            ));
        }
    };
    let timed = timed
        || query
            .get("additionalinfo")
            .is_some_and(|i| i == "timeintransit");
    let request = payload.read("RateRequest", RATE_REQUEST, other_code)?;
    let shipment = &request["Shipment"];
    let load = Load::of(shipment, "PackagingType", "RateRequest/Shipment", "10006")?;
    let (from, to) = load.countries();
    for (side, address) in [("ShipFrom", &load.from), ("ShipTo", &load.to)] {
        let us = text(address, "/CountryCode") == "US";
        if us && text(address, "/PostalCode").is_empty() {
            let words = format!("Missing or empty RateRequest/Shipment/{side}/Address/PostalCode");
            return Err(Refusal::bad("10006", words));
        }
    }
    if timed && table::crosses_customs(from, to) {
        if shipment["InvoiceLineTotal"].is_null() {
            return Err(Refusal::bad("111549", "Invalid shipment contents value"));
        }
        if shipment["ShipmentTotalWeight"].is_null() {
            let words = "Missing or empty RateRequest/Shipment/ShipmentTotalWeight";
            return Err(Refusal::bad("10006", words));
        }
    }
    let services: Vec<&Service> = match all {
        true => table::services(from, to),
        false => {
            let code = text(shipment, "/Service/Code");
            if code.is_empty() {
                let words = "Missing or empty RateRequest/Shipment/Service";
                return Err(Refusal::bad("10006", words));
            }
            table::find(code).into_iter().collect()
        }
    };
    let negotiated = is_negotiated(shipment);
    let day = match text(shipment, "/DeliveryTimeInformation/Pickup/Date") {
        "" => transit::today(desk.world().clock.now()),
        given => jiff::fmt::strtime::parse("%Y%m%d", given)
            .and_then(|day| day.to_date())
            .map_err(|_| {
                let path = "RateRequest/Shipment/DeliveryTimeInformation/Pickup/Date";
                Refusal::bad("10006", format!("Invalid value of {path}: {given}"))
            })?,
    };
    let rated: Vec<Value> = services
        .into_iter()
        .filter(|service| load.is_taken_by(service))
        .map(|service| rated_shipment(&load, service, negotiated, timed.then_some(day)))
        .collect();
    if rated.is_empty() {
        return Err(Refusal::bad("111212", UNAVAILABLE));
    }
    let mut answer = response(request);
    answer["Alert"] = json!([{
        "Code": "110971",
        "Description": "Your invoice may vary from the displayed reference rates",
    }]);
    let answer = json!({ "RateResponse": { "Response": answer, "RatedShipment": rated } });
    Ok(Json(in_version(answer, &version)))
}

/// What is said where a service is not sold, or does not take the packaging.
pub(super) const UNAVAILABLE: &str =
    "The requested service is unavailable between the selected locations";

/// Whether a shipment asks for negotiated rates and its account has them.
pub(super) fn is_negotiated(shipment: &Value) -> bool {
    !shipment["ShipmentRatingOptions"]["NegotiatedRatesIndicator"].is_null()
        && text(shipment, "/Shipper/ShipperNumber") == ACCOUNT
}

fn rated_shipment(
    load: &Load,
    service: &'static Service,
    negotiated: bool,
    pickup: Option<Date>,
) -> Value {
    let price = load.price(service);
    let (from, _) = load.countries();
    let mut rated = json!({
        "Service": { "Code": service.code, "Description": table::name(service, from) },
        "RatedShipmentAlert": [],
        "Zone": table::zone(&load.from, &load.to).to_string(),
        "BillingWeight": pounds(load.billed()),
        "TransportationCharges": amount(price.base + price.fuel),
        "BaseServiceCharge": amount(price.base),
        "ServiceOptionsCharges": amount(price.options),
        "ItemizedCharges": fuel(price.fuel),
        "TotalCharges": amount(price.total()),
        "RatedPackage": load.pieces.iter().map(|piece| {
            let price = load.piece_price(service, piece);
            json!({
                "TransportationCharges": amount(price.base + price.fuel),
                "BaseServiceCharge": amount(price.base),
                "ServiceOptionsCharges": amount(price.options),
                "TotalCharges": amount(price.total()),
                "Weight": piece.weight.round_dp(1).to_string(),
                "BillingWeight": pounds(piece.billed),
                "ItemizedCharges": fuel(price.fuel),
            })
        }).collect::<Vec<_>>(),
    });
    if negotiated {
        rated["NegotiatedRateCharges"] = negotiated_charges(price.negotiated());
    }
    if let Some(day) = pickup {
        rated["TimeInTransit"] = transit::of(service, table::name(service, from), day);
    }
    rated
}

fn negotiated_charges(price: Price) -> Value {
    json!({
        "BaseServiceCharge": amount(price.base),
        "ItemizedCharges": fuel(price.fuel),
        "TotalCharge": amount(price.total()),
    })
}

/// An answer as a version writes it: before v2403 a list of one is its entry, and before v2409 the one rated
/// shipment is too.
pub(super) fn in_version(mut answer: Value, version: &str) -> Value {
    if version < "v2403" || version == "v1" {
        return unlisted(answer);
    }
    if version < "v2409" {
        let rated = &mut answer["RateResponse"]["RatedShipment"];
        if let Some([_]) = rated.as_array().map(Vec::as_slice) {
            *rated = rated[0].take();
        }
    }
    answer
}

fn unlisted(value: Value) -> Value {
    match value {
        Value::Array(mut items) if items.len() == 1 => unlisted(items.swap_remove(0)),
        Value::Array(items) => items.into_iter().map(unlisted).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, unlisted(value)))
            .collect(),
        other => other,
    }
}
