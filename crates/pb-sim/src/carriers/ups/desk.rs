//! What every request of the API passes: its token, its headers, its body.
use super::alert::Subscription;
use super::pickup::Pickup;
use super::refusal::Refusal;
use super::{ACCOUNT, CIE, PLAIN_ACCOUNT, PREFIX};
use crate::carriers::schema::{Field, check};
use crate::carriers::token::Worth;
use crate::carriers::{Shared, World};
use crate::http;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::MutexGuard;

/// What every request has: the world, and what is UPS's alone.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Shared,
    own: http::Shared<Own>,
}

/// What is UPS's alone. Its lock is taken after the world's.
#[derive(Default)]
pub(super) struct Own {
    pub(super) documents: BTreeSet<String>,
    pub(super) pickups: Vec<Pickup>,
    pub(super) subscriptions: Vec<Subscription>,
}

impl Desk {
    pub(super) fn new(shared: &Shared) -> Self {
        Self {
            shared: shared.clone(),
            own: http::Shared::new(Own::default()),
        }
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.shared.world()
    }

    pub(super) fn own(&self) -> MutexGuard<'_, Own> {
        self.own.world()
    }
}

/// An account number that the client has.
pub(super) fn is_account(number: &str) -> bool {
    [ACCOUNT, PLAIN_ACCOUNT].contains(&number)
}

/// A header's value, empty when there is none.
pub(super) fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default()
}

/// A request with a good token.
pub(super) struct Client {
    /// Whether it was sent to the Customer Integration Environment.
    pub(super) cie: bool,
}

impl FromRequestParts<Desk> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let given = header_of(&parts.headers, header::AUTHORIZATION.as_str());
        let token = given.strip_prefix("Bearer ").unwrap_or_default();
        let world = desk.world();
        match world.tokens.worth(PREFIX, token, world.clock.now()) {
            Worth::Good(_) => {}
            Worth::Expired => return Err(Refusal::new(401, "251004", "The token has expired")),
            Worth::Unknown => {
                let words = "Invalid Authentication Information.";
                return Err(Refusal::new(401, "250002", words));
            }
        }
        if header_of(&parts.headers, "transactionsrc").len() > 512 {
            let words = "transactionSrc has more than 512 characters";
            return Err(Refusal::bad("10006", words));
        }
        let host = header_of(&parts.headers, header::HOST.as_str());
        Ok(Self {
            cie: host.starts_with(CIE),
        })
    }
}

/// `transId` and `transactionSrc`, where the API requires them.
pub(super) fn transaction(headers: &HeaderMap) -> Result<(), Refusal> {
    for name in ["transId", "transactionSrc"] {
        if header_of(headers, &name.to_ascii_lowercase()).is_empty() {
            return Err(Refusal::bad("10006", format!("Missing header {name}")));
        }
    }
    Ok(())
}

/// A body of JSON.
pub(super) struct Payload(pub(super) Value);

impl FromRequest<Desk> for Payload {
    type Rejection = Refusal;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Refusal> {
        let kind = header_of(request.headers(), header::CONTENT_TYPE.as_str()).to_owned();
        if !kind.starts_with("application/json") {
            return Err(Refusal::bad(
                "10002",
                "Content-Type is not application/json",
            ));
        }
        let bytes = Bytes::from_request(request, desk)
            .await
            .map_err(|e| Refusal::bad("10013", e.to_string()))?;
        if bytes.is_empty() {
            return Err(Refusal::bad("10003", "The request has no body"));
        }
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|e| Refusal::bad("10002", format!("The JSON request is not well formed: {e}")))
    }
}

impl Payload {
    /// What is under the one name that the body must have, looked through; what is wrong gets a code by its
    /// path.
    pub(super) fn read(
        &self,
        name: &'static str,
        fields: &[Field],
        code: fn(&str) -> &'static str,
    ) -> Result<&Value, Refusal> {
        let whole = self.0.as_object().filter(|body| body.len() == 1);
        let inner = whole.and_then(|body| body.get(name)).ok_or_else(|| {
            Refusal::bad(
                "10002",
                format!("The body is not an object with {name} alone"),
            )
        })?;
        check(inner, fields, name).map_err(|c| Refusal::field(&c, code(&c.path)))?;
        Ok(inner)
    }
}

/// `Response` as every answer has it, with the context of the request.
pub(super) fn response(request: &Value) -> Value {
    let mut response = json!({ "ResponseStatus": { "Code": "1", "Description": "Success" } });
    let context = &request["Request"]["TransactionReference"]["CustomerContext"];
    if !context.is_null() {
        response["TransactionReference"] = json!({ "CustomerContext": context });
    }
    response
}

/// A text in a request, empty when there is none.
pub(super) fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value
        .pointer(path)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// One or many, as a list.
pub(super) fn many(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    }
}
