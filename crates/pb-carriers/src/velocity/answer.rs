//! What an answer of Velocity means for what was asked.
//!
//! There is no one envelope: shipments say `status` 1 or 0, the rest `"SUCCESS"`, lists and tracks nothing. A failure
//! has words and no code, under several names, with a status of 4xx or 5xx, or with a 200 and `status` 0. To what
//! binds, a 4xx in words means that nothing was done, unless the words leave that open; anything else proves nothing.

use super::warehouse;
use crate::engine::{Answer, Effect};
pub(super) use crate::loose::{text, unreadable};
use pb_domain::{Problem, ProblemKind};
use serde_json::Value;

/// Longest text that a shown reason has.
const LONGEST: usize = 400;

/// Words of Velocity in small letters, from its guide to shipping errors, and what they mean: the kind, our form's
/// field, and what to do. The first that is in a failure counts.
const KNOWN: &[(&str, ProblemKind, &str, &str)] = &[
    (
        "delivery location is not serviceable",
        ProblemKind::Refused,
        "ship_to.postal_code",
        "Compare the PIN code, or choose another courier",
    ),
    (
        "pickup location is not serviceable",
        ProblemKind::Refused,
        "ship_from.postal_code",
        "Compare the PIN code, or choose another courier",
    ),
    (
        "route is not serviceable",
        ProblemKind::Refused,
        "",
        "Choose another courier, or try again in a day or two",
    ),
    (
        "warehouse not activated",
        ProblemKind::Refused,
        warehouse::KEPT,
        "Ask Velocity to activate the warehouse",
    ),
    (
        "warehouse not registered",
        ProblemKind::Refused,
        warehouse::KEPT,
        "Ask Velocity to register the warehouse with the courier",
    ),
    (
        "client-warehouse is not active",
        ProblemKind::Refused,
        warehouse::KEPT,
        "Ask Velocity to activate the warehouse",
    ),
    (
        "warehouse",
        ProblemKind::Invalid,
        warehouse::KEPT,
        "Compare the warehouse's ID and name in the account with app.velocity.in",
    ),
    (
        "phone number",
        ProblemKind::Invalid,
        "ship_to.phone",
        "Correct the telephone number",
    ),
    (
        "emailid is invalid",
        ProblemKind::Invalid,
        "ship_to.email",
        "Correct the e-mail address, or leave it out",
    ),
    (
        "customer name",
        ProblemKind::Invalid,
        "ship_to.name",
        "Write the name in plain letters",
    ),
    (
        "consignee name",
        ProblemKind::Invalid,
        "ship_to.name",
        "Write the name in plain letters",
    ),
    (
        "drop name length",
        ProblemKind::Invalid,
        "ship_to.name",
        "Shorten the name",
    ),
    (
        "drop city length",
        ProblemKind::Invalid,
        "ship_to.city",
        "Shorten the city's name",
    ),
    (
        "drop state",
        ProblemKind::Invalid,
        "ship_to.region",
        "Enter the state",
    ),
    (
        "address is incomplete",
        ProblemKind::Invalid,
        "ship_to.line1",
        "Complete the address, in plain letters",
    ),
    (
        "address exceeds",
        ProblemKind::Invalid,
        "ship_to.line1",
        "Shorten the address",
    ),
    (
        "consigneeaddress1",
        ProblemKind::Invalid,
        "ship_to.line1",
        "Enter the street",
    ),
    (
        "cod orders not allowed",
        ProblemKind::Refused,
        "options.cod",
        "Choose another courier, or send it prepaid",
    ),
    (
        "cod amount",
        ProblemKind::Invalid,
        "options.cod",
        "Correct the amount: couriers collect up to 20,000 or 50,000 rupees",
    ),
    (
        "cod configuration",
        ProblemKind::Invalid,
        "options.cod",
        "Compare the amount with the order's total",
    ),
    (
        "weight",
        ProblemKind::Invalid,
        "parcels.0.weight",
        "Choose a courier for such a weight",
    ),
    (
        "dimension",
        ProblemKind::Invalid,
        "parcels.0.dimensions",
        "Choose a courier for such a size",
    ),
    (
        "items list",
        ProblemKind::Invalid,
        "customs.items",
        "Describe the goods",
    ),
    (
        "courier partner api services",
        ProblemKind::Refused,
        "",
        "The courier does not answer Velocity: try again in a few minutes, or choose another",
    ),
    (
        "something went wrong at carrier end",
        ProblemKind::Refused,
        "",
        "Try again in a few minutes, choose another courier, or ask Velocity",
    ),
    (
        "balance",
        ProblemKind::Refused,
        "",
        "Recharge the wallet at app.velocity.in",
    ),
];

/// Words by which it may be there all the same: the order's number is in use, or half of it was kept.
const OPEN: &[&str] = &[
    "already been booked",
    "already booked",
    "duplicate waybill",
    "might be saved",
];

