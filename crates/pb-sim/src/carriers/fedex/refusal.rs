//! `{"transactionId","errors":[{"code","message","parameterList"}]}`.
use crate::carriers::schema::{Complaint, Wrong};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use uuid::Uuid;

/// What is answered instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    code: String,
    message: String,
    /// The field it is about, where there is one.
    path: Option<String>,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            path: None,
        }
    }

    /// A request that is wrong in itself.
    pub(super) fn bad(code: &str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    /// A field is wrong.
    pub(super) fn field(complaint: &Complaint) -> Self {
        let path = &complaint.path;
        let (ending, message) = match &complaint.wrong {
            Wrong::Missing => ("EMPTY", format!("{path} is missing or empty")),
            Wrong::Unknown => ("INVALID", format!("There is no field {path}")),
            Wrong::Type(expected) => (
                "INVALID",
                format!("{path} is of another type: it is {expected}"),
            ),
            Wrong::Value(value) => ("INVALID", format!("{path} may not be {value}")),
        };
        Self {
            path: Some(path.clone()),
            ..Self::bad(&code(path, ending), message)
        }
    }

    /// A field may not be as it is, which the form alone does not say.
    pub(super) fn value(path: &str, message: impl Into<String>) -> Self {
        Self {
            path: Some(path.to_owned()),
            ..Self::bad(&code(path, "INVALID"), message)
        }
    }
}

/// As `RECIPIENTCONTACT.PHONENUMBER.INVALID` is for `requestedShipment/recipients/1/contact/phoneNumber`.
fn code(path: &str, ending: &str) -> String {
    let names: Vec<String> = path
        .split('/')
        .filter(|name| !name.is_empty() && name.parse::<usize>().is_err())
        .map(|name| match name {
            "recipients" => "RECIPIENT".to_owned(),
            name => name.to_ascii_uppercase(),
        })
        .collect();
    let inner = match names.as_slice() {
        [first, rest @ ..] if first == "REQUESTEDSHIPMENT" && rest.len() > 1 => rest,
        all => all,
    };
    match inner {
        [] => format!("REQUEST.{ending}"),
        [one] => format!("{one}.{ending}"),
        [outer @ .., last] => format!("{}.{last}.{ending}", outer.concat()),
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut error = json!({ "message": self.message });
        if !self.code.is_empty() {
            error["code"] = self.code.into();
        }
        if let Some(path) = self.path {
            error["parameterList"] = json!([{ "key": "field", "value": path }]);
        }
        let body = json!({ "transactionId": Uuid::new_v4(), "errors": [error] });
        (status, Json(body)).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_made_of_the_fields_way() {
        for (path, expected) in [
            (
                "requestedShipment/recipients/1/contact/phoneNumber",
                "RECIPIENTCONTACT.PHONENUMBER.INVALID",
            ),
            (
                "requestedShipment/totalDeclaredValue",
                "REQUESTEDSHIPMENT.TOTALDECLAREDVALUE.INVALID",
            ),
            ("requestedShipment", "REQUESTEDSHIPMENT.INVALID"),
            ("accountNumber/value", "ACCOUNTNUMBER.VALUE.INVALID"),
            ("", "REQUEST.INVALID"),
        ] {
            assert_eq!(code(path, "INVALID"), expected, "{path}");
        }
    }
}
