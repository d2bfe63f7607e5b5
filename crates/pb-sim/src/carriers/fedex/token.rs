//! `POST /oauth/token`, and the block of an address that logs in too often.
use super::desk::{Desk, header_of};
use super::refusal::Refusal;
use super::{
    CLIENT_ID, CLIENT_SECRET, PREFIX, TRACK_CLIENT_ID, TRACK_CLIENT_SECRET, WHOLE_CLIENT_ID,
    WHOLE_CLIENT_SECRET,
};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::time::Duration;

/// Seconds that a token lives.
pub(super) const LIFETIME: u64 = 3_600;
/// How long an address is blocked; each further try begins it anew.
const BLOCK: Duration = Duration::from_secs(600);
/// Three a second for five seconds, or one a second for two minutes.
const BURST: (usize, Duration) = (15, Duration::from_secs(5));
const AVERAGE: (usize, Duration) = (120, Duration::from_secs(120));

static CLIENTS: &[(&str, &str)] = &[
    (CLIENT_ID, CLIENT_SECRET),
    (TRACK_CLIENT_ID, TRACK_CLIENT_SECRET),
    (WHOLE_CLIENT_ID, WHOLE_CLIENT_SECRET),
];

/// When somebody logged in.
#[derive(Debug, Default)]
pub(super) struct Logins {
    at: VecDeque<Timestamp>,
    blocked_until: Option<Timestamp>,
}

impl Logins {
    /// Notes a try; whether it is blocked.
    fn knock(&mut self, now: Timestamp) -> bool {
        let since = |span: Duration| now.checked_sub(span).unwrap_or(Timestamp::MIN);
        self.at.push_back(now);
        while self.at.front().is_some_and(|at| *at < since(AVERAGE.1)) {
            self.at.pop_front();
        }
        let too_many = [BURST, AVERAGE].into_iter().any(|(most, span)| {
            let since = since(span);
            self.at.iter().filter(|at| **at >= since).count() > most
        });
        let blocked = self.blocked_until.is_some_and(|until| now < until);
        if too_many || blocked {
            self.blocked_until = Some(now.checked_add(BLOCK).unwrap_or(Timestamp::MAX));
        }
        too_many || blocked
    }
}

pub(super) async fn token(
    State(desk): State<Desk>,
    headers: HeaderMap,
    body: String,
) -> Result<Json<Value>, Response> {
    let mut world = desk.world();
    let now = world.clock.now();
    if desk.own().logins.knock(now) {
        // Not in FedEx's words: something before it blocks.
        return Err((StatusCode::FORBIDDEN, "Forbidden").into_response());
    }
    let refuse = |refusal: Refusal| refusal.into_response();
    let kind = header_of(&headers, header::CONTENT_TYPE.as_str());
    if !kind.starts_with("application/x-www-form-urlencoded") {
        let words = "Content-Type is not application/x-www-form-urlencoded";
        return Err(refuse(Refusal::new(
            415,
            "UNSUPPORTED.MEDIA.TYPE.ERROR",
            words,
        )));
    }
    let field = |name: &str| {
        let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .into_iter()
            .find_map(|(n, value)| (n == name).then_some(value))
            .unwrap_or_default()
    };
    if field("grant_type") != "client_credentials" {
        let words = "Missing or invalid grant_type: it is client_credentials";
        return Err(refuse(Refusal::bad("BAD.REQUEST.ERROR", words)));
    }
    let pair = (field("client_id"), field("client_secret"));
    let Some((client, _)) = CLIENTS.iter().find(|known| **known == pair) else {
        let words = "The given client credentials were not valid. Please modify your request and try again.";
        return Err(refuse(Refusal::new(401, "NOT.AUTHORIZED.ERROR", words)));
    };
    let lifetime = Duration::from_secs(LIFETIME);
    let token = world.tokens.give(PREFIX, client, now, lifetime);
    Ok(Json(json!({
        "access_token": token,
        "token_type": "bearer",
        "expires_in": LIFETIME,
        "scope": "CXS",
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_logs_in_too_often_waits_and_waits_longer_for_trying() {
        let start: Timestamp = "2026-01-15T17:00:00Z".parse().expect("a time");
        let after = |seconds: i64| start + jiff::SignedDuration::from_secs(seconds);
        let mut logins = Logins::default();
        assert!((0..15).all(|_| !logins.knock(start)));
        assert!(logins.knock(start), "the sixteenth");
        assert!(logins.knock(after(599)), "and it begins anew");
        assert!(logins.knock(after(1_198)));
        assert!(!logins.knock(after(1_798)));
        let mut steady = Logins::default();
        let blocked = (0..200).position(|second| steady.knock(after(second)));
        assert_eq!(blocked, Some(120), "one a second for two minutes");
    }
}
