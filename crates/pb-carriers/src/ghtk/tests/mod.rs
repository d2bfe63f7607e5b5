//! Requests and answers as GHTK's documentation and its clients have them (`fixtures/`, with invented people).
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
mod limits;
mod options;
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
use uuid::Uuid;

/// The fixtures' purchase, its id at GHTK, and the label that it got.
const PURCHASE: &str = "0193c0de-0000-7000-8000-000000000001";
const ID: &str = "1001-0193c0de000070008000000000000001";
const LABEL: &str = "S1.A1.2001297581";
const API: &str = "https://services.giaohangtietkiem.vn/services";

fn account() -> Account {
    let settings = FORM.iter().filter(|f| f.kind != FieldKind::Secret);
    let mut account = Account {
        id: AccountId(Uuid::nil()),
        carrier: "ghtk".to_owned(),
        name: "Our GHTK".to_owned(),
        enabled: true,
        settings: settings
            .map(|f| (f.name.to_owned(), f.default.to_owned()))
            .collect(),
        secrets: [host::TOKEN, news::SECRET]
            .map(|name| (name.to_owned(), format!("hush-{name}")))
            .into(),
        table: None,
    };
    let shop = ("S1234567".to_owned(), host::SHOP.to_owned());
    account.settings.insert(shop.1, shop.0);
    account
}

fn with(settings: &[(&str, &str)]) -> Account {
    let mut account = account();
    for (name, value) in settings {
        let (name, value) = ((*name).to_owned(), (*value).to_owned());
        account.settings.insert(name, value);
    }
    account
}

/// An account that asks for one way of transport.
fn by_road() -> Account {
    with(&[(mode::SETTING, mode::ROAD)])
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

fn dong(amount: i64) -> Money {
    Money::new(amount, order::dong())
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
        ward: "Phường Sài Gòn".to_owned(),
        city: "TP.HCM".to_owned(),
        region: "Hồ Chí Minh".to_owned(),
        country: CountryCode::from_code("VN"),
        phone: "+84 987 654 321".to_owned(),
        ..Address::default()
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
        goods_value: Some(dong(285_000)),
        ship_date: "2026-11-27".to_owned(),
        reference: "#1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn parcel() -> Parcel {
    Parcel {
        id: ParcelId(Uuid::nil()),
        weight: Weight::from_grams(600),
        weight_source: WeightSource::Typed {
            entered: String::new(),
            by: String::new(),
        },
        dimensions: None,
        box_id: None,
    }
}

fn rate_of(account: &Account) -> Rate {
    Rate {
        account: account.id,
        carrier_name: "GHTK".to_owned(),
        service: "road".to_owned(),
        service_name: "Đường bộ".to_owned(),
        total: dong(31_900),
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

/// What a purchase of a consignment would be.
async fn prepare(bench: &Bench, consignment: &Consignment) -> Result<Prepared, Problem> {
    let rate = rate_of(&bench.account);
    let prepare = ships().prepare(bench.cx(), purchase(), consignment, &rate, Format::Pdf);
    prepare.await
}

/// The order within a prepared purchase.
async fn order_of(account: Account, consignment: &Consignment) -> Value {
    let bench = Bench::new(account, []);
    let prepared = prepare(&bench, consignment).await.unwrap();
    body(&prepared)["order"].take()
}

fn ships() -> &'static dyn crate::Ships {
    match PROFILE.ship {
        Ship::Remote(ships) => ships,
        Ship::Own => panic!("GHTK sells"),
    }
}

fn bought_ref() -> BoughtRef {
    BoughtRef {
        carrier_ref: LABEL.to_owned(),
        carrier_data: Value::Null,
        tracking_numbers: vec![LABEL.to_owned()],
        service: "road".to_owned(),
    }
}

fn body(prepared: &Prepared) -> Value {
    serde_json::from_slice(&prepared.request.body).unwrap()
}
