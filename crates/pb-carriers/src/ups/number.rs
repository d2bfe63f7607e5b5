//! UPS's tracking numbers: `1Z`, six characters of the account, two digits of the service, seven more and a check
//! digit.

use crate::Likeness;
use pb_domain::CheckRule;

/// Whether a number is one of UPS's.
pub(super) fn likeness(number: &str) -> Likeness {
    let Some(covered) = number.strip_prefix("1Z") else {
        return Likeness::No;
    };
    let is_plain = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
    if covered.len() != 16 || !covered.bytes().all(is_plain) {
        return Likeness::No;
    }
    Likeness::checked(CheckRule::Mod10Doubled.ends(covered))
}
