//! `{"apiVersion","error":{"code","message","errors":[{"status","code","title","detail","source"}]}}`.
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
    message: String,
    /// What of the request it is about; empty where nothing is named.
    parameter: String,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            parameter: String::new(),
        }
    }

    /// A request that USPS understands and refuses.
    pub(super) fn bad(code: &str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// The same, about a field of the request.
    pub(super) fn about(mut self, parameter: &str) -> Self {
        parameter.clone_into(&mut self.parameter);
        self
    }

    /// A field is not as the schema has it, which the gateway says before the API sees it.
    pub(super) fn field(complaint: &Complaint) -> Self {
        let path = complaint.path.replace('/', ".");
        let why = match &complaint.wrong {
            Wrong::Missing => "Object has missing required properties".to_owned(),
            Wrong::Unknown => "Object instance has properties which are not allowed".to_owned(),
            Wrong::Type(expected) => format!("Instance type does not match: it is {expected}"),
            Wrong::Value(value) => format!("Instance value is not allowed: {value}"),
        };
        let words =
            format!("OASValidation OpenAPI-Spec-Validation failed with reason: {why}: {path}");
        Self::new(400, "400", words).about(&path)
    }

    /// The error as it stands in an answer, or in an entry of one.
    pub(super) fn error(&self) -> Value {
        let mut entry = json!({
            "status": self.status.to_string(),
            "code": self.code,
            "title": "Request refused",
            "detail": self.message,
        });
        if !self.parameter.is_empty() {
            entry["source"] = json!({ "parameter": self.parameter, "example": "" });
        }
        json!({ "code": self.status.to_string(), "message": self.message, "errors": [entry] })
    }

    pub(super) fn status(&self) -> u16 {
        self.status
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        (
            status,
            Json(json!({ "apiVersion": "v3", "error": self.error() })),
        )
            .into_response()
    }
}
