//! Requests and answers as Blue Dart's clients have them (`fixtures/`, with invented people).
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
use jiff::civil::{Date, date};
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Incoterm, Length, Money, Parcel, ParcelId, ProblemKind, PurchaseId,
    Rate, RateSurety, ShipOptions, Weight, WeightSource,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The fixtures' waybill.
const NUMBER: &str = "59812345678";
/// The day before the ship date.
const TODAY: Date = date(2026, 11, 26);
/// What the account's contract asks for.
const TABLE: &str = "kind,method,name,priced by,up to weight,price
method,A,Apex,weight,,
method,E,Surfaceline,weight,,
method,A+L,Bharat Dart,weight,,
rate,A,,,5 kg,120
rate,E,,,5 kg,80.50
rate,A+L,,,5 kg,95
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
        (host::LOGIN_ID, "BLR00042"),
        (ship::CUSTOMER_CODE, "942042\n"),
        (ship::ORIGIN_AREA, "blr"),
    ] {
        settings.insert(name.to_owned(), value.to_owned());
    }
    let secrets = [login::CLIENT_ID, login::CLIENT_SECRET, host::LICENCE_KEY];
    Account {
        id: AccountId(Uuid::nil()),
        carrier: "bluedart".to_owned(),
        name: "Our Blue Dart".to_owned(),
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
        carrier_name: "Blue Dart".to_owned(),
        service: service.to_owned(),
        service_name: "Apex".to_owned(),
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
    PurchaseId(Uuid::from_u128(0x0193_7000_0000_7000_8000_0123_4567_89ab))
}

fn prepared_of(account: &Account, consignment: &Consignment, service: &str) -> Prepared {
    ship::prepared(account, purchase(), consignment, &rate(service), TODAY).unwrap()
}

fn prepared() -> Prepared {
    prepared_of(&account(), &consignment(), "A")
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

/// Method and address.
fn line(request: &Request) -> String {
    format!("{} {}", request.method, request.url)
}
