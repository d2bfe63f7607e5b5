//! What every request of the API passes: its token and its body; and what is Ekart's alone.
use super::PREFIX;
use super::refusal::Refusal;
use super::track::Action;
use super::webhook::Hook;
use crate::carriers::schema::{Field, check};
use crate::carriers::token::Worth;
use crate::carriers::{Shared, World};
use crate::http;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::MutexGuard;

/// What every request has: the world, and what is Ekart's alone.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Shared,
    own: http::Shared<Own>,
}

/// What is Ekart's alone. Its lock is taken after the world's.
#[derive(Default)]
pub(super) struct Own {
    /// The token that is given again until it ends.
    pub(super) token: Option<(String, Timestamp)>,
    /// Kept addresses, as they were sent.
    pub(super) addresses: Vec<Value>,
    /// What the seller told to do, by tracking id.
    pub(super) actions: BTreeMap<String, Vec<Action>>,
    /// Papers by the names of their files, with what proves that somebody may read them.
    pub(super) papers: BTreeMap<String, (String, Vec<u8>)>,
    pub(super) hooks: Vec<Hook>,
}

impl Own {
    /// The kept address of an alias.
    pub(super) fn address(&self, alias: &str) -> Option<&Value> {
        self.addresses.iter().find(|kept| kept["alias"] == alias)
    }

    /// What was told about a shipment.
    pub(super) fn actions_of(&self, id: &str) -> &[Action] {
        self.actions.get(id).map_or(&[], Vec::as_slice)
    }
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

/// A request with a good token.
pub(super) struct Client;

impl FromRequestParts<Desk> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let given = header_of(&parts.headers, header::AUTHORIZATION.as_str());
        let token = given.strip_prefix("Bearer ").unwrap_or_default();
        let world = desk.world();
        match world.tokens.worth(PREFIX, token, world.clock.now()) {
            Worth::Good(_) => Ok(Self),
            Worth::Expired => Err(Refusal::nobody("The access token has expired")),
            Worth::Unknown => Err(Refusal::nobody("The access token is missing or not valid")),
        }
    }
}

/// A body of JSON.
pub(super) struct Payload(pub(super) Value);

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
    /// The body, looked through. A member that may be null is as if it were not there.
    pub(super) fn read(mut self, fields: &[Field]) -> Result<Value, Refusal> {
        without_nulls(&mut self.0);
        check(&self.0, fields, "")?;
        Ok(self.0)
    }
}

/// Members that the schema marks as nullable.
const NULLABLE: &[&str] = &["city", "address_line2", "what3words_address"];

fn without_nulls(value: &mut Value) {
    if let Value::Object(members) = value {
        members.retain(|name, value| !(value.is_null() && NULLABLE.contains(&name.as_str())));
        members.values_mut().for_each(without_nulls);
    }
}

/// A text in a request, empty when there is none.
pub(super) fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value
        .pointer(path)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// The texts of a list.
pub(super) fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The zone of all of India.
pub(super) fn india() -> TimeZone {
    TimeZone::fixed(Offset::from_seconds(19_800).expect("five and a half hours are within a day"))
}

/// The day that it is in India.
pub(super) fn day(at: Timestamp) -> Date {
    at.to_zoned(india()).date()
}
