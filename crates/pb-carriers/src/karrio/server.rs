//! The account's server: where it is, and the one way to speak to it.

use crate::Cx;
use crate::engine::{Answer, Call, Effect, Request, admit, credential};
use http::header::AUTHORIZATION;
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;

/// Where an account's server is.
pub(super) struct Server {
    base: Url,
    plain_http: bool,
}

impl Server {
    /// From the account's settings.
    pub(super) fn of(account: &Account) -> Result<Self, Problem> {
        let plain_http = account.setting("allow_plain_http") == "yes";
        let mut base = admit(account.setting("url"), plain_http)?;
        base.set_query(None);
        base.set_fragment(None);
        Ok(Self { base, plain_http })
    }

    /// The address of a path below the server's own; a segment cannot lead out of its place.
    pub(super) fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }
}

/// Makes a call with the account's key. The key leaves for the account's own server only: a request
/// that was prepared for another one, before the address was changed, is not sent.
pub(super) async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    let server = Server::of(cx.account)?;
    let same_origin =
        Url::parse(&request.url).is_ok_and(|url| url.origin() == server.base.origin());
    if !same_origin {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This was prepared for another server than the account now names",
        )
        .hint("Give the account its former address again, or look into the former server yourself")
        .field("url"));
    }
    let token = cx.account.secret("token");
    if token.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!("The account {} has no API key", cx.account.name),
        )
        .hint("Enter it in Settings, Carrier accounts")
        .field("token"));
    }
    let key = credential(&format!("Token {token}"))?;
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request,
            credential: Some((&AUTHORIZATION, &key)),
            effect,
            plain_http: server.plain_http,
        })
        .await
}
