//! What both of China Post's APIs have in common where they say no: HTTP stays at 200, and of the codes only the one
//! for yes is documented, so the words decide what is a clear no.

use crate::engine::{Answer, Effect};
pub(super) use crate::loose::text;
use pb_domain::{Problem, ProblemKind};
use serde_json::Value;

/// Words after which nobody can say whether something was done: a time-out, an exception, a busy system, an order
/// that is there already.
const IN_DOUBT: &[&str] = &[
    "超时",
    "异常",
    "繁忙",
    "稍后",
    "重试",
    "重复",
    "已存在",
    "系统错误",
];
/// Words about the account.
const ABOUT_ACCOUNT: &[&str] = &["授权", "鉴权", "签名", "解密", "权限", "密钥"];

/// An answer that proves nothing.
pub(super) fn unreadable(effect: Effect, text: impl Into<String>) -> Problem {
    match effect {
        Effect::Binds => Problem::new(ProblemKind::UnknownOutcome, text)
            .hint("It may have taken effect: look at China Post's own pages before trying again"),
        _ => Problem::new(ProblemKind::Unavailable, text).hint("Try again later"),
    }
}

/// An answer without what it must hold.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    unreadable(effect, format!("China Post's answer holds no {what}"))
}

/// An answer that is not in China Post's words; only its status says something.
pub(super) fn foreign(answer: &Answer, effect: Effect) -> Problem {
    if answer.status == 429 {
        return answer.too_often("China Post");
    }
    let mut problem = unreadable(
        effect,
        format!(
            "China Post answered with the status {} and not in its own words",
            answer.status
        ),
    );
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// The JSON of an answer with a status that says yes.
pub(super) fn json(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(foreign(answer, effect));
    }
    serde_json::from_slice(&answer.body).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            effect,
            format!("China Post's answer is not whole JSON: line {line}, column {column}"),
        )
    })
}

/// A no in China Post's words.
pub(super) fn said(effect: Effect, code: &str, says: &str, secret: &str) -> Problem {
    let has = |words: &[&str]| words.iter().any(|word| says.contains(word));
    let words = if says.is_empty() {
        "it gives no reason"
    } else {
        says
    };
    let problem = if has(IN_DOUBT) {
        unreadable(effect, format!("China Post failed: {words}"))
    } else if has(ABOUT_ACCOUNT) {
        Problem::new(
            ProblemKind::Auth,
            format!("China Post does not let the account in: {words}"),
        )
        .hint("Compare the account's settings with the contract, and that they are of this environment")
        .field(secret)
    } else {
        Problem::new(
            ProblemKind::Refused,
            format!("China Post refuses it: {words}"),
        )
        .hint("Correct what it names and try again, or ask the account manager")
    };
    problem.carrier(code, says)
}

/// Yes or no, as China Post writes it: a boolean or its name.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}
