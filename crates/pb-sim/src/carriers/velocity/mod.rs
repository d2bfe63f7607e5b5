//! Velocity's API: keys, rates, serviceability, warehouses, orders there and back, cancellations, tracking, lists and
//! the labels that its links lead to. What is sure, what is not and what is left out is in the README here.
mod cancel;
mod courier;
mod desk;
mod label;
mod list;
mod order;
mod place;
mod rate;
mod refusal;
mod shape;
#[cfg(test)]
mod tests;
mod track;
mod warehouse;

use super::Shared;
use super::carrier::{Carrier, Open};
use super::fault::Op;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use desk::Desk;
use refusal::Refusal;

/// The prefix.
pub const PREFIX: &str = "velocity";
/// A key that is taken alone.
pub const API_KEY: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzaW0ifQ.alone";
/// A key that is taken after `Bearer` and not alone.
pub const BEARER_KEY: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzaW0ifQ.bearer";
/// A warehouse that is there from the beginning, in Bengaluru: its ID and its name.
pub const WAREHOUSE: (&str, &str) = ("WHSIM1", "Main Warehouse");

/// The file store.
const FILES: &str = "velocity-shazam-prod.s3.ap-south-1.amazonaws.com";
/// The API's own hosts.
const API: &[&str] = &["shazam.velocity.in", "shazam.stagingvelocity.in"];
/// Longest body.
const MOST: usize = 5_000_000;

/// Velocity.
pub(super) struct Velocity;

impl Carrier for Velocity {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["shazam.velocity.in", "shazam.stagingvelocity.in", FILES]
    }

    fn op(&self, _: &Method, path: &str) -> Option<Op> {
        if path.starts_with("/files/") {
            return Some(Op::Label);
        }
        Some(match path.strip_prefix("/custom/api/v1/")? {
            "rates" => Op::Rate,
            "serviceability" | "warehouse" => Op::Address,
            "forward-order-orchestration" | "reverse-order-orchestration" => Op::Buy,
            "cancel-order" => Op::Void,
            "order-tracking" | "shipments" | "returns" => Op::Track,
            _ => return None,
        })
    }

    /// There are no codes.
    fn refusal(&self, status: StatusCode, _: &str, message: &str) -> Response {
        Refusal::new(status.as_u16(), message).into_response()
    }

    fn throttled(&self) -> Response {
        Refusal::new(429, "Too many requests").into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let calls = Router::new()
            .route("/warehouse", post(warehouse::create))
            .route("/serviceability", post(rate::serviceability))
            .route("/rates", post(rate::rates))
            .route("/forward-order-orchestration", post(order::forward))
            .route("/reverse-order-orchestration", post(order::reverse))
            .route("/cancel-order", post(cancel::cancel))
            .route("/order-tracking", post(track::track))
            .route("/shipments", post(list::shipments))
            .route("/returns", post(list::returns));
        let router = Router::new()
            .nest("/custom/api/v1", calls)
            .route("/files/{name}", get(label::file))
            .method_not_allowed_fallback(no_path)
            .fallback(no_path)
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(Desk::new(shared));
        Open { router, due: None }
    }
}

async fn no_path() -> Refusal {
    Refusal::new(404, "Not Found")
}
