//! Requests and answers as DTDC's documents and clients have them (`fixtures/`, with invented people).
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
mod prices;
mod purchases;
mod requests;
mod tracking;

use super::*;
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Prepared};
use http::HeaderMap;
use jiff::Timestamp;
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Incoterm, Length, Money, Parcel, ParcelId, ProblemKind, PurchaseId,
    Rate, RateSurety, ShipOptions, Weight, WeightSource,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The fixtures' consignment, and the reference that it bears.
const NUMBER: &str = "D70420017";
const REFERENCE: &str = "1001-00000000";
/// What the account's contract asks for.
const TABLE: &str = "kind,method,name,priced by,up to weight,price
method,B2C PRIORITY,Priority,weight,,
method,B2C SMART EXPRESS,Smart Express,weight,,
rate,B2C PRIORITY,,,5 kg,120
rate,B2C SMART EXPRESS,,,5 kg,80.50
";

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
    for (name, value) in [
        (ship::CUSTOMER_CODE, "DT0042"),
        (ship::COMMODITY, "Kitchenware"),
    ] {
        settings.insert(name.to_owned(), value.to_owned());
    }
    let secrets = [host::API_KEY, login::USERNAME, login::PASSWORD];
    Account {
        id: AccountId(Uuid::nil()),
        carrier: "dtdc".to_owned(),
        name: "Our DTDC".to_owned(),
        enabled: true,
        settings,
        secrets: secrets
            .map(|name| (name.to_owned(), format!("hush-{name}")))
            .into(),
        table: Some(TABLE.to_owned()),
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

fn parcel(grams: i64, [length, width, height]: [i64; 3]) -> Parcel {
    Parcel {
        id: ParcelId(Uuid::nil()),
        weight: Weight::from_grams(grams),
        weight_source: WeightSource::Typed {
            entered: String::new(),
            by: String::new(),
        },
        dimensions: Some(Dimensions {
            length: Length::from_mm(length),
            width: Length::from_mm(width),
            height: Length::from_mm(height),
        }),
        box_id: None,
    }
}

fn bengaluru() -> Address {
    Address {
        name: "Packing Dept".to_owned(),
        company: "Acorn Goods".to_owned(),
        line1: "12 Mill Road".to_owned(),
        line2: "2nd Floor".to_owned(),
        city: "Bengaluru".to_owned(),
        region: "KA".to_owned(),
        postal_code: "560 001".to_owned(),
        country: Some(country("IN")),
        phone: "98100 00012".to_owned(),
        ..Address::default()
    }
}

fn mumbai() -> Address {
    Address {
        name: "Bo  Birch".to_owned(),
        line1: "5 Elm Street".to_owned(),
        district: "Colaba".to_owned(),
        city: "Mumbai".to_owned(),
        region: "MH".to_owned(),
        postal_code: "400001".to_owned(),
        country: Some(country("IN")),
        phone: "+91 98200 00034".to_owned(),
        ..Address::default()
    }
}

fn consignment() -> Consignment {
    Consignment {
        ship_from: bengaluru(),
        ship_to: mumbai(),
        parcels: vec![parcel(1_250, [300, 200, 95])],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(inr(118_000)),
        ship_date: "2026-11-27".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

/// The same with its goods listed.
fn listed() -> Consignment {
    let item = |description: &str, quantity, paise| CustomsItem {
        description: description.to_owned(),
        sku: "TEA-1".to_owned(),
        hs_code: String::new(),
        origin: None,
        quantity,
        unit_value: inr(paise),
        unit_weight: Weight::from_grams(250),
    };
    Consignment {
        goods_value: None,
        customs: Some(Customs {
            contents: ContentsType::Merchandise,
            incoterm: Incoterm::Dap,
            invoice_number: "A-77".to_owned(),
            items: vec![item("Green tea", 2, 25_000), item("Tea  cup", 1, 9_950)],
        }),
        ..consignment()
    }
}

fn rate(service: &str) -> Rate {
    Rate {
        account: AccountId(Uuid::nil()),
        carrier_name: "DTDC".to_owned(),
        service: service.to_owned(),
        service_name: "Priority".to_owned(),
        total: inr(12_000),
        charges: Vec::new(),
        transit_days: None,
        delivery_date: None,
        surety: RateSurety::Table,
        pooled: None,
        carrier_data: Value::Null,
    }
}

fn purchase() -> PurchaseId {
    PurchaseId(Uuid::from_u128(36_u128.pow(12)))
}

fn prepared_of(account: &Account, consignment: &Consignment) -> Prepared {
    ship::prepared(account, purchase(), consignment, &rate("B2C PRIORITY")).unwrap()
}

fn prepared() -> Prepared {
    prepared_of(&account(), &consignment())
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

/// Method and address.
fn line(request: &Request) -> String {
    format!("{} {}", request.method, request.url)
}
