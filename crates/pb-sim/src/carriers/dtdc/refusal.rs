//! `{"error":{"message","code"}}`: what refuses a request as a whole.
use crate::carriers::schema::{Complaint, Wrong};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// What is answered instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    code: String,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
        }
    }

    /// A request that is wrong in itself.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(400, "WRONG_INPUT", message)
    }

    /// Nobody that is known here.
    pub(super) fn nobody(message: impl Into<String>) -> Self {
        Self::new(401, "UNAUTHORIZED", message)
    }
}

/// A field is wrong; it is named with points between the names.
impl From<Complaint> for Refusal {
    fn from(complaint: Complaint) -> Self {
        let path = complaint.path.replace('/', ".");
        Self::bad(match complaint.wrong {
            Wrong::Missing => format!("{path} is required"),
            Wrong::Unknown => format!("{path} is not allowed"),
            Wrong::Type(expected) => format!("{path} must be {expected}"),
            Wrong::Value(value) => format!("{path} has an invalid value: {value}"),
        })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = json!({ "error": { "message": self.message, "code": self.code } });
        (status, Json(body)).into_response()
    }
}
