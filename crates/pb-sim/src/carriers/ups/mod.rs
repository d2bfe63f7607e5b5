//! UPS's REST API: tokens, rating, shipping, voids, label recovery, tracking, addresses, pickups, paperless
//! documents and Track Alert. What is sure, what is not and what is left out is in the README here.
mod address;
mod alert;
mod desk;
mod label;
mod number;
mod paper;
mod pickup;
mod price;
mod rate;
mod refusal;
mod shape;
mod ship;
mod table;
#[cfg(test)]
mod tests;
mod token;
mod track;
mod transit;
mod void;

use super::Shared;
use super::carrier::{Carrier, Open};
use super::fault::Op;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use desk::Desk;
use refusal::Refusal;

/// The prefix.
pub const PREFIX: &str = "ups";
/// The one client it knows.
pub const CLIENT_ID: &str = "client_id";
/// Its secret.
pub const CLIENT_SECRET: &str = "client_secret";
/// Its account with negotiated rates.
pub const ACCOUNT: &str = "A1B2C3";
/// Its account without.
pub const PLAIN_ACCOUNT: &str = "D4E5F6";

/// Production, and the Customer Integration Environment.
const HOSTS: &[&str] = &["onlinetools.ups.com", CIE];
const CIE: &str = "wwwcie.ups.com";

/// Longest body; above it a request is refused with 10013.
const MOST: usize = 20_000_000;

/// UPS.
pub(super) struct Ups;

impl Carrier for Ups {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn op(&self, method: &Method, path: &str) -> Option<Op> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["security", "v1", "oauth", "token"] => Op::Token,
            ["api", "rating", ..] | ["api", "shipments", "v1", "transittimes"] => Op::Rate,
            ["api", "shipments", _, "ship"] => Op::Buy,
            ["api", "shipments", _, "void", ..] => Op::Void,
            ["api", "labels", ..] => Op::Label,
            ["api", "track", "v2", ..] => Op::Subscribe,
            ["api", "track", ..] if method == Method::GET => Op::Track,
            ["api", "addressvalidation", ..] => Op::Address,
            ["api", "pickupcreation", ..] | ["api", "shipments", _, "pickup", ..] => Op::Pickup,
            ["api", "paperlessdocuments", ..] => Op::Document,
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response {
        Refusal::new(status.as_u16(), code, message).into_response()
    }

    fn throttled(&self) -> Response {
        Refusal::new(429, "10429", "Too Many Requests").into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let desk = Desk::new(shared);
        let mut alerts = alert::Alerts::new(&desk);
        let router = Router::new()
            .route("/security/v1/oauth/token", post(token::token))
            .route("/api/rating/{version}/{option}", post(rate::rate))
            .route("/api/shipments/v1/transittimes", post(transit::times))
            .route("/api/shipments/{version}/ship", post(ship::ship))
            .route(
                "/api/shipments/{version}/void/cancel/{number}",
                delete(void::void),
            )
            .route("/api/labels/v1/recovery", post(label::recover))
            .route("/api/track/v1/details/{number}", get(track::by_number))
            .route(
                "/api/track/v1/reference/details/{reference}",
                get(track::by_reference),
            )
            .route(
                "/api/track/v1/shipment/details/{number}",
                get(track::shipment),
            )
            .route(
                "/api/addressvalidation/{version}/{option}",
                post(address::validate),
            )
            .route("/api/pickupcreation/{version}/pickup", post(pickup::create))
            .route(
                "/api/shipments/{version}/pickup/{kind}",
                post(pickup::quote)
                    .delete(pickup::cancel)
                    .get(pickup::pending),
            )
            .route("/api/paperlessdocuments/v1/upload", post(paper::upload))
            .route(
                "/api/track/v2/subscription/{kind}/package",
                post(alert::packages),
            )
            .route(
                "/api/track/v2/subscription/{kind}/account",
                post(alert::account).delete(alert::no_account),
            )
            .method_not_allowed_fallback(|| async {
                Refusal::new(405, "10006", "The method is not allowed here")
            })
            .fallback(|| async { Refusal::new(404, "20002", "There is no such service") })
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(desk);
        Open {
            router,
            due: Some(Box::new(move |world| alerts.due(world))),
        }
    }
}
