//! Weights and sizes in the units of the country that a shipment leaves, within UPS's limits.
//!
//! Both go up to the next tenth: a parcel is never declared lighter or smaller than it is.

use super::wire::{self, Code};
use crate::check::{invalid, measured};
use pb_domain::{CountryCode, Dimensions, Length, Parcel, Problem, Weight};
use rust_decimal::Decimal;

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

    /// What UPS calls the unit of weight.
    pub(super) fn weight_code(self) -> &'static str {
        match self {
            Self::Imperial => "LBS",
            Self::Metric => "KGS",
        }
    }

    fn length_code(self) -> &'static str {
        match self {
            Self::Imperial => "IN",
            Self::Metric => "CM",
        }
    }

    /// Micrograms in a tenth of the unit.
    fn tenth_of_weight(self) -> i64 {
        match self {
            Self::Imperial => 45_359_237,
            Self::Metric => 100_000_000,
        }
    }

    /// Micrometres in a tenth of the unit.
    fn tenth_of_length(self) -> i64 {
        match self {
            Self::Imperial => 2_540,
            Self::Metric => 1_000,
        }
    }

    /// Most that a parcel may weigh, in the unit.
    fn heaviest(self) -> i64 {
        match self {
            Self::Imperial => 150,
            Self::Metric => 70,
        }
    }

    /// Longest side, and longest side with the girth, in the unit. The metric girth that UPS documents (330)
    /// is not its imperial one (165 in are 419 cm): what lies between is left to UPS to refuse.
    fn largest(self) -> (i64, i64) {
        match self {
            Self::Imperial => (108, 165),
            Self::Metric => (270, 419),
        }
    }

    /// From when on a parcel is heavy for a driver, in the unit.
    fn heavy(self) -> i64 {
        match self {
            Self::Imperial => 70,
            Self::Metric => 32,
        }
    }

    /// A weight as UPS writes it.
    pub(super) fn weight(self, weight: Weight) -> wire::Weight {
        wire::Weight {
            unit_of_measurement: Code::of(self.weight_code()),
            weight: tenths(up(weight.micrograms(), self.tenth_of_weight())),
        }
    }

    /// Whether a driver must know that a parcel is heavy.
    pub(super) fn is_heavy(self, weight: Weight) -> bool {
        up(weight.micrograms(), self.tenth_of_weight()) > self.heavy() * 10
    }

    /// A parcel's weight, if UPS takes it.
    pub(super) fn parcel_weight(
        self,
        index: usize,
        parcel: &Parcel,
    ) -> Result<wire::Weight, Problem> {
        measured(index, parcel)?;
        if up(parcel.weight.micrograms(), self.tenth_of_weight()) > self.heaviest() * 10 {
            return Err(invalid(
                format!("parcels.{index}.weight"),
                format!(
                    "Parcel {} weighs {}, and UPS takes {} {} at most",
                    index + 1,
                    parcel.weight,
                    self.heaviest(),
                    self.weight_code()
                ),
            ));
        }
        Ok(self.weight(parcel.weight))
    }

    /// A parcel's size, longest side first, if UPS takes it.
    pub(super) fn size(
        self,
        index: usize,
        dimensions: Dimensions,
    ) -> Result<wire::Dimensions, Problem> {
        let side = |length: Length| up(length.micrometres(), self.tenth_of_length());
        let [length, width, height] = dimensions.sorted().map(side);
        let (longest, with_girth) = self.largest();
        let around = width
            .checked_add(height)
            .and_then(|sum| sum.checked_mul(2))
            .and_then(|girth| girth.checked_add(length));
        if length > longest * 10 || around.is_none_or(|around| around > with_girth * 10) {
            return Err(invalid(
                format!("parcels.{index}.dimensions"),
                format!(
                    "Parcel {} is larger than UPS takes: {longest} {unit} at most, and {with_girth} {unit} with its girth",
                    index + 1,
                    unit = self.length_code()
                ),
            ));
        }
        Ok(wire::Dimensions {
            unit_of_measurement: Code::of(self.length_code()),
            length: tenths(length),
            width: tenths(width),
            height: tenths(height),
        })
    }
}

/// How many whole units hold an amount.
fn up(amount: i64, unit: i64) -> i64 {
    amount.saturating_sub(1).div_euclid(unit) + 1
}

fn tenths(count: i64) -> String {
    Decimal::new(count, 1).normalize().to_string()
}
