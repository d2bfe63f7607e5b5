//! GHTK as a client sees it that was written from the documentation.
mod fields;
mod orders;
mod told;
mod ways;

use super::*;
use crate::carriers::{CarriersSetup, SimCarriers};
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

struct Client {
    sim: SimCarriers,
    http: reqwest::Client,
}

/// A client, and a clock that stands at a Friday morning in Vietnam.
fn start() -> Client {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some("2026-11-27T03:00:00Z".parse().expect("a time")),
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
    /// A request without credentials.
    fn bare(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let url = format!("{}/services{path}", self.sim.url_of(PREFIX));
        self.http.request(method, url)
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.bare(method, path)
            .header("Token", TOKEN)
            .header("X-Client-Source", CLIENT_SOURCE)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.request("GET", path).send().await.expect("an answer")).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.request("POST", path).json(body);
        read(request.send().await.expect("an answer")).await
    }

    /// What an order that must come about is answered.
    async fn sold(&self, body: &Value) -> Value {
        good(self.post(ORDER, body).await, "order")
    }

    /// The label of an order that must come about.
    async fn buy(&self, body: &Value) -> String {
        text_of(&self.sold(body).await["label"])
    }

    async fn fee(&self, query: &[(&str, &str)]) -> (u16, Value) {
        let request = self.request("GET", FEE).query(query);
        read(request.send().await.expect("an answer")).await
    }

    async fn detail(&self, said: &str) -> Value {
        good(self.get(&format!("/shipment/v2/{said}")).await, "order")
    }

    async fn status(&self, said: &str) -> String {
        text_of(&self.detail(said).await["status"])
    }

    async fn cancel(&self, said: &str) -> (u16, Value) {
        let request = self.request("POST", &format!("/shipment/cancel/{said}"));
        read(request.send().await.expect("an answer")).await
    }
}

const FEE: &str = "/shipment/fee";
const ORDER: &str = "/shipment/order/?ver=1.5";

async fn read(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let answer: Value = response.json().await.expect("JSON");
    (status, answer)
}

/// A part of an answer that must be a yes.
fn good((status, answer): (u16, Value), name: &str) -> Value {
    assert_eq!(
        (status, &answer["success"]),
        (200, &json!(true)),
        "{answer}"
    );
    answer[name].clone()
}

/// What a failure with HTTP 200 says.
fn refused((status, answer): &(u16, Value)) -> String {
    let no = (200, &json!(false));
    assert_eq!((*status, &answer["success"]), no, "{answer}");
    assert!(!text_of(&answer["log_id"]).is_empty());
    text_of(&answer["message"])
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A parcel of 600 g within the city, as the documentation has one.
fn parcel(id: &str) -> Value {
    json!({
        "products": [{
            "name": "T-shirt", "product_code": "AT-M", "quantity": 2, "price": 142_500, "weight": 300,
        }],
        "order": {
            "id": id, "pick_name": "Shop", "pick_tel": "0911222333", "pick_address": "590 CMT8",
            "pick_province": "Hồ Chí Minh", "pick_ward": "Phường Nhiêu Lộc", "name": "Tran A",
            "tel": "0987654321", "address": "72 Le Thanh Ton", "province": "Hồ Chí Minh",
            "ward": "Phường Sài Gòn", "hamlet": "Khác", "is_freeship": 1, "pick_money": 285_000,
            "value": 285_000, "note": "", "transport": "road", "pick_option": "cod",
            "deliver_option": "none", "weight_option": "gram", "total_weight": 600,
        },
    })
}

/// The same with some fields of the order changed; `null` takes one away.
fn with(mut payload: Value, change: &Value) -> Value {
    let fields = payload["order"].as_object_mut().expect("an object");
    for (name, value) in change.as_object().expect("fields") {
        match value {
            Value::Null => {
                fields.shift_remove(name);
            }
            value => {
                fields.insert(name.clone(), value.clone());
            }
        }
    }
    payload
}

/// A fee that is asked within the city.
const ASKED: &[(&str, &str)] = &[
    ("pick_province", "Hồ Chí Minh"),
    ("pick_ward", "Phường Nhiêu Lộc"),
    ("province", "Hồ Chí Minh"),
    ("ward", "Phường Sài Gòn"),
    ("address", "72 Le Thanh Ton"),
    ("weight", "600"),
    ("value", "285000"),
    ("transport", "road"),
    ("deliver_option", "none"),
];

/// The same with one parameter changed, added, or, when it is empty, left out.
fn asked<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut query: Vec<_> = ASKED.iter().copied().filter(|(n, _)| *n != name).collect();
    if !value.is_empty() {
        query.push((name, value));
    }
    query
}
