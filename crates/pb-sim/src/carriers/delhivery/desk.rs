//! What every request passes: its token, its query, its body; and what is Delhivery's alone.
use super::refusal::Refusal;
use super::story::Told;
use super::{STAGING, TOKEN};
use crate::carriers::{Shared, World};
use crate::http;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::MutexGuard;

/// What every request has: the world, and what is Delhivery's alone.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Shared,
    own: http::Shared<Own>,
}

/// What is Delhivery's alone. Its lock is taken after the world's.
#[derive(Default)]
pub(super) struct Own {
    /// Waybills that were given out, and whether a manifest bears them.
    pub(super) waybills: BTreeMap<String, bool>,
    /// What was done to parcels by hand, by their numbers.
    pub(super) told: HashMap<String, Told>,
    /// Jobs by their numbers, with what they came to.
    pub(super) jobs: BTreeMap<String, Vec<(String, String)>>,
    /// Pickups: day and number.
    pub(super) pickups: Vec<(Date, u64)>,
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

/// Indian time.
pub(super) fn local(at: Timestamp) -> Zoned {
    let offset = Offset::from_seconds(5 * 3_600 + 1_800).unwrap_or(Offset::UTC);
    at.to_zoned(TimeZone::fixed(offset))
}

/// A time as every answer writes it: local, without saying so.
pub(super) fn stamp(at: Timestamp) -> String {
    local(at).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// A header's value, empty when there is none.
pub(super) fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default()
}

/// A request with the token in its header: the word `Token`, one space, the token.
pub(super) struct Client {
    /// Whether it was sent to staging.
    pub(super) staging: bool,
}

impl FromRequestParts<Desk> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Refusal> {
        let given = header_of(&parts.headers, header::AUTHORIZATION.as_str());
        if given.strip_prefix("Token ") != Some(TOKEN) {
            return Err(Refusal::stranger());
        }
        let host = header_of(&parts.headers, header::HOST.as_str());
        Ok(Self {
            staging: host.starts_with(STAGING),
        })
    }
}

/// The query, each name once.
pub(super) struct Asked(pub(super) HashMap<String, String>);

impl Asked {
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.trim())
    }

    /// That it has no other names than these.
    pub(super) fn only(&self, names: &[&str]) -> Result<(), Refusal> {
        let unknown = self.0.keys().find(|name| !names.contains(&name.as_str()));
        match unknown {
            Some(name) => Err(Refusal::bad(format!("{name} is not a known parameter"))),
            None => Ok(()),
        }
    }
}

impl FromRequestParts<Desk> for Asked {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        Query::from_request_parts(parts, desk)
            .await
            .map(|Query(query)| Self(query))
            .map_err(|e| Refusal::bad(e.to_string()))
    }
}

/// A body of JSON.
pub(super) struct Payload(pub(super) Value);

impl FromRequest<Desk> for Payload {
    type Rejection = Refusal;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Refusal> {
        let kind = header_of(request.headers(), header::CONTENT_TYPE.as_str()).to_owned();
        if !kind.starts_with("application/json") {
            return Err(Refusal::new(
                415,
                format!("Unsupported media type \"{kind}\" in request."),
            ));
        }
        let bytes = Bytes::from_request(request, desk)
            .await
            .map_err(|e| Refusal::bad(e.to_string()))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|e| Refusal::bad(format!("JSON parse error - {e}")))
    }
}

/// A text in a request, empty when there is none.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
