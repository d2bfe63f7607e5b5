//! Requests and answers as Velocity's pages and its integrators have them (`fixtures/`, with invented people).
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
mod keys;
mod limits;
mod purchases;
mod requests;
mod settling;
mod tracking;

use super::*;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Consignment, Prepared};
use http::HeaderMap;
use jiff::{Timestamp, Zoned};
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Incoterm, Length, Money, Parcel, ParcelId, ProblemKind, PurchaseId,
    Rate, RateSurety, ShipOptions, Weight, WeightSource,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The fixtures' airway bill, and the number of its order.
const BILL: &str = "34812010700125";
const ORDER: &str = "1001-4f5a6b7c";
const PURCHASE: PurchaseId = PurchaseId(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_4f5a_6b7c));
const COURIER: &str = "CARO0ZZQH1H6U";

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

/// A Thursday, 17:45 in India.
fn now() -> Zoned {
    let at: Timestamp = "2026-11-26T12:15:59Z".parse().unwrap();
    at.to_zoned(jiff::tz::TimeZone::UTC)
}

fn account() -> Account {
    let mut settings: BTreeMap<String, String> = FORM
        .iter()
        .filter(|f| f.kind != FieldKind::Secret)
        .map(|f| (f.name.to_owned(), f.default.to_owned()))
        .collect();
    settings.insert(
        warehouse::KEPT.to_owned(),
        "560001=WHAB12  Main Warehouse".to_owned(),
    );
    Account {
        id: AccountId(Uuid::nil()),
        carrier: "velocity".to_owned(),
        name: "Our Velocity".to_owned(),
        enabled: true,
        settings,
        secrets: [("token".to_owned(), "hush-token".to_owned())].into(),
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
        name: "Packing Dept. 2".to_owned(),
        company: "Acorn & Goods".to_owned(),
        line1: "12 Mill Road".to_owned(),
        line2: "2nd Floor".to_owned(),
        city: "Bengaluru".to_owned(),
        region: "KA".to_owned(),
        postal_code: "560 001".to_owned(),
        country: Some(country("IN")),
        phone: "098100 00012".to_owned(),
        email: "packing@example.com".to_owned(),
        ..Address::default()
    }
}

fn mumbai() -> Address {
    Address {
        name: "Bo  Birch".to_owned(),
        line1: "5 Elm Street".to_owned(),
        district: "Colaba".to_owned(),
        city: "Mumbai".to_owned(),
        region: "Maharashtra".to_owned(),
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
        goods_value: Some(inr(118_050)),
        ship_date: "2026-11-27".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

/// The same back from the customer.
fn back() -> Consignment {
    Consignment {
        ship_from: mumbai(),
        ship_to: bengaluru(),
        direction: Direction::Return,
        ..consignment()
    }
}

/// The same with its goods listed.
fn listed() -> Consignment {
    let item = |description: &str, sku: &str, hs_code: &str, quantity, paise| CustomsItem {
        description: description.to_owned(),
        sku: sku.to_owned(),
        hs_code: hs_code.to_owned(),
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
            items: vec![
                item("Green tea", "TEA-1", "", 2, 25_000),
                item("Tea  cup", "", "691200", 1, 9_950),
            ],
        }),
        ..consignment()
    }
}

fn rate() -> Rate {
    Rate {
        account: AccountId(Uuid::nil()),
        carrier_name: "Velocity".to_owned(),
        service: COURIER.to_owned(),
        service_name: "Delhivery Standard, by road".to_owned(),
        total: inr(11_422),
        charges: Vec::new(),
        transit_days: None,
        delivery_date: None,
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: Value::Null,
    }
}

fn try_prepare(
    account: &Account,
    consignment: &Consignment,
) -> Result<Prepared, pb_domain::Problem> {
    let number = order::number(consignment, PURCHASE)?;
    let order = order::order(account, consignment, COURIER, number.clone(), &now())?;
    let warehouse = warehouse::kept(account)?.remove(0);
    Ok(Prepared {
        reference: number,
        quoted: rate().total,
        request: order.at(account, warehouse)?,
    })
}

fn prepared() -> Prepared {
    try_prepare(&account(), &consignment()).unwrap()
}

fn bought(number: &str) -> BoughtRef {
    BoughtRef {
        carrier_ref: "SHIHB0BMT4DYM".to_owned(),
        carrier_data: json!({}),
        tracking_numbers: vec![number.to_owned()],
        service: COURIER.to_owned(),
    }
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

/// Method and address.
fn line(request: &Request) -> String {
    format!("{} {}", request.method, request.url)
}
