//! What an answer of Viettel Post means for what was asked.
//!
//! Every answer but prices is `{"status", "error", "message", "data"}`. HTTP says 200 to failures as well: they have
//! `error: true` and a status of their own. To what binds, such a failure means that nothing was done, but for a
//! system that is not well and for a number that is there already; an answer that contradicts itself, or anything
//! else, proves nothing.

use super::host::{PASSWORD, TOKEN};
use super::{order, places, warehouse};
use crate::check::invalid;
use crate::engine::{Answer, Effect};
pub(super) use crate::loose::integer;
use pb_domain::{Money, Problem, ProblemKind};
use serde_json::Value;

/// The status of a yes, in the body.
const YES: i64 = 200;
/// Words of a system that is not well: nobody can say what was done.
const UNWELL: &str = "system error";
/// Words of an order number that is there already; which order it is, is not said.
const THERE_ALREADY: &str = "order status already exists";
/// Words of a token that is not taken.
const TOKEN_REFUSED: &[&str] = &["token invalid", "token is required", "token expired"];
/// Words of a lane or a service without a price.
const NO_PRICE: &str = "price does not apply";
/// Words of addresses of both divisions in one order.
const MIXED: &[&str] = &["address old", "address new"];
/// Their fields, longer names first, and ours.
const FIELDS: &[(&str, &str)] = &[
    ("SENDER_PROVINCE", "ship_from.region"),
    ("SENDER_DISTRICT", "ship_from.district"),
    ("SENDER_WARD", "ship_from.ward"),
    ("SENDER_ADDRESS", "ship_from.line1"),
    ("SENDER_PHONE", "ship_from.phone"),
    ("SENDER_FULLNAME", "ship_from.name"),
    ("RECEIVER_PROVINCE", "ship_to.region"),
    ("RECEIVER_DISTRICT", "ship_to.district"),
    ("RECEIVER_WARD", "ship_to.ward"),
    ("RECEIVER_ADDRESS", "ship_to.line1"),
    ("RECEIVER_PHONE", "ship_to.phone"),
    ("RECEIVER_FULLNAME", "ship_to.name"),
    ("ORDER_SERVICE_ADD", order::EXTRAS),
    ("ORDER_SERVICE", "rate"),
    ("ORDER_PAYMENT", order::PAYMENT),
    ("ORDER_NOTE", "options.instructions"),
    ("ORDER_NUMBER", "reference"),
    ("PRODUCT_TYPE", order::TYPE),
    ("PRODUCT_NAME", order::CONTENT),
    ("PRODUCT_WEIGHT", "parcels.0.weight"),
    ("MONEY_COLLECTION", "options.cod"),
    ("EXTRA_MONEY", order::EXTRA_MONEY),
    ("DELIVERY_DATE", "ship_date"),
];

/// An answer that says yes.
#[derive(Debug)]
pub(super) struct Yes {
    /// Words; the code of a page to print is here.
    pub(super) message: String,
    pub(super) data: Value,
}

/// An answer that says no, in Viettel Post's words.
struct No {
    /// Its own status; empty where there is none.
    code: String,
    words: String,
    /// Nothing in it contradicts it.
    sure: bool,
}

/// An answer that says yes, else the problem that it states.
pub(super) fn read(answer: &Answer, effect: Effect) -> Result<Yes, Problem> {
    let body = serde_json::from_slice::<Value>(&answer.body);
    if !(200..300).contains(&answer.status) {
        return Err(match body.as_ref().ok().and_then(no) {
            Some(no) => said(answer, effect, &no),
            None => foreign(answer, effect),
        });
    }
    let mut body = body.map_err(|e| {
        let (line, column) = (e.line(), e.column());
        unreadable(
            effect,
            format!("Viettel Post's answer is not whole JSON: line {line}, column {column}"),
        )
    })?;
    if let Some(no) = no(&body) {
        return Err(said(answer, effect, &no));
    }
    let denies = !matches!(body["error"], Value::Bool(false) | Value::Null);
    if denies || integer(&body["status"]) != Some(YES) {
        return Err(unreadable(
            effect,
            "Viettel Post's answer is JSON, but not an answer".to_owned(),
        ));
    }
    Ok(Yes {
        message: text(&body["message"]),
        data: body["data"].take(),
    })
}

/// The entries of a list, which stands alone or as the data of an answer; `what` it is of.
pub(super) fn rows(answer: &Answer, what: &str) -> Result<Vec<Value>, Problem> {
    if (200..300).contains(&answer.status)
        && let Ok(Value::Array(rows)) = serde_json::from_slice(&answer.body)
    {
        return Ok(rows);
    }
    match read(answer, Effect::Asks)?.data {
        Value::Array(rows) => Ok(rows),
        _ => Err(missing(Effect::Asks, &format!("list of {what}"))),
    }
}

/// A no with words; `None` when it is none.
fn no(body: &Value) -> Option<No> {
    let words = plain(&text(&body["message"]));
    let status = integer(&body["status"]);
    let by_error = body["error"] == Value::Bool(true);
    let by_status = status.is_some_and(|status| status != YES);
    // `error` as a text is a web server's own page in JSON.
    let foreign = body["error"].is_string();
    if words.is_empty() || foreign || !(by_error || by_status) {
        return None;
    }
    Some(No {
        code: status.map(|s| s.to_string()).unwrap_or_default(),
        words,
        sure: by_error && status != Some(YES) && body["data"]["ORDER_NUMBER"].is_null(),
    })
}

/// The code and the words of an answer that says no; `None` when it is not in Viettel Post's words.
pub(super) fn stated(answer: &Answer) -> Option<(String, String)> {
    let body = serde_json::from_slice::<Value>(&answer.body).ok()?;
    no(&body).map(|no| (no.code, no.words))
}

