//! What an answer of USPS means for what was asked.
//!
//! A failure is `{"apiVersion","error":{"code","message","errors":[{"code","title","detail","source"}]}}` with a
//! status of 4xx or 5xx; the same in a 200 is a failure too. To what binds, a 4xx in these words means that nothing
//! was done; anything else proves nothing.

use super::{multipart, wire};
use crate::engine::{Answer, Effect};
pub(super) use crate::loose::unreadable;
use pb_domain::{Problem, ProblemKind};
use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a person can do about a failure, by its code.
const HINTS: &[(&[&str], &str)] = &[
    (
        &["100001", "100002", "100003", "100004", "100006"],
        "Look at the payment account in the Business Customer Gateway, under Enterprise Payment System",
    ),
    (
        &["100005"],
        "The payment account could not be checked just now: try again later",
    ),
    (
        &["100007"],
        "Put money into the payment account, in the Business Customer Gateway under Enterprise Payment System",
    ),
    (
        &["160302", "160305"],
        "Enroll the CRID and the MID in USPS Ship, in the Business Customer Gateway",
    ),
    (
        &["160001"],
        "Choose a ship date from today on, at most 45 days ahead",
    ),
    (
        &["150010"],
        "USPS shows this parcel to its sender alone, or charges for it: the account's MID must own the number",
    ),
    (
        &["160050"],
        "Say on the customs form what the goods are: words such as Gift or Merchandise are not taken",
    ),
    (
        &["160276", "160277", "160301"],
        "Ask for the refund in the Business Customer Gateway, if the label was not used",
    ),
    (&["160377"], "Try again after 24 hours"),
];

/// The answer as `T`, be it JSON or of several parts, else the problem that it states. Every member of a `T` may be
/// missing: whoever takes it looks.
pub(super) fn read<T: DeserializeOwned>(answer: &Answer, effect: Effect) -> Result<T, Problem> {
    let value = value(answer, effect)?;
    if !value.is_object() {
        return Err(unreadable(
            effect,
            "USPS's answer is JSON, but not an answer".to_owned(),
        ));
    }
    serde_json::from_value(value)
        .map_err(|_| unreadable(effect, "USPS's answer cannot be read".to_owned()))
}

/// The answer's JSON, or its parts as JSON, else the problem that it states.
pub(super) fn value(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(problem(answer, effect));
    }
    let value = if multipart::is_multipart(&answer.body) {
        multipart::read(&answer.body).ok_or_else(|| {
            unreadable(
                effect,
                "The parts of USPS's answer are not whole".to_owned(),
            )
        })?
    } else {
        serde_json::from_slice(&answer.body).map_err(|e| {
            let (line, column) = (e.line(), e.column());
            unreadable(
                effect,
                format!("USPS's answer is not whole JSON: line {line}, column {column}"),
            )
        })?
    };
    match stated(&value) {
        Some(failure) => Err(said(answer, effect, &failure)),
        None => Ok(value),
    }
}

/// An answer's JSON as `T`, whatever its status; `None` where it is none.
pub(super) fn plain<T: DeserializeOwned>(answer: &Answer) -> Option<T> {
    let value: Value = serde_json::from_slice(&answer.body).ok()?;
    value
        .is_object()
        .then(|| serde_json::from_value(value).ok())?
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    unreadable(effect, format!("USPS's answer holds no {what}"))
}

/// The failure that an answer states in USPS's words.
pub(super) fn failure(answer: &Answer) -> Option<wire::Failure> {
    stated(&serde_json::from_slice(&answer.body).ok()?)
}

/// The code and the words of a failure.
pub(super) fn code_and_words(answer: &Answer) -> Option<(String, String)> {
    let failure = failure(answer)?;
    Some((code(&failure), says(&failure)))
}

/// The failure in a JSON object. OAuth has a text in the place of the object.
pub(super) fn stated(value: &Value) -> Option<wire::Failure> {
    if !value["error"].is_object() {
        return None;
    }
    let failure = wire::Failure::deserialize(&value["error"]).unwrap_or_default();
    let is_said =
        !failure.code.is_empty() || !failure.message.is_empty() || !failure.errors.is_empty();
    is_said.then_some(failure)
}

/// The most particular code: that of the first error, else that of the whole.
pub(super) fn code(failure: &wire::Failure) -> String {
    let particular = failure
        .errors
        .iter()
        .map(|e| &e.code)
        .find(|c| !c.is_empty());
    particular.unwrap_or(&failure.code).clone()
}

/// All that a failure says.
pub(super) fn says(failure: &wire::Failure) -> String {
    let mut all: Vec<String> = Vec::new();
    let details = failure.errors.iter().map(|e| match e.detail.as_str() {
        "" => &e.title,
        detail => detail,
    });
    for text in details.chain([failure.message.as_str()]) {
        let text = words(text);
        if !text.is_empty() && !all.contains(&text) {
            all.push(text);
        }
    }
    if all.is_empty() {
        "it gives no reason".to_owned()
    } else {
        all.join("; ")
    }
}

