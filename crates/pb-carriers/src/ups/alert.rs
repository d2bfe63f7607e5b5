//! Track Alert v2: `POST /api/track/v2/subscription/standard/package` asks to be told, and what UPS then sends.
//!
//! There is no signature. UPS shows the credential that the merchant entered at developer.ups.com beside
//! the address, and the client's id; both are compared in constant time. A subscription lives for 14
//! days, and tells nothing of what was before.

use super::host::{self, call};
use super::rate::day;
use super::track::{at, code, place_of};
use super::{answer, status, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, Heard, TrackingNews, Webhooks};
use async_trait::async_trait;
use http::HeaderMap;
use pb_domain::{Account, Problem, ProblemKind, TrackingEvent};
use serde_json::Value;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

/// Numbers in one request.
const MOST: usize = 100;
/// Deliveries, movements, manifests, exceptions and news.
const EVENTS: &[&str] = &["D", "I", "M", "X", "U"];

pub(super) struct UpsWebhooks;

#[async_trait]
impl Webhooks for UpsWebhooks {
    fn read(&self, account: &Account, heard: &Heard<'_>) -> Result<Vec<TrackingNews>, Problem> {
        prove(account, heard.headers)?;
        parse(heard.body)
    }

    async fn subscribe(&self, cx: Cx<'_>, numbers: &[String]) -> Result<Vec<String>, Problem> {
        let mut refused = Vec::new();
        for numbers in numbers.chunks(MOST) {
            let request = request(cx.account, numbers, Uuid::now_v7())?;
            // The same subscription twice is one that lives longer.
            let answer = call(cx, "subscribe", Effect::Asks, &request).await?;
            refused.extend(parse_subscription(&answer, numbers)?);
        }
        Ok(refused)
    }
}

pub(super) fn request(
    account: &Account,
    numbers: &[String],
    transaction: Uuid,
) -> Result<Request, Problem> {
    let path = ["api", "track", "v2", "subscription", "standard", "package"];
    let body = wire::Subscription {
        locale: "en_US",
        country_code: "US",
        event_preferences: EVENTS,
        tracking_number_list: numbers,
    };
    let request = Request::post_json(host::url(account, &path)?, &body);
    Ok(host::signed(request, transaction))
}

/// The numbers that were not taken: those that it names, and those that it does not speak of.
pub(super) fn parse_subscription(
    answer: &Answer,
    asked: &[String],
) -> Result<Vec<String>, Problem> {
    let subscribed: wire::Subscribed = answer::read(answer, Effect::Asks)?;
    let (taken, refused) = (
        &subscribed.valid_tracking_numbers,
        &subscribed.invalid_tracking_numbers,
    );
    if taken.is_empty() && refused.is_empty() {
        return Err(answer::missing(Effect::Asks, "subscription"));
    }
    let is_taken = |number: &&String| !taken.contains(number) || refused.contains(number);
    Ok(asked.iter().filter(is_taken).cloned().collect())
}

/// Whether UPS sent it: who knows the credential and the client's id.
fn prove(account: &Account, headers: &HeaderMap) -> Result<(), Problem> {
    let credential = account.secret("webhook_credential");
    if credential.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!(
                "The account {} has no webhook credential, so nothing can prove that UPS sent this",
                account.name
            ),
        )
        .hint("Enter at developer.ups.com and in the account the same long random text")
        .field("webhook_credential"));
    }
    let shows = |name: &str, secret: &str| {
        let shown = headers.get(name).map_or(&b""[..], |value| value.as_bytes());
        bool::from(shown.ct_eq(secret.as_bytes()))
    };
    let both = shows("credential", credential) & shows("x-api-key", account.secret("client_id"));
    if both {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Auth,
        "A message about parcels came that does not show UPS's credential; it is not believed",
    )
    .hint("If UPS sent it, compare the webhook credential at developer.ups.com with the account's"))
}

/// One alert, or several in a list.
pub(super) fn parse(body: &[u8]) -> Result<Vec<TrackingNews>, Problem> {
    let unreadable = || {
        Problem::new(
            ProblemKind::Invalid,
            "A message about parcels cannot be read",
        )
    };
    let alerts = match serde_json::from_slice(body).map_err(|_| unreadable())? {
        Value::Array(alerts) => alerts,
        one => vec![one],
    };
    alerts
        .into_iter()
        .map(|alert| {
            if !alert.is_object() {
                return Err(unreadable());
            }
            let alert: wire::Alert = serde_json::from_value(alert).map_err(|_| unreadable())?;
            news(&alert).ok_or_else(unreadable)
        })
        .collect()
}

fn news(alert: &wire::Alert) -> Option<TrackingNews> {
    let status = &alert.activity_status;
    let says_something = [&status.kind, &status.code, &status.description_code]
        .iter()
        .any(|text| !text.is_empty());
    if alert.tracking_number.is_empty() || !says_something {
        return None;
    }
    let place = &alert.activity_location;
    Some(TrackingNews {
        tracking_number: alert.tracking_number.clone(),
        event: TrackingEvent {
            at: at(
                (&alert.local_activity_date, &alert.local_activity_time),
                (&alert.gmt_activity_date, &alert.gmt_activity_time),
                &alert.gmt_offset,
            ),
            status: status::meaning(&status.kind, &status.description_code, &status.code).status(),
            code: code(&status.description_code, &status.kind, &status.code),
            text: answer::words(&status.description),
            location: place_of(&[&place.city, &place.state_province, &place.country]),
        },
        expected: day(&alert.scheduled_delivery_date),
    })
}
