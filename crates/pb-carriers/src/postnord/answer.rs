//! What an answer of PostNord means for what was asked.
//!
//! A refusal is `{"message","compositeFault":{"faults":[…]}}`, one of the gateway `{"error":{…}}`; both with a
//! status of 4xx or 5xx, and the first in a 200 too. A 403 is said of a key that is wrong and of one that is not
//! let into the product alike.

use super::wire;
use crate::engine::{Answer, Effect};
pub(super) use crate::loose::unreadable;
use pb_domain::{Problem, ProblemKind};
use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A fault in PostNord's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stated {
    /// Its code; empty when it has none.
    pub(super) code: String,
    /// Its words.
    pub(super) words: String,
    /// Our form's field that it is about.
    field: Option<&'static str>,
}

/// The answer as `T`, else the problem that it states. Every member of a `T` may be missing: whoever takes it
/// looks.
pub(super) fn read<T: Default + DeserializeOwned>(
    answer: &Answer,
    effect: Effect,
) -> Result<T, Problem> {
    let value = value(answer, effect)?;
    if !value.is_object() {
        return Err(unreadable(
            effect,
            "PostNord's answer is JSON, but not an answer".to_owned(),
        ));
    }
    Ok(wire::entry(value))
}

/// The answer as JSON of any kind, where its status says yes.
pub(super) fn value(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(problem(answer, effect));
    }
    serde_json::from_slice(&answer.body).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            effect,
            format!("PostNord's answer is not whole JSON: line {line}, column {column}"),
        )
    })
}

/// An answer without what was asked for, with what it states instead.
pub(super) fn missing(answer: &Answer, effect: Effect, what: &str) -> Problem {
    let problem = unreadable(effect, format!("PostNord's answer holds no {what}"));
    match stated(answer).first() {
        Some(first) => problem.carrier(&first.code, &first.words),
        None => problem,
    }
}

/// The faults that an answer states; none when it is not in PostNord's words.
pub(super) fn stated(answer: &Answer) -> Vec<Stated> {
    let Ok(value) = serde_json::from_slice::<Value>(&answer.body) else {
        return Vec::new();
    };
    if !value.is_object() {
        return Vec::new();
    }
    let failed = wire::Failed::deserialize(&value).unwrap_or_default();
    let error = &failed.error;
    if !error.message.is_empty() || !error.error_type.is_empty() {
        let code = match error.error_type.as_str() {
            "" => error.status_code.as_str(),
            kind => kind,
        };
        return vec![Stated {
            code: code.to_owned(),
            words: words(&error.message),
            field: None,
        }];
    }
    let inner = [failed.points, failed.track];
    let mut all = faults(&wire::ErrorResponse {
        message: failed.message,
        composite_fault: failed.composite_fault,
    });
    all.extend(inner.iter().flat_map(faults));
    all
}

/// The faults of a refusal; its message alone where it lists none.
pub(super) fn faults(response: &wire::ErrorResponse) -> Vec<Stated> {
    let listed: Vec<Stated> = response
        .composite_fault
        .faults
        .iter()
        .filter(|f| !f.explanation_text.is_empty() || !f.fault_code.is_empty())
        .map(of_fault)
        .collect();
    if listed.is_empty() && !response.message.is_empty() {
        return vec![Stated {
            code: String::new(),
            words: words(&response.message),
            field: None,
        }];
    }
    listed
}

fn of_fault(fault: &wire::Fault) -> Stated {
    let reference = |end: &str| {
        let mut all = fault.fault_references.iter();
        all.find(|r| r.key.ends_with(end) && !r.value.is_empty())
            .map(|r| r.value.clone())
    };
    let code = match fault.fault_code.as_str() {
        "" => reference(".subType").or_else(|| reference(".type")),
        code => Some(code.to_owned()),
    };
    let code = code.unwrap_or_default();
    let named: Vec<String> = fault
        .param_values
        .iter()
        .filter(|p| !p.param.is_empty())
        .map(|p| format!("{} = {}", p.param, p.value))
        .collect();
    let mut says = words(&fault.explanation_text);
    if !named.is_empty() {
        says = format!("{says} ({})", named.join(", "));
    }
    let origin = fault
        .fault_references
        .iter()
        .any(|r| r.key.starts_with("CustomerOriginValidationError"));
    let field = match code.as_str() {
        "APPLICATION_ID" => Some("application_id"),
        "SACUS-BR-24062502" => Some("eori"),
        "API-005" if origin || says.contains("CustomerOriginValidationError") => {
            Some("customer_number")
        }
        _ => None,
    };
    Stated {
        code,
        words: says,
        field,
    }
}

/// What a failing answer means.
pub(super) fn problem(answer: &Answer, effect: Effect) -> Problem {
    let all = stated(answer);
    let Some(first) = all.first() else {
        return foreign(answer, effect);
    };
    let joined = joined(&all);
    let said = |kind, text: String| Problem::new(kind, text).carrier(&first.code, &first.words);
    match answer.status {
        429 => answer
            .too_often("PostNord")
            .carrier(&first.code, &first.words),
        401 | 403 => said(
            ProblemKind::Auth,
            format!("PostNord does not let the API key do this: {joined}"),
        )
        .hint("Compare the key with developer.postnord.com: it is wrong, of the other environment, or not let into this product, for which each key is opened by itself"),
        400 | 402 | 404..=407 | 409..=428 | 430..=498 => no(&all),
        _ => {
            let mut problem = unreadable(effect, format!("PostNord failed: {joined}"))
                .carrier(&first.code, &first.words);
            problem.retry_after = answer.retry_after_seconds();
            problem
        }
    }
}

/// A clear no, in PostNord's words; there is at least one.
pub(super) fn no(all: &[Stated]) -> Problem {
    let first = all.first().cloned().unwrap_or_default();
    let problem = match first.field {
        Some(field) => Problem::new(
            ProblemKind::Invalid,
            format!("PostNord does not take it as it is: {}", joined(all)),
        )
        .field(field)
        .hint("Correct it in the account's settings, or ask PostNord what is registered for your customer number"),
        None => Problem::new(
            ProblemKind::Refused,
            format!("PostNord refuses: {}", joined(all)),
        )
        .hint("Correct what it names, or choose another service"),
    };
    problem.carrier(first.code, first.words)
}

fn joined(all: &[Stated]) -> String {
    let all: Vec<&str> = all.iter().map(|s| s.words.as_str()).collect();
    all.join("; ")
}

/// An answer that is not in PostNord's words at all.
fn foreign(answer: &Answer, effect: Effect) -> Problem {
    if answer.status == 429 {
        return answer.too_often("PostNord");
    }
    let mut problem = unreadable(
        effect,
        format!(
            "PostNord answered with status {} and not in its own words",
            answer.status
        ),
    );
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// PostNord's words as a person reads them.
pub(super) fn words(text: &str) -> String {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.is_empty() {
        "it gives no reason".to_owned()
    } else {
        plain
    }
}
