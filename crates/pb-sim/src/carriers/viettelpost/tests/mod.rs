//! ViettelPost as a client sees it that was written from the documentation.
mod fields;
mod labels;
mod logins;
mod orders;
mod places;
mod ways;

use super::*;
use crate::carriers::{CarriersSetup, Fault, SimCarriers};
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

const CREATE: &str = "/v2/order/createOrder";
const EDIT: &str = "/v2/order/edit";
const UPDATE: &str = "/v2/order/UpdateOrder";
const PRICE: &str = "/v2/order/getPrice";
const PRICE_ALL: &str = "/v2/order/getPriceAll";
const PRINTING: &str = "/v2/order/printing-code";

struct Client {
    sim: SimCarriers,
    http: reqwest::Client,
    token: String,
}

/// A client that is let in, and a clock that stands at a Friday morning in Vietnam.
async fn start() -> Client {
    start_as(USERNAME).await
}

async fn start_as(username: &str) -> Client {
    let mut client = stranger();
    let named = json!({ "USERNAME": username, "PASSWORD": PASSWORD });
    client.token = text_of(&client.data("/v2/user/Login", &named).await["token"]);
    client.token = text_of(&client.data("/v2/user/ownerconnect", &named).await["token"]);
    client
}

/// A client that shows no token.
fn stranger() -> Client {
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
    Client {
        sim,
        http,
        token: String::new(),
    }
}

impl Client {
    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let url = format!("{}{path}", self.sim.url_of(PREFIX));
        let request = self.http.request(method, url);
        match self.token.as_str() {
            "" => request,
            token => request.header("Token", token),
        }
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
        data_of(self.post(path, body).await)
    }

    /// The rows of a list that must be one.
    async fn rows(&self, path: &str) -> Vec<Value> {
        let data = data_of(self.get(path).await);
        data.as_array().cloned().expect("rows")
    }

    /// What a failure says, with HTTP 200 as always.
    async fn refusal(&self, path: &str, body: &Value) -> String {
        message(&self.post(path, body).await)
    }

    /// The number of an order that must come about.
    async fn buy(&self, body: &Value) -> String {
        text_of(&self.data(CREATE, body).await["ORDER_NUMBER"])
    }

    async fn detail(&self, number: &str) -> Value {
        data_of(self.get(&format!("/v2/order/detail-v2?o={number}")).await)
    }

    async fn status(&self, number: &str) -> i64 {
        let detail = self.detail(number).await;
        detail["ORDER_STATUS"].as_i64().expect("a status")
    }

    async fn say(&self, word: i64, number: &str) -> (u16, Value) {
        self.post(UPDATE, &update(word, number)).await
    }
}

fn update(word: i64, number: &str) -> Value {
    json!({ "TYPE": word, "ORDER_NUMBER": number, "NOTE": "Khách đổi ý" })
}

async fn read(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let answer: Value = response.json().await.expect("JSON");
    (status, answer)
}

fn data_of((http, answer): (u16, Value)) -> Value {
    assert_eq!((http, &answer["status"]), (200, &json!(200)), "{answer}");
    assert_eq!(answer["error"], false);
    answer["data"].clone()
}

/// What a failure says, in ViettelPost's shape.
fn message((http, answer): &(u16, Value)) -> String {
    assert_eq!((*http, &answer["error"]), (200, &json!(true)), "{answer}");
    assert_ne!(answer["status"], 200);
    assert!(answer["data"].is_null(), "{answer}");
    text_of(&answer["message"])
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

const STATE: &str = "Order status is not valid for this action";

/// The order of the documentation: from the old division to the new.
fn parcel(number: &str) -> Value {
    json!({
        "ORDER_NUMBER": number,
        "GROUPADDRESS_ID": 0,
        "CUS_ID": 0,
        "DELIVERY_DATE": "28/11/2026 15:00:00",
        "SENDER_FULLNAME": "Shop",
        "SENDER_ADDRESS": "1 A",
        "SENDER_PHONE": "0911222333",
        "SENDER_EMAIL": "",
        "SENDER_PROVINCE": 1,
        "SENDER_DISTRICT": 4,
        "SENDER_WARD": 0,
        "RECEIVER_FULLNAME": "Tran A",
        "RECEIVER_ADDRESS": "72 B",
        "RECEIVER_PHONE": "0987654321",
        "RECEIVER_EMAIL": "",
        "RECEIVER_PROVINCE": 2,
        "RECEIVER_DISTRICT": 0,
        "RECEIVER_WARD": 49_827,
        "PRODUCT_NAME": "T-shirt",
        "PRODUCT_DESCRIPTION": "",
        "PRODUCT_QUANTITY": 1,
        "PRODUCT_PRICE": 200_000,
        "PRODUCT_WEIGHT": 500,
        "PRODUCT_LENGTH": 20,
        "PRODUCT_WIDTH": 15,
        "PRODUCT_HEIGHT": 10,
        "PRODUCT_TYPE": "HH",
        "ORDER_PAYMENT": 3,
        "ORDER_SERVICE": "VCN",
        "ORDER_SERVICE_ADD": "",
        "ORDER_VOUCHER": "",
        "ORDER_NOTE": "",
        "MONEY_COLLECTION": 200_000,
        "EXTRA_MONEY": 0,
        "CHECK_UNIQUE": true,
        "LIST_ITEM": [{
            "PRODUCT_NAME": "T-shirt", "PRODUCT_PRICE": 200_000, "PRODUCT_WEIGHT": 500,
            "PRODUCT_QUANTITY": 1,
        }],
    })
}

/// What it costs by every service, asked as documented.
fn price_all() -> Value {
    json!({
        "SENDER_PROVINCE": 1, "SENDER_DISTRICT": 4, "SENDER_WARD": 0,
        "RECEIVER_PROVINCE": 2, "RECEIVER_DISTRICT": 25, "RECEIVER_WARD": 0,
        "PRODUCT_TYPE": "HH", "PRODUCT_WEIGHT": 500, "PRODUCT_PRICE": 200_000,
        "MONEY_COLLECTION": 200_000, "PRODUCT_LENGTH": 20, "PRODUCT_WIDTH": 15,
        "PRODUCT_HEIGHT": 10, "TYPE": 1,
    })
}

/// The same by one service.
fn price(service: &str) -> Value {
    let change = json!({
        "TYPE": null, "NATIONAL_TYPE": 1, "ORDER_SERVICE": service, "ORDER_SERVICE_ADD": "",
    });
    with(price_all(), &change)
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
