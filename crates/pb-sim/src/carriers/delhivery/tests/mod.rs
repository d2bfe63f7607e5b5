//! Delhivery as a client sees it that was written from the documentation.
mod buying;
mod desks;
mod faults;
mod fields;
mod pushes;
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

/// A client, and a clock that stands at a Thursday noon, Indian time.
fn start() -> Client {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some("2026-01-15T06:30:00Z".parse().expect("a time")),
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
        self.http
            .request(method, format!("{}{path}", self.sim.url_of(PREFIX)))
            .header("Authorization", format!("Token {TOKEN}"))
            .header("Accept", "application/json")
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.request("GET", path).send().await.expect("an answer")).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.request("POST", path).json(body);
        read(request.send().await.expect("an answer")).await
    }

    async fn create(&self, manifest: &Value) -> (u16, Value) {
        let form = [
            ("format", "json".to_owned()),
            ("data", manifest.to_string()),
        ];
        let request = self.request("POST", "/api/cmu/create.json").form(&form);
        read(request.send().await.expect("an answer")).await
    }

    /// The waybills of a sale that must come about.
    async fn buy(&self, manifest: &Value) -> Vec<String> {
        let (status, answer) = self.create(manifest).await;
        assert_eq!(
            (status, &answer["success"]),
            (200, &json!(true)),
            "{answer}"
        );
        let packages = answer["packages"].as_array().expect("packages");
        packages.iter().map(|p| text_of(&p["waybill"])).collect()
    }

    /// What is wrong with a manifest of one parcel.
    async fn remark(&self, manifest: &Value) -> String {
        let (status, answer) = self.create(manifest).await;
        assert_eq!(
            (status, &answer["success"]),
            (200, &json!(false)),
            "{answer}"
        );
        match answer["packages"].as_array().expect("packages").as_slice() {
            [] => text_of(&answer["rmk"]),
            [one] => {
                assert_eq!(one["status"], "Fail");
                text_of(&one["remarks"][0])
            }
            several => panic!("{several:?}"),
        }
    }

    async fn waybill(&self) -> String {
        let (status, answer) = self.get("/waybill/api/fetch/json/").await;
        assert_eq!(status, 200, "{answer}");
        text_of(&answer)
    }

    async fn track(&self, number: &str) -> Value {
        let path = format!("/api/v1/packages/json/?waybill={number}&ref_ids=");
        let (status, answer) = self.get(&path).await;
        assert_eq!(status, 200, "{answer}");
        answer["ShipmentData"][0]["Shipment"].clone()
    }

    /// Type and word of where a parcel stands.
    async fn stands(&self, number: &str) -> (String, String) {
        let shipment = self.track(number).await;
        let status = &shipment["Status"];
        (text_of(&status["StatusType"]), text_of(&status["Status"]))
    }

    async fn cancel(&self, number: &str) -> Value {
        let body = json!({ "waybill": number, "cancellation": "true" });
        let (status, answer) = self.post("/api/p/edit", &body).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

async fn read(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, response.json().await.expect("JSON"))
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// One parcel from Pune to Bengaluru, paid.
fn parcel(order: &str) -> Value {
    json!({
        "name": "Nora Example", "order": order, "phone": "+91-9845012345", "add": "5 Elm & Oak Street, Apt #2",
        "city": "Bengaluru", "state": "Karnataka", "country": "India", "pin": "560001",
        "payment_mode": "Prepaid", "shipping_mode": "Surface", "weight": "1250", "total_amount": "1499.5",
        "products_desc": "Stoneware mug", "client": CLIENT,
    })
}

fn manifest(shipments: Value) -> Value {
    let mut manifest = json!({ "pickup_location": { "name": WAREHOUSE } });
    manifest["shipments"] = shipments;
    manifest
}

fn one() -> Value {
    manifest(json!([parcel("#1001")]))
}

/// A parcel with something else in it.
fn with(change: Value) -> Value {
    let mut parcel = parcel("#1001");
    let Value::Object(fields) = change else {
        panic!("fields: {change}")
    };
    for (name, value) in fields {
        parcel[name] = value;
    }
    manifest(json!([parcel]))
}

/// Whether a label is a document that preflight reads the number from.
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
