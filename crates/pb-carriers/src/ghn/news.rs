//! News by webhook, which is registered at developer.ghn.vn.
//!
//! Nothing is signed. GHN repeats a header that the merchant entered beside the address; its value is compared in
//! constant time.

use super::answer::{integer, text};
use super::rate::moment;
use super::{reason, ship, status, track};
use crate::{Cx, Heard, TrackingNews, Webhooks};
use async_trait::async_trait;
use http::HeaderMap;
use pb_domain::{Account, Problem, ProblemKind, TrackingEvent};
use serde_json::Value;
use subtle::ConstantTimeEq as _;

/// The account's setting with the header's name, and its secret with what is in it.
pub(super) const HEADER: &str = "webhook_header";
pub(super) const CREDENTIAL: &str = "webhook_credential";
/// News that says where an order stands; others say what became of its weight, cash or price.
const MOVES: &[&str] = &["create", "switch_status"];

pub(super) struct GhnWebhooks;

#[async_trait]
impl Webhooks for GhnWebhooks {
    fn read(&self, account: &Account, heard: &Heard<'_>) -> Result<Vec<TrackingNews>, Problem> {
        prove(account, heard.headers)?;
        parse(heard.body)
    }

    async fn subscribe(&self, _: Cx<'_>, _: &[String]) -> Result<Vec<String>, Problem> {
        Err(Problem::new(
            ProblemKind::Unsupported,
            "GHN lets nobody ask for news of single parcels: it tells of all of a shop's",
        )
        .hint("Enter the address at developer.ghn.vn, under Webhook, with a header of your own"))
    }
}

/// Whether GHN sent it: who knows the header that only GHN was told.
fn prove(account: &Account, headers: &HeaderMap) -> Result<(), Problem> {
    let (name, credential) = (account.setting(HEADER).trim(), account.secret(CREDENTIAL));
    if credential.is_empty() || name.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!(
                "The account {} has no webhook header and key, so nothing can prove that GHN sent this",
                account.name
            ),
        )
        .hint("Enter at developer.ghn.vn and in the account the same header and long random text")
        .field(CREDENTIAL));
    }
    let shown = headers.get(name).map_or(&b""[..], |value| value.as_bytes());
    if bool::from(shown.ct_eq(credential.as_bytes())) {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Auth,
        "A message about parcels came that does not show GHN's header; it is not believed",
    )
    .hint("If GHN sent it, compare the webhook's header at developer.ghn.vn with the account's"))
}

/// One message, about one order.
pub(super) fn parse(body: &[u8]) -> Result<Vec<TrackingNews>, Problem> {
    let unreadable = || {
        Problem::new(
            ProblemKind::Invalid,
            "A message about parcels cannot be read",
        )
    };
    let message: Value = serde_json::from_slice(body).map_err(|_| unreadable())?;
    Ok(vec![news(&message).ok_or_else(unreadable)?])
}

fn news(message: &Value) -> Option<TrackingNews> {
    let tracking_number = ship::order_code(&message["OrderCode"])?;
    let (kind, code) = (text(&message["Type"]), text(&message["Status"]));
    if kind.is_empty() && code.is_empty() || moment(&message["Time"]).is_none() {
        return None;
    }
    let moves = MOVES.contains(&kind.as_str());
    Some(TrackingNews {
        tracking_number,
        event: TrackingEvent {
            at: track::at(&message["Time"]),
            status: moves.then(|| status::meaning(&code)).flatten(),
            text: if moves {
                why(message, &code)
            } else {
                changed(message, &kind)
            },
            code: if moves { code } else { kind },
            location: text(&message["Warehouse"]),
        },
        expected: None,
    })
}

/// The status, with the reason where there is one.
fn why(message: &Value, status: &str) -> String {
    let code = text(&message["ReasonCode"]);
    let said = [
        status::words(status),
        reason::words(&code).map(str::to_owned).unwrap_or_default(),
        text(&message["Reason"]),
        text(&message["Description"]),
        code,
    ];
    let mut parts: Vec<String> = Vec::new();
    for part in said {
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    if message["IsPartialReturn"] == Value::Bool(true) {
        let rest = text(&message["PartialReturnCode"]);
        parts.push(
            format!("a part comes back as {rest}")
                .trim_end_matches(" as ")
                .to_owned(),
        );
    }
    parts.join("; ")
}

/// What GHN changed of an order.
fn changed(message: &Value, kind: &str) -> String {
    let said = |name: &str, label: &str, unit: &str| {
        integer(&message[name]).map(|amount| format!("{label} {amount} {unit}"))
    };
    let parts = match kind {
        "update_weight" => vec![
            said("Weight", "weight", "g"),
            said("ConvertedWeight", "by size", "g"),
            said("TotalFee", "fee", "VND"),
        ],
        "update_fee" => vec![said("TotalFee", "fee", "VND")],
        // What is to be collected, and not what was.
        "update_cod" => vec![said("CODAmount", "cash to collect", "VND")],
        _ => Vec::new(),
    };
    let mut words = vec![status::words(kind)];
    words.extend(parts.into_iter().flatten());
    words.join("; ")
}
