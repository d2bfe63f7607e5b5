//! The MyDHL API as a client sees it that was written from the documentation.
mod buying;
mod fields;

use super::*;
use crate::carriers::{Answer, CarriersSetup, Course, Fault, SimCarriers};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pb_domain::{CheckRule, Document, Fit, Format};
use pb_labels::{Expectation, Media, Resolution, Stock};
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

struct Client {
    sim: SimCarriers,
    http: reqwest::Client,
}

/// A clock that stands at a Thursday morning in Germany.
fn start() -> Client {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some("2026-01-15T08:00:00Z".parse().expect("a time")),
        speed: 0,
        ..CarriersSetup::default()
    })
    .expect("starts");
    let http = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .build()
        .expect("a client");
    Client { sim, http }
}

impl Client {
    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let url = format!("{}/mydhlapi{path}", self.sim.url_of(PREFIX));
        let request = self.http.request(method, url);
        request.basic_auth(API_KEY, Some(API_SECRET))
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.request("GET", path).send().await.expect("an answer")).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.request("POST", path).json(body);
        read(request.send().await.expect("an answer")).await
    }

    /// A sale that must come about.
    async fn buy(&self, body: &Value) -> Value {
        let (status, answer) = self.post("/shipments", body).await;
        assert_eq!(status, 201, "{answer}");
        answer
    }
}

async fn read(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let body = response.bytes().await.expect("a body");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

/// All words of an error in DHL's shape.
fn words(answer: &Value) -> String {
    for name in ["instance", "detail", "title", "message", "status"] {
        assert!(answer[name].is_string(), "{name}: {answer}");
    }
    let more = answer["additionalDetails"].as_array().expect("a list");
    let more: Vec<&str> = more.iter().filter_map(Value::as_str).collect();
    format!(
        "{} {}",
        answer["detail"].as_str().expect("text"),
        more.join(" ")
    )
}

fn party(company: &str, city: &str, postal: &str, country: &str) -> Value {
    json!({
        "postalAddress": { "postalCode": postal, "cityName": city, "countryCode": country, "addressLine1": "Lange Straße 7" },
        "contactInformation": { "phone": "+49228901820", "companyName": company, "fullName": company },
    })
}

fn package(kilograms: f64) -> Value {
    json!({ "weight": kilograms, "dimensions": { "length": 30, "width": 20, "height": 10 } })
}

/// One parcel within Germany.
fn shipment() -> Value {
    json!({
        "plannedShippingDateAndTime": "2026-01-15T17:00:00 GMT+01:00",
        "productCode": "N",
        "pickup": { "isRequested": false },
        "getRateEstimates": true,
        "accounts": [{ "typeCode": "shipper", "number": ACCOUNT }],
        "outputImageProperties": {
            "encodingFormat": "zpl",
            "imageOptions": [{ "typeCode": "label", "templateName": "ECOM26_84_001" }],
        },
        "customerReferences": [{ "value": "key-1", "typeCode": "CU" }],
        "customerDetails": {
            "shipperDetails": party("Kiln and Kettle", "Bonn", "53113", "DE"),
            "receiverDetails": party("Nora Example", "Berlin", "10115", "DE"),
        },
        "content": {
            "packages": [package(1.25)],
            "isCustomsDeclarable": false,
            "description": "Mugs",
            "incoterm": "DAP",
            "unitOfMeasurement": "metric",
        },
    })
}

/// One parcel of goods to Nevada.
fn abroad() -> Value {
    let mut body = shipment();
    body["productCode"] = json!("P");
    body["customerDetails"]["receiverDetails"] = party("Nora Example", "Reno", "89501", "US");
    let content = &mut body["content"];
    content["isCustomsDeclarable"] = json!(true);
    content["declaredValue"] = json!(29);
    content["declaredValueCurrency"] = json!("EUR");
    content["exportDeclaration"] = json!({
        "lineItems": [{
            "number": 1,
            "description": "Stoneware mug",
            "price": 14.5,
            "quantity": { "value": 2, "unitOfMeasurement": "PCS" },
            "commodityCodes": [{ "typeCode": "outbound", "value": "691200" }],
            "exportReasonType": "permanent",
            "manufacturerCountry": "DE",
            "weight": { "netValue": 1.1, "grossValue": 1.1 },
        }],
        "invoice": { "number": "2001", "date": "2026-01-15" },
    });
    body
}

fn rates() -> Value {
    let body = abroad();
    let place = |side: &str| body["customerDetails"][side]["postalAddress"].clone();
    json!({
        "customerDetails": {
            "shipperDetails": place("shipperDetails"),
            "receiverDetails": place("receiverDetails"),
        },
        "accounts": body["accounts"],
        "plannedShippingDateAndTime": body["plannedShippingDateAndTime"],
        "unitOfMeasurement": "metric",
        "isCustomsDeclarable": true,
        "packages": [package(1.25)],
    })
}

/// Whether a document is one that preflight reads the number from.
fn carries(bytes: Vec<u8>, number: &str) {
    let format = Format::sniff(&bytes).expect("a document");
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let document = Document { format, bytes };
    let pages = pb_labels::lay_out(&document, &stock, &Fit::default(), &pb_zpl::Renderer);
    let pages = pages.expect("it is drawn");
    let seen = pb_labels::preflight(&pages, &Expectation::numbers([number]), &stock);
    let all = seen.barcodes.iter().flatten();
    let read: Vec<&str> = all.map(|b| b.text.as_str()).collect();
    assert!(
        read.contains(&number),
        "{format:?}: {read:?} lacks {number}"
    );
}
