//! A server of the merchant's own: where it is, and the one way to speak to it.

use super::{Answer, Call, Credential, Effect, Request, admit, credential};
use crate::Cx;
use http::header::AUTHORIZATION;
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;

/// Where an account's server is: its settings `url` and `allow_plain_http`.
pub(crate) struct Server {
    base: Url,
    plain_http: bool,
}

/// How an account's secret `token` is shown to its server.
#[derive(Clone, Copy)]
pub(crate) struct Key {
    /// The scheme before it in `Authorization`.
    pub(crate) scheme: &'static str,
    /// What the account's form calls it.
    pub(crate) name: &'static str,
}

impl Server {
    /// From the account's settings.
    pub(crate) fn of(account: &Account) -> Result<Self, Problem> {
        let plain_http = account.setting("allow_plain_http") == "yes";
        let mut base = admit(account.setting("url"), plain_http)?;
        base.set_query(None);
        base.set_fragment(None);
        Ok(Self { base, plain_http })
    }

    /// The address of a path below the server's own; a segment cannot lead out of its place.
    pub(crate) fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }

    /// Makes a call with the account's key. The key leaves for the account's own server only: a
    /// request that was prepared for another one, before the address was changed, is not sent.
    pub(crate) async fn call(
        cx: Cx<'_>,
        operation: &'static str,
        effect: Effect,
        request: &Request,
        key: Key,
    ) -> Result<Answer, Problem> {
        let server = Self::of(cx.account)?;
        let same_origin =
            Url::parse(&request.url).is_ok_and(|url| url.origin() == server.base.origin());
        if !same_origin {
            return Err(Problem::new(
                ProblemKind::Invalid,
                "This was prepared for another server than the account now names",
            )
            .hint(
                "Give the account its former address again, or look into the former server yourself",
            )
            .field("url"));
        }
        let token = cx.account.secret("token");
        if token.is_empty() {
            return Err(Problem::new(
                ProblemKind::Auth,
                format!("The account {} has no {}", cx.account.name, key.name),
            )
            .hint("Enter it in Settings, Carrier accounts")
            .field("token"));
        }
        let shown = credential(&format!("{} {token}", key.scheme))?;
        cx.engine
            .send(Call {
                account: cx.account,
                operation,
                request,
                credentials: &[Credential::Header(&AUTHORIZATION, &shown)],
                effect,
                plain_http: server.plain_http,
            })
            .await
    }
}
