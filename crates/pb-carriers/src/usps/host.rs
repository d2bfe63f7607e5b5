//! Where USPS is for an account, who the account is, and the one way to speak to it.

use super::login::{OAUTH, PAYMENT};
use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit};
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;

/// The account's setting that says which of USPS's two worlds it belongs to.
pub(super) const ENVIRONMENT: &str = "environment";
/// The Testing Environment for Mailers, where nothing is shipped.
pub(super) const TEM: &str = "tem";
const PRODUCTION_HOST: &str = "https://apis.usps.com";
const TEM_HOST: &str = "https://apis-tem.usps.com";

/// The account's settings that say who it is.
pub(super) const CRID: &str = "crid";
pub(super) const MID: &str = "mid";
pub(super) const MANIFEST_MID: &str = "manifest_mid";
pub(super) const ACCOUNT: &str = "account_number";

/// The one kind of payment account that is spoken of here.
pub(super) const EPS: &str = "EPS";

/// The address of a path, at the account's host.
pub(super) fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    let host = match (account.setting("url"), account.setting(ENVIRONMENT)) {
        ("", TEM) => TEM_HOST,
        ("", _) => PRODUCTION_HOST,
        (own, _) => own,
    };
    let mut url = admit(host, false)?;
    url.set_query(None);
    url.set_fragment(None);
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    Ok(url)
}

/// The Customer Registration ID: 2 to 18 digits.
pub(super) fn crid(account: &Account) -> Result<String, Problem> {
    digits(account, CRID, "Customer Registration ID", &|n| {
        (2..=18).contains(&n)
    })
}

/// The Mailer ID: six or nine digits.
pub(super) fn mid(account: &Account) -> Result<String, Problem> {
    digits(account, MID, "Mailer ID", &|n| n == 6 || n == 9)
}

/// The Mailer ID that manifests are made with.
pub(super) fn manifest_mid(account: &Account) -> Result<String, Problem> {
    if account.setting(MANIFEST_MID).is_empty() {
        return mid(account);
    }
    digits(account, MANIFEST_MID, "manifest MID", &|n| n == 6 || n == 9)
}

/// The number of the Enterprise Payment account.
pub(super) fn payment_account(account: &Account) -> Result<String, Problem> {
    digits(account, ACCOUNT, "EPS account number", &|n| {
        (1..=20).contains(&n)
    })
}

fn digits(
    account: &Account,
    name: &str,
    what: &str,
    has_length: &dyn Fn(usize) -> bool,
) -> Result<String, Problem> {
    let text = account.setting(name);
    if has_length(text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    let wrong = match text {
        "" => format!("The account {} has no {what}", account.name),
        text => {
            format!("{text} is no {what}: it has the wrong number of digits, or others than digits")
        }
    };
    Err(invalid(name, wrong))
}

/// Whether a call is paid from the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pays {
    Yes,
    No,
}

/// Makes a call with the account's tokens, which leave for the account's own host only: a request that was
/// prepared for another one, before the account was changed, is not sent.
pub(super) async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
    pays: Pays,
) -> Result<Answer, Problem> {
    let host = url(cx.account, &[])?;
    if !Url::parse(&request.url).is_ok_and(|url| url.origin() == host.origin()) {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This was prepared for another host than the account now names",
        )
        .hint("Give the account its former environment again, or look into the Business Customer Gateway yourself")
        .field(ENVIRONMENT));
    }
    let paid = [Credential::Login(&OAUTH), Credential::Login(&PAYMENT)];
    let credentials = match pays {
        Pays::Yes => &paid[..],
        Pays::No => &paid[..1],
    };
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
