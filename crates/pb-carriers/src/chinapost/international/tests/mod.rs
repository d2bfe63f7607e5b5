//! Requests and answers as clients of pcpErp and 17TRACK's documents have them (`fixtures/`, with invented people).
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
mod following;
mod requests;

use super::*;
use crate::engine::{Answer, DryRun, Effect, Engine, EngineOptions, Unsent};
use crate::{BoughtRef, Consignment, Cx};
use jiff::{Timestamp, Zoned};
use pb_domain::{
    Account, AccountId, Address, ContentsType, CountryCode, Currency, Customs, CustomsItem,
    Dimensions, Direction, Format, Incoterm, Length, Money, Parcel, ParcelId, Problem, ProblemKind,
    PurchaseId, Rate, RateSurety, ShipOptions, ShipmentStatus, Weight, WeightSource,
};
use serde_json::{Value, json};
use url::form_urlencoded;
use uuid::Uuid;

const PURCHASE: &str = "0193c0de-0000-7000-8000-000000000001";
const ORDER: &str = "1001-0193c0de000070008000000000000001";
const WAYBILL: &str = "LX000000014CN";

fn account() -> Account {
    let mut account = Account {
        id: AccountId(Uuid::nil()),
        carrier: "chinapost_international".to_owned(),
        name: "Our post office".to_owned(),
        enabled: true,
        settings: FORM
            .iter()
            .filter(|f| f.kind != FieldKind::Secret)
            .map(|f| (f.name.to_owned(), f.default.to_owned()))
            .collect(),
        secrets: [host::KEY, seventeen::KEY]
            .map(|name| (name.to_owned(), format!("hush-{name}")))
            .into(),
        table: None,
    };
    for (name, value) in [
        (host::CUSTOMER, "90000001234567"),
        (host::OFFICE, "51800001"),
        (host::MAIL_TYPE, "PACKBENCH"),
    ] {
        account.settings.insert(name.to_owned(), value.to_owned());
    }
    account
}

fn dollars(cents: i64) -> Money {
    Money::new(cents, Currency::from_code("USD").unwrap())
}

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::from_code("CNY").unwrap())
}

fn consignment() -> Consignment {
    let [length, width, height] = [200, 150, 100].map(Length::from_mm);
    Consignment {
        ship_from: Address {
            name: "Lin Mu".to_owned(),
            line1: "1 Keji Road".to_owned(),
            district: "Nanshan".to_owned(),
            city: "Shenzhen".to_owned(),
            region: "Guangdong".to_owned(),
            postal_code: "518000".to_owned(),
            country: CountryCode::from_code("CN"),
            phone: "138 0013 8000".to_owned(),
            ..Address::default()
        },
        ship_to: Address {
            name: "Bo Birch".to_owned(),
            line1: "12 Mill Road".to_owned(),
            line2: "Flat 3".to_owned(),
            city: "Leeds".to_owned(),
            postal_code: "LS1 4AP".to_owned(),
            country: CountryCode::from_code("GB"),
            phone: "0113 496 0123".to_owned(),
            email: "bo@example.com".to_owned(),
            ..Address::default()
        },
        parcels: vec![Parcel {
            id: ParcelId(Uuid::nil()),
            weight: Weight::from_grams(500),
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
        customs: Some(Customs {
            contents: ContentsType::Merchandise,
            incoterm: Incoterm::Dap,
            invoice_number: String::new(),
            items: vec![CustomsItem {
                description: "Cotton shirt".to_owned(),
                sku: "SH-1".to_owned(),
                hs_code: "610510".to_owned(),
                origin: CountryCode::from_code("CN"),
                quantity: 2,
                unit_value: dollars(1_250),
                unit_weight: Weight::from_grams(200),
            }],
        }),
        goods_value: None,
        ship_date: "2026-10-12".to_owned(),
        reference: "1001".to_owned(),
        direction: Direction::Outbound,
    }
}

fn rate() -> Rate {
    Rate {
        account: AccountId(Uuid::nil()),
        carrier_name: "China Post".to_owned(),
        service: "019".to_owned(),
        service_name: "ePacket".to_owned(),
        total: yuan(6_500),
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

fn bought(number: &str) -> BoughtRef {
    BoughtRef {
        carrier_ref: number.to_owned(),
        carrier_data: Value::Null,
        tracking_numbers: vec![number.to_owned()],
        service: "019".to_owned(),
    }
}

/// The fields of a form that would have left.
fn fields(body: &[u8]) -> std::collections::BTreeMap<String, String> {
    form_urlencoded::parse(body).into_owned().collect()
}
