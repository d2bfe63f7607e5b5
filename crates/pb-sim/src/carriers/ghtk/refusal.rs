//! `{"success":false,"message",…}`, which comes with HTTP 200 unless it is about the token.
//!
//! A code that is a number is `error_code`, one in words is `error.code`. Most failures have none.
use crate::carriers::schema::{Complaint, Wrong};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use uuid::Uuid;

/// What is answered instead.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    status: u16,
    message: String,
    code: String,
    /// What stands beside a code in words.
    beside: Box<Value>,
}

impl Refusal {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            status: 200,
            message: message.into(),
            code: String::new(),
            beside: Box::default(),
        }
    }

    /// The same with another HTTP status.
    pub(super) fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// The same with a code.
    pub(super) fn code(self, code: &str) -> Self {
        let code = code.to_owned();
        Self { code, ..self }
    }

    /// A request that is wrong in itself.
    pub(super) fn input(message: impl Into<String>) -> Self {
        Self::new(format!("Dữ liệu không hợp lệ: {}", message.into()))
    }

    /// Who asks is not known.
    pub(super) fn stranger(message: &str) -> Self {
        Self::new(message).status(401).code("20101")
    }

    /// There is such an order already; `known` says which.
    pub(super) fn exists(id: &str, known: Value) -> Self {
        Self {
            beside: Box::new(known),
            ..Self::new(format!("Mã đơn hàng {id} đã tồn tại")).code("ORDER_ID_EXIST")
        }
    }

    /// No such order.
    pub(super) fn no_order() -> Self {
        Self::new("Không tìm thấy đơn hàng")
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
        let log_id = Uuid::new_v4().simple().to_string();
        let mut body = json!({ "success": false, "message": self.message, "log_id": log_id });
        if self.code.is_empty() {
            return (status, Json(body)).into_response();
        }
        if self.code.bytes().all(|b| b.is_ascii_digit()) {
            body["error_code"] = Value::from(self.code);
        } else {
            let mut error = json!({ "code": self.code });
            for (name, value) in self.beside.as_object().into_iter().flatten() {
                error[name.as_str()] = value.clone();
            }
            body["error"] = error;
        }
        (status, Json(body)).into_response()
    }
}
