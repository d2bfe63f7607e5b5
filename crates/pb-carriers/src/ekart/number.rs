//! Ekart's numbers: tracking ids, six digits, one to three letters, six or seven digits; waybill numbers of its own, a
//! merchant's three letters, `C` for cash or `P` for prepaid, ten digits. Neither has a check digit.

use crate::Likeness;

/// Whether a number has one of the two forms.
pub(super) fn likeness(number: &str) -> Likeness {
    match is_tracking_id(number) || is_waybill(number) {
        true => Likeness::Form,
        false => Likeness::No,
    }
}

fn is_tracking_id(number: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let head = digits(number);
    let rest = &number[head..];
    let letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
    let tail = &rest[letters..];
    head == 6
        && (1..=3).contains(&letters)
        && (6..=7).contains(&tail.len())
        && digits(tail) == tail.len()
}

fn is_waybill(number: &str) -> bool {
    let bytes = number.as_bytes();
    bytes.len() == 14
        && bytes[..3].iter().all(u8::is_ascii_uppercase)
        && matches!(bytes[3], b'C' | b'P')
        && bytes[4..].iter().all(u8::is_ascii_digit)
}
