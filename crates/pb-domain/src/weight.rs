//! Weight in whole micrograms.
use rust_decimal::prelude::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A weight in whole micrograms. Conversions round half away from zero, so what was entered in any
/// supported unit with up to three decimals shows back unchanged.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS,
)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct Weight(i64);

/// Units a merchant or a scale speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum WeightUnit {
    /// Gram.
    G,
    /// Kilogram.
    Kg,
    /// Avoirdupois ounce, 28.349523125 g.
    Oz,
    /// Avoirdupois pound, 453.59237 g.
    Lb,
}

/// Why a text is not a weight.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeightError {
    /// No number was found.
    #[error("“{0}” is not a weight; write it like 1.2kg, 450 g, 2 lb or 12.5oz")]
    Unreadable(String),
    /// The number does not fit.
    #[error("“{0}” is too large for a weight")]
    TooLarge(String),
}

impl WeightUnit {
    /// Micrograms in one unit, exact.
    fn micrograms(self) -> Decimal {
        match self {
            Self::G => Decimal::new(1_000_000, 0),
            Self::Kg => Decimal::new(1_000_000_000, 0),
            Self::Oz => Decimal::new(28_349_523_125, 3),
            Self::Lb => Decimal::new(453_592_370, 0),
        }
    }

    /// The unit's usual spelling.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::G => "g",
            Self::Kg => "kg",
            Self::Oz => "oz",
            Self::Lb => "lb",
        }
    }
}

impl FromStr for WeightUnit {
    type Err = WeightError;
    fn from_str(s: &str) -> Result<Self, WeightError> {
        match s.trim().to_ascii_lowercase().as_str() {
            "g" | "gr" | "gram" | "grams" => Ok(Self::G),
            "kg" | "kgs" | "kilo" | "kilogram" | "kilograms" => Ok(Self::Kg),
            "oz" | "ozs" | "ounce" | "ounces" => Ok(Self::Oz),
            "lb" | "lbs" | "pound" | "pounds" => Ok(Self::Lb),
            _ => Err(WeightError::Unreadable(s.to_owned())),
        }
    }
}

impl Weight {
    /// Nothing on the pan.
    pub const ZERO: Self = Self(0);

    /// From whole micrograms.
    pub const fn from_micrograms(micrograms: i64) -> Self {
        Self(micrograms)
    }

    /// From whole grams.
    pub const fn from_grams(grams: i64) -> Self {
        Self(grams * 1_000_000)
    }

    /// Whole micrograms.
    pub const fn micrograms(self) -> i64 {
        self.0
    }

    /// From a number in a unit; `None` when it does not fit.
    pub fn new(value: Decimal, unit: WeightUnit) -> Option<Self> {
        value
            .checked_mul(unit.micrograms())?
            .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
            .to_i64()
            .map(Self)
    }

    /// The number in a unit, rounded half away from zero to `decimals` places.
    pub fn in_unit(self, unit: WeightUnit, decimals: u32) -> Decimal {
        (Decimal::from(self.0) / unit.micrograms())
            .round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
    }

    /// The sum, or `None` when it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// Reads `1.2kg`, `450 g`, `2lb`, `12,5 oz`; a bare number is in `default`.
    pub fn parse(text: &str, default: WeightUnit) -> Result<Self, WeightError> {
        let unreadable = || WeightError::Unreadable(text.to_owned());
        let trimmed = text.trim();
        let split = trimmed
            .find(|c: char| c.is_alphabetic())
            .unwrap_or(trimmed.len());
        let (number, unit) = trimmed.split_at(split);
        let unit = if unit.is_empty() {
            default
        } else {
            unit.parse().map_err(|_| unreadable())?
        };
        let number = number.trim().replace(',', ".");
        let value = Decimal::from_str(&number).map_err(|_| unreadable())?;
        Self::new(value, unit).ok_or_else(|| WeightError::TooLarge(text.to_owned()))
    }
}

impl std::fmt::Display for Weight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.unsigned_abs() >= 1_000_000_000 {
            write!(f, "{} kg", self.in_unit(WeightUnit::Kg, 3).normalize())
        } else {
            write!(f, "{} g", self.in_unit(WeightUnit::G, 1).normalize())
        }
    }
}

impl std::iter::Sum for Weight {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, |a, b| Self(a.0.saturating_add(b.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_type() {
        for (text, micrograms) in [
            ("1.2kg", 1_200_000_000),
            ("450 g", 450_000_000),
            ("1 lb", 453_592_370),
            ("12,5 oz", 354_369_039),
            ("0.5", 500_000_000),
        ] {
            assert_eq!(
                Weight::parse(text, WeightUnit::Kg),
                Ok(Weight(micrograms)),
                "{text}"
            );
        }
        for text in ["", "kg", "1.2.3", "heavy", "1 stone", "--4g"] {
            assert!(Weight::parse(text, WeightUnit::Kg).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn shows_back_what_was_entered(milli in 0i64..100_000_000, unit in 0usize..4) {
            let unit = [WeightUnit::G, WeightUnit::Kg, WeightUnit::Oz, WeightUnit::Lb][unit];
            let entered = Decimal::new(milli, 3);
            let weight = Weight::new(entered, unit).expect("fits");
            prop_assert_eq!(weight.in_unit(unit, 3), entered.normalize());
        }
    }
}
