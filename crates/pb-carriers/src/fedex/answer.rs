//! What an answer of FedEx means for what was asked.
//!
//! A good answer is `{"transactionId","output":{…}}`, a failure `{"transactionId","errors":[{"code","message"}]}` with
//! a status of 4xx or 5xx; the same in a 200 is a failure too. To what binds, a 4xx with a code means that nothing was
//! done, but for the codes of a system that is not well; anything else proves nothing.

use super::wire;
use crate::engine::{Answer, Effect};
pub(super) use crate::loose::unreadable;
use pb_domain::{Problem, ProblemKind};
use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The credentials, or what the project and the account may do.
const AUTH: &[&str] = &[
    "NOT.AUTHORIZED.ERROR",
    "LOGIN.REAUTHENTICATE.ERROR",
    "FORBIDDEN.ERROR",
    "UNAUTHORIZED.USAGE",
    "SHIPMENT.USER.UNAUTHORIZED",
    "SHIPMENT.ACCOUNTNUMBER.UNAUTHORIZED",
];
/// FedEx is not well: nobody can say what was done.
const UNWELL: &[&str] = &[
    "INTERNAL.SERVER.ERROR",
    "SYSTEM.UNEXPECTED.ERROR",
    "SERVICE.UNAVAILABLE.ERROR",
    "SYSTEM.UNAVAILABLE",
];
/// What is said is understood, and not offered: nothing in it is misspelt.
const REFUSED: &[&str] = &["SERVICE.PACKAGECOMBINATION.INVALID"];
/// Parts of codes that say that something in the request is wrong.
const MALFORMED: &[&str] = &[
    "INVALID",
    "MISSING",
    "REQUIRED",
    "EMPTY",
    "MISMATCH",
    "LESSTHANREQUIRED",
    "PREVIOUS.DAY",
];

/// The answer's output as `T`, else the problem that it states. Every member of a `T` may be missing: whoever takes
/// it looks.
pub(super) fn read<T: Default + DeserializeOwned>(
    answer: &Answer,
    effect: Effect,
) -> Result<T, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(problem(answer, effect));
    }
    let value: Value = serde_json::from_slice(&answer.body).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            effect,
            format!("FedEx's answer is not whole JSON: line {line}, column {column}"),
        )
    })?;
    if !value.is_object() {
        return Err(unreadable(
            effect,
            "FedEx's answer is JSON, but not an answer".to_owned(),
        ));
    }
    let stated = stated(&value);
    if let [first, ..] = stated.as_slice() {
        return Err(said(answer, effect, first, &stated));
    }
    let envelope: wire::Envelope<T> = serde_json::from_value(value)
        .map_err(|_| unreadable(effect, "FedEx's answer cannot be read".to_owned()))?;
    envelope.output.ok_or_else(|| missing(effect, "output"))
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    unreadable(effect, format!("FedEx's answer holds no {what}"))
}

/// The failures that an answer states; none when it is not in FedEx's words.
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
    let all = failed.errors.into_iter();
    all.filter(|f| !f.code.is_empty() || !f.message.is_empty())
        .collect()
}

/// What a failing answer means.
fn problem(answer: &Answer, effect: Effect) -> Problem {
    let failures = failures(answer);
    match failures.first() {
        Some(first) => said(answer, effect, first, &failures),
        None => foreign(answer, effect),
    }
}

/// What failures in FedEx's words mean; the first is the one that is kept.
fn said(answer: &Answer, effect: Effect, first: &wire::Failure, all: &[wire::Failure]) -> Problem {
    let (code, says) = (first.code.as_str(), words(&first.message));
    let all: Vec<String> = all.iter().map(|f| words(&f.message)).collect();
    let all = all.join("; ");
    let said = |kind, text: String| Problem::new(kind, text).carrier(code, &says);
    if answer.status == 429 {
        return answer.too_often("FedEx").carrier(code, says);
    }
    if answer.status == 401 || answer.status == 403 || AUTH.contains(&code) {
        return said(
            ProblemKind::Auth,
            format!("FedEx does not let the account do this: {all}"),
        )
        .hint("Compare API key and secret with developer.fedex.com, that the project there has the API for it, and that the account number belongs to it");
    }
    // With a status that says yes, words that say no leave what binds in doubt.
    let in_doubt = effect == Effect::Binds && answer.status < 400;
    let unwell = UNWELL.iter().any(|start| code.starts_with(start));
    if answer.status >= 500 || in_doubt || unwell {
        let mut problem = unreadable(effect, format!("FedEx failed: {all}")).carrier(code, says);
        problem.retry_after = answer.retry_after_seconds();
        return problem;
    }
    let malformed = MALFORMED.iter().any(|part| code.contains(part));
    if malformed && !REFUSED.contains(&code) {
        let mut problem = said(
            ProblemKind::Invalid,
            format!("FedEx does not take it as it is: {all}"),
        )
        .hint("Correct it and try again");
        problem.field = field(code).map(str::to_owned);
        return problem;
    }
    said(ProblemKind::Refused, format!("FedEx refuses: {all}"))
}

/// Our form's field that a code such as `RECIPIENTCONTACT.PHONENUMBER.INVALID` is about.
fn field(code: &str) -> Option<&'static str> {
    const FIELDS: &[(&str, &str, &str)] = &[
        ("RECIPIENT", "PHONE", "ship_to.phone"),
        ("RECIPIENT", "POSTAL", "ship_to.postal_code"),
        ("RECIPIENT", "STATE", "ship_to.region"),
        ("RECIPIENT", "CITY", "ship_to.city"),
        ("RECIPIENT", "STREET", "ship_to.line1"),
        ("RECIPIENT", "COUNTRY", "ship_to.country"),
        ("RECIPIENT", "NAME", "ship_to.name"),
        ("SHIPPER", "PHONE", "ship_from.phone"),
        ("SHIPPER", "POSTAL", "ship_from.postal_code"),
        ("SHIPPER", "STATE", "ship_from.region"),
        ("SHIPPER", "CITY", "ship_from.city"),
        ("SHIPPER", "STREET", "ship_from.line1"),
        ("SHIPPER", "COUNTRY", "ship_from.country"),
        ("SHIPPER", "NAME", "ship_from.name"),
        ("ACCOUNT", "NUMBER", "account_number"),
        ("TOTALDECLAREDVALUE", "", "options.insurance"),
        ("COMMODIT", "", "customs.items"),
    ];
    FIELDS
        .iter()
        .find(|(who, what, _)| code.contains(who) && code.contains(what))
        .map(|(_, _, field)| *field)
}

/// An answer that is not in FedEx's words at all.
fn foreign(answer: &Answer, effect: Effect) -> Problem {
    if answer.status == 429 {
        return answer.too_often("FedEx");
    }
    let location = answer.header("location");
    let mut problem = if matches!(answer.status, 301..=308) && !location.is_empty() {
        unreadable(
            effect,
            format!("FedEx sends us on to {location} ({})", answer.status),
        )
    } else {
        unreadable(
            effect,
            format!(
                "FedEx answered with status {} and not in its own words",
                answer.status
            ),
        )
    };
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// FedEx's words as a person reads them.
pub(super) fn words(text: &str) -> String {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.is_empty() {
        "it gives no reason".to_owned()
    } else {
        plain
    }
}
