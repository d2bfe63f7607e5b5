//! Where Delhivery is for an account, and the one way to speak to it.

use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit, credential};
use http::header::AUTHORIZATION;
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;

/// The account's secret: one static token.
pub(super) const TOKEN: &str = "token";
/// The account's setting that says which of Delhivery's two worlds it belongs to.
pub(super) const ENVIRONMENT: &str = "environment";
/// The world where nothing is shipped.
pub(super) const STAGING: &str = "staging";
/// The account's setting with the warehouse that parcels leave from.
pub(super) const PICKUP_LOCATION: &str = "pickup_location";
/// The account's setting with its name at Delhivery.
pub(super) const CLIENT: &str = "client";

const PRODUCTION_HOST: &str = "https://track.delhivery.com";
const STAGING_HOST: &str = "https://staging-express.delhivery.com";

/// The address of a path, which may end with a slash, at the account's host.
pub(super) fn url(account: &Account, path: &str) -> Result<Url, Problem> {
    let host = match (account.setting("url"), account.setting(ENVIRONMENT)) {
        ("", STAGING) => STAGING_HOST,
        ("", _) => PRODUCTION_HOST,
        (own, _) => own,
    };
    let mut url = admit(host, false)?;
    url.set_query(None);
    url.set_fragment(None);
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path.split('/'));
    }
    Ok(url)
}

/// The registered name of the warehouse.
pub(super) fn pickup_location(account: &Account) -> Result<String, Problem> {
    // It counts to the space, so it is taken as it was entered.
    let name = account.settings.get(PICKUP_LOCATION).map_or("", |s| s);
    if name.trim().is_empty() {
        return Err(invalid(
            PICKUP_LOCATION,
            format!("The account {} names no pickup location", account.name),
        )
        .hint("Enter the warehouse's name in the account, as it is registered with Delhivery"));
    }
    Ok(name.to_owned())
}

/// The account's token.
fn token(account: &Account) -> Result<&str, Problem> {
    match account.secret(TOKEN) {
        "" => Err(Problem::new(
            ProblemKind::Auth,
            format!("The account {} has no API token", account.name),
        )
        .hint("Enter it in Settings, Carrier accounts")
        .field(TOKEN)),
        token => Ok(token),
    }
}

/// Makes a call with the account's token, which leaves for the account's own host only: a request that
/// was prepared for another one, before the account was changed, is not sent.
pub(super) async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    let host = url(cx.account, "")?;
    if !Url::parse(&request.url).is_ok_and(|url| url.origin() == host.origin()) {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This was prepared for another host than the account now names",
        )
        .hint(
            "Give the account its former environment again, or look at one.delhivery.com yourself",
        )
        .field(ENVIRONMENT));
    }
    let shown = credential(&format!("Token {}", token(cx.account)?))?;
    send(
        cx,
        operation,
        effect,
        request,
        &[Credential::Header(&AUTHORIZATION, &shown)],
    )
    .await
}

/// The same with the token in the query as well, where the documentation wants it there. Such a request is
/// kept nowhere; what is captured of a query are its names.
pub(super) async fn call_with_query_token(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    let mut request = request.clone();
    if let Ok(mut url) = Url::parse(&request.url) {
        url.query_pairs_mut()
            .append_pair("token", token(cx.account)?);
        request.url = url.into();
    }
    call(cx, operation, effect, &request).await
}

/// Fetches what a link of Delhivery's leads to, at whichever host, without showing the token there.
pub(super) async fn fetch(
    cx: Cx<'_>,
    operation: &'static str,
    link: &str,
) -> Result<Answer, Problem> {
    let mut request = Request::get(link);
    request.headers.clear();
    send(cx, operation, Effect::Asks, &request, &[]).await
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
