//! Prices, which are invented; what they go by is GHN's: the way, the larger of weight and size, the service, what is
//! insured and what is collected.
use super::place::Place;
use super::refusal::Refusal;
use super::shape::number;
use pb_domain::{Currency, Money};
use serde_json::{Value, json};

/// Light parcels, and heavy goods from 20 kg on.
pub(super) const LIGHT: i64 = 2;
pub(super) const HEAVY: i64 = 5;
const HEAVY_FROM: i64 = 20_000;
/// Cubic centimetres that count as a gram.
const VOLUMETRIC: i64 = 5;

/// What is carried, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    service: i64,
    billed: i64,
    within_province: bool,
    insured: i64,
    cash: i64,
}

/// The larger of weight and size, in grams.
pub(super) fn billed(asked: &Value) -> i64 {
    let [length, width, height] = ["length", "width", "height"].map(|name| number(asked, name));
    (length * width * height / VOLUMETRIC).max(number(asked, "weight"))
}

impl Load {
    /// Of a request between two places; refused where nobody goes, or not with that.
    pub(super) fn of(asked: &Value, cash: &str, from: Place, to: Place) -> Result<Self, Refusal> {
        let service = number(asked, "service_type_id");
        if ![LIGHT, HEAVY].contains(&service) {
            return Err(Refusal::not_served("service type is not offered"));
        }
        if !from.served || !to.served {
            return Err(Refusal::not_served("route not found service"));
        }
        if service == LIGHT && number(asked, "weight") >= HEAVY_FROM {
            return Err(Refusal::not_served("too heavy for the service type"));
        }
        if service == HEAVY {
            if number(asked, "weight") < HEAVY_FROM && billed(asked) < HEAVY_FROM {
                return Err(Refusal::not_served("too light for the service type"));
            }
            let whole = |item: &Value| {
                let sides = ["weight", "length", "width", "height"];
                sides.iter().all(|side| number(item, side) > 0)
            };
            let items = asked["items"].as_array();
            if !items.is_some_and(|items| !items.is_empty() && items.iter().all(whole)) {
                return Err(Refusal::coded(
                    "USER_ERR_COMMON",
                    "items weight is not valid",
                    "Cân nặng không hợp lệ",
                ));
            }
        }
        Ok(Self {
            service,
            billed: billed(asked),
            within_province: from.province == to.province,
            insured: number(asked, "insurance_value"),
            cash: number(asked, cash),
        })
    }

    fn transport(&self) -> i64 {
        let (base, until, each) = match (self.service, self.within_province) {
            (LIGHT, true) => (22_000, 2_000, 2_500),
            (LIGHT, false) => (32_000, 1_000, 5_000),
            (_, true) => (75_000, 20_000, 2_000),
            (_, false) => (130_000, 20_000, 4_000),
        };
        // Each half kilogram begun.
        let beyond = (self.billed - until).max(0);
        base + (beyond + 499) / 500 * each
    }

    fn insurance(&self) -> i64 {
        self.insured / 200
    }

    fn cash(&self) -> i64 {
        if self.cash > 0 { 2_000 } else { 0 }
    }

    pub(super) fn total(&self) -> i64 {
        self.transport() + self.insurance() + self.cash()
    }

    /// The parts in the words of orders.
    pub(super) fn parts(&self) -> Value {
        json!({
            "main_service": self.transport(), "insurance": self.insurance(), "station_do": 0,
            "station_pu": 0, "return": 0, "r2s": 0, "coupon": 0, "document_return": 0,
            "double_check": 0, "cod_fee": self.cash(), "cod_failed_fee": 0,
            "pick_remote_areas_fee": 0, "deliver_remote_areas_fee": 0,
        })
    }

    /// The parts in the words of `fee`.
    pub(super) fn fee(&self) -> Value {
        json!({
            "total": self.total(), "service_fee": self.transport(), "insurance_fee": self.insurance(),
            "pick_station_fee": 0, "coupon_value": 0, "r2s_fee": 0, "return_again": 0,
            "document_return": 0, "double_check": 0, "cod_fee": self.cash(),
            "pick_remote_areas_fee": 0, "deliver_remote_areas_fee": 0, "cod_failed_fee": 0,
        })
    }
}

/// An amount of dong.
pub(super) fn dong(amount: i64) -> Money {
    Money::new(
        amount,
        Currency::from_code("VND").expect("the dong is a currency of ISO 4217"),
    )
}
