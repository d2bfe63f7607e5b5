//! Where GHN is for an account, and the one way to speak to it.

use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit, credential};
use http::HeaderName;
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;

/// The account's secret.
pub(super) const TOKEN: &str = "token";
/// The account's setting with its shop.
pub(super) const SHOP: &str = "shop_id";
/// The account's setting that says which of GHN's two worlds it belongs to.
pub(super) const ENVIRONMENT: &str = "environment";
/// The one where nothing is shipped.
pub(super) const SANDBOX: &str = "sandbox";
const PRODUCTION_HOST: &str = "https://online-gateway.ghn.vn";
const SANDBOX_HOST: &str = "https://dev-online-gateway.ghn.vn";

/// Whether the account is in the sandbox.
pub(super) fn is_sandbox(account: &Account) -> bool {
    account.setting(ENVIRONMENT) == SANDBOX
}

fn base(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    let host = match account.setting("url") {
        "" if is_sandbox(account) => SANDBOX_HOST,
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

/// The address of a path of the API, at the account's host.
pub(super) fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    base(account, &[&["shiip", "public-api"], path].concat())
}

/// The address of a page to print, which is beside the API.
pub(super) fn page(account: &Account, name: &str) -> Result<Url, Problem> {
    base(account, &["a5", "public-api", name])
}

/// The account's shop, a number.
pub(super) fn shop(account: &Account) -> Result<u64, Problem> {
    let shop = account.setting(SHOP);
    shop.parse().map_err(|_| {
        invalid(
            SHOP,
            format!(
                "The account {} has no shop ID that is a number",
                account.name
            ),
        )
    })
}

/// The same request for the account's shop.
pub(super) fn of_shop(account: &Account, mut request: Request) -> Result<Request, Problem> {
    let shop = shop(account)?;
    request
        .headers
        .push(("ShopId".to_owned(), shop.to_string()));
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
    let host = base(cx.account, &[])?;
    if !Url::parse(&request.url).is_ok_and(|url| url.origin() == host.origin()) {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This was prepared for another host than the account now names",
        )
        .hint("Give the account its former environment again, or look at khachhang.ghn.vn yourself")
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
