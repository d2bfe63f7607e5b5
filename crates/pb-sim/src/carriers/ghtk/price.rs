//! Prices, which are invented; what they go by is GHTK's: the way, the weight, the transport, the tags, what is
//! declared as the value.
use super::place::Place;
use pb_domain::{Currency, Money};
use serde_json::{Value, json};

/// Up to this value nothing is asked for insurance.
const INSURED_FREE: i64 = 1_000_000;

/// What a tag costs: its number, kind, title and dong.
const EXTRAS: &[(i64, &str, &str, i64)] = &[
    (1, "fragile", "Hàng dễ vỡ", 7_400),
    (39, "fresh", "Nông sản/thực phẩm tươi", 5_000),
];

/// What is carried, and how.
#[derive(Clone, Debug)]
pub(super) struct Load {
    pub(super) from: Place,
    pub(super) to: Place,
    pub(super) grams: i64,
    /// Dong.
    pub(super) value: i64,
    pub(super) by_air: bool,
    /// Within hours, in one city.
    pub(super) express: bool,
    pub(super) tags: Vec<i64>,
}

impl Load {
    fn within_province(&self) -> bool {
        self.from.province == self.to.province
    }

    /// Whether anybody goes there with that.
    pub(super) fn served(&self) -> bool {
        let how = match self.within_province() {
            true => !self.by_air,
            false => !self.express,
        };
        self.from.served && self.to.served && how
    }

    /// Number of the area.
    pub(super) fn area(&self) -> i64 {
        if self.within_province() { 1 } else { 3 }
    }

    /// What the way itself costs.
    pub(super) fn transport(&self) -> i64 {
        let (base, until, each) = match (self.within_province(), self.by_air, self.express) {
            (true, _, true) => (45_000, 2_000, 4_000),
            (true, _, false) => (22_000, 3_000, 2_500),
            (false, false, _) => (30_400, 500, 5_000),
            (false, true, _) => (38_400, 500, 9_000),
        };
        // Each half kilogram begun.
        let beyond = (self.grams - until).max(0);
        base + (beyond + 499) / 500 * each
    }

    pub(super) fn insurance(&self) -> i64 {
        insurance(self.value)
    }

    fn extras(&self) -> impl Iterator<Item = &'static (i64, &'static str, &'static str, i64)> {
        EXTRAS.iter().filter(|(tag, ..)| self.tags.contains(tag))
    }

    /// The way and what the tags cost.
    pub(super) fn fee(&self) -> i64 {
        self.transport() + self.extras().map(|(.., amount)| amount).sum::<i64>()
    }

    /// The fees in words of `extFees`.
    pub(super) fn ext_fees(&self) -> Value {
        let row = |(tag, kind, title, amount): &(i64, &str, &str, i64)| {
            let display = format!("(+ {},{:03} đ)", amount / 1_000, amount % 1_000);
            json!({ "display": display, "title": title, "amount": amount, "type": kind, "tag_id": tag })
        };
        self.extras().map(row).collect()
    }
}

/// What insuring a value costs: half a percent of all of it, once it is not free any more.
pub(super) fn insurance(value: i64) -> i64 {
    match value > INSURED_FREE {
        true => value / 200,
        false => 0,
    }
}

/// An amount of dong.
pub(super) fn dong(amount: i64) -> Money {
    Money::new(
        amount,
        Currency::from_code("VND").expect("the dong is a currency of ISO 4217"),
    )
}
