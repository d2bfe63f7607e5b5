//! Requests and answers as USPS's specifications and its clients have them (`fixtures/`, with invented people).
#![allow(clippy::unwrap_used, reason = "tests")]

/// An answer: the status is in the file's name.
macro_rules! recorded {
    ($name:literal) => {{
        let status = $name.rsplit(['_', '.']).nth(1).and_then(|s| s.parse().ok());
        answer(
            status.expect("its status"),
            include_str!(concat!("../fixtures/", $name)),
        )
    }};
}

mod bad;
mod desks;
mod limits;
mod news;
mod numbers;
mod prices;
mod purchases;
mod requests;
mod tracking;

use super::*;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Consignment, Prepared};
use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Format, Incoterm, Length, LengthUnit, Money, Parcel, ParcelId,
    ProblemKind, PurchaseId, Rate, RateSurety, ShipOptions, Weight, WeightSource, WeightUnit,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The fixtures' purchase, which is its first parcel's key, and that of its second.
const PURCHASE: &str = "0193c0de-0000-7000-8000-000000000010";
const SECOND_KEY: &str = "0193c0de-0000-7000-8000-000000000011";
/// The fixtures' parcels.
const FIRST: &str = "9400190000001700000014";
const SECOND: &str = "9400190000001700000021";
const ABROAD: &str = "LZ123456785US";

fn answer(status: u16, body: &str) -> Answer {
    Answer::new(
        status,
        HeaderMap::new(),
        body.as_bytes().to_vec(),
        Timestamp::UNIX_EPOCH,
    )
}

fn account() -> Account {
    let mut settings: BTreeMap<String, String> = FORM
        .iter()
        .filter(|f| f.kind != FieldKind::Secret)
        .map(|f| (f.name.to_owned(), f.default.to_owned()))
        .collect();
    for (name, value) in [
        ("crid", "12345678"),
        ("mid", "900000017"),
        ("account_number", "1000012345"),
    ] {
        settings.insert(name.to_owned(), value.to_owned());
    }
    let secrets = [
        ("client_id", "hush-client_id"),
        ("client_secret", "hush-client_secret"),
        ("webhook_secret", "hush-webhook_secret-of-32-letters"),
    ];
    Account {
        id: AccountId(Uuid::nil()),
        carrier: "usps".to_owned(),
        name: "Our USPS".to_owned(),
        enabled: true,
        settings,
        secrets: secrets
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
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

fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::from_code("USD").expect("USD"))
}

fn pounds(tenths: i64) -> Weight {
    Weight::new(Decimal::new(tenths, 1), WeightUnit::Lb).expect("it fits")
}

fn inches(length: i64, width: i64, height: i64) -> Dimensions {
    let side = |n| Length::new(Decimal::from(n), LengthUnit::In).expect("it fits");
    Dimensions {
        length: side(length),
        width: side(width),
        height: side(height),
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
        dimensions: Some(inches(8, 10, 4)),
        box_id: None,
    }
}

fn austin() -> Address {
    Address {
        name: "Packing Dept".to_owned(),
        company: "Acorn Goods".to_owned(),
        line1: "12 Mill Road".to_owned(),
        city: "Austin".to_owned(),
        region: "TX".to_owned(),
        postal_code: "78701".to_owned(),
        country: Some(country("US")),
        phone: "(512) 555-0143".to_owned(),
        email: "post@acorn.example".to_owned(),
        ..Address::default()
    }
}

fn reno() -> Address {
    Address {
        name: "Bo Birch".to_owned(),
        line1: "5 Elm Street".to_owned(),
        line2: "Flat 3".to_owned(),
        city: "Reno".to_owned(),
        region: "NV".to_owned(),
        postal_code: "89501-1203".to_owned(),
        country: Some(country("US")),
        ..Address::default()
    }
}

fn berlin() -> Address {
    Address {
        name: "Cara Cedar".to_owned(),
        line1: "Lange Straße 7".to_owned(),
        city: "Berlin".to_owned(),
        region: "Berlin".to_owned(),
        postal_code: "10115".to_owned(),
        country: Some(country("DE")),
        phone: "030 901820".to_owned(),
        ..Address::default()
    }
}

fn consignment() -> Consignment {
    Consignment {
        ship_from: austin(),
        ship_to: reno(),
        parcels: vec![parcel(pounds(28))],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(usd(4_200)),
        ship_date: "2026-11-27".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn two_parcels() -> Consignment {
    Consignment {
        parcels: vec![parcel(pounds(28)), parcel(pounds(50))],
        ..consignment()
    }
}

fn back() -> Consignment {
    Consignment {
        ship_from: reno(),
        ship_to: austin(),
        direction: Direction::Return,
        ..consignment()
    }
}

fn abroad() -> Consignment {
    let item = |description: &str, quantity, cents| CustomsItem {
        description: description.to_owned(),
        sku: "TEA-1".to_owned(),
        hs_code: "0902.10".to_owned(),
        origin: Some(country("VN")),
        quantity,
        unit_value: usd(cents),
        unit_weight: Weight::from_grams(250),
    };
    Consignment {
        ship_to: berlin(),
        customs: Some(Customs {
            contents: ContentsType::Merchandise,
            incoterm: Incoterm::Dap,
            invoice_number: "INV-7".to_owned(),
            items: vec![item("Green tea", 2, 1_250), item("Tea cup", 1, 999)],
        }),
        ..consignment()
    }
}

fn rate_of(service: &str, parcels: usize) -> Rate {
    let ingredients = json!({ "rate_indicator": "SP", "processing_category": "MACHINABLE" });
    Rate {
        account: AccountId(Uuid::nil()),
        carrier_name: "USPS".to_owned(),
        service: service.to_owned(),
        service_name: service.to_owned(),
        total: usd(956),
        charges: Vec::new(),
        transit_days: None,
        delivery_date: None,
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: Value::Array(vec![ingredients; parcels]),
    }
}

fn purchase() -> PurchaseId {
    PurchaseId(PURCHASE.parse().unwrap())
}

fn prepared_for(account: &Account, consignment: &Consignment, service: &str) -> Prepared {
    let rate = rate_of(service, consignment.parcels.len());
    ship::prepared(account, purchase(), consignment, &rate, Format::Zpl).unwrap()
}

fn prepared() -> Prepared {
    prepared_for(&account(), &consignment(), "USPS_GROUND_ADVANTAGE")
}

fn bought_ref(numbers: &[&str], prepared: &Prepared) -> BoughtRef {
    BoughtRef {
        carrier_ref: numbers[0].to_owned(),
        carrier_data: serde_json::to_value(ship::sale(&prepared.request)).unwrap(),
        tracking_numbers: numbers.iter().map(|n| (*n).to_owned()).collect(),
        service: "USPS_GROUND_ADVANTAGE".to_owned(),
    }
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    let found = request.headers.iter().find(|(n, _)| n == name);
    found.map_or("", |(_, value)| value)
}
