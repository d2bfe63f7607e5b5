//! What an answer of UPS means for what was asked.
//!
//! A failure is `{"response":{"errors":[{"code","message"}]}}`, with a status of 4xx or 5xx; the same in
//! a 200 is a failure too. To what binds, a 4xx with a code means that nothing was done, but for the codes
//! of a system that is not well; anything else proves nothing.

use super::wire;
use crate::engine::{Answer, Effect};
pub(super) use crate::loose::unreadable;
use pb_domain::{Problem, ProblemKind};
use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The credentials, or what the application may do.
const AUTH: &[&str] = &["250002", "250003", "251004", "UJ0001"];
/// UPS is not well: nobody can say what was done.
const UNWELL: &[&str] = &["10001", "10004", "20001", "VSS100"];
/// The request is not one, or misses something.
const MALFORMED: &[&str] = &[
    "10002", "10003", "10006", "10013", "20002", "20003", "20004", "20005", "20006", "20007",
    "20008", "20009", "20010", "20011", "20012",
];
/// Asked too often.
pub(super) const TOO_OFTEN: &str = "10429";

/// The answer as `T`, else the problem that it states. Every member of a `T` may be missing: whoever
/// takes it looks.
pub(super) fn read<T: DeserializeOwned>(answer: &Answer, effect: Effect) -> Result<T, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(problem(answer, effect));
    }
    let value: Value = serde_json::from_slice(&answer.body).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            effect,
            format!("UPS's answer is not whole JSON: line {line}, column {column}"),
        )
    })?;
    if !value.is_object() {
        return Err(unreadable(
            effect,
            "UPS's answer is JSON, but not an answer".to_owned(),
        ));
    }
    if let [first, ..] = stated(&value).as_slice() {
        return Err(said(answer, effect, first, &stated(&value)));
    }
    serde_json::from_value(value)
        .map_err(|_| unreadable(effect, "UPS's answer cannot be read".to_owned()))
}

/// What the head of an answer says, where it says something else than yes.
pub(super) fn success(head: &wire::Response, effect: Effect) -> Result<(), Problem> {
    let status = &head.response_status;
    match status.code.as_str() {
        "" | "1" => Ok(()),
        code => Err(unreadable(
            effect,
            format!(
                "UPS answers with the status {code}: {}",
                words(&status.description)
            ),
        )
        .carrier(code, words(&status.description))),
    }
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    unreadable(effect, format!("UPS's answer holds no {what}"))
}

/// The failures that an answer states; none when it is not in UPS's words.
pub(super) fn failures(answer: &Answer) -> Vec<wire::Failure> {
    serde_json::from_slice(&answer.body)
        .map(|value| stated(&value))
        .unwrap_or_default()
}

fn stated(value: &Value) -> Vec<wire::Failure> {
    if !value.is_object() {
        return Vec::new();
    }
    let failed = wire::Failed::deserialize(value).unwrap_or_default();
    let all = failed.response.errors.into_iter().chain(failed.errors);
    all.filter(|f| !f.code.is_empty() || !f.message.is_empty())
        .collect()
}

/// What a failing answer means.
pub(super) fn problem(answer: &Answer, effect: Effect) -> Problem {
    let failures = failures(answer);
    match failures.first() {
        Some(first) => said(answer, effect, first, &failures),
        None => foreign(answer, effect),
    }
}

/// What failures in UPS's words mean; the first is the one that is kept.
fn said(answer: &Answer, effect: Effect, first: &wire::Failure, all: &[wire::Failure]) -> Problem {
    let (code, says) = (first.code.as_str(), words(&first.message));
    let all: Vec<String> = all.iter().map(|f| words(&f.message)).collect();
    let all = all.join("; ");
    let said = |kind, text: String| Problem::new(kind, text).carrier(code, &says);
    if answer.status == 429 || code == TOO_OFTEN {
        return answer.too_often("UPS").carrier(code, says);
    }
    if answer.status == 401 || answer.status == 403 || AUTH.contains(&code) {
        return said(
            ProblemKind::Auth,
            format!("UPS does not let the account do this: {all}"),
        )
        .hint("Compare client id and secret with developer.ups.com, and that the application there has the product for it");
    }
    // With a status that says yes, words that say no leave what binds in doubt.
    let in_doubt = effect == Effect::Binds && answer.status < 400;
    if answer.status >= 500 || in_doubt || UNWELL.contains(&code) {
        let mut problem = unreadable(effect, format!("UPS failed: {all}")).carrier(code, says);
        problem.retry_after = answer.retry_after_seconds();
        return problem;
    }
    if MALFORMED.contains(&code) || code.len() == 6 && code.starts_with("120") {
        let mut problem = said(
            ProblemKind::Invalid,
            format!("UPS does not take it as it is: {all}"),
        )
        .hint("Correct it and try again");
        problem.field = field(&says);
        return problem;
    }
    said(ProblemKind::Refused, format!("UPS refuses: {all}"))
}

/// Our form's field that words such as “Missing or invalid ship to postal code” are about.
fn field(says: &str) -> Option<String> {
    const PARTIES: &[(&str, &[&str])] = &[
        ("ship_to", &["ship to", "shipto", "consignee"]),
        ("ship_from", &["ship from", "shipfrom", "shipper"]),
    ];
    const PARTS: &[(&str, &[&str])] = &[
        ("postal_code", &["postal", "zip"]),
        ("region", &["state", "province"]),
        ("city", &["city"]),
        ("phone", &["phone"]),
        ("line1", &["address line", "addressline", "street"]),
        ("name", &["name"]),
    ];
    let says = says.to_lowercase();
    let of = |list: &[(&'static str, &[&str])]| {
        list.iter()
            .find(|(_, words)| words.iter().any(|w| says.contains(w)))
            .map(|(name, _)| *name)
    };
    Some(format!("{}.{}", of(PARTIES)?, of(PARTS)?))
}

/// An answer that is not in UPS's words at all.
fn foreign(answer: &Answer, effect: Effect) -> Problem {
    if answer.status == 429 {
        return answer.too_often("UPS");
    }
    let location = answer.header("location");
    let mut problem = if matches!(answer.status, 301..=308) && !location.is_empty() {
        unreadable(effect, format!("UPS sends us on to {location}"))
    } else {
        unreadable(
            effect,
            format!(
                "UPS answered with status {} and not in its own words",
                answer.status
            ),
        )
    };
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// UPS's words as a person reads them: its answers carry stray carriage returns, written out.
pub(super) fn words(text: &str) -> String {
    let plain = text.replace("&#xD;", " ").replace("&#xA;", " ");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.is_empty() {
        "it gives no reason".to_owned()
    } else {
        plain
    }
}
