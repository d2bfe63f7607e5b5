//! The login: `POST /integrations/v2/auth/token/{client_id}` with user name and password.
//!
//! It is a caching endpoint: for 24 hours it gives the same token again, and `expires_in` counts down.

use super::{answer, host};
use crate::engine::{Answer, Effect, Grant, Login, LoginRequest, Request};
use pb_domain::{Account, Problem, ProblemKind};
use serde_json::json;
use std::time::Duration;

pub(super) struct EkartLogin;

/// The one login of an account.
pub(super) static LOGIN: EkartLogin = EkartLogin;

/// How long a token is used whose answer states no lifetime.
const UNSTATED: u64 = 300;

impl Login for EkartLogin {
    fn name(&self) -> &'static str {
        "ekart"
    }

    fn request(&self, account: &Account) -> Result<LoginRequest, Problem> {
        let [client, user, password] =
            ["client_id", "username", "password"].map(|name| match account.secret(name) {
                "" => Err(Problem::new(
                    ProblemKind::Auth,
                    format!("The account {} has no {name}", account.name),
                )
                .hint("Enter it in Settings, Carriers")
                .field(name)),
                secret => Ok(secret),
            });
        let path = ["integrations", "v2", "auth", "token", client?];
        let body = json!({ "username": user?, "password": password? });
        Ok(LoginRequest {
            request: Request::post_json(host::url(account, &path)?, &body),
            credentials: Vec::new(),
        })
    }

    fn read(&self, answer: &Answer) -> Result<Grant, Problem> {
        let granted = answer::object(answer, Effect::Asks)?;
        let token = answer::text(&granted["access_token"]);
        if token.is_empty() {
            return Err(answer::missing(Effect::Asks, "token"));
        }
        let seconds = answer::text(&granted["expires_in"]).parse().ok();
        Ok(Grant {
            token: token.into(),
            lifetime: Duration::from_secs(seconds.unwrap_or(UNSTATED)),
        })
    }

    fn said(&self, answer: &Answer) -> (String, String) {
        match answer::stated(answer) {
            Some(said) => (said.code, said.words),
            // What is not in its words may repeat the credentials.
            None => (answer.status.to_string(), String::new()),
        }
    }
}
