//! `{"title","status","statusCode","detail","instance"}`, and the same for each parcel of an order.
use crate::carriers::schema::{Complaint, Wrong};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// What is answered instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    detail: String,
}

impl Refusal {
    pub(super) fn new(status: u16, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
        }
    }

    /// A request whose form is wrong.
    pub(super) fn field(complaint: &Complaint) -> Self {
        let (property, words) = said(complaint);
        Self::new(400, format!("{property}: {words}"))
    }
}

/// A complaint about a field as DHL has one: `consignee.postalCode`, and words.
pub(super) fn said(complaint: &Complaint) -> (String, String) {
    let words = match &complaint.wrong {
        Wrong::Missing => "The value is missing.".to_owned(),
        Wrong::Unknown => "There is no such property.".to_owned(),
        Wrong::Type(expected) => format!("The value must be {expected}."),
        Wrong::Value(value) => format!("The value {value} is not allowed."),
    };
    (complaint.path.replace('/', "."), words)
}

/// A status, under both of its names.
pub(super) fn status(code: u16, detail: &str) -> Value {
    let title = StatusCode::from_u16(code)
        .ok()
        .and_then(|s| s.canonical_reason())
        .unwrap_or("Error");
    json!({ "title": title, "statusCode": code, "status": code, "detail": detail, "instance": "/" })
}

/// A parcel that is refused, for one property where it is known.
pub(super) fn refused(property: &str, words: &str) -> Value {
    json!({
        "sstatus": status(400, "The shipment has errors."),
        "validationMessages": [
            { "property": property, "validationMessage": words, "validationState": "Error" },
        ],
    })
}

/// The answer about several parcels: 200 for one alone that is good, 400 where none is, else 207.
pub(super) fn several(items: &[Value]) -> Response {
    let good = |item: &&Value| item["sstatus"]["status"] == 200;
    let count = items.iter().filter(good).count();
    let code = match (count, items.len()) {
        (0, _) => 400,
        (1, 1) => 200,
        _ => 207,
    };
    let detail = match count == items.len() {
        true => "The Webservice call ran successfully.",
        false => "Some shipments have errors.",
    };
    let body = json!({ "status": status(code, detail), "items": items });
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_REQUEST);
    (status, Json(body)).into_response()
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let code = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        (code, Json(status(self.status, &self.detail))).into_response()
    }
}
