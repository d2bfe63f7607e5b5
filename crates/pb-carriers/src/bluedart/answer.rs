//! What an answer of Blue Dart means for what was asked.
//!
//! A good answer is an object with one member, such as `GenerateWayBillResult`, in it `IsError: false`. A failure has
//! `IsError: true` in the same place or in `error-response`, with its reasons in `Status`; the gateway's own failures
//! are `{"title": …}` or words in `error-response`. To what binds, a clear `IsError: true` and a 4xx in these words
//! mean that nothing was done; anything else proves nothing.

use crate::engine::{Answer, Effect};
pub(super) use crate::loose::text;
use pb_domain::{Problem, ProblemKind};
use serde_json::Value;

/// Longest text that a shown reason has.
const LONGEST: usize = 400;
/// How the gateway says that an address is none of its.
const NO_PATH: &str = "Access to the method is not allowed";

/// A failure in Blue Dart's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) code: String,
    pub(super) words: String,
}

/// The object that an answer holds under a name, with `IsError: false`; else the problem that it states.
pub(super) fn result(answer: &Answer, effect: Effect, name: &str) -> Result<Value, Problem> {
    let mut whole = json(answer, effect)?;
    let result = match whole.get_mut(name) {
        Some(result) => result.take(),
        None => match stated(&whole) {
            Some(said) => return Err(problem_of(answer, effect, &said)),
            None => return Err(missing(effect, name)),
        },
    };
    match &result["IsError"] {
        Value::Bool(false) => Ok(result),
        Value::Bool(true) => Err(refused(&reasons(&result))),
        _ => Err(missing(effect, "word whether it was done")),
    }
}

/// The answer as an object, else the problem that its status states.
pub(super) fn json(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(problem(answer, effect));
    }
    let whole: Value = serde_json::from_slice(&answer.body).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            effect,
            format!("Blue Dart's answer is not whole JSON: line {line}, column {column}"),
        )
    })?;
    match whole.is_object() {
        true => Ok(whole),
        false => Err(unreadable(
            effect,
            "Blue Dart's answer is JSON, but not an answer".to_owned(),
        )),
    }
}

/// The failure that an answer states in Blue Dart's words; `None` when it is in others.
pub(super) fn said(answer: &Answer) -> Option<Said> {
    stated(&serde_json::from_slice(&answer.body).ok()?)
}

fn stated(whole: &Value) -> Option<Said> {
    // One that failed may stand for a list of one.
    let entry = match &whole["error-response"] {
        Value::Array(entries) => entries.first()?.clone(),
        Value::Null => Value::Null,
        one => one.clone(),
    };
    let said = match &entry {
        Value::Null => Said {
            code: text(&whole["title"]),
            words: shortened(&text(&whole["detail"])),
        },
        Value::String(words) => Said {
            code: String::new(),
            words: shortened(words),
        },
        entry => reasons(entry),
    };
    (!said.code.is_empty() || !said.words.is_empty()).then_some(said)
}

/// Why something failed: the codes and the words of its `Status`, which may be one or several; else of itself.
pub(super) fn reasons(result: &Value) -> Said {
    let own = |name: &str| text(&result[name]);
    let entries: Vec<&Value> = match &result["Status"] {
        Value::Array(entries) => entries.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    };
    let all = |name: &str| {
        let texts = entries.iter().map(|entry| text(&entry[name]));
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>()
    };
    let (codes, words) = (all("StatusCode"), all("StatusInformation"));
    let first = |texts: [String; 3]| {
        texts
            .into_iter()
            .find(|t| !t.is_empty())
            .unwrap_or_default()
    };
    Said {
        code: match codes.first() {
            Some(code) => code.clone(),
            None => first([own("ErrorCode"), own("code"), String::new()]),
        },
        words: shortened(&match words.is_empty() {
            false => words.join(". "),
            true => first([own("ErrorMessage"), own("Message"), own("msg")]),
        }),
    }
}

