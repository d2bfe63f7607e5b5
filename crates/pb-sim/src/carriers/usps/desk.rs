//! What every request of the API passes: its tokens, its headers, its body.
use super::pickup::Pickup;
use super::refusal::Refusal;
use super::subscription::Subscription;
use super::{PREFIX, token};
use crate::carriers::schema::{Field, check};
use crate::carriers::token::Worth;
use crate::carriers::{Shared, World};
use crate::http;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::MutexGuard;
use uuid::Uuid;

/// What every request has: the world, and what is USPS's alone.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Shared,
    own: http::Shared<Own>,
}

/// What is USPS's alone. Its lock is taken after the world's.
#[derive(Default)]
pub(super) struct Own {
    /// What was asked under a key, and the number that was sold.
    pub(super) keys: BTreeMap<Uuid, (Value, String)>,
    /// How often a label was printed again.
    pub(super) reprints: BTreeMap<String, u32>,
    /// Numbers that are on a SCAN form.
    pub(super) scanned: BTreeSet<String>,
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

/// A header's value, empty when there is none.
pub(super) fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default()
}

/// Local time of everything that USPS does here: Central Standard Time, without summer.
pub(super) fn local(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::fixed(Offset::constant(-6)))
}

pub(super) fn today(now: Timestamp) -> Date {
    local(now).date()
}

fn worth(desk: &Desk, whose: &str, token: &str) -> Result<String, Refusal> {
    let world = desk.world();
    match world.tokens.worth(whose, token, world.clock.now()) {
        Worth::Good(client) => Ok(client),
        Worth::Expired => Err(Refusal::new(401, "401", "The token has expired")),
        Worth::Unknown => Err(Refusal::new(401, "401", "Invalid token")),
    }
}

/// A request with a good access token.
pub(super) struct Client;

impl FromRequestParts<Desk> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let given = header_of(&parts.headers, header::AUTHORIZATION.as_str());
        worth(
            desk,
            PREFIX,
            given.strip_prefix("Bearer ").unwrap_or_default(),
        )?;
        Ok(Self)
    }
}

/// A request that is paid: with an access token, and a payment authorization.
pub(super) struct Payer {
    /// The payment account.
    pub(super) account: String,
    /// Whether the prices of its contract hold.
    pub(super) contract: bool,
}

impl FromRequestParts<Desk> for Payer {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        Client::from_request_parts(parts, desk).await?;
        let given = header_of(&parts.headers, "x-payment-authorization-token");
        if given.is_empty() {
            let words = "X-Payment-Authorization-Token is missing";
            return Err(Refusal::new(401, "401", words));
        }
        let whose = worth(desk, token::PAYMENT, given)?;
        let by_contract = whose.strip_suffix(token::BY_CONTRACT);
        Ok(Self {
            contract: by_contract.is_some(),
            account: by_contract.unwrap_or(&whose).to_owned(),
        })
    }
}

/// The idempotency key of a request, which is a UUID.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<Uuid>, Refusal> {
    match header_of(headers, "x-idempotency-key") {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| {
            let words = format!("X-Idempotency-Key {text} is not a UUID");
            Refusal::bad("400", words).about("X-Idempotency-Key")
        }),
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
                "415",
                "Content-Type is not application/json",
            ));
        }
        let bytes = Bytes::from_request(request, desk)
            .await
            .map_err(|e| Refusal::new(413, "413", e.to_string()))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|e| Refusal::bad("400", format!("The JSON is not well formed: {e}")))
    }
}

impl Payload {
    /// The body, looked through.
    pub(super) fn read(&self, fields: &[Field]) -> Result<&Value, Refusal> {
        check(&self.0, fields, "").map_err(|c| Refusal::field(&c))?;
        Ok(&self.0)
    }
}

/// A text in a request, empty when there is none.
pub(super) fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value
        .pointer(path)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// A day in a request, at most so many days from today.
pub(super) fn day(text: &str, today: Date, most: i32) -> Option<Date> {
    let day: Date = text.get(..10)?.parse().ok()?;
    let ahead = today.until(day).ok()?.get_days();
    (0..=most).contains(&ahead).then_some(day)
}
