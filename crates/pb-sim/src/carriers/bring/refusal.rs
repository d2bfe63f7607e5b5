//! Each API's own shape of an error.
use crate::carriers::schema::{Complaint, Wrong};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use uuid::Uuid;

/// A code and its words.
pub(super) type Said = (String, String);

/// Booking's: in a consignment, in a 200 as well as in a 4xx.
pub(super) fn booking(status: StatusCode, correlation: Option<&str>, errors: &[Said]) -> Response {
    let unique = Uuid::new_v4();
    let error = |(code, words): &Said| {
        json!({
            "uniqueId": unique,
            "code": code,
            "messages": [
                { "lang": "no", "message": format!("(norsk) {words}") },
                { "lang": "en", "message": words },
            ],
        })
    };
    let errors: Vec<Value> = errors.iter().map(error).collect();
    let consignment =
        json!({ "correlationId": correlation, "confirmation": null, "errors": errors });
    (status, Json(json!({ "consignments": [consignment] }))).into_response()
}

/// The Shipping Guide's, of a whole request.
pub(super) fn guide(field: &str, words: &str) -> Response {
    let error = json!({ "code": "INVALID_ARGUMENT", "message": words, "field": field });
    let body = Json(json!({ "fieldErrors": [error] }));
    (StatusCode::BAD_REQUEST, body).into_response()
}

/// Tracking's: in a 200.
pub(super) fn tracking(code: u16, words: &str) -> Response {
    let error = json!({ "code": code, "message": words });
    Json(json!({ "apiVersion": "2", "consignmentSet": [{ "error": error }] })).into_response()
}

/// Tracking's when it blocks: wrapped once more.
pub(super) fn blocked() -> Response {
    let words = "Server too busy/ Temporarily blocked due to too many invalid requests";
    let error = json!({ "system": "TooBusyPakker_TooBusyPakker", "code": 503, "message": words });
    let inner = json!({ "apiVersion": "2", "consignmentSet": [{ "error": error }] });
    Json(json!({ "shipments": [inner] })).into_response()
}

/// Event Cast's.
pub(super) fn cast(status: StatusCode, words: &str) -> Response {
    let body = json!({
        "uuid": Uuid::new_v4(),
        "status": status.as_u16().to_string(),
        "reason": words,
    });
    (status, Json(body)).into_response()
}

/// What is wrong with a field, in words.
pub(super) fn words(complaint: &Complaint) -> String {
    let path = path(&complaint.path);
    match &complaint.wrong {
        Wrong::Missing => format!("{path} is required"),
        Wrong::Unknown => format!("There is no field {path}"),
        Wrong::Type(expected) => format!("{path} is not {expected}"),
        Wrong::Value(value) => format!("Invalid value of {path}: {value}"),
    }
}

/// `consignments/1/packages/2` as `consignments[0].packages[1]`.
pub(super) fn path(path: &str) -> String {
    let mut written = String::new();
    for part in path.split('/') {
        match part.parse::<usize>() {
            Ok(number) if number > 0 => written.push_str(&format!("[{}]", number - 1)),
            _ if written.is_empty() => written.push_str(part),
            _ => written.push_str(&format!(".{part}")),
        }
    }
    written
}
