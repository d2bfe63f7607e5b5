//! `/v2/user/Login`, `ownerconnect` and `LoginVTP`: from name and password to a short token and with that to a long
//! one, or from the website's secret to a long one.
use super::desk::{Desk, Payload, Reach, holder_of, text, yes};
use super::refusal::Refusal;
use super::shape::{LOGIN, LOGIN_SECRET};
use super::{MASKED, PASSWORD, PREFIX, SECRET, USERNAME};
use crate::carriers::schema::check;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3_600);
const YEAR: Duration = Duration::from_secs(365 * 24 * 3_600);

pub(super) async fn login(
    State(desk): State<Desk>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let username = named(&payload)?;
    Ok(given(&desk, username, Reach::Short))
}

pub(super) async fn owner(
    State(desk): State<Desk>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let holder = holder_of(&desk.world(), &headers, Reach::Short)?;
    let username = named(&payload)?;
    if username != holder {
        return Err(unknown());
    }
    Ok(given(&desk, username, Reach::Long))
}

pub(super) async fn secret(
    State(desk): State<Desk>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    check(&payload.0, LOGIN_SECRET, "").map_err(|c| Refusal::from(&c))?;
    match text(&payload.0, "TOKEN") == SECRET {
        true => Ok(given(&desk, USERNAME, Reach::Long)),
        false => Err(Refusal::token("Token invalid")),
    }
}

fn unknown() -> Refusal {
    Refusal::new("Invalid owner account or password!")
}

/// The user with this name and password.
fn named(payload: &Payload) -> Result<&str, Refusal> {
    let asked = payload.read(LOGIN)?;
    let username = text(asked, "USERNAME");
    let known = [USERNAME, MASKED].contains(&username) && text(asked, "PASSWORD") == PASSWORD;
    if known { Ok(username) } else { Err(unknown()) }
}

fn given(desk: &Desk, username: &str, reach: Reach) -> Json<Value> {
    let lifetime = match reach {
        Reach::Short => DAY,
        Reach::Long => YEAR,
    };
    let mut world = desk.world();
    let now = world.clock.now();
    let ends = now.checked_add(lifetime).unwrap_or(now);
    let token = world
        .tokens
        .give(PREFIX, &reach.holder(username), now, lifetime);
    yes(json!({ "token": token, "phone": username, "expired": ends.as_millisecond() }))
}
