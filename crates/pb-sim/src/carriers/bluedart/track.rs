//! `GET /tracking/v1?handler=tnt&action=custawbquery&…`, answered in XML.
use super::desk::{Client, Desk, india, text};
use super::place;
use super::refusal::Refusal;
use super::{LICENCE_KEY, LOGIN_ID, PREFIX};
use crate::carriers::course::{Course, Scan, Stage};
use crate::carriers::ledger::Sale;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use std::collections::HashMap;

/// Parameters that are always the same.
const FIXED: &[(&str, &str)] = &[
    ("handler", "tnt"),
    ("action", "custawbquery"),
    ("loginid", LOGIN_ID),
    ("format", "xml"),
    ("verno", "1"),
    ("scan", "1"),
];

/// Words, code and type of a stage.
fn spelt(stage: Stage) -> (&'static str, &'static str, &'static str) {
    match stage {
        Stage::LabelCreated => ("ONLINE SHIPMENT BOOKED", "030", "UD"),
        Stage::PickedUp => ("SHIPMENT PICKED UP", "015", "UD"),
        Stage::InTransit => ("SHIPMENT ARRIVED AT HUB", "003", "UD"),
        Stage::OutForDelivery => ("SHIPMENT OUT FOR DELIVERY", "002", "UD"),
        Stage::Delivered => ("SHIPMENT DELIVERED", "000", "DL"),
        Stage::Exception => ("UNDELIVERED: CONSIGNEE NOT AVAILABLE", "006", "UD"),
        Stage::Returning => ("RETURN TO ORIGIN", "074", "RT"),
        Stage::Returned => ("RETURNED TO ORIGIN AT SHIPPER", "188", "RT"),
    }
}

pub(super) async fn track(
    State(desk): State<Desk>,
    _: Client,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let given = |name: &str| query.get(name).map_or("", String::as_str);
    for (name, value) in FIXED {
        if given(name) != *value {
            let words = format!("{name} has an invalid value: {}", given(name));
            return Err(Refusal::new(&format!("Invalid{name}"), words));
        }
    }
    let number = given("numbers");
    // The kind of number; one client says the number twice.
    if number.is_empty() || !["awb", number].contains(&given("awb")) {
        return Err(Refusal::new(
            "Invalidnumbers",
            "awb or numbers is not valid",
        ));
    }
    if query.get("lickey").is_some_and(|key| key != LICENCE_KEY) {
        return Err(Refusal::new("InvalidLicence", "lickey is not valid"));
    }
    let world = desk.world();
    let sale = world.ledger.numbered(PREFIX, number);
    let shipment = match sale {
        Some(sale) => known(sale, world.clock.now()),
        None => format!(
            "<Shipment WaybillNo=\"{}\"><Status>Incorrect Waybill number or No Information</Status><StatusType>NF</StatusType></Shipment>",
            escaped(number)
        ),
    };
    let kind = [(header::CONTENT_TYPE, "text/xml")];
    let body = format!("<?xml version=\"1.0\"?><ShipmentData>{shipment}</ShipmentData>");
    Ok((kind, body).into_response())
}

fn known(sale: &Sale, now: Timestamp) -> String {
    let scans: Vec<Scan> = match sale.parcels.first() {
        Some(parcel) => sale.scans(parcel, now),
        None => Vec::new(),
    };
    let city = |path: &str| place::find(text(&sale.asked, path)).map_or("", |place| place.city);
    let (from, to) = (
        city("/Request/Shipper/CustomerPincode"),
        city("/Request/Consignee/ConsigneePincode"),
    );
    let form = |at: Timestamp, form: &str| at.to_zoned(india()).strftime(form).to_string();
    let mut body = format!(
        "<Shipment WaybillNo=\"{}\" RefNo=\"{}\"><Origin>{from}</Origin><Destination>{to}</Destination>",
        sale.shipment,
        escaped(sale.references.first().map_or("", String::as_str))
    );
    if let Some(last) = scans.last() {
        let (words, _, kind) = spelt(last.stage);
        body.push_str(&format!(
            "<Status>{words}</Status><StatusType>{kind}</StatusType><ExpectedDeliveryDate>{}</ExpectedDeliveryDate><StatusDate>{}</StatusDate><StatusTime>{}</StatusTime>",
            form(Course::expected(sale.sold_at), "%d %B %Y"),
            form(last.at, "%d %B %Y"),
            form(last.at, "%H:%M"),
        ));
    }
    body.push_str("<Scans>");
    // The newest comes first.
    for scan in scans.iter().rev() {
        let (words, code, kind) = spelt(scan.stage);
        let place = match scan.stage {
            Stage::LabelCreated | Stage::PickedUp | Stage::Returned => from,
            _ => to,
        };
        body.push_str(&format!(
            "<ScanDetail><Scan>{words}</Scan><ScanCode>{code}</ScanCode><ScanType>{kind}</ScanType><ScanDate>{}</ScanDate><ScanTime>{}</ScanTime><ScannedLocation>{place}</ScannedLocation></ScanDetail>",
            form(scan.at, "%d-%b-%Y"),
            form(scan.at, "%H:%M"),
        ));
    }
    body.push_str("</Scans></Shipment>");
    body
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
