//! What an answer of Ekart means for what was asked.
//!
//! A failure is `{"statusCode","code","message","description","severity"}` with a status of 4xx or 5xx. To what binds,
//! a 4xx with a code means that nothing was done; anything else proves nothing. A `status` of `false` in a 200 is a
//! refusal with its reason in `remark`.

use crate::engine::{Answer, Effect};
pub(super) use crate::loose::text;
use pb_domain::{Problem, ProblemKind};
use serde_json::Value;

/// A field is missing, or has a value that may not be.
const VALIDATION: &str = "SWIFT_VALIDATION_EXCEPTION";
/// What was named is not there.
pub(super) const NOT_FOUND: &str = "SWIFT_RESOURCE_NOT_FOUND_EXCEPTION";
/// No such address.
const NO_PATH: &str = "PATH_NOT_IMPLEMENTED";
/// Longest text that a shown reason has.
const LONGEST: usize = 400;

/// A failure in Ekart's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) code: String,
    pub(super) words: String,
}

/// The answer as an object, else the problem that it states. Any member may be missing or odd: whoever takes it looks.
pub(super) fn object(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    let value = json(answer, effect)?;
    if !value.is_object() {
        return Err(unreadable(
            effect,
            "Ekart's answer is JSON, but not an answer".to_owned(),
        ));
    }
    if let Some(said) = failure(&value) {
        return Err(problem_of(answer, effect, &said));
    }
    Ok(value)
}

/// The answer as a list, likewise. One entry may stand for a list of one.
pub(super) fn list(answer: &Answer, effect: Effect, key: &str) -> Result<Vec<Value>, Problem> {
    let value = json(answer, effect)?;
    if let Some(said) = failure(&value) {
        return Err(problem_of(answer, effect, &said));
    }
    match value {
        Value::Array(entries) => Ok(entries),
        one if !text(&one[key]).is_empty() => Ok(vec![one]),
        _ => Err(unreadable(effect, "Ekart's answer is no list".to_owned())),
    }
}

fn json(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(problem(answer, effect));
    }
    serde_json::from_slice(&answer.body).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            effect,
            format!("Ekart's answer is not whole JSON: line {line}, column {column}"),
        )
    })
}

/// The failure that an answer states in Ekart's words; `None` when it is in others.
pub(super) fn stated(answer: &Answer) -> Option<Said> {
    failure(&serde_json::from_slice(&answer.body).ok()?)
}

fn failure(value: &Value) -> Option<Said> {
    let code = text(&value["code"]);
    let says = [&value["message"], &value["description"]].map(text);
    if code.is_empty() && (value["statusCode"].is_null() || says[0].is_empty()) {
        return None;
    }
    let words = match says {
        [message, description] if description.is_empty() || description == message => message,
        [message, description] if message.is_empty() => description,
        [message, description] => format!("{message}: {description}"),
    };
    Some(Said {
        code,
        words: shortened(&words),
    })
}

/// What a failing answer means.
pub(super) fn problem(answer: &Answer, effect: Effect) -> Problem {
    match stated(answer) {
        Some(said) => problem_of(answer, effect, &said),
        None => foreign(answer, effect),
    }
}

/// What a failure in Ekart's words means.
fn problem_of(answer: &Answer, effect: Effect, said: &Said) -> Problem {
    let (code, words) = (said.code.as_str(), reason(&said.words));
    let of = |kind, text: String| Problem::new(kind, text).carrier(code, &said.words);
    if answer.status == 429 {
        return answer.too_often("Ekart").carrier(code, &said.words);
    }
    if matches!(answer.status, 401 | 403) {
        return of(
            ProblemKind::Auth,
            format!("Ekart does not let the account do this: {words}"),
        )
        .hint("Compare client ID, user name and password with Ekart's onboarding mail");
    }
    // With a status that says yes, words that say no leave what binds in doubt; so does a request that timed out.
    let in_doubt = effect == Effect::Binds && answer.status < 400;
    if answer.status >= 500 || answer.status == 408 || in_doubt {
        let mut problem =
            unreadable(effect, format!("Ekart failed: {words}")).carrier(code, &said.words);
        problem.retry_after = answer.retry_after_seconds();
        return problem;
    }
    match code {
        VALIDATION => {
            let mut problem = of(
                ProblemKind::Invalid,
                format!("Ekart does not take it as it is: {words}"),
            )
            .hint("Correct it and try again");
            problem.field = field(&said.words);
            problem
        }
        NO_PATH => of(
            ProblemKind::Refused,
            format!("Ekart's server does not know what was asked: {words}"),
        )
        .hint("Check the account's other server, and leave it empty for Ekart itself"),
        _ => of(ProblemKind::Refused, format!("Ekart refuses: {words}")),
    }
}

/// Our form's field that words such as “cod_amount must not exceed 49999” are about.
fn field(words: &str) -> Option<String> {
    const FIELDS: &[(&str, &[&str])] = &[
        ("options.cod", &["cod_amount", "codamount"]),
        ("gstin", &["gst_tin", "gstin"]),
        (
            "goods_value",
            &["total_amount", "taxable_amount", "invoiceamount"],
        ),
        ("options.reference", &["order_number"]),
        ("parcels.0.weight", &["weight"]),
        ("parcels.0.dimensions", &["length", "width", "height"]),
    ];
    let words = words.to_lowercase();
    let is_it = |(_, names): &&(&str, &[&str])| names.iter().any(|name| words.contains(name));
    FIELDS
        .iter()
        .find(is_it)
        .map(|(field, _)| (*field).to_owned())
}

/// An answer that is not in Ekart's words at all.
fn foreign(answer: &Answer, effect: Effect) -> Problem {
    if answer.status == 429 {
        return answer.too_often("Ekart");
    }
    let location = answer.header("location");
    let mut problem = if matches!(answer.status, 301..=308) && !location.is_empty() {
        unreadable(
            effect,
            format!("Ekart sends us on to {location} ({})", answer.status),
        )
    } else {
        unreadable(
            effect,
            format!(
                "Ekart answered with status {} and not in its own words",
                answer.status
            ),
        )
    };
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// Whether what was asked for is done, by the `status` that most answers have: only `true` is a yes, and only `false`
/// a no.
pub(super) fn agreed(value: &Value, effect: Effect, what: &str) -> Result<(), Problem> {
    let remark = shortened(&text(&value["remark"]));
    match &value["status"] {
        Value::Bool(true) => Ok(()),
        Value::Bool(false) => Err(refused(&remark)),
        _ => Err(missing(effect, what).carrier("", remark)),
    }
}

/// `status: false`, with its reason.
pub(super) fn refused(remark: &str) -> Problem {
    Problem::new(
        ProblemKind::Refused,
        format!("Ekart refuses: {}", reason(remark)),
    )
    .carrier("", remark)
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    unreadable(effect, format!("Ekart's answer holds no {what}"))
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

fn reason(words: &str) -> &str {
    match words {
        "" => "it gives no reason",
        words => words,
    }
}

/// Words on one line, no longer than a person reads.
fn shortened(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(LONGEST).collect()
}
