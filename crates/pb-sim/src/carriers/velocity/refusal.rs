//! Failures: `{"status":0,"message":…}` of what was understood and not done, `{"error":…}` of the rest. No codes.
use crate::carriers::schema::{Complaint, Wrong};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// What is answered instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }

    /// A request that is wrong in itself.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    /// A request that is right, and is not done.
    pub(super) fn undone(message: impl Into<String>) -> Self {
        Self::new(422, message)
    }
}

/// A field is wrong; it is named with points between the names.
impl From<Complaint> for Refusal {
    fn from(complaint: Complaint) -> Self {
        let path = complaint.path.replace('/', ".");
        Self::bad(match complaint.wrong {
            Wrong::Missing => format!("{path} is missing"),
            Wrong::Unknown => format!("{path} is not a known parameter"),
            Wrong::Type(expected) => format!("{path} must be {expected}"),
            Wrong::Value(value) => format!("{path} is not valid: {value}"),
        })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = match status.as_u16() {
            422 => json!({ "status": 0, "message": self.message }),
            _ => json!({ "error": self.message }),
        };
        (status, Json(body)).into_response()
    }
}
