//! `POST /track/v1/trackingnumbers` and `…/referencenumbers`. What is not known is a good answer with an error in it.
use super::desk::{Client, Desk, Payload, day, list, local, text};
use super::label::piece;
use super::refusal::Refusal;
use super::shape::{REFERENCE_REQUEST, TRACK_REQUEST};
use super::table;
use super::{PREFIX, ship};
use crate::carriers::World;
use crate::carriers::course::{Course, Scan, Stage};
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// How a scan is written: its code and words, and the number and words of an exception.
pub(super) struct Status {
    pub(super) code: &'static str,
    pub(super) words: &'static str,
    pub(super) exception: (&'static str, &'static str),
}

const fn status(code: &'static str, words: &'static str) -> Status {
    Status {
        code,
        words,
        exception: ("", ""),
    }
}

static CANCELLED: Status = status("CA", "Shipment cancelled by sender");

impl Status {
    pub(super) fn of(stage: Stage) -> Self {
        match stage {
            Stage::LabelCreated => status("OC", "Shipment information sent to FedEx"),
            Stage::PickedUp => status("PU", "Picked up"),
            Stage::InTransit => status("DP", "Departed FedEx location"),
            Stage::OutForDelivery => status("OD", "On FedEx vehicle for delivery"),
            Stage::Delivered | Stage::Returned => status("DL", "Delivered"),
            Stage::Exception => Self {
                exception: ("007", "Customer not available or business closed"),
                ..status("DE", "Delivery exception")
            },
            Stage::Returning => status("RS", "Returning package to shipper"),
        }
    }
}

pub(super) async fn by_number(
    State(desk): State<Desk>,
    client: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read(TRACK_REQUEST)?;
    let detailed = request["includeDetailedScans"] == true;
    let world = desk.world();
    let now = world.clock.now();
    let results: Vec<Value> = list(request, "/trackingInfo")
        .iter()
        .map(|info| {
            let wanted = text(info, "/trackingNumberInfo/trackingNumber");
            let result = match sold(&world, wanted) {
                Some((sale, at, parcel)) => result(sale, at, parcel, now, detailed),
                None => not_found(
                    wanted,
                    "TRACKING.TRACKINGNUMBER.NOTFOUND",
                    "Tracking number cannot be found. Please correct the tracking number and try again.",
                ),
            };
            json!({ "trackingNumber": wanted, "trackResults": [result] })
        })
        .collect();
    Ok(client.answer(json!({ "completeTrackResults": results })))
}

pub(super) async fn by_reference(
    State(desk): State<Desk>,
    client: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read(REFERENCE_REQUEST)?;
    let wanted = &request["referencesInformation"];
    let account = text(wanted, "/accountNumber");
    if account.is_empty() {
        let destination = text(wanted, "/destinationCountryCode");
        if destination.is_empty() || text(wanted, "/type").is_empty() {
            let words = "An account, or a type and a destination, goes with a reference";
            return Err(Refusal::value("referencesInformation/accountNumber", words));
        }
    }
    let bound = |name: &str| {
        let path = format!("/referencesInformation/{name}");
        match wanted[name].is_null() {
            true => Ok(None),
            false => day(request, &path).map(Some),
        }
    };
    let (begin, end) = (bound("shipDateBegin")?, bound("shipDateEnd")?);
    let detailed = request["includeDetailedScans"] == true;
    let world = desk.world();
    let now = world.clock.now();
    let value = text(wanted, "/value");
    let is_meant = |sale: &&Sale| {
        let shipment = &sale.asked["requestedShipment"];
        let shipped = text(shipment, "/shipDatestamp").parse().ok();
        let shipped = shipped.unwrap_or_else(|| local(sale.sold_at).date());
        let theirs = text(&sale.asked, "/accountNumber/value") == account;
        let there = text(&shipment["recipients"][0]["address"], "/countryCode")
            == text(wanted, "/destinationCountryCode");
        (theirs || account.is_empty() && there)
            && begin.is_none_or(|begin| shipped >= begin)
            && end.is_none_or(|end| shipped <= end)
    };
    let found = world.ledger.under(PREFIX, value).filter(is_meant);
    let mut results: Vec<Value> = found
        .flat_map(|sale| (0..).zip(&sale.parcels).map(move |(at, p)| (sale, at, p)))
        .map(|(sale, at, parcel)| {
            let result = result(sale, at, parcel, now, detailed);
            json!({ "trackingNumber": parcel.number, "trackResults": [result] })
        })
        .collect();
    if results.is_empty() {
        let none = not_found(
            "",
            "TRACKING.REFERENCENUMBER.NOTFOUND",
            "Reference number cannot be found. Please correct the reference number and try again.",
        );
        results.push(json!({ "trackingNumber": "", "trackResults": [none] }));
    }
    Ok(client.answer(json!({ "completeTrackResults": results })))
}

fn sold<'a>(world: &'a World, number: &str) -> Option<(&'a Sale, usize, &'a Sold)> {
    let sale = world.ledger.numbered(PREFIX, number)?;
    let at = sale.parcels.iter().position(|p| p.number == number)?;
    Some((sale, at, &sale.parcels[at]))
}

