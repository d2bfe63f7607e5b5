//! Waybills ahead. The token may stand in the query or in the header.
use super::desk::{Asked, Desk, Own, header_of};
use super::refusal::Refusal;
use super::{CLIENT, TOKEN};
use crate::carriers::World;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use serde_json::{Value, json};

const MOST: u64 = 10_000;

/// Who asks, and whether for the client whose token it is.
fn admit(headers: &HeaderMap, asked: &Asked) -> Result<(), Refusal> {
    let given = header_of(headers, header::AUTHORIZATION.as_str());
    if asked.get("token") != TOKEN && given.strip_prefix("Token ") != Some(TOKEN) {
        return Err(Refusal::stranger());
    }
    match asked.get("cl") {
        "" | CLIENT => Ok(()),
        other => Err(invalid_count(other)),
    }
}

fn invalid_count(client: &str) -> Refusal {
    let words = format!("Bad Request! Invalid count for client {client}");
    Refusal::of(400, json!(words))
}

/// The next waybill: 14 digits, of which the last is the serial before it modulo 7.
pub(super) fn next(world: &mut World, own: &mut Own) -> String {
    let serial = world.next_serial() % 1_000_000;
    let number = format!("8430123{serial:06}{}", serial % 7);
    own.waybills.insert(number.clone(), false);
    number
}

pub(super) async fn bulk(
    State(desk): State<Desk>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Json<Value>, Refusal> {
    admit(&headers, &asked)?;
    asked.only(&["token", "cl", "count"])?;
    let count: u64 = match asked.get("count").parse() {
        Ok(0) | Err(_) => return Err(invalid_count(CLIENT)),
        Ok(count) => count,
    };
    if count > MOST {
        let words = "Bad Request! Count value should be less than 10000";
        return Err(Refusal::of(400, json!(words)));
    }
    let mut world = desk.world();
    let mut own = desk.own();
    let numbers: Vec<String> = (0..count).map(|_| next(&mut world, &mut own)).collect();
    Ok(Json(json!(numbers.join(","))))
}

pub(super) async fn one(
    State(desk): State<Desk>,
    headers: HeaderMap,
    asked: Asked,
) -> Result<Json<Value>, Refusal> {
    admit(&headers, &asked)?;
    asked.only(&["token", "cl"])?;
    let mut world = desk.world();
    let mut own = desk.own();
    Ok(Json(json!(next(&mut world, &mut own))))
}
