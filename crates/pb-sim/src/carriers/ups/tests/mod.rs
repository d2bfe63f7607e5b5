//! UPS as a client sees it that was written from the documentation.
mod alerts;
mod buying;
mod desks;
mod faults;
mod fields;
mod rates;
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

struct Client {
    sim: SimCarriers,
    http: reqwest::Client,
    token: String,
}

/// A client with a token, and a clock that stands at a Thursday noon, Eastern Standard Time.
async fn start() -> Client {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some("2026-01-15T17:00:00Z".parse().expect("a time")),
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
        let (status, answer) = self.token(CLIENT_ID, CLIENT_SECRET, &[]).await;
        assert_eq!(status, 200, "{answer}");
        self.token = text_of(&answer["access_token"]);
    }

    async fn token(&self, id: &str, secret: &str, headers: &[(&str, &str)]) -> (u16, Value) {
        let url = format!("{}/security/v1/oauth/token", self.sim.url_of(PREFIX));
        let mut request = self
            .http
            .post(url)
            .basic_auth(id, Some(secret))
            .form(&[("grant_type", "client_credentials")]);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send().await.expect("an answer")).await
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        self.http
            .request(method, format!("{}{path}", self.sim.url_of(PREFIX)))
            .bearer_auth(&self.token)
            .header("transId", "t-1")
            .header("transactionSrc", "packbench")
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
        let request = self.request("POST", path).json(body);
        read(request.send().await.expect("an answer")).await
    }

    async fn ship(&self, body: &Value) -> (u16, Value) {
        self.post("/api/shipments/v2409/ship", body).await
    }

    /// The results of a sale that must come about.
    async fn buy(&self, body: &Value) -> Value {
        let (status, answer) = self.ship(body).await;
        assert_eq!(status, 200, "{answer}");
        answer["ShipmentResponse"]["ShipmentResults"].clone()
    }

    async fn track(&self, number: &str) -> Value {
        let (status, answer) = self.get(&format!("/api/track/v1/details/{number}")).await;
        assert_eq!(status, 200, "{answer}");
        answer["trackResponse"]["shipment"][0].clone()
    }
}

async fn read(response: reqwest::Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, response.json().await.expect("JSON"))
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// The code of an error in UPS's shape.
fn code(answer: &Value) -> &str {
    let error = &answer["response"]["errors"][0];
    assert!(
        error["message"].as_str().is_some_and(|m| !m.is_empty()),
        "{answer}"
    );
    error["code"].as_str().expect("a code")
}

fn message(answer: &Value) -> String {
    text_of(&answer["response"]["errors"][0]["message"])
}

/// One parcel from Texas to Nevada, by Ground.
fn shipment() -> Value {
    json!({ "ShipmentRequest": {
        "Request": {
            "RequestOption": "validate",
            "TransactionReference": { "CustomerContext": "p-1" },
        },
        "Shipment": {
            "Description": "Mugs",
            "Shipper": {
                "Name": "Kiln and Kettle",
                "AttentionName": "Packing",
                "Phone": { "Number": "15125550100" },
                "ShipperNumber": ACCOUNT,
                "Address": {
                    "AddressLine": ["12 Dock Street"], "City": "Austin", "StateProvinceCode": "TX",
                    "PostalCode": "78701", "CountryCode": "US",
                },
            },
            "ShipTo": {
                "Name": "Nora Example",
                "Phone": { "Number": "17755550123" },
                "Address": {
                    "AddressLine": ["5 Elm Street", "Apt 2"], "City": "Reno", "StateProvinceCode": "NV",
                    "PostalCode": "89501", "CountryCode": "US", "ResidentialAddressIndicator": "",
                },
            },
            "PaymentInformation": { "ShipmentCharge": [
                { "Type": "01", "BillShipper": { "AccountNumber": ACCOUNT } },
            ] },
            "ShipmentRatingOptions": { "NegotiatedRatesIndicator": "" },
            "Service": { "Code": "03" },
            "Package": [package("#1001")],
        },
        "LabelSpecification": {
            "LabelImageFormat": { "Code": "ZPL" },
            "LabelStockSize": { "Height": "6", "Width": "4" },
        },
    } })
}

fn package(reference: &str) -> Value {
    json!({
        "Packaging": { "Code": "02" },
        "Dimensions": {
            "UnitOfMeasurement": { "Code": "IN" }, "Length": "10", "Width": "8", "Height": "4",
        },
        "PackageWeight": { "UnitOfMeasurement": { "Code": "LBS" }, "Weight": "3.5" },
        "ReferenceNumber": [{ "Code": "PO", "Value": reference }],
    })
}

/// One parcel from Texas to Munich, with an invoice.
fn abroad() -> Value {
    let mut body = shipment();
    let shipment = &mut body["ShipmentRequest"]["Shipment"];
    shipment["ShipTo"]["Address"] = json!({
        "AddressLine": ["Hauptstraße 1"], "City": "München", "PostalCode": "80331", "CountryCode": "DE",
    });
    shipment["Service"]["Code"] = json!("65");
    shipment["ReferenceNumber"] = json!([{ "Code": "PO", "Value": "#2001" }]);
    shipment["Package"][0]
        .as_object_mut()
        .expect("a package")
        .remove("ReferenceNumber");
    shipment["ShipmentServiceOptions"] = json!({ "InternationalForms": {
        "FormType": ["01"],
        "Product": [{
            "Description": ["Stoneware mug"],
            "Unit": { "Number": "2", "UnitOfMeasurement": { "Code": "PCS" }, "Value": "14.50" },
            "CommodityCode": "691200", "OriginCountryCode": "US",
        }],
        "InvoiceNumber": "2001", "InvoiceDate": "20260115", "TermsOfShipment": "DAP",
        "ReasonForExport": "SALE", "CurrencyCode": "USD",
        "Contacts": { "SoldTo": {
            "Name": "Nora Example",
            "Address": { "AddressLine": ["Hauptstraße 1"], "City": "München", "CountryCode": "DE" },
        } },
    } });
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
