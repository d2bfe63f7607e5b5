//! DHL's tracking numbers: waybills and pieces of Express, parcels of Parcel Germany.

use crate::Likeness;
use pb_domain::CheckRule;

/// Shortest row of digits after the letters of a piece's number.
const PIECE_DIGITS: usize = 9;

/// Of Express: a waybill of ten or eleven digits whose last is the others' rest by seven, or a piece, `JD` with
/// digits, which have no published check digit.
pub(super) fn express(number: &str) -> Likeness {
    match number.len() {
        10 | 11 if is_digits(number) => Likeness::checked(CheckRule::Mod7.ends(number)),
        _ if is_piece(number) => Likeness::Form,
        _ => Likeness::No,
    }
}

/// Whether a number is a waybill's, and not a piece's.
pub(super) fn is_waybill(number: &str) -> bool {
    matches!(number.len(), 10 | 11) && is_digits(number)
}

/// Of Parcel Germany: an SSCC of 20 digits that begins with 0034, an identcode of twelve, or an S10 number of a
/// letter-sized parcel that goes abroad.
pub(super) fn parcel_de(number: &str) -> Likeness {
    if is_digits(number) {
        return match number.len() {
            20 if number.starts_with("0034") => Likeness::checked(CheckRule::Mod10Gs1.ends(number)),
            12 => Likeness::checked(CheckRule::Mod10FourNine.ends(number)),
            _ => Likeness::No,
        };
    }
    if is_s10_of_germany(number) {
        return Likeness::checked(CheckRule::S10.ends(&number[2..11]));
    }
    Likeness::No
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `J`, one to three letters, and digits.
fn is_piece(number: &str) -> bool {
    let Some(rest) = number.strip_prefix('J') else {
        return false;
    };
    let digits = rest.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let letters = rest.len() - digits.len();
    (1..=3).contains(&letters) && digits.len() >= PIECE_DIGITS && is_digits(digits)
}

/// Two letters, nine digits, `DE`.
fn is_s10_of_germany(number: &str) -> bool {
    number.len() == 13
        && number.is_ascii()
        && number.ends_with("DE")
        && number[..2].bytes().all(|b| b.is_ascii_uppercase())
        && is_digits(&number[2..11])
}
