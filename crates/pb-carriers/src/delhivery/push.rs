//! Scan pushes: what Delhivery sends to an address of the merchant's once it was asked to by mail.
//!
//! Nothing is signed. Delhivery sends the header that the merchant asked for; its value is compared in constant
//! time.

use super::track::status_event;
use super::wire;
use crate::{Cx, Heard, TrackingNews, Webhooks};
use async_trait::async_trait;
use http::{HeaderMap, HeaderName};
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::Value;
use subtle::ConstantTimeEq as _;

/// The account's setting with the header's name.
pub(super) const HEADER: &str = "webhook_header";
/// The account's secret with the header's value.
pub(super) const CREDENTIAL: &str = "webhook_credential";

pub(super) struct DelhiveryWebhooks;

#[async_trait]
impl Webhooks for DelhiveryWebhooks {
    fn read(&self, account: &Account, heard: &Heard<'_>) -> Result<Vec<TrackingNews>, Problem> {
        prove(account, heard.headers)?;
        parse(heard.body)
    }

    async fn subscribe(&self, _: Cx<'_>, _: &[String]) -> Result<Vec<String>, Problem> {
        Err(Problem::new(
            ProblemKind::Unsupported,
            "Delhivery pushes scans of all parcels or of none, and is asked by mail",
        )
        .hint(
            "Write to lastmile-integration@delhivery.com with the address and the header to send",
        ))
    }
}

fn prove(account: &Account, headers: &HeaderMap) -> Result<(), Problem> {
    let name = match account.setting(HEADER) {
        "" => "Authorization",
        name => name,
    };
    let expected = account.secret(CREDENTIAL);
    let shown = HeaderName::from_bytes(name.as_bytes())
        .ok()
        .and_then(|name| headers.get(name));
    let shown = shown.map_or(&b""[..], |value| value.as_bytes());
    if !expected.is_empty() && bool::from(shown.ct_eq(expected.as_bytes())) {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Auth,
        "A message about parcels came that does not show Delhivery's credential; it is not believed",
    )
    .hint("If Delhivery sent it, compare the webhook header and credential with what was agreed"))
}

/// One scan, or several in a list.
pub(super) fn parse(body: &[u8]) -> Result<Vec<TrackingNews>, Problem> {
    let unreadable = || {
        Problem::new(
            ProblemKind::Invalid,
            "A message about parcels cannot be read",
        )
    };
    let scans = match serde_json::from_slice(body).map_err(|_| unreadable())? {
        Value::Array(scans) => scans,
        one => vec![one],
    };
    let news = scans.into_iter().map(|scan| {
        let pushed: wire::Shipped = wire::entry(scan);
        let parcel = pushed.shipment;
        if parcel.number.is_empty() || parcel.status.status.is_empty() {
            return Err(unreadable());
        }
        let code = match parcel.nsl.as_str() {
            "" => &parcel.status.code,
            nsl => nsl,
        };
        Ok(TrackingNews {
            event: status_event(&parcel.status, code),
            tracking_number: parcel.number,
            expected: None,
        })
    });
    news.collect()
}
