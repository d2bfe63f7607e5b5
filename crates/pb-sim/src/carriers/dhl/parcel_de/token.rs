//! `POST /parcel/de/account/auth/ropc/v1/token`: OAuth's password grant, for half an hour.
use super::desk::Desk;
use super::refusal::Refusal;
use super::{API_KEY, API_SECRET, PASSWORD, PREFIX, USERNAME};
use crate::carriers::dhl::header_of;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::{Form, Json};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

/// Seconds that a token lives.
pub(super) const LIFETIME: u64 = 1_799;

pub(super) async fn token(
    State(desk): State<Desk>,
    headers: HeaderMap,
    form: Result<Form<HashMap<String, String>>, axum::extract::rejection::FormRejection>,
) -> Result<Json<Value>, Refusal> {
    let kind = header_of(&headers, header::CONTENT_TYPE.as_str());
    let Form(form) = form.map_err(|e| Refusal::new(400, format!("{e} ({kind})")))?;
    let given = |name: &str| form.get(name).map_or("", String::as_str);
    if given("grant_type") != "password" {
        return Err(Refusal::new(400, "unsupported_grant_type"));
    }
    let good = [
        ("client_id", API_KEY),
        ("client_secret", API_SECRET),
        ("username", USERNAME),
        ("password", PASSWORD),
    ];
    if good.iter().any(|(name, value)| given(name) != *value) {
        return Err(Refusal::new(401, "Unauthorized for given resource."));
    }
    let mut world = desk.world();
    let now = world.clock.now();
    let lifetime = Duration::from_secs(LIFETIME);
    let token = world.tokens.give(PREFIX, USERNAME, now, lifetime);
    Ok(Json(json!({
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": LIFETIME,
    })))
}
