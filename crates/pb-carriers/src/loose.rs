//! Values of carriers' answers, however they are written, and what an answer is worth that cannot be read.

use crate::engine::Effect;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use pb_domain::{Document, Format, Problem, ProblemKind};
use serde_json::Value;

/// A text, or a number as one; something else is empty.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// A list; something else is none.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A whole number, be it written as one, with a fraction of nothing, or as a text.
pub(crate) fn integer(value: &Value) -> Option<i64> {
    let digits = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    digits.strip_suffix(".0").unwrap_or(&digits).parse().ok()
}

/// A text without line ends and double spaces.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A document in Base64, which may be broken into lines; `None` when it is none that can be printed.
pub(crate) fn document(base64: &str) -> Option<Document> {
    let joined: String = base64.split_whitespace().collect();
    let bytes = STANDARD.decode(joined).ok()?;
    let format = Format::sniff(&bytes)?;
    Some(Document { format, bytes })
}

/// An answer that tells nothing about what was done.
pub(crate) fn unreadable(effect: Effect, text: impl Into<String>) -> Problem {
    match effect {
        Effect::Asks | Effect::Drafts => {
            Problem::new(ProblemKind::Unavailable, text).hint("Try again in a while")
        }
        Effect::Binds => Problem::new(ProblemKind::UnknownOutcome, text)
            .hint("It may have taken effect: it is settled by asking, not by trying again"),
    }
}
