//! Tracking news: `POST /subscriptions-tracking/v3/subscriptions` asks to be told about all parcels of the account's
//! Mailer ID, and what USPS then sends.
//!
//! A notice is signed: `X-HMAC` is HMAC-SHA256 of its timestamp and its payload under the secret that the subscription
//! named, in base64. The payload is a text that holds the JSON of tracking.

use super::answer::{code_and_words, failure, missing, read, says};
use super::host::{self, Pays, call};
use super::{number, track, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request, admit};
use crate::signature::{Written, proves};
use crate::{Cx, Heard, Likeness, TrackingNews, Webhooks};
use async_trait::async_trait;
use http::HeaderMap;
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::Value;

/// The account's settings.
pub(super) const LISTENER: &str = "webhook_url";
pub(super) const SECRET: &str = "webhook_secret";
pub(super) const EMAIL: &str = "webhook_email";

/// The header with the signature.
pub(super) const SIGNATURE: &str = "x-hmac";
/// Shortest secret.
const SECRET_LENGTH: usize = 32;

pub(super) struct UspsWebhooks;

#[async_trait]
impl Webhooks for UspsWebhooks {
    fn read(&self, account: &Account, heard: &Heard<'_>) -> Result<Vec<TrackingNews>, Problem> {
        let notice = notice(heard.body)?;
        prove(account, heard.headers, &notice)?;
        news(&notice)
    }

    /// One subscription brings all parcels of the Mailer ID: numbers that are not USPS's are not taken.
    async fn subscribe(&self, cx: Cx<'_>, numbers: &[String]) -> Result<Vec<String>, Problem> {
        let request = request(cx.account)?;
        // The same subscription again is refused, and nothing is wrong.
        parse_subscription(&call(cx, "subscribe", Effect::Asks, &request, Pays::No).await?)?;
        Ok(not_ours(numbers))
    }
}

fn not_ours(numbers: &[String]) -> Vec<String> {
    let is_not = |n: &&String| number::likeness(n) == Likeness::No;
    numbers.iter().filter(is_not).cloned().collect()
}

pub(super) fn request(account: &Account) -> Result<Request, Problem> {
    let (listener, secret, email) = (
        account.setting(LISTENER),
        account.secret(SECRET),
        account.setting(EMAIL),
    );
    if listener.is_empty() {
        return Err(invalid(
            LISTENER,
            "The account names no address that USPS could send tracking news to",
        ));
    }
    let listener = admit(listener, false).map_err(|problem| problem.field(LISTENER))?;
    if secret.chars().count() < SECRET_LENGTH {
        return Err(invalid(
            SECRET,
            format!("USPS wants a secret of {SECRET_LENGTH} characters or more"),
        ));
    }
    if !email.contains('@') {
        return Err(invalid(
            EMAIL,
            "USPS wants an e-mail address that it writes to when tracking news cannot be delivered",
        ));
    }
    let body = wire::SubscriptionRequest {
        listener: listener.into(),
        secret: secret.to_owned(),
        admin_notification: vec![wire::Contact {
            email: email.to_owned(),
        }],
        filter_properties: wire::Filter {
            mid: host::mid(account)?,
        },
    };
    let url = host::url(account, &["subscriptions-tracking", "v3", "subscriptions"])?;
    Ok(Request::post_json(url, &body))
}

/// Whether there is a subscription now.
pub(super) fn parse_subscription(answer: &Answer) -> Result<(), Problem> {
    // One that exists is refused, with words that name its id.
    if answer.status == 400 {
        let words = failure(answer)
            .map(|f| says(&f).to_lowercase())
            .unwrap_or_default();
        if words.contains("subscription")
            && (words.contains("exist") || words.contains("duplicate"))
        {
            return Ok(());
        }
    }
    let made: wire::Subscribed = read(answer, Effect::Asks)?;
    if made.subscription_id.is_empty() {
        let (code, words) = code_and_words(answer).unwrap_or_default();
        return Err(missing(Effect::Asks, "subscription").carrier(code, words));
    }
    Ok(())
}

fn unreadable() -> Problem {
    Problem::new(
        ProblemKind::Invalid,
        "A message about parcels cannot be read",
    )
}

fn notice(body: &[u8]) -> Result<wire::Notice, Problem> {
    let value: Value = serde_json::from_slice(body).map_err(|_| unreadable())?;
    if !value.is_object() {
        return Err(unreadable());
    }
    let notice: wire::Notice = serde_json::from_value(value).map_err(|_| unreadable())?;
    match notice.payload.is_empty() {
        true => Err(unreadable().hint(
            "If it is the challenge that USPS sends when a subscription begins, the address itself must answer it",
        )),
        false => Ok(notice),
    }
}

/// Whether USPS sent it: who knows the secret.
fn prove(account: &Account, headers: &HeaderMap, notice: &wire::Notice) -> Result<(), Problem> {
    let secret = account.secret(SECRET);
    if secret.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!(
                "The account {} has no secret for tracking news, so nothing can prove that USPS sent this",
                account.name
            ),
        )
        .hint("Enter one of 32 characters in the account, and subscribe again")
        .field(SECRET));
    }
    let shown = headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    let signed = format!("{}{}", notice.timestamp, notice.payload);
    let proven = proves(
        secret,
        signed.as_bytes(),
        shown.unwrap_or_default(),
        Written::Base64,
    );
    if proven {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Auth,
        "A message about parcels came that USPS's signature does not fit; it is not believed",
    )
    .hint("If USPS sent it, enter in the account the secret that the subscription was made with"))
}

/// What an unproven message says; for whoever reads messages without their headers.
pub(super) fn parse(body: &[u8]) -> Result<Vec<TrackingNews>, Problem> {
    news(&notice(body)?)
}

/// The newest event in a notice.
fn news(notice: &wire::Notice) -> Result<Vec<TrackingNews>, Problem> {
    let payload: Value = serde_json::from_str(&notice.payload).map_err(|_| unreadable())?;
    if !payload.is_object() {
        return Err(unreadable());
    }
    let tracked: wire::Tracked = serde_json::from_value(payload).map_err(|_| unreadable())?;
    let newest = tracked
        .tracking_events
        .first()
        .filter(|e| !e.event_type.is_empty());
    match newest {
        Some(newest) if !tracked.tracking_number.is_empty() => Ok(vec![TrackingNews {
            event: track::event(newest),
            expected: track::expected(&tracked),
            tracking_number: tracked.tracking_number,
        }]),
        _ => Err(unreadable()),
    }
}
