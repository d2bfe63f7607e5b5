//! `{"error-response":[{"IsError":true,"Status":[{"StatusCode","StatusInformation"}]}]}`, and the gateway's own words.
use crate::carriers::schema::{Complaint, Wrong};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// What is answered instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    code: String,
    words: String,
}

impl Refusal {
    pub(super) fn new(code: &str, words: impl Into<String>) -> Self {
        Self {
            status: 400,
            code: code.to_owned(),
            words: words.into(),
        }
    }

    /// The same with another status.
    pub(super) fn with(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// A request that is wrong in itself.
    pub(super) fn bad(words: impl Into<String>) -> Self {
        Self::new("InvalidRequest", words)
    }

    /// Nobody that the gateway knows.
    pub(super) fn nobody() -> Self {
        Self::new("Unauthorized", "").with(401)
    }
}

/// What `Status` holds.
pub(super) fn status(code: &str, words: &str) -> Value {
    json!([{ "StatusCode": code, "StatusInformation": words }])
}

/// A field is wrong; its code has the field's own name.
impl From<Complaint> for Refusal {
    fn from(complaint: Complaint) -> Self {
        let name = complaint.path.rsplit('/').next().unwrap_or_default();
        let path = complaint.path.replace('/', ".");
        let words = match complaint.wrong {
            Wrong::Missing => format!("{path} is required"),
            Wrong::Unknown => format!("{path} is not a known field"),
            Wrong::Type(expected) => format!("{path} must be {expected}"),
            Wrong::Value(value) => format!("{path} has an invalid value: {value}"),
        };
        Self::new(&format!("Invalid{name}"), words)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status_code = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = match self.status {
            // The gateway's, which has no words of Blue Dart's.
            401 => json!({ "title": self.code }),
            415 => json!({ "error-response": self.words }),
            429 => json!({ "title": self.code, "detail": self.words }),
            _ => json!({ "error-response": [{
                "AWBNo": null,
                "AWBPrintContent": null,
                "IsError": true,
                "Status": status(&self.code, &self.words),
            }] }),
        };
        (status_code, Json(body)).into_response()
    }
}
