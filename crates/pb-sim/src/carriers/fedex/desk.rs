//! What every request of the API passes: its token, its headers, its body.
use super::pickup::Pickup;
use super::refusal::Refusal;
use super::{ACCOUNT, CLIENT_ID, PREFIX, TRACK_CLIENT_ID};
use crate::carriers::schema::{Field, check};
use crate::carriers::token::Worth;
use crate::carriers::{Shared, World};
use crate::http;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::MutexGuard;
use uuid::Uuid;

/// Longest `x-customer-transaction-id`.
const TRANSACTION: usize = 40;

/// What every request has: the world, and what is FedEx's alone.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Shared,
    own: http::Shared<Own>,
}

/// What is FedEx's alone. Its lock is taken after the world's.
#[derive(Default)]
pub(super) struct Own {
    /// Shipments of Ground whose day is closed.
    pub(super) closed: BTreeSet<String>,
    pub(super) pickups: Vec<Pickup>,
    pub(super) logins: super::token::Logins,
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

/// Local time of everything that FedEx does here: Central Standard Time, without summer.
pub(super) fn local(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::fixed(Offset::constant(-6)))
}

/// The day it is there.
pub(super) fn today(world: &World) -> Date {
    local(world.clock.now()).date()
}

/// A request with a good token, and what its answer repeats.
pub(super) struct Client {
    id: String,
    transaction: String,
}

impl FromRequestParts<Desk> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let given = header_of(&parts.headers, header::AUTHORIZATION.as_str());
        let token = given.strip_prefix("Bearer ").unwrap_or_default();
        let worth = {
            let world = desk.world();
            world.tokens.worth(PREFIX, token, world.clock.now())
        };
        let Worth::Good(id) = worth else {
            let words = "Access token expired. Please modify your request and try again.";
            return Err(Refusal::new(401, "NOT.AUTHORIZED.ERROR", words));
        };
        let transaction = header_of(&parts.headers, "x-customer-transaction-id").to_owned();
        if transaction.len() > TRANSACTION {
            let words = format!("x-customer-transaction-id is longer than {TRANSACTION}");
            return Err(Refusal::bad("CUSTOMERTRANSACTIONID.INVALID", words));
        }
        // Tracking is a project of its own, and the others are not in it.
        let stranger = match parts.uri.path().starts_with("/track/") {
            true => CLIENT_ID,
            false => TRACK_CLIENT_ID,
        };
        if id == stranger {
            let words = "We could not authorize your credentials. Please check your permissions and try again.";
            return Err(Refusal::new(403, "FORBIDDEN.ERROR", words));
        }
        Ok(Self { id, transaction })
    }
}

impl Client {
    /// A good answer.
    pub(super) fn answer(&self, output: Value) -> Json<Value> {
        let mut answer = json!({ "transactionId": Uuid::new_v4() });
        if !self.transaction.is_empty() {
            answer["customerTransactionId"] = self.transaction.as_str().into();
        }
        answer["output"] = output;
        Json(answer)
    }

    /// The account's number at a place of a request must be this client's.
    pub(super) fn owns(&self, number: &str) -> Result<(), Refusal> {
        if number == ACCOUNT {
            return Ok(());
        }
        let words = format!("The account {number} is not one of {}", self.id);
        Err(Refusal::new(
            403,
            "SHIPMENT.ACCOUNTNUMBER.UNAUTHORIZED",
            words,
        ))
    }
}

/// A body of JSON.
pub(super) struct Payload(Value);

impl FromRequest<Desk> for Payload {
    type Rejection = Refusal;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Refusal> {
        let kind = header_of(request.headers(), header::CONTENT_TYPE.as_str()).to_owned();
        if !kind.starts_with("application/json") {
            let words = "Content-Type is not application/json";
            return Err(Refusal::new(415, "UNSUPPORTED.MEDIA.TYPE.ERROR", words));
        }
        let bytes = Bytes::from_request(request, desk)
            .await
            .map_err(|e| Refusal::bad("REQUEST.INVALID", e.to_string()))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|e| Refusal::bad("REQUEST.INVALID", format!("The body is not JSON: {e}")))
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

/// A list in a request, empty when there is none.
pub(super) fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    value
        .pointer(path)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A day at a place of a request.
pub(super) fn day(value: &Value, path: &str) -> Result<Date, Refusal> {
    let given = text(value, path);
    given.parse().map_err(|_| {
        Refusal::value(
            path.trim_start_matches('/'),
            format!("{given} is not a day written as YYYY-MM-DD"),
        )
    })
}
