//! `{"message","compositeFault":{"faults":[…]}}`, and the gateway's `{"error":{…}}`.
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
    body: Value,
}

/// One fault; the code is left out when it is empty.
pub(super) fn fault(code: &str, words: &str) -> Value {
    let mut fault = json!({ "explanationText": words });
    if !code.is_empty() {
        fault["faultCode"] = code.into();
    }
    fault
}

/// A fault of a field that is not as it must be.
fn field_fault(name: &str, words: &str) -> Value {
    let mut fault = fault("", words);
    fault["faultReferences"] = json!([
        { "key": "CustomerOriginValidationError.type", "value": "MANDATORY_FIELDS_MISSING" },
        { "key": "CustomerOriginValidationError.subType", "value": upper_snake(name) },
    ]);
    fault
}

/// A refusal as it stands within an answer.
pub(super) fn response(message: &str, faults: &[Value]) -> Value {
    json!({ "message": message, "compositeFault": { "faults": faults } })
}

impl Refusal {
    /// In PostNord's own shape, with a code.
    pub(super) fn coded(status: u16, code: &str, words: &str) -> Self {
        Self {
            status,
            body: response(words, &[fault(code, words)]),
        }
    }

    /// A request that is wrong in itself.
    pub(super) fn bad(words: &str) -> Self {
        Self {
            status: 400,
            body: response(words, &[fault("", words)]),
        }
    }

    /// Words alone.
    pub(super) fn plain(words: &str) -> Self {
        Self {
            status: 400,
            body: json!({ "message": words }),
        }
    }

    /// The customer number is not one for where the parcel leaves from.
    pub(super) fn customer(words: &str) -> Self {
        let mut fault = fault("API-005", words);
        fault["faultReferences"] =
            json!([{ "key": "CustomerOriginValidationError.type", "value": "CUSTOMER_NUMBER" }]);
        Self {
            status: 400,
            body: response(words, &[fault]),
        }
    }

    /// A query's parameter is not as it must be.
    pub(super) fn parameter(name: &str, value: Option<&str>) -> Self {
        let words = match value {
            None => "Missing parameter",
            Some(_) => "Invalid parameter",
        };
        let mut fault = fault("API-005", words);
        fault["paramValues"] = json!([{ "param": name, "value": value.unwrap_or("null") }]);
        Self {
            status: 400,
            body: response(words, &[fault]),
        }
    }

    /// What is in front of PostNord says no.
    pub(super) fn gateway(status: u16, kind: &str, words: &str) -> Self {
        Self {
            status,
            body: json!({ "error": {
                "status_code": status,
                "error_type": kind,
                "message": words,
                "xrequestid": Uuid::new_v4().simple().to_string(),
            } }),
        }
    }

    /// A field is missing, of the wrong type, misspelt or out of its values.
    pub(super) fn field(complaint: &Complaint) -> Self {
        let path = &complaint.path;
        let name = path.rsplit('/').find(|p| p.parse::<u32>().is_err());
        let name = name.unwrap_or(path);
        let words = match &complaint.wrong {
            Wrong::Missing => format!("{name} is a required field ({path})"),
            Wrong::Unknown => format!("{path} is not a field of the instruction"),
            Wrong::Type(expected) => format!("{path} is not of its type: it is {expected}"),
            Wrong::Value(value) => format!("{path} ({value}) is not a valid value"),
        };
        Self {
            status: 400,
            body: response(
                "Invalid indata object EdiInstruction",
                &[field_fault(name, &words)],
            ),
        }
    }

    /// An item's number and its type do not fit.
    pub(super) fn item(words: &str) -> Self {
        Self {
            status: 400,
            body: response(
                "Invalid indata object EdiInstruction",
                &[field_fault("itemIdentification", words)],
            ),
        }
    }
}

fn upper_snake(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(c.to_ascii_uppercase());
    }
    text
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, Json(self.body)).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_as_postnord_names_it() {
        assert_eq!(upper_snake("applicationId"), "APPLICATION_ID");
        assert_eq!(upper_snake("itemIdentification"), "ITEM_IDENTIFICATION");
    }
}
