//! What an answer of GHN means for what was asked.
//!
//! Every answer is `{"code", "message", "data"}`; yes is the code 200, and a failure adds `code_message` and words
//! in Vietnamese, `code_message_value`. The status of HTTP is the code. To what binds, a 4xx in these words means
//! that nothing was done, but for those of a system that is not well, or still at it; anything else proves nothing.

use super::host::{SHOP, TOKEN};
use crate::engine::{Answer, Effect};
pub(super) use crate::loose::{integer, list, unreadable};
use pb_domain::{Problem, ProblemKind};
use serde_json::Value;

/// Words of GHN's own system not being well: nobody can say what was done.
const UNWELL: &[&str] = &["SERVER_ERR", "SERVER_ERROR", "Redis"];
/// The same request is being worked at.
const IN_FLIGHT: &str = "Too many request";
/// Codes of a place that GHN does not have, and our field of it.
const PLACES: &[(&str, &str)] = &[
    ("WARD_IS_INVALID", "ship_to.ward"),
    ("WARD_NAME_NOT_VALID", "ship_to.ward"),
    ("PROVINCE_NAME_NOT_VALID", "ship_to.region"),
    ("FROM_ADDRESS_CONVERT_FAIL", "ship_from.ward"),
];
/// Codes of a lane that GHN does not go.
const NOT_SERVED: &[&str] = &["ROUTE_NOT_FOUND_SERVICE", "SERVICE_NOT_FOUND_CONFIG_FEE"];
/// The shop is another client's.
const FOREIGN_SHOP: &str = "CLIENT_NOT_OWNER_OF_SHOP";
/// How long it is worth waiting for what is in flight, in seconds.
const SOON: u32 = 10;

/// What GHN says of a failure.
struct Failure {
    /// The number; what HTTP's status is in practice.
    status: i64,
    /// `code_message`; where there is none, the code's number.
    code: String,
    message: String,
    /// For a person.
    words: String,
}

/// The `data` of an answer that says yes, else the problem that it states.
pub(super) fn read(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    let body = serde_json::from_slice::<Value>(&answer.body);
    if !(200..300).contains(&answer.status) {
        return Err(match body.as_ref().ok().and_then(failure) {
            Some(failure) => said(answer, effect, &failure),
            None => foreign(answer, effect),
        });
    }
    let mut body = body.map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            effect,
            format!("GHN's answer is not whole JSON: line {line}, column {column}"),
        )
    })?;
    if integer(&body["code"]) == Some(200) {
        return Ok(body["data"].take());
    }
    Err(match failure(&body) {
        Some(failure) => said(answer, effect, &failure),
        None => unreadable(effect, "GHN's answer is JSON, but not an answer".to_owned()),
    })
}

/// A failure in GHN's words; `None` when it is not.
fn failure(body: &Value) -> Option<Failure> {
    let code = integer(&body["code"])?;
    let message = text(&body["message"]);
    let code_message = text(&body["code_message"]);
    if message.is_empty() && code_message.is_empty() {
        return None;
    }
    let last = message.rsplit(" - ").next().unwrap_or_default();
    let stated = [
        text(&body["code_message_value"]),
        text(&body["message_display"]),
        last.to_owned(),
        code_message.clone(),
    ];
    let words = stated.iter().map(|words| plain(words));
    let words = words.into_iter().find(|words| !words.is_empty());
    Some(Failure {
        status: code,
        code: if code_message.is_empty() {
            code.to_string()
        } else {
            code_message
        },
        message,
        words: words.unwrap_or_default(),
    })
}

/// What a failure in GHN's words means.
fn said(answer: &Answer, effect: Effect, failure: &Failure) -> Problem {
    let (code, says) = (failure.code.as_str(), failure.words.as_str());
    let said = |kind, text: String| Problem::new(kind, text).carrier(code, says);
    let contains = |words: &str| code.contains(words) || failure.message.contains(words);
    if answer.status == 429 {
        return answer.too_often("GHN").carrier(code, says);
    }
    // With a status that says yes, words that say no leave what binds in doubt.
    let in_doubt = effect == Effect::Binds && answer.status < 400;
    if answer.status >= 500 || in_doubt || UNWELL.iter().any(|words| contains(words)) {
        let mut problem = unreadable(effect, format!("GHN failed: {says}")).carrier(code, says);
        problem.retry_after = answer.retry_after_seconds();
        return problem;
    }
    if code == FOREIGN_SHOP {
        return said(
            ProblemKind::Auth,
            format!("The shop does not belong to the token: {says}"),
        )
        .hint("Compare the shop ID with khachhang.ghn.vn")
        .field(SHOP);
    }
    if [401, 403].contains(&failure.status) {
        return said(
            ProblemKind::Auth,
            format!("GHN does not let the account in: {says}"),
        )
        .hint("Compare the token with khachhang.ghn.vn, and that it is one of this environment")
        .field(TOKEN);
    }
    if contains(IN_FLIGHT) {
        let mut problem = unreadable(effect, format!("GHN is still at the same request: {says}"))
            .carrier(code, says);
        problem.retry_after = answer.retry_after_seconds().or(Some(SOON));
        return problem;
    }
    let invalid = |field: Option<&str>| {
        let mut problem = said(
            ProblemKind::Invalid,
            format!("GHN does not take it as it is: {says}"),
        )
        .hint("Correct it and try again");
        problem.field = field.map(str::to_owned);
        problem
    };
    if let Some((_, field)) = PLACES.iter().find(|(place, _)| *place == code) {
        return invalid(Some(field));
    }
    match code {
        "PHONE_INVALID" if failure.message.contains("from") => invalid(Some("ship_from.phone")),
        "PHONE_INVALID" => invalid(Some("ship_to.phone")),
        "USER_ERR_COMMON" => invalid(None),
        code if NOT_SERVED.contains(&code) => said(
            ProblemKind::Refused,
            format!("GHN does not go there: {says}"),
        )
        .hint("Check weight and address, or ship with another carrier"),
        _ => said(ProblemKind::Refused, format!("GHN refuses: {says}")),
    }
}

/// Whether a problem says that the lane is none of GHN's.
pub(super) fn is_not_served(problem: &Problem) -> bool {
    NOT_SERVED.contains(&problem.carrier_code.as_str())
}

/// An answer that is not in GHN's words at all.
fn foreign(answer: &Answer, effect: Effect) -> Problem {
    if answer.status == 429 {
        return answer.too_often("GHN");
    }
    let location = answer.header("location");
    let text = if matches!(answer.status, 301..=308) && !location.is_empty() {
        format!(
            "GHN answers with status {} and sends us on to {location}",
            answer.status
        )
    } else {
        format!(
            "GHN answered with status {} and not in its own words",
            answer.status
        )
    };
    let mut problem = unreadable(effect, text);
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    unreadable(effect, format!("GHN's answer holds no {what}"))
}

/// A text, or a whole number as one; something else is empty.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        _ => String::new(),
    }
}

/// Words on one line.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
