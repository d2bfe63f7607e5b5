//! Airway bills are the couriers' own, and look like theirs. Velocity's are those that name it: Ekart's with `VEH` as
//! the merchant's letters, and Shadowfax's between `R` and `VEL`. Neither has a check digit.

use crate::Likeness;

pub(super) fn likeness(number: &str) -> Likeness {
    match is_ekarts(number) || is_shadowfaxs(number) {
        true => Likeness::Form,
        false => Likeness::No,
    }
}

fn are_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn is_ekarts(number: &str) -> bool {
    let rest = number.strip_prefix("VEH");
    let kind = rest.and_then(|rest| rest.strip_prefix(['C', 'P', 'R']));
    kind.is_some_and(|digits| digits.len() == 10 && are_digits(digits))
}

fn is_shadowfaxs(number: &str) -> bool {
    let inner = number.strip_prefix('R').and_then(|n| n.strip_suffix("VEL"));
    inner.is_some_and(|digits| digits.len() >= 6 && are_digits(digits))
}
