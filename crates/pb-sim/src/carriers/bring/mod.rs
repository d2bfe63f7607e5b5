//! Bring's APIs: Shipping Guide v2, Booking with its labels, Tracking v2 and Event Cast. What is sure, what is not and
//! what is left out is in the README here.
mod book;
mod cast;
mod customs;
mod desk;
mod guide;
mod label;
mod number;
mod price;
mod refusal;
mod shape;
mod table;
#[cfg(test)]
mod tests;
mod track;

use super::Shared;
use super::carrier::{Carrier, Open};
use super::fault::Op;
use axum::Router;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use desk::Desk;

/// The prefix.
pub const PREFIX: &str = "bring";
/// The one user it knows.
pub const UID: &str = "pack@acorn.example";
/// Its key.
pub const KEY: &str = "made-up-api-key";
/// The customer number that the user may book for.
pub const CUSTOMER: &str = "10001123456";

const HOSTS: &[&str] = &[HOST];
const HOST: &str = "api.bring.com";

/// Bring.
pub(super) struct Bring;

impl Carrier for Bring {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn op(&self, method: &Method, path: &str) -> Option<Op> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["shippingguide", "api", "v2", ..] => Op::Rate,
            ["booking" | "booking-api", "api", "booking"] if method == Method::POST => Op::Buy,
            ["labels" | "label-store", ..] => Op::Label,
            ["tracking", "api", ..] => Op::Track,
            ["event-cast", ..] => Op::Subscribe,
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response {
        refusal::booking(status, None, &[(code.to_owned(), message.to_owned())])
    }

    fn throttled(&self) -> Response {
        (StatusCode::TOO_MANY_REQUESTS, "Too many requests").into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let desk = Desk::new(shared);
        let mut casts = cast::Casts::new(&desk);
        let mut router = Router::new()
            .route("/shippingguide/api/v2/products", post(guide::products))
            .route("/labels/id/{file}", get(label::send_on))
            .route("/label-store/{file}", get(label::stored))
            .route("/tracking/api/v2/tracking.json", get(track::track))
            .route(
                "/event-cast/api/v1/webhooks",
                post(cast::create).get(cast::list),
            )
            .route(
                "/event-cast/api/v1/webhooks/{id}",
                get(cast::show).delete(cast::delete),
            );
        // Both addresses are there.
        for base in ["booking", "booking-api"] {
            router = router
                .route(&format!("/{base}/api/booking"), post(book::book))
                .route(&format!("/{base}/api/customers.json"), get(book::customers));
        }
        let router = router
            .fallback(async || (StatusCode::NOT_FOUND, "Not found"))
            .with_state(desk);
        Open {
            router,
            due: Some(Box::new(move |world| casts.due(world))),
        }
    }
}
