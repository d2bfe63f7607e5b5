//! Bring as a client sees it that was written from the documentation.
mod booking;
mod casts;
mod faults;
mod fields;
mod guide;
mod tracking;

use super::*;
use crate::carriers::{CarriersSetup, Fault, SimCarriers};
use pb_domain::{Document, Fit, Format};
use pb_labels::{Expectation, Media, Resolution, Stock};
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

struct Client {
    sim: SimCarriers,
    http: reqwest::Client,
}

/// A client, and a clock that stands at a Thursday noon in Norway.
fn start() -> Client {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some("2026-01-15T11:00:00Z".parse().expect("a time")),
        speed: 0,
        ..CarriersSetup::default()
    })
    .expect("starts");
    let http = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    Client { sim, http }
}

impl Client {
    fn bare(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        self.http
            .request(method, format!("{}{path}", self.sim.url_of(PREFIX)))
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.bare(method, path)
            .header("X-Mybring-API-Uid", UID)
            .header("X-Mybring-API-Key", KEY)
            .header("X-Bring-Client-URL", "https://acorn.example")
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.request("GET", path).send().await.expect("an answer")).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.request("POST", path).json(body);
        read(request.send().await.expect("an answer")).await
    }

    async fn book(&self, body: &Value) -> (u16, Value) {
        self.post("/booking/api/booking", body).await
    }

    /// The confirmation of a booking that must come about.
    async fn buy(&self, body: &Value) -> Value {
        let (status, answer) = self.book(body).await;
        let consignment = &answer["consignments"][0];
        assert_eq!(
            (status, &consignment["errors"]),
            (200, &Value::Null),
            "{answer}"
        );
        consignment["confirmation"].clone()
    }

    async fn track(&self, asked: &str) -> Value {
        let path = format!("/tracking/api/v2/tracking.json?q={asked}&lang=en");
        let (status, answer) = self.get(&path).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    /// What is behind a link, which sends on once; no key is shown.
    async fn label(&self, link: &str) -> Vec<u8> {
        let first = self.http.get(link).send().await.expect("an answer");
        assert_eq!(first.status().as_u16(), 302);
        let to = first.headers()["location"].to_str().expect("an address");
        let second = self.http.get(to).send().await.expect("an answer");
        assert_eq!(second.status().as_u16(), 200);
        second.bytes().await.expect("a label").to_vec()
    }
}

async fn read(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, response.json().await.expect("JSON"))
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The code of a booking's error, in Bring's shape.
fn code(answer: &Value) -> &str {
    let consignment = &answer["consignments"][0];
    assert!(consignment["confirmation"].is_null(), "{answer}");
    let error = &consignment["errors"][0];
    assert_eq!(error["messages"][1]["lang"], "en", "{answer}");
    error["code"].as_str().expect("a code")
}

fn party(name: &str, street: &str, postal: &str, city: &str, country: &str) -> Value {
    json!({
        "name": name, "addressLine": street, "addressLine2": null, "postalCode": postal, "city": city,
        "countryCode": country,
        "contact": { "name": name, "email": "a@acorn.example", "phoneNumber": "+4741234567" },
    })
}

/// One parcel from Oslo to Bergen, to a pickup point.
fn booking() -> Value {
    let mut sender = party("Acorn Goods AS", "Mølleveien 12", "0263", "OSLO", "NO");
    sender["reference"] = json!("SO-1");
    json!({
        "schemaVersion": 1, "testIndicator": false,
        "consignments": [{
            "shippingDateTime": "2026-01-15T14:00:00",
            "correlationId": "SO-1",
            "parties": {
                "sender": sender,
                "recipient": party("Bo Bjork", "Almeveien 5", "5003", "BERGEN", "NO"),
                "pickupPoint": null,
            },
            "product": { "id": "5800", "customerNumber": CUSTOMER },
            "packages": [package("P1", &json!(1.2))],
        }],
    })
}

fn package(correlation: &str, kilograms: &Value) -> Value {
    json!({
        "weightInKg": kilograms, "goodsDescription": "Books", "packageType": null,
        "dimensions": { "heightInCm": 10, "widthInCm": 20, "lengthInCm": 30 },
        "correlationId": correlation,
    })
}

/// The same to Sweden, with what the customs want.
fn export() -> Value {
    let mut body = booking();
    let consignment = &mut body["consignments"][0];
    let to = party("Cara Ceder", "Långa gatan 7", "21122", "MALMÖ", "SE");
    consignment["parties"]["recipient"] = to.clone();
    consignment["parties"]["importer"] = to;
    consignment["parties"]["exporter"] =
        party("Acorn Goods AS", "Mølleveien 12", "0263", "OSLO", "NO");
    consignment["product"]["id"] = json!("BUSINESS_PARCEL");
    consignment["customsInformation"] = json!({
        "consent": true,
        "natureOfCargo": { "type": "SALE_OF_GOODS" },
        "customsDeclarations": [{
            "amount": 200, "currency": "NOK", "goodsDescription": "shampoo", "customsArticleNumber": "330510",
            "grossWeight": 1.1, "netWeight": 1.0, "numberOfPieces": 2, "countryCodeOrigin": "CH",
        }],
    });
    body
}

fn set(body: &Value, pointer: &str, value: Value) -> Value {
    let mut changed = body.clone();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = changed.pointer_mut(parent).expect("it is there");
    match name.parse::<usize>() {
        Ok(at) => parent[at] = value,
        Err(_) => parent[name] = value,
    }
    changed
}

/// Whether a document is a label whose barcode reads as a number.
fn carries(bytes: Vec<u8>, number: &str) {
    let format = Format::sniff(&bytes).expect("a document");
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let document = Document { format, bytes };
    let pages = pb_labels::lay_out(&document, &stock, &Fit::default(), &pb_zpl::Renderer);
    let pages = pages.expect("it is drawn");
    let seen = pb_labels::preflight(&pages, &Expectation::numbers([number]), &stock);
    let read: Vec<&str> = seen
        .barcodes
        .iter()
        .flatten()
        .map(|b| b.text.as_str())
        .collect();
    assert!(
        read.contains(&number),
        "{format:?}: {read:?} lacks {number}: {:?}",
        seen.findings
    );
}
