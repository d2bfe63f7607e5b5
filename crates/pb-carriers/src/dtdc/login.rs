//! The tracking login: `GET /dtdc-api/api/dtdc/authenticate`, answered with the token as bare text.
//!
//! A token is the user's name, a colon and 32 hexadecimal digits; anything else is none.

use super::answer::{said, unreadable};
use super::host::{Server, secret};
use crate::engine::{Answer, Effect, Grant, Login, LoginRequest, Request, credential};
use http::{HeaderName, HeaderValue};
use pb_domain::{Account, Problem};
use std::time::Duration;

/// The account's secrets for tracking.
pub(super) const USERNAME: &str = "tracking_username";
pub(super) const PASSWORD: &str = "tracking_password";

/// How long a token is used; nothing states how long it lives, and a client says an hour.
const LIFETIME: Duration = Duration::from_secs(30 * 60);
/// Digits after a token's colon.
const DIGITS: usize = 32;

pub(super) struct DtdcLogin;

/// The one login of an account.
pub(super) static LOGIN: DtdcLogin = DtdcLogin;

/// Whether an account has one.
pub(super) fn is_there(account: &Account) -> bool {
    [USERNAME, PASSWORD]
        .iter()
        .all(|name| !account.secret(name).trim().is_empty())
}

impl Login for DtdcLogin {
    fn name(&self) -> &'static str {
        "dtdc-tracking"
    }

    fn request(&self, account: &Account) -> Result<LoginRequest, Problem> {
        let [user, password] = [USERNAME, PASSWORD].map(|name| secret(account, name));
        let mut url = Server::Tracking.url(account, "dtdc-api/api/dtdc/authenticate")?;
        url.query_pairs_mut()
            .append_pair("username", user?)
            .append_pair("password", password?);
        Ok(LoginRequest {
            request: Request::get(url),
            credentials: Vec::new(),
        })
    }

    fn read(&self, answer: &Answer) -> Result<Grant, Problem> {
        let text = std::str::from_utf8(&answer.body).unwrap_or_default();
        match text.trim().trim_matches('"') {
            token if is_token(token) => Ok(Grant {
                token: token.to_owned().into(),
                lifetime: LIFETIME,
            }),
            _ => Err(unreadable(
                Effect::Asks,
                "DTDC's answer to the tracking login is no token".to_owned(),
            )),
        }
    }

    fn said(&self, answer: &Answer) -> (String, String) {
        match said(answer) {
            Some(said) => (said.code, said.words),
            // What is not in its words may repeat the credentials.
            None => (answer.status.to_string(), String::new()),
        }
    }

    fn show(&self, token: &str) -> Result<(HeaderName, HeaderValue), Problem> {
        Ok((
            HeaderName::from_static("x-access-token"),
            credential(token)?,
        ))
    }
}

fn is_token(text: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '@');
    text.split_once(':').is_some_and(|(user, digits)| {
        !user.is_empty()
            && user.chars().all(is_name)
            && digits.len() == DIGITS
            && digits.bytes().all(|b| b.is_ascii_hexdigit())
    })
}
