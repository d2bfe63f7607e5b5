//! USPS's tracking numbers.
//!
//! Within the country an Intelligent Mail package barcode (Publication 199) of 22 or 26 digits that begins with 91 to
//! 95, scanned with or without `420` and the ZIP Code before it; older ones have 20 digits. Abroad an S10 of the UPU
//! that ends with US. All have a check digit.

use crate::Likeness;
use pb_domain::CheckRule;

/// What may stand before a number in the barcode: the ZIP Code that it goes to, with its length in digits.
const ROUTING: &str = "420";
const ZIPS: &[usize] = &[5, 9];
/// What a scanner may leave between the parts (FNC1).
const SEPARATOR: char = '\u{1d}';

/// Whether a number is one of USPS's.
pub(super) fn likeness(number: &str) -> Likeness {
    if is_s10(number) {
        return Likeness::checked(CheckRule::S10.ends(&number[2..11]));
    }
    let digits: String = number.chars().filter(|c| *c != SEPARATOR).collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Likeness::No;
    }
    // Of 34 digits it shows only by the check digit how many of them are the ZIP Code.
    let routed = digits.strip_prefix(ROUTING).into_iter();
    let routed = routed.flat_map(|rest| ZIPS.iter().filter_map(|zip| rest.get(*zip..)));
    let mut readings = routed
        .chain([digits.as_str()])
        .filter(|d| has_form(d))
        .peekable();
    if readings.peek().is_none() {
        return Likeness::No;
    }
    Likeness::checked(readings.any(checks))
}

/// The number without the ZIP Code, as tracking wants it.
pub(super) fn bare(number: &str) -> String {
    let digits: String = number.chars().filter(|c| *c != SEPARATOR).collect();
    if let Some(rest) = digits.strip_prefix(ROUTING) {
        let found = ZIPS.iter().filter_map(|zip| rest.get(*zip..));
        if let Some(bare) = found.clone().find(|d| has_form(d) && checks(d)) {
            return bare.to_owned();
        }
    }
    digits
}

fn is_s10(number: &str) -> bool {
    let bytes = number.as_bytes();
    bytes.len() == 13
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..11].iter().all(u8::is_ascii_digit)
        && bytes[11..] == *b"US"
}

fn has_form(digits: &str) -> bool {
    match digits.len() {
        22 | 26 => matches!(digits.as_bytes(), [b'9', b'1'..=b'5', ..]),
        20 => true,
        _ => false,
    }
}

/// The check digit of an older number covers `91` before it, or not.
fn checks(digits: &str) -> bool {
    let rule = CheckRule::Mod10Gs1;
    rule.ends(digits) || digits.len() == 20 && rule.ends(&format!("91{digits}"))
}
