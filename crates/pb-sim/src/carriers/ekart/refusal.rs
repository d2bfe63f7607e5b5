//! `{"statusCode","code","message","description","severity"}`.
use crate::carriers::schema::{Complaint, Wrong};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A field is missing, or has a value that may not be.
pub(super) const VALIDATION: &str = "SWIFT_VALIDATION_EXCEPTION";
/// What was named is not there.
pub(super) const NOT_FOUND: &str = "SWIFT_RESOURCE_NOT_FOUND_EXCEPTION";
/// The token, or who asks for one.
const NOBODY: &str = "SWIFT_AUTHENTICATION_EXCEPTION";

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
        Self::new(400, VALIDATION, message)
    }

    /// Something that there is not.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(404, NOT_FOUND, message)
    }

    /// Nobody that is known here.
    pub(super) fn nobody(message: impl Into<String>) -> Self {
        Self::new(401, NOBODY, message)
    }
}

/// A field is wrong; it is named with points between the names.
impl From<Complaint> for Refusal {
    fn from(complaint: Complaint) -> Self {
        let path = complaint.path.replace('/', ".");
        Self::bad(match complaint.wrong {
            Wrong::Missing => format!("{path} cannot be null or empty"),
            Wrong::Unknown => format!("{path} is not a known field"),
            Wrong::Type(expected) => format!("{path} must be {expected}"),
            Wrong::Value(value) => format!("{path} has an invalid value: {value}"),
        })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = json!({
            "statusCode": status.as_u16(),
            "code": self.code,
            "message": self.message,
            "description": self.message,
            "severity": "ERROR",
        });
        (status, Json(body)).into_response()
    }
}
