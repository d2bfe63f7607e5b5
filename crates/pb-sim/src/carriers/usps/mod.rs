//! USPS's REST APIs (v3): tokens, payment authorizations, shipping options, domestic, return and international labels,
//! reprints, refunds, tracking of both versions, addresses, carrier pickups, SCAN forms and subscriptions. What is
//! sure, what is not and what is left out is in the README here.
mod address;
mod customs;
mod desk;
mod label;
mod number;
mod paper;
mod pickup;
mod price;
mod rate;
mod refusal;
mod scan_form;
mod shape;
mod subscription;
#[cfg(test)]
mod tests;
mod token;
mod track;
mod void;

use super::Shared;
use super::carrier::{Carrier, Open};
use super::fault::Op;
use axum::Router;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use desk::Desk;
use refusal::Refusal;

/// The prefix.
pub const PREFIX: &str = "usps";
/// The one app it knows.
pub const CLIENT_ID: &str = "client_id";
/// Its secret.
pub const CLIENT_SECRET: &str = "client_secret";
/// The one business, its Mailer ID, and its Enterprise Payment account with funds.
pub const CRID: &str = "12345678";
/// See [`CRID`].
pub const MID: &str = "900000017";
/// See [`CRID`].
pub const ACCOUNT: &str = "1000012345";
/// Its other payment account, without funds.
pub const EMPTY_ACCOUNT: &str = "1000054321";

/// Production, and the Testing Environment for Mailers.
const HOSTS: &[&str] = &["apis.usps.com", "apis-tem.usps.com"];

/// USPS.
pub(super) struct Usps;

impl Carrier for Usps {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn op(&self, method: &Method, path: &str) -> Option<Op> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["oauth2", "v3", "token"] | ["payments", "v3", "payment-authorization"] => Op::Token,
            ["shipments", "v3", "options", "search"] => Op::Rate,
            ["labels" | "international-labels", "v3", kind, ..] if kind.ends_with("reprint") => {
                Op::Label
            }
            ["labels" | "international-labels", ..] if method == Method::DELETE => Op::Void,
            ["labels" | "international-labels", ..] => Op::Buy,
            ["tracking", ..] => Op::Track,
            ["addresses", ..] => Op::Address,
            ["pickup", ..] => Op::Pickup,
            ["scan-forms", ..] => Op::Manifest,
            ["subscriptions-tracking", ..] => Op::Subscribe,
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response {
        Refusal::new(status.as_u16(), code, message).into_response()
    }

    fn throttled(&self) -> Response {
        Refusal::new(
            429,
            "429",
            "Too many requests have been received from the client",
        )
        .into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let desk = Desk::new(shared);
        let mut news = subscription::News::new(&desk);
        let router = Router::new()
            .route("/oauth2/v3/token", post(token::token))
            .route("/payments/v3/payment-authorization", post(token::payment))
            .route("/payments/v3/payment-account/{number}", get(token::account))
            .route("/shipments/v3/options/search", post(rate::search))
            .route(
                "/labels/v3/label",
                post(label::home).delete(void::by_key_route),
            )
            .route("/labels/v3/return-label", post(label::back))
            .route("/labels/v3/label/{number}", delete(void::by_number))
            .route("/labels/v3/label-reprint", post(label::reprint_by_key))
            .route("/labels/v3/label-reprint/{number}", post(label::reprint))
            .route(
                "/international-labels/v3/international-label",
                post(label::abroad).delete(void::by_key_route),
            )
            .route(
                "/international-labels/v3/international-label/{number}",
                delete(void::by_number),
            )
            .route(
                "/international-labels/v3/international-label-reprint",
                post(label::reprint_by_key),
            )
            .route(
                "/international-labels/v3/international-label-reprint/{number}",
                post(label::reprint),
            )
            .route("/tracking/v3r2/tracking", post(track::many))
            .route("/tracking/v3/tracking/{number}", get(track::one))
            .route("/addresses/v3/address", get(address::check))
            .route("/pickup/v3/carrier-pickup", post(pickup::create))
            .route(
                "/pickup/v3/carrier-pickup/{number}",
                get(pickup::look).delete(pickup::cancel),
            )
            .route("/scan-forms/v3/scan-form", post(scan_form::create))
            .route(
                "/subscriptions-tracking/v3/subscriptions",
                post(subscription::create),
            )
            .route(
                "/subscriptions-tracking/v3r2/subscriptions",
                post(subscription::create),
            )
            .method_not_allowed_fallback(|| async {
                Refusal::new(405, "405", "The method is not allowed here")
            })
            .fallback(|| async { Refusal::new(404, "404", "Unable to identify proxy for url") })
            .with_state(desk);
        Open {
            router,
            due: Some(Box::new(move |world| news.due(world))),
        }
    }
}