/// The answer as an object, else the problem that it is. Any member may be missing or odd: whoever takes it looks.
pub(super) fn object(answer: &Answer, effect: Effect) -> Result<Value, Problem> {
    if !(200..300).contains(&answer.status) {
        return Err(problem(answer, effect));
    }
    let value: Value = serde_json::from_slice(&answer.body).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            effect,
            format!("Velocity's answer is not whole JSON: line {line}, column {column}"),
        )
    })?;
    match value.is_object() {
        true => Ok(value),
        false => Err(unreadable(
            effect,
            "Velocity's answer is JSON, but not an answer".to_owned(),
        )),
    }
}

/// What an answer's `status` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Yes,
    No,
    Nothing,
}

pub(super) fn says(value: &Value) -> Says {
    match &value["status"] {
        Value::Bool(true) => Says::Yes,
        Value::Bool(false) => Says::No,
        status => match text(status).to_ascii_uppercase().as_str() {
            "1" | "SUCCESS" => Says::Yes,
            "0" | "FAIL" | "FAILED" | "FAILURE" | "ERROR" => Says::No,
            _ => Says::Nothing,
        },
    }
}

/// The answer to what only asks or drafts, unless it says no. `what` is what it should hold.
pub(super) fn granted(answer: &Answer, effect: Effect, what: &str) -> Result<Value, Problem> {
    let value = object(answer, effect)?;
    if says(&value) != Says::No {
        return Ok(value);
    }
    Err(match words(&value).as_str() {
        "" => missing(effect, what),
        words => no("", words),
    })
}

/// The entries of a list; one object may stand for a list of one. `None` for anything else.
pub(super) fn list(value: &Value) -> Option<&[Value]> {
    match value {
        Value::Array(entries) => Some(entries),
        one @ Value::Object(_) => Some(std::slice::from_ref(one)),
        _ => None,
    }
}

/// The words of a failure; empty where there are none.
pub(super) fn words(value: &Value) -> String {
    let meta = &value["meta"];
    let places = [
        &value["message"],
        &value["error"],
        &meta["details"],
        &meta["message"],
        &value["errors"],
        &value["payload"]["message"],
        &value["payload"]["error"],
    ];
    let mut all = places.into_iter().map(|place| {
        let mut found = Vec::new();
        gather(place, 0, &mut found);
        shortened(&found.join("; "))
    });
    all.find(|words| !words.is_empty()).unwrap_or_default()
}

/// All texts in a value that is not deep.
fn gather(value: &Value, depth: usize, found: &mut Vec<String>) {
    match value {
        Value::String(text) if !text.trim().is_empty() => found.push(text.trim().to_owned()),
        Value::Array(entries) if depth < 3 => {
            entries.iter().for_each(|v| gather(v, depth + 1, found));
        }
        Value::Object(members) if depth < 3 => {
            members.values().for_each(|v| gather(v, depth + 1, found));
        }
        _ => {}
    }
}

/// What a failing answer means.
fn problem(answer: &Answer, effect: Effect) -> Problem {
    let status = answer.status;
    let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let said = words(&said);
    let code = status.to_string();
    if status == 429 {
        return answer.too_often("Velocity").carrier(code, said);
    }
    if status == 401 || status == 403 && !said.is_empty() {
        return Problem::new(
            ProblemKind::Auth,
            format!("Velocity does not let the account do this: {}", reason(&said)),
        )
        .hint("Look at app.velocity.in, Settings, API, whether the key is enabled and not expired, and whether the account has API access")
        .field(super::host::TOKEN)
        .carrier(code, said);
    }
    if (400..500).contains(&status) && status != 408 && !said.is_empty() {
        return match effect == Effect::Binds && is_open(&said) {
            true => unreadable(effect, format!("Velocity says: {said}")).carrier(code, said),
            false => no(&code, &said),
        };
    }
    let location = answer.header("location");
    let text = match said.as_str() {
        "" if matches!(status, 301..=308) && !location.is_empty() => {
            format!("Velocity answered with status {status} and sends us on to {location}")
        }
        "" => format!("Velocity answered with status {status} and not in its own words"),
        said => format!("Velocity failed with status {status}: {said}"),
    };
    let mut problem = unreadable(effect, text);
    if !said.is_empty() {
        problem = problem.carrier(code, said);
    }
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// Whether words leave open what was done.
pub(super) fn is_open(words: &str) -> bool {
    let words = words.to_lowercase();
    OPEN.iter().any(|open| words.contains(open))
}

/// A clear no in Velocity's words.
pub(super) fn no(code: &str, words: &str) -> Problem {
    let small = words.to_lowercase();
    let text = format!("Velocity refuses: {}", reason(words));
    let known = KNOWN.iter().find(|(known, ..)| small.contains(known));
    let problem = match known {
        Some((_, kind, "", hint)) => Problem::new(*kind, text).hint(*hint),
        Some((_, kind, field, hint)) => Problem::new(*kind, text).hint(*hint).field(*field),
        None => Problem::new(ProblemKind::Refused, text)
            .hint("Look at the order's manifest attempts at app.velocity.in, or ask Velocity"),
    };
    problem.carrier(code, words)
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    unreadable(effect, format!("Velocity's answer holds no {what}"))
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
