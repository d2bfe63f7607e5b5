//! Where UPS is for an account, and the one way to speak to it.

use super::login::LOGIN;
use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit};
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;
use uuid::Uuid;

/// The account's setting that says which of UPS's two worlds it belongs to.
pub(super) const ENVIRONMENT: &str = "environment";
/// The Customer Integration Environment, where nothing is shipped.
pub(super) const CIE: &str = "cie";
const PRODUCTION_HOST: &str = "https://onlinetools.ups.com";
const CIE_HOST: &str = "https://wwwcie.ups.com";

/// What every call says it comes from.
const SOURCE: &str = "Packbench";

/// The address of a path, at the account's host.
pub(super) fn url(account: &Account, path: &[&str]) -> Result<Url, Problem> {
    let host = match (account.setting("url"), account.setting(ENVIRONMENT)) {
        ("", CIE) => CIE_HOST,
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

/// The account's number: six letters and digits.
pub(super) fn number(account: &Account) -> Result<String, Problem> {
    let number = account.setting("account_number").to_ascii_uppercase();
    if number.len() == 6 && number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(number);
    }
    Err(invalid(
        "account_number",
        format!(
            "The account {} has no account number of six letters and digits",
            account.name
        ),
    ))
}

/// A request that says what it is; `transaction` is its own, 32 characters at most.
pub(super) fn signed(mut request: Request, transaction: Uuid) -> Request {
    let transaction = transaction.simple().to_string();
    request.headers.extend([
        ("transId".to_owned(), transaction),
        ("transactionSrc".to_owned(), SOURCE.to_owned()),
    ]);
    request
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
        .hint("Give the account its former environment again, or look at ups.com yourself")
        .field(ENVIRONMENT));
    }
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request,
            credentials: &[Credential::Login(&LOGIN)],
            effect,
            plain_http: false,
        })
        .await
}
