//! Blue Dart's waybill numbers: eleven digits. No check digit is known.

use crate::Likeness;

const DIGITS: usize = 11;

/// Whether a number has that form.
pub(super) fn likeness(number: &str) -> Likeness {
    match is_waybill(number) {
        true => Likeness::Form,
        false => Likeness::No,
    }
}

fn is_waybill(number: &str) -> bool {
    number.len() == DIGITS && number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0')
}
