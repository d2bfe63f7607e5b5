//! GHTK's labels, which are its tracking numbers: parts with dots between, such as `S1.A1.17373471`, the last of them
//! the order's number. There is no check digit.

use crate::Likeness;

/// Fewest digits of an order's number.
const DIGITS: usize = 6;

/// Whether a number looks like one.
pub(super) fn likeness(number: &str) -> Likeness {
    let plain = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase() || b == b'-';
    let parts: Vec<&str> = number.split('.').collect();
    let fits = |part: &&str| !part.is_empty() && part.bytes().all(plain);
    let digits = |part: &str| part.len() >= DIGITS && part.bytes().all(|b| b.is_ascii_digit());
    let like = match parts.as_slice() {
        [shop, .., order] => {
            number.len() <= 60
                && shop.starts_with(|c: char| c.is_ascii_uppercase())
                && parts.iter().all(fits)
                && digits(order)
        }
        _ => false,
    };
    if like { Likeness::Form } else { Likeness::No }
}
