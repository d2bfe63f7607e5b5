//! Where Blue Dart is for an account, and the ways to speak to it.
//!
//! A call proves itself twice: by the gateway's token in a header, and by the licence key in the body's `Profile`,
//! which is put there as the call is made, so that no journal holds it.

use super::login::LOGIN;
use super::wire;
use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit};
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::Value;
use url::Url;

/// The account's setting with its name at Blue Dart.
pub(super) const LOGIN_ID: &str = "login_id";
/// The account's secret of the second layer.
pub(super) const LICENCE_KEY: &str = "licence_key";
/// The account's secret for tracking; empty where there is none of its own.
pub(super) const TRACKING_KEY: &str = "tracking_key";
/// The account's setting that says which of the two gateways it belongs to.
pub(super) const ENVIRONMENT: &str = "environment";
/// The gateway where nothing is shipped.
pub(super) const SANDBOX: &str = "sandbox";

const PRODUCTION_HOST: &str = "https://apigateway.bluedart.com";
const SANDBOX_HOST: &str = "https://apigateway-sandbox.bluedart.com";
/// What all paths begin with.
const PREFIX: [&str; 2] = ["in", "transportation"];
/// The names that the second layer's object has: another one in each of Blue Dart's APIs.
const PROFILES: [&str; 2] = ["Profile", "profile"];

/// The address of a path, at the account's host.
pub(super) fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    let host = match (account.setting("url"), account.setting(ENVIRONMENT)) {
        ("", SANDBOX) => SANDBOX_HOST,
        ("", _) => PRODUCTION_HOST,
        (own, _) => own,
    };
    let mut url = admit(host, false)?;
    url.set_query(None);
    url.set_fragment(None);
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(PREFIX).extend(path);
    }
    Ok(url)
}

/// The account's name at Blue Dart, for the second layer.
pub(super) fn profile(account: &Account) -> Result<wire::Profile, Problem> {
    Ok(wire::Profile {
        login_id: stated(account, LOGIN_ID)?,
        api_type: "S",
    })
}

/// A setting that Blue Dart cannot do without.
pub(super) fn stated(account: &Account, name: &str) -> Result<String, Problem> {
    // A line end that was copied along makes a customer code unknown.
    match account.setting(name).trim() {
        "" => Err(
            invalid(name, format!("The account {} has no {name}", account.name))
                .hint("Enter it in Settings, Carriers"),
        ),
        text => Ok(text.to_owned()),
    }
}

/// A secret that Blue Dart cannot do without.
pub(super) fn secret<'a>(account: &'a Account, name: &str) -> Result<&'a str, Problem> {
    match account.secret(name).trim() {
        "" => Err(Problem::new(
            ProblemKind::Auth,
            format!("The account {} has no {name}", account.name),
        )
        .hint("Enter it in Settings, Carriers")
        .field(name)),
        secret => Ok(secret),
    }
}

/// The same request with the licence key in its profile.
pub(super) fn licensed(account: &Account, request: &Request) -> Result<Request, Problem> {
    let key = secret(account, LICENCE_KEY)?;
    let mut body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    // What has none is refused by Blue Dart for want of it.
    if let Some(profile) = PROFILES.iter().find(|name| body[**name].is_object()) {
        body[*profile]["LicenceKey"] = key.into();
    }
    Ok(Request {
        body: body.to_string().into_bytes(),
        ..request.clone()
    })
}

/// Makes a call with the account's token and licence, which leave for the account's own host only: a request that was
/// prepared for another one, before the account was changed, is not sent.
pub(super) async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    let licensed = licensed(cx.account, request)?;
    send(cx, operation, effect, &licensed, &[]).await
}

/// Asks without a body; the tracking licence goes into the query.
pub(super) async fn ask_by_query(
    cx: Cx<'_>,
    operation: &'static str,
    request: &Request,
) -> Result<Answer, Problem> {
    let key = match cx.account.secret(TRACKING_KEY).trim() {
        "" => secret(cx.account, LICENCE_KEY)?,
        own => own,
    };
    let key = Credential::Query("lickey", key);
    send(cx, operation, Effect::Asks, request, &[key]).await
}

async fn send(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
    further: &[Credential<'_>],
) -> Result<Answer, Problem> {
    let host = url(cx.account, &[])?;
    if !Url::parse(&request.url).is_ok_and(|url| url.origin() == host.origin()) {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This was prepared for another host than the account now names",
        )
        .hint("Give the account its former environment again, or ask Blue Dart yourself")
        .field(ENVIRONMENT));
    }
    let mut credentials = vec![Credential::Login(&LOGIN)];
    credentials.extend_from_slice(further);
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
