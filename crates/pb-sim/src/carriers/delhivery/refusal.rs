//! Failures: `{"success":false,"error":…}` for most, `{"detail":…}` for who is not let in, and pages of the
//! firewall.
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// What is answered instead.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    status: u16,
    body: Value,
}

impl Refusal {
    /// Words with a status.
    pub(super) fn new(status: u16, words: impl Into<String>) -> Self {
        Self::of(status, json!({ "success": false, "error": words.into() }))
    }

    /// A request that is wrong in itself.
    pub(super) fn bad(words: impl Into<String>) -> Self {
        Self::new(400, words)
    }

    /// A body of its own.
    pub(super) fn of(status: u16, body: Value) -> Self {
        Self { status, body }
    }

    /// Who shows no token, or one that is nobody's.
    pub(super) fn stranger() -> Self {
        let detail = "Authentication credentials were not provided.";
        Self::of(401, json!({ "detail": detail }))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, Json(self.body)).into_response()
    }
}

/// What the firewall says to who asks too often.
pub(super) fn firewall() -> Response {
    (
        StatusCode::FORBIDDEN,
        [(header::CONTENT_TYPE, "text/html")],
        "<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>",
    )
        .into_response()
}
