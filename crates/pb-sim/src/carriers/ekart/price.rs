//! Prices, made up: by weight, size, way, service and cash, in rupees to the paisa.
use super::place::Place;
use pb_domain::{Currency, Money};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

/// Cubic centimetres that count as a gram.
const CUBIC: u64 = 5;
/// Grams of a step.
const STEP: u64 = 500;

/// What is priced.
pub(super) struct Load {
    pub(super) from: Place,
    pub(super) to: Place,
    /// Grams.
    pub(super) weight: u64,
    /// Cubic centimetres.
    pub(super) volume: u64,
    pub(super) express: bool,
    pub(super) reverse: bool,
    pub(super) checked: bool,
    /// Rupees.
    pub(super) cash: Decimal,
}

/// A price in its parts.
pub(super) struct Price {
    zone: &'static str,
    volumetric: u64,
    billed: u64,
    shipping: Decimal,
    rto: Decimal,
    fuel: Decimal,
    cash: Decimal,
    check: Option<Decimal>,
    taxes: Decimal,
}

fn paise(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

impl Load {
    pub(super) fn price(&self) -> Price {
        let volumetric = self.volume.div_ceil(CUBIC);
        let billed = self.weight.max(volumetric).div_ceil(STEP) * STEP;
        let (zone, first, further) = match (&self.from, &self.to) {
            (from, to) if from.city == to.city => ("A", 30, 18),
            (from, to) if from.state == to.state => ("B", 34, 24),
            _ => ("C", 40, 32),
        };
        let steps = Decimal::from((billed / STEP).saturating_sub(1));
        let base = Decimal::from(first) + Decimal::from(further) * steps;
        let percent = |amount: Decimal, percent: i64| paise(amount * Decimal::new(percent, 2));
        let shipping =
            base + if self.express {
                percent(base, 60)
            } else {
                Decimal::ZERO
            } + if self.reverse {
                percent(base, 20)
            } else {
                Decimal::ZERO
            };
        let fuel = percent(shipping, 10);
        let cash = match self.cash > Decimal::ZERO {
            true => percent(self.cash, 2).max(Decimal::from(25)),
            false => Decimal::ZERO,
        };
        let check = self.checked.then(|| Decimal::from(15));
        let taxes = percent(shipping + fuel + cash + check.unwrap_or_default(), 18);
        Price {
            zone,
            volumetric,
            billed,
            rto: percent(shipping, 90),
            shipping,
            fuel,
            cash,
            check,
            taxes,
        }
    }
}

impl Price {
    fn total(&self) -> Decimal {
        self.shipping + self.fuel + self.cash + self.check.unwrap_or_default() + self.taxes
    }

    pub(super) fn money(&self) -> Money {
        let rupees = Currency::from_code("INR").expect("a currency");
        Money::from_decimal(self.total(), rupees).expect("an amount in range")
    }

    /// All amounts are texts.
    pub(super) fn answer(&self, serial: u64) -> Value {
        let amount = |amount: Decimal| format!("{amount:.2}");
        let mut answer = json!({
            "type": "WEIGHT_BASED",
            "zone": self.zone,
            "volumetricWeight": self.volumetric.to_string(),
            "billingWeight": self.billed.to_string(),
            "shippingCharge": amount(self.shipping),
            "rtoCharge": amount(self.rto),
            "fuelSurcharge": amount(self.fuel),
            "codCharge": amount(self.cash),
            "taxes": amount(self.taxes),
            "total": amount(self.total()),
            "rid": format!("r-{serial}"),
            "rSnapshotId": format!("s-{serial}"),
        });
        if let Some(check) = self.check {
            answer["qcCharge"] = amount(check).into();
        }
        answer
    }
}
