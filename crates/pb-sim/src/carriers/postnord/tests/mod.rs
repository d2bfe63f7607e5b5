//! PostNord as a client sees it that was written from the documentation.
mod booking;
mod faults;
mod fields;
mod questions;
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
const LABELS: &str = "/rest/shipment/v3/edi/labels/pdf";

struct Client {
    sim: SimCarriers,
    http: reqwest::Client,
}

/// A client, and a clock that stands at a Thursday noon.
fn start() -> Client {
    // Refused when another test installed it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sim = SimCarriers::start_with(CarriersSetup {
        starts_at: Some("2026-01-15T11:00:00Z".parse().expect("a time")),
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
    fn url(&self, path: &str, key: &str) -> String {
        let mark = if path.contains('?') { '&' } else { '?' };
        format!("{}{path}{mark}apikey={key}", self.sim.url_of(PREFIX))
    }

    async fn get(&self, path: &str) -> (u16, Value) {
        read(self.http.get(self.url(path, KEY))).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        read(self.http.post(self.url(path, KEY)).json(body)).await
    }

    /// A booking that must come about, with its labels.
    async fn book(&self, body: &Value) -> Value {
        let (status, answer) = self.post(LABELS, body).await;
        assert_eq!(status, 200, "{answer}");
        assert_eq!(
            answer["bookingResponse"]["idInformation"][0]["status"], "OK",
            "{answer}"
        );
        answer
    }
}

async fn read(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    (status, response.json().await.expect("JSON"))
}

/// The words of a refusal in PostNord's shape.
fn words(answer: &Value) -> String {
    let faults = answer["compositeFault"]["faults"].as_array();
    let faults = faults.expect("faults").iter();
    let all: Vec<&str> = faults
        .map(|f| f["explanationText"].as_str().expect("words"))
        .collect();
    all.join("; ")
}

/// One parcel from Stockholm to Göteborg, by MyPack Collect.
fn instruction() -> Value {
    json!({
        "messageDate": "2026-01-15T08:00:00Z",
        "messageFunction": "Instruction",
        "messageId": "m-0001",
        "application": { "applicationId": 1234, "name": "MyStation", "version": "1.0" },
        "language": "EN",
        "updateIndicator": "Original",
        "testIndicator": false,
        "shipment": [shipment("SO-1")],
    })
}

fn shipment(reference: &str) -> Value {
    json!({
        "shipmentIdentification": { "shipmentId": "0" },
        "dateAndTimes": { "loadingDate": "2026-01-15T15:00:00Z" },
        "service": { "basicServiceCode": "19" },
        "numberOfPackages": { "value": 1 },
        "totalGrossWeight": { "value": 1.2, "unit": "KGM" },
        "freeText": [{ "usageCode": "DEL", "text": "Ring the bell" }],
        "references": [{ "referenceNo": reference, "referenceType": "CU" }],
        "parties": {
            "consignor": {
                "issuerCode": "Z12",
                "partyIdentification": { "partyId": CUSTOMER, "partyIdType": "160" },
                "party": {
                    "nameIdentification": { "name": "Acorn Goods AB" },
                    "address": { "streets": ["Exempelgatan 1"], "postalCode": "11122", "city": "Stockholm", "countryCode": "SE" },
                    "contact": { "contactName": "Packing", "emailAddress": "packing@acorn.example", "phoneNo": "+46812345678" },
                },
            },
            "consignee": { "party": {
                "nameIdentification": { "name": "Bo Birch" },
                "address": { "streets": ["Provvägen 5"], "postalCode": "41101", "city": "Göteborg", "countryCode": "SE" },
                "contact": { "contactName": "Bo Birch", "emailAddress": "bo@birch.example", "smsNo": "+46701740605" },
            } },
        },
        "goodsItem": [{
            "packageTypeCode": "PC",
            "items": [item(1.2)],
        }],
    })
}

fn item(kilos: f64) -> Value {
    json!({
        "itemIdentification": { "itemId": "0", "itemIdType": "SSCC" },
        "grossWeight": { "value": kilos, "unit": "KGM" },
        "dimensions": {
            "height": { "value": 10, "unit": "CMT" },
            "width": { "value": 20, "unit": "CMT" },
            "length": { "value": 30, "unit": "CMT" },
        },
    })
}

/// A declaration of the goods, whole for both kinds but for what a CN23 has besides.
fn declaration() -> Value {
    json!({
        "EORIorPersonalIdNumber": "SE5561234567",
        "categoryOfItem": { "categoryType": ["SALE OF GOODS"] },
        "detailedDescription": [{
            "rowNo": 1, "content": "Green tea", "quantity": { "value": 2 },
            "grossWeight": { "value": 0.5, "unit": "KGM" },
            "value": { "amount": 250, "currency": "SEK" },
            "hsTariffNumber": "090210", "countryCode": "VN",
        }],
        "totalGrossWeight": { "value": 1.2, "unit": "KGM" },
        "totalValue": { "amount": 250, "currency": "SEK" },
        "postalCharges": { "amount": 59, "currency": "SEK" },
    })
}

/// The value of an id of a kind that a booking gave.
fn id<'a>(answer: &'a Value, kind: &str, name: &str) -> Vec<&'a str> {
    let ids = answer["bookingResponse"]["idInformation"][0]["ids"].as_array();
    let ids = ids.expect("ids").iter().filter(|id| id["idType"] == kind);
    ids.map(|id| id[name].as_str().expect("a text")).collect()
}

/// Whether a printout is a document that preflight reads the numbers from.
fn carries(printout: &Value, numbers: &[&str]) {
    let data = printout["data"].as_str().expect("data");
    let bytes = match printout["encoding"].as_str() {
        Some("base64") => BASE64_STANDARD.decode(data).expect("base64"),
        Some("none") => data.as_bytes().to_vec(),
        other => panic!("{other:?}"),
    };
    let format = Format::sniff(&bytes).expect("a document");
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let document = Document { format, bytes };
    let pages = pb_labels::lay_out(&document, &stock, &Fit::default(), &pb_zpl::Renderer);
    let pages = pages.expect("it is drawn");
    let expected = Expectation::numbers(numbers.iter().copied());
    let seen = pb_labels::preflight(&pages, &expected, &stock);
    let read: Vec<&str> = seen
        .barcodes
        .iter()
        .flatten()
        .map(|b| b.text.as_str())
        .collect();
    for number in numbers {
        assert!(
            read.contains(number),
            "{format:?}: {read:?} lacks {number}: {:?}",
            seen.findings
        );
    }
}
