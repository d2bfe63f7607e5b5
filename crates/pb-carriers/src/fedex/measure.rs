//! Weights and sizes in the units of the country that a shipment leaves, within FedEx's limits.
//!
//! Weights go up to the next tenth and sides to the next whole unit: a parcel is never declared lighter or smaller
//! than it is.

use super::wire;
use crate::check::{invalid, measured};
use pb_domain::{CountryCode, Dimensions, Length, Parcel, Problem, Weight};
use rust_decimal::Decimal;
use serde_json::Number;

/// What a country measures in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Units {
    /// Pounds and inches.
    Imperial,
    /// Kilograms and centimetres.
    Metric,
}

impl Units {
    /// Of the country a shipment leaves.
    pub(super) fn of(country: CountryCode) -> Self {
        match country.code() {
            "US" | "PR" => Self::Imperial,
            _ => Self::Metric,
        }
    }

    /// What FedEx calls the unit of weight.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Imperial => "LB",
            Self::Metric => "KG",
        }
    }

    fn length_code(self) -> &'static str {
        match self {
            Self::Imperial => "IN",
            Self::Metric => "CM",
        }
    }

    /// Micrograms in the unit.
    fn of_weight(self) -> i64 {
        match self {
            Self::Imperial => 453_592_370,
            Self::Metric => 1_000_000_000,
        }
    }

    /// Micrometres in the unit.
    fn of_length(self) -> i64 {
        match self {
            Self::Imperial => 25_400,
            Self::Metric => 10_000,
        }
    }

    /// Most that a parcel may weigh by any service for parcels, in the unit.
    fn heaviest(self) -> i64 {
        match self {
            Self::Imperial => 150,
            Self::Metric => 68,
        }
    }

    /// Longest side, and longest side with the girth, by any service: 119 and 165 in. What a service takes less is
    /// left to FedEx to refuse.
    fn largest(self) -> (i64, i64) {
        match self {
            Self::Imperial => (119, 165),
            Self::Metric => (303, 420),
        }
    }

    /// A weight as FedEx writes it, up to the next tenth.
    pub(super) fn weight(self, weight: Weight) -> wire::Weight {
        wire::Weight {
            units: self.code(),
            value: Some(wire::number(self.tenths(weight))),
        }
    }

    /// A line of goods' weight, to the nearest hundredth: lines must not weigh more together than the parcel.
    pub(super) fn fine_weight(self, weight: Weight) -> wire::Weight {
        let hundredth = self.of_weight() / 100;
        let count = (weight.micrograms() + hundredth / 2) / hundredth;
        wire::Weight {
            units: self.code(),
            value: Some(wire::number(Decimal::new(count.max(1), 2))),
        }
    }

    /// The number alone of several parcels, each up to the next tenth.
    pub(super) fn total(self, parcels: &[Parcel]) -> Number {
        wire::number(parcels.iter().map(|p| self.tenths(p.weight)).sum())
    }

    /// In the unit, up to the next tenth.
    pub(super) fn tenths(self, weight: Weight) -> Decimal {
        Decimal::new(up(weight.micrograms(), self.of_weight() / 10), 1)
    }

    /// A parcel's weight, if FedEx takes it.
    pub(super) fn parcel_weight(
        self,
        index: usize,
        parcel: &Parcel,
    ) -> Result<wire::Weight, Problem> {
        measured(index, parcel)?;
        if self.tenths(parcel.weight) > Decimal::from(self.heaviest()) {
            return Err(invalid(
                format!("parcels.{index}.weight"),
                format!(
                    "Parcel {} weighs {}, and FedEx takes {} {} at most",
                    index + 1,
                    parcel.weight,
                    self.heaviest(),
                    self.code()
                ),
            ));
        }
        Ok(self.weight(parcel.weight))
    }

    /// A parcel's size in whole units, longest side first, if FedEx takes it.
    pub(super) fn size(
        self,
        index: usize,
        dimensions: Dimensions,
    ) -> Result<wire::Dimensions, Problem> {
        let side = |length: Length| up(length.micrometres(), self.of_length());
        let [length, width, height] = dimensions.sorted().map(side);
        let (longest, with_girth) = self.largest();
        let around = width
            .checked_add(height)
            .and_then(|sum| sum.checked_mul(2))
            .and_then(|girth| girth.checked_add(length));
        if length > longest || around.is_none_or(|around| around > with_girth) {
            return Err(invalid(
                format!("parcels.{index}.dimensions"),
                format!(
                    "Parcel {} is larger than FedEx takes: {longest} {unit} at most, and {with_girth} {unit} with its girth",
                    index + 1,
                    unit = self.length_code()
                ),
            ));
        }
        Ok(wire::Dimensions {
            length,
            width,
            height,
            units: self.length_code(),
        })
    }
}

/// How many whole units hold an amount.
fn up(amount: i64, unit: i64) -> i64 {
    amount.saturating_sub(1).div_euclid(unit) + 1
}
