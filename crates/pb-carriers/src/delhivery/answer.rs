//! What an answer of Delhivery means for what was asked.
//!
//! A status of 200 says little: a business failure has it too, and each operation looks for itself. Failures
//! are words, under several names, now and then a bare text. A 403 that does not speak of credentials is the
//! firewall in front: asked too often, and nothing was done.

use super::wire;
use crate::engine::{Answer, Effect};
pub(super) use crate::loose::unreadable;
use pb_domain::{Problem, ProblemKind};
use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Seconds until the firewall looks again.
const FIREWALL: u32 = 30;
/// Longest bare text that is taken for words.
const LONGEST_WORDS: usize = 300;

/// Words of Delhivery, in small letters, and what they mean: the kind, our form's field, and what to do.
const KNOWN: &[(&str, ProblemKind, &str, &str)] = &[
    (
        "login or api key required",
        ProblemKind::Auth,
        "token",
        TOKEN_HINT,
    ),
    (
        "authentication credentials were not provided",
        ProblemKind::Auth,
        "token",
        TOKEN_HINT,
    ),
    (
        "object has no attribute 'end_date'",
        ProblemKind::Auth,
        "token",
        "The token is one of the other environment, or the client name is wrong",
    ),
    (
        "clientwarehouse matching query does not exist",
        ProblemKind::Invalid,
        "pickup_location",
        "Enter the pickup location in the account exactly as it is registered at one.delhivery.com; capitals and spaces count",
    ),
    (
        "client-warehouse is not active",
        ProblemKind::Refused,
        "pickup_location",
        "Have the warehouse made active at one.delhivery.com",
    ),
    (
        "shipment list contains no data",
        ProblemKind::Invalid,
        "client",
        "Enter the client name in the account, as it is registered; capitals count",
    ),
    (
        "client is not active",
        ProblemKind::Refused,
        "client",
        "Ask Delhivery why the account is not active",
    ),
    (
        "duplicate order id",
        ProblemKind::Refused,
        "options.reference",
        "It has a parcel of this order with the same contents, value and name already: give this one another reference",
    ),
    (
        "oid does not pass the validator",
        ProblemKind::Invalid,
        "options.reference",
        "Shorten the reference to 50 characters",
    ),
    (
        "unable to consume waybill",
        ProblemKind::Refused,
        "",
        "It may not have stored the waybill number yet: try again in a moment",
    ),
    (
        "incorrect phone number",
        ProblemKind::Invalid,
        "ship_to.phone",
        "Correct the telephone number",
    ),
    (
        "non serviceable pincode",
        ProblemKind::Refused,
        "ship_to.postal_code",
        "Compare the pincode, or choose another carrier",
    ),
    (
        "not serviceable for this account",
        ProblemKind::Refused,
        "",
        "Ask Delhivery to enable this kind of shipment, or choose another service",
    ),
    (
        "exceeded the available capacity of this pincode",
        ProblemKind::Refused,
        "ship_to.postal_code",
        "Try again after midnight, Indian time, or choose another carrier",
    ),
    (
        "insufficient balance",
        ProblemKind::Refused,
        "",
        "Recharge the wallet at one.delhivery.com",
    ),
    (
        "suspicious",
        ProblemKind::Refused,
        "",
        "Ask Delhivery what it holds against this order",
    ),
    (
        "pur failure rate",
        ProblemKind::Refused,
        "",
        "Too many pickups failed: ask Delhivery to allow shipments again",
    ),
    (
        "provided o_pin",
        ProblemKind::Invalid,
        "ship_from.postal_code",
        "Correct the pincode",
    ),
    (
        "provided d_pin",
        ProblemKind::Invalid,
        "ship_to.postal_code",
        "Correct the pincode",
    ),
];

const TOKEN_HINT: &str =
    "Compare the token with one.delhivery.com, Settings, API Setup; staging has another one";

/// It may be there in part: neither a sale nor a refusal.
const IN_PART: &str = "partially saved";

/// Words that leave open what was done.
pub(super) fn is_in_part(words: &str) -> bool {
    words.to_lowercase().contains(IN_PART)
}

/// An answer of JSON with an object, whatever it says; else the problem that the answer is.
pub(super) fn object(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    let value = json(answer, effect)?;
    if value.is_object() {
        return Ok(value);
    }
    Err(unreadable(
        effect,
        "Delhivery's answer is JSON, but not an answer".to_owned(),
    ))
}

/// The same as a `T`. Every member of a `T` may be missing: whoever takes it looks.
pub(super) fn read<T: Default + DeserializeOwned>(
    answer: &Answer,
    effect: Effect,
) -> Result<T, Problem> {
    object(answer, effect).map(wire::entry)
}

