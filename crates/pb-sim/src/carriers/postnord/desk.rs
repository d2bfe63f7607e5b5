//! What every request passes: its key, its parameters, its body; and whether a customer number is one.
use super::refusal::Refusal;
use super::table::ISSUERS;
use super::{BOOKING_KEY, CUSTOMER, DANISH_CUSTOMER, KEY};
use crate::carriers::{Shared, World};
use crate::http;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::MutexGuard;

/// What every request has: the world, and what is PostNord's alone.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Shared,
    own: http::Shared<Own>,
}

/// What is PostNord's alone. Its lock is taken after the world's.
#[derive(Default)]
pub(super) struct Own {
    /// Parcels' numbers by the ids that their labels are printed again by.
    pub(super) prints: BTreeMap<String, String>,
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

/// A request's parameters, but for its key, which is let into what it asks.
pub(super) struct Asked(HashMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let Query(mut query) = Query::<HashMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(|e| Refusal::bad(&e.to_string()))?;
        let key = query.remove("apikey").unwrap_or_default();
        let path = parts.uri.path();
        let books = ["/rest/shipment/v3/", "/rest/shipment/v1/validate/"];
        let may = match key.as_str() {
            KEY => true,
            BOOKING_KEY => books.iter().any(|product| path.starts_with(product)),
            _ => false,
        };
        if !may {
            return Err(Refusal::gateway(403, "Forbidden", "Invalid API Key"));
        }
        Ok(Self(query))
    }
}

impl Asked {
    /// A parameter; empty when it is not there.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A parameter that must be there.
    pub(super) fn must(&self, name: &str) -> Result<&str, Refusal> {
        match self.get(name) {
            "" => Err(Refusal::parameter(name, None)),
            value => Ok(value),
        }
    }

    /// Every parameter is one of these, with one of its values; any where none is listed.
    pub(super) fn only(&self, known: &[(&str, &[&str])]) -> Result<(), Refusal> {
        for (name, value) in &self.0 {
            let values = known.iter().find(|(known, _)| known == name);
            let good = values
                .is_some_and(|(_, values)| values.is_empty() || values.contains(&value.as_str()));
            if !good {
                return Err(Refusal::parameter(name, Some(value)));
            }
        }
        Ok(())
    }

    /// Whether a parameter says yes.
    pub(super) fn is(&self, name: &str) -> bool {
        self.get(name) == "true"
    }
}

/// A body of JSON.
pub(super) struct Payload(pub(super) Value);

impl<S: Send + Sync> FromRequest<S> for Payload {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|k| k.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/json") {
            return Err(Refusal::plain("Content-Type is not application/json"));
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|e| Refusal::plain(&e.to_string()))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|e| Refusal::plain(&format!("The body is not JSON: {e}")))
    }
}

/// Whether a customer has a number with the company of a country.
pub(super) fn is_customer(number: &str, country: &str) -> bool {
    matches!(
        (number, country),
        (CUSTOMER, "SE") | (DANISH_CUSTOMER, "DK")
    )
}

/// `GET /rest/shipment/v1/validate/customernumber`: a word alone.
pub(super) async fn customer_number(
    State(_): State<Desk>,
    asked: Asked,
) -> Result<&'static str, Refusal> {
    asked.only(&[("customerNumber", &[]), ("countryCode", &[])])?;
    let (number, country) = (asked.must("customerNumber")?, asked.must("countryCode")?);
    if !ISSUERS.iter().any(|(_, c, _)| *c == country) {
        return Err(Refusal::parameter("countryCode", Some(country)));
    }
    Ok(match is_customer(number, country) {
        true => "VALID",
        false => "INVALID",
    })
}

/// A text in a request, empty when there is none.
pub(super) fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value
        .pointer(path)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// A list in a request; empty when there is none.
pub(super) fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    value
        .pointer(path)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
