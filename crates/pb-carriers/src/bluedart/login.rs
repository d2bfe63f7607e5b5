//! The gateway's login: `GET /token/v1/login` with the app's id and secret in headers of their own.
//!
//! The answer states no lifetime; the token is known to live for about a day, and is shown in a header `JWTToken`.

use super::answer::{Said, json, missing, said, text};
use super::host;
use crate::engine::{Answer, Effect, Grant, Login, LoginRequest, Request, credential};
use http::{HeaderName, HeaderValue};
use pb_domain::{Account, Problem};
use std::time::Duration;

/// The account's secrets of the first layer.
pub(super) const CLIENT_ID: &str = "client_id";
pub(super) const CLIENT_SECRET: &str = "client_secret";

/// How long a token is used, less than the day that it lives.
const LIFETIME: Duration = Duration::from_secs(20 * 60 * 60);
/// The gateway's word for a token that it does not take.
const UNAUTHORIZED: &str = "Unauthorized";

pub(super) struct BlueDartLogin;

/// The one login of an account.
pub(super) static LOGIN: BlueDartLogin = BlueDartLogin;

impl Login for BlueDartLogin {
    fn name(&self) -> &'static str {
        "bluedart"
    }

    fn request(&self, account: &Account) -> Result<LoginRequest, Problem> {
        let id = host::secret(account, CLIENT_ID)?;
        let secret = host::secret(account, CLIENT_SECRET)?;
        Ok(LoginRequest {
            request: Request::get(host::url(account, &["token", "v1", "login"])?),
            credentials: vec![
                (HeaderName::from_static("clientid"), credential(id)?),
                (HeaderName::from_static("clientsecret"), credential(secret)?),
            ],
        })
    }

    fn read(&self, answer: &Answer) -> Result<Grant, Problem> {
        let granted = json(answer, Effect::Asks)?;
        match text(&granted["JWTToken"]) {
            token if token.is_empty() => Err(missing(Effect::Asks, "token")),
            token => Ok(Grant {
                token: token.into(),
                lifetime: LIFETIME,
            }),
        }
    }

    fn said(&self, answer: &Answer) -> (String, String) {
        match said(answer) {
            Some(Said { code, words }) => (code, words),
            // What is not in its words may repeat the credentials.
            None => (answer.status.to_string(), String::new()),
        }
    }

    fn show(&self, token: &str) -> Result<(HeaderName, HeaderValue), Problem> {
        Ok((HeaderName::from_static("jwttoken"), credential(token)?))
    }

    /// `{"title":"Unauthorized"}` with any status that is none of success: the gateway stands before Blue Dart, so
    /// nothing was done.
    fn expired(&self, answer: &Answer) -> bool {
        answer.status == 401
            || (answer.status >= 400 && said(answer).is_some_and(|said| said.code == UNAUTHORIZED))
    }
}
