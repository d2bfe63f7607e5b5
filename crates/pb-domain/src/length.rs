//! Length in whole micrometres.
use rust_decimal::prelude::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A length in whole micrometres; conversions round half away from zero.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS,
)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct Length(i64);

/// Units a merchant measures boxes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum LengthUnit {
    /// Millimetre.
    Mm,
    /// Centimetre.
    Cm,
    /// Inch, 25.4 mm.
    In,
}

impl LengthUnit {
    fn micrometres(self) -> Decimal {
        match self {
            Self::Mm => Decimal::new(1_000, 0),
            Self::Cm => Decimal::new(10_000, 0),
            Self::In => Decimal::new(25_400, 0),
        }
    }
}

impl FromStr for LengthUnit {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        match s.trim().to_ascii_lowercase().as_str() {
            "mm" => Ok(Self::Mm),
            "cm" => Ok(Self::Cm),
            "in" | "inch" | "inches" => Ok(Self::In),
            _ => Err(()),
        }
    }
}

impl Length {
    /// From whole micrometres.
    pub const fn from_micrometres(micrometres: i64) -> Self {
        Self(micrometres)
    }

    /// From whole millimetres.
    pub const fn from_mm(mm: i64) -> Self {
        Self(mm * 1_000)
    }

    /// Whole micrometres.
    pub const fn micrometres(self) -> i64 {
        self.0
    }

    /// From a number in a unit; `None` when it does not fit.
    pub fn new(value: Decimal, unit: LengthUnit) -> Option<Self> {
        value
            .checked_mul(unit.micrometres())?
            .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
            .to_i64()
            .map(Self)
    }

    /// The number in a unit, rounded half away from zero to `decimals` places.
    pub fn in_unit(self, unit: LengthUnit, decimals: u32) -> Decimal {
        (Decimal::from(self.0) / unit.micrometres())
            .round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
    }
}

/// Outer size of a parcel or box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Dimensions {
    /// Longest side.
    pub length: Length,
    /// Second side.
    pub width: Length,
    /// Third side.
    pub height: Length,
}

impl Dimensions {
    /// The three sides, longest first.
    pub fn sorted(self) -> [Length; 3] {
        let mut sides = [self.length, self.width, self.height];
        sides.sort_unstable_by(|a, b| b.cmp(a));
        sides
    }

    /// Volume in whole cubic centimetres, rounded up.
    pub fn cubic_cm(self) -> i64 {
        let um3 = i128::from(self.length.0) * i128::from(self.width.0) * i128::from(self.height.0);
        i64::try_from((um3 + 999_999_999_999) / 1_000_000_000_000).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_exactly_and_back() {
        let a = Length::new(Decimal::new(125, 1), LengthUnit::In).expect("fits");
        assert_eq!(a.micrometres(), 317_500);
        assert_eq!(a.in_unit(LengthUnit::In, 2), Decimal::new(125, 1));
        assert_eq!(a.in_unit(LengthUnit::Mm, 1), Decimal::new(3175, 1));
    }

    #[test]
    fn volume_rounds_up() {
        let d = Dimensions {
            length: Length::from_mm(101),
            width: Length::from_mm(100),
            height: Length::from_mm(100),
        };
        assert_eq!(d.cubic_cm(), 1010);
    }
}
