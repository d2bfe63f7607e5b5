//! What Ekart tells by itself: `/api/v2/webhook` asks for it, once for all shipments of the account.
//!
//! It signs what it sends with an HMAC of the body under the merchant's secret. Which header bears it and how it is
//! written is not documented, so both are settings of the account.

use super::answer::{list, missing, object, text};
use super::host::{self, call};
use super::{time, track, wire};
use crate::check::invalid;
use crate::engine::{Answer, Effect, Request};
use crate::signature::{self, Written};
use crate::{Cx, Heard, TrackingNews, Webhooks};
use async_trait::async_trait;
use http::HeaderMap;
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::Value;

pub(super) const URL: &str = "webhook_url";
pub(super) const SECRET: &str = "webhook_secret";
pub(super) const HEADER: &str = "webhook_header";
pub(super) const WRITTEN: &str = "webhook_written";
pub(super) const HEX: &str = "hex";
pub(super) const BASE64: &str = "base64";
/// The header that integrators look for.
pub(super) const USUAL_HEADER: &str = "x-ekart-signature";

/// What a parcel's way is told under.
const TOPIC: &str = "track_updated";
/// Characters of a secret.
const SHORTEST: usize = 6;
const LONGEST: usize = 30;

pub(super) struct EkartWebhooks;

#[async_trait]
impl Webhooks for EkartWebhooks {
    fn read(&self, account: &Account, heard: &Heard<'_>) -> Result<Vec<TrackingNews>, Problem> {
        prove(account, heard.headers, heard.body)?;
        parse(heard.body)
    }

    /// Ekart tells about all shipments of the account, so that none of the numbers is left out.
    async fn subscribe(&self, cx: Cx<'_>, _: &[String]) -> Result<Vec<String>, Problem> {
        let url = wanted_url(cx.account)?;
        let asked = list_request(cx.account)?;
        let hooks = parse_list(&call(cx, "webhooks", Effect::Asks, &asked).await?)?;
        let known = hooks.into_iter().find(|hook| hook.url == url);
        let request = request(cx.account, known.as_ref())?;
        parse_hook(&call(cx, "subscribe", Effect::Drafts, &request).await?)?;
        Ok(Vec::new())
    }
}

/// Where Ekart tells something already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hook {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) topics: Vec<String>,
}

pub(super) fn list_request(account: &Account) -> Result<Request, Problem> {
    Ok(Request::get(host::url(account, &["api", "v2", "webhook"])?))
}

pub(super) fn parse_list(answer: &Answer) -> Result<Vec<Hook>, Problem> {
    let hooks = list(answer, Effect::Asks, "id")?;
    let read = |hook: &Value| Hook {
        id: text(&hook["id"]),
        url: text(&hook["url"]),
        topics: match &hook["topics"] {
            Value::Array(topics) => topics.iter().map(text).collect(),
            one => vec![text(one)],
        },
    };
    Ok(hooks
        .iter()
        .map(read)
        .filter(|hook| !hook.id.is_empty())
        .collect())
}

fn wanted_url(account: &Account) -> Result<&str, Problem> {
    match account.setting(URL) {
        "" => Err(invalid(
            URL,
            format!(
                "The account {} has no webhook address that Ekart could call",
                account.name
            ),
        )
        .hint("Enter it in Settings, Carriers")),
        url => Ok(url),
    }
}

/// A new one, or the one that is there made right: its secret, and that it is told of parcels.
pub(super) fn request(account: &Account, known: Option<&Hook>) -> Result<Request, Problem> {
    let secret = account.secret(SECRET);
    if !(SHORTEST..=LONGEST).contains(&secret.chars().count()) {
        return Err(invalid(
            SECRET,
            format!(
                "The account {} has no webhook secret of {SHORTEST} to {LONGEST} characters",
                account.name
            ),
        ));
    }
    let mut topics = known.map_or_else(Vec::new, |hook| hook.topics.clone());
    topics.retain(|topic| !topic.is_empty());
    if !topics.iter().any(|topic| topic == TOPIC) {
        topics.push(TOPIC.to_owned());
    }
    let hook = wire::Hook {
        url: wanted_url(account)?,
        secret,
        topics,
        active: true,
    };
    Ok(match known {
        None => Request::post_json(host::url(account, &["api", "v2", "webhook"])?, &hook),
        Some(known) => Request {
            method: "PUT".to_owned(),
            ..Request::post_json(
                host::url(account, &["api", "v2", "webhook", &known.id])?,
                &hook,
            )
        },
    })
}

/// The webhook's id, once it is there and at work.
pub(super) fn parse_hook(answer: &Answer) -> Result<String, Problem> {
    let hook = object(answer, Effect::Drafts)?;
    match (text(&hook["id"]), &hook["active"]) {
        (id, Value::Bool(true)) if !id.is_empty() => Ok(id),
        _ => Err(missing(Effect::Drafts, "webhook that is at work")),
    }
}

/// Whether Ekart sent it: who can sign the very bytes with the secret.
fn prove(account: &Account, headers: &HeaderMap, body: &[u8]) -> Result<(), Problem> {
    let secret = account.secret(SECRET);
    if secret.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!(
                "The account {} has no webhook secret, so nothing can prove that Ekart sent this",
                account.name
            ),
        )
        .hint("Enter one in the account, and subscribe once more")
        .field(SECRET));
    }
    let header = match account.setting(HEADER) {
        "" => USUAL_HEADER,
        header => header,
    };
    let written = match account.setting(WRITTEN) {
        BASE64 => Written::Base64,
        _ => Written::Hex,
    };
    let shown = headers.get(header).and_then(|value| value.to_str().ok());
    if shown.is_some_and(|shown| signature::proves(secret, body, shown, written)) {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Auth,
        format!("A message about parcels came whose {header} does not prove that Ekart sent it; it is not believed"),
    )
    .hint("If Ekart sent it, ask which header bears its signature and how it is written, and enter that in the account"))
}

/// What moved. A shipment that was made, or made anew, moves nothing.
pub(super) fn parse(body: &[u8]) -> Result<Vec<TrackingNews>, Problem> {
    let unreadable = || {
        Problem::new(
            ProblemKind::Invalid,
            "A message about parcels cannot be read",
        )
    };
    let told: Value = serde_json::from_slice(body).map_err(|_| unreadable())?;
    let (waybill, id) = (text(&told["wbn"]), text(&told["id"]));
    let event = track::event(&told);
    if event.code.is_empty() {
        return match text(&told["orderNumber"]).is_empty() || id.is_empty() {
            true => Err(unreadable()),
            false => Ok(Vec::new()),
        };
    }
    let tracking_number = match waybill.as_str() {
        "" => id,
        _ => waybill,
    };
    if tracking_number.is_empty() {
        return Err(unreadable());
    }
    Ok(vec![TrackingNews {
        tracking_number,
        event,
        expected: time::day_of(&told["edd"]),
    }])
}
