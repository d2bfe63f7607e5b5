//! Papers: those that come with a sale, and `POST /api/paperlessdocuments/v1/upload`.
use super::desk::{Client, Desk, Payload, header_of, is_account, many, response, text};
use super::refusal::Refusal;
use super::shape::{UPLOAD_REQUEST, other_code};
use super::transit;
use crate::label;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

/// A paper as `{ImageFormat, GraphicImage}`.
pub(super) fn image(heading: &str, lines: &[String]) -> Value {
    let pdf = label::paper(&format!("UPS {heading}"), lines);
    json!({
        "ImageFormat": { "Code": "PDF", "Description": "PDF" },
        "GraphicImage": BASE64_STANDARD.encode(pdf),
    })
}

/// An invoice's lines.
pub(super) fn invoice(shipment: &Value, forms: &Value) -> Vec<String> {
    let mut lines = vec![
        format!("From: {}", text(shipment, "/Shipper/Name")),
        format!("To: {}", text(shipment, "/ShipTo/Name")),
        format!("Invoice: {}", text(forms, "/InvoiceNumber")),
        format!("Terms: {}", text(forms, "/TermsOfShipment")),
        format!("Reason: {}", text(forms, "/ReasonForExport")),
    ];
    for product in many(&forms["Product"]) {
        let words: Vec<&str> = many(&product["Description"])
            .into_iter()
            .filter_map(Value::as_str)
            .collect();
        lines.push(format!(
            "{} x {}, {} {} each, HS {}, made in {}",
            text(product, "/Unit/Number"),
            words.join(" "),
            text(product, "/Unit/Value"),
            text(forms, "/CurrencyCode"),
            text(product, "/CommodityCode"),
            text(product, "/OriginCountryCode"),
        ));
    }
    lines
}

pub(super) async fn upload(
    State(desk): State<Desk>,
    _: Client,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read("UploadRequest", UPLOAD_REQUEST, other_code)?;
    let account = text(request, "/ShipperNumber");
    if !is_account(account) || header_of(&headers, "shippernumber") != account {
        let words = "ShipperNumber is missing or invalid, or not that of the header";
        return Err(Refusal::bad("10006", words));
    }
    let mut world = desk.world();
    let mut ids = Vec::new();
    for (number, form) in (1..).zip(many(&request["UserCreatedForm"])) {
        let file = text(form, "/UserCreatedFormFile");
        if !BASE64_STANDARD
            .decode(file)
            .is_ok_and(|bytes| !bytes.is_empty())
        {
            let path = format!("UploadRequest/UserCreatedForm/{number}/UserCreatedFormFile");
            return Err(Refusal::bad("10006", format!("{path} is no base64")));
        }
        let now = transit::local(world.clock.now());
        let serial = world.next_serial() % 1_000_000;
        ids.push(format!("{}.{serial:06}", now.strftime("%Y-%m-%d-%H.%M.%S")));
    }
    desk.own().documents.extend(ids.iter().cloned());
    Ok(Json(json!({
        "UploadResponse": {
            "Response": response(request),
            "FormsHistoryDocumentID": { "DocumentID": ids },
        },
    })))
}
