//! What every request of the API passes: its key and its body; and what is Velocity's alone.
use super::refusal::Refusal;
use super::{API_KEY, BEARER_KEY, WAREHOUSE};
use crate::carriers::schema::{Field, check};
use crate::carriers::{Shared, World};
use crate::http;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use rust_decimal::Decimal;
use serde_json::Value;
use std::sync::MutexGuard;
use std::time::Duration;

/// How long a key lives.
const LIFETIME: Duration = Duration::from_secs(365 * 24 * 3_600);

/// What every request has: the world, and what is Velocity's alone.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Shared,
    own: http::Shared<Own>,
    /// Until when its keys are taken.
    until: Timestamp,
}

/// What is Velocity's alone. Its lock is taken after the world's.
pub(super) struct Own {
    pub(super) warehouses: Vec<Warehouse>,
    /// Orders, oldest first, booked or not.
    pub(super) orders: Vec<Order>,
    /// Cancellations that were taken: the airway bill, and when.
    pub(super) cancellations: Vec<(String, Timestamp)>,
}

/// A place that is kept.
#[derive(Clone, Debug)]
pub(super) struct Warehouse {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) pin: String,
}

/// An order of the merchant's.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// The merchant's number.
    pub(super) number: String,
    /// Velocity's.
    pub(super) id: String,
    pub(super) shipment: String,
    /// Whether it comes back.
    pub(super) reverse: bool,
    /// The customer.
    pub(super) name: String,
    /// The airway bill; `None` while it is not booked.
    pub(super) bill: Option<String>,
}

impl Own {
    fn new() -> Self {
        let (id, name) = WAREHOUSE;
        Self {
            warehouses: vec![Warehouse {
                id: id.to_owned(),
                name: name.to_owned(),
                pin: "560001".to_owned(),
            }],
            orders: Vec::new(),
            cancellations: Vec::new(),
        }
    }
}

impl Desk {
    pub(super) fn new(shared: &Shared) -> Self {
        let now = shared.world().clock.now();
        Self {
            shared: shared.clone(),
            own: http::Shared::new(Own::new()),
            until: now.checked_add(LIFETIME).unwrap_or(Timestamp::MAX),
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

/// A header's value, empty when there is none.
pub(super) fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default()
}

/// A request with a key that is taken.
pub(super) struct Client;

impl FromRequestParts<Desk> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let given = header_of(&parts.headers, header::AUTHORIZATION.as_str());
        let known = given == API_KEY || given.strip_prefix("Bearer ") == Some(BEARER_KEY);
        match known && desk.world().clock.now() < desk.until {
            true => Ok(Self),
            false => Err(Refusal::new(401, "Authorisation failed")),
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
    /// Whether it has a page that is a number.
    pub(super) fn has_bare_page(&self) -> bool {
        self.0["page"].is_number()
    }

    /// The body, looked through.
    pub(super) fn read(self, fields: &[Field]) -> Result<Value, Refusal> {
        check(&self.0, fields, "")?;
        Ok(self.0)
    }
}

/// A text in a request, empty when there is none.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// An amount in a request that was looked through; zero when there is none.
pub(super) fn amount(value: &Value) -> Decimal {
    match value {
        Value::Number(number) => number.to_string().parse().unwrap_or_default(),
        _ => Decimal::ZERO,
    }
}

/// A text, or a number's digits: returns are sent with both.
pub(super) fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
