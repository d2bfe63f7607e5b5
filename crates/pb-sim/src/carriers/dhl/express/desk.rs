//! What every request of the API passes: who asks, its headers, its body.
use super::refusal::Refusal;
use super::{ACCOUNT, API_KEY, API_SECRET, IMPORT_ACCOUNT};
use crate::carriers::dhl::{header_of, is_basic, list, text};
use crate::carriers::schema::{Field, check};
use crate::carriers::{Shared, World};
use crate::http;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _};
use serde_json::Value;
use std::sync::MutexGuard;

/// What every request has: the world, and what is Express's alone.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Shared,
    own: http::Shared<Own>,
}

/// What is Express's alone. Its lock is taken after the world's.
#[derive(Default)]
pub(super) struct Own {
    /// Numbers of drivers that were ordered and not taken back.
    pub(super) pickups: Vec<String>,
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

/// A request that shows the client's key and secret.
pub(super) struct Client;

impl FromRequestParts<Desk> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Refusal> {
        if !is_basic(&parts.headers, API_KEY, API_SECRET) {
            return Err(Refusal::new(401, "Invalid Credentials"));
        }
        let reference = header_of(&parts.headers, "message-reference");
        if !reference.is_empty() && !(28..=36).contains(&reference.len()) {
            return Err(Refusal::at(
                "Message-Reference",
                "expected 28 to 36 characters",
            ));
        }
        Ok(Self)
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

/// Who pays: an account of the client's, as shipper or for imports; duties are paid by any of them.
pub(super) fn accounts(body: &Value) -> Result<(), Refusal> {
    let accounts = list(body, "/accounts");
    let mut pays = false;
    for account in accounts {
        let (kind, number) = (text(account, "/typeCode"), text(account, "/number"));
        let good = match kind {
            "shipper" => number == ACCOUNT,
            "payer" => number == IMPORT_ACCOUNT || number == ACCOUNT,
            _ => [ACCOUNT, IMPORT_ACCOUNT].contains(&number),
        };
        if !good {
            let words = format!("The account {number} is not allowed for this service");
            return Err(Refusal::coded(400, "8003", words));
        }
        pays |= kind != "duties-taxes";
    }
    match pays {
        true => Ok(()),
        false => Err(Refusal::at("accounts", "nobody pays for the transport")),
    }
}

/// `2026-11-27T17:00:00 GMT+01:00`, not over and not more than ten days ahead.
pub(super) fn planned(stamp: &str, now: Timestamp) -> Result<(), Refusal> {
    let format = || Refusal::coded(400, "998", format!("Invalid date and time {stamp}"));
    let (local, offset) = stamp.split_once(" GMT").ok_or_else(format)?;
    if local.len() != 19 || offset.len() != 6 {
        return Err(format());
    }
    let local: DateTime = local.parse().map_err(|_| format())?;
    let (sign, rest) = offset.split_at(1);
    let (hours, minutes) = rest.split_once(':').ok_or_else(format)?;
    let (hours, minutes): (i32, i32) = match (hours.parse(), minutes.parse()) {
        (Ok(hours), Ok(minutes)) => (hours, minutes),
        _ => return Err(format()),
    };
    let seconds = (hours * 60 + minutes) * 60;
    let seconds = match sign {
        "+" => seconds,
        "-" => -seconds,
        _ => return Err(format()),
    };
    let offset = Offset::from_seconds(seconds).map_err(|_| format())?;
    let at = local
        .to_zoned(TimeZone::fixed(offset))
        .map_err(|_| format())?
        .timestamp();
    let last = now
        .saturating_add((11 * 24).hours())
        .unwrap_or(Timestamp::MAX);
    if at < now || at > last {
        return Err(Refusal::coded(
            400,
            "998",
            format!("{stamp} is over, or more than 10 days ahead"),
        ));
    }
    Ok(())
}
