//! `getPriceAll` and `getPrice`. Prices are invented; what they go by is ViettelPost's: the way, the larger of weight
//! and size, the service, what is added and what is collected.
use super::desk::{Client, Payload, number, yes};
use super::place::{self, Place};
use super::refusal::Refusal;
use super::service::{self, SERVICES, Service};
use super::shape::{PRICE, PRICE_ALL};
use axum::Json;
use pb_domain::{Currency, Money};
use serde_json::{Value, json};

/// Cubic centimetres that count as a gram.
const VOLUMETRIC: i64 = 5;
/// Dong for each half kilogram begun after the first kilogram.
const EACH_HALF_KILOGRAM: i64 = 4_000;
/// Dong for what is added, each.
const ADDED: i64 = 2_000;
/// Dong for collecting any amount.
const COLLECTING: i64 = 3_000;

/// What size counts as, in grams.
pub(super) fn by_size(asked: &Value) -> i64 {
    let sides = ["PRODUCT_LENGTH", "PRODUCT_WIDTH", "PRODUCT_HEIGHT"];
    sides
        .map(|side| number(asked, side))
        .iter()
        .product::<i64>()
        / VOLUMETRIC
}

fn tax(net: i64) -> i64 {
    net * 8 / 100
}

/// What something costs by one service, in dong.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quote {
    /// Transport alone, before tax.
    transport: i64,
    collecting: i64,
    added: i64,
    pub(super) hours: i64,
    pub(super) by_size: i64,
}

impl Quote {
    /// Refused where the service does not go.
    pub(super) fn of(
        asked: &Value,
        service: &Service,
        added: usize,
        from: Place,
        to: Place,
    ) -> Result<Self, Refusal> {
        let is_within = from.province == to.province;
        let base = match is_within {
            _ if !from.served || !to.served => None,
            true => Some(service.within),
            false => service.beyond,
        };
        let base = base.ok_or_else(Refusal::no_lane)?;
        let by_size = by_size(asked);
        let more = (by_size.max(number(asked, "PRODUCT_WEIGHT")) - 1_000).max(0);
        Ok(Self {
            transport: base + (more + 499) / 500 * EACH_HALF_KILOGRAM,
            collecting: match number(asked, "MONEY_COLLECTION") {
                0 => 0,
                _ => COLLECTING,
            },
            added: i64::try_from(added).unwrap_or_default() * ADDED,
            hours: match is_within {
                true => service.hours.0,
                false => service.hours.1,
            },
            by_size,
        })
    }

    /// For petrol: a surcharge.
    fn fuel(&self) -> i64 {
        self.transport / 20
    }

    /// What is to be paid but for the tax.
    pub(super) fn net(&self) -> i64 {
        self.transport + self.fuel() + self.collecting + self.added
    }

    pub(super) fn tax(&self) -> i64 {
        tax(self.net())
    }

    /// With tax and without surcharges, as lists of services say it.
    fn listed(&self) -> i64 {
        self.transport + tax(self.transport)
    }

    /// What is to be paid.
    pub(super) fn total(&self) -> i64 {
        self.net() + self.tax()
    }

    /// Its parts, which add up to `MONEY_TOTAL`.
    pub(super) fn parts(&self) -> Value {
        json!({
            "MONEY_TOTAL_OLD": self.total(),
            "MONEY_TOTAL": self.total(),
            "MONEY_TOTAL_FEE": self.transport,
            "MONEY_FEE": self.fuel(),
            "MONEY_COLLECTION_FEE": self.collecting,
            "MONEY_OTHER_FEE": 0,
            "MONEY_VAS": self.added,
            "MONEY_VAT": self.tax(),
            "KPI_HT": self.hours,
            "EXCHANGE_WEIGHT": self.by_size,
        })
    }
}

pub(super) async fn all(_: Client, payload: Payload) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(PRICE_ALL)?;
    let (from, to) = (place::from(asked)?, place::to(asked)?);
    let is_domestic = number(asked, "TYPE") == 1;
    let rows = SERVICES
        .iter()
        .filter(|_| is_domestic)
        .filter_map(|service| {
            let quote = Quote::of(asked, service, 0, from, to).ok()?;
            Some(json!({
                "MA_DV_CHINH": service.code,
                "TEN_DICHVU": service.name,
                "GIA_CUOC": quote.listed(),
                "THOI_GIAN": format!("{} giờ", quote.hours),
                "EXCHANGE_WEIGHT": quote.by_size,
                "EXTRA_SERVICE": service::extras_of(service),
            }))
        });
    Ok(Json(rows.collect()))
}

pub(super) async fn one(_: Client, payload: Payload) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(PRICE)?;
    let service = service::asked(asked)?;
    let added = service::added(asked, service)?;
    let (from, to) = (place::from(asked)?, place::to(asked)?);
    if number(asked, "NATIONAL_TYPE") == 0 {
        return Err(Refusal::no_lane());
    }
    let quote = Quote::of(asked, service, added.len(), from, to)?;
    Ok(yes(quote.parts()))
}

/// An amount of dong.
pub(super) fn dong(amount: i64) -> Money {
    Money::new(
        amount,
        Currency::from_code("VND").expect("the dong is a currency of ISO 4217"),
    )
}
