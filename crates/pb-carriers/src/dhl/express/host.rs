//! Where the MyDHL API is for an account, and the one way to speak to it.

use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit, credential};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::header::AUTHORIZATION;
use jiff::Zoned;
use jiff::civil::DateTime;
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;

/// The account's setting that says which of the two worlds it belongs to.
pub(super) const ENVIRONMENT: &str = "environment";
/// The test environment, where nothing is shipped.
pub(super) const TEST: &str = "test";
/// The account's number for what the merchant sends.
pub(super) const ACCOUNT: &str = "account_number";
/// The one for what comes back.
pub(super) const IMPORT_ACCOUNT: &str = "import_account_number";
const HOST: &str = "https://express.api.dhl.com";
/// Longest number of an account.
const LONGEST_NUMBER: usize = 12;

/// The address of a path of the API.
pub(super) fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    let host = match account.setting("url") {
        "" => HOST,
        own => own,
    };
    let mut url = admit(host, false)?;
    url.set_query(None);
    url.set_fragment(None);
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push("mydhlapi");
        if account.setting(ENVIRONMENT) == TEST {
            segments.push("test");
        }
        segments.extend(path);
    }
    Ok(url)
}

/// An account's number, from one of the two settings.
pub(super) fn number(account: &Account, setting: &str) -> Result<String, Problem> {
    let number = account.setting(setting);
    let is_number = !number.is_empty()
        && number.len() <= LONGEST_NUMBER
        && number.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_number {
        return Ok(number.to_owned());
    }
    let which = match setting {
        IMPORT_ACCOUNT => "import account number",
        _ => "account number",
    };
    Err(invalid(
        setting,
        format!("The account {} has no {which} of DHL Express", account.name),
    ))
}

/// A local time as the API wants it: `2026-11-27T17:00:00 GMT+01:00`.
pub(super) fn stamp(at: DateTime, now: &Zoned) -> Result<String, Problem> {
    let zoned = at.to_zoned(now.time_zone().clone()).map_err(|_| {
        Problem::new(
            ProblemKind::Invalid,
            format!("{at} is not a time that there is"),
        )
        .hint("Choose another one")
    })?;
    Ok(zoned.strftime("%Y-%m-%dT%H:%M:%S GMT%:z").to_string())
}

/// Whether an address is one of the API that the account speaks to, in its environment.
fn is_here(account: &Account, address: &str) -> Result<bool, Problem> {
    let base = url(account, &[])?;
    let Ok(address) = Url::parse(address) else {
        return Ok(false);
    };
    let below = address.path().strip_prefix(base.path());
    let below = below.and_then(|path| path.strip_prefix('/'));
    let is_test = account.setting(ENVIRONMENT) == TEST;
    Ok(address.origin() == base.origin()
        && below.is_some_and(|path| is_test || !path.starts_with("test/")))
}

/// Makes a call with the account's key and secret, which leave for the account's own host only: a request that was
/// prepared for another one, before the account was changed, is not sent.
pub(super) async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    if !is_here(cx.account, &request.url)? {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This was prepared for another host than the account now names",
        )
        .hint("Give the account its former environment again, or look into MyDHL+ yourself")
        .field(ENVIRONMENT));
    }
    let (key, secret) = (
        cx.account.secret("api_key"),
        cx.account.secret("api_secret"),
    );
    for (name, value) in [("api_key", key), ("api_secret", secret)] {
        if value.is_empty() {
            return Err(Problem::new(
                ProblemKind::Auth,
                format!("The account {} has no {name}", cx.account.name),
            )
            .hint("Enter it in Settings, Carriers")
            .field(name));
        }
    }
    let shown = credential(&format!(
        "Basic {}",
        STANDARD.encode(format!("{key}:{secret}"))
    ))?;
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request,
            credentials: &[Credential::Header(&AUTHORIZATION, &shown)],
            effect,
            plain_http: false,
        })
        .await
}
