//! Ekart as a client sees it that was written from the documentation.
mod buying;
mod desks;
mod faults;
mod fields;
mod hooks;
mod tracking;

use super::*;
use crate::carriers::{CarriersSetup, Fault, SimCarriers};
use pb_domain::{Document, Fit, Format};
use pb_labels::{Expectation, Media, Resolution, Stock};
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);
/// 2026-11-26 12:00 in India, in milliseconds.
const NOON: i64 = 1_795_674_600_000;
const DAY: i64 = 86_400_000;
const CREATE: &str = "/api/v1/package/create";

struct Client {
    sim: SimCarriers,
    http: reqwest::Client,
    token: String,
}

/// A client with a token, and a clock that stands at a Thursday noon in India.
async fn start() -> Client {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some(jiff::Timestamp::from_millisecond(NOON).expect("a time")),
        speed: 0,
        ..CarriersSetup::default()
    })
    .expect("starts");
    let http = reqwest::Client::builder()
        .no_proxy()
        .pool_max_idle_per_host(0)
        .build()
        .expect("a client");
    let mut client = Client {
        sim,
        http,
        token: String::new(),
    };
    client.log_in().await;
    client
}

impl Client {
    async fn log_in(&mut self) -> i64 {
        let (status, answer) = self.token(CLIENT_ID, USERNAME, PASSWORD).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["token_type"], "Bearer");
        self.token = text_of(&answer["access_token"]);
        answer["expires_in"].as_i64().expect("a number")
    }

    /// Moves the clock on, past the end of the token as a rule, and gets another.
    async fn pass(&mut self, hours: u32) {
        self.sim.pass(HOUR * hours);
        self.log_in().await;
    }

    async fn token(&self, client: &str, user: &str, password: &str) -> (u16, Value) {
        let path = format!("/integrations/v2/auth/token/{client}");
        self.ask(
            "POST",
            &path,
            Some(&json!({ "username": user, "password": password })),
        )
        .await
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        self.http
            .request(method, format!("{}{path}", self.sim.url_of(PREFIX)))
            .bearer_auth(&self.token)
    }

    async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let request = self.request(method, path);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.json().await.expect("JSON"))
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        self.ask("GET", path, None).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.ask("POST", path, Some(body)).await
    }

    async fn create(&self, body: &Value) -> (u16, Value) {
        self.ask("PUT", CREATE, Some(body)).await
    }

    /// A sale that must come about: its tracking id and waybill.
    async fn buy(&self, body: &Value) -> (String, String) {
        let (status, answer) = self.create(body).await;
        assert_eq!((status, &answer["status"]), (200, &json!(true)), "{answer}");
        (
            text_of(&answer["tracking_id"]),
            text_of(&answer["barcodes"]["wbn"]),
        )
    }

    async fn track(&self, id: &str) -> Value {
        let (status, answer) = self.get(&format!("/api/v1/track/{id}")).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    async fn status(&self, id: &str) -> String {
        text_of(&self.track(id).await["track"]["status"])
    }

    async fn cancel(&self, id: &str) -> Value {
        let path = format!("/api/v1/package/cancel?tracking_id={id}");
        let (status, answer) = self.ask("DELETE", &path, None).await;
        assert_eq!(status, 200, "{answer}");
        answer["data"][0].clone()
    }

    async fn labels(&self, ids: &[&str]) -> Result<Vec<u8>, (u16, Value)> {
        let request = self
            .request("POST", "/api/v1/package/label")
            .json(&json!({ "ids": ids }));
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        if status != 200 {
            return Err((status, response.json().await.expect("JSON")));
        }
        let kind = response.headers().get("content-type").cloned();
        assert_eq!(kind.expect("a type"), "application/octet-stream");
        Ok(response.bytes().await.expect("bytes").to_vec())
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The code of an error in Ekart's shape.
fn code(answer: &Value) -> &str {
    for name in ["message", "description", "severity"] {
        assert!(answer[name].is_string(), "{answer}");
    }
    assert!(answer["statusCode"].is_u64(), "{answer}");
    answer["code"].as_str().expect("a code")
}

fn message(answer: &Value) -> String {
    text_of(&answer["message"])
}

fn seller() -> Value {
    json!({
        "location_type": "Office", "name": "Kiln and Kettle", "phone": 9_810_000_012_i64,
        "address": "12 Dock Street", "city": "Bengaluru", "state": "KA", "country": "India", "pin": 560_001,
    })
}

/// One prepaid parcel from Bengaluru to Mumbai.
fn shipment() -> Value {
    json!({
        "seller_name": "Kiln and Kettle",
        "seller_address": "12 Dock Street, Bengaluru",
        "seller_gst_tin": "29AAAAA0000A1Z5",
        "consignee_gst_amount": 0,
        "order_number": "#1001",
        "invoice_number": "INV-1001",
        "invoice_date": "2026-11-26",
        "consignee_name": "Nora Example",
        "consignee_alternate_phone": "9820000034",
        "payment_mode": "Prepaid",
        "category_of_goods": "Kitchen",
        "products_desc": "Mugs",
        "total_amount": 1180,
        "tax_value": 180,
        "taxable_amount": 1000,
        "commodity_value": "1000",
        "cod_amount": 0,
        "quantity": 2,
        "weight": 1500,
        "length": 30,
        "height": 10,
        "width": 20,
        "drop_location": {
            "location_type": "Home", "name": "Nora Example", "phone": 9_820_000_034_i64,
            "address": "5 Elm Street", "city": null, "state": "MH", "country": "India", "pin": 400_001,
        },
        "pickup_location": seller(),
        "return_location": seller(),
    })
}

/// The same with some members changed, or taken out by `null`.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut body = shipment();
    for (name, value) in changes {
        body[*name] = value.clone();
        if value.is_null() {
            body.as_object_mut().expect("an object").remove(*name);
        }
    }
    body
}

/// The same, two parcels in one.
fn several() -> Value {
    let item = |weight: u32| {
        json!({
            "product_name": "Mugs", "taxable_value": 500, "quantity": 1,
            "length": 30, "breadth": 20, "height": 10, "weight": weight,
        })
    };
    let package = json!({ "length": 30, "height": 10, "width": 20, "count": "1" });
    with(&[
        ("mps", json!(true)),
        ("items", json!([item(1_500), item(700)])),
        ("packages", json!([package, package])),
    ])
}

/// How many pages a document has, each with a number that preflight reads.
fn pages_with(bytes: Vec<u8>, number: &str) -> usize {
    let format = Format::sniff(&bytes).expect("a document");
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let document = Document { format, bytes };
    let pages = pb_labels::lay_out(&document, &stock, &Fit::default(), &pb_zpl::Renderer);
    let pages = pages.expect("it is drawn");
    let numbers = vec![number; pages.len()];
    let seen = pb_labels::preflight(&pages, &Expectation::numbers(numbers), &stock);
    assert_eq!(seen.stopped(), None, "{:?}", seen.findings);
    pages.len()
}
