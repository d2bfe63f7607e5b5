//! What a call said and heard, without secrets and personal data, for the person who must find a fault.

use super::Call;
use super::failure::Failure;
use super::redact::Redactor;
use super::request::Answer;
use jiff::Timestamp;
use pb_domain::AccountId;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

/// Where captures go; called on the task that made the call, so it must not block.
pub type CaptureSink = Arc<dyn Fn(Capture) + Send + Sync>;

/// One attempt at one call, redacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Capture {
    /// When it began.
    pub at: Timestamp,
    /// For which account.
    pub account: AccountId,
    /// Of which carrier.
    pub carrier: String,
    /// What for: `rate`, `buy`.
    pub operation: &'static str,
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

impl Capture {
    pub(super) fn new(
        call: &Call<'_>,
        at: Timestamp,
        took: Duration,
        outcome: &Result<Answer, Failure>,
        mut redactor: Redactor,
    ) -> Self {
        let request = call.request;
        let sent = redactor.message(
            request
                .headers
                .iter()
                .map(|(n, v)| (n.as_str(), v.as_str())),
            &request.body,
        );
        let (status, answer) = match outcome {
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
            Err(failure) => (None, failure.text.clone()),
        };
        Self {
            at,
            account: call.account.id,
            carrier: call.account.carrier.clone(),
            operation: call.operation,
            method: request.method.clone(),
            url: redactor.url(&request.url),
            status,
            request: sent,
            answer,
            took,
        }
    }
}