/// What a failing status means.
pub(super) fn problem(answer: &Answer, effect: Effect) -> Problem {
    match said(answer) {
        Some(said) => problem_of(answer, effect, &said),
        None => foreign(answer, effect),
    }
}

/// What a failure in Blue Dart's words means.
fn problem_of(answer: &Answer, effect: Effect, said: &Said) -> Problem {
    let words = reason(said);
    if answer.status == 429 {
        return answer
            .too_often("Blue Dart")
            .carrier(&said.code, &said.words);
    }
    if matches!(answer.status, 401 | 403) {
        return Problem::new(
            ProblemKind::Auth,
            format!("Blue Dart does not let the account do this: {words}"),
        )
        .hint("Compare client ID, secret and licence key with Blue Dart's mail, and see that the API is added to your app on the developer portal")
        .carrier(&said.code, &said.words);
    }
    // Words without a yes or no in a 200, and a request that timed out, leave what binds in doubt.
    if answer.status >= 500 || answer.status == 408 || (answer.status < 400 && binds(effect)) {
        let mut problem = unreadable(effect, format!("Blue Dart failed: {words}"))
            .carrier(&said.code, &said.words);
        problem.retry_after = answer.retry_after_seconds();
        return problem;
    }
    refused(said)
}

/// A clear no, with its reason.
pub(super) fn refused(said: &Said) -> Problem {
    let words = reason(said);
    let of = |kind, text: String| Problem::new(kind, text).carrier(&said.code, &said.words);
    let lower = format!("{} {}", said.code, said.words).to_lowercase();
    if lower.contains("unauthorizeduser") || lower.contains("customer code") {
        return of(
            ProblemKind::Auth,
            format!("Blue Dart does not know this customer code in this area: {words}"),
        )
        .hint("Compare customer code and origin area with your contract, and ask Blue Dart to open them for the API");
    }
    if lower.contains(&NO_PATH.to_lowercase()) {
        return of(
            ProblemKind::Refused,
            format!("Blue Dart's gateway does not know what was asked: {words}"),
        )
        .hint("Check the account's other server, and leave it empty for Blue Dart itself");
    }
    of(ProblemKind::Refused, format!("Blue Dart refuses: {words}"))
}

/// An answer that is not in Blue Dart's words at all.
fn foreign(answer: &Answer, effect: Effect) -> Problem {
    if answer.status == 429 {
        return answer.too_often("Blue Dart");
    }
    // The gateway's own words, as they are: it let nothing through.
    if answer.status == 415 && String::from_utf8_lossy(&answer.body).contains(NO_PATH) {
        return refused(&Said {
            code: "415".to_owned(),
            words: NO_PATH.to_owned(),
        });
    }
    let location = answer.header("location");
    let mut problem = if matches!(answer.status, 301..=308) && !location.is_empty() {
        unreadable(
            effect,
            format!("Blue Dart sends us on to {location} ({})", answer.status),
        )
    } else {
        unreadable(
            effect,
            format!(
                "Blue Dart answered with status {} and not in its own words",
                answer.status
            ),
        )
    };
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    unreadable(effect, format!("Blue Dart's answer holds no {what}"))
}

/// An answer that tells nothing about what was done.
pub(super) fn unreadable(effect: Effect, text: String) -> Problem {
    match binds(effect) {
        false => Problem::new(ProblemKind::Unavailable, text).hint("Try again in a while"),
        true => Problem::new(ProblemKind::UnknownOutcome, text)
            .hint("It may have taken effect: look before it is tried again"),
    }
}

fn binds(effect: Effect) -> bool {
    effect == Effect::Binds
}

fn reason(said: &Said) -> String {
    match (said.code.as_str(), said.words.as_str()) {
        ("", "") => "it gives no reason".to_owned(),
        (code, "") => code.to_owned(),
        (_, words) => words.to_owned(),
    }
}

/// Words on one line, no longer than a person reads.
fn shortened(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(LONGEST).collect()
}
