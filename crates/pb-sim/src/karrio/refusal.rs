//! Karrio's two error envelopes, and the pages of HTML that are neither.
use super::carriers::Connection;
use super::validate::Invalid;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A request that was not done.
#[derive(Debug)]
pub(super) enum Refusal {
    /// `{"errors": […]}`: Karrio itself.
    Errors(StatusCode, Vec<Value>),
    /// `{"messages": […]}`: the carrier behind it.
    Messages(StatusCode, Vec<Value>),
    /// A page of the web framework.
    Page(StatusCode, &'static str),
}

impl Refusal {
    pub(super) fn error(status: u16, code: &str, message: impl Into<String>) -> Self {
        let level = if matches!(status, 404 | 429) {
            "warning"
        } else {
            "error"
        };
        let error = json!({ "code": code, "level": level, "message": message.into() });
        Self::Errors(code_of(status), vec![error])
    }

    /// Without a code, as some of its views answer.
    pub(super) fn bare(status: u16, message: impl Into<String>) -> Self {
        Self::Errors(code_of(status), vec![json!({ "message": message.into() })])
    }

    /// An exception that nothing caught.
    pub(super) fn exception(message: impl Into<String>) -> Self {
        Self::Errors(
            StatusCode::INTERNAL_SERVER_ERROR,
            vec![json!({ "level": "error", "message": message.into() })],
        )
    }

    pub(super) fn invalid(wrong: Vec<Invalid>) -> Self {
        let error = |w: Invalid| json!({ "code": "validation", "level": "error", "message": format!("{}: {}", w.path, w.text) });
        Self::Errors(
            StatusCode::BAD_REQUEST,
            wrong.into_iter().map(error).collect(),
        )
    }

    pub(super) fn no_connection() -> Self {
        Self::error(
            404,
            "not_found",
            "No active carrier connection found to process the request",
        )
    }

    pub(super) fn carrier(status: u16, connection: &Connection, code: &str, message: &str) -> Self {
        Self::Messages(code_of(status), vec![message_of(connection, code, message)])
    }

    pub(super) fn not_found_page() -> Self {
        Self::Page(StatusCode::NOT_FOUND, "Not Found")
    }

    pub(super) fn server_error_page() -> Self {
        Self::Page(StatusCode::INTERNAL_SERVER_ERROR, "Server Error (500)")
    }
}

/// One entry of `messages`. What Karrio's own library says has no level.
pub(super) fn message_of(connection: &Connection, code: &str, message: &str) -> Value {
    let mut entry = json!({
        "carrier_id": connection.carrier_id,
        "carrier_name": connection.ext,
        "code": code,
        "message": message,
    });
    if !code.starts_with("SHIPPING_SDK") {
        entry["level"] = json!("error");
    }
    entry
}

fn code_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Errors(status, errors) => {
                (status, axum::Json(json!({ "errors": errors }))).into_response()
            }
            Self::Messages(status, messages) => {
                (status, axum::Json(json!({ "messages": messages }))).into_response()
            }
            Self::Page(status, title) => {
                let page = format!(
                    "\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>{title}</title>\n</head>\n<body>\n  <h1>{title}</h1><p></p>\n</body>\n</html>\n"
                );
                (
                    status,
                    [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
                    page,
                )
                    .into_response()
            }
        }
    }
}
