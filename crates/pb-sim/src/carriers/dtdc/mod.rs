//! DTDC's customer API, its tracking API 2.2 and its PIN code server. What is sure, what is not and what is left out is
//! in the README here.
mod cancel;
mod desk;
mod label;
mod pin;
mod refusal;
mod shape;
mod softdata;
#[cfg(test)]
mod tests;
mod track;

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
pub const PREFIX: &str = "dtdc";
/// The one key that it knows.
pub const API_KEY: &str = "sim-dtdc-key";
/// The key's contract.
pub const CUSTOMER_CODE: &str = "DT0001";
/// The one user of the tracking API.
pub const USERNAME: &str = "DT0001_trk_json";
/// The user's password.
pub const PASSWORD: &str = "sim-password";

/// Longest body.
const MOST: usize = 5_000_000;

/// DTDC.
pub(super) struct Dtdc;

impl Carrier for Dtdc {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        &[
            "dtdcapi.shipsy.io",
            "pxapi.dtdc.in",
            "blktracksvc.dtdc.com",
            "smarttrack-ctbsplus.dtdc.com",
        ]
    }

    fn op(&self, _: &Method, path: &str) -> Option<Op> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["api", "customer", "integration", "consignment", rest @ ..] => match rest {
                ["softdata"] => Op::Buy,
                ["cancel"] => Op::Void,
                ["shippinglabel", "stream"] => Op::Label,
                _ => return None,
            },
            ["dtdc-api", "api", "dtdc", "authenticate"] => Op::Token,
            ["dtdc-api", "rest", ..] => Op::Track,
            ["ratecalapi", ..] => Op::Address,
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response {
        Refusal::new(status.as_u16(), code, message).into_response()
    }

    fn throttled(&self) -> Response {
        Refusal::new(429, "TOO_MANY_REQUESTS", "Too many requests").into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let consignment = Router::new()
            .route("/softdata", post(softdata::upload))
            .route("/cancel", post(cancel::cancel))
            .route("/shippinglabel/stream", get(label::stream));
        let router = Router::new()
            .nest("/api/customer/integration/consignment", consignment)
            .route("/dtdc-api/api/dtdc/authenticate", get(track::authenticate))
            .route(
                "/dtdc-api/rest/JSONCnTrk/getTrackDetails",
                post(track::details),
            )
            .route("/ratecalapi/PincodeApiCall", post(pin::lane))
            .method_not_allowed_fallback(no_path)
            .fallback(no_path)
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(Desk::new(shared));
        Open { router, due: None }
    }
}

async fn no_path() -> Refusal {
    Refusal::new(404, "NOT_FOUND", "No such resource")
}
