//! Karrio's two error envelopes, and what each answer means for what was asked.
//!
//! `errors` is Karrio speaking, `messages` is a carrier speaking through it.

use super::wire::{Complaints, Message};
use crate::engine::{Answer, Effect};
use pb_domain::{Problem, ProblemKind};
use serde::de::DeserializeOwned;

/// What Karrio says when it could not read or reach the carrier. It has then sent the call twice,
/// and either of the two may have gone through.
const LOST_CARRIER: &str = "SHIPPING_SDK_INTERNAL_ERROR";

/// The answer as `T` if its status is one of `good`, else the problem that it states.
pub(super) fn read<T: DeserializeOwned>(
    answer: &Answer,
    good: &[u16],
    effect: Effect,
) -> Result<T, Problem> {
    if !good.contains(&answer.status) {
        return Err(problem(answer, effect));
    }
    serde_json::from_slice(&answer.body)
        .map_err(|e| unreadable(effect, format!("Karrio's answer cannot be read: {e}")))
}

/// What a failing answer means.
pub(super) fn problem(answer: &Answer, effect: Effect) -> Problem {
    let complaints: Complaints = serde_json::from_slice(&answer.body).unwrap_or_default();
    if let Some(first) = complaints.messages.first().filter(|_| answer.status < 500) {
        let telling = complaints
            .messages
            .iter()
            .find(|m| lost(m))
            .or_else(|| complaints.messages.iter().find(|m| m.level == "error"))
            .unwrap_or(first);
        return carrier_problem(telling, effect);
    }
    let Some(first) = complaints.errors.first() else {
        return foreign(answer, effect);
    };
    let says = first.message.trim();
    let said = |kind, text: &str| Problem::new(kind, text).carrier(&first.code, says);
    match answer.status {
        401 | 403 => said(ProblemKind::Auth, "Karrio does not accept the API key")
            .hint("Copy the key again from Karrio's dashboard, Developers, API keys")
            .field("token"),
        429 => answer.too_often("Karrio").carrier(&first.code, says),
        400 | 422 => {
            let all: Vec<&str> = complaints.errors.iter().map(|e| e.message.trim()).collect();
            let mut problem = said(
                ProblemKind::Invalid,
                &format!("Karrio does not take the shipment as it is: {}", all.join("; ")),
            )
            .hint("Correct it and try again");
            problem.field = field(says);
            problem
        }
        404 => said(ProblemKind::Refused, &format!("Karrio does not find it: {says}")).hint(
            "Check the connection in Karrio, and that the API key is for its mode: a test key sees only test connections",
        ),
        // A failure without a word: the carrier's answer was empty, so nobody knows what it did.
        424 if says.is_empty() => unreadable(
            effect,
            "Karrio passes on a failure of the carrier without saying which".to_owned(),
        )
        .carrier(&first.code, says),
        500.. => unreadable(effect, format!("Karrio failed: {says}")).carrier(&first.code, says),
        _ => said(ProblemKind::Refused, &format!("Karrio refuses: {says}")),
    }
}

/// What a carrier said through Karrio.
pub(super) fn carrier_problem(message: &Message, effect: Effect) -> Problem {
    let who = who(message);
    let says = message.message.trim();
    let problem = if lost(message) {
        unreadable(effect, format!("Karrio lost {who} while asking it: {says}"))
    } else {
        let text = if says.is_empty() {
            format!("{who} refuses with code {}", message.code)
        } else {
            format!("{who} refuses: {says}")
        };
        Problem::new(ProblemKind::Refused, text)
    };
    problem.carrier(&message.code, says)
}

/// Whether Karrio cannot know what the carrier did.
fn lost(message: &Message) -> bool {
    // Besides Karrio's own code: an exception's `code` may be the bare HTTP status of a server error.
    let server_error = message.code.len() == 3
        && message.code.starts_with('5')
        && message.code.bytes().all(|b| b.is_ascii_digit());
    message.code == LOST_CARRIER || server_error
}

/// The carrier's name as a person reads it, with the connection where that says more.
fn who(message: &Message) -> String {
    match (message.carrier_name.as_str(), message.carrier_id.as_str()) {
        ("", "") => "The carrier".to_owned(),
        ("", id) => id.to_owned(),
        (name, _) => spoken(name),
    }
}

/// An answer that is not in Karrio's words at all.
fn foreign(answer: &Answer, effect: Effect) -> Problem {
    let location = answer.header("location");
    if matches!(answer.status, 301..=308) && !location.is_empty() {
        return unreadable(effect, format!("The server sends us on to {location}"))
            .hint("Enter that address in the account, if it is yours")
            .field("url");
    }
    unreadable(
        effect,
        format!(
            "The server answered with status {} and not in Karrio's words",
            answer.status
        ),
    )
}

/// An answer that tells nothing about what was done.
fn unreadable(effect: Effect, text: String) -> Problem {
    match effect {
        Effect::Asks | Effect::Drafts => Problem::new(ProblemKind::Unavailable, text)
            .hint("Try again; if it stays so, look into Karrio's log"),
        Effect::Binds => Problem::new(ProblemKind::UnknownOutcome, text)
            .hint("It may have taken effect: it is settled by asking, not by trying again"),
    }
}

/// `ups` as UPS, `dhl_express` as DHL Express, `valley_courier` as Valley Courier.
pub(super) fn spoken(name: &str) -> String {
    const ABBREVIATIONS: &[&str] = &["de"];
    name.split(['_', '-', ' '])
        .filter(|word| !word.is_empty())
        .map(|word| {
            // What has a folder here has a name.
            if let Some(carrier) = crate::find(word) {
                return carrier.name.to_owned();
            }
            // Nobody can say a word without a vowel.
            let is_sayable = word.contains(['a', 'e', 'i', 'o', 'u', 'y']);
            if !is_sayable || ABBREVIATIONS.contains(&word) {
                return word.to_uppercase();
            }
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect())
                .unwrap_or_default()
        })
        .collect::<Vec<String>>()
        .join(" ")
}

/// Our form's field that a validation message is about: `recipient.postal_code: …`.
pub(super) fn field(message: &str) -> Option<String> {
    let (path, _) = message.split_once(": ")?;
    if path.is_empty() || path.contains(' ') {
        return None;
    }
    let ours = path
        .replace('[', ".")
        .replace(']', "")
        .split('.')
        .map(|part| match part {
            "shipper" => "ship_from",
            "recipient" => "ship_to",
            "person_name" => "name",
            "company_name" => "company",
            "address_line1" => "line1",
            "address_line2" => "line2",
            "state_code" => "region",
            "country_code" => "country",
            "phone_number" => "phone",
            "commodities" => "items",
            other => other,
        })
        .collect::<Vec<_>>()
        .join(".");
    Some(ours)
}
