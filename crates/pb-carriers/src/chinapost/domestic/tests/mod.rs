//! Requests and answers as clients of the open platform have them (`fixtures/`, with invented people).
#![allow(clippy::unwrap_used, reason = "tests")]

/// An answer: the status is in the file's name.
macro_rules! recorded {
    ($name:literal) => {{
        let status = $name.rsplit(['_', '.']).nth(1).and_then(|s| s.parse().ok());
        crate::spoilt::answer(
            status.expect("its status"),
            include_str!(concat!("../../fixtures/", $name)),
        )
    }};
}

mod answers;
mod requests;

use super::*;
use crate::engine::{Answer, DryRun, Effect, Engine, EngineOptions, Unsent};
use crate::{BoughtRef, Consignment, Cx};
use jiff::{Timestamp, Zoned};
use pb_domain::{
    Account, AccountId, Address, CountryCode, Currency, Dimensions, Direction, Format, Length,
    Money, Parcel, ParcelId, Problem, ProblemKind, PurchaseId, Rate, RateSurety, ShipOptions,
    ShipmentStatus, Weight, WeightSource,
};
use serde_json::{Value, json};
use url::form_urlencoded;
use uuid::Uuid;

const PURCHASE: &str = "0193c0de-0000-7000-8000-000000000001";
const ORDER: &str = "ST-1001-0193c0de000070008000000000000001";
const WAYBILL: &str = "9812345678901";
const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZg==";

fn account() -> Account {
    let mut account = Account {
        id: AccountId(Uuid::nil()),
        carrier: "chinapost_domestic".to_owned(),
        name: "Our post".to_owned(),
        enabled: true,
        settings: FORM
            .iter()
            .filter(|f| f.kind != FieldKind::Secret)
            .map(|f| (f.name.to_owned(), f.default.to_owned()))
            .collect(),
        secrets: [
            (
                host::AUTHORIZATION.to_owned(),
                "hush-authorization".to_owned(),
            ),
            (host::SIGN_KEY.to_owned(), KEY.to_owned()),
        ]
        .into(),
        table: None,
    };
    let number = "11001234567890".to_owned();
    account.settings.insert(host::SENDER.to_owned(), number);
    account
}

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::from_code("CNY").unwrap())
}

fn address(name: &str, phone: &str, places: [&str; 4]) -> Address {
    let [region, city, district, line1] = places.map(str::to_owned);
    Address {
        name: name.to_owned(),
        phone: phone.to_owned(),
        region,
        city,
        district,
        line1,
        country: CountryCode::from_code("CN"),
        ..Address::default()
    }
}

fn consignment() -> Consignment {
    let [length, width, height] = [200, 150, 100].map(Length::from_mm);
    Consignment {
        ship_from: address(
            "林木",
            "138 0013 8000",
            ["广东省", "深圳市", "南山区", "科技路1号"],
        ),
        ship_to: address(
            "白桦",
            "010-66661234",
            ["北京市", "北京市", "西城区", "永安路1号"],
        ),
        parcels: vec![Parcel {
            id: ParcelId(Uuid::nil()),
            weight: Weight::from_micrograms(499_200_000),
            weight_source: WeightSource::Typed {
                entered: String::new(),
                by: String::new(),
            },
            dimensions: Some(Dimensions {
                length,
                width,
                height,
            }),
            box_id: None,
        }],
        options: ShipOptions::default(),
        customs: None,
        goods_value: Some(yuan(5_000)),
        ship_date: "2026-10-12".to_owned(),
        reference: "ST-1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn rate() -> Rate {
    Rate {
        account: AccountId(Uuid::nil()),
        carrier_name: "China Post".to_owned(),
        service: "10".to_owned(),
        service_name: "E-commerce standard".to_owned(),
        total: yuan(1_200),
        charges: Vec::new(),
        transit_days: None,
        delivery_date: None,
        surety: RateSurety::Table,
        pooled: None,
        carrier_data: Value::Null,
    }
}

/// A bench whose calls are answered in turn, by nobody.
struct Bench {
    account: Account,
    engine: Engine,
    script: DryRun,
    now: Zoned,
}

impl Bench {
    fn new(account: Account, answers: impl IntoIterator<Item = Answer>) -> Self {
        let _installed_already = rustls::crypto::ring::default_provider().install_default();
        let script = DryRun::new(answers);
        let engine = Engine::new(EngineOptions {
            dry_run: Some(script.clone()),
            ..EngineOptions::default()
        });
        Self {
            account,
            engine: engine.unwrap(),
            script,
            now: "2026-10-12T04:00:00+02:00[+02:00]".parse().unwrap(),
        }
    }

    fn cx(&self) -> Cx<'_> {
        Cx {
            account: &self.account,
            engine: &self.engine,
            now: &self.now,
        }
    }

    fn said(&self) -> Vec<Unsent> {
        self.script.said()
    }
}

fn ships() -> &'static dyn crate::Ships {
    match PROFILE.ship {
        Ship::Remote(ships) => ships,
        Ship::Own => panic!("it is bought"),
    }
}

async fn prepared(bench: &Bench, consignment: &Consignment) -> Result<crate::Prepared, Problem> {
    let purchase = PurchaseId(PURCHASE.parse().unwrap());
    ships()
        .prepare(bench.cx(), purchase, consignment, &rate(), Format::Zpl)
        .await
}

fn bought() -> BoughtRef {
    BoughtRef {
        carrier_ref: WAYBILL.to_owned(),
        carrier_data: json!({ "order": ORDER }),
        tracking_numbers: vec![WAYBILL.to_owned()],
        service: "10".to_owned(),
    }
}

/// The fields of a form.
fn fields(body: &[u8]) -> std::collections::BTreeMap<String, String> {
    form_urlencoded::parse(body).into_owned().collect()
}
