//! `POST /api/v1/package/label`: one PDF, a page a parcel, as bytes without a type.
use super::PREFIX;
use super::desk::{Client, Desk, Own, Payload, text, texts};
use super::rate::whole;
use super::refusal::Refusal;
use super::shape::IDS;
use super::ship::resolved;
use crate::carriers::World;
use crate::carriers::ledger::Sale;
use crate::label::{self, Label};
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

pub(super) async fn labels(
    State(desk): State<Desk>,
    _: Client,
    Query(query): Query<HashMap<String, String>>,
    payload: Payload,
) -> Result<Response, Refusal> {
    match query.get("json_only").map(String::as_str) {
        None | Some("false") => {}
        Some("true") => {
            let words = "json_only=true is not simulated: its answer is not documented";
            return Err(Refusal::bad(words));
        }
        Some(_) => return Err(Refusal::bad("json_only must be true or false")),
    }
    let asked = payload.read(IDS)?;
    let world = desk.world();
    let own = desk.own();
    let sales = live(&world, &asked)?;
    let pages: Vec<Label<'_>> = sales.iter().flat_map(|sale| of(&own, sale)).collect();
    let kind = [(header::CONTENT_TYPE, "application/octet-stream")];
    Ok((kind, label::pdf(&pages)).into_response())
}

/// The shipments that a list of ids names, none twice and all of them there and not void.
pub(super) fn live<'a>(world: &'a World, asked: &Value) -> Result<Vec<&'a Sale>, Refusal> {
    let ids = texts(&asked["ids"]);
    if ids.iter().collect::<BTreeSet<_>>().len() != ids.len() {
        return Err(Refusal::bad("ids must be unique"));
    }
    ids.iter()
        .map(|id| {
            let sale = world.ledger.numbered(PREFIX, id);
            sale.filter(|sale| !sale.voided() && sale.shipment == *id)
                .ok_or_else(|| Refusal::not_found(format!("Shipment {id} not found")))
        })
        .collect()
}

/// A page a parcel, each with the shipment's one waybill number.
fn of<'a>(own: &'a Own, sale: &'a Sale) -> Vec<Label<'a>> {
    let asked = &sale.asked;
    let seller = resolved(own, asked, "pickup_location").unwrap_or(&Value::Null);
    let count = sale.parcels.len();
    let page = |(at, parcel): (usize, &'a crate::carriers::ledger::Sold)| {
        let weight = match asked["items"].get(at) {
            Some(item) if count > 1 => whole(&item["weight"]),
            _ => whole(&asked["weight"]),
        };
        let ends = (lines(seller), lines(&asked["drop_location"]));
        // On the way back the customer is the drop all the same.
        let (shipper, recipient) = match asked["payment_mode"] == "Pickup" {
            true => (ends.1, ends.0),
            false => ends,
        };
        Label {
            carrier: "Ekart",
            service: text(asked, "/payment_mode"),
            tracking_number: &parcel.number,
            reference: text(asked, "/order_number"),
            shipper,
            recipient,
            piece: (at + 1, count),
            weight: format!("{weight} g"),
        }
    };
    sale.parcels.iter().enumerate().map(page).collect()
}

/// A place, written out in a shipment or kept.
fn lines(place: &Value) -> Vec<String> {
    let name = match text(place, "/alias") {
        "" => text(place, "/name"),
        alias => alias,
    };
    let pin = match &place["pin"] {
        Value::Null => &place["pincode"],
        pin => pin,
    };
    let lines = [
        name.to_owned(),
        text(place, "/address").to_owned(),
        text(place, "/address_line1").to_owned(),
        text(place, "/address_line2").to_owned(),
        format!("{} {} {pin}", text(place, "/city"), text(place, "/state")),
    ];
    lines
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .collect()
}
