//! The logins: OAuth client credentials at `POST /oauth/token`, both in the form. A project for tracking has keys of
//! its own.

use super::{answer, host};
use crate::engine::{Answer, By, ClientCredentials, Grant, Login, LoginRequest};
use pb_domain::{Account, Problem};

/// The login of a project.
pub(super) struct FedexLogin(ClientCredentials);

/// The one that ships, and tracks too where there is no other.
pub(super) static LOGIN: FedexLogin =
    FedexLogin(credentials("fedex", "client_id", "client_secret"));
/// The one that only tracks.
pub(super) static TRACK_LOGIN: FedexLogin = FedexLogin(credentials(
    "fedex track",
    "track_client_id",
    "track_client_secret",
));

const fn credentials(
    name: &'static str,
    id: &'static str,
    secret: &'static str,
) -> ClientCredentials {
    ClientCredentials {
        name,
        url: token_url,
        id,
        secret,
        by: By::Form,
        grant: "client_credentials",
        scope: "",
        headers: &[],
        fields: &[],
    }
}

fn token_url(account: &Account) -> String {
    // An address that cannot be is refused by the engine, as every call's is before.
    host::url(account, "oauth/token")
        .map(String::from)
        .unwrap_or_default()
}

impl Login for FedexLogin {
    fn name(&self) -> &'static str {
        self.0.name
    }

    fn request(&self, account: &Account) -> Result<LoginRequest, Problem> {
        self.0.request(account)
    }

    fn read(&self, answer: &Answer) -> Result<Grant, Problem> {
        self.0.read(answer).map_err(|problem| {
            let (code, words) = self.said(answer);
            problem.carrier(code, words)
        })
    }

    fn said(&self, answer: &Answer) -> (String, String) {
        match answer::failures(answer).first() {
            Some(first) => (first.code.clone(), answer::words(&first.message)),
            // Too many logins from one address get this without words, for ten minutes.
            None if answer.status == 403 => (
                "403".to_owned(),
                "FedEx blocks logins from this address for ten minutes after too many of them"
                    .to_owned(),
            ),
            // What is not in its words may repeat the credentials.
            None => (answer.status.to_string(), String::new()),
        }
    }
}
