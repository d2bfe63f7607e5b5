//! Requests and answers as Delhivery's documentation and its clients have them (`fixtures/`, with invented
//! people).
#![allow(clippy::unwrap_used, reason = "tests")]

/// An answer: the status is in the file's name.
macro_rules! recorded {
    ($name:literal) => {{
        let status = $name.rsplit(['_', '.']).nth(1).and_then(|s| s.parse().ok());
        bytes(
            status.expect("its status"),
            include_bytes!(concat!("../fixtures/", $name)),
        )
    }};
}

mod answers;
mod bad;
mod limits;
mod news;
mod purchases;
mod requests;
mod settling;
mod tracking;

use super::*;
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Prepared};
use http::HeaderMap;
use jiff::Timestamp;
use pb_domain::{
    Account, AccountId, Address, CountryCode, Currency, Dimensions, Direction, Length, Money,
    Parcel, ParcelId, Problem, ProblemKind, Rate, RateSurety, ShipOptions, Weight, WeightSource,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use url::Url;
use uuid::Uuid;

/// The fixtures' parcels.
const FIRST: &str = "84301230000014";
const SECOND: &str = "84301230000025";

fn bytes(status: u16, body: &[u8]) -> Answer {
    Answer::new(
        status,
        HeaderMap::new(),
        body.to_vec(),
        Timestamp::UNIX_EPOCH,
    )
}

fn answer(status: u16, body: &str) -> Answer {
    bytes(status, body.as_bytes())
}

fn account() -> Account {
    let mut settings: BTreeMap<String, String> = FORM
        .iter()
        .filter(|f| f.kind != FieldKind::Secret)
        .map(|f| (f.name.to_owned(), f.default.to_owned()))
        .collect();
    settings.insert(host::PICKUP_LOCATION.to_owned(), "Acorn Pune".to_owned());
    Account {
        id: AccountId(Uuid::nil()),
        carrier: "delhivery".to_owned(),
        name: "Our Delhivery".to_owned(),
        enabled: true,
        settings,
        secrets: [host::TOKEN, push::CREDENTIAL]
            .map(|name| (name.to_owned(), format!("hush-{name}")))
            .into(),
        table: None,
    }
}

fn with(settings: &[(&str, &str)]) -> Account {
    let mut account = account();
    for (name, value) in settings {
        account
            .settings
            .insert((*name).to_owned(), (*value).to_owned());
    }
    account
}

fn country(code: &str) -> CountryCode {
    CountryCode::from_code(code).expect("a country")
}

fn inr(paise: i64) -> Money {
    Money::new(paise, Currency::from_code("INR").expect("INR"))
}

fn size(length: i64, width: i64, height: i64) -> Dimensions {
    Dimensions {
        length: Length::from_mm(length),
        width: Length::from_mm(width),
        height: Length::from_mm(height),
    }
}

fn parcel(grams: i64) -> Parcel {
    Parcel {
        id: ParcelId(Uuid::nil()),
        weight: Weight::from_grams(grams),
        weight_source: WeightSource::Typed {
            entered: String::new(),
            by: String::new(),
        },
        dimensions: None,
        box_id: None,
    }
}

fn pune() -> Address {
    Address {
        name: "Packing Dept".to_owned(),
        company: "Acorn Goods".to_owned(),
        line1: "12 Mill Road".to_owned(),
        city: "Pune".to_owned(),
        region: "Maharashtra".to_owned(),
        postal_code: "411 001".to_owned(),
        country: Some(country("IN")),
        phone: "+91 98765 43210".to_owned(),
        ..Address::default()
    }
}

fn bengaluru() -> Address {
    Address {
        name: "Bo Birch".to_owned(),
        line1: "5 Elm & Oak Street".to_owned(),
        line2: "Flat #3".to_owned(),
        ward: "Ashok Nagar".to_owned(),
        city: "Bengaluru".to_owned(),
        region: "Karnataka".to_owned(),
        postal_code: "560001".to_owned(),
        country: Some(country("IN")),
        phone: "098450 12345".to_owned(),
        ..Address::default()
    }
}

fn consignment() -> Consignment {
    Consignment {
        ship_from: pune(),
        ship_to: bengaluru(),
        parcels: vec![Parcel {
            dimensions: Some(size(200, 251, 100)),
            ..parcel(1_250)
        }],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(inr(420_050)),
        ship_date: "2026-11-27".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

/// Two parcels.
fn two() -> Consignment {
    let mut two = consignment();
    two.parcels = vec![parcel(1_250), parcel(600)];
    two
}

/// What the customer sends back.
fn back() -> Consignment {
    Consignment {
        ship_from: bengaluru(),
        ship_to: pune(),
        direction: Direction::Return,
        ..consignment()
    }
}

fn rate() -> Rate {
    Rate {
        account: AccountId(Uuid::nil()),
        carrier_name: "Delhivery".to_owned(),
        service: "Surface".to_owned(),
        service_name: "Surface".to_owned(),
        total: inr(11_800),
        charges: Vec::new(),
        transit_days: Some(3),
        delivery_date: None,
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: Value::Null,
    }
}

fn numbers(parcels: usize) -> Vec<String> {
    let all = [FIRST, SECOND].map(str::to_owned);
    all[..parcels].to_vec()
}

fn prepared_for(account: &Account, consignment: &Consignment) -> Prepared {
    let numbers = numbers(consignment.parcels.len());
    ship::prepared(account, &numbers, consignment, &rate()).unwrap()
}

/// The parcels of a prepared purchase.
fn borne(consignment: &Consignment) -> Vec<settle::Borne> {
    let prepared = prepared_for(&account(), consignment);
    settle::borne(&prepared, consignment.parcels.len()).unwrap()
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

/// What a manifest's form holds.
fn data(prepared: &Prepared) -> Value {
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(&prepared.request.body)
        .into_owned()
        .collect();
    let [(format, json), (data, text)] = fields.as_slice() else {
        panic!("two fields: {fields:?}")
    };
    assert_eq!(
        (format.as_str(), json.as_str(), data.as_str()),
        ("format", "json", "data")
    );
    serde_json::from_str(text).expect("JSON")
}

fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    let found = request.headers.iter().find(|(n, _)| n == name);
    found.map_or("", |(_, value)| value)
}

/// An address without its query, and the query.
fn parts(request: &Request) -> (String, Vec<(String, String)>) {
    let url = Url::parse(&request.url).unwrap();
    let query = url.query_pairs().into_owned().collect();
    let mut bare = url;
    bare.set_query(None);
    (bare.into(), query)
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}
