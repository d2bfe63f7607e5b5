//! The two logins of an account.
//!
//! OAuth client credentials at `POST /oauth2/v3/token` let the app in. With that token
//! `POST /payments/v3/payment-authorization` says who pays and whose numbers are used, and gives a second token,
//! which calls that buy show beside the first.

use super::{answer, host, wire};
use crate::engine::{
    Answer, By, ClientCredentials, Grant, Login, LoginRequest, Request, credential,
};
use http::{HeaderName, HeaderValue};
use pb_domain::{Account, Problem, ProblemKind};
use std::time::Duration;

/// The header that shows the payment authorization.
const PAYMENT_HEADER: HeaderName = HeaderName::from_static("x-payment-authorization-token");
/// How long USPS takes a payment authorization, which its answer does not say.
const PAYMENT_LIFETIME: Duration = Duration::from_secs(8 * 3_600);

pub(super) struct AppLogin;

/// Lets the app in.
pub(super) static OAUTH: AppLogin = AppLogin;

static CREDENTIALS: ClientCredentials = ClientCredentials {
    name: "usps",
    url: token_url,
    id: "client_id",
    secret: "client_secret",
    by: By::Json,
    grant: "client_credentials",
    scope: "",
    headers: &[],
    fields: &[],
};

fn token_url(account: &Account) -> String {
    // An address that cannot be is refused by the engine, as every call's is before.
    host::url(account, &["oauth2", "v3", "token"])
        .map(String::from)
        .unwrap_or_default()
}

impl Login for AppLogin {
    fn name(&self) -> &'static str {
        CREDENTIALS.name
    }

    fn request(&self, account: &Account) -> Result<LoginRequest, Problem> {
        CREDENTIALS.request(account)
    }

    /// An app without an approved product gets a token that opens nothing, whose scope is empty.
    fn read(&self, answer: &Answer) -> Result<Grant, Problem> {
        let grant = CREDENTIALS.read(answer)?;
        let given: wire::Token = answer::plain(answer).unwrap_or_default();
        if given.scope.as_deref().is_some_and(|s| s.trim().is_empty()) {
            return Err(Problem::new(
                ProblemKind::Auth,
                "USPS lets the app in, but it has no product that it may use",
            )
            .hint("Wait until USPS has approved the app's products, or add them at developers.usps.com"));
        }
        Ok(grant)
    }

    fn said(&self, answer: &Answer) -> (String, String) {
        answer::code_and_words(answer).unwrap_or_else(|| CREDENTIALS.said(answer))
    }
}

pub(super) struct PaymentLogin;

/// Says who pays.
pub(super) static PAYMENT: PaymentLogin = PaymentLogin;

impl Login for PaymentLogin {
    fn name(&self) -> &'static str {
        "usps-payment"
    }

    fn needs(&self) -> Option<&'static dyn Login> {
        Some(&OAUTH)
    }

    fn request(&self, account: &Account) -> Result<LoginRequest, Problem> {
        let url = host::url(account, &["payments", "v3", "payment-authorization"])?;
        Ok(LoginRequest {
            request: Request::post_json(
                url,
                &wire::Roles {
                    roles: roles(account)?,
                },
            ),
            credentials: Vec::new(),
        })
    }

    fn read(&self, answer: &Answer) -> Result<Grant, Problem> {
        let given: wire::PaymentToken = answer::plain(answer).unwrap_or_default();
        if given.token.is_empty() {
            return Err(Problem::new(
                ProblemKind::Unavailable,
                "USPS answers the payment authorization without a token",
            )
            .hint("Try again in a while"));
        }
        Ok(Grant {
            token: given.token.into(),
            lifetime: PAYMENT_LIFETIME,
        })
    }

    fn said(&self, answer: &Answer) -> (String, String) {
        // What is not in its words may repeat the account's numbers.
        answer::code_and_words(answer).unwrap_or_else(|| (answer.status.to_string(), String::new()))
    }

    fn show(&self, token: &str) -> Result<(HeaderName, HeaderValue), Problem> {
        Ok((PAYMENT_HEADER, credential(token)?))
    }
}

/// The account pays and its numbers are used; by a contract, its prices as well.
fn roles(account: &Account) -> Result<Vec<wire::Role>, Problem> {
    let crid = host::crid(account)?;
    let number = host::payment_account(account)?;
    let (mid, manifest_mid) = (host::mid(account)?, host::manifest_mid(account)?);
    let paying = |name| wire::Role {
        role_name: name,
        crid: crid.clone(),
        mid: Some(mid.clone()),
        manifest_mid: Some(manifest_mid.clone()),
        account_type: Some(host::EPS),
        account_number: Some(number.clone()),
    };
    let mut roles = vec![
        paying("PAYER"),
        wire::Role {
            account_type: None,
            account_number: None,
            ..paying("LABEL_OWNER")
        },
    ];
    if account.setting("prices") == "CONTRACT" {
        roles.push(wire::Role {
            mid: None,
            manifest_mid: None,
            ..paying("RATE_HOLDER")
        });
    }
    Ok(roles)
}
