//! FedEx's tracking numbers: several kinds, each with a check digit, and what the barcodes hold around them.

use crate::Likeness;
use pb_domain::CheckRule;

/// Before the number of Ground Economy, which is the post's application identifier for it.
const POST: &str = "92";

/// Whether a number is one of FedEx's. What a scanner reads from the long barcodes counts too.
pub(super) fn likeness(number: &str) -> Likeness {
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return Likeness::No;
    }
    let gs1 = |text: &str| Likeness::checked(CheckRule::Mod10Gs1.ends(text));
    let mod_11 = |text: &str| Likeness::checked(CheckRule::Mod11.ends(text));
    match number.len() {
        // Express.
        12 => mod_11(number),
        // Ground.
        15 => gs1(number),
        // Ground, as an SSCC whose first two digits are the kind of container and not covered.
        18 if number.starts_with("00") => gs1(&number[2..]),
        // Ground Economy.
        20 if number.starts_with("61") || number.starts_with("02") => {
            gs1(&format!("{POST}{number}"))
        }
        // The same with the identifier before it.
        22 if number.starts_with("9261") || number.starts_with("9202") => gs1(number),
        // Ground's barcode: the last fifteen are the number.
        22 if number.starts_with("96") => gs1(&number[7..]),
        // Express's older barcode: the number is within it.
        32 if number.starts_with('3') => mod_11(&number[16..28]),
        // The newer barcode of both.
        34 => mod_11(&number[20..]),
        _ => Likeness::No,
    }
}
