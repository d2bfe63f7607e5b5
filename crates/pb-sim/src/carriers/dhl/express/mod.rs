//! The MyDHL API: rates, shipments, tracking, addresses and pickups.
mod address;
mod desk;
mod pickup;
mod price;
mod rate;
mod refusal;
mod shape;
mod ship;
#[cfg(test)]
mod tests;
mod track;

use crate::carriers::Shared;
use crate::carriers::carrier::{Carrier, Open};
use crate::carriers::fault::Op;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use desk::Desk;
use refusal::Refusal;

/// The prefix.
pub const PREFIX: &str = "dhl_express";
/// The one client it knows.
pub const API_KEY: &str = "api_key";
/// Its secret.
pub const API_SECRET: &str = "api_secret";
/// Its account for what it sends.
pub const ACCOUNT: &str = "123456789";
/// Its account for what comes back.
pub const IMPORT_ACCOUNT: &str = "987654321";

const HOSTS: &[&str] = &["express.api.dhl.com"];
/// Longest body.
const MOST: usize = 20_000_000;

/// DHL Express.
pub(in crate::carriers) struct Express;

impl Carrier for Express {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn op(&self, method: &Method, path: &str) -> Option<Op> {
        let path = path.trim_matches('/').strip_prefix("mydhlapi/")?;
        let path = path.strip_prefix("test/").unwrap_or(path);
        let parts: Vec<&str> = path.split('/').collect();
        Some(match parts.as_slice() {
            ["rates"] => Op::Rate,
            ["shipments"] if method == Method::POST => Op::Buy,
            ["tracking"] | ["shipments", _, "tracking"] => Op::Track,
            ["address-validate"] => Op::Address,
            ["pickups", ..] => Op::Pickup,
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response {
        Refusal::coded(status.as_u16(), code, message).into_response()
    }

    fn throttled(&self) -> Response {
        Refusal::new(429, "Too Many Requests").into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let api = Router::new()
            .route("/rates", post(rate::rate))
            .route("/shipments", post(ship::ship))
            .route("/shipments/{number}/tracking", get(track::one))
            .route("/tracking", get(track::many))
            .route("/address-validate", get(address::validate))
            .route("/pickups", post(pickup::order))
            .route("/pickups/{number}", delete(pickup::cancel));
        let router = Router::new()
            .nest("/mydhlapi/test", api.clone())
            .nest("/mydhlapi", api)
            .method_not_allowed_fallback(|| async { Refusal::new(405, "Method not allowed") })
            .fallback(|| async { Refusal::new(404, "There is no such service") })
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(Desk::new(shared));
        Open { router, due: None }
    }
}
