//! The logins of an account.
//!
//! User name and password bring a short token at `POST /v2/user/Login`; with it, the same pair brings the long one at
//! `POST /v2/user/ownerconnect`. A token of the website brings the long one at `POST /v2/user/LoginVTP`. Calls show
//! the long one in the header `Token`.

use super::answer::{self, missing, read, text};
use super::host::{self, PASSWORD, TOKEN, USERNAME};
use crate::engine::{Answer, Effect, Grant, Login, LoginRequest, Request, credential};
use http::{HeaderName, HeaderValue};
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::json;
use std::time::Duration;

const HEADER: HeaderName = HeaderName::from_static("token");
/// How long the short token is used, whose lifetime nobody states: the second step follows at once.
const SHORT_LIFE: Duration = Duration::from_secs(300);
/// How long a long one is used. It lives a year or more, and what is not taken any more is got anew.
const LONG_LIFE: Duration = Duration::from_secs(24 * 3_600);

/// The first step with user name and password.
pub(super) static SHORT: Step = Step {
    name: "viettelpost-short",
    path: "Login",
    needs: None,
    lifetime: SHORT_LIFE,
};
/// The second one.
pub(super) static OWNER: Step = Step {
    name: "viettelpost",
    path: "ownerconnect",
    needs: Some(&SHORT),
    lifetime: LONG_LIFE,
};
/// The one step with a token of the website.
pub(super) static WEBSITE: Step = Step {
    name: "viettelpost-website",
    path: "LoginVTP",
    needs: None,
    lifetime: LONG_LIFE,
};

/// The login whose token an account's calls show.
pub(super) fn of(account: &Account) -> Result<&'static dyn Login, Problem> {
    if !account.secret(TOKEN).is_empty() {
        return Ok(&WEBSITE);
    }
    for field in [USERNAME, PASSWORD] {
        if account.secret(field).is_empty() {
            return Err(lacks(account, field));
        }
    }
    Ok(&OWNER)
}

fn lacks(account: &Account, field: &str) -> Problem {
    Problem::new(
        ProblemKind::Auth,
        format!(
            "The account {} has no {field}, and no token of the website",
            account.name
        ),
    )
    .hint("Enter user name and password, or the token, in Settings, Carriers")
    .field(field)
}

/// A step of a login.
pub(super) struct Step {
    name: &'static str,
    path: &'static str,
    needs: Option<&'static Step>,
    lifetime: Duration,
}

impl Login for Step {
    fn name(&self) -> &'static str {
        self.name
    }

    fn needs(&self) -> Option<&'static dyn Login> {
        self.needs.map(|step| step as &dyn Login)
    }

    fn request(&self, account: &Account) -> Result<LoginRequest, Problem> {
        let body = match account.secret(TOKEN) {
            "" => json!({
                "USERNAME": account.secret(USERNAME),
                "PASSWORD": account.secret(PASSWORD),
            }),
            token => json!({ "TOKEN": token }),
        };
        let url = host::url(account, &["v2", "user", self.path])?;
        Ok(LoginRequest {
            request: Request::post_json(url, &body),
            credentials: Vec::new(),
        })
    }

    /// A failure is told with a status of HTTP that says yes.
    fn read(&self, answer: &Answer) -> Result<Grant, Problem> {
        let token = text(&read(answer, Effect::Asks)?.data["token"]);
        if token.is_empty() {
            return Err(missing(Effect::Asks, "token"));
        }
        Ok(Grant {
            token: token.into(),
            lifetime: self.lifetime,
        })
    }

    fn said(&self, answer: &Answer) -> (String, String) {
        // What is not in its words may repeat the credentials.
        answer::stated(answer).unwrap_or_else(|| (answer.status.to_string(), String::new()))
    }

    fn show(&self, token: &str) -> Result<(HeaderName, HeaderValue), Problem> {
        Ok((HEADER, credential(token)?))
    }

    /// Who is not let in is told so in words, and nothing was done.
    fn expired(&self, answer: &Answer) -> bool {
        answer.status == 401 || answer::is_token_refused(answer)
    }
}
