//! `{"code","message","data":null,"code_message","code_message_value"}`, with the code as the status.
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
    /// English, for machines; the part after the last ` - ` says it.
    message: String,
    /// Vietnamese, for people.
    words: String,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &str, words: impl Into<String>) -> Self {
        let words = words.into();
        Self {
            status,
            code: code.to_owned(),
            message: words.clone(),
            words,
        }
    }

    /// A request that is wrong in itself.
    pub(super) fn input(message: impl Into<String>) -> Self {
        Self::coded("USER_ERR_COMMON", message, "Dữ liệu đầu vào không hợp lệ")
    }

    /// The same with a code and words of its own.
    pub(super) fn coded(code: &str, message: impl Into<String>, words: &str) -> Self {
        Self {
            status: 400,
            code: code.to_owned(),
            message: format!("[GHN-ERR] {words} - {}", message.into()),
            words: words.to_owned(),
        }
    }

    /// A token that is none.
    pub(super) fn token() -> Self {
        Self::new(401, "", "Token is not valid!")
    }

    /// A lane, or a parcel, that nobody goes with.
    pub(super) fn not_served(message: &str) -> Self {
        Self::coded(
            "ROUTE_NOT_FOUND_SERVICE",
            message,
            "Không tìm thấy dịch vụ cho tuyến này",
        )
    }
}

impl From<&Complaint> for Refusal {
    fn from(complaint: &Complaint) -> Self {
        let path = &complaint.path;
        Self::input(match &complaint.wrong {
            Wrong::Missing => format!("{path} is required"),
            Wrong::Unknown => format!("{path} is no field"),
            Wrong::Type(expected) => format!("{path} must be {expected}"),
            Wrong::Value(value) => format!("{path} is not valid: {value}"),
        })
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut body = json!({ "code": self.status, "message": self.message, "data": null });
        if !self.code.is_empty() {
            body["code_message"] = Value::from(self.code);
            body["code_message_value"] = Value::from(self.words);
        }
        (status, Json(body)).into_response()
    }
}
