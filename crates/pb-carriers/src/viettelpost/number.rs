//! Viettel Post's numbers, which are its tracking numbers: digits, or a partner's letters and digits, without a check
//! digit that anybody knows.

use super::answer::text;
use crate::Likeness;
use serde_json::Value;

/// The number of an order, if it can be one.
pub(super) fn of(value: &Value) -> Option<String> {
    let number = text(value);
    let plain = number.bytes().all(|b| b.is_ascii_alphanumeric());
    (plain && (6..=30).contains(&number.len())).then_some(number)
}

/// Whether a number looks like one: 11 to 13 digits, or up to ten letters before 8 to 13.
pub(super) fn likeness(number: &str) -> Likeness {
    let digits = number.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let letters = number.len() - digits.len();
    let shortest = if letters == 0 { 11 } else { 8 };
    let fits = letters <= 10 && (shortest..=13).contains(&digits.len());
    match fits && digits.bytes().all(|b| b.is_ascii_digit()) {
        true => Likeness::Form,
        false => Likeness::No,
    }
}
