//! Ekart's Elite API: tokens, estimates, shipments, voids, labels, tracking, serviceability, addresses, instructions,
//! manifests and webhooks. What is sure, what is not and what is left out is in the README here.
mod address;
mod desk;
mod label;
mod manifest;
mod ndr;
mod place;
mod price;
mod rate;
mod refusal;
mod shape;
mod ship;
#[cfg(test)]
mod tests;
mod token;
mod track;
mod void;
mod webhook;

use super::Shared;
use super::carrier::{Carrier, Open};
use super::fault::Op;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use desk::Desk;
use refusal::Refusal;

/// The prefix.
pub const PREFIX: &str = "ekart";
/// The one client it knows.
pub const CLIENT_ID: &str = "EKART_sim";
/// Its user.
pub const USERNAME: &str = "packer";
/// The user's password.
pub const PASSWORD: &str = "sim-password";
/// The header that bears a webhook's signature here.
pub const SIGNATURE: &str = "x-ekart-signature";

/// Longest body.
const MOST: usize = 5_000_000;

/// Ekart.
pub(super) struct Ekart;

impl Carrier for Ekart {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["app.elite.ekartlogistics.in"]
    }

    fn op(&self, _: &Method, path: &str) -> Option<Op> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["integrations", "v2", "auth", "token", ..] => Op::Token,
            ["data", "pricing", "estimate"] => Op::Rate,
            ["api", "v1", "package", "create"] => Op::Buy,
            ["api", "v1", "package", "cancel"] => Op::Void,
            ["api", "v1", "package", "label"] => Op::Label,
            ["api", "v1", "track", ..] => Op::Track,
            ["api", "v2", "serviceability" | "address" | "addresses", ..] => Op::Address,
            ["api", "v2", "package", "ndr"] => Op::Instruct,
            ["data", "v2", "generate", "manifest"] | ["files", ..] => Op::Manifest,
            ["api", "v2", "webhook", ..] => Op::Subscribe,
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response {
        Refusal::new(status.as_u16(), code, message).into_response()
    }

    fn throttled(&self) -> Response {
        Refusal::new(429, "SWIFT_RATE_LIMIT_EXCEPTION", "Too many requests").into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let desk = Desk::new(shared);
        let mut tellings = webhook::Tellings::new(&desk);
        let router = Router::new()
            .route("/integrations/v2/auth/token/{client}", post(token::token))
            .route("/data/pricing/estimate", post(rate::estimate))
            .route("/api/v1/package/create", put(ship::create))
            .route("/api/v1/package/cancel", delete(void::cancel))
            .route("/api/v1/package/label", post(label::labels))
            .route("/api/v1/track/{id}", get(track::track))
            .route("/api/v2/serviceability/{pin}", get(place::serviceability))
            .route("/api/v2/address", post(address::keep))
            .route("/api/v2/addresses", get(address::list))
            .route("/api/v2/package/ndr", post(ndr::act))
            .route("/data/v2/generate/manifest", post(manifest::generate))
            .route("/files/manifests/{name}", get(manifest::paper))
            .route("/api/v2/webhook", get(webhook::list).post(webhook::add))
            .route("/api/v2/webhook/{id}", put(webhook::edit))
            .method_not_allowed_fallback(no_path)
            .fallback(no_path)
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(desk);
        Open {
            router,
            due: Some(Box::new(move |world| tellings.due(world))),
        }
    }
}

async fn no_path(method: Method, uri: Uri) -> Refusal {
    let words = format!(
        "No handler defined for path '{}' and method {method}",
        uri.path()
    );
    Refusal::new(404, "PATH_NOT_IMPLEMENTED", words)
}
