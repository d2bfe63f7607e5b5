//! News by webhook: a form, or JSON, to an address of the merchant's.
//!
//! Nothing is signed. The merchant's own secret stands in the address that GHTK was given, as `hash`, and is compared
//! in constant time.

use super::answer::{integer, text};
use super::{reason, ship, status, track};
use crate::{Cx, Heard, TrackingNews, Webhooks};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind, TrackingEvent};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq as _;
use url::form_urlencoded;

/// The account's secret that the address ends with, and the name that it has there.
pub(super) const SECRET: &str = "webhook_secret";
const PARAMETER: &str = "hash";
/// Where it is, from large to small.
const STATION: [&str; 4] = ["address_l0", "address_l1", "address_l2", "address_l3"];

pub(super) struct GhtkWebhooks;

#[async_trait]
impl Webhooks for GhtkWebhooks {
    fn read(&self, account: &Account, news: &Heard<'_>) -> Result<Vec<TrackingNews>, Problem> {
        prove(account, news.query)?;
        parse(news.body)
    }

    async fn subscribe(&self, _: Cx<'_>, _: &[String]) -> Result<Vec<String>, Problem> {
        Err(Problem::new(
            ProblemKind::Unsupported,
            "GHTK lets nobody ask for news of single parcels: it tells of all of a shop's",
        )
        .hint("Enter the address at khachhang.giaohangtietkiem.vn, with ?hash= and your secret at its end, or have GHTK's support do it"))
    }
}

/// Whether GHTK sent it: who knows the secret in the address that only GHTK was given.
fn prove(account: &Account, query: &str) -> Result<(), Problem> {
    let secret = account.secret(SECRET);
    if secret.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!(
                "The account {} has no webhook secret, so nothing can prove that GHTK sent this",
                account.name
            ),
        )
        .hint("Enter a long random text in the account, and the same behind ?hash= in the address at GHTK")
        .field(SECRET));
    }
    let mut shown = form_urlencoded::parse(query.as_bytes());
    let shown = shown.find(|(name, _)| name == PARAMETER);
    let shown = shown
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default();
    if bool::from(shown.as_bytes().ct_eq(secret.as_bytes())) {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Auth,
        "A message about parcels came that does not show GHTK's secret; it is not believed",
    )
    .hint("If GHTK sent it, compare the end of the address at GHTK, ?hash=…, with the account's webhook secret"))
}

/// One message, about one order.
pub(super) fn parse(body: &[u8]) -> Result<Vec<TrackingNews>, Problem> {
    let news = message(body).and_then(|message| news(&message));
    let unreadable = || {
        Problem::new(
            ProblemKind::Invalid,
            "A message about parcels cannot be read",
        )
    };
    Ok(vec![news.ok_or_else(unreadable)?])
}

/// What the message holds, as JSON or as a form.
fn message(body: &[u8]) -> Option<Value> {
    let body = body.trim_ascii();
    if body.starts_with(b"{") {
        return serde_json::from_slice(body).ok();
    }
    let mut message = Map::new();
    for (name, value) in form_urlencoded::parse(body) {
        message.insert(name.into_owned(), Value::from(value.into_owned()));
    }
    Some(Value::Object(message))
}

fn news(message: &Value) -> Option<TrackingNews> {
    let tracking_number = ship::label_of(&message["label_id"])?;
    let status = integer(&message["status_id"])?;
    let at = repaired(&text(&message["action_time"]));
    track::moment(&at)?;
    let (why, reason_code) = (text(&message["reason"]), integer(&message["reason_code"]));
    let reason = reason_code.and_then(reason::words).map(str::to_owned);
    let part = integer(&message["return_part_package"]) == Some(1);
    let part = part.then(|| "a part of it comes back".to_owned());
    let besides = [reason, Some(why.clone()), part].into_iter().flatten();
    let code = status.to_string();
    Some(TrackingNews {
        tracking_number,
        event: TrackingEvent {
            at: track::at(&at),
            status: status::meaning(status, &why),
            text: status::words(&code, besides),
            code,
            location: station(message),
        },
        expected: None,
    })
}

/// A time whose `+` was sent as it is, and so was read as a space: `2026-10-12T12:18:39 07:00`.
fn repaired(at: &str) -> String {
    match at.rsplit_once(' ') {
        Some((time, zone)) if time.contains('T') => format!("{time}+{zone}"),
        _ => at.to_owned(),
    }
}

/// Where it is, from small to large. In a form, names within a name may be written in two ways.
fn station(message: &Value) -> String {
    let part = |level: &&str| {
        let within = [
            text(&message["cur_station"][*level]),
            text(&message[format!("cur_station[{level}]")]),
            text(&message[format!("cur_station.{level}")]),
        ];
        within.into_iter().find(|part| !part.is_empty())
    };
    let parts: Vec<String> = STATION.iter().rev().filter_map(part).collect();
    parts.join(", ")
}
