//! DTDC as a client sees it that was written from its documents.
mod buying;
mod desks;
mod fields;

use super::*;
use crate::carriers::{CarriersSetup, Fault, SimCarriers};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_domain::{Document, Fit, Format};
use pb_labels::{Expectation, Media, Resolution, Stock};
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);
/// 2026-11-26 12:00 in India, in milliseconds.
const NOON: i64 = 1_795_674_600_000;
const CONSIGNMENT: &str = "/api/customer/integration/consignment";
const TRACK: &str = "/dtdc-api/rest/JSONCnTrk/getTrackDetails";

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
    async fn log_in(&mut self) {
        let (status, token) = self.authenticate(USERNAME, PASSWORD).await;
        assert_eq!(status, 200, "{token}");
        self.token = token;
    }

    async fn authenticate(&self, user: &str, password: &str) -> (u16, String) {
        let path = format!("/dtdc-api/api/dtdc/authenticate?username={user}&password={password}");
        let request = self.http.get(self.url(&path));
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.text().await.expect("a text"))
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sim.url_of(PREFIX))
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self
            .http
            .post(self.url(path))
            .header("api-key", API_KEY)
            .header("X-Access-Token", &self.token)
            .json(body);
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.json().await.expect("JSON"))
    }

    /// The word about one consignment.
    async fn upload(&self, consignment: &Value) -> (u16, Value) {
        let body = json!({ "consignments": [consignment] });
        let (status, answer) = self.post(&format!("{CONSIGNMENT}/softdata"), &body).await;
        match status {
            200 => {
                assert_eq!(answer["status"], "OK");
                (status, answer["data"][0].clone())
            }
            _ => (status, answer),
        }
    }

    /// The number of a sale that must come about.
    async fn buy(&self, consignment: &Value) -> String {
        let (status, made) = self.upload(consignment).await;
        assert_eq!((status, &made["success"]), (200, &json!(true)), "{made}");
        text_of(&made["reference_number"])
    }

    async fn cancel(&self, number: &str) -> Value {
        let body = json!({ "AWBNo": [number], "customerCode": CUSTOMER_CODE });
        let (status, answer) = self.post(&format!("{CONSIGNMENT}/cancel"), &body).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    async fn label(&self, query: &str) -> (u16, Vec<u8>) {
        let path = format!("{CONSIGNMENT}/shippinglabel/stream?{query}");
        let request = self.http.get(self.url(&path)).header("api-key", API_KEY);
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.bytes().await.expect("bytes").to_vec())
    }

    async fn track(&self, kind: &str, number: &str) -> Value {
        let body = json!({ "trkType": kind, "strcnno": number, "addtnlDtl": "Y" });
        let (status, answer) = self.post(TRACK, &body).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// One prepaid piece from Bengaluru to Mumbai.
fn consignment() -> Value {
    let party = |name: &str, pin: &str, city: &str| {
        json!({
            "name": name, "phone": "9820000034", "alternate_phone": "", "address_line_1": "5 Elm Street",
            "address_line_2": "", "pincode": pin, "city": city, "state": "KA",
        })
    };
    json!({
        "customer_code": CUSTOMER_CODE,
        "service_type_id": "B2C PRIORITY",
        "load_type": "NON-DOCUMENT",
        "description": "Mugs",
        "dimension_unit": "cm",
        "length": "30.0",
        "width": "20.0",
        "height": "10.0",
        "weight_unit": "kg",
        "weight": "1.5",
        "declared_value": "1180.5",
        "num_pieces": "1",
        "origin_details": party("Kiln and Kettle", "560001", "Bengaluru"),
        "destination_details": party("Nora Example", "400001", "Mumbai"),
        "customer_reference_number": "K1001",
        "cod_collection_mode": "",
        "cod_amount": "",
        "commodity_id": "99",
        "eway_bill": "",
        "is_risk_surcharge_applicable": "false",
        "invoice_number": "AB001",
        "invoice_date": "26 Nov 2026",
        "reference_number": "",
    })
}

/// The same with members changed, or taken out by `null`.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut body = consignment();
    for (name, value) in changes {
        body[*name] = value.clone();
        if value.is_null() {
            body.as_object_mut().expect("an object").remove(*name);
        }
    }
    body
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
