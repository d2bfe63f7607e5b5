//! Unified Push: `POST /tracking/push/v1/subscription` asks to be told about parcels, and what DHL then sends.
//!
//! DHL first sends a secret to the address, which is shown back to it (`confirm`): that proves that the address wants
//! it. Nothing is signed; each message shows the token that came with the subscription, which is compared in constant
//! time.

use super::track::{SERVICE, event, expected};
use super::{WHO, answer, call, said, url};
use crate::check::invalid;
use crate::dhl::wire::{list, text};
use crate::engine::{Answer, Effect, Request, credential};
use crate::{Cx, Heard, TrackingNews, Webhooks};
use async_trait::async_trait;
use http::{HeaderMap, HeaderName};
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

/// The setting with the address that DHL sends to.
pub(in crate::dhl) const HOOK: &str = "hook_url";
/// The secret that DHL shows there.
pub(in crate::dhl) const TOKEN: &str = "hook_token";
/// The header in which it shows it.
pub(in crate::dhl) const HEADER: &str = "x-packbench-token";
/// The header that shows DHL's own secret back to it.
static PROOF: HeaderName = HeaderName::from_static("dhl-api-hook-secret");
/// Numbers in one subscription.
const MOST: usize = 10;
const EVENTS: &[&str] = &["Transit", "Delivered", "Pre-Transit", "Failure", "Unknown"];
/// The message that wants to be confirmed, and the one with news; others tell of the subscription itself.
const VALIDATE: &str = "subscription.validate";
const PUSH: &str = "subscription.push";
const SUBSCRIPTION: &str = "subscription.";

pub(in crate::dhl) struct UnifiedWebhooks;

#[async_trait]
impl Webhooks for UnifiedWebhooks {
    fn read(&self, account: &Account, heard: &Heard<'_>) -> Result<Vec<TrackingNews>, Problem> {
        prove(account, heard.headers)?;
        parse_message(heard.body)
    }

    async fn confirm(&self, cx: Cx<'_>, body: &[u8]) -> Result<(), Problem> {
        let Some((request, secret)) = activation(cx.account, body)? else {
            return Ok(());
        };
        let secret = credential(&secret)?;
        let answer = call(
            cx,
            "confirm",
            Effect::Drafts,
            &request,
            Some((&PROOF, &secret)),
        )
        .await?;
        parse_done(&answer)
    }

    async fn subscribe(&self, cx: Cx<'_>, numbers: &[String]) -> Result<Vec<String>, Problem> {
        for numbers in numbers.chunks(MOST) {
            let request = subscription(cx.account, numbers)?;
            let answer = call(cx, "subscribe", Effect::Drafts, &request, None).await?;
            parse_done(&answer)?;
        }
        // DHL says of no number that it does not take it.
        Ok(Vec::new())
    }
}

pub(in crate::dhl) fn subscription(
    account: &Account,
    numbers: &[String],
) -> Result<Request, Problem> {
    let hook = account.setting(HOOK);
    if hook.is_empty() {
        return Err(invalid(
            HOOK,
            format!(
                "The account {} has no address that DHL could send to",
                account.name
            ),
        ));
    }
    let body = json!({
        "hook": {
            "uri": hook,
            "authentication": {
                "type": "ApiKeyAuthentication",
                "header": HEADER,
                "token": token(account)?,
            },
        },
        "format": "Default",
        "type": "Shipment",
        "service": SERVICE,
        "events": EVENTS,
        "shipmentIDs": numbers,
    });
    let url = url(account, &["tracking", "push", "v1", "subscription"])?;
    Ok(Request::post_json(url, &body))
}

fn token(account: &Account) -> Result<&str, Problem> {
    let token = account.secret(TOKEN);
    if token.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!(
                "The account {} has no token of tracking messages, so nothing can prove that DHL sent one",
                account.name
            ),
        )
        .hint("Enter a long random text of your own in the account")
        .field(TOKEN));
    }
    Ok(token)
}

/// The call that shows the secret of a message back, and the secret; none where it asks for nothing.
pub(in crate::dhl) fn activation(
    account: &Account,
    body: &[u8],
) -> Result<Option<(Request, String)>, Problem> {
    let message = message(body)?;
    if text(&message["scope"]) != VALIDATE {
        return Ok(None);
    }
    let address = text(&message["self"]);
    let id = address.rsplit('/').next().unwrap_or_default();
    let is_id = !id.is_empty()
        && id.len() <= 64
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let secret = text(&message["secret"]);
    if !is_id || secret.is_empty() {
        return Err(unreadable());
    }
    let url = url(account, &["tracking", "push", "v1", "subscription", id])?;
    let request = Request {
        method: "POST".to_owned(),
        ..Request::get(url)
    };
    Ok(Some((request, secret)))
}

/// The status says it; what is in the body is documented nowhere.
pub(in crate::dhl) fn parse_done(answer: &Answer) -> Result<(), Problem> {
    if (200..300).contains(&answer.status) {
        return Ok(());
    }
    let words = answer::object(answer).ok().and_then(|value| said(&value));
    Err(answer::problem(answer, Effect::Drafts, WHO, words))
}

/// Whether DHL sent it: who knows the token.
fn prove(account: &Account, headers: &HeaderMap) -> Result<(), Problem> {
    let token = token(account)?;
    let shown = headers
        .get(HEADER)
        .map_or(&b""[..], |value| value.as_bytes());
    if bool::from(shown.ct_eq(token.as_bytes())) {
        return Ok(());
    }
    Err(Problem::new(
        ProblemKind::Auth,
        "A message about parcels came that does not show DHL's token; it is not believed",
    )
    .hint("If DHL sent it, the token was changed since: subscribe again"))
}

fn unreadable() -> Problem {
    Problem::new(
        ProblemKind::Invalid,
        "A message about parcels cannot be read",
    )
}

fn message(body: &[u8]) -> Result<Value, Problem> {
    let message: Value = serde_json::from_slice(body).map_err(|_| unreadable())?;
    if message.is_object() && text(&message["scope"]).starts_with(SUBSCRIPTION) {
        return Ok(message);
    }
    Err(unreadable())
}

/// The news in a message; none in one that tells of the subscription itself.
pub(in crate::dhl) fn parse_message(body: &[u8]) -> Result<Vec<TrackingNews>, Problem> {
    let message = message(body)?;
    if text(&message["scope"]) != PUSH {
        return Ok(Vec::new());
    }
    let shipments = list(&message["shipments"]);
    if shipments.is_empty() {
        return Err(unreadable());
    }
    shipments
        .iter()
        .map(|shipment| {
            let number = text(&shipment["id"]);
            let status = &shipment["status"];
            let is_said = !text(&status["statusCode"]).is_empty();
            if number.is_empty() || !is_said {
                return Err(unreadable());
            }
            Ok(TrackingNews {
                tracking_number: number,
                event: event(status),
                expected: expected(shipment),
            })
        })
        .collect()
}
