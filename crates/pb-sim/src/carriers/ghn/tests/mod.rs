//! GHN as a client sees it that was written from the documentation.
mod fields;
mod orders;
mod places;
mod ways;

use super::*;
use crate::carriers::{CarriersSetup, Fault, SimCarriers};
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
    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let url = format!("{}/shiip/public-api{path}", self.sim.url_of(PREFIX));
        self.http
            .request(method, url)
            .header("Token", TOKEN)
            .header("ShopId", "885")
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.request("GET", path).send().await.expect("an answer")).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.request("POST", path).json(body);
        read(request.send().await.expect("an answer")).await
    }

    /// The data of an answer that must be a yes.
    async fn data(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.post(path, body).await;
        assert_eq!((status, &answer["code"]), (200, &json!(200)), "{answer}");
        assert_eq!(answer["message"], "Success");
        answer["data"].clone()
    }

    /// The code of an order that must come about.
    async fn buy(&self, body: &Value) -> String {
        let data = self.data(CREATE, body).await;
        text_of(&data["order_code"])
    }

    async fn detail(&self, code: &str) -> Value {
        self.data(DETAIL, &json!({ "order_code": code })).await
    }

    async fn status(&self, code: &str) -> String {
        text_of(&self.detail(code).await["status"])
    }

    /// The result of one order, and the words beside it.
    async fn switch(&self, to: &str, code: &str) -> (bool, String) {
        let body = json!({ "order_codes": [code] });
        let data = self.data(&format!("/v2/switch-status/{to}"), &body).await;
        assert_eq!(data[0]["order_code"], code);
        let result = data[0]["result"].as_bool().expect("a result");
        (result, text_of(&data[0]["message"]))
    }
}

const CREATE: &str = "/v2/shipping-order/create";
const PREVIEW: &str = "/v2/shipping-order/preview";
const DETAIL: &str = "/v2/shipping-order/detail";
const BY_CLIENT_CODE: &str = "/v2/shipping-order/detail-by-client-code";

async fn read(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let answer: Value = response.json().await.expect("JSON");
    (status, answer)
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The code of a failure in GHN's shape.
fn code((status, answer): &(u16, Value)) -> String {
    assert_eq!(&json!(status), &answer["code"], "{answer}");
    assert!(answer["data"].is_null(), "{answer}");
    assert!(!text_of(&answer["message"]).is_empty());
    assert!(!text_of(&answer["code_message_value"]).is_empty());
    text_of(&answer["code_message"])
}

/// What a failure says, for machines.
fn message((_, answer): &(u16, Value)) -> String {
    text_of(&answer["message"])
}

/// A parcel of 600 g within the city, by the new division.
fn parcel(client_code: &str) -> Value {
    json!({
        "client_order_code": client_code,
        "payment_type_id": 1,
        "required_note": "CHOXEMHANGKHONGTHU",
        "note": "",
        "to_name": "Tran A",
        "to_phone": "0987654321",
        "to_address": "72 Le Thanh Ton",
        "is_new_to_address": true,
        "to_ward_name": "Phường Sài Gòn",
        "to_province_name": "Hồ Chí Minh",
        "cod_amount": 285_000,
        "insurance_value": 0,
        "weight": 600,
        "length": 20,
        "width": 15,
        "height": 10,
        "service_type_id": 2,
        "content": "T-shirt",
        "items": [{
            "name": "T-shirt", "code": "AT-M", "quantity": 2, "price": 142_500, "weight": 300,
        }],
    })
}

/// The same with some fields changed; `null` takes one away.
fn with(mut order: Value, change: &Value) -> Value {
    let fields = order.as_object_mut().expect("an object");
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
    order
}

/// By the old division: a ward's code, and a district's number.
fn by_numbers(order: Value, ward: &str, district: i64) -> Value {
    let change = json!({
        "is_new_to_address": null, "to_ward_name": null, "to_province_name": null,
        "to_ward_code": ward, "to_district_id": district,
    });
    with(order, &change)
}
