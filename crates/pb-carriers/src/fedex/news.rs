//! Advanced Integrated Visibility: what FedEx sends to an address of the merchant's.
//!
//! Each message holds where a parcel stands now, in the shape of tracking, and is signed over its bytes with the token
//! of the project. What to be told about is set up at developer.fedex.com, by account; how to ask for single numbers is
//! documented there only, for those who are logged in.

use super::answer::words;
use super::{status, track, wire};
use crate::signature::{Written, proves};
use crate::{Cx, Heard, TrackingNews, Webhooks};
use async_trait::async_trait;
use http::HeaderMap;
use pb_domain::{Account, Problem, ProblemKind, TrackingEvent};

/// The header with the signature.
const SIGNATURE: &str = "fdx-signature";

pub(super) struct FedexWebhooks;

#[async_trait]
impl Webhooks for FedexWebhooks {
    fn read(&self, account: &Account, heard: &Heard<'_>) -> Result<Vec<TrackingNews>, Problem> {
        prove(account, heard.headers, heard.body)?;
        parse(heard.body)
    }

    async fn subscribe(&self, _: Cx<'_>, _: &[String]) -> Result<Vec<String>, Problem> {
        Err(Problem::new(
            ProblemKind::Unsupported,
            "FedEx is told at developer.fedex.com what to send, not from here",
        )
        .hint("Set up a webhook there for your account number; then FedEx tells of every parcel"))
    }
}

/// Whether FedEx sent it: who knows the token of the project.
fn prove(account: &Account, headers: &HeaderMap, body: &[u8]) -> Result<(), Problem> {
    let token = account.secret("webhook_token");
    if token.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!(
                "The account {} has no webhook token, so nothing can prove that FedEx sent this",
                account.name
            ),
        )
        .hint("Enter the security token of the webhook at developer.fedex.com in the account")
        .field("webhook_token"));
    }
    let shown = headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    // Its own sample and its words differ on how the code is written.
    let written = [Written::Base64, Written::Hex];
    if shown.is_some_and(|shown| written.iter().any(|w| proves(token, body, shown, *w))) {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Auth,
        "A message about parcels came that does not bear FedEx's signature; it is not believed",
    )
    .hint("If FedEx sent it, compare the webhook's security token at developer.fedex.com with the account's"))
}

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
    let envelope: wire::Envelope<wire::Tracked> =
        serde_json::from_value(value).map_err(|_| unreadable())?;
    let tracked = envelope.output.ok_or_else(unreadable)?;
    if tracked.complete_track_results.is_empty() {
        return Err(unreadable());
    }
    tracked
        .complete_track_results
        .iter()
        .map(|complete| news(complete).ok_or_else(unreadable))
        .collect()
}

/// The newest scan, with where the parcel stands by all of them: messages overtake one another.
fn news(complete: &wire::CompleteResult) -> Option<TrackingNews> {
    let result = track::latest(&complete.track_results)?;
    let number = match complete.tracking_number.as_str() {
        "" => &result.tracking_number_info.tracking_number,
        number => number,
    };
    if number.is_empty() {
        return None;
    }
    let status = status::current(result);
    let event = match status::newest_first(&result.scan_events).first() {
        Some(scan) => TrackingEvent {
            status,
            ..track::event(scan)
        },
        None => {
            let latest = &result.latest_status_detail;
            let says = [&latest.description, &latest.status_by_locale];
            let says = says.into_iter().find(|text| !text.is_empty());
            TrackingEvent {
                at: String::new(),
                status,
                code: latest.code.clone(),
                text: words(says.map_or("", String::as_str)),
                location: track::place(&latest.scan_location),
            }
        }
    };
    Some(TrackingNews {
        tracking_number: number.to_owned(),
        event,
        expected: track::expected(result),
    })
}
