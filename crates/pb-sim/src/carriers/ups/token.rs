//! `POST /security/v1/oauth/token`.
use super::desk::{Desk, header_of, is_account};
use super::refusal::Refusal;
use super::{CLIENT_ID, CLIENT_SECRET, PREFIX};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::time::Duration;

/// Seconds that a token lives.
pub(super) const LIFETIME: u64 = 14_399;

pub(super) async fn token(
    State(desk): State<Desk>,
    headers: HeaderMap,
    body: String,
) -> Result<Json<Value>, Refusal> {
    let kind = header_of(&headers, header::CONTENT_TYPE.as_str());
    if !kind.starts_with("application/x-www-form-urlencoded") {
        let words = "Content-Type is not application/x-www-form-urlencoded";
        return Err(Refusal::bad("10002", words));
    }
    let wanted = "grant_type=client_credentials";
    if !body.split('&').any(|pair| pair == wanted) {
        let words = "Missing or invalid grant_type: it is client_credentials";
        return Err(Refusal::bad("10006", words));
    }
    let nobody = || Refusal::new(401, "250002", "Invalid Authentication Information.");
    let given = header_of(&headers, header::AUTHORIZATION.as_str());
    let pair = given.strip_prefix("Basic ").ok_or_else(nobody)?;
    let pair = BASE64_STANDARD.decode(pair).map_err(|_| nobody())?;
    if pair != format!("{CLIENT_ID}:{CLIENT_SECRET}").into_bytes() {
        return Err(nobody());
    }
    let merchant = header_of(&headers, "x-merchant-id");
    if !merchant.is_empty() && !is_account(merchant) {
        let words = format!("The merchant {merchant} is blocked for this client");
        return Err(Refusal::new(403, "250002", words));
    }
    let mut world = desk.world();
    let now = world.clock.now();
    let lifetime = Duration::from_secs(LIFETIME);
    let token = world.tokens.give(PREFIX, CLIENT_ID, now, lifetime);
    // Every value is a text.
    Ok(Json(json!({
        "token_type": "Bearer",
        "issued_at": now.as_millisecond().to_string(),
        "client_id": CLIENT_ID,
        "access_token": token,
        "scope": "",
        "expires_in": LIFETIME.to_string(),
        "refresh_count": "0",
        "status": "approved",
    })))
}
