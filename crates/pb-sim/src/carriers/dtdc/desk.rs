//! What every request passes: the key, and the body's form.
use super::API_KEY;
use super::refusal::Refusal;
use crate::carriers::schema::{Field, check};
use crate::carriers::{Shared, World};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::tz::{Offset, TimeZone};
use serde_json::Value;
use std::sync::MutexGuard;

/// What every request has: the world. Nothing is DTDC's alone.
#[derive(Clone)]
pub(super) struct Desk(Shared);

impl Desk {
    pub(super) fn new(shared: &Shared) -> Self {
        Self(shared.clone())
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.0.world()
    }
}

/// A header's value, empty when there is none.
pub(super) fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default()
}

/// A request with the key.
pub(super) struct Client;

impl FromRequestParts<Desk> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Refusal> {
        match header_of(&parts.headers, "api-key") == API_KEY {
            true => Ok(Self),
            false => Err(Refusal::nobody("Invalid API key")),
        }
    }
}

/// A body of JSON.
pub(super) struct Payload(Value);

impl FromRequest<Desk> for Payload {
    type Rejection = Refusal;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Refusal> {
        let kind = header_of(request.headers(), header::CONTENT_TYPE.as_str()).to_owned();
        if !kind.starts_with("application/json") {
            return Err(Refusal::bad("Content-Type must be application/json"));
        }
        let bytes = Bytes::from_request(request, desk)
            .await
            .map_err(|e| Refusal::bad(e.to_string()))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|e| Refusal::bad(format!("The body is not JSON: {e}")))
    }
}

impl Payload {
    /// The body, looked through.
    pub(super) fn read(self, fields: &[Field]) -> Result<Value, Refusal> {
        check(&self.0, fields, "")?;
        Ok(self.0)
    }
}

/// A text in a request, empty when there is none.
pub(super) fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value
        .pointer(path)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The zone of all of India.
pub(super) fn india() -> TimeZone {
    TimeZone::fixed(Offset::from_seconds(19_800).expect("five and a half hours are within a day"))
}
