//! Where Viettel Post is for an account, and the ways to speak to it.

use super::login;
use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit};
use pb_domain::{Account, Problem};
use url::Url;

/// The account's secrets: the pair, or what stands for it.
pub(super) const USERNAME: &str = "username";
pub(super) const PASSWORD: &str = "password";
pub(super) const TOKEN: &str = "token";
/// The account's setting that says which of the two environments it belongs to.
pub(super) const ENVIRONMENT: &str = "environment";
/// The one where nothing is shipped.
pub(super) const DEV: &str = "dev";

/// The hosts of an environment.
struct Hosts {
    api: &'static str,
    print: &'static str,
}

const PRODUCTION_HOSTS: Hosts = Hosts {
    api: "https://partner.viettelpost.vn",
    print: "https://digitalize.viettelpost.vn",
};
const DEV_HOSTS: Hosts = Hosts {
    api: "https://partnerdev.viettelpost.vn",
    print: "https://dev-print.viettelpost.vn",
};

/// Whether the account is in the dev environment.
pub(super) fn is_dev(account: &Account) -> bool {
    account.setting(ENVIRONMENT) == DEV
}

/// The address of a path, at the host that `which` says, or at the account's own server for all of them.
fn base(
    account: &Account,
    which: fn(&Hosts) -> &'static str,
    path: &[&str],
) -> Result<Url, Problem> {
    let host = match account.setting("url") {
        "" if is_dev(account) => which(&DEV_HOSTS),
        "" => which(&PRODUCTION_HOSTS),
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

/// The address of a path of the API.
pub(super) fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    base(account, |hosts| hosts.api, path)
}

/// The address of the page to print, which is at a host of its own.
pub(super) fn print_page(account: &Account) -> Result<Url, Problem> {
    base(
        account,
        |hosts| hosts.print,
        &["DigitalizePrint", "report.do"],
    )
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
        return Err(invalid(
            ENVIRONMENT,
            "This was prepared for another host than the account now names",
        )
        .hint(
            "Give the account its former environment again, or look at viettelpost.vn yourself",
        ));
    }
    let login = login::of(cx.account)?;
    send(cx, operation, effect, request, &[Credential::Login(login)]).await
}

/// Asks for what needs no token: the page to print has its code in its address.
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
