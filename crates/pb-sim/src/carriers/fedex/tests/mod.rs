//! FedEx as a client sees it that was written from the documentation.
mod buying;
mod desks;
mod faults;
mod fields;
mod rates;
mod telling;
mod tracking;

use super::*;
use crate::carriers::{CarriersSetup, Fault, SimCarriers};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pb_domain::{Document, Fit, Format};
use pb_labels::{Expectation, Media, Resolution, Stock};
use serde_json::{Value, json};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);
const TODAY: &str = "2026-01-15";

struct Client {
    sim: SimCarriers,
    http: reqwest::Client,
    token: String,
}

/// A client with a token, and a clock that stands at a Thursday noon, Central Standard Time.
async fn start() -> Client {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some("2026-01-15T18:00:00Z".parse().expect("a time")),
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
    client.log_in(WHOLE_CLIENT_ID, WHOLE_CLIENT_SECRET).await;
    client
}

impl Client {
    async fn log_in(&mut self, id: &str, secret: &str) {
        let (status, answer) = self.login(id, secret, "client_credentials").await;
        assert_eq!(status, 200, "{answer}");
        self.token = text_of(&answer["access_token"]);
    }

    async fn login(&self, id: &str, secret: &str, grant: &str) -> (u16, Value) {
        let url = format!("{}/oauth/token", self.sim.url_of(PREFIX));
        let form = [
            ("grant_type", grant),
            ("client_id", id),
            ("client_secret", secret),
        ];
        let request = self.http.post(url).form(&form);
        read(request.send().await.expect("an answer")).await
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        self.http
            .request(method, format!("{}{path}", self.sim.url_of(PREFIX)))
            .bearer_auth(&self.token)
            .header("x-locale", "en_US")
            .header("x-customer-transaction-id", "order-1")
    }

    async fn send(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = self.request(method, path).json(body);
        read(request.send().await.expect("an answer")).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.send("POST", path, body).await
    }

    async fn ship(&self, body: &Value) -> (u16, Value) {
        self.post(SHIP, body).await
    }

    /// The sale that must come about.
    async fn buy(&self, body: &Value) -> Value {
        let (status, answer) = self.ship(body).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["customerTransactionId"], "order-1");
        answer["output"]["transactionShipments"][0].clone()
    }

    async fn cancel(&self, number: &str) -> (u16, Value) {
        let body = json!({ "accountNumber": { "value": ACCOUNT }, "trackingNumber": number });
        self.send("PUT", "/ship/v1/shipments/cancel", &body).await
    }

    async fn track(&self, number: &str) -> Value {
        let body = tracked(&[number]);
        let (status, answer) = self.post(TRACK, &body).await;
        assert_eq!(status, 200, "{answer}");
        answer["output"]["completeTrackResults"][0]["trackResults"][0].clone()
    }
}

const SHIP: &str = "/ship/v1/shipments";
const RATE: &str = "/rate/v1/rates/quotes";
const TRACK: &str = "/track/v1/trackingnumbers";

fn tracked(numbers: &[&str]) -> Value {
    let info: Vec<Value> = numbers
        .iter()
        .map(|n| json!({ "trackingNumberInfo": { "trackingNumber": n } }))
        .collect();
    json!({ "includeDetailedScans": true, "trackingInfo": info })
}

async fn read(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or_default())
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The code of an error in FedEx's shape.
fn code(answer: &Value) -> &str {
    let error = &answer["errors"][0];
    assert!(
        error["message"].as_str().is_some_and(|m| !m.is_empty()),
        "{answer}"
    );
    error["code"].as_str().expect("a code")
}

fn message(answer: &Value) -> String {
    text_of(&answer["errors"][0]["message"])
}

/// One parcel from Texas to a home in Nevada, overnight.
fn shipment() -> Value {
    json!({
        "labelResponseOptions": "LABEL",
        "accountNumber": { "value": ACCOUNT },
        "requestedShipment": {
            "shipDatestamp": TODAY,
            "shipper": {
                "contact": { "personName": "Packing", "companyName": "Kiln and Kettle", "phoneNumber": "5125550100" },
                "address": {
                    "streetLines": ["12 Dock Street"], "city": "Austin", "stateOrProvinceCode": "TX",
                    "postalCode": "78701", "countryCode": "US",
                },
            },
            "recipients": [{
                "contact": { "personName": "Nora Example", "phoneNumber": "7755550123" },
                "address": {
                    "streetLines": ["5 Elm Street", "Apt 2"], "city": "Reno", "stateOrProvinceCode": "NV",
                    "postalCode": "89501", "countryCode": "US", "residential": true,
                },
            }],
            "pickupType": "USE_SCHEDULED_PICKUP",
            "serviceType": "PRIORITY_OVERNIGHT",
            "packagingType": "YOUR_PACKAGING",
            "shippingChargesPayment": {
                "paymentType": "SENDER",
                "payor": { "responsibleParty": { "accountNumber": { "value": ACCOUNT } } },
            },
            "labelSpecification": { "imageType": "ZPLII", "labelStockType": "STOCK_4X6" },
            "totalPackageCount": 1,
            "requestedPackageLineItems": [package("#1001")],
        },
    })
}

fn package(reference: &str) -> Value {
    json!({
        "groupPackageCount": 1,
        "weight": { "units": "LB", "value": 3.5 },
        "dimensions": { "length": 10, "width": 8, "height": 4, "units": "IN" },
        "customerReferences": [{ "customerReferenceType": "CUSTOMER_REFERENCE", "value": reference }],
    })
}

/// The same by Ground.
fn ground() -> Value {
    let mut body = shipment();
    body["requestedShipment"]["serviceType"] = json!("GROUND_HOME_DELIVERY");
    body
}

/// One parcel from Texas to Munich.
fn abroad() -> Value {
    let mut body = shipment();
    let shipment = &mut body["requestedShipment"];
    shipment["recipients"][0]["address"] = json!({
        "streetLines": ["Hauptstraße 1"], "city": "München", "postalCode": "80331", "countryCode": "DE",
    });
    shipment["serviceType"] = json!("FEDEX_INTERNATIONAL_PRIORITY");
    shipment["customsClearanceDetail"] = json!({
        "dutiesPayment": { "paymentType": "RECIPIENT" },
        "isDocumentOnly": false,
        "totalCustomsValue": { "amount": 29, "currency": "USD" },
        "commercialInvoice": { "termsOfSale": "DAP", "shipmentPurpose": "SOLD" },
        "commodities": [{
            "description": "Stoneware mug", "quantity": 2, "quantityUnits": "PCS",
            "weight": { "units": "LB", "value": 1.5 }, "countryOfManufacture": "US",
            "customsValue": { "amount": 29, "currency": "USD" }, "harmonizedCode": "691200",
        }],
    });
    body
}

/// Whether a label is a document that preflight reads the number from.
fn carries(image: &Value, number: &str) {
    let bytes = BASE64_STANDARD
        .decode(image.as_str().expect("base64"))
        .expect("base64");
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

fn is_pdf(base64: &Value) {
    let bytes = BASE64_STANDARD.decode(text_of(base64)).expect("base64");
    assert!(bytes.starts_with(b"%PDF"));
}
