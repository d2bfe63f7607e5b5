//! `{"response":{"errors":[{"code","message"}]}}`.
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
    pub(super) fn bad(code: &str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// A field is wrong: a name or a type makes the document invalid (10002), what is missing or has a value
    /// that may not be has a code of the API it was sent to.
    pub(super) fn field(complaint: &Complaint, code: &str) -> Self {
        let path = &complaint.path;
        match &complaint.wrong {
            Wrong::Missing => Self::bad(code, format!("Missing or empty {path}")),
            Wrong::Unknown => Self::bad("10002", format!("There is no field {path}")),
            Wrong::Type(expected) => {
                Self::bad("10002", format!("Invalid type of {path}: it is {expected}"))
            }
            Wrong::Value(value) => Self::bad(code, format!("Invalid value of {path}: {value}")),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let error = json!({ "code": self.code, "message": self.message });
        (status, Json(json!({ "response": { "errors": [error] } }))).into_response()
    }
}