/// What a failing answer means.
pub(super) fn problem(answer: &Answer, effect: Effect) -> Problem {
    match failure(answer) {
        Some(failure) => said(answer, effect, &failure),
        None => foreign(answer, effect),
    }
}

/// What a failure in USPS's words means.
fn said(answer: &Answer, effect: Effect, failure: &wire::Failure) -> Problem {
    let (code, says) = (code(failure), says(failure));
    let said = |kind, text: String| Problem::new(kind, text).carrier(&code, &says);
    if answer.status == 429 {
        return answer.too_often("USPS").carrier(code, says);
    }
    if answer.status == 401 || answer.status == 403 {
        return said(
            ProblemKind::Auth,
            format!("USPS does not let the account do this: {says}"),
        )
        .hint("Compare the account's keys with developers.usps.com, and that the app there has the product for it");
    }
    // With a status that says yes, words that say no leave what binds in doubt.
    let in_doubt = effect == Effect::Binds && answer.status < 400;
    if answer.status >= 500 || in_doubt {
        let mut problem = unreadable(effect, format!("USPS failed: {says}")).carrier(code, says);
        problem.retry_after = answer.retry_after_seconds();
        return problem;
    }
    refused(failure)
}

/// A no that means that nothing was done.
pub(super) fn refused(failure: &wire::Failure) -> Problem {
    let (code, says) = (code(failure), says(failure));
    let field = failure
        .errors
        .iter()
        .find_map(|e| field(&e.source.parameter));
    let kind = match field.is_some() || says.contains("OASValidation") {
        true => ProblemKind::Invalid,
        false => ProblemKind::Refused,
    };
    let hint = HINTS
        .iter()
        .find(|(codes, _)| codes.contains(&code.as_str()));
    let hint = match (hint, &field) {
        (Some((_, hint)), _) => hint,
        (None, Some(_)) => "Correct it and try again",
        (None, None) => "",
    };
    let mut problem = Problem::new(kind, format!("USPS refuses: {says}"))
        .hint(hint)
        .carrier(code, says);
    problem.field = field;
    problem
}

/// Our form's field that a parameter such as `packageDescription.mailingDate` is about.
fn field(parameter: &str) -> Option<String> {
    const ADDRESSES: &[(&str, &str)] = &[("toAddress", "ship_to"), ("fromAddress", "ship_from")];
    const PARTS: &[(&str, &str)] = &[
        ("streetAddress", "line1"),
        ("secondaryAddress", "line2"),
        ("city", "city"),
        ("state", "region"),
        ("province", "region"),
        ("ZIPCode", "postal_code"),
        ("ZIPPlus4", "postal_code"),
        ("postalCode", "postal_code"),
        ("firstName", "name"),
        ("lastName", "name"),
        ("firm", "company"),
        ("phone", "phone"),
        ("email", "email"),
    ];
    const OTHERS: &[(&str, &str)] = &[
        ("originZIPCode", "ship_from.postal_code"),
        ("destinationZIPCode", "ship_to.postal_code"),
        ("foreignPostalCode", "ship_to.postal_code"),
        ("destinationCountryCode", "ship_to.country"),
        ("mailingDate", "ship_date"),
        ("weight", "parcels.0.weight"),
        ("length", "parcels.0.dimensions"),
        ("width", "parcels.0.dimensions"),
        ("height", "parcels.0.dimensions"),
        ("packageValue", "options.insurance"),
        ("contents", "customs.items"),
        ("pickupDate", "day"),
    ];
    let of = |list: &[(&'static str, &'static str)], name: &str| {
        list.iter().find(|(n, _)| *n == name).map(|(_, ours)| *ours)
    };
    let mut names = parameter
        .split(['.', '/', '[', ']'])
        .filter(|n| !n.is_empty());
    let last = names.clone().next_back()?;
    let address = names.clone().find_map(|name| of(ADDRESSES, name));
    match (address, of(PARTS, last)) {
        (Some(address), Some(part)) => Some(format!("{address}.{part}")),
        _ => names.find_map(|name| of(OTHERS, name)).map(str::to_owned),
    }
}

/// An answer that is not in USPS's words at all.
fn foreign(answer: &Answer, effect: Effect) -> Problem {
    if answer.status == 429 {
        return answer.too_often("USPS");
    }
    let location = answer.header("location");
    let mut problem = if matches!(answer.status, 301..=308) && !location.is_empty() {
        unreadable(
            effect,
            format!(
                "USPS answered with status {} and sends us on to {location}",
                answer.status
            ),
        )
    } else {
        unreadable(
            effect,
            format!(
                "USPS answered with status {} and not in its own words",
                answer.status
            ),
        )
    };
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// USPS's words as a person reads them, without the HTML that is in some of them.
pub(super) fn words(text: &str) -> String {
    const ENTITIES: &[(&str, &str)] = &[
        ("<SUP>", ""),
        ("</SUP>", ""),
        ("<sup>", ""),
        ("</sup>", ""),
        ("&#174;", "®"),
        ("&#153;", "™"),
        ("&#8482;", "™"),
        ("&reg;", "®"),
        ("&trade;", "™"),
        ("&amp;", "&"),
    ];
    let plain = ENTITIES
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
