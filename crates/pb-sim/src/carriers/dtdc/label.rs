//! `GET …/consignment/shippinglabel/stream`: a PDF, or the same as base64 in JSON.
use super::PREFIX;
use super::desk::{Client, Desk, text};
use super::refusal::Refusal;
use crate::carriers::ledger::Sale;
use crate::label::{self, Label};
use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Codes that a label is drawn for. All have the same layout here.
const CODES: &[&str] = &[
    "SHIP_LABEL_4X6",
    "SHIP_LABEL_A6",
    "SHIP_LABEL_A4",
    "SHIP_LABEL_POD",
];

pub(super) async fn stream(
    State(desk): State<Desk>,
    _: Client,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Refusal> {
    let given = |name: &str| query.get(name).map_or("", String::as_str);
    let number = given("reference_number");
    if !CODES.contains(&given("label_code")) {
        return Err(Refusal::bad("label_code has an invalid value"));
    }
    let world = desk.world();
    let sale = world.ledger.numbered(PREFIX, number);
    let sale = sale.filter(|sale| sale.shipment == number && !sale.voided());
    let sale = sale.ok_or_else(|| Refusal::bad("Consignment not found"))?;
    let document = label::pdf(&pages(sale));
    match given("label_format") {
        "" | "pdf" => Ok(([(header::CONTENT_TYPE, "application/pdf")], document).into_response()),
        "base64" => Ok(Json(json!({
            "referenceNumber": number,
            "label": STANDARD.encode(document),
        }))
        .into_response()),
        _ => Err(Refusal::bad("label_format has an invalid value")),
    }
}

/// A page a piece, each with the consignment's number.
fn pages(sale: &Sale) -> Vec<Label<'_>> {
    let asked = &sale.asked;
    let count = sale.parcels.len();
    let page = |at: usize| Label {
        carrier: "DTDC",
        service: &sale.service,
        tracking_number: &sale.shipment,
        reference: text(asked, "/customer_reference_number"),
        shipper: party(&asked["origin_details"]),
        recipient: party(&asked["destination_details"]),
        piece: (at + 1, count),
        weight: format!("{} kg", text(asked, "/weight")),
    };
    (0..count).map(page).collect()
}

fn party(party: &Value) -> Vec<String> {
    let names = [
        "name",
        "address_line_1",
        "address_line_2",
        "city",
        "pincode",
    ];
    let lines = names.map(|name| text(party, &format!("/{name}")).to_owned());
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}
