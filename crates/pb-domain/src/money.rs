//! Money in integer minor units with its currency.
use rust_decimal::prelude::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An ISO 4217 currency, by its three-letter code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct Currency(iso_currency::Currency);

/// An amount in the currency's smallest unit: cents for USD, whole dong for VND.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct Money {
    /// Minor units; the currency says how many make one.
    #[ts(type = "number")]
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

/// Why an amount could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a currency of ISO 4217.
    #[error("“{0}” is not a currency code; use three letters such as USD, EUR or VND")]
    UnknownCurrency(String),
    /// Not a number, or out of range.
    #[error("“{0}” is not an amount of money")]
    Unreadable(String),
    /// Two currencies met.
    #[error("amounts in {0} and {1} cannot be added")]
    MixedCurrencies(Currency, Currency),
}

impl Currency {
    /// From its three-letter code, upper or lower case.
    pub fn from_code(code: &str) -> Result<Self, MoneyError> {
        iso_currency::Currency::from_code(&code.trim().to_ascii_uppercase())
            .map(Self)
            .ok_or_else(|| MoneyError::UnknownCurrency(code.to_owned()))
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimal places of one unit: 2 for USD, 0 for JPY and VND.
    pub fn exponent(self) -> u32 {
        self.0.exponent().map_or(2, u32::from)
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;
    fn try_from(code: String) -> Result<Self, MoneyError> {
        Self::from_code(&code)
    }
}

impl From<Currency> for String {
    fn from(c: Currency) -> Self {
        c.code().to_owned()
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl Money {
    /// From minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// From a decimal amount, rounded half away from zero to the currency's minor unit.
    pub fn from_decimal(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let scale = Decimal::from(10i64.pow(currency.exponent()));
        amount
            .checked_mul(scale)
            .map(|m| m.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
            .and_then(|m| m.to_i64())
            .map(|minor| Self { minor, currency })
            .ok_or_else(|| MoneyError::Unreadable(amount.to_string()))
    }

    /// The amount as a decimal number of whole units.
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.minor, self.currency.exponent())
    }

    /// The sum; fails on two currencies or overflow.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::MixedCurrencies(self.currency, other.currency));
        }
        self.minor
            .checked_add(other.minor)
            .map(|minor| Self {
                minor,
                currency: self.currency,
            })
            .ok_or_else(|| MoneyError::Unreadable(format!("{self} + {other}")))
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minor_units_follow_the_currency() {
        let usd = Currency::from_code("usd").expect("USD");
        let vnd = Currency::from_code("VND").expect("VND");
        assert_eq!(
            Money::from_decimal(Decimal::new(12345, 3), usd)
                .expect("ok")
                .minor,
            1235
        );
        assert_eq!(
            Money::from_decimal(Decimal::new(-12345, 3), usd)
                .expect("ok")
                .minor,
            -1235
        );
        assert_eq!(
            Money::from_decimal(Decimal::new(25_000, 0), vnd)
                .expect("ok")
                .minor,
            25_000
        );
        assert_eq!(Money::new(1235, usd).to_string(), "12.35 USD");
        assert!(Money::new(1, usd).checked_add(Money::new(1, vnd)).is_err());
        assert!(Currency::from_code("dollars").is_err());
    }
}
