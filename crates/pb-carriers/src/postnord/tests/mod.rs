//! Requests and answers as PostNord's specifications and a working client have them (`fixtures/`, with invented
//! people).
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
mod prices;
mod purchases;
mod requests;
mod settling;
mod tracking;

use super::*;
use crate::engine::{Answer, Effect, Request};
use crate::{Consignment, Prepared, RateAnswer};
use http::HeaderMap;
use jiff::Timestamp;
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Format, Incoterm, Length, Money, Parcel, ParcelId, Problem, ProblemKind,
    PurchaseId, Rate, RateSurety, ShipOptions, Weight, WeightSource,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The fixtures' purchase, and its reference at PostNord.
const PURCHASE: &str = "0193c0de-0000-7000-8000-000000000001";
const REFERENCE: &str = "1001-000000000001";
/// The fixtures' parcels, and what their labels are printed again by.
const FIRST: &str = "00373500450000000010";
const SECOND: &str = "00373500450000000027";
const PRINT: &str = "31eed2dad84b48a2ba92a26590a0a69f";
const SECOND_PRINT: &str = "47b0c9a1e5d64f3c8a1f6d02b9e7c514";
/// When the fixtures' purchase was prepared.
const NOW: &str = "2026-11-27T09:30:00Z";

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
    settings.insert("customer_number".to_owned(), "12345 67890".to_owned());
    settings.insert("application_id".to_owned(), "1234".to_owned());
    Account {
        id: AccountId(Uuid::nil()),
        carrier: "postnord".to_owned(),
        name: "Our PostNord".to_owned(),
        enabled: true,
        settings,
        secrets: [("api_key".to_owned(), "hush-api_key".to_owned())].into(),
        table: Some(TABLE.to_owned()),
    }
}

/// What a contract may ask.
const TABLE: &str = "kind,method,name,priced by,up to weight,price,percent,days max\n\
    method,19,MyPack Collect,weight,,,,4\n\
    method,17+D6,MyPack Home before 9,weight,,,,\n\
    method,18,Parcel,weight,,,,\n\
    rate,19,,,2 kg,59.00,,\n\
    rate,19,,,20 kg,89.00,,\n\
    rate,17+D6,,,20 kg,149.00,,\n\
    rate,18,,,20 kg,99.00,,\n\
    cod,,,,,15.00,1,\n\
    insurance,,,,,10.00,1,\n\
    signature,,,,,20.00,,\n";

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

fn sek(ore: i64) -> Money {
    Money::new(ore, Currency::from_code("SEK").expect("SEK"))
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

fn stockholm() -> Address {
    Address {
        name: "Packing Dept".to_owned(),
        company: "Acorn Goods AB".to_owned(),
        line1: "Exempelgatan 1".to_owned(),
        city: "Stockholm".to_owned(),
        postal_code: "111 22".to_owned(),
        country: Some(country("SE")),
        phone: "08-123 456 78".to_owned(),
        email: "packing@acorn.example".to_owned(),
        ..Address::default()
    }
}

fn goteborg() -> Address {
    Address {
        name: "Bo Birch".to_owned(),
        line1: "Provvägen 5".to_owned(),
        line2: "lgh 1102".to_owned(),
        city: "Göteborg".to_owned(),
        postal_code: "411 01".to_owned(),
        country: Some(country("SE")),
        phone: "070-174 06 05".to_owned(),
        email: "bo@birch.example".to_owned(),
        ..Address::default()
    }
}

fn helsinki() -> Address {
    Address {
        name: "Cara Cedar".to_owned(),
        line1: "Koivukatu 7".to_owned(),
        city: "Helsinki".to_owned(),
        postal_code: "00120".to_owned(),
        country: Some(country("FI")),
        ..Address::default()
    }
}

fn oslo() -> Address {
    Address {
        name: "Dag Due".to_owned(),
        line1: "Prøveveien 3".to_owned(),
        city: "Oslo".to_owned(),
        postal_code: "0154".to_owned(),
        country: Some(country("NO")),
        phone: "+47 412 34 567".to_owned(),
        ..Address::default()
    }
}

fn consignment() -> Consignment {
    Consignment {
        ship_from: stockholm(),
        ship_to: goteborg(),
        parcels: vec![Parcel {
            dimensions: Some(Dimensions {
                length: Length::from_mm(200),
                width: Length::from_mm(300),
                height: Length::from_mm(101),
            }),
            ..parcel(1_200)
        }],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(sek(42_000)),
        ship_date: "2026-11-27".to_owned(),
        reference: "#1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn two() -> Consignment {
    Consignment {
        parcels: vec![parcel(1_200), parcel(3_500)],
        ..consignment()
    }
}

fn abroad() -> Consignment {
    let item = |description: &str, quantity, ore| CustomsItem {
        description: description.to_owned(),
        sku: "TEA-1".to_owned(),
        hs_code: "0902.10".to_owned(),
        origin: Some(country("VN")),
        quantity,
        unit_value: sek(ore),
        unit_weight: Weight::from_grams(250),
    };
    Consignment {
        ship_to: oslo(),
        customs: Some(Customs {
            contents: ContentsType::Merchandise,
            incoterm: Incoterm::Ddp,
            invoice_number: "INV-7".to_owned(),
            items: vec![item("Green tea", 2, 12_500), item("Tea cup", 1, 9_990)],
        }),
        ..consignment()
    }
}

fn rate_of(service: &str) -> Rate {
    Rate {
        account: AccountId(Uuid::nil()),
        carrier_name: "PostNord".to_owned(),
        service: service.to_owned(),
        service_name: "MyPack Collect".to_owned(),
        total: sek(5_900),
        charges: Vec::new(),
        transit_days: None,
        delivery_date: None,
        surety: RateSurety::Table,
        pooled: None,
        carrier_data: Value::Null,
    }
}

fn prepare(
    account: &Account,
    consignment: &Consignment,
    service: &str,
) -> Result<Prepared, Problem> {
    let purchase = PurchaseId(PURCHASE.parse().unwrap());
    let rate = rate_of(service);
    let at = (purchase, NOW.parse().unwrap());
    ship::prepared(account, at, consignment, &rate, Format::Zpl, None)
}

fn prepared() -> Prepared {
    prepare(&account(), &consignment(), "19").unwrap()
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}
