//! GHTK's API: pickup addresses, fees, orders, labels, statuses, cancelling and its webhook. What is sure, what is not
//! and what is left out is in the README here.
mod cancel;
mod catalogue;
mod course;
mod desk;
mod fee;
mod label;
mod news;
mod order;
mod place;
mod price;
mod refusal;
mod shape;
mod shop;
#[cfg(test)]
mod tests;
mod track;
mod weight;

use super::Shared;
use super::carrier::{Carrier, Open};
use super::fault::Op;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use refusal::Refusal;

/// The prefix.
pub const PREFIX: &str = "ghtk";
/// The one token it knows.
pub const TOKEN: &str = "9f2c7b00e1d84c53a6b0000000000885";
/// The shop of the token, for `X-Client-Source`.
pub const CLIENT_SOURCE: &str = "S1234567";
/// The shop's pickup addresses: one in Hồ Chí Minh, one in Hà Nội.
pub const PICK_ADDRESSES: [&str; 2] = ["88001", "88002"];

/// Production and staging, which are alike here.
const HOSTS: &[&str] = &[
    "services.giaohangtietkiem.vn",
    "services-staging.ghtklab.com",
];
/// Longest body.
const MOST: usize = 5_000_000;

/// GHTK.
pub(super) struct Ghtk;

impl Carrier for Ghtk {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn op(&self, _: &Method, path: &str) -> Option<Op> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["services", "shipment", "list_pick_add"] => Op::Token,
            ["services", "shipment", "fee"] => Op::Rate,
            ["services", "shipment", "order"] => Op::Buy,
            ["services", "shipment", "cancel", _] => Op::Void,
            ["services", "shipment", "v2", _] => Op::Track,
            ["services", "label", _] => Op::Label,
            ["services", "address", _] => Op::Address,
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response {
        Refusal::new(message)
            .status(status.as_u16())
            .code(code)
            .into_response()
    }

    fn throttled(&self) -> Response {
        Refusal::new("Quá nhiều yêu cầu")
            .status(429)
            .into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let mut told = news::News::default();
        let router = Router::new()
            .route("/services/shipment/list_pick_add", get(shop::addresses))
            .route("/services/shipment/fee", get(fee::fee))
            .route("/services/shipment/order", post(order::create))
            .route("/services/shipment/order/", post(order::create))
            .route("/services/shipment/cancel/{order}", post(cancel::cancel))
            .route("/services/shipment/v2/{order}", get(track::track))
            .route("/services/label/{label}", get(label::label))
            .route("/services/address/getAddressLevel4", get(shop::level_4))
            .method_not_allowed_fallback(|| async {
                Refusal::new("Method Not Allowed").status(405)
            })
            .fallback(|| async { Refusal::new("Not Found").status(404) })
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(shared.clone());
        Open {
            router,
            due: Some(Box::new(move |world| told.due(world))),
        }
    }
}
