//! Blue Dart's API gateway: tokens, waybills with their labels, cancellations, serviceability and tracking. What is
//! sure, what is not and what is left out is in the README here.
mod desk;
mod place;
mod refusal;
mod shape;
#[cfg(test)]
mod tests;
mod token;
mod track;
mod void;
mod waybill;

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
pub const PREFIX: &str = "bluedart";
/// The one app that the gateway knows.
pub const CLIENT_ID: &str = "sim-consumer-key";
/// Its secret.
pub const CLIENT_SECRET: &str = "sim-consumer-secret";
/// The one login of the second layer.
pub const LOGIN_ID: &str = "BLR00001";
/// Its licence key.
pub const LICENCE_KEY: &str = "sim-licence-key";
/// The login's contract.
pub const CUSTOMER_CODE: &str = "940001";
/// The area that the contract ships from.
pub const ORIGIN_AREA: &str = "BLR";

/// Longest body.
const MOST: usize = 5_000_000;

/// Blue Dart.
pub(super) struct BlueDart;

impl Carrier for BlueDart {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["apigateway.bluedart.com", "apigateway-sandbox.bluedart.com"]
    }

    fn op(&self, _: &Method, path: &str) -> Option<Op> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["in", "transportation", rest @ ..] => match rest {
                ["token", "v1", "login"] => Op::Token,
                ["waybill", "v1", "GenerateWayBill"] => Op::Buy,
                ["waybill", "v1", "CancelWaybill"] => Op::Void,
                ["finder", "v1", ..] => Op::Address,
                ["tracking", "v1"] => Op::Track,
                _ => return None,
            },
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response {
        Refusal::new(code, message)
            .with(status.as_u16())
            .into_response()
    }

    fn throttled(&self) -> Response {
        Refusal::new("TooManyRequests", "Rate limit quota violation")
            .with(429)
            .into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let router = Router::new()
            .route("/token/v1/login", get(token::login))
            .route("/waybill/v1/GenerateWayBill", post(waybill::generate))
            .route("/waybill/v1/CancelWaybill", post(void::cancel))
            .route(
                "/finder/v1/GetServicesforPincode",
                post(place::find_services),
            )
            .route("/tracking/v1", get(track::track));
        let router = Router::new()
            .nest("/in/transportation", router)
            .method_not_allowed_fallback(no_path)
            .fallback(no_path)
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(Desk::new(shared));
        Open { router, due: None }
    }
}

/// A path that the gateway has not.
async fn no_path() -> Refusal {
    Refusal::new("", "Access to the method is not allowed").with(415)
}
