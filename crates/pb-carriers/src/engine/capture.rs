//! What a call said and heard, without secrets and personal data, for the person who must find a fault.

use super::Call;
use super::about::About;
use super::failure::Failure;
use super::login::Login;
use super::redact::Redactor;
use super::request::{Answer, Request};
use http::HeaderValue;
use jiff::Timestamp;
use pb_domain::{AccountId, PurchaseId, ShipmentId};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Where exchanges go; called on the task that made the call, so it must not block.
pub type CaptureSink = Arc<dyn Fn(Exchange) + Send + Sync>;

/// Longer bodies are not kept: what is cut cannot be read, and what cannot be read cannot be redacted.
const LONGEST_BODY: usize = 2 * 1024 * 1024;

/// One attempt at one call as it was, with all its secrets: nothing to be shown or stored, only to be made a
/// [`Capture`] of. That is left to whoever takes it, since it takes longer than a label should wait.
pub struct Exchange {
    id: Uuid,
    at: Timestamp,
    took: Duration,
    account: AccountId,
    carrier: String,
    operation: &'static str,
    secrets: Vec<String>,
    credentials: Vec<String>,
    about: Option<Arc<About>>,
    request: Request,
    outcome: Result<Answer, String>,
}

/// One attempt at one call, redacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Capture {
    /// Its id, which the program's log names too.
    pub id: Uuid,
    /// When it began.
    pub at: Timestamp,
    /// For which account.
    pub account: AccountId,
    /// Of which carrier.
    pub carrier: String,
    /// What for: `rate`, `buy`.
    pub operation: &'static str,
    /// The shipment it was about.
    pub shipment: Option<ShipmentId>,
    /// The purchase it was about.
    pub purchase: Option<PurchaseId>,
    /// HTTP method.
    pub method: String,
    /// Address, without secrets.
    pub url: String,
    /// HTTP status; `None` when there was no answer.
    pub status: Option<u16>,
    /// What left: headers that are safe to show, an empty line, the body.
    pub request: String,
    /// What came back, likewise; what went wrong when nothing did.
    pub answer: String,
    /// How long it took.
    pub took: Duration,
}

impl Exchange {
    pub(super) fn new(
        id: Uuid,
        call: &Call<'_>,
        shown: impl Iterator<Item = HeaderValue>,
        about: Option<Arc<About>>,
        (at, took): (Timestamp, Duration),
        outcome: &Result<Answer, Failure>,
    ) -> Self {
        Self {
            id,
            at,
            took,
            account: call.account.id,
            carrier: call.account.carrier.clone(),
            operation: call.operation,
            secrets: call.account.secrets.values().cloned().collect(),
            credentials: shown
                .filter_map(|value| value.to_str().ok().map(str::to_owned))
                .collect(),
            about,
            request: Request {
                body: short(&call.request.body),
                ..call.request.clone()
            },
            outcome: match outcome {
                Ok(answer) => Ok(Answer {
                    body: short(&answer.body),
                    ..answer.clone()
                }),
                Err(failure) => Err(failure.text.clone()),
            },
        }
    }

    /// Hides tokens that left, in whatever shape.
    pub(super) fn with_tokens<'a>(
        mut self,
        tokens: impl Iterator<Item = &'a SecretString>,
    ) -> Self {
        self.secrets
            .extend(tokens.map(|token| token.expose_secret().to_owned()));
        self
    }

    /// Hides the token that a login's answer holds; one that holds none to be read is not shown at all.
    pub(super) fn of_login(mut self, login: Option<&dyn Login>) -> Self {
        if let (Some(login), Ok(answer)) = (login, &mut self.outcome)
            && (200..300).contains(&answer.status)
        {
            match login.read(answer) {
                Ok(grant) => self.secrets.push(grant.token.expose_secret().to_owned()),
                Err(_) => {
                    let length = answer.body.len();
                    answer.body = format!("({length} bytes without a token)").into_bytes();
                }
            }
        }
        self
    }

    /// About how much memory it takes.
    pub fn size(&self) -> usize {
        let answer = self.outcome.as_ref().map_or(0, |a| a.body.len());
        1024 + self.request.body.len() + answer
    }

    /// What may be shown and stored of it. Takes as long as reading its bodies does.
    pub fn capture(&self) -> Capture {
        let mut redactor = Redactor::new(
            self.secrets.iter().map(String::as_str),
            self.credentials.iter().map(String::as_str),
            self.about.as_deref(),
        );
        let request = &self.request;
        let sent = redactor.message(
            request
                .headers
                .iter()
                .map(|(n, v)| (n.as_str(), v.as_str())),
            &request.body,
        );
        let (status, answer) = match &self.outcome {
            Ok(answer) => (
                Some(answer.status),
                redactor.message(
                    answer
                        .headers
                        .iter()
                        .map(|(n, v)| (n.as_str(), v.to_str().unwrap_or_default())),
                    &answer.body,
                ),
            ),
            Err(text) => (None, redactor.text(text)),
        };
        let about = self.about.as_deref();
        Capture {
            id: self.id,
            at: self.at,
            account: self.account,
            carrier: self.carrier.clone(),
            operation: self.operation,
            shipment: about.and_then(|a| a.shipment),
            purchase: about.and_then(|a| a.purchase),
            method: request.method.clone(),
            url: redactor.url(&request.url),
            status,
            request: sent,
            answer,
            took: self.took,
        }
    }
}

fn short(body: &[u8]) -> Vec<u8> {
    if body.len() <= LONGEST_BODY {
        return body.to_vec();
    }
    format!("({} bytes, too long to be kept)", body.len()).into_bytes()
}

/// Never shows what it holds.
impl std::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exchange")
            .field("id", &self.id)
            .field("operation", &self.operation)
            .finish_non_exhaustive()
    }
}
