//! What every request of the APIs passes: its user, its body; and what is Bring's alone.
use super::cast::Webhook;
use super::label::Paper;
use super::{HOST, KEY, PREFIX, UID};
use crate::carriers::{Shared, World};
use crate::http;
use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::MutexGuard;
use uuid::Uuid;

/// What every request has: the world, and what is Bring's alone.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Shared,
    own: http::Shared<Own>,
}

/// What is Bring's alone. Its lock is taken after the world's.
#[derive(Default)]
pub(super) struct Own {
    /// Labels, by what their address holds.
    pub(super) papers: HashMap<Uuid, Paper>,
    pub(super) webhooks: Vec<Webhook>,
    /// When somebody asked for what is not there.
    pub(super) misses: Vec<Timestamp>,
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

/// A header's value, empty when there is none.
pub(super) fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default()
}

/// A request of the user: its e-mail address, its key, and who asks.
pub(super) struct User;

/// A request that is not the user's.
pub(super) struct Stranger(StatusCode, &'static str);

impl IntoResponse for Stranger {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

impl FromRequestParts<Desk> for User {
    type Rejection = Stranger;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Stranger> {
        let shown = |name| header_of(&parts.headers, name);
        let (uid, key) = (shown("x-mybring-api-uid"), shown("x-mybring-api-key"));
        if (uid, key) != (UID, KEY) {
            let words = "Authentication failed: X-MyBring-API-Uid and X-MyBring-API-Key";
            return Err(Stranger(StatusCode::UNAUTHORIZED, words));
        }
        let client = shown("x-bring-client-url");
        if !client.starts_with("http") {
            let words = "The header X-Bring-Client-URL is missing";
            return Err(Stranger(StatusCode::BAD_REQUEST, words));
        }
        Ok(Self)
    }
}

/// A body of JSON, without the members that are null: Bring takes those as absent.
pub(super) fn json_of(headers: &HeaderMap, body: &Bytes) -> Result<Value, String> {
    let kind = header_of(headers, header::CONTENT_TYPE.as_str());
    if !kind.starts_with("application/json") {
        return Err("Content-Type is not application/json".to_owned());
    }
    let value = serde_json::from_slice(body).map_err(|e| e.to_string())?;
    Ok(without_nulls(value))
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        Value::Array(entries) => entries.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// Where a client reaches this carrier: its own address, or the prefix here.
pub(super) fn base(headers: &HeaderMap) -> String {
    match header_of(headers, header::HOST.as_str()) {
        HOST => format!("https://{HOST}"),
        host => format!("http://{host}/{PREFIX}"),
    }
}

/// A number in a request, with all its digits.
pub(super) fn decimal(value: &Value) -> Option<Decimal> {
    value.as_number()?.to_string().parse().ok()
}

/// The whole number that holds another; none where it is below zero or out of all bounds.
pub(super) fn whole(number: Decimal) -> Option<u64> {
    number.ceil().to_u64()
}

/// A text in a request, empty when there is none.
pub(super) fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value
        .pointer(path)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The entries of a list in a request.
pub(super) fn many<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    let list = value.pointer(path).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}
