//! `GET /token/v1/login`: the app's id and secret in headers of their own.
use super::desk::{Desk, header_of};
use super::refusal::Refusal;
use super::{CLIENT_ID, CLIENT_SECRET, PREFIX};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};
use std::time::Duration;

/// A day.
pub(super) const LIFETIME: Duration = Duration::from_secs(86_400);

pub(super) async fn login(
    State(desk): State<Desk>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let shown = ["clientid", "clientsecret"].map(|name| header_of(&headers, name));
    if shown != [CLIENT_ID, CLIENT_SECRET] {
        return Err(Refusal::nobody());
    }
    let mut world = desk.world();
    let now = world.clock.now();
    let token = world.tokens.give(PREFIX, CLIENT_ID, now, LIFETIME);
    // How long it lives is not said.
    Ok(Json(json!({ "JWTToken": token })))
}
