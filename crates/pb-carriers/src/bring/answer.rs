//! What an answer of Bring means for what was asked.
//!
//! Bring has a shape of failures for each of its APIs: booking's are `consignments[].errors[]`, in a 200 as well as
//! in a 4xx; tracking's are `consignmentSet[].error`, always in a 200; the Shipping Guide's are `fieldErrors[]`;
//! Event Cast's are `{"uuid","status","reason"}`. To what binds, a code of booking's means that nothing was done,
//! but for those of a system that is not well; anything else proves nothing.

use super::wire;
use crate::engine::{Answer, Effect};
pub(super) use crate::loose::unreadable;
use pb_domain::{Problem, ProblemKind};
use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The user may not do it.
const AUTHORIZATION: &str = "BOOK-AUTHORIZATION-";
/// Bring is not well: nobody can say what was done.
const INTERNAL: &[&str] = &["BOOK-INTERNAL-", "PICKUP-INTERNAL-"];
/// Booking understood and does not carry it.
const REFUSED: &[&str] = &[
    "BOOK-INPUT-020",
    "BOOK-INPUT-022",
    "BOOK-INPUT-023",
    "BOOK-INPUT-024",
    "BOOK-INPUT-025",
    "BOOK-INPUT-027",
    "BOOK-INPUT-032",
    "BOOK-INPUT-043",
    "BOOK-INPUT-045",
    "BOOK-INPUT-055",
    "BOOK-INPUT-070",
    "BOOK-VALIDATION-003",
    "BOOK-VALIDATION-009",
    "BOOK-VALIDATION-010",
    "BOOK-VALIDATION-015",
    "BOOK-VALIDATION-016",
];
/// Our form's fields that booking's codes are about.
const FIELDS: &[(&str, &str)] = &[
    ("BOOK-INPUT-002", "parcels.0.weight"),
    ("BOOK-INPUT-012", "ship_date"),
    ("BOOK-INPUT-013", "parcels.0.dimensions"),
    ("BOOK-INPUT-019", "customer_number"),
    ("BOOK-INPUT-021", "customer_number"),
    ("BOOK-INPUT-029", "customer_number"),
    ("BOOK-INPUT-036", "options.cod"),
    ("BOOK-INPUT-037", "options.cod"),
    ("BOOK-INPUT-054", "options.cod"),
    ("BOOK-INPUT-072", "ship_to.phone"),
    ("BOOK-VALIDATION-002", "ship_to.phone"),
    ("BOOK-VALIDATION-011", "ship_to.phone"),
    ("BOOK-VALIDATION-012", "customs.items"),
    ("BOOK-VALIDATION-013", "customs.contents"),
    ("BOOK-VALIDATION-014", "customs.items"),
    ("BOOK-VALIDATION-015", "customs.items"),
];
/// The same, of codes that say by their end which party they are about.
const PARTY_FIELDS: &[(&str, &str)] = &[
    ("BOOK-INPUT-014", "name"),
    ("BOOK-INPUT-015", "line1"),
    ("BOOK-INPUT-016", "city"),
    ("BOOK-INPUT-017", "country"),
    ("BOOK-INPUT-022", "country"),
    ("BOOK-INPUT-028", "country"),
    ("BOOK-INPUT-057", "postal_code"),
    ("BOOK-VALIDATION-003", "country"),
];
/// The Shipping Guide's names of fields, and ours.
const GUIDE_FIELDS: &[(&str, &str)] = &[
    ("frompostalcode", "ship_from.postal_code"),
    ("topostalcode", "ship_to.postal_code"),
    ("fromcountry", "ship_from.country"),
    ("tocountry", "ship_to.country"),
    ("customernumber", "customer_number"),
    ("grossweight", "parcels.0.weight"),
    ("length", "parcels.0.dimensions"),
    ("width", "parcels.0.dimensions"),
    ("height", "parcels.0.dimensions"),
    ("shippingdate", "ship_date"),
];

/// A failure, whichever of Bring's APIs states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// Its code, as Bring wrote it.
    pub(super) code: String,
    /// Its words.
    pub(super) says: String,
    /// The field that the Shipping Guide names.
    field: String,
}

/// The answer as `T`, else the problem that it states as a whole. Every member of a `T` may be missing: whoever
/// takes it looks, and looks for the failures of its parts too.
pub(super) fn read<T: DeserializeOwned>(answer: &Answer, effect: Effect) -> Result<T, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(problem(answer, effect));
    }
    let value: Value = serde_json::from_slice(&answer.body).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            effect,
            format!("Bring's answer is not whole JSON: line {line}, column {column}"),
        )
    })?;
    if !value.is_object() {
        return Err(unreadable(
            effect,
            "Bring's answer is JSON, but not an answer".to_owned(),
        ));
    }
    serde_json::from_value(value)
        .map_err(|_| unreadable(effect, "Bring's answer cannot be read".to_owned()))
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    unreadable(effect, format!("Bring's answer holds no {what}"))
}

/// The failures that an answer states; none when it is not in Bring's words.
pub(super) fn failures(answer: &Answer) -> Vec<Failure> {
    let value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if !value.is_object() {
        return Vec::new();
    }
    let failed = wire::Failed::deserialize(&value).unwrap_or_default();
    let mut all: Vec<Failure> = Vec::new();
    for consignment in &failed.consignments {
        all.extend(booking(&consignment.errors));
    }
    all.extend(tracking(&failed));
    all.extend(failed.field_errors.iter().map(|error| Failure {
        code: error.code.clone(),
        says: words(&error.message),
        field: error.field.clone(),
    }));
    if !failed.reason.is_empty() || !failed.uuid.is_empty() {
        all.push(Failure {
            code: failed.status,
            says: words(&failed.reason),
            field: String::new(),
        });
    }
    all.retain(|failure| !failure.code.is_empty());
    all
}