/// Any JSON with a status that says yes.
pub(super) fn json(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    if let Some(problem) = failed(answer, effect) {
        return Err(problem);
    }
    serde_json::from_slice(&answer.body).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            effect,
            format!("Delhivery's answer is not whole JSON: line {line}, column {column}"),
        )
    })
}

/// What a status, or a text in the place of an answer, says.
fn failed(answer: &Answer, effect: Effect) -> Option<Problem> {
    let said = said(answer);
    let means = |words: &str| meaning(words).map(|(kind, ..)| kind);
    if answer.status == 429 {
        return Some(answer.too_often("Delhivery"));
    }
    if answer.status == 401 || means(&said) == Some(ProblemKind::Auth) {
        let said = match said.as_str() {
            "" => "it does not know the token",
            said => said,
        };
        let mut problem = no(said);
        problem.kind = ProblemKind::Auth;
        if problem.field.is_none() {
            problem = problem.hint(TOKEN_HINT).field("token");
        }
        return Some(problem);
    }
    if answer.status == 403 {
        let mut problem = answer.too_often("Delhivery");
        problem.retry_after = problem.retry_after.or(Some(FIREWALL));
        return Some(problem);
    }
    if (200..300).contains(&answer.status) {
        return None;
    }
    let in_words = serde_json::from_slice::<Value>(&answer.body).is_ok_and(|v| v.is_object());
    // What binds is refused by JSON alone: a text may come from anything on the way.
    let is_clear = in_words || effect != Effect::Binds;
    if (400..500).contains(&answer.status) && !said.is_empty() && is_clear && !is_in_part(&said) {
        return Some(no(&said).carrier(answer.status.to_string(), said));
    }
    let location = answer.header("location");
    let text = match said.as_str() {
        "" if matches!(answer.status, 301..=308) && !location.is_empty() => {
            format!(
                "Delhivery answered with status {} and sends us on to {location}",
                answer.status
            )
        }
        "" => format!(
            "Delhivery answered with status {} and not in its own words",
            answer.status
        ),
        said => format!("Delhivery failed with status {}: {said}", answer.status),
    };
    let mut problem = unreadable(effect, text);
    if !said.is_empty() {
        problem = problem.carrier(answer.status.to_string(), said);
    }
    problem.retry_after = answer.retry_after_seconds();
    Some(problem)
}

/// The words of a failure in an answer; empty where it has none.
pub(super) fn said(answer: &Answer) -> String {
    match serde_json::from_slice::<Value>(&answer.body) {
        Ok(Value::String(text)) => short(&text),
        Ok(value) => stated(&value),
        Err(_) => {
            let text = String::from_utf8_lossy(&answer.body[..answer.body.len().min(2_000)]);
            let text = text.trim();
            let is_plain = !text.starts_with(['<', '{', '[', '"'])
                && text.chars().any(char::is_alphabetic)
                && !text.contains('\u{fffd}');
            if is_plain { short(text) } else { String::new() }
        }
    }
}

fn short(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > LONGEST_WORDS {
        return String::new();
    }
    words
}

/// The words of a failure in an object; empty where it has none.
pub(super) fn stated(value: &Value) -> String {
    if !value.is_object() {
        return String::new();
    }
    let said = wire::Said::deserialize(value).unwrap_or_default();
    let all = [
        said.error,
        said.failed,
        said.rmk,
        said.detail,
        said.message,
        said.remark,
    ];
    let mut all = all.into_iter();
    all.find(|words| !words.is_empty()).unwrap_or_default()
}

fn meaning(words: &str) -> Option<(ProblemKind, &'static str, &'static str)> {
    let words = words.to_lowercase();
    KNOWN
        .iter()
        .find(|(known, ..)| words.contains(known))
        .map(|(_, kind, field, hint)| (*kind, *field, *hint))
}

/// A no in Delhivery's words.
pub(super) fn no(words: &str) -> Problem {
    let words = match words.trim() {
        "" => "it gives no reason",
        words => words,
    };
    let text = format!("Delhivery refuses: {words}");
    let problem = match meaning(words) {
        Some((kind, "", hint)) => Problem::new(kind, text).hint(hint),
        Some((kind, field, hint)) => Problem::new(kind, text).hint(hint).field(field),
        // NSZ stands alone for a zone that is not served.
        None if words.eq_ignore_ascii_case("nsz") => Problem::new(
            ProblemKind::Refused,
            "Delhivery does not serve this pincode (NSZ)",
        )
        .hint("Compare both pincodes, or choose another carrier"),
        None => Problem::new(ProblemKind::Refused, text)
            .hint("Look for the parcel at one.delhivery.com, or ask Delhivery"),
    };
    problem.carrier("", words)
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    unreadable(effect, format!("Delhivery's answer holds no {what}"))
}
