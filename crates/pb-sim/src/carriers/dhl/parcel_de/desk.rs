//! What every request passes: the app's key with a user or a token, its body.
use super::push::Subscription;
use super::refusal::Refusal;
use super::{API_KEY, PASSWORD, PREFIX, USERNAME};
use crate::carriers::dhl::{header_of, is_basic, text};
use crate::carriers::ledger::Sale;
use crate::carriers::schema::{Field, check};
use crate::carriers::token::Worth;
use crate::carriers::{Shared, World};
use crate::http;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, time};
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::MutexGuard;

/// What every request has: the world, and what is this carrier's alone.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Shared,
    own: http::Shared<Own>,
}

/// What is this carrier's alone. Its lock is taken after the world's.
#[derive(Default)]
pub(super) struct Own {
    /// Shipments that were closed by hand.
    pub(super) closed: BTreeSet<String>,
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

/// Germany's zone.
pub(super) fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC)
}

/// The day of `shipDate`, which may have a time behind it.
pub(super) fn ship_date(text: &str) -> Option<Date> {
    match text.len() {
        10 => text.parse().ok(),
        _ => text.parse::<DateTime>().ok().map(DateTime::date),
    }
}

impl Own {
    /// Whether a shipment is closed: by hand, or since six in the evening of its ship date.
    pub(super) fn is_closed(&self, sale: &Sale, number: &str, now: Timestamp) -> bool {
        let evening = ship_date(text(&sale.asked, "/shipDate")).and_then(|day| {
            let evening = day.to_datetime(time(18, 0, 0, 0));
            evening.to_zoned(berlin()).ok()
        });
        self.closed.contains(number) || evening.is_some_and(|evening| now >= evening.timestamp())
    }
}

/// A request that shows a token, or the app's key with the user's name and password.
pub(super) struct Client;

impl FromRequestParts<Desk> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let unauthorized = || Refusal::new(401, "Unauthorized for given resource.");
        let given = header_of(&parts.headers, header::AUTHORIZATION.as_str());
        if let Some(token) = given.strip_prefix("Bearer ") {
            let world = desk.world();
            return match world.tokens.worth(PREFIX, token, world.clock.now()) {
                Worth::Good(_) => Ok(Self),
                Worth::Expired => Err(Refusal::new(401, "The access token is expired.")),
                Worth::Unknown => Err(unauthorized()),
            };
        }
        let key = header_of(&parts.headers, "dhl-api-key") == API_KEY;
        match key && is_basic(&parts.headers, USERNAME, PASSWORD) {
            true => Ok(Self),
            false => Err(unauthorized()),
        }
    }
}

/// A request that shows the app's key, which is enough for tracking.
pub(super) struct App;

impl FromRequestParts<Desk> for App {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Refusal> {
        match header_of(&parts.headers, "dhl-api-key") == API_KEY {
            true => Ok(Self),
            false => Err(Refusal::new(401, "Unauthorized for given resource.")),
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
            return Err(Refusal::new(415, "Content-Type is not application/json"));
        }
        let bytes = Bytes::from_request(request, desk)
            .await
            .map_err(|e| Refusal::new(413, e.to_string()))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|e| Refusal::new(400, format!("The request is not well formed: {e}")))
    }
}

impl Payload {
    /// The body, looked through.
    pub(super) fn read(&self, fields: &[Field]) -> Result<&Value, Refusal> {
        check(&self.0, fields, "").map_err(|complaint| Refusal::field(&complaint))?;
        Ok(&self.0)
    }
}
