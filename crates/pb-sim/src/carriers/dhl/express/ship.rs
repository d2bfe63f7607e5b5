//! `POST /shipments`. The same request twice is two waybills: nothing here tells that it is the same.
use super::PREFIX;
use super::desk::{Client, Desk, Payload, accounts, planned};
use super::price::{Load, amount};
use super::refusal::Refusal;
use super::shape::SHIPMENT;
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::dhl::{list, text};
use crate::carriers::ledger::{Sale, Sold};
use crate::label::{self, Label};
use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pb_domain::CheckRule;
use serde_json::{Value, json};
use std::collections::HashMap;

pub(super) async fn ship(
    State(desk): State<Desk>,
    _: Client,
    Query(query): Query<HashMap<String, String>>,
    payload: Payload,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    for name in ["strictValidation", "bypassPLTError", "validateDataOnly"] {
        if let Some(given) = query.get(name)
            && !["true", "false"].contains(&given.as_str())
        {
            return Err(Refusal::at(name, "expected true or false"));
        }
    }
    let body = payload.read(SHIPMENT)?;
    accounts(body)?;
    let mut world = desk.world();
    planned(text(body, "/plannedShippingDateAndTime"), world.clock.now())?;
    let country = |side: &str| {
        text(
            body,
            &format!("/customerDetails/{side}/postalAddress/countryCode"),
        )
    };
    let (from, to) = (country("shipperDetails"), country("receiverDetails"));
    let content = &body["content"];
    let load = Load::of(body, from, to, content)?;
    let code = text(body, "/productCode");
    let product = load.product(code).ok_or_else(|| {
        let words = format!(
            "The product {code} is not allowed from {} to {}",
            load.from, load.to
        );
        Refusal::coded(400, "8003", words)
    })?;
    declared(content)?;
    let images = images(body)?;
    let driver = &body["pickup"];
    if driver["isRequested"] == true && driver["closeTime"].is_null() {
        return Err(Refusal::at("pickup/closeTime", "is required"));
    }
    if query.get("validateDataOnly").is_some_and(|v| v == "true") {
        return Ok((StatusCode::OK, Json(json!({ "warnings": [] }))));
    }
    let sale = Sale {
        carrier: PREFIX,
        shipment: waybill(world.next_serial()),
        service: product.code.to_owned(),
        references: list(body, "/customerReferences")
            .iter()
            .map(|reference| text(reference, "/value").to_owned())
            .collect(),
        parcels: list(content, "/packages")
            .iter()
            .map(|_| Sold {
                number: piece(&mut world),
                voided_at: None,
                course: Course::default(),
            })
            .collect(),
        charge: load.total(product),
        sold_at: world.clock.now(),
        asked: body.clone(),
    };
    let answer = answer(body, &sale, product.name, &images);
    world.ledger.sales.push(sale);
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Ten digits, the last of them the others' rest by seven.
fn waybill(serial: u64) -> String {
    let covered = format!("{:09}", 100_000_000 + serial % 900_000_000);
    let check = CheckRule::Mod7.digit(&covered).unwrap_or('0');
    format!("{covered}{check}")
}

fn piece(world: &mut World) -> String {
    format!("JD0146{:014}", world.next_serial() % 100_000_000_000_000)
}

/// What is declared has a value and lines that say what it is.
fn declared(content: &Value) -> Result<(), Refusal> {
    if content["isCustomsDeclarable"] != true {
        return Ok(());
    }
    for name in [
        "declaredValue",
        "declaredValueCurrency",
        "exportDeclaration",
    ] {
        if content[name].is_null() {
            return Err(Refusal::at(
                &format!("content/{name}"),
                "is required for what is declared",
            ));
        }
    }
    Ok(())
}

/// What is to be drawn.
struct Images {
    format: &'static str,
    waybill: bool,
    invoice: bool,
}

fn images(body: &Value) -> Result<Images, Refusal> {
    let properties = &body["outputImageProperties"];
    let format = match text(properties, "/encodingFormat") {
        "" | "pdf" => "PDF",
        "zpl" => "ZPL",
        other => {
            let words = format!("The format {other} is not drawn here");
            return Err(Refusal::coded(400, "1506", words));
        }
    };
    let dpi = &properties["printerDPI"];
    if !dpi.is_null() && dpi != 200 && dpi != 300 {
        return Err(Refusal::at(
            "outputImageProperties/printerDPI",
            "expected 200 or 300",
        ));
    }
    let options = list(properties, "/imageOptions");
    let wanted = |kind: &str| {
        let mut named = options.iter().filter(|o| text(o, "/typeCode") == kind);
        named.any(|o| o["isRequested"] == true)
    };
    Ok(Images {
        format,
        waybill: wanted("waybillDoc"),
        invoice: wanted("invoice"),
    })
}

fn answer(body: &Value, sale: &Sale, product: &str, images: &Images) -> Value {
    let mut labels: Vec<Label<'_>> = (0..sale.parcels.len())
        .filter_map(|at| label_of(sale, at, product))
        .collect();
    // The driver's copy comes after them, in the same document.
    if images.waybill
        && let Some(copy) = label_of(sale, 0, "ARCHIVE DOC")
    {
        labels.push(copy);
    }
    let drawn = match images.format {
        "ZPL" => label::zpl(&labels),
        _ => label::pdf(&labels),
    };
    let mut documents = vec![json!({
        "imageFormat": images.format,
        "content": BASE64_STANDARD.encode(drawn),
        "typeCode": "label",
    })];
    if images.invoice {
        let lines = [format!("Waybill {}", sale.shipment)];
        documents.push(json!({
            "imageFormat": "PDF",
            "content": BASE64_STANDARD.encode(label::paper("Commercial invoice", &lines)),
            "typeCode": "invoice",
        }));
    }
    let packages: Vec<Value> = (1..)
        .zip(&sale.parcels)
        .map(|(number, parcel)| {
            json!({
                "referenceNumber": number,
                "trackingNumber": parcel.number,
                "trackingUrl": format!("https://express.api.dhl.com/mydhlapi/shipments/{}/tracking?pieceTrackingNumber={}", sale.shipment, parcel.number),
            })
        })
        .collect();
    let mut answer = json!({
        "url": "https://express.api.dhl.com/mydhlapi/shipments",
        "shipmentTrackingNumber": sale.shipment,
        "trackingUrl": format!("https://express.api.dhl.com/mydhlapi/shipments/{}/tracking", sale.shipment),
        "packages": packages,
        "documents": documents,
        "warnings": [],
    });
    if body["getRateEstimates"] == true {
        answer["shipmentCharges"] = json!([{
            "currencyType": "BILLC",
            "priceCurrency": "EUR",
            "price": amount(sale.charge.minor),
            "serviceBreakdown": [{ "name": product, "price": amount(sale.charge.minor) }],
        }]);
    }
    if body["pickup"]["isRequested"] == true {
        answer["dispatchConfirmationNumber"] = json!(format!("PRG{}", sale.shipment));
    }
    answer
}

/// A piece's label: its barcode is the waybill's for one alone, the piece's for several.
fn label_of<'a>(sale: &'a Sale, at: usize, service: &'a str) -> Option<Label<'a>> {
    let parcel = sale.parcels.get(at)?;
    let package = list(&sale.asked, "/content/packages").get(at)?;
    let lines = |side: &str| {
        let party = &sale.asked["customerDetails"][side];
        let (contact, place) = (&party["contactInformation"], &party["postalAddress"]);
        [
            text(contact, "/companyName").to_owned(),
            text(contact, "/fullName").to_owned(),
            text(place, "/addressLine1").to_owned(),
            text(place, "/addressLine2").to_owned(),
            format!(
                "{} {}",
                text(place, "/postalCode"),
                text(place, "/cityName")
            ),
            text(place, "/countryCode").to_owned(),
        ]
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .collect()
    };
    let reference = list(&sale.asked, "/customerReferences").first();
    Some(Label {
        carrier: "DHL EXPRESS",
        service,
        tracking_number: match sale.parcels.len() {
            1 => &sale.shipment,
            _ => &parcel.number,
        },
        reference: reference.map_or("", |r| text(r, "/value")),
        shipper: lines("shipperDetails"),
        recipient: lines("receiverDetails"),
        piece: (at + 1, sale.parcels.len()),
        weight: format!("{} kg", package["weight"]),
    })
}
