//! Where FedEx is for an account, and the one way to speak to it.

use super::login::{LOGIN, TRACK_LOGIN};
use super::wire;
use crate::Cx;
use crate::check::invalid;
use crate::engine::{Answer, Call, Credential, Effect, Login, Request, admit};
use pb_domain::{Account, Problem, ProblemKind};
use url::Url;
use uuid::Uuid;

/// The account's setting that says which of FedEx's two worlds it belongs to.
pub(super) const ENVIRONMENT: &str = "environment";
/// The sandbox, where nothing is shipped.
pub(super) const SANDBOX: &str = "sandbox";
const PRODUCTION_HOST: &str = "https://apis.fedex.com";
const SANDBOX_HOST: &str = "https://apis-sandbox.fedex.com";
/// Digits of an account's number.
const DIGITS: usize = 9;

/// Which of FedEx's projects a call belongs to: tracking has keys of its own for many merchants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Project {
    Ship,
    Track,
}

impl Project {
    /// The login of an account for it.
    fn login(self, account: &Account) -> &'static dyn Login {
        match self {
            Self::Track if has_track_keys(account) => &TRACK_LOGIN,
            Self::Ship | Self::Track => &LOGIN,
        }
    }
}

/// Whether an account has keys for tracking alone.
pub(super) fn has_track_keys(account: &Account) -> bool {
    !account.secret("track_client_id").is_empty()
}

/// The address of a path, at the account's host. The path is FedEx's own: no part of it comes from elsewhere.
pub(super) fn url(account: &Account, path: &str) -> Result<Url, Problem> {
    let host = match (account.setting("url"), account.setting(ENVIRONMENT)) {
        ("", SANDBOX) => SANDBOX_HOST,
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

/// The account's number: nine digits.
pub(super) fn number(account: &Account) -> Result<String, Problem> {
    let number: String = account
        .setting("account_number")
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect();
    if number.len() == DIGITS && number.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(number);
    }
    Err(invalid(
        "account_number",
        format!(
            "The account {} has no account number of {DIGITS} digits",
            account.name
        ),
    ))
}

/// A request with a body, which says what it is; `transaction` is its own.
pub(super) fn request(
    account: &Account,
    method: &str,
    path: &str,
    body: &impl serde::Serialize,
    transaction: Uuid,
) -> Result<Request, Problem> {
    let mut request = Request::post_json(url(account, path)?, &wire::body(body));
    method.clone_into(&mut request.method);
    request.headers.extend([
        ("x-locale".to_owned(), "en_US".to_owned()),
        (
            "x-customer-transaction-id".to_owned(),
            transaction.to_string(),
        ),
    ]);
    Ok(request)
}

/// Makes a call with the account's token, which leaves for the account's own host only: a request that was
/// prepared for another one, before the account was changed, is not sent.
pub(super) async fn call(
    cx: Cx<'_>,
    project: Project,
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
        .hint("Give the account its former environment again, or look at fedex.com yourself")
        .field(ENVIRONMENT));
    }
    cx.engine
        .send(Call {
            account: cx.account,
            operation,
            request,
            credentials: &[Credential::Login(project.login(cx.account))],
            effect,
            plain_http: false,
        })
        .await
}
