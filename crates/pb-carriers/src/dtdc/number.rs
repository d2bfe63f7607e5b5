//! DTDC's consignment numbers: a letter and eight digits, as its documents have them; others are seen too. No check
//! digit is known.

use crate::Likeness;

/// Whether a number has the documented form, or that with nine digits.
pub(super) fn likeness(number: &str) -> Likeness {
    let mut characters = number.chars();
    let begins = characters.next().is_some_and(|c| c.is_ascii_uppercase());
    let digits = characters.as_str();
    let is_one =
        begins && (8..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    match is_one {
        true => Likeness::Form,
        false => Likeness::No,
    }
}
