//! Requests as Karrio documents them, and answers as a real server gave them (`fixtures/`).
#![allow(clippy::unwrap_used, reason = "tests")]

/// An answer as recorded: the status is in the file's name.
macro_rules! recorded {
    ($name:literal) => {{
        let status = $name.rsplit(['_', '.']).nth(1).and_then(|s| s.parse().ok());
        answer(
            status.expect("its status"),
            include_str!(concat!("../fixtures/", $name)),
        )
    }};
}

mod purchases;
mod rates;
mod requests;
mod settling;
mod tracking;
mod voids;
mod words_for_people;

use super::*;
use crate::engine::{Answer, Effect, Request};
use crate::{Bought, Consignment, Prepared};
use answer::{carrier_problem, problem, spoken};
use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Format, Incoterm, Length, LengthUnit, Money, Parcel, ParcelId, Problem,
    ProblemKind, PurchaseId, ShipOptions, ShipmentStatus, Weight, WeightSource, WeightUnit,
};
use rate::Offer;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use server::Server;
use ship::Sale;
use std::collections::BTreeMap;
use uuid::Uuid;

fn answer(status: u16, body: &str) -> Answer {
    Answer::new(
        status,
        HeaderMap::new(),
        body.as_bytes().to_vec(),
        Timestamp::UNIX_EPOCH,
    )
}

fn account() -> Account {
    Account {
        id: AccountId(Uuid::nil()),
        carrier: "karrio".to_owned(),
        name: "Our gateway".to_owned(),
        enabled: true,
        settings: BTreeMap::from([(
            "url".to_owned(),
            "https://ship.example.com/karrio/".to_owned(),
        )]),
        secrets: BTreeMap::from([("token".to_owned(), "key_0123".to_owned())]),
        table: None,
    }
}

fn server() -> Server {
    Server::of(&account()).expect("an address")
}

fn usd(cents: i64) -> Money {
    Money::new(cents, Currency::from_code("USD").expect("USD"))
}

fn consignment() -> Consignment {
    let party = |name: &str, city: &str, region: &str, code: &str| Address {
        name: name.to_owned(),
        line1: "12 Mill Road".to_owned(),
        city: city.to_owned(),
        region: region.to_owned(),
        postal_code: code.to_owned(),
        country: CountryCode::from_code("US"),
        ..Address::default()
    };
    Consignment {
        ship_from: Address {
            company: "Acorn Goods".to_owned(),
            phone: "+1 512 555 0143".to_owned(),
            ..party("", "Austin", "TX", "78701")
        },
        ship_to: Address {
            line2: "Flat 3".to_owned(),
            ward: "Ward 5".to_owned(),
            ..party("Bo Birch", "Reno", "NV", "89501")
        },
        parcels: vec![parcel(Weight::from_grams(1_250))],
        options: ShipOptions::default(),
        customs: None,
        goods_value: None,
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

fn offer() -> Offer {
    Offer {
        carrier_id: "ups-main".to_owned(),
        carrier_name: "ups".to_owned(),
        ext: "ups".to_owned(),
        service: "ups_ground".to_owned(),
    }
}

fn sale() -> Sale {
    Sale {
        carrier_id: "ups-main".to_owned(),
        ext: "ups".to_owned(),
        service: "ups_ground".to_owned(),
        shipment_identifier: "1Z1".to_owned(),
        meta: serde_json::Map::new(),
    }
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

fn words(consignment: &Consignment) -> Result<Value, Problem> {
    Ok(body(&rate::request(&server(), consignment)?))
}
