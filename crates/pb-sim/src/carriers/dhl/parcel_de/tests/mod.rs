//! Parcel Germany as a client sees it that was written from the documentation.
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
const ORDERS: &str = "/parcel/de/shipping/v2/orders";
const MANIFESTS: &str = "/parcel/de/shipping/v2/manifests";

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
    fn bare(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let url = format!("{}{path}", self.sim.url_of(PREFIX));
        self.http.request(method, url)
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let request = self.bare(method, path).header("dhl-api-key", API_KEY);
        request.basic_auth(USERNAME, Some(PASSWORD))
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.request("GET", path)).await
    }

    async fn delete(&self, path: &str) -> (u16, Value) {
        read(self.request("DELETE", path)).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        read(self.request("POST", path).json(body)).await
    }

    /// A sale that must come about; its one item.
    async fn buy(&self, shipment: Value) -> Value {
        let (status, answer) = self.post(ORDERS, &order(&[shipment])).await;
        assert_eq!(status, 200, "{answer}");
        answer["items"][0].clone()
    }
}

async fn read(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let body = response.bytes().await.expect("a body");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

/// The words of an error in DHL's shape.
fn words(answer: &Value) -> String {
    assert!(
        answer["title"].is_string() && answer["status"].is_u64(),
        "{answer}"
    );
    answer["detail"].as_str().expect("text").to_owned()
}

fn order(shipments: &[Value]) -> Value {
    json!({ "profile": "STANDARD_GRUPPENPROFIL", "shipments": shipments })
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// One parcel within Germany.
fn shipment() -> Value {
    json!({
        "product": "V01PAK",
        "billingNumber": "33333333330102",
        "refNo": "order-0001",
        "shipDate": "2026-01-15",
        "shipper": {
            "name1": "Kiln and Kettle", "addressStreet": "Weg", "addressHouse": "1",
            "postalCode": "53113", "city": "Bonn", "country": "DEU",
        },
        "consignee": {
            "name1": "Nora Example", "addressStreet": "Allee 2",
            "postalCode": "10115", "city": "Berlin", "country": "DEU",
        },
        "details": {
            "dim": { "uom": "cm", "length": 30, "width": 20, "height": 10 },
            "weight": { "uom": "kg", "value": 1.2 },
        },
    })
}

/// One to Nevada.
fn abroad() -> Value {
    let mut there = shipment();
    there["product"] = json!("V53WPAK");
    there["billingNumber"] = json!("33333333335301");
    there["consignee"] = json!({
        "name1": "Nora Example", "addressStreet": "5 Elm Street", "postalCode": "89501",
        "city": "Reno", "state": "US-NV", "country": "USA",
    });
    there["customs"] = json!({
        "exportType": "COMMERCIAL_GOODS",
        "postalCharges": { "currency": "EUR", "value": 0 },
        "items": [{
            "itemDescription": "Stoneware mug", "packagedQuantity": 2, "countryOfOrigin": "DEU",
            "hsCode": "691200", "itemValue": { "currency": "EUR", "value": 14.5 },
            "itemWeight": { "uom": "g", "value": 400 },
        }],
    });
    there
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
