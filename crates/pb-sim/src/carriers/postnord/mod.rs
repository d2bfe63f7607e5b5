//! PostNord's REST API: booking with labels, labels again, tracking by number and reference, transit times,
//! service points, and whether a customer number is one. What is sure, what is not and what is left out is in the
//! README here.
mod booking;
mod desk;
mod label;
mod number;
mod point;
mod refusal;
mod shape;
mod table;
#[cfg(test)]
mod tests;
mod track;
mod transit;

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
pub const PREFIX: &str = "postnord";
/// A key that is let into every product.
pub const KEY: &str = "0123456789abcdef0123456789abcdef";
/// A key that is let into bookings and their labels alone.
pub const BOOKING_KEY: &str = "fedcba9876543210fedcba9876543210";
/// A customer number of PostNord Sweden.
pub const CUSTOMER: &str = "1234567890";
/// A customer number of PostNord Denmark.
pub const DANISH_CUSTOMER: &str = "123456789";

/// Production, and the acceptance test system.
const HOSTS: &[&str] = &["api2.postnord.com", "atapi2.postnord.com"];
/// Longest body.
const MOST: usize = 20_000_000;

/// PostNord.
pub(super) struct PostNord;

impl Carrier for PostNord {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn op(&self, method: &Method, path: &str) -> Option<Op> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["rest", "shipment", "v3", "edi", ..] if method == Method::POST => Op::Buy,
            ["rest", "shipment", "v3", "labels", ..] => Op::Label,
            ["rest", "shipment", "v7", "trackandtrace", ..] => Op::Track,
            ["rest", "transport", _, "transittime", ..] => Op::Rate,
            ["rest", "businesslocation", ..] | ["rest", "shipment", "v1", "validate", ..] => {
                Op::Address
            }
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response {
        Refusal::coded(status.as_u16(), code, message).into_response()
    }

    fn throttled(&self) -> Response {
        Refusal::gateway(429, "Too Many Requests", "Limits exceeded").into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let desk = Desk::new(shared);
        let router = Router::new()
            .route("/rest/shipment/v3/edi", post(booking::edi))
            .route(
                "/rest/shipment/v3/edi/labels/{format}",
                post(booking::with_labels),
            )
            .route("/rest/shipment/v3/labels/ids/{format}", post(label::again))
            .route(
                "/rest/shipment/v7/trackandtrace/id/{id}/public",
                get(track::by_id),
            )
            .route(
                "/rest/shipment/v7/trackandtrace/customernumber/{number}/reference/{reference}/public",
                get(track::by_reference),
            )
            .route(
                "/rest/shipment/v1/validate/customernumber",
                get(desk::customer_number),
            )
            .route(
                "/rest/transport/v2/transittime/addresstoaddress",
                get(transit::times),
            )
            .route(
                "/rest/businesslocation/v5/servicepoints/nearest/byaddress",
                get(point::nearest),
            )
            .method_not_allowed_fallback(|| async {
                Refusal::gateway(405, "Method Not Allowed", "Method not allowed")
            })
            .fallback(|| async { Refusal::gateway(404, "Not Found", "No such service") })
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(desk);
        Open { router, due: None }
    }
}
