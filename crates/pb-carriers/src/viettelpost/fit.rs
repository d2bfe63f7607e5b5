//! How long a text may be for Viettel Post: 150 bytes, in which a Vietnamese letter with marks is two or three.

use crate::check::invalid;
use pb_domain::Problem;

const MOST: usize = 150;

/// Whether it is short enough.
pub(super) fn is_short(text: &str) -> bool {
    text.len() <= MOST
}

/// The text, if it is short enough: nothing is cut. `field` is ours, `what` it is.
pub(super) fn fits(field: &str, what: &str, text: String) -> Result<String, Problem> {
    if is_short(&text) {
        return Ok(text);
    }
    let length = text.len();
    Err(invalid(
        field,
        format!("The {what} is {length} bytes long, and Viettel Post takes {MOST}"),
    )
    .hint("Shorten it; a letter with diacritics counts as two or three"))
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
