//! The login: OAuth client credentials at `POST /security/v1/oauth/token`, which is not below `/api`.

use super::{answer, host};
use crate::engine::{Answer, By, ClientCredentials, Grant, Login, LoginRequest};
use pb_domain::{Account, Problem};

pub(super) struct UpsLogin;

/// The one login of an account.
pub(super) static LOGIN: UpsLogin = UpsLogin;

static CREDENTIALS: ClientCredentials = ClientCredentials {
    name: "ups",
    url: token_url,
    id: "client_id",
    secret: "client_secret",
    by: By::Basic,
    grant: "client_credentials",
    scope: "",
    headers: &[("x-merchant-id", "account_number")],
    fields: &[],
};

fn token_url(account: &Account) -> String {
    // An address that cannot be is refused by the engine, as every call's is before.
    host::url(account, &["security", "v1", "oauth", "token"])
        .map(String::from)
        .unwrap_or_default()
}

impl Login for UpsLogin {
    fn name(&self) -> &'static str {
        CREDENTIALS.name
    }

    fn request(&self, account: &Account) -> Result<LoginRequest, Problem> {
        CREDENTIALS.request(account)
    }

    fn read(&self, answer: &Answer) -> Result<Grant, Problem> {
        CREDENTIALS.read(answer).map_err(|problem| {
            let (code, words) = self.said(answer);
            problem.carrier(code, words)
        })
    }

    fn said(&self, answer: &Answer) -> (String, String) {
        match answer::failures(answer).first() {
            Some(first) => (first.code.clone(), answer::words(&first.message)),
            // What is not in its words may repeat the credentials.
            None => (answer.status.to_string(), String::new()),
        }
    }

    /// 251004 says that a token has expired, 250003 that it is none.
    fn expired(&self, answer: &Answer) -> bool {
        answer.status == 401
            || (400..500).contains(&answer.status)
                && answer::failures(answer)
                    .first()
                    .is_some_and(|first| ["251004", "250003"].contains(&first.code.as_str()))
    }
}
