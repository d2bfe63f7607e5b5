//! `{"status","error":true,"message","data":null}`, mostly with HTTP 200.
use crate::carriers::schema::Complaint;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// What is answered instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    http: StatusCode,
    /// The number in the answer.
    status: u16,
    message: String,
}

impl Refusal {
    /// A no of a request that was understood, or not, with HTTP 200.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            http: StatusCode::OK,
            status: 204,
            message: message.into(),
        }
    }

    /// The same with an HTTP status, and with a number if that is one.
    pub(super) fn answered(http: StatusCode, number: &str, message: &str) -> Self {
        Self {
            http,
            status: number.parse().unwrap_or(http.as_u16()),
            message: message.to_owned(),
        }
    }

    /// A token that does not open this.
    pub(super) fn token(message: &str) -> Self {
        Self {
            status: 202,
            ..Self::new(message)
        }
    }

    /// A field that is not there, or not right.
    pub(super) fn field(name: impl std::fmt::Display) -> Self {
        Self::new(format!("Incorrect data: {name}"))
    }

    /// A lane that a service does not go on.
    pub(super) fn no_lane() -> Self {
        Self::new("Price does not apply to this itinerary!")
    }

    /// No such order.
    pub(super) fn unknown() -> Self {
        Self::new("Order does not exist")
    }

    /// An order that it is too late for, or too early.
    pub(super) fn state() -> Self {
        Self::new("Order status is not valid for this action")
    }
}

impl From<&Complaint> for Refusal {
    fn from(complaint: &Complaint) -> Self {
        tracing::debug!(?complaint, "ViettelPost would not take it");
        Self::field(&complaint.path)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({
            "status": self.status, "error": true, "message": self.message, "data": null,
        });
        (self.http, Json(body)).into_response()
    }
}
