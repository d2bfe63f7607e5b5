//! Shipment Tracking – Unified: what Parcel Germany is tracked by, asked for or told by DHL itself.

mod push;
mod status;
mod track;

#[cfg(test)]
pub(super) use push::{HEADER, activation, parse_done, subscription};
pub(super) use push::{HOOK, TOKEN, UnifiedWebhooks, parse_message};
#[cfg(test)]
pub(super) use track::request;
pub(super) use track::{UnifiedTracks, parse};

use super::answer::{self, Said, stated};
use super::parcel_de;
use crate::Cx;
use crate::engine::{Answer, Call, Credential, Effect, Request, credential};
use http::{HeaderName, HeaderValue};
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::Value;
use url::Url;

/// What problems call it.
const WHO: &str = "DHL's tracking";

/// The address of a path; there is no sandbox.
fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    parcel_de::at(account, parcel_de::PRODUCTION, path)
}

/// A whole answer that says yes.
fn read(answer: &Answer) -> Result<Value, Problem> {
    answer::read(answer, Effect::Asks, WHO, said)
}

/// A failure has its words at the top; a shipment's status lies deeper.
fn said(value: &Value) -> Option<Said> {
    stated(value)
}

/// Makes a call with the app's key, and with one more header where it is asked for.
async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
    further: Option<(&HeaderName, &HeaderValue)>,
) -> Result<Answer, Problem> {
    let host = url(cx.account, &[])?;
    if !Url::parse(&request.url).is_ok_and(|url| url.origin() == host.origin()) {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This is for another host than the account's",
        ));
    }
    let key = credential(parcel_de::held(cx.account, "api_key")?)?;
    let mut credentials = vec![Credential::Header(&parcel_de::KEY, &key)];
    credentials.extend(further.map(|(name, value)| Credential::Header(name, value)));
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request,
            credentials: &credentials,
            effect,
            plain_http: false,
        })
        .await
}
