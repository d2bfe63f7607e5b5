//! Problem details (RFC 9457) with the protocol's codes.
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A request that was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: String,
    pub(super) detail: String,
    pub(super) field: String,
    pub(super) retry_after: Option<u32>,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            detail: detail.into(),
            field: String::new(),
            retry_after: None,
        }
    }

    /// A request that misstates something in a member.
    pub(super) fn invalid(field: &str, detail: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            ..Self::new(422, "invalid", detail)
        }
    }

    pub(super) fn not_found(what: &str) -> Self {
        Self::new(404, "not_found", format!("There is no {what}"))
    }

    pub(super) fn wait(self, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or("Failed"),
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
        });
        if !self.field.is_empty() {
            body["field"] = json!(self.field);
        }
        let mut response = (
            status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            body.to_string(),
        )
            .into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
