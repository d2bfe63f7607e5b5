//! The login: OAuth's password grant, `POST /parcel/de/account/auth/ropc/v1/token`, for half an hour.

use super::{answer, host};
use crate::engine::{Answer, By, ClientCredentials, Grant, Login, LoginRequest};
use pb_domain::{Account, Problem};

pub(super) struct ParcelLogin;

/// The one login of an account.
pub(super) static LOGIN: ParcelLogin = ParcelLogin;

static CREDENTIALS: ClientCredentials = ClientCredentials {
    name: "dhl_parcel_de",
    url: token_url,
    id: "api_key",
    secret: "api_secret",
    by: By::Form,
    grant: "password",
    scope: "",
    headers: &[],
    fields: &[("username", "username"), ("password", "password")],
};

fn token_url(account: &Account) -> String {
    // An address that cannot be is refused by the engine, as every call's is before.
    let path = ["parcel", "de", "account", "auth", "ropc", "v1", "token"];
    host::url(account, &path)
        .map(String::from)
        .unwrap_or_default()
}

impl Login for ParcelLogin {
    fn name(&self) -> &'static str {
        CREDENTIALS.name
    }

    fn request(&self, account: &Account) -> Result<LoginRequest, Problem> {
        CREDENTIALS.request(account)
    }

    fn read(&self, answer: &Answer) -> Result<Grant, Problem> {
        CREDENTIALS.read(answer)
    }

    fn said(&self, answer: &Answer) -> (String, String) {
        match answer::stated(answer) {
            Some(said) => (said.code, said.words),
            None => CREDENTIALS.said(answer),
        }
    }
}
