//! News: 040002, which the account manager sets up. It is sealed as what we send, and the seal proves who sent it:
//! nobody else has the key.

use super::super::answer::text;
use super::super::number;
use super::host::{PAYLOAD, SIGN_KEY};
use super::seal::SignKey;
use super::track;
use crate::{Cx, Heard, TrackingNews, Webhooks};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::Value;
use url::form_urlencoded;

pub(super) struct DomesticWebhooks;

#[async_trait]
impl Webhooks for DomesticWebhooks {
    fn read(&self, account: &Account, heard: &Heard<'_>) -> Result<Vec<TrackingNews>, Problem> {
        let key = SignKey::read(account.secret(SIGN_KEY), SIGN_KEY)?;
        let sealed = form_urlencoded::parse(heard.body).find(|(name, _)| name == PAYLOAD);
        let json = sealed.and_then(|(_, sealed)| key.open(&sealed)).ok_or_else(|| {
            Problem::new(
                ProblemKind::Auth,
                "A message about parcels came that is not sealed with the account's key; it is not believed",
            )
            .hint("If China Post sent it, compare the account's sign key with the open platform")
        })?;
        parse(json.as_bytes())
    }

    async fn subscribe(&self, _: Cx<'_>, _: &[String]) -> Result<Vec<String>, Problem> {
        Err(Problem::new(
            ProblemKind::Unsupported,
            "China Post lets nobody ask for news of single parcels: it tells of all of a contract's",
        )
        .hint("Ask the account manager at China Post to set up the push of tracking, 040002"))
    }
}

/// What was in a message: one event, or a list of them.
pub(super) fn parse(json: &[u8]) -> Result<Vec<TrackingNews>, Problem> {
    let unreadable = || {
        Problem::new(
            ProblemKind::Invalid,
            "A message about parcels cannot be read",
        )
    };
    let message: Value = serde_json::from_slice(json).map_err(|_| unreadable())?;
    let items = match message {
        Value::Array(items) => items,
        one => vec![one],
    };
    items
        .iter()
        .map(|item| news(item).ok_or_else(unreadable))
        .collect()
}

fn news(item: &Value) -> Option<TrackingNews> {
    track::moment(&item["opTime"])?;
    Some(TrackingNews {
        tracking_number: number::plain(&text(&item["waybillNo"]))?,
        event: track::event(item)?,
        expected: None,
    })
}