/// Booking's failures, in English where it has that.
pub(super) fn booking(errors: &[wire::BookingError]) -> Vec<Failure> {
    let said = |error: &wire::BookingError| {
        let english = error.messages.iter().find(|m| m.lang.starts_with("en"));
        let message = english.or(error.messages.first());
        Failure {
            code: error.code.clone(),
            says: words(message.map_or("", |m| m.message.as_str())),
            field: String::new(),
        }
    };
    let coded = errors.iter().filter(|error| !error.code.is_empty());
    coded.map(said).collect()
}

/// Tracking's failures, which are wrapped once more when it is too busy.
pub(super) fn tracking(failed: &wire::Failed) -> Vec<Failure> {
    let wrapped = failed.shipments.iter().flat_map(|s| &s.consignment_set);
    let sets = failed.consignment_set.iter().chain(wrapped);
    let stated = sets.filter_map(|set| set.error.as_ref());
    stated
        .filter(|error| !error.code.is_empty())
        .map(|error| Failure {
            code: error.code.clone(),
            says: words(&error.message),
            field: String::new(),
        })
        .collect()
}

/// What a failing answer means.
pub(super) fn problem(answer: &Answer, effect: Effect) -> Problem {
    let failures = failures(answer);
    if failures.is_empty() {
        return foreign(answer, effect);
    }
    said(answer, effect, &failures)
}

/// What failures in Bring's words mean, of which there is at least one; the first is the one that is kept.
pub(super) fn said(answer: &Answer, effect: Effect, failures: &[Failure]) -> Problem {
    let Some(first) = failures.first() else {
        return foreign(answer, effect);
    };
    let all: Vec<&str> = failures.iter().map(|f| f.says.as_str()).collect();
    let all = all.join("; ");
    let said = |kind, text: String| Problem::new(kind, text).carrier(&first.code, &first.says);
    let (code, party) = code(&first.code);
    let is = |starts: &str| code.starts_with(starts);
    if answer.status == 429 {
        return answer.too_often("Bring").carrier(&first.code, &first.says);
    }
    if matches!(answer.status, 401 | 403) || is(AUTHORIZATION) {
        return denied(&all).carrier(&first.code, &first.says);
    }
    if answer.status >= 500 || INTERNAL.iter().any(|internal| is(internal)) {
        let mut problem = unreadable(effect, format!("Bring failed: {all}"));
        problem.retry_after = answer.retry_after_seconds();
        return problem.carrier(&first.code, &first.says);
    }
    let mut problem = if REFUSED.contains(&code.as_str()) {
        said(ProblemKind::Refused, format!("Bring refuses: {all}"))
    } else if is("BOOK-") || is("INVALID") {
        let text = format!("Bring does not take it as it is: {all}");
        said(ProblemKind::Invalid, text).hint("Correct it and try again")
    } else {
        said(ProblemKind::Refused, format!("Bring refuses: {all}"))
    };
    problem.field = field(&code, party, &first.field);
    problem
}

/// A code without its turns: `_` and `-` are written without a rule, and a code may end with a party.
fn code(written: &str) -> (String, Option<&'static str>) {
    let code = written.to_ascii_uppercase().replace('_', "-");
    for (end, party) in [("-SENDER", "ship_from"), ("-RECIPIENT", "ship_to")] {
        if let Some(code) = code.strip_suffix(end) {
            return (code.to_owned(), Some(party));
        }
    }
    (code, None)
}

/// Our form's field that a failure is about.
fn field(code: &str, party: Option<&str>, guide: &str) -> Option<String> {
    let of = |list: &[(&'static str, &'static str)], code: &str| {
        let found = list.iter().find(|(of, _)| *of == code);
        found.map(|(_, field)| *field)
    };
    if let (Some(party), Some(part)) = (party, of(PARTY_FIELDS, code)) {
        return Some(format!("{party}.{part}"));
    }
    let guide = guide.to_lowercase();
    let named = GUIDE_FIELDS.iter().find(|(name, _)| guide.contains(name));
    of(FIELDS, code)
        .or(named.map(|(_, field)| *field))
        .map(str::to_owned)
}

fn denied(says: &str) -> Problem {
    Problem::new(
        ProblemKind::Auth,
        format!("Bring does not let the account do this: {says}"),
    )
    .hint("Compare the Mybring user and its API key with mybring.com, Settings, API, and that the user may book for the customer number")
}

/// An answer that is not in Bring's words at all.
fn foreign(answer: &Answer, effect: Effect) -> Problem {
    let is_page = answer.body.trim_ascii_start().starts_with(b"<");
    match answer.status {
        429 => return answer.too_often("Bring"),
        401 | 403 if !is_page => {
            return denied(&format!("it answered with status {}", answer.status));
        }
        _ => {}
    }
    let location = answer.header("location");
    let text = if matches!(answer.status, 301..=308) && !location.is_empty() {
        format!(
            "Bring answered with status {} and sends us on to {location}",
            answer.status
        )
    } else {
        format!(
            "Bring answered with status {} and not in its own words",
            answer.status
        )
    };
    let mut problem = unreadable(effect, text);
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// Bring's words as a person reads them.
pub(super) fn words(text: &str) -> String {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.is_empty() {
        "it gives no reason".to_owned()
    } else {
        plain
    }
}
