//! Labels and forms as documents, and answers of one piece or of several parts.
use super::desk::{header_of, text};
use super::price;
use super::refusal::Refusal;
use crate::carriers::ledger::Sale;
use crate::label::{self, Label};
use axum::Json;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pb_labels::to_png;
use serde_json::{Map, Value};

/// Who accepts it gets one piece of JSON.
const VENDOR_JSON: &str = "application/vnd.usps.labels+json";
const BOUNDARY: &str = "usps-part-7d2f31c09e5b";

/// A label in a format, as base64; none for `NONE`.
pub(super) fn label(sale: &Sale, image: &Value) -> Result<Option<String>, Refusal> {
    let format = match text(image, "/imageType") {
        "" => "PDF",
        format => format,
    };
    let label = of(sale);
    let one = std::slice::from_ref(&label);
    let bytes = match format {
        "NONE" => return Ok(None),
        "ZPL203DPI" => label::zpl(one),
        "PDF" => label::pdf(one),
        "PNG" => {
            let drawn = label::bitmap(&label).ok_or_else(|| broken(&sale.shipment))?;
            to_png(&drawn)
        }
        other => {
            let words = format!("imageType {other} is not drawn here");
            return Err(Refusal::bad("400", words).about("imageInfo.imageType"));
        }
    };
    Ok(Some(BASE64_STANDARD.encode(bytes)))
}

fn broken(number: &str) -> Refusal {
    Refusal::new(503, "503", format!("The label of {number} cannot be drawn"))
}

/// What a parcel's label says.
fn of(sale: &Sale) -> Label<'_> {
    let request = &sale.asked;
    let package = &request["packageDescription"];
    let image = &request["imageInfo"];
    let whole = |name: &str| image[name].as_u64().and_then(|n| usize::try_from(n).ok());
    Label {
        carrier: "USPS",
        service: price::class(&sale.service).map_or("USPS", |c| c.name),
        tracking_number: &sale.shipment,
        reference: text(package, "/customerReference/0/referenceNumber"),
        shipper: lines(&request["fromAddress"]),
        recipient: lines(&request["toAddress"]),
        piece: (
            whole("packageNumber").unwrap_or(1),
            whole("totalPackages").unwrap_or(1),
        ),
        weight: format!("{} lb", package["weight"]),
    }
}

fn lines(address: &Value) -> Vec<String> {
    let of = |name: &str| address[name].as_str().unwrap_or_default();
    let joined = |names: &[&str]| {
        let parts: Vec<&str> = names
            .iter()
            .map(|n| of(n))
            .filter(|p| !p.is_empty())
            .collect();
        parts.join(" ")
    };
    let all = [
        joined(&["firstName", "lastName"]),
        joined(&["firm"]),
        joined(&["streetAddress"]),
        joined(&["secondaryAddress"]),
        joined(&[
            "city",
            "state",
            "province",
            "ZIPCode",
            "ZIPPlus4",
            "postalCode",
        ]),
        joined(&["country"]),
    ];
    all.into_iter().filter(|line| !line.is_empty()).collect()
}

/// A SCAN form on a label's page, as base64.
pub(super) fn form(number: &str, request: &Value, parcels: usize) -> String {
    let label = Label {
        carrier: "USPS SCAN Form 5630",
        service: "Shipment Confirmation Acceptance Notice",
        tracking_number: number,
        reference: text(request, "/mailingDate"),
        shipper: lines(&request["fromAddress"]),
        recipient: vec![format!("{parcels} pieces")],
        piece: (1, 1),
        weight: String::new(),
    };
    BASE64_STANDARD.encode(label::pdf(std::slice::from_ref(&label)))
}

/// Facts with a picture: in one piece where that is accepted, else in parts.
pub(super) fn answer(
    headers: &HeaderMap,
    (facts_name, facts): (&str, Value),
    (image_name, image): (&str, Option<String>),
) -> Response {
    if header_of(headers, header::ACCEPT.as_str()).contains(VENDOR_JSON) {
        let mut whole: Map<String, Value> = facts.as_object().cloned().unwrap_or_default();
        if let Some(image) = image {
            whole.insert(image_name.to_owned(), image.into());
        }
        return Json(Value::Object(whole)).into_response();
    }
    // The parts' headers say what is not so: USPS itself asks that they be ignored.
    let mut body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{facts_name}\"\r\nContent-Type: application/json\r\n\r\n{facts}\r\n"
    );
    if let Some(image) = image {
        body += &format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{image_name}\"; filename=\"label-image.pdf\"\r\nContent-Type: application/octet-stream\r\nContent-Encoding: gzip\r\nContent-Transfer-Encoding: binary\r\n\r\n{image}\r\n"
        );
    }
    body += &format!("--{BOUNDARY}--\r\n");
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}
