//! PostNord's tracking numbers: SSCCs of twenty digits, S10 of the Swedish and Danish posts, and the old form of
//! eleven digits and `SE`, whose check digit nobody documents.

use crate::Likeness;
use pb_domain::CheckRule;

/// What PostNord's own SSCCs begin with in its documents; its customers' begin with their own.
const OWN: &str = "003735";
/// Whose S10 numbers are PostNord's.
const POSTS: [&str; 2] = ["SE", "DK"];

/// Whether a number is one of PostNord's.
pub(super) fn likeness(number: &str) -> Likeness {
    if !number.is_ascii() {
        return Likeness::No;
    }
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    match number.len() {
        // Any carrier's may be of this form.
        20 if number.starts_with("00") && digits(number) => {
            let fits = CheckRule::Mod10Gs1.ends(&number[2..]);
            match fits {
                true if number.starts_with(OWN) => Likeness::CheckDigit,
                true => Likeness::Form,
                false => Likeness::No,
            }
        }
        13 if POSTS.contains(&&number[11..]) => {
            let letters = number[..2].bytes().all(|b| b.is_ascii_uppercase());
            if letters && digits(&number[2..11]) {
                Likeness::checked(CheckRule::S10.ends(&number[2..11]))
            } else if &number[11..] == "SE" && digits(&number[..11]) {
                Likeness::Form
            } else {
                Likeness::No
            }
        }
        _ => Likeness::No,
    }
}
