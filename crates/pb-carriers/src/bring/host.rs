//! Where Bring is for an account, and the one way to speak to it.
//!
//! There is no test host: a test booking goes to the same one and says so.

use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit, credential};
use http::{HeaderName, HeaderValue};
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;

/// The account's fields that every call shows.
pub(super) const UID: &str = "uid";
pub(super) const KEY: &str = "key";
pub(super) const CLIENT: &str = "client_url";
/// The account's field that says below which of two paths booking is.
pub(super) const BOOKING: &str = "booking_path";
pub(super) const BOOKING_FIRST: &str = "booking";
pub(super) const BOOKING_SECOND: &str = "booking-api";

const HOST: &str = "https://api.bring.com";
const UID_HEADER: HeaderName = HeaderName::from_static("x-mybring-api-uid");
const KEY_HEADER: HeaderName = HeaderName::from_static("x-mybring-api-key");
const CLIENT_HEADER: HeaderName = HeaderName::from_static("x-bring-client-url");

/// The address of a path, at the account's host.
pub(super) fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    let host = match account.setting("url") {
        "" => HOST,
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

/// The address of a path of the Booking API.
pub(super) fn booking(account: &Account, path: &str) -> Result<Url, Problem> {
    let below = match account.setting(BOOKING) {
        BOOKING_SECOND => BOOKING_SECOND,
        _ => BOOKING_FIRST,
    };
    url(account, &[below, "api", path])
}

/// The account's customer number.
pub(super) fn customer(account: &Account) -> Result<&str, Problem> {
    match account.setting("customer_number") {
        "" => Err(invalid(
            "customer_number",
            format!("The account {} has no customer number", account.name),
        )),
        number => Ok(number),
    }
}

/// Whether an address is at the account's own host.
pub(super) fn is_ours(account: &Account, address: &str) -> Result<bool, Problem> {
    let host = url(account, &[])?;
    Ok(Url::parse(address).is_ok_and(|url| url.origin() == host.origin()))
}

/// Makes a call as the account's user. The key leaves for the account's own host only: a request that was
/// prepared for another one, before the account was changed, is not sent.
pub(super) async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    if !is_ours(cx.account, &request.url)? {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This was prepared for another host than the account now names",
        )
        .hint("Give the account its former address again, or look at mybring.com yourself")
        .field("url"));
    }
    let [uid, key, client] = shown(cx.account)?;
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request,
            credentials: &[
                Credential::Header(&UID_HEADER, &uid),
                Credential::Header(&KEY_HEADER, &key),
                Credential::Header(&CLIENT_HEADER, &client),
            ],
            effect,
            plain_http: false,
        })
        .await
}

/// Asks another host, which is shown nothing: where Bring keeps its labels.
pub(super) async fn ask_elsewhere(
    cx: Cx<'_>,
    operation: &'static str,
    request: &Request,
) -> Result<Answer, Problem> {
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request,
            credentials: &[],
            effect: Effect::Asks,
            plain_http: false,
        })
        .await
}

/// User, key and who asks.
fn shown(account: &Account) -> Result<[HeaderValue; 3], Problem> {
    let value = |name: &str, text: &str, what: &str| {
        if text.is_empty() {
            return Err(Problem::new(
                ProblemKind::Auth,
                format!("The account {} has no {what}", account.name),
            )
            .hint("Enter it in Settings, Carrier accounts")
            .field(name));
        }
        credential(text)
    };
    Ok([
        value(UID, account.secret(UID), "Mybring user")?,
        value(KEY, account.secret(KEY), "API key")?,
        value(CLIENT, account.setting(CLIENT), "web address")?,
    ])
}
