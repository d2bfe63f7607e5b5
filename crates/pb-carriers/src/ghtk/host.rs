//! Where GHTK is for an account, and the one way to speak to it.

use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit, credential};
use http::HeaderName;
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;

/// The account's secret.
pub(super) const TOKEN: &str = "token";
/// The account's setting with its shop, or the partner that it comes by.
pub(super) const SHOP: &str = "shop_code";
/// The account's setting that says which of GHTK's two worlds it belongs to.
pub(super) const ENVIRONMENT: &str = "environment";
/// The one where nothing is shipped.
pub(super) const STAGING: &str = "staging";
const PRODUCTION_HOST: &str = "https://services.giaohangtietkiem.vn";
const STAGING_HOST: &str = "https://services-staging.ghtklab.com";

/// Whether the account is in the world where nothing is shipped.
pub(super) fn is_staging(account: &Account) -> bool {
    account.setting(ENVIRONMENT) == STAGING
}

/// The address of a path of the API, at the account's host.
pub(super) fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    let host = match account.setting("url") {
        "" if is_staging(account) => STAGING_HOST,
        "" => PRODUCTION_HOST,
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

/// The address of something of shipments.
pub(super) fn shipment(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    url(account, &[&["services", "shipment"], path].concat())
}

/// The same request with the account's shop on it.
pub(super) fn of_shop(account: &Account, mut request: Request) -> Result<Request, Problem> {
    let shop = account.setting(SHOP).trim();
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if shop.is_empty() || !shop.bytes().all(plain) {
        return Err(invalid(
            SHOP,
            format!(
                "The account {} has no shop code of letters and digits",
                account.name
            ),
        ));
    }
    let header = ("X-Client-Source".to_owned(), shop.to_owned());
    request.headers.push(header);
    Ok(request)
}

/// Makes a call with the account's token, which leaves for the account's own host only: a request that
/// was prepared for another one, before the account was changed, is not sent.
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
        .hint("Give the account its former environment again, or look at khachhang.giaohangtietkiem.vn yourself")
        .field(ENVIRONMENT));
    }
    let token = cx.account.secret(TOKEN);
    if token.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!("The account {} has no API token", cx.account.name),
        )
        .hint("Enter it in Settings, Carriers")
        .field(TOKEN));
    }
    let (name, value) = (HeaderName::from_static("token"), credential(token)?);
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request,
            credentials: &[Credential::Header(&name, &value)],
            effect,
            plain_http: false,
        })
        .await
}