/// Whether an answer says, beyond doubt, that the token is not taken.
pub(super) fn is_token_refused(answer: &Answer) -> bool {
    let body = serde_json::from_slice::<Value>(&answer.body).ok();
    let no = body.as_ref().and_then(no);
    no.is_some_and(|no| no.sure && contains(&no.words, TOKEN_REFUSED))
}

/// Whether a problem says that the lane has no price.
pub(super) fn is_not_served(problem: &Problem) -> bool {
    problem.kind == ProblemKind::Refused && contains(&problem.carrier_text, &[NO_PRICE])
}

fn contains(words: &str, any: &[&str]) -> bool {
    let words = words.to_lowercase();
    any.iter().any(|part| words.contains(part))
}

/// What a no in Viettel Post's words means.
fn said(answer: &Answer, effect: Effect, no: &No) -> Problem {
    let says = no.words.as_str();
    let has = |parts: &[&str]| contains(says, parts);
    if answer.status == 429 {
        return answer.too_often("Viettel Post").carrier(&no.code, says);
    }
    let in_doubt = effect == Effect::Binds && !no.sure;
    if answer.status >= 500 || in_doubt || has(&[UNWELL]) {
        let mut problem = unreadable(effect, format!("Viettel Post failed: {says}"));
        problem.retry_after = answer.retry_after_seconds();
        return problem.carrier(&no.code, says);
    }
    if effect == Effect::Binds && has(&[THERE_ALREADY]) {
        let text = format!("Viettel Post says that there is one already, but not which: {says}");
        return unreadable(effect, text).carrier(&no.code, says);
    }
    meaning(says).carrier(&no.code, says)
}

/// What its words say, where nothing was done.
fn meaning(says: &str) -> Problem {
    let has = |parts: &[&str]| contains(says, parts);
    if has(TOKEN_REFUSED) {
        return Problem::new(
            ProblemKind::Auth,
            format!("Viettel Post does not take the token: {says}"),
        )
        .hint("Compare the account with viettelpost.vn, and that it is one of this environment")
        .field(TOKEN);
    }
    if has(&["account or password"]) {
        return Problem::new(
            ProblemKind::Auth,
            format!("Viettel Post does not let the account in: {says}"),
        )
        .hint(
            "Sign in at viettelpost.vn with the same; the dev environment has accounts of its own",
        )
        .field(PASSWORD);
    }
    if has(&["groupaddress"]) {
        return invalid(
            warehouse::SETTING,
            format!("Viettel Post does not know the warehouse: {says}"),
        )
        .hint("Test the connection, which lists the account's warehouses");
    }
    if has(MIXED) {
        return invalid(
            places::SETTING,
            format!("The two addresses are not of the same division: {says}"),
        )
        .hint("Write both addresses in the same division of Vietnam");
    }
    if has(&["incorrect data", "invalid ["]) {
        let field = FIELDS.iter().find(|(theirs, _)| says.contains(theirs));
        let mut problem = Problem::new(
            ProblemKind::Invalid,
            format!("Viettel Post does not take it as it is: {says}"),
        )
        .hint("Correct it and try again");
        problem.field = field.map(|(_, ours)| (*ours).to_owned());
        return problem;
    }
    let refused = |text: String| Problem::new(ProblemKind::Refused, text);
    if has(&[NO_PRICE]) {
        return refused(format!("Viettel Post has no price for it: {says}")).hint(
            "Compare rates again: another service, fewer add-ons, or another carrier; your contract says which services there are",
        );
    }
    if has(&["blocking create order"]) {
        return refused(format!(
            "Viettel Post takes no orders of the account: {says}"
        ))
        .hint("Call Viettel Post: something of the account is not set up there");
    }
    refused(format!("Viettel Post refuses: {says}"))
}

/// An answer that is not in Viettel Post's words at all.
fn foreign(answer: &Answer, effect: Effect) -> Problem {
    if answer.status == 429 {
        return answer.too_often("Viettel Post");
    }
    let location = answer.header("location");
    let text = if matches!(answer.status, 301..=308) && !location.is_empty() {
        format!(
            "Viettel Post answers with status {} and sends us on to {location}",
            answer.status
        )
    } else {
        format!(
            "Viettel Post answered with status {} and not in its own words",
            answer.status
        )
    };
    let mut problem = unreadable(effect, text);
    problem.retry_after = answer.retry_after_seconds();
    problem
}

/// An answer without what was asked for.
pub(super) fn missing(effect: Effect, what: &str) -> Problem {
    unreadable(effect, format!("Viettel Post's answer holds no {what}"))
}

/// An answer that tells nothing about what was done.
fn unreadable(effect: Effect, text: String) -> Problem {
    match effect {
        Effect::Asks | Effect::Drafts => {
            Problem::new(ProblemKind::Unavailable, text).hint("Try again in a while")
        }
        Effect::Binds => Problem::new(ProblemKind::UnknownOutcome, text)
            .hint("It may have taken effect: look at viettelpost.vn before trying again"),
    }
}

/// A text, or a whole number as one; something else, and what is masked with asterisks, is empty.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) if text.trim().bytes().all(|b| b == b'*') => String::new(),
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) if number.is_i64() || number.is_u64() => number.to_string(),
        _ => String::new(),
    }
}

/// Dong; what is not above zero is not told, or masked.
pub(super) fn money(value: &Value) -> Option<Money> {
    let amount = integer(value).filter(|amount| *amount > 0)?;
    Some(Money::new(amount, order::dong()))
}

/// Words on one line.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
