//! Event Cast: `POST /event-cast/api/v1/webhooks` asks to be told about one number, and what Bring then sends.
//!
//! There is no signature. What proves that Bring sent it is a header of our own with a secret, which it was given with
//! the subscription and never shows again; it is compared in constant time. A subscription lives for 30 days, or
//! until the parcel is delivered, and tells nothing of what was before.

use super::answer::{missing, read};
use super::host::{self, call};
use super::number::likeness;
use super::track::at;
use super::{status, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, Heard, Likeness, TrackingNews, Webhooks};
use async_trait::async_trait;
use http::HeaderMap;
use pb_domain::{Account, Problem, ProblemKind, TrackingEvent};
use subtle::ConstantTimeEq as _;

/// The header with the secret.
pub(super) const HEADER: &str = "x-packbench-secret";
const LONGEST_URL: usize = 250;
/// All keys and values of headers together, with what stands between them.
const LONGEST_HEADERS: usize = 1_000;
/// There is the same subscription already.
const ALREADY: u16 = 409;
/// What moves a parcel. Wildcards are not taken.
const EVENTS: &[&str] = &[
    "PRE_NOTIFIED",
    "HANDED_IN",
    "COLLECTED",
    "TERMINAL",
    "IN_TRANSIT",
    "INTERNATIONAL",
    "CUSTOMS",
    "TRANSPORT_TO_RECIPIENT",
    "READY_FOR_PICKUP",
    "ATTEMPTED_DELIVERY",
    "DELIVERED",
    "RETURN",
    "DELIVERED_SENDER",
    "DEVIATION",
    "DELIVERY_CANCELLED",
];

pub(super) struct BringWebhooks;

#[async_trait]
impl Webhooks for BringWebhooks {
    fn read(&self, account: &Account, heard: &Heard<'_>) -> Result<Vec<TrackingNews>, Problem> {
        prove(account, heard.headers)?;
        parse(heard.body)
    }

    async fn subscribe(&self, cx: Cx<'_>, numbers: &[String]) -> Result<Vec<String>, Problem> {
        configuration(cx.account)?;
        let mut refused = Vec::new();
        for number in numbers {
            if likeness(number) == Likeness::No {
                refused.push(number.clone());
                continue;
            }
            let request = request(cx.account, number)?;
            // The same subscription twice is the first one.
            let answer = call(cx, "subscribe", Effect::Asks, &request).await?;
            parse_subscription(&answer)?;
        }
        Ok(refused)
    }
}

/// The request holds the secret, which is Bring's to know: it is neither kept nor shown.
pub(super) fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    let body = wire::WebhookRequest {
        tracking_id: number,
        event_groups: EVENTS,
        configuration: configuration(account)?,
    };
    let url = host::url(account, &["event-cast", "api", "v1", "webhooks"])?;
    Ok(Request::post_json(url, &body))
}

/// Where Bring is to tell, and how it proves itself there.
fn configuration(account: &Account) -> Result<wire::WebhookConfiguration<'_>, Problem> {
    let url = account.setting("webhook_url");
    if url.is_empty() || url.len() > LONGEST_URL {
        return Err(invalid(
            "webhook_url",
            format!(
                "The account {} has no address of {LONGEST_URL} characters at most that Bring could tell",
                account.name
            ),
        ));
    }
    let secret = secret(account)?;
    if secret.len() + HEADER.len() > LONGEST_HEADERS {
        return Err(invalid(
            "webhook_secret",
            "The Event Cast secret is longer than Bring takes",
        ));
    }
    Ok(wire::WebhookConfiguration {
        url,
        content_type: "application/json",
        headers: vec![wire::WebhookHeader {
            key: HEADER,
            value: secret,
        }],
    })
}

/// Whether there is a subscription now.
pub(super) fn parse_subscription(answer: &Answer) -> Result<(), Problem> {
    if answer.status == ALREADY && !answer.body.trim_ascii_start().starts_with(b"<") {
        return Ok(());
    }
    let webhook: wire::Webhook = read(answer, Effect::Asks)?;
    match webhook.id.is_empty() || webhook.tracking_id.is_empty() {
        true => Err(missing(Effect::Asks, "subscription")),
        false => Ok(()),
    }
}

fn secret(account: &Account) -> Result<&str, Problem> {
    match account.secret("webhook_secret") {
        "" => Err(Problem::new(
            ProblemKind::Auth,
            format!(
                "The account {} has no Event Cast secret, so nothing can prove that Bring sent what comes",
                account.name
            ),
        )
        .hint("Enter a long random text in the account; Bring is told it with every subscription")
        .field("webhook_secret")),
        secret => Ok(secret),
    }
}

/// Whether Bring sent it: who knows the secret.
fn prove(account: &Account, headers: &HeaderMap) -> Result<(), Problem> {
    let secret = secret(account)?;
    let shown = headers
        .get(HEADER)
        .map_or(&b""[..], |value| value.as_bytes());
    if bool::from(shown.ct_eq(secret.as_bytes())) {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Auth,
        "A message about parcels came that does not show the account's secret; it is not believed",
    )
    .hint("Bring keeps the secret that it was given with the subscription: after a change subscribe again"))
}

/// One message.
pub(super) fn parse(body: &[u8]) -> Result<Vec<TrackingNews>, Problem> {
    let unreadable = || {
        Problem::new(
            ProblemKind::Invalid,
            "A message about parcels cannot be read",
        )
    };
    let value: serde_json::Value = serde_json::from_slice(body).map_err(|_| unreadable())?;
    if !value.is_object() {
        return Err(unreadable());
    }
    let cast: wire::Cast = serde_json::from_value(value).map_err(|_| unreadable())?;
    let number = match cast.package.as_str() {
        "" => cast.shipment,
        number => number.to_owned(),
    };
    if number.is_empty() || cast.status.is_empty() {
        return Err(unreadable());
    }
    let text = match cast.status.as_str() {
        "NOT_REGISTERED" => {
            "Bring did not find the number within two days, and tells nothing about it"
        }
        "EXPIRED" => "Bring tells nothing more about the number: the subscription has ended",
        _ => "",
    };
    Ok(vec![TrackingNews {
        tracking_number: number,
        event: TrackingEvent {
            at: at(&cast.created),
            status: status::meaning(&cast.status).status(),
            code: cast.status,
            text: text.to_owned(),
            location: String::new(),
        },
        expected: None,
    }])
}
