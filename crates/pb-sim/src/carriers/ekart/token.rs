//! `POST /integrations/v2/auth/token/{client_id}`: the same token again until it ends.
use super::desk::{Desk, Payload, text};
use super::refusal::Refusal;
use super::shape::LOGIN;
use super::{CLIENT_ID, PASSWORD, PREFIX, USERNAME};
use crate::carriers::token::Worth;
use axum::Json;
use axum::extract::{Path, State};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

/// Seconds that a token lives.
pub(super) const LIFETIME: u64 = 86_400;

pub(super) async fn token(
    State(desk): State<Desk>,
    Path(client): Path<String>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(LOGIN)?;
    let user = (text(&asked, "/username"), text(&asked, "/password"));
    if client != CLIENT_ID || user != (USERNAME, PASSWORD) {
        return Err(Refusal::nobody("Invalid client id, username or password"));
    }
    let mut world = desk.world();
    let now = world.clock.now();
    let mut own = desk.own();
    let kept = own
        .token
        .clone()
        .filter(|(token, _)| matches!(world.tokens.worth(PREFIX, token, now), Worth::Good(_)));
    let (token, ends_at) = kept.unwrap_or_else(|| {
        let lifetime = Duration::from_secs(LIFETIME);
        let token = world.tokens.give(PREFIX, CLIENT_ID, now, lifetime);
        (token, now.checked_add(lifetime).unwrap_or(Timestamp::MAX))
    });
    own.token = Some((token.clone(), ends_at));
    Ok(Json(json!({
        "access_token": token,
        "scope": "core:all",
        "expires_in": ends_at.as_second() - now.as_second(),
        "token_type": "Bearer",
    })))
}
