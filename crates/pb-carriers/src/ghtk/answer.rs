//! What an answer of GHTK means for what was asked.
//!
//! Every answer is `{"success", "message", …}`. A failure is `"success": false`, most often under a status of 200,
//! with words in Vietnamese and now and then a code: `error_code`, or `error.code`. Such a no is clear, be it to what
//! binds, but for a 5xx, and for words that GHTK's system is not well. Anything else proves nothing.

use super::host::TOKEN;
use crate::engine::{Answer, Effect};
pub(super) use crate::loose::{integer, list, unreadable};
use pb_domain::{Problem, ProblemKind};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

/// The token is not taken, where it is said by a code.
const BAD_TOKEN: &str = "20101";
/// Words of GHTK's own system not being well, in small letters: nobody can say what was done.
const UNWELL: &[&str] = &[
    "hệ thống đang",
    "hệ thống bận",
    "lỗi hệ thống",
    "hệ thống lỗi",
    "thử lại sau",
    "timeout",
    "timed out",
];
/// Words that a field of ours is wrong, in small letters, and which. The first that is found is meant.
const FIELDS: &[(&[&str], &str)] = &[
    (&["thu hộ", "pick_money"], "options.cod"),
    (&["khối lượng", "trọng lượng", "weight"], "parcels.0.weight"),
    (&["điện thoại", "số đt", "sđt", "tel "], "phone"),
    (&["phường", "xã/", "/xã", "ward"], "ward"),
    (&["quận", "huyện", "district"], "district"),
    (&["tỉnh", "thành phố", "province"], "region"),
    (&["địa chỉ", "address"], "line1"),
];
/// Words that say that the sender's address is meant, and not the recipient's.
const SENDER: &[&str] = &["lấy hàng", "người gửi", "pick_"];

/// What GHTK says of a failure.
struct Failure {
    code: String,
    words: String,
}

/// The whole of an answer that says yes, else the problem that it states.
pub(super) fn read(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    let body = serde_json::from_slice::<Value>(&answer.body);
    if !(200..300).contains(&answer.status) {
        let failure = body.as_ref().ok().and_then(|b| failure(answer.status, b));
        return Err(match failure {
            Some(failure) => said(answer, effect, &failure),
            None => foreign(answer, effect),
        });
    }
    let body = body.map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            effect,
            format!("GHTK's answer is not whole JSON: line {line}, column {column}"),
        )
    })?;
    if body["success"] == Value::Bool(true) {
        return Ok(body);
    }
    Err(match failure(answer.status, &body) {
        Some(failure) => said(answer, effect, &failure),
        None => unreadable(
            effect,
            "GHTK's answer is JSON, but not an answer".to_owned(),
        ),
    })
}

/// A failure in GHTK's words; `None` when it is not. Who is not let in may be told so without `success`.
fn failure(status: u16, body: &Value) -> Option<Failure> {
    let success = &body["success"];
    let is_no = *success == Value::Bool(false);
    let is_shut_out = success.is_null() && matches!(status, 401 | 403);
    if !is_no && !is_shut_out {
        return None;
    }
    let first = |values: [&Value; 2]| {
        let mut texts = values.into_iter().map(text);
        texts.find(|text| !text.is_empty()).unwrap_or_default()
    };
    let code = first([&body["error"]["code"], &body["error_code"]]);
    let words = first([&body["message"], &body["error"]["message"]]);
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() && code.is_empty() {
        return None;
    }
    Some(Failure {
        words: if words.is_empty() {
            code.clone()
        } else {
            words
        },
        code,
    })
}

/// What a failure in GHTK's words means.
fn said(answer: &Answer, effect: Effect, failure: &Failure) -> Problem {
    let (code, says) = (failure.code.as_str(), failure.words.as_str());
    let said = |kind, text: String| Problem::new(kind, text).carrier(code, says);
    let small: String = says.nfc().collect::<String>().to_lowercase();
    let speaks_of = |words: &[&str]| words.iter().any(|word| small.contains(word));
    if answer.status == 429 {
        return answer.too_often("GHTK").carrier(code, says);
    }
    if answer.status >= 500 || (300..400).contains(&answer.status) || speaks_of(UNWELL) {
        let mut problem = unreadable(effect, format!("GHTK failed: {says}")).carrier(code, says);
        problem.retry_after = answer.retry_after_seconds();
        return problem;
    }
    if matches!(answer.status, 401 | 403) || code == BAD_TOKEN || speaks_of(&["token"]) {
        return said(
            ProblemKind::Auth,
            format!("GHTK does not let the account in: {says}"),
        )
        .hint("Compare token and shop code with khachhang.giaohangtietkiem.vn, and that they are of this environment")
        .field(TOKEN);
    }
    let Some((_, field)) = FIELDS.iter().find(|(words, _)| speaks_of(words)) else {
        return said(ProblemKind::Refused, format!("GHTK refuses: {says}"));
    };
    let whose = if speaks_of(SENDER) {
        "ship_from"
    } else {
        "ship_to"
    };
    let field = match field.contains('.') {
        true => (*field).to_owned(),
        false => format!("{whose}.{field}"),
    };
    said(
        ProblemKind::Invalid,
        format!("GHTK does not take it as it is: {says}"),
    )
    .hint("Correct it and try again")
    .field(field)
}

/// An answer that is not in GHTK's words at all.
fn foreign(answer: &Answer, effect: Effect) -> Problem {
    if answer.status == 429 {
        return answer.too_often("GHTK");
    }
    let (status, location) = (answer.status, answer.header("location"));
    let text = if (300..400).contains(&status) && !location.is_empty() {
        format!("GHTK answers with status {status} and sends us on to {location}")
    } else {
        format!("GHTK answered with status {status} and not in its own words")
    };
    let mut problem = unreadable(effect, text);
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    unreadable(effect, format!("GHTK's answer holds no {what}"))
}

/// A text, or a whole number as one; something else is empty.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        _ => String::new(),
    }
}
