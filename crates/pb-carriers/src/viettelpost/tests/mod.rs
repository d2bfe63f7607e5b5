//! Requests and answers as Viettel Post's document and its clients have them (`fixtures/`, with invented people).
#![allow(clippy::unwrap_used, reason = "tests")]

/// An answer: the status is in the file's name.
macro_rules! recorded {
    ($name:literal) => {{
        let status = $name.rsplit(['_', '.']).nth(1).and_then(|s| s.parse().ok());
        crate::spoilt::answer(
            status.expect("its status"),
            include_str!(concat!("../fixtures/", $name)),
        )
    }};
}

mod answers;
mod bad;
mod labels;
mod limits;
mod logins;
mod requests;
mod settling;
mod told;

use super::*;
use crate::engine::{Answer, DryRun, Effect, Engine, EngineOptions, Unsent};
use crate::{BoughtRef, Consignment, Cx, Prepared};
use jiff::{Timestamp, Zoned};
use pb_domain::{
    Account, AccountId, Address, CountryCode, Currency, Dimensions, Direction, Format, Length,
    Money, Parcel, ParcelId, Problem, ProblemKind, PurchaseId, Rate, RateSurety, ShipOptions,
    ShipmentStatus, Weight, WeightSource,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The fixtures' purchase, our number of it, and Viettel Post's of the order that was made.
const PURCHASE: &str = "0193c0de-0000-7000-8000-000000000001";
const OURS: &str = "1001-0193c0de000070008000000000000001";
const ORDER: &str = "28936127423";
const API: &str = "https://partner.viettelpost.vn";

/// An account that nobody else has, so that nobody else's lists are its own.
fn account() -> Account {
    let settings: BTreeMap<String, String> = FORM
        .iter()
        .filter(|f| f.kind != FieldKind::Secret)
        .map(|f| (f.name.to_owned(), f.default.to_owned()))
        .collect();
    let secrets = [host::USERNAME, host::PASSWORD, news::SECRET];
    Account {
        id: AccountId(Uuid::now_v7()),
        carrier: "viettelpost".to_owned(),
        name: "Our Viettel Post".to_owned(),
        enabled: true,
        settings,
        secrets: secrets
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
            now: "2026-11-27T10:00:00+07:00[+07:00]".parse().unwrap(),
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

fn new_places() -> [Answer; 2] {
    [
        recorded!("provinces_new_200.json"),
        recorded!("wards_new_200.json"),
    ]
}

/// A no in Viettel Post's words, as HTTP says yes to it.
fn refusal(status: i64, words: &str) -> Answer {
    let body = json!({ "status": status, "error": true, "message": words, "data": null });
    crate::spoilt::answer(200, &body.to_string())
}

fn dong(amount: i64) -> Money {
    Money::new(amount, Currency::from_code("VND").unwrap())
}

fn centimetres(sides: [i64; 3]) -> Dimensions {
    let [length, width, height] = sides.map(|side| Length::from_mm(side * 10));
    Dimensions {
        length,
        width,
        height,
    }
}

fn shop() -> Address {
    Address {
        company: "Cửa hàng Sồi".to_owned(),
        line1: "590 Cách Mạng Tháng 8".to_owned(),
        ward: "Phường Nhiêu Lộc".to_owned(),
        city: "Hồ Chí Minh".to_owned(),
        country: CountryCode::from_code("VN"),
        phone: "0911 222 333".to_owned(),
        ..Address::default()
    }
}

fn customer() -> Address {
    Address {
        name: "Trần Anh".to_owned(),
        line1: "72 Lê Thánh Tôn".to_owned(),
        line2: "Tầng 3".to_owned(),
        ward: "P. Sài Gòn".to_owned(),
        city: "TP.HCM".to_owned(),
        country: CountryCode::from_code("VN"),
        phone: "+84 987 654 321".to_owned(),
        email: "anh@example.com".to_owned(),
        ..Address::default()
    }
}

/// Both in the old division.
fn old_shop() -> Address {
    Address {
        ward: "Phường 11".to_owned(),
        district: "Quận 10".to_owned(),
        ..shop()
    }
}

fn old_customer() -> Address {
    Address {
        ward: "Ben Nghe".to_owned(),
        district: "Q.1".to_owned(),
        ..customer()
    }
}

fn parcel() -> Parcel {
    Parcel {
        id: ParcelId(Uuid::nil()),
        weight: Weight::from_grams(500),
        weight_source: WeightSource::Typed {
            entered: String::new(),
            by: String::new(),
        },
        dimensions: Some(centimetres([20, 15, 10])),
        box_id: None,
    }
}

fn consignment() -> Consignment {
    Consignment {
        ship_from: shop(),
        ship_to: customer(),
        parcels: vec![parcel()],
        options: ShipOptions {
            cod: Some(dong(285_000)),
            ..ShipOptions::default()
        },
        customs: None,
        goods_value: Some(dong(250_000)),
        ship_date: "2026-11-27".to_owned(),
        reference: "#1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn rate_of(account: &Account) -> Rate {
    Rate {
        account: account.id,
        carrier_name: "Viettel Post".to_owned(),
        service: "VCN".to_owned(),
        service_name: "Chuyển phát nhanh".to_owned(),
        total: dong(26_400),
        charges: Vec::new(),
        transit_days: None,
        delivery_date: None,
        surety: RateSurety::Stated,
        pooled: None,
        carrier_data: Value::Null,
    }
}

fn purchase() -> PurchaseId {
    PurchaseId(PURCHASE.parse().unwrap())
}

/// What preparing a purchase comes to.
async fn prepare(bench: &Bench, consignment: &Consignment) -> Result<Prepared, Problem> {
    let rate = rate_of(&bench.account);
    ships()
        .prepare(bench.cx(), purchase(), consignment, &rate, Format::Zpl)
        .await
}

/// A purchase that was prepared, after which the bench has the further answers.
async fn prepared(
    account: Account,
    consignment: &Consignment,
    answers: impl IntoIterator<Item = Answer>,
) -> (Bench, Prepared) {
    let before = new_places()
        .into_iter()
        .chain([recorded!("price_200.json")]);
    let bench = Bench::new(account, before.chain(answers));
    let prepared = prepare(&bench, consignment).await.unwrap();
    (bench, prepared)
}

fn ships() -> &'static dyn crate::Ships {
    match PROFILE.ship {
        Ship::Remote(ships) => ships,
        Ship::Own => panic!("Viettel Post sells"),
    }
}

fn bought_ref() -> BoughtRef {
    BoughtRef {
        carrier_ref: ORDER.to_owned(),
        carrier_data: Value::Null,
        tracking_numbers: vec![ORDER.to_owned()],
        service: "VCN".to_owned(),
    }
}

fn body(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

fn urls(said: &[Unsent]) -> Vec<String> {
    said.iter().map(|s| s.url.replace(API, "")).collect()
}
