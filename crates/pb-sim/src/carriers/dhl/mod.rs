//! DHL's APIs: Express (MyDHL API), and Parcel Germany with the tracking that its divisions share. What is sure, what
//! is not and what is left out is in the README here.
pub mod express;
pub mod parcel_de;

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

/// A header's value, empty when there is none.
fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default()
}

/// Whether a request shows this name and password (RFC 7617).
fn is_basic(headers: &HeaderMap, name: &str, password: &str) -> bool {
    let given = header_of(headers, "authorization");
    let pair = given.strip_prefix("Basic ").unwrap_or_default();
    let pair = BASE64_STANDARD.decode(pair).unwrap_or_default();
    pair == format!("{name}:{password}").into_bytes()
}

/// A text in a request, empty when there is none.
fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value
        .pointer(path)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// A list in a request, empty when there is none.
fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    let list = value.pointer(path).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// All values of a query's name.
fn all<'a>(query: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    let named = query.iter().filter(|(n, _)| n == name);
    named.map(|(_, value)| value.as_str()).collect()
}

/// The countries of the European Union, between which nothing is declared.
const UNION: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];
