//! China Post's numbers: S10 of the Universal Postal Union with `CN`, and thirteen digits at home, for which nobody
//! publishes a check digit.

use crate::Likeness;
use pb_domain::CheckRule;

/// First letters of S10's services: EMS, parcels, tracked letters, registered, untracked, insured.
const SERVICES: &[u8] = b"ECLRUV";
/// What domestic numbers have been seen to begin with.
const DOMESTIC: &[&str] = &["10", "11", "12", "96", "97", "98"];

/// Whether a number is one of China Post's.
pub(super) fn likeness(number: &str) -> Likeness {
    if number.len() != 13 || !number.is_ascii() {
        return Likeness::No;
    }
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if digits(number) {
        return match DOMESTIC.iter().any(|start| number.starts_with(start)) {
            true => Likeness::Form,
            false => Likeness::No,
        };
    }
    let letters = number.as_bytes();
    let is_s10 = SERVICES.contains(&letters[0])
        && letters[1].is_ascii_uppercase()
        && digits(&number[2..11])
        && &number[11..] == "CN";
    match is_s10 {
        true => Likeness::checked(CheckRule::S10.ends(&number[2..11])),
        false => Likeness::No,
    }
}

/// A number of an answer, if it can be one: thirteen letters and digits.
pub(super) fn plain(text: &str) -> Option<String> {
    let good = text.len() == 13
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    good.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s10_is_known_by_its_check_digit() {
        for number in ["LX000000014CN", "EA123456785CN", "RR987654326CN"] {
            assert_eq!(likeness(number), Likeness::CheckDigit, "{number}");
        }
        // Of another post, with a wrong digit, of no service, too short.
        for number in [
            "RB123456785GB",
            "LX000000015CN",
            "XX000000014CN",
            "LX00000014CN",
            "",
        ] {
            assert_eq!(likeness(number), Likeness::No, "{number}");
        }
    }

    #[test]
    fn domestic_numbers_are_known_by_their_form() {
        assert_eq!(likeness("9812345678901"), Likeness::Form);
        assert_eq!(likeness("1112345678901"), Likeness::Form);
        assert_eq!(likeness("5512345678901"), Likeness::No);
        assert_eq!(likeness("98123456789012"), Likeness::No);
        assert_eq!(likeness("邮9812345678"), Likeness::No);
    }
}
