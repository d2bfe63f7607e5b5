//! Where Ekart is for an account, and the ways to speak to it.

use super::login::LOGIN;
use crate::Cx;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit};
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;

const PRODUCTION: &str = "https://app.elite.ekartlogistics.in";

/// The address of a path, at the account's host.
pub(super) fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    let host = match account.setting("url") {
        "" => PRODUCTION,
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

/// The public page that follows a shipment.
pub(super) fn tracking_page(id: &str) -> String {
    let mut url = Url::parse(PRODUCTION).expect("a fixed address is one");
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(["track", id]);
    }
    url.into()
}

/// Makes a call with the account's token, which leaves for the account's own host only: a request that was prepared
/// for another one, before the account was changed, is not sent.
pub(super) async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    let host = url(cx.account, &[])?;
    if !Url::parse(&request.url).is_ok_and(|url| url.origin() == host.origin()) {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This was prepared for another host than the account now names",
        )
        .hint("Give the account its former server again, or look at Ekart's dashboard yourself")
        .field("url"));
    }
    send(cx, operation, effect, request, &[Credential::Login(&LOGIN)]).await
}

/// Makes a call that proves nothing: to what anybody may ask, or to another host.
pub(super) async fn call_openly(
    cx: Cx<'_>,
    operation: &'static str,
    request: &Request,
) -> Result<Answer, Problem> {
    send(cx, operation, Effect::Asks, request, &[]).await
}

async fn send(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
    credentials: &[Credential<'_>],
) -> Result<Answer, Problem> {
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request,
            credentials,
            effect,
            plain_http: false,
        })
        .await
}
