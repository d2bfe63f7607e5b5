//! Velocity as a client sees it that was written from the documentation.
mod buying;
mod desks;
mod faults;
mod fields;
mod tracking;

use super::*;
use crate::carriers::{CarriersSetup, Fault, SimCarriers};
use pb_domain::{Document, Fit, Format};
use pb_labels::{Expectation, Media, Resolution, Stock};
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);
const MINUTE: Duration = Duration::from_secs(60);
const FORWARD: &str = "forward-order-orchestration";
const REVERSE: &str = "reverse-order-orchestration";

struct Client {
    sim: SimCarriers,
    http: reqwest::Client,
}

/// A client, and a clock that stands at a Thursday noon in India.
fn start() -> Client {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some("2026-11-26T06:30:00Z".parse().expect("a time")),
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
    fn request(&self, call: &str, body: &Value) -> reqwest::RequestBuilder {
        let url = format!("{}/custom/api/v1/{call}", self.sim.url_of(PREFIX));
        self.http
            .post(url)
            .header("Authorization", API_KEY)
            .json(body)
    }

    async fn post(&self, call: &str, body: &Value) -> (u16, Value) {
        let response = self.request(call, body).send().await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.json().await.expect("JSON"))
    }

    /// A sale that must come about: its payload.
    async fn buy(&self, call: &str, body: &Value) -> Value {
        let (status, answer) = self.post(call, body).await;
        assert_eq!((status, &answer["status"]), (200, &json!(1)), "{answer}");
        answer["payload"].clone()
    }

    /// What is said of one airway bill.
    async fn track(&self, bill: &str) -> Value {
        let (status, answer) = self
            .post("order-tracking", &json!({ "awbs": [bill] }))
            .await;
        assert_eq!(status, 200, "{answer}");
        answer["result"][bill]["tracking_data"].clone()
    }

    async fn status(&self, bill: &str) -> String {
        text_of(&self.track(bill).await["shipment_status"])
    }

    async fn file(&self, link: &str) -> (u16, Vec<u8>) {
        let response = self.http.get(link).send().await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.bytes().await.expect("bytes").to_vec())
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The words of a failure in Velocity's shapes.
fn words(status: u16, answer: &Value) -> String {
    match status {
        422 => {
            assert_eq!(answer["status"], 0, "{answer}");
            text_of(&answer["message"])
        }
        _ => text_of(&answer["error"]),
    }
}

/// One prepaid parcel from Bengaluru to Mumbai.
fn order() -> Value {
    json!({
        "order_id": "ORDER-1001",
        "order_date": "2026-11-26 12:00",
        "carrier_id": "CARSIMDELHV1",
        "billing_customer_name": "Nora",
        "billing_last_name": "Example",
        "billing_address": "5 Elm Street",
        "billing_city": "Mumbai",
        "billing_pincode": "400001",
        "billing_state": "Maharashtra",
        "billing_country": "India",
        "billing_email": "nora@example.com",
        "billing_phone": "9820000034",
        "shipping_is_billing": true,
        "print_label": true,
        "order_items": [
            { "name": "Mug", "sku": "MUG-1", "units": 2, "selling_price": 500, "discount": 0, "tax": 10 },
        ],
        "payment_method": "PREPAID",
        "sub_total": 1000,
        "cod_collectible": 0,
        "length": 30,
        "breadth": 20,
        "height": 10,
        "weight": 1.25,
        "pickup_location": WAREHOUSE.1,
        "warehouse_id": WAREHOUSE.0,
    })
}

/// The same back.
fn back() -> Value {
    json!({
        "order_id": "RET-1001",
        "order_date": "2026-11-26",
        "pickup_customer_name": "Nora",
        "pickup_address": "5 Elm Street",
        "pickup_address_2": "",
        "pickup_city": "Mumbai",
        "pickup_state": "Maharashtra",
        "pickup_country": "India",
        "pickup_pincode": "400001",
        "pickup_phone": "9820000034",
        "pickup_isd_code": "91",
        "shipping_customer_name": "Kiln and Kettle",
        "shipping_address": "12 Dock Street",
        "shipping_city": "Bengaluru",
        "shipping_state": "Karnataka",
        "shipping_country": "India",
        "shipping_pincode": 560_001,
        "shipping_phone": 9_810_000_012_i64,
        "warehouse_id": WAREHOUSE.0,
        "order_items": [{ "name": "Mug", "sku": "MUG-1", "units": 1, "selling_price": 500 }],
        "payment_method": "PREPAID",
        "total_discount": "0",
        "sub_total": 500,
        "length": 30,
        "breadth": 20,
        "height": 10,
        "weight": 1.25,
        "request_pickup": true,
    })
}

/// A request with some members changed, or taken out by `null`.
fn with(mut body: Value, changes: &[(&str, Value)]) -> Value {
    for (name, value) in changes {
        body[*name] = value.clone();
        if value.is_null() {
            body.as_object_mut().expect("an object").remove(*name);
        }
    }
    body
}

/// An order of another number.
fn numbered(number: &str) -> Value {
    with(order(), &[("order_id", json!(number))])
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
