//! Where DHL's APIs of Parcel Germany are for an account, and the one way to speak to them.

use super::login::LOGIN;
use crate::Cx;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit, credential};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::HeaderName;
use http::header::AUTHORIZATION;
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;

/// The account's setting that says which of the two worlds it belongs to.
pub(super) const ENVIRONMENT: &str = "environment";
/// The sandbox, where nothing is shipped.
pub(super) const SANDBOX: &str = "sandbox";
/// Production, and where tracking is asked always.
pub(in crate::dhl) const PRODUCTION: &str = "https://api-eu.dhl.com";
const SANDBOX_HOST: &str = "https://api-sandbox.dhl.com";
/// The app's key, in every call.
pub(in crate::dhl) static KEY: HeaderName = HeaderName::from_static("dhl-api-key");

/// The address of a path of shipping, returns and logins.
pub(super) fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    let otherwise = match account.setting(ENVIRONMENT) {
        SANDBOX => SANDBOX_HOST,
        _ => PRODUCTION,
    };
    at(account, otherwise, path)
}

/// The same at a host, unless the account names one of its own.
pub(in crate::dhl) fn at(account: &Account, host: &str, path: &[&str]) -> Result<Url, Problem> {
    let host = match account.setting("url") {
        "" => host,
        own => own,
    };
    let mut url = admit(host, false)?;
    url.set_query(None);
    url.set_fragment(None);
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    Ok(url)
}

/// The address of a path of the Shipping API.
pub(super) fn shipping(account: &Account, path: &str) -> Result<Url, Problem> {
    url(account, &["parcel", "de", "shipping", "v2", path])
}

/// One of the account's secrets that a call cannot be made without.
pub(in crate::dhl) fn held<'a>(account: &'a Account, name: &str) -> Result<&'a str, Problem> {
    let value = account.secret(name);
    if value.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!("The account {} has no {name}", account.name),
        )
        .hint("Enter it in Settings, Carriers")
        .field(name));
    }
    Ok(value)
}

/// Makes a call with the app's key, and the user's name and password or a token that was got by them. They leave for
/// the account's own host only: a request that was prepared for another one, before the account was changed, is not
/// sent.
pub(super) async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    let account = cx.account;
    let host = url(account, &[])?;
    if !Url::parse(&request.url).is_ok_and(|url| url.origin() == host.origin()) {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This was prepared for another host than the account now names",
        )
        .hint("Give the account its former environment again, or look into the business customer portal yourself")
        .field(ENVIRONMENT));
    }
    let key = credential(held(account, "api_key")?)?;
    let (user, password) = (held(account, "username")?, held(account, "password")?);
    let send = async |credentials: &[Credential<'_>]| {
        cx.engine
            .send(Call {
                account,
                operation,
                request,
                credentials,
                effect,
                plain_http: false,
            })
            .await
    };
    if account.secret("api_secret").is_empty() {
        let basic = STANDARD.encode(format!("{user}:{password}"));
        let basic = credential(&format!("Basic {basic}"))?;
        return send(&[
            Credential::Header(&AUTHORIZATION, &basic),
            Credential::Header(&KEY, &key),
        ])
        .await;
    }
    send(&[Credential::Login(&LOGIN), Credential::Header(&KEY, &key)]).await
}
