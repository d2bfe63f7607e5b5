//! Requests and answers as Bring's documentation and its clients have them (`fixtures/`, with invented people).
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
use jiff::{Timestamp, Zoned};
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Incoterm, Length, Money, Parcel, ParcelId, Problem, ProblemKind,
    PurchaseId, Rate, RateSurety, ShipOptions, Weight, WeightSource,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The fixtures' purchase, and its reference at Bring.
const PURCHASE: &str = "0193c0de-0000-7000-8000-000000000001";
const REFERENCE: &str = "1001-000000000001";
/// The fixtures' consignment and parcels.
const NUMBER: &str = "70438101900000014";
const FIRST: &str = "370438101900000015";
const SECOND: &str = "370438101900000022";

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
    settings.extend(
        [
            ("customer_number", "10001123456"),
            ("client_url", "https://acorn.example"),
            ("webhook_url", "https://hooks.acorn.example/bring"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    Account {
        id: AccountId(Uuid::nil()),
        carrier: "bring".to_owned(),
        name: "Our Bring".to_owned(),
        enabled: true,
        settings,
        secrets: ["uid", "key", "webhook_secret"]
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

fn money(minor: i64, currency: &str) -> Money {
    Money::new(minor, Currency::from_code(currency).expect("a currency"))
}

fn nok(minor: i64) -> Money {
    money(minor, "NOK")
}

fn millimetres(length: i64, width: i64, height: i64) -> Dimensions {
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

fn oslo() -> Address {
    Address {
        name: "Packing Dept".to_owned(),
        company: "Acorn Goods AS".to_owned(),
        line1: "Mølleveien 12".to_owned(),
        city: "Oslo".to_owned(),
        postal_code: "0263".to_owned(),
        country: Some(country("NO")),
        phone: "22 00 00 00".to_owned(),
        email: "pack@acorn.example".to_owned(),
        ..Address::default()
    }
}

fn bergen() -> Address {
    Address {
        name: "Bo Bjørk".to_owned(),
        line1: "Almeveien 5".to_owned(),
        line2: "Leilighet 3".to_owned(),
        city: "Bergen".to_owned(),
        postal_code: "5003".to_owned(),
        country: Some(country("NO")),
        phone: "412 34 567".to_owned(),
        email: "bo@birch.example".to_owned(),
        ..Address::default()
    }
}

fn malmo() -> Address {
    Address {
        name: "Cara Ceder".to_owned(),
        line1: "Långa gatan 7".to_owned(),
        city: "Malmö".to_owned(),
        postal_code: "211 22".to_owned(),
        country: Some(country("SE")),
        phone: "070-123 45 67".to_owned(),
        ..Address::default()
    }
}

fn consignment() -> Consignment {
    Consignment {
        ship_from: oslo(),
        ship_to: bergen(),
        parcels: vec![Parcel {
            dimensions: Some(millimetres(200, 300, 95)),
            ..parcel(1_250)
        }],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(nok(42_000)),
        ship_date: "2026-11-27".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn abroad() -> Consignment {
    let item = |description: &str, quantity, minor| CustomsItem {
        description: description.to_owned(),
        sku: "TEA-1".to_owned(),
        hs_code: "0902.10".to_owned(),
        origin: Some(country("VN")),
        quantity,
        unit_value: nok(minor),
        unit_weight: Weight::from_grams(250),
    };
    Consignment {
        ship_to: malmo(),
        customs: Some(Customs {
            contents: ContentsType::Merchandise,
            incoterm: Incoterm::Dap,
            invoice_number: "INV-7".to_owned(),
            items: vec![item("Green tea", 2, 12_550), item("Tea cup", 1, 9_900)],
        }),
        ..consignment()
    }
}

fn rate_of(service: &str) -> Rate {
    Rate {
        account: AccountId(Uuid::nil()),
        carrier_name: "Bring".to_owned(),
        service: service.to_owned(),
        service_name: service.to_owned(),
        total: nok(11_500),
        charges: Vec::new(),
        transit_days: Some(2),
        delivery_date: None,
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: Value::Null,
    }
}

fn now() -> Zoned {
    "2026-11-27T13:00:00+01:00[Europe/Oslo]".parse().unwrap()
}

fn purchase() -> PurchaseId {
    PurchaseId(PURCHASE.parse().unwrap())
}

fn try_prepare(
    account: &Account,
    consignment: &Consignment,
    service: &str,
) -> Result<Prepared, Problem> {
    ship::prepared(account, purchase(), consignment, &rate_of(service), &now())
}

fn prepared() -> Prepared {
    try_prepare(&account(), &consignment(), "5800").unwrap()
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}
