//! What a failing answer means for what was asked.
//!
//! The protocol's failures are problem details (RFC 9457) with a `code`. To what binds, a 4xx with one
//! of the codes that say no means that nothing was done; anything else proves nothing.

use super::consignment::field;
use super::wire::Failed;
use crate::engine::{Answer, Effect};
use jiff::Timestamp;
use pb_domain::{Problem, ProblemKind};
use serde::de::DeserializeOwned;

/// Codes that say no: nothing was done.
const NO: &[&str] = &[
    "invalid",
    "unsupported",
    "refused",
    "price_changed",
    "too_late",
    "not_voidable",
    "number_unknown",
    "number_expired",
    "number_used",
];

/// The answer as `T` if its status is one of `good`, else the problem that it states.
pub(super) fn read<T: DeserializeOwned>(
    answer: &Answer,
    good: &[u16],
    effect: Effect,
) -> Result<T, Problem> {
    if !good.contains(&answer.status) {
        return Err(problem(answer, effect));
    }
    serde_json::from_slice(&answer.body).map_err(|e| {
        unreadable(
            effect,
            format!("The server's answer cannot be read: {}", why(&e)),
        )
    })
}

/// Where and how JSON is not what it should be, without the values in it.
fn why(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        serde_json::error::Category::Data => "a member is missing or of another type",
        _ => "it is not whole JSON",
    };
    format!("{kind}, line {}, column {}", error.line(), error.column())
}

/// The failure that an answer states; without a code when it is not in the protocol's words.
pub(super) fn failed(answer: &Answer) -> Failed {
    serde_json::from_slice(&answer.body).unwrap_or_default()
}

/// What a failing answer means.
pub(super) fn problem(answer: &Answer, effect: Effect) -> Problem {
    let failed = failed(answer);
    if failed.code.is_empty() {
        return foreign(answer, effect);
    }
    let says = words(&failed);
    let said =
        |kind, text: &str| Problem::new(kind, text.to_owned()).carrier(&failed.code, says.clone());
    match answer.status {
        401 | 403 => said(ProblemKind::Auth, "The server does not accept the token")
            .hint("Ask whoever runs it for the right one, and enter it in the account")
            .field("token"),
        429 => answer
            .too_often("The server")
            .carrier(&failed.code, says.clone()),
        400..500 if effect != Effect::Binds || NO.contains(&failed.code.as_str()) => no(&failed),
        400..500 => {
            unreadable(effect, format!("The server answers: {says}")).carrier(&failed.code, says)
        }
        _ => {
            let mut problem = unreadable(effect, format!("The server failed: {says}"))
                .carrier(&failed.code, says.clone());
            problem.retry_after = answer.retry_after_seconds();
            problem
        }
    }
}

/// A clear no, in an answer of its own or in a shipment that was refused.
pub(super) fn no(failed: &Failed) -> Problem {
    let says = words(failed);
    let (kind, text, hint) = match failed.code.as_str() {
        "invalid" => (
            ProblemKind::Invalid,
            format!("The server does not take it as it is: {says}"),
            "Correct it and try again",
        ),
        "unsupported" => (
            ProblemKind::Unsupported,
            format!("The server does not offer this: {says}"),
            "Do it with the courier directly",
        ),
        "price_changed" => (
            ProblemKind::Refused,
            format!("The server charges more now than was shown: {says}"),
            "Compare rates again",
        ),
        "too_late" => (
            ProblemKind::Refused,
            format!("The server takes the request for one that was delayed: {says}"),
            "Check this machine's clock, then try again",
        ),
        _ => (
            ProblemKind::Refused,
            format!("The server refuses: {says}"),
            "",
        ),
    };
    let mut problem = Problem::new(kind, text)
        .hint(hint)
        .carrier(&failed.code, says);
    problem.field = field(&failed.field);
    problem
}

/// The server's own words for a person.
fn words(failed: &Failed) -> String {
    let said = [&failed.detail, &failed.title, &failed.code]
        .into_iter()
        .map(|text| text.trim())
        .find(|text| !text.is_empty());
    said.unwrap_or("it gives no reason").to_owned()
}

/// An answer that is not in the protocol's words at all.
fn foreign(answer: &Answer, effect: Effect) -> Problem {
    let location = answer.header("location");
    if matches!(answer.status, 301..=308) && !location.is_empty() {
        return unreadable(effect, format!("The server sends us on to {location}"))
            .hint("Enter that address in the account, if it is yours")
            .field("url");
    }
    let mut problem = unreadable(
        effect,
        format!(
            "The server answered with status {} and not in the protocol's words",
            answer.status
        ),
    );
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// An answer that tells nothing about what was done.
pub(super) fn unreadable(effect: Effect, text: String) -> Problem {
    match effect {
        Effect::Asks | Effect::Drafts => Problem::new(ProblemKind::Unavailable, text)
            .hint("Try again; if it stays so, ask whoever runs the server"),
        Effect::Binds => unknown(text),
    }
}

/// Nobody can say yet whether it was done.
pub(super) fn unknown(text: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::UnknownOutcome, text)
        .hint("It may have taken effect: it is settled as the account says, not by trying again")
}

/// Seconds from now until a time that the server named, at least one.
pub(super) fn seconds_until(time: Option<&str>, now: Timestamp) -> Option<u32> {
    let time: Timestamp = time?.parse().ok()?;
    let seconds = time.duration_since(now).as_secs().max(0) + 1;
    Some(u32::try_from(seconds).unwrap_or(u32::MAX))
}
