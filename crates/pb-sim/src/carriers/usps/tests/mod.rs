//! USPS as a client sees it that was written from the documentation.
mod buying;
mod desks;
mod faults;
mod fields;
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
const VENDOR_JSON: &str = "application/vnd.usps.labels+json";
const KEY: &str = "7b1f4e0a-8a57-4d52-9d1e-0f2c5a6b7c8d";
const LABEL: &str = "/labels/v3/label";
const RETURN: &str = "/labels/v3/return-label";
const ABROAD: &str = "/international-labels/v3/international-label";

struct Client {
    sim: SimCarriers,
    http: reqwest::Client,
    token: String,
    payment: String,
}

/// A client with both tokens, and a clock that stands at a Thursday noon, Central Standard Time.
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
        payment: String::new(),
    };
    client.log_in().await;
    client
}

impl Client {
    async fn log_in(&mut self) {
        let (status, answer) = self.access(CLIENT_SECRET).await;
        assert_eq!(status, 200, "{answer}");
        self.token = text_of(&answer["access_token"]);
        let (status, answer) = self
            .post("/payments/v3/payment-authorization", &roles())
            .await;
        assert_eq!(status, 200, "{answer}");
        self.payment = text_of(&answer["paymentAuthorizationToken"]);
    }

    async fn access(&self, secret: &str) -> (u16, Value) {
        let url = format!("{}/oauth2/v3/token", self.sim.url_of(PREFIX));
        let body = json!({ "client_id": CLIENT_ID, "client_secret": secret, "grant_type": "client_credentials" });
        read(
            self.http
                .post(url)
                .json(&body)
                .send()
                .await
                .expect("an answer"),
        )
        .await
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        self.http
            .request(method, format!("{}{path}", self.sim.url_of(PREFIX)))
            .bearer_auth(&self.token)
            .header("X-Payment-Authorization-Token", &self.payment)
            .header("Accept", VENDOR_JSON)
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.request("GET", path).send().await.expect("an answer")).await
    }

    async fn delete(&self, path: &str) -> (u16, Value) {
        read(
            self.request("DELETE", path)
                .send()
                .await
                .expect("an answer"),
        )
        .await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        read(
            self.request("POST", path)
                .json(body)
                .send()
                .await
                .expect("an answer"),
        )
        .await
    }

    async fn keyed(&self, path: &str, key: &str, body: &Value) -> (u16, Value) {
        let request = self
            .request("POST", path)
            .header("X-Idempotency-Key", key)
            .json(body);
        read(request.send().await.expect("an answer")).await
    }

    /// The number of a label that must be sold.
    async fn buy(&self, path: &str, body: &Value) -> String {
        let (status, answer) = self.post(path, body).await;
        assert_eq!(status, 200, "{answer}");
        match &answer["trackingNumber"] {
            Value::Null => text_of(&answer["internationalTrackingNumber"]),
            number => text_of(number),
        }
    }

    async fn track(&self, number: &str) -> Value {
        let asked = json!([{ "trackingNumber": number }]);
        let (status, answer) = self.post("/tracking/v3r2/tracking", &asked).await;
        assert_eq!(status, 200, "{answer}");
        answer[0].clone()
    }
}

async fn read(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, response.json().await.expect("JSON"))
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The code of an error in USPS's shape.
fn code(answer: &Value) -> &str {
    let error = &answer["error"];
    assert!(
        error["message"].as_str().is_some_and(|m| !m.is_empty()),
        "{answer}"
    );
    error["errors"][0]["code"].as_str().expect("a code")
}

/// What an error is about.
fn parameter(answer: &Value) -> &str {
    let about = answer["error"]["errors"][0]["source"]["parameter"].as_str();
    about.unwrap_or_else(|| panic!("{answer} names nothing"))
}

fn roles() -> Value {
    json!({ "roles": [
        { "roleName": "PAYER", "CRID": CRID, "MID": MID, "manifestMID": MID, "accountType": "EPS", "accountNumber": ACCOUNT },
        { "roleName": "LABEL_OWNER", "CRID": CRID, "MID": MID, "manifestMID": MID },
    ] })
}

fn shop() -> Value {
    json!({ "firm": "Kiln and Kettle", "streetAddress": "12 Dock Street", "city": "Austin", "state": "TX", "ZIPCode": "78701" })
}

/// One parcel from Texas to Nevada.
fn label() -> Value {
    json!({
        "imageInfo": { "imageType": "ZPL203DPI", "labelType": "4X6LABEL", "receiptOption": "NONE" },
        "toAddress": { "firstName": "Nora", "lastName": "Example", "streetAddress": "5 Elm Street", "secondaryAddress": "Apt 2", "city": "Reno", "state": "NV", "ZIPCode": "89501", "ZIPPlus4": "1203" },
        "fromAddress": shop(),
        "packageDescription": {
            "mailClass": "USPS_GROUND_ADVANTAGE", "rateIndicator": "SP", "processingCategory": "MACHINABLE", "destinationEntryFacilityType": "NONE",
            "weightUOM": "lb", "weight": 3.5, "dimensionsUOM": "in", "length": 10, "width": 8, "height": 4, "mailingDate": "2026-01-15",
            "extraServices": [921],
            "customerReference": [{ "referenceNumber": "#1001", "printReferenceNumber": true }],
        },
    })
}

fn back() -> Value {
    let mut label = label();
    let (from, to) = (label["fromAddress"].take(), label["toAddress"].take());
    label["fromAddress"] = to;
    label["toAddress"] = from;
    let package = &mut label["packageDescription"];
    package["mailClass"] = json!("PRIORITY_MAIL_RETURN_SERVICE");
    let package = package.as_object_mut().expect("a package");
    package.remove("mailingDate");
    package.remove("destinationEntryFacilityType");
    label["imageInfo"]["imageType"] = json!("PNG");
    label
}

/// One parcel from Texas to Munich.
fn abroad() -> Value {
    json!({
        "imageInfo": { "imageType": "PDF", "labelType": "4X6LABEL" },
        "toAddress": { "firstName": "Nora", "lastName": "Example", "streetAddress": "Hauptstraße 1", "city": "München", "postalCode": "80331", "country": "Germany", "countryISOAlpha2Code": "DE" },
        "fromAddress": shop(),
        "packageDescription": {
            "mailClass": "PRIORITY_MAIL_INTERNATIONAL", "rateIndicator": "SP", "processingCategory": "MACHINABLE", "destinationEntryFacilityType": "NONE",
            "weightUOM": "lb", "weight": 3.5, "dimensionsUOM": "in", "length": 10, "width": 8, "height": 4, "mailingDate": "2026-01-15",
            "packageOptions": { "nonDeliveryOption": "RETURN" },
        },
        "customsForm": {
            "customsContentType": "MERCHANDISE", "AESITN": "NO EEI 30.37(a)",
            "contents": [{ "itemDescription": "Stoneware mug", "itemQuantity": 2, "itemTotalValue": 29, "weightUOM": "lb", "itemTotalWeight": 2.5, "HSTariffNumber": "691200", "countryofOrigin": "US" }],
        },
    })
}

fn options() -> Value {
    json!({
        "pricingOptions": [{ "priceType": "COMMERCIAL" }],
        "originZIPCode": "78701",
        "destinationZIPCode": "89501",
        "packageDescription": { "mailClass": "ALL_OUTBOUND", "weight": 3.5, "length": 10, "width": 8, "height": 4, "mailingDate": "2026-01-15" },
    })
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
