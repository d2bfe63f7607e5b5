//! FedEx's REST API: tokens, rates, shipping, cancellation, tracking, addresses, pickups, the close of Ground's day and
//! webhooks. What is sure, what is not and what is left out is in the README here.
mod address;
mod close;
mod desk;
mod label;
mod load;
mod news;
mod number;
mod pickup;
mod rate;
mod refusal;
mod shape;
mod ship;
mod table;
#[cfg(test)]
mod tests;
mod token;
mod track;
mod void;

use super::Shared;
use super::carrier::{Carrier, Open};
use super::fault::Op;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{post, put};
use desk::Desk;
use refusal::Refusal;

/// The prefix.
pub const PREFIX: &str = "fedex";
/// The client of the project that has all APIs but tracking.
pub const CLIENT_ID: &str = "client_id";
/// Its secret.
pub const CLIENT_SECRET: &str = "client_secret";
/// The client of the project that has tracking alone.
pub const TRACK_CLIENT_ID: &str = "track_client_id";
/// Its secret.
pub const TRACK_CLIENT_SECRET: &str = "track_client_secret";
/// A client whose project has everything.
pub const WHOLE_CLIENT_ID: &str = "whole_client_id";
/// Its secret.
pub const WHOLE_CLIENT_SECRET: &str = "whole_client_secret";
/// The account of all of them.
pub const ACCOUNT: &str = "510087020";

/// Production, and the sandbox.
const HOSTS: &[&str] = &["apis.fedex.com", "apis-sandbox.fedex.com"];

/// Longest body.
const MOST: usize = 5_000_000;

/// FedEx.
pub(super) struct Fedex;

impl Carrier for Fedex {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn op(&self, _: &Method, path: &str) -> Option<Op> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["oauth", "token"] => Op::Token,
            ["rate", ..] => Op::Rate,
            ["ship", "v1", "shipments"] => Op::Buy,
            ["ship", "v1", "shipments", "cancel"] => Op::Void,
            ["ship", "v1", "endofday"] => Op::Manifest,
            ["track", ..] => Op::Track,
            ["address", ..] => Op::Address,
            ["pickup", ..] => Op::Pickup,
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response {
        Refusal::new(status.as_u16(), code, message).into_response()
    }

    fn throttled(&self) -> Response {
        Refusal::new(429, "", "Daily transaction quota exceeded").into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let desk = Desk::new(shared);
        let mut news = news::News::default();
        let router = Router::new()
            .route("/oauth/token", post(token::token))
            .route("/rate/v1/rates/quotes", post(rate::quotes))
            .route("/ship/v1/shipments", post(ship::ship))
            .route("/ship/v1/shipments/packages/validate", post(ship::validate))
            .route("/ship/v1/shipments/cancel", put(void::cancel))
            .route("/ship/v1/endofday/", put(close::close))
            .route("/track/v1/trackingnumbers", post(track::by_number))
            .route("/track/v1/referencenumbers", post(track::by_reference))
            .route("/address/v1/addresses/resolve", post(address::resolve))
            .route("/pickup/v1/pickups", post(pickup::create))
            .route("/pickup/v1/pickups/cancel", put(pickup::cancel))
            .method_not_allowed_fallback(|| async {
                Refusal::new(405, "METHOD.NOT.ALLOWED.ERROR", "The method is not allowed here")
            })
            .fallback(|| async {
                let words = "The resource you requested is no longer available. Please modify your request and try again.";
                Refusal::new(404, "NOT.FOUND.ERROR", words)
            })
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(desk);
        Open {
            router,
            due: Some(Box::new(move |world| news.due(world))),
        }
    }
}
