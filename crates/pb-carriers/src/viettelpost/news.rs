//! News by webhook, which is set up at partner.viettelpost.vn and approved by Viettel Post.
//!
//! Nothing is signed. Viettel Post repeats a secret that the merchant entered, in the header `Authorization`, in the
//! message, or in both; it is compared in constant time.

use super::answer::text;
use super::event::{event, expected};
use super::number;
use crate::{Cx, Heard, TrackingNews, Webhooks};
use async_trait::async_trait;
use http::header::AUTHORIZATION;
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::Value;
use subtle::{Choice, ConstantTimeEq as _};

/// The account's secret with what the merchant entered there.
pub(super) const SECRET: &str = "webhook_secret";

pub(super) struct ViettelWebhooks;

#[async_trait]
impl Webhooks for ViettelWebhooks {
    fn read(&self, account: &Account, news: &Heard<'_>) -> Result<Vec<TrackingNews>, Problem> {
        let message: Value = serde_json::from_slice(news.body).unwrap_or_default();
        prove(account, news, &message)?;
        parse(news.body)
    }

    async fn subscribe(&self, _: Cx<'_>, _: &[String]) -> Result<Vec<String>, Problem> {
        Err(Problem::new(
            ProblemKind::Unsupported,
            "Viettel Post lets nobody ask for news of single parcels: it tells of all of an account's",
        )
        .hint("Enter the address at partner.viettelpost.vn, Account configuration, Information to receive journey"))
    }
}

/// Whether Viettel Post sent it: who knows the secret that only it was told.
fn prove(account: &Account, news: &Heard<'_>, message: &Value) -> Result<(), Problem> {
    let secret = account.secret(SECRET);
    if secret.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!(
                "The account {} has no webhook secret, so nothing can prove that Viettel Post sent this",
                account.name
            ),
        )
        .hint("Enter the same long random text at partner.viettelpost.vn, as Secret parameters, and in the account")
        .field(SECRET));
    }
    let header = news.headers.get(AUTHORIZATION);
    let data = &message["DATA"];
    let shown = [
        header.map_or(&b""[..], |value| value.as_bytes()),
        bytes(&message["TOKEN"]),
        bytes(&data["TOKEN"]),
        bytes(&data["token"]),
    ];
    let known = shown.map(|shown| shown.ct_eq(secret.as_bytes()));
    if bool::from(
        known
            .into_iter()
            .fold(Choice::from(0), |any, one| any | one),
    ) {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Auth,
        "A message about parcels came that does not show Viettel Post's secret; it is not believed",
    )
    .hint("If Viettel Post sent it, compare the Secret parameters at partner.viettelpost.vn with the account's"))
}

fn bytes(value: &Value) -> &[u8] {
    value.as_str().unwrap_or_default().as_bytes()
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
    Ok(vec![told(&message["DATA"]).ok_or_else(unreadable)?])
}

fn told(order: &Value) -> Option<TrackingNews> {
    // A status is a number, in digits at least.
    let status = text(&order["ORDER_STATUS"]);
    if !status.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(TrackingNews {
        tracking_number: number::of(&order["ORDER_NUMBER"])?,
        event: event(order)?,
        expected: expected(order),
    })
}