fn not_found(number: &str, code: &str, message: &str) -> Value {
    json!({
        "trackingNumberInfo": {
            "trackingNumber": number, "trackingNumberUniqueId": "", "carrierCode": "",
        },
        "error": { "code": code, "message": message },
    })
}

/// What is known of a parcel by now.
pub(super) fn result(
    sale: &Sale,
    at: usize,
    parcel: &Sold,
    now: Timestamp,
    detailed: bool,
) -> Value {
    let scans = sale.scans(parcel, now);
    let mut events: Vec<Value> = scans.iter().map(|scan| event(sale, *scan)).collect();
    let mut latest = scans
        .last()
        .map_or_else(|| Status::of(Stage::LabelCreated), |s| Status::of(s.stage));
    if let Some(voided) = parcel.voided_at {
        events.push(written(&CANCELLED, voided, &Value::Null));
        latest = status(CANCELLED.code, CANCELLED.words);
    }
    events.reverse();
    let shipment = &sale.asked["requestedShipment"];
    let item = piece(shipment, at).unwrap_or(&Value::Null);
    let references: Vec<Value> = list(item, "/customerReferences")
        .iter()
        .map(|reference| {
            json!({
                "type": match text(reference, "/customerReferenceType") {
                    "P_O_NUMBER" => "PURCHASE_ORDER",
                    "INVOICE_NUMBER" => "INVOICE",
                    "DEPARTMENT_NUMBER" => "DEPARTMENT",
                    _ => "CUSTOMER_REFERENCE",
                },
                "values": [text(reference, "/value")],
            })
        })
        .collect();
    let company = table::find(&sale.service).map_or("FDXE", ship::company);
    let expected = local(Course::expected(sale.sold_at));
    let (code, words) = latest.exception;
    let ancillary: Vec<Value> = (!code.is_empty())
        .then(|| json!({ "reason": code, "reasonDescription": words }))
        .into_iter()
        .collect();
    let mut result = json!({
        "trackingNumberInfo": {
            "trackingNumber": parcel.number,
            "trackingNumberUniqueId": format!("2461371000~{}~FX", parcel.number),
            "carrierCode": company,
        },
        "additionalTrackingInfo": {
            "nickname": "", "packageIdentifiers": references,
            "hasAssociatedShipments": sale.parcels.len() > 1,
        },
        "latestStatusDetail": {
            "code": latest.code,
            "derivedCode": latest.code,
            "statusByLocale": latest.words,
            "description": latest.words,
            "ancillaryDetails": ancillary,
        },
        "dateAndTimes": [{ "type": "SHIP", "dateTime": format!("{}", local(sale.sold_at).strftime("%Y-%m-%dT00:00:00%:z")) }],
        "estimatedDeliveryTimeWindow": { "window": {
            "begins": expected.strftime("%Y-%m-%dT08:00:00%:z").to_string(),
            "ends": expected.strftime("%Y-%m-%dT20:00:00%:z").to_string(),
        } },
        "packageDetails": {
            "sequenceNumber": (at + 1).to_string(),
            "count": sale.parcels.len().to_string(),
            "weightAndDimensions": { "weight": weights(item) },
        },
        "serviceDetail": {
            "type": sale.service,
            "description": table::find(&sale.service).map_or("", |s| s.name),
        },
        "availableImages": [],
    });
    if detailed {
        result["scanEvents"] = events.into();
    }
    result
}

/// In both units, to the tenth, as texts.
fn weights(item: &Value) -> Value {
    let given: Decimal = item["weight"]["value"]
        .to_string()
        .parse()
        .unwrap_or_default();
    let per = Decimal::new(2_204_623, 6);
    let (pounds, kilograms) = match text(item, "/weight/units") {
        "KG" => (given * per, given),
        _ => (given, given / per),
    };
    let write = |unit: &str, value: Decimal| {
        let value = format!("{:.1}", value.round_dp(1));
        json!({ "unit": unit, "value": value })
    };
    json!([write("LB", pounds), write("KG", kilograms)])
}

fn event(sale: &Sale, scan: Scan) -> Value {
    let shipment = &sale.asked["requestedShipment"];
    let place = match scan.stage {
        Stage::LabelCreated | Stage::PickedUp | Stage::Returned => &shipment["shipper"],
        Stage::InTransit | Stage::Returning => &Value::Null,
        _ => &shipment["recipients"][0],
    };
    written(&Status::of(scan.stage), scan.at, &place["address"])
}

fn written(status: &Status, at: Timestamp, address: &Value) -> Value {
    let (number, why) = status.exception;
    json!({
        "date": local(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        "eventType": status.code,
        "eventDescription": status.words,
        "derivedStatusCode": status.code,
        "derivedStatus": status.words,
        "exceptionCode": number,
        "exceptionDescription": why,
        "locationType": "FEDEX_FACILITY",
        "scanLocation": {
            "city": text(address, "/city").to_uppercase(),
            "stateOrProvinceCode": text(address, "/stateOrProvinceCode"),
            "countryCode": text(address, "/countryCode"),
        },
    })
}
