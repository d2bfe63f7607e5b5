//! Bring's numbers: consignments, parcels (SSCC) and, from Norway abroad, S10.

use crate::Likeness;
use pb_domain::CheckRule;

/// What consignments begin with.
const CONSIGNMENT: &str = "70438101";
/// What parcels begin with: an SSCC's first digit, and the same.
const PARCEL: &str = "370438101";
/// What stands before an SSCC in a barcode (GS1 application identifier).
const SSCC: &str = "00";

/// Whether a number is one of Bring's.
pub(super) fn likeness(number: &str) -> Likeness {
    if !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Likeness::No;
    }
    let is_digits = number.bytes().all(|b| b.is_ascii_digit());
    let (covered, rule) = match (number.len(), is_digits) {
        (17, true) if number.starts_with(CONSIGNMENT) => (number, CheckRule::Mod10Gs1),
        (18, true) if number.starts_with(PARCEL) => (number, CheckRule::Mod10Gs1),
        (20, true) if number.starts_with(SSCC) && number[2..].starts_with(PARCEL) => {
            (&number[2..], CheckRule::Mod10Gs1)
        }
        (13, false) if number.starts_with("CR") && number.ends_with("NO") => {
            (&number[2..11], CheckRule::S10)
        }
        _ => return Likeness::No,
    };
    Likeness::checked(rule.ends(covered))
}
