//! What an answer of DTDC means for what was asked.
//!
//! A 200 says nothing by itself: each consignment's own `success` does. A 400 refuses a request as a whole, a 401 is
//! about the key.

use crate::engine::{Answer, Effect};
pub(super) use crate::loose::text;
use pb_domain::{Problem, ProblemKind};
use serde_json::Value;

/// Longest text that a shown reason has.
const LONGEST: usize = 400;

/// A failure in DTDC's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) code: String,
    pub(super) words: String,
}

/// The answer as an object, else the problem that its status states.
pub(super) fn object(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(problem(answer, effect));
    }
    let whole: Value = serde_json::from_slice(&answer.body).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            effect,
            format!("DTDC's answer is not whole JSON: line {line}, column {column}"),
        )
    })?;
    match whole.is_object() {
        true => Ok(whole),
        false => Err(unreadable(
            effect,
            "DTDC's answer is JSON, but not an answer".to_owned(),
        )),
    }
}

/// The entries of a list; one entry may stand for a list of one.
pub(super) fn entries(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(entries) => entries.iter().collect(),
        one @ Value::Object(_) => vec![one],
        _ => Vec::new(),
    }
}

/// The failure that an answer states in DTDC's words; `None` when it is in others.
pub(super) fn said(answer: &Answer) -> Option<Said> {
    let whole: Value = serde_json::from_slice(&answer.body).ok()?;
    let said = [&whole, &whole["error"]].map(reason_of);
    said.into_iter().find(|said| *said != Said::default())
}

/// Why something failed: `reason` is a code, `message` the words; `error` may be either.
pub(super) fn reason_of(entry: &Value) -> Said {
    let first = |names: &[&str]| {
        let texts = names.iter().map(|name| text(&entry[*name]));
        let mut texts = texts.filter(|text| !text.is_empty());
        texts.next().unwrap_or_default()
    };
    Said {
        code: first(&["reason", "code"]),
        words: shortened(&first(&["message", "error"])),
    }
}

/// What a failing status means.
pub(super) fn problem(answer: &Answer, effect: Effect) -> Problem {
    let said = said(answer);
    let shown = said.clone().unwrap_or_default();
    if answer.status == 429 {
        return answer.too_often("DTDC").carrier(shown.code, shown.words);
    }
    let Some(said) = said else {
        return foreign(answer, effect);
    };
    if matches!(answer.status, 401 | 403) {
        return Problem::new(
            ProblemKind::Auth,
            format!("DTDC does not let the account do this: {}", reason(&said)),
        )
        .hint("Compare API key, customer code and tracking login with DTDC's mail")
        .carrier(said.code, said.words);
    }
    if answer.status >= 500 || answer.status < 400 || answer.status == 408 {
        let mut problem = unreadable(effect, format!("DTDC failed: {}", reason(&said)))
            .carrier(said.code, said.words);
        problem.retry_after = answer.retry_after_seconds();
        return problem;
    }
    refused(&said)
}

/// A clear no, with its reason.
pub(super) fn refused(said: &Said) -> Problem {
    Problem::new(
        ProblemKind::Refused,
        format!("DTDC refuses: {}", reason(said)),
    )
    .carrier(&said.code, &said.words)
}

/// An answer that is not in DTDC's words at all.
fn foreign(answer: &Answer, effect: Effect) -> Problem {
    let location = answer.header("location");
    let mut problem = if matches!(answer.status, 301..=308) && !location.is_empty() {
        unreadable(
            effect,
            format!("DTDC sends us on to {location} ({})", answer.status),
        )
    } else {
        unreadable(
            effect,
            format!(
                "DTDC answered with status {} and not in its own words",
                answer.status
            ),
        )
    };
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    unreadable(effect, format!("DTDC's answer holds no {what}"))
}

/// An answer that tells nothing about what was done.
pub(super) fn unreadable(effect: Effect, text: String) -> Problem {
    match effect {
        Effect::Asks | Effect::Drafts => {
            Problem::new(ProblemKind::Unavailable, text).hint("Try again in a while")
        }
        Effect::Binds => Problem::new(ProblemKind::UnknownOutcome, text)
            .hint("It may have taken effect: look before it is tried again"),
    }
}

fn reason(said: &Said) -> &str {
    match (said.code.as_str(), said.words.as_str()) {
        ("", "") => "it gives no reason",
        (code, "") => code,
        (_, words) => words,
    }
}

/// Words on one line, no longer than a person reads.
pub(super) fn shortened(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(LONGEST).collect()
}
