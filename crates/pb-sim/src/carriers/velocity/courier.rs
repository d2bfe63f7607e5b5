//! The couriers behind Velocity, and their prices, made up: by weight, size, way and cash, in rupees without tax.
use super::place::Place;
use crate::carriers::World;
use pb_domain::{Currency, Money};
use rust_decimal::{Decimal, RoundingStrategy};

/// Cubic centimetres that count as a gram.
const CUBIC: Decimal = Decimal::from_parts(5, 0, 0, false, 0);
/// Grams of a step.
const STEP: Decimal = Decimal::from_parts(500, 0, 0, false, 0);
/// What the wallet is charged on top, in percent.
const TAX: Decimal = Decimal::from_parts(18, 0, 0, false, 0);

/// A courier.
pub(super) struct Courier {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// `road` or `air`.
    pub(super) level: &'static str,
    /// Rupees of the first step and of each further one.
    steps: (i64, i64),
    /// Velocity's own fee, in rupees.
    pub(super) fee: i64,
    /// Heaviest parcel, in grams.
    heaviest: i64,
    returns: bool,
}

pub(super) static COURIERS: &[Courier] = &[
    Courier {
        id: "CARSIMDELHV1",
        name: "Delhivery Standard",
        level: "road",
        steps: (44, 36),
        fee: 0,
        heaviest: 30_000,
        returns: true,
    },
    Courier {
        id: "CARSIMEKART1",
        name: "Ekart Standard",
        level: "road",
        steps: (40, 33),
        fee: 0,
        heaviest: 20_000,
        returns: true,
    },
    Courier {
        id: "CARSIMBLUED1",
        name: "Bluedart Air",
        level: "air",
        steps: (62, 55),
        fee: 2,
        heaviest: 30_000,
        returns: false,
    },
];

/// The courier of an id.
pub(super) fn find(id: &str) -> Option<&'static Courier> {
    COURIERS.iter().find(|courier| courier.id == id)
}

/// What is to be carried.
pub(super) struct Load {
    pub(super) from: Place,
    pub(super) to: Place,
    /// Grams.
    pub(super) weight: Decimal,
    /// Centimetres.
    pub(super) sides: [Decimal; 3],
    pub(super) reverse: bool,
    /// Rupees; zero when it is prepaid.
    pub(super) cash: Decimal,
}

/// A price in its parts, in rupees.
pub(super) struct Price {
    pub(super) freight: Decimal,
    pub(super) cash: Decimal,
    pub(super) rto: Decimal,
    pub(super) fee: Decimal,
}

fn paise(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

fn percent(amount: Decimal, percent: i64) -> Decimal {
    paise(amount * Decimal::new(percent, 2))
}

impl Load {
    /// Zone of the two places.
    pub(super) fn zone(&self) -> &'static str {
        match (&self.from, &self.to) {
            (from, to) if from.city == to.city => "A",
            (from, to) if from.state == to.state => "B",
            _ => "C",
        }
    }

    pub(super) fn volumetric(&self) -> Decimal {
        (self.sides.iter().product::<Decimal>() / CUBIC).ceil()
    }

    /// Grams that are charged.
    pub(super) fn applicable(&self) -> Decimal {
        self.weight.max(self.volumetric())
    }
}

impl Courier {
    /// Whether it takes such a load.
    pub(super) fn takes(&self, load: &Load) -> bool {
        let cash = load.cash.is_zero() || load.to.cash;
        let way = !load.reverse || self.returns && load.from.returns;
        load.weight <= Decimal::from(self.heaviest) && cash && way
    }

    pub(super) fn price(&self, load: &Load) -> Price {
        let steps = (load.applicable() / STEP).ceil().max(Decimal::ONE);
        let (first, further) = self.steps;
        let base = Decimal::from(first) + Decimal::from(further) * (steps - Decimal::ONE);
        let far = match load.zone() {
            "A" => base,
            "B" => base + percent(base, 10),
            _ => base + percent(base, 25),
        };
        let freight = match load.reverse {
            true => far + percent(far, 20),
            false => far,
        };
        Price {
            rto: percent(freight, 90),
            freight,
            cash: match load.cash.is_zero() {
                true => Decimal::ZERO,
                false => percent(load.cash, 2).max(Decimal::new(313, 1)),
            },
            fee: Decimal::from(self.fee),
        }
    }

    /// A new airway bill, as the courier has them.
    pub(super) fn bill(&self, world: &mut World, load: &Load) -> String {
        let serial = world.next_serial();
        match self.id {
            "CARSIMEKART1" => {
                let kind = match (load.reverse, load.cash.is_zero()) {
                    (true, _) => 'R',
                    (false, true) => 'P',
                    (false, false) => 'C',
                };
                format!("VEH{kind}{:010}", serial % 10_000_000_000)
            }
            "CARSIMBLUED1" => format!("{:011}", serial % 100_000_000_000),
            _ => format!("3481{:010}", serial % 10_000_000_000),
        }
    }
}

impl Price {
    /// What is stated for the way itself.
    pub(super) fn total(&self) -> Decimal {
        self.freight + self.cash
    }

    /// What the wallet is charged: all of it, with tax.
    pub(super) fn charge(&self) -> Money {
        let sum = self.total() + self.fee;
        let whole = paise(sum + sum * TAX / Decimal::ONE_HUNDRED);
        let rupees = Currency::from_code("INR").expect("a currency");
        Money::from_decimal(whole, rupees).expect("an amount in range")
    }
}
