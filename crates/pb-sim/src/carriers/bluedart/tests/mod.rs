//! Blue Dart as a client sees it that was written from what clients send.
mod buying;
mod desks;
mod faults;
mod fields;

use super::*;
use crate::carriers::{CarriersSetup, Fault, SimCarriers};
use pb_domain::{Document, Fit, Format};
use pb_labels::{Expectation, Media, Resolution, Stock};
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);
/// 2026-11-26 12:00 in India, in milliseconds.
const NOON: i64 = 1_795_674_600_000;
const GENERATE: &str = "/waybill/v1/GenerateWayBill";

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
    fn url(&self, path: &str) -> String {
        format!("{}/in/transportation{path}", self.sim.url_of(PREFIX))
    }

    async fn log_in(&mut self) {
        let (status, answer) = self.token(CLIENT_ID, CLIENT_SECRET).await;
        assert_eq!(status, 200, "{answer}");
        self.token = text_of(&answer["JWTToken"]);
    }

    async fn token(&self, id: &str, secret: &str) -> (u16, Value) {
        let request = self
            .http
            .get(self.url("/token/v1/login"))
            .header("ClientID", id)
            .header("clientSecret", secret);
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.json().await.expect("JSON"))
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self
            .http
            .post(self.url(path))
            .header("JWTToken", &self.token)
            .json(body);
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.json().await.expect("JSON"))
    }

    async fn generate(&self, body: &Value) -> (u16, Value) {
        self.post(GENERATE, body).await
    }

    /// A sale that must come about.
    async fn buy(&self, body: &Value) -> Value {
        let (status, answer) = self.generate(body).await;
        let made = answer["GenerateWayBillResult"].clone();
        assert_eq!((status, &made["IsError"]), (200, &json!(false)), "{answer}");
        made
    }

    async fn cancel(&self, number: &str) -> Value {
        let body = json!({ "Request": { "AWBNo": number }, "Profile": profile() });
        let (status, answer) = self.post("/waybill/v1/CancelWaybill", &body).await;
        assert_eq!(status, 200, "{answer}");
        answer["CancelWaybillResult"].clone()
    }

    async fn find(&self, pin: &str) -> Value {
        let body = json!({ "pinCode": pin, "profile": profile() });
        let (status, answer) = self.post("/finder/v1/GetServicesforPincode", &body).await;
        assert_eq!(status, 200, "{answer}");
        answer["GetServicesforPincodeResult"].clone()
    }

    async fn track_with(&self, query: &str) -> (u16, String) {
        let request = self
            .http
            .get(self.url(&format!("/tracking/v1?{query}")))
            .header("JWTToken", &self.token);
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.text().await.expect("a text"))
    }

    async fn track(&self, number: &str) -> String {
        let (status, xml) = self.track_with(&query(number)).await;
        assert_eq!(status, 200, "{xml}");
        xml
    }
}

fn query(number: &str) -> String {
    format!(
        "handler=tnt&action=custawbquery&loginid={LOGIN_ID}&awb=awb&numbers={number}&format=xml&verno=1&scan=1"
    )
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Code and words of a failure.
fn failure(answer: &Value) -> (String, String) {
    let failed = &answer["error-response"][0];
    assert_eq!(failed["IsError"], true, "{answer}");
    let status = &failed["Status"][0];
    (
        text_of(&status["StatusCode"]),
        text_of(&status["StatusInformation"]),
    )
}

fn profile() -> Value {
    json!({ "LoginID": LOGIN_ID, "LicenceKey": LICENCE_KEY, "Api_type": "S" })
}

/// One prepaid piece from Bengaluru to Mumbai by air.
fn waybill() -> Value {
    json!({
        "Request": {
            "Consignee": {
                "ConsigneeName": "Nora Example", "ConsigneeAddress1": "5 Elm Street",
                "ConsigneeAddress2": "Flat 3", "ConsigneeAddress3": "Mumbai",
                "ConsigneePincode": "400001", "ConsigneeMobile": "9820000034",
            },
            "Shipper": {
                "CustomerCode": CUSTOMER_CODE, "CustomerName": "Kiln and Kettle",
                "CustomerAddress1": "12 Dock Street", "CustomerAddress2": "", "CustomerAddress3": "",
                "CustomerPincode": "560001", "CustomerMobile": "9810000012",
                "OriginArea": ORIGIN_AREA, "Sender": "Kiln and Kettle", "IsToPayCustomer": false,
                "VendorCode": "",
            },
            "Services": {
                "ProductCode": "A", "SubProductCode": "P", "ProductType": 1, "PieceCount": "1",
                "ActualWeight": "0.50", "DeclaredValue": 1180, "CreditReferenceNo": "K1001",
                "InvoiceNo": "1001", "PickupDate": format!("/Date({NOON})/"), "PickupTime": "1600",
                "RegisterPickup": true, "PDFOutputNotRequired": false,
                "Commodity": { "CommodityDetail1": "Mugs", "CommodityDetail2": "", "CommodityDetail3": "" },
                "Dimensions": [{ "Length": 30, "Breadth": 20, "Height": 10, "Count": 1 }],
            },
        },
        "Profile": profile(),
    })
}

/// The same with places changed, or taken out by `null`.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut body = waybill();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').expect("a place");
        let parent = body.pointer_mut(parent).and_then(Value::as_object_mut);
        let parent = parent.expect("an object");
        match value.is_null() {
            true => {
                parent.remove(name);
            }
            false => {
                parent.insert(name.to_owned(), value.clone());
            }
        }
    }
    body
}

/// The bytes of a label.
fn label(made: &Value) -> Vec<u8> {
    let content = made["AWBPrintContent"].as_array().expect("a list");
    let byte = |number: &Value| u8::try_from(number.as_u64().expect("a number")).expect("a byte");
    content.iter().map(byte).collect()
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
