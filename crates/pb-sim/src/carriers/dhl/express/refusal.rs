//! `{"instance","detail":"7008: …","title","message","status":"400","additionalDetails":[]}`.
use crate::carriers::schema::{Complaint, Wrong};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// What is answered instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    detail: String,
    more: Vec<String>,
}

impl Refusal {
    /// Words without a code.
    pub(super) fn new(status: u16, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            more: Vec::new(),
        }
    }

    /// Words with a code before them.
    pub(super) fn coded(status: u16, code: &str, words: impl AsRef<str>) -> Self {
        Self::new(status, format!("{code}: {}", words.as_ref()))
    }

    /// A field is against the schema.
    pub(super) fn field(complaint: &Complaint) -> Self {
        let words = match &complaint.wrong {
            Wrong::Missing => "is required and must not be empty".to_owned(),
            Wrong::Unknown => "extraneous key is not permitted".to_owned(),
            Wrong::Type(expected) => format!("expected type: {expected}"),
            Wrong::Value(value) => format!("{value} is not a valid value"),
        };
        Self {
            status: 422,
            detail: "Multiple problems found, see Additional Details".to_owned(),
            more: vec![format!("#/{}: {words}", complaint.path)],
        }
    }

    /// One field, by its path.
    pub(super) fn at(path: &str, words: &str) -> Self {
        Self {
            status: 422,
            detail: "Multiple problems found, see Additional Details".to_owned(),
            more: vec![format!("#/{path}: {words}")],
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let title = status.canonical_reason().unwrap_or("Error");
        let body = json!({
            "instance": "/expressapi",
            "detail": self.detail,
            "title": title,
            "message": title,
            "status": self.status.to_string(),
            "additionalDetails": self.more,
        });
        (status, Json(body)).into_response()
    }
}
