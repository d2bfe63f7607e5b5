//! Where Velocity is for an account, and the ways to speak to it.
//!
//! Its pages contradict each other about the API key: an older one wants it alone in `Authorization`, a newer one
//! `Bearer` before it. Unless the account says which, the key is sent alone, and once more with `Bearer` when the
//! answer is 401, by which nothing was done; what was taken is remembered.

use crate::Cx;
use crate::engine::{Answer, Call, Credential, Effect, Request, admit, credential};
use http::header::AUTHORIZATION;
use pb_domain::{Account, AccountId, Problem, ProblemKind};
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use url::Url;

const PRODUCTION: &str = "https://shazam.velocity.in";
/// Before every path.
const API: [&str; 3] = ["custom", "api", "v1"];

/// The account's API key.
pub(super) const TOKEN: &str = "token";
/// The account's other server.
pub(super) const URL: &str = "url";
/// The account's setting that says how the key is sent.
pub(super) const SHOWN: &str = "key_sent";
pub(super) const EITHER: &str = "either";
pub(super) const ALONE: &str = "alone";
pub(super) const BEARER: &str = "bearer";

/// The scheme, with a space.
const SCHEME: &str = "Bearer ";

/// The address of a call, at the account's host.
pub(super) fn url(account: &Account, call: &str) -> Result<Url, Problem> {
    let mut url = base(account)?;
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(API).push(call);
    }
    Ok(url)
}

fn base(account: &Account) -> Result<Url, Problem> {
    let host = match account.setting(URL) {
        "" => PRODUCTION,
        own => own,
    };
    let mut url = admit(host, false)?;
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// A way to send the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Alone,
    Bearer,
}

impl Form {
    fn header(self, key: &str) -> String {
        match self {
            Self::Alone => key.to_owned(),
            Self::Bearer => format!("{SCHEME}{key}"),
        }
    }
}

/// Accounts whose key was taken with `Bearer` and not alone. It is forgotten with the program, and then found out
/// again.
static BEARERS: Mutex<BTreeSet<AccountId>> = Mutex::new(BTreeSet::new());

fn bearers() -> MutexGuard<'static, BTreeSet<AccountId>> {
    BEARERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The ways to try, in their order.
fn forms(account: &Account) -> Vec<Form> {
    match account.setting(SHOWN) {
        ALONE => vec![Form::Alone],
        BEARER => vec![Form::Bearer],
        _ if bearers().contains(&account.id) => vec![Form::Bearer, Form::Alone],
        _ => vec![Form::Alone, Form::Bearer],
    }
}

/// The key without what was copied with it.
fn key(account: &Account) -> Result<&str, Problem> {
    let key = account.secret(TOKEN).trim();
    let key = key.strip_prefix(SCHEME).unwrap_or(key).trim();
    if key.is_empty() {
        return Err(Problem::new(
            ProblemKind::Auth,
            format!("The account {} has no API key", account.name),
        )
        .hint("Make one at app.velocity.in, Settings, API, and enter it in Settings, Carriers")
        .field(TOKEN));
    }
    Ok(key)
}

/// Makes a call with the account's key, which leaves for the account's own host only: a request that was prepared
/// for another one, before the account was changed, is not sent.
pub(super) async fn call(
    cx: Cx<'_>,
    operation: &'static str,
    effect: Effect,
    request: &Request,
) -> Result<Answer, Problem> {
    let host = base(cx.account)?;
    if !Url::parse(&request.url).is_ok_and(|url| url.origin() == host.origin()) {
        return Err(Problem::new(
            ProblemKind::Invalid,
            "This was prepared for another host than the account now names",
        )
        .hint("Give the account its former server again, or look at app.velocity.in yourself")
        .field(URL));
    }
    let key = key(cx.account)?;
    let forms = forms(cx.account);
    let mut refused = None;
    for form in forms {
        let shown = credential(&form.header(key))?;
        let shown = [Credential::Header(&AUTHORIZATION, &shown)];
        let answer = send(cx, operation, effect, request, &shown).await?;
        if answer.status != 401 {
            match form {
                Form::Alone => bearers().remove(&cx.account.id),
                Form::Bearer => bearers().insert(cx.account.id),
            };
            return Ok(answer);
        }
        // What the first says counts: it is the way that is likelier right.
        refused = refused.or(Some(answer));
    }
    Ok(refused.expect("there is a way to send a key, and it was tried"))
}

/// Fetches what a link of Velocity's leads to, at whichever host, without showing the key there.
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
