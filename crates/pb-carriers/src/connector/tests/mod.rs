//! Requests and answers as the contract has them (`fixtures/`, `docs/connector.md`).
#![allow(clippy::unwrap_used, reason = "tests")]

/// An answer of the contract: the status is in the file's name.
macro_rules! recorded {
    ($name:literal) => {{
        let status = $name.rsplit(['_', '.']).nth(1).and_then(|s| s.parse().ok());
        answer(
            status.expect("its status"),
            include_str!(concat!("../fixtures/", $name)),
        )
    }};
}

/// A request of the contract.
macro_rules! wanted {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("../fixtures/", $name))).expect("JSON")
    };
}

mod answers;
mod contract;
mod purchases;
mod requests;
mod settling;

use super::*;
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Prepared, SettleWay, Settled};
use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Format, Incoterm, Length, Money, Parcel, ParcelId, Problem, ProblemKind,
    PurchaseId, Rate, RateSurety, ShipOptions, ShipmentStatus, Weight, WeightSource,
};
use serde_json::{Value, json};
use server::Server;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The fixtures' purchase.
const REFERENCE: &str = "0193c0de-0000-7000-8000-000000000001";

fn answer(status: u16, body: &str) -> Answer {
    Answer::new(
        status,
        HeaderMap::new(),
        body.as_bytes().to_vec(),
        Timestamp::UNIX_EPOCH,
    )
}

fn now() -> Timestamp {
    "2026-11-20T14:03:07.9Z".parse().unwrap()
}

fn account(settle: &str) -> Account {
    let settings = [
        ("url", "https://courier.example.com/packbench/"),
        ("currency", "USD"),
        ("settle", settle),
    ];
    Account {
        id: AccountId(Uuid::nil()),
        carrier: "connector".to_owned(),
        name: "Our courier".to_owned(),
        enabled: true,
        settings: settings.map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        secrets: BTreeMap::from([("token".to_owned(), "hush".to_owned())]),
        table: None,
    }
}

fn server() -> Server {
    Server::of(&account("person")).expect("an address")
}

fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::from_code("USD").expect("USD"))
}

fn consignment() -> Consignment {
    let party = |name: &str, line1: &str, city: &str, region: &str, code: &str| Address {
        name: name.to_owned(),
        line1: line1.to_owned(),
        city: city.to_owned(),
        region: region.to_owned(),
        postal_code: code.to_owned(),
        country: CountryCode::from_code("US"),
        ..Address::default()
    };
    Consignment {
        ship_from: Address {
            company: "Acorn Goods".to_owned(),
            phone: "+15125550143".to_owned(),
            ..party("Packing Dept", "12 Mill Road", "Austin", "TX", "78701")
        },
        ship_to: Address {
            line2: "Flat 3".to_owned(),
            ..party("Bo Birch", " 5 Elm Street ", "Reno", "NV", "89501")
        },
        parcels: vec![Parcel {
            // A microgram more than 1.2 kg, and a side of 12.5 in.
            dimensions: Some(Dimensions {
                length: Length::from_micrometres(317_500),
                width: Length::from_mm(200),
                height: Length::from_mm(100),
            }),
            ..parcel(Weight::from_micrograms(1_200_000_001))
        }],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(usd(4_200)),
        ship_date: "2026-11-20".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn parcel(weight: Weight) -> Parcel {
    Parcel {
        id: ParcelId(Uuid::nil()),
        weight,
        weight_source: WeightSource::Typed {
            entered: String::new(),
            by: String::new(),
        },
        dimensions: None,
        box_id: None,
    }
}

fn van() -> Rate {
    Rate {
        account: AccountId(Uuid::nil()),
        carrier_name: "Valley Couriers".to_owned(),
        service: "van".to_owned(),
        service_name: "Van next day".to_owned(),
        total: usd(640),
        charges: Vec::new(),
        transit_days: Some(1),
        delivery_date: None,
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: json!({ "quote": "Q-7f3a" }),
    }
}

fn prepared() -> Prepared {
    let purchase = PurchaseId(REFERENCE.parse().unwrap());
    ship::prepared(
        &server(),
        purchase,
        &consignment(),
        &van(),
        Format::Zpl,
        now(),
    )
    .unwrap()
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

fn wait(mut answer: Answer, seconds: &'static str) -> Answer {
    answer
        .headers
        .insert("retry-after", HeaderValue::from_static(seconds));
    Answer::new(answer.status, answer.headers, answer.body, now())
}
