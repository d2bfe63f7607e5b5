//! GHN's order codes, which are its tracking numbers: six to ten capital letters and digits, without a check digit.

use crate::Likeness;

/// Whether a number looks like one. A number of digits alone is more likely somebody else's.
pub(super) fn likeness(number: &str) -> Likeness {
    let plain = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
    let lettered = number.bytes().any(|b| b.is_ascii_uppercase());
    match (6..=10).contains(&number.len()) && lettered && number.bytes().all(plain) {
        true => Likeness::Form,
        false => Likeness::No,
    }
}
