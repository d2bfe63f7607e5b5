//! Labels: with the sale, and by `GET /orders` until the day is closed. A PDF is Base64, ZPL is plain text.
use super::PREFIX;
use super::desk::{Client, Desk};
use super::product::PRODUCTS;
use super::refusal::{Refusal, several, status};
use crate::carriers::dhl::{all, list, text};
use crate::carriers::ledger::Sale;
use crate::label::{self, Label};
use axum::extract::{Query, State};
use axum::response::Response;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

const SIZES: &[&str] = &[
    "A4",
    "910-300-600",
    "910-300-610",
    "910-300-700",
    "910-300-700-oz",
    "910-300-710",
    "910-300-300",
    "910-300-300-oz",
    "910-300-400",
    "910-300-410",
    "100x70mm",
];

/// The product whose labels have no place for what is in a parcel.
const WITH_A_FORM: &str = "V53WPAK";

/// What a query asks for: `docFormat`, where `printFormat` is one that there is.
pub(super) fn format(query: &[(String, String)]) -> Result<&'static str, Refusal> {
    let given = |name: &str| all(query, name).first().copied().unwrap_or_default();
    let size = given("printFormat");
    if !size.is_empty() && !SIZES.contains(&size) {
        return Err(Refusal::new(
            400,
            format!("printFormat: {size} is not known."),
        ));
    }
    if !["", "include"].contains(&given("includeDocs")) {
        return Err(Refusal::new(
            400,
            "includeDocs: only include is drawn here.",
        ));
    }
    match given("docFormat") {
        "" | "PDF" => Ok("PDF"),
        "ZPL2" => Ok("ZPL2"),
        other => Err(Refusal::new(
            400,
            format!("docFormat: {other} is not known."),
        )),
    }
}

/// A label as an item holds it.
pub(super) fn document(sale: &Sale, format: &str) -> Value {
    let label = of(sale);
    let one = std::slice::from_ref(&label);
    match format {
        "ZPL2" => json!({
            "zpl2": String::from_utf8_lossy(&label::zpl(one)),
            "fileFormat": "ZPL2",
            "printFormat": "910-300-400/410",
        }),
        _ => json!({
            "b64": BASE64_STANDARD.encode(label::pdf(one)),
            "fileFormat": "PDF",
            "printFormat": "910-300-400/410",
        }),
    }
}

/// The form CN23 as an item holds it, where customs were told and the label has no place for it; in the label's
/// format, which in ZPL is a label of its own.
pub(super) fn customs(sale: &Sale, format: &str) -> Option<Value> {
    let customs = &sale.asked["customs"];
    if customs.is_null() || sale.service != WITH_A_FORM {
        return None;
    }
    if format == "ZPL2" {
        let zpl = format!("^XA^FO40,40^A0N,40^FDCN23 {}^FS^XZ", sale.shipment);
        return Some(json!({ "zpl2": zpl, "fileFormat": "ZPL2" }));
    }
    let items = list(customs, "/items");
    let mut lines = vec![format!("Shipment {}", sale.shipment)];
    lines.extend(items.iter().map(|item| {
        format!(
            "{} x {}, HS {}",
            item["packagedQuantity"],
            text(item, "/itemDescription"),
            text(item, "/hsCode")
        )
    }));
    let pdf = label::paper("Customs declaration CN23", &lines);
    Some(json!({ "b64": BASE64_STANDARD.encode(pdf), "fileFormat": "PDF", "printFormat": "A4-PT" }))
}

fn of(sale: &Sale) -> Label<'_> {
    let shipment = &sale.asked;
    let lines = |party: &Value| {
        let one = |name: &str| text(party, &format!("/{name}")).to_owned();
        let id = |name: &str, words: &str| match party[name].as_u64() {
            Some(id) => format!("{words} {id}"),
            None => String::new(),
        };
        [
            one("name1"),
            one("name"),
            one("name2"),
            one("name3"),
            one("postNumber"),
            id("lockerID", "Packstation"),
            id("retailID", "Postfiliale"),
            format!("{} {}", one("addressStreet"), one("addressHouse")),
            one("additionalAddressInformation1"),
            format!("{} {}", one("postalCode"), one("city")),
            one("country"),
        ]
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .collect()
    };
    let product = PRODUCTS.iter().find(|p| p.code == sale.service);
    let weight = match shipment["details"]["weight"].is_null() {
        true => &shipment["itemWeight"],
        false => &shipment["details"]["weight"],
    };
    Label {
        carrier: "DHL",
        service: product.map_or("DHL RETOURE", |p| p.name),
        tracking_number: &sale.shipment,
        reference: sale.references.first().map_or("", String::as_str),
        shipper: lines(&shipment["shipper"]),
        recipient: lines(&shipment["consignee"]),
        piece: (1, 1),
        weight: format!("{} {}", weight["value"], text(weight, "/uom")),
    }
}

pub(super) async fn again(
    State(desk): State<Desk>,
    _: Client,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let wanted = all(&query, "shipment");
    if wanted.is_empty() || wanted.len() > 30 {
        return Err(Refusal::new(400, "shipment: 1 to 30 are allowed."));
    }
    let format = format(&query)?;
    let world = desk.world();
    let now = world.clock.now();
    let own = desk.own();
    let items: Vec<Value> = wanted
        .iter()
        .map(|number| {
            let sale = world
                .ledger
                .numbered(PREFIX, number)
                .filter(|s| !s.voided());
            match sale {
                Some(sale) if !own.is_closed(sale, number, now) => json!({
                    "shipmentNo": number,
                    "sstatus": status(200, "ok"),
                    "label": document(sale, format),
                }),
                Some(_) => json!({
                    "shipmentNo": number,
                    "sstatus": status(400, "The shipment is closed."),
                }),
                None => json!({
                    "shipmentNo": number,
                    "sstatus": status(400, "The shipment does not exist."),
                }),
            }
        })
        .collect();
    Ok(several(&items))
}
