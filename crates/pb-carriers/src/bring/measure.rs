//! Weights and sizes as Bring takes them: prices in grams, bookings in kilograms, both in centimetres.
//!
//! All go up to the next whole gram and centimetre: a parcel is never declared lighter or smaller than it is.

use pb_domain::{Length, Money, Weight};
use rust_decimal::Decimal;
use serde_json::Number;

const MICROGRAMS_IN_A_GRAM: i64 = 1_000_000;
const MICROMETRES_IN_A_CENTIMETRE: i64 = 10_000;

/// Whole grams.
pub(super) fn grams(weight: Weight) -> i64 {
    up(weight.micrograms(), MICROGRAMS_IN_A_GRAM)
}

/// Kilograms to the gram, as a JSON number.
pub(super) fn kilograms(weight: Weight) -> Number {
    number(Decimal::new(grams(weight), 3))
}

/// Whole centimetres.
pub(super) fn centimetres(length: Length) -> i64 {
    up(length.micrometres(), MICROMETRES_IN_A_CENTIMETRE)
}

/// An amount as a JSON number.
pub(super) fn amount(money: Money) -> Number {
    number(money.decimal())
}

/// A decimal as a JSON number with the same digits.
fn number(value: Decimal) -> Number {
    value
        .normalize()
        .to_string()
        .parse()
        .expect("a decimal's digits are a JSON number")
}

/// How many whole units hold an amount.
fn up(amount: i64, unit: i64) -> i64 {
    amount.saturating_sub(1).div_euclid(unit) + 1
}
