//! What every request passes: its token, its shop, its body or its query; and which order it speaks of.
use super::refusal::Refusal;
use super::{CLIENT_SOURCE, PREFIX, TOKEN};
use crate::carriers::ledger::Sale;
use crate::carriers::schema::{Field, check};
use crate::carriers::{Shared, World};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value, json};

fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default()
}

/// A request with a good token, from the token's shop.
pub(super) struct Client;

impl FromRequestParts<Shared> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, Refusal> {
        if header_of(&parts.headers, "token") != TOKEN {
            return Err(Refusal::stranger("Token không hợp lệ"));
        }
        if header_of(&parts.headers, "x-client-source") != CLIENT_SOURCE {
            return Err(Refusal::stranger("X-Client-Source không hợp lệ"));
        }
        Ok(Self)
    }
}

/// A body of JSON.
pub(super) struct Payload(pub(super) Value);

impl FromRequest<Shared> for Payload {
    type Rejection = Refusal;

    async fn from_request(request: Request, shared: &Shared) -> Result<Self, Refusal> {
        let kind = header_of(request.headers(), header::CONTENT_TYPE.as_str()).to_owned();
        if !kind.starts_with("application/json") {
            return Err(Refusal::input("Content-Type must be application/json"));
        }
        let bytes = Bytes::from_request(request, shared)
            .await
            .map_err(|e| Refusal::input(e.to_string()))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|e| Refusal::input(format!("the body is not JSON: {e}")))
    }
}

/// A query as an object of texts; a name that ends in `[]` is a list of them.
pub(super) struct Asked(pub(super) Value);

impl FromRequestParts<Shared> for Asked {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Refusal> {
        let Query(pairs) = Query::<Vec<(String, String)>>::from_request_parts(parts, shared)
            .await
            .map_err(|e| Refusal::input(e.to_string()))?;
        let mut asked = Map::new();
        for (name, value) in pairs {
            if name.ends_with("[]") {
                let list = asked.entry(name).or_insert_with(|| json!([]));
                if let Some(list) = list.as_array_mut() {
                    list.push(Value::from(value));
                }
            } else if asked.insert(name.clone(), Value::from(value)).is_some() {
                return Err(Refusal::input(format!("{name} is there twice")));
            }
        }
        Ok(Self(Value::Object(asked)))
    }
}

/// Looks a request through.
pub(super) fn read<'a>(value: &'a Value, fields: &[Field]) -> Result<&'a Value, Refusal> {
    match check(value, fields, "") {
        Ok(()) => Ok(value),
        Err(complaint) => Err(Refusal::from(&complaint)),
    }
}

/// A yes.
pub(super) fn yes(name: &str, data: Value) -> Json<Value> {
    let mut answer = json!({ "success": true, "message": "" });
    answer[name] = data;
    Json(answer)
}

/// The sale that a path speaks of: a label, a `tracking_id`, or `partner_id:` with the merchant's own number.
pub(super) fn sold<'a>(world: &'a World, said: &str) -> Result<&'a Sale, Refusal> {
    let ours = || world.ledger.sales.iter().filter(|s| s.carrier == PREFIX);
    let found = match said.strip_prefix("partner_id:") {
        Some(id) => ours().find(|sale| sale.references.iter().any(|r| r == id)),
        None => ours().find(|sale| sale.shipment == said || tracking_id(&sale.shipment) == said),
    };
    found.ok_or_else(Refusal::no_order)
}

/// The number at the end of a label.
pub(super) fn tracking_id(label: &str) -> &str {
    label.rsplit_once('.').map_or(label, |(_, last)| last)
}

/// A text in a request, empty when there is none.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// A whole number in a request that was looked at; nothing where there is none.
pub(super) fn number(value: &Value, name: &str) -> i64 {
    value[name].as_i64().unwrap_or_default()
}
