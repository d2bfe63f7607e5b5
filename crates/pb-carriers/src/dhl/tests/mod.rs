//! What the tests of all of DHL's APIs share (answers are in `fixtures/`, with invented people), and tests of what the
//! APIs share.
#![allow(clippy::unwrap_used, reason = "tests")]

/// An answer: the status is in the file's name.
macro_rules! recorded {
    ($name:literal) => {{
        let status = $name.rsplit(['_', '.']).nth(1).and_then(|s| s.parse().ok());
        $crate::dhl::tests::answer(
            status.expect("its status"),
            include_str!(concat!("../../fixtures/", $name)),
        )
    }};
}
pub(super) use recorded;

mod numbers;
mod tracking;

use crate::engine::{Answer, Engine, EngineOptions, Request};
use crate::{Consignment, Cx, FieldKind, Profile};
use http::HeaderMap;
use jiff::{Timestamp, Zoned};
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Incoterm, Length, Money, Parcel, ParcelId, PurchaseId, Rate, RateSurety,
    ShipOptions, Weight, WeightSource,
};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The fixtures' purchase.
const PURCHASE: &str = "0193c0de-0000-7000-8000-000000000001";
/// The fixtures' parcels of Parcel Germany.
pub(super) const FIRST: &str = "00340434123450000014";
pub(super) const SECOND: &str = "00340434123450000021";

pub(super) fn answer(status: u16, body: &str) -> Answer {
    Answer::new(
        status,
        HeaderMap::new(),
        body.as_bytes().to_vec(),
        Timestamp::UNIX_EPOCH,
    )
}

/// An account, an engine that reaches nobody, and a time.
pub(super) struct Desk {
    pub(super) account: Account,
    engine: Engine,
    pub(super) now: Zoned,
}

impl Desk {
    pub(super) fn new(account: Account) -> Self {
        // Refused when another test installed it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            account,
            engine: Engine::new(EngineOptions::default()).unwrap(),
            now: "2026-11-27T10:30:00+01:00[Europe/Berlin]".parse().unwrap(),
        }
    }

    pub(super) fn cx(&self) -> Cx<'_> {
        Cx {
            account: &self.account,
            engine: &self.engine,
            now: &self.now,
        }
    }
}

/// An account filled in as its form begins, and with these.
pub(super) fn account(carrier: &Profile, settings: &[(&str, &str)], secrets: &[&str]) -> Account {
    let defaults = carrier
        .form
        .iter()
        .filter(|f| f.kind != FieldKind::Secret)
        .map(|f| (f.name.to_owned(), f.default.to_owned()));
    let mut all: BTreeMap<String, String> = defaults.collect();
    for (name, value) in settings {
        all.insert((*name).to_owned(), (*value).to_owned());
    }
    Account {
        id: AccountId(Uuid::nil()),
        carrier: carrier.id.to_owned(),
        name: "Our DHL".to_owned(),
        enabled: true,
        settings: all,
        secrets: secrets
            .iter()
            .map(|name| ((*name).to_owned(), format!("hush-{name}")))
            .collect(),
        table: carrier
            .table
            .map(|_| include_str!("../fixtures/parcel_prices.csv").to_owned()),
    }
}

pub(super) fn country(code: &str) -> CountryCode {
    CountryCode::from_code(code).expect("a country")
}

pub(super) fn euro(cents: i64) -> Money {
    Money::new(cents, Currency::from_code("EUR").expect("EUR"))
}

pub(super) fn millimetres(length: i64, width: i64, height: i64) -> Dimensions {
    Dimensions {
        length: Length::from_mm(length),
        width: Length::from_mm(width),
        height: Length::from_mm(height),
    }
}

pub(super) fn parcel(grams: i64) -> Parcel {
    Parcel {
        id: ParcelId(Uuid::nil()),
        weight: Weight::from_grams(grams),
        weight_source: WeightSource::Typed {
            entered: String::new(),
            by: String::new(),
        },
        dimensions: Some(millimetres(200, 300, 100)),
        box_id: None,
    }
}

pub(super) fn bonn() -> Address {
    Address {
        name: "Packing Dept".to_owned(),
        company: "Acorn Goods GmbH".to_owned(),
        line1: "Lange Straße 7".to_owned(),
        city: "Bonn".to_owned(),
        region: "Nordrhein-Westfalen".to_owned(),
        postal_code: "53113".to_owned(),
        country: Some(country("DE")),
        phone: "0228 901820".to_owned(),
        email: "shop@example.com".to_owned(),
        ..Address::default()
    }
}

pub(super) fn berlin() -> Address {
    Address {
        name: "Cara Cedar".to_owned(),
        line1: "Kurze Allee 2a".to_owned(),
        line2: "Hinterhaus".to_owned(),
        city: "Berlin".to_owned(),
        region: "Berlin".to_owned(),
        postal_code: "10115".to_owned(),
        country: Some(country("DE")),
        phone: "030 901820".to_owned(),
        email: "cara@example.com".to_owned(),
        ..Address::default()
    }
}

pub(super) fn reno() -> Address {
    Address {
        name: "Bo Birch".to_owned(),
        line1: "5 Elm Street".to_owned(),
        line2: "Flat 3".to_owned(),
        city: "Reno".to_owned(),
        region: "NV".to_owned(),
        postal_code: "89501".to_owned(),
        country: Some(country("US")),
        phone: "(775) 555-0143".to_owned(),
        ..Address::default()
    }
}

pub(super) fn consignment() -> Consignment {
    Consignment {
        ship_from: bonn(),
        ship_to: berlin(),
        parcels: vec![parcel(1_250)],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(euro(4_200)),
        ship_date: "2026-11-27".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

pub(super) fn abroad() -> Consignment {
    let item = |description: &str, quantity, cents| CustomsItem {
        description: description.to_owned(),
        sku: "TEA-1".to_owned(),
        hs_code: "0902.10".to_owned(),
        origin: Some(country("VN")),
        quantity,
        unit_value: euro(cents),
        unit_weight: Weight::from_grams(250),
    };
    Consignment {
        ship_to: reno(),
        customs: Some(Customs {
            contents: ContentsType::Merchandise,
            incoterm: Incoterm::Ddp,
            invoice_number: "INV-7".to_owned(),
            items: vec![item("Green tea", 2, 1_250), item("Tea cup", 1, 999)],
        }),
        ..consignment()
    }
}

pub(super) fn rate(service: &str) -> Rate {
    Rate {
        account: AccountId(Uuid::nil()),
        carrier_name: "DHL".to_owned(),
        service: service.to_owned(),
        service_name: service.to_owned(),
        total: euro(8_925),
        charges: Vec::new(),
        transit_days: None,
        delivery_date: None,
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: Value::Null,
    }
}

pub(super) fn purchase() -> PurchaseId {
    PurchaseId(PURCHASE.parse().unwrap())
}

pub(super) fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).expect("JSON")
}

pub(super) fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    let found = request.headers.iter().find(|(n, _)| n == name);
    found.map_or("", |(_, value)| value)
}
