//! Parcel Germany: logins, the Shipping and Returns APIs, and unified tracking, asked for and told.
mod desk;
mod label;
mod manifest;
mod order;
mod product;
mod push;
mod refusal;
mod returns;
mod shape;
#[cfg(test)]
mod tests;
mod token;
mod track;

use crate::carriers::Shared;
use crate::carriers::carrier::{Carrier, Open};
use crate::carriers::fault::Op;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use desk::Desk;
use refusal::Refusal;

/// The prefix.
pub const PREFIX: &str = "dhl_parcel_de";
/// The one app it knows.
pub const API_KEY: &str = "api_key";
/// Its secret.
pub const API_SECRET: &str = "api_secret";
/// The one user.
pub const USERNAME: &str = "username";
/// The user's password.
pub const PASSWORD: &str = "password";
/// The customer's number.
pub const EKP: &str = "3333333333";
/// Another customer's, whose range of parcel numbers has one left.
pub const SHORT_EKP: &str = "4444444444";
/// Where returns go.
pub const RECEIVER: &str = "deu";

const HOSTS: &[&str] = &["api-eu.dhl.com", "api-sandbox.dhl.com"];
/// Longest body.
const MOST: usize = 20_000_000;

/// DHL Parcel Germany.
pub(in crate::carriers) struct ParcelDe;

impl Carrier for ParcelDe {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn op(&self, method: &Method, path: &str) -> Option<Op> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["parcel", "de", "account", "auth", ..] => Op::Token,
            ["parcel", "de", "shipping", "v2", "orders"] => match method.as_str() {
                "POST" => Op::Buy,
                "DELETE" => Op::Void,
                _ => Op::Label,
            },
            ["parcel", "de", "shipping", "v2", "manifests"] => Op::Document,
            ["parcel", "de", "shipping", "returns", ..] => Op::Buy,
            ["track", "shipments"] => Op::Track,
            ["tracking", "push", ..] => Op::Subscribe,
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response {
        Refusal::new(status.as_u16(), format!("{message} ({code})")).into_response()
    }

    fn throttled(&self) -> Response {
        Refusal::new(429, "Too many requests within defined time period.").into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let desk = Desk::new(shared);
        let mut pushes = push::Pushes::new(&desk);
        let shipping = Router::new()
            .route(
                "/orders",
                post(order::create).get(label::again).delete(order::delete),
            )
            .route("/manifests", post(manifest::close).get(manifest::paper));
        let router = Router::new()
            .route("/parcel/de/account/auth/ropc/v1/token", post(token::token))
            .nest("/parcel/de/shipping/v2", shipping)
            .route(
                "/parcel/de/shipping/returns/v1/orders",
                post(returns::create),
            )
            .route("/track/shipments", get(track::track))
            .route("/tracking/push/v1/subscription", post(push::subscribe))
            .route("/tracking/push/v1/subscription/{id}", post(push::activate))
            .method_not_allowed_fallback(|| async { Refusal::new(405, "Method not allowed") })
            .fallback(|| async { Refusal::new(404, "There is no such service") })
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(desk);
        Open {
            router,
            due: Some(Box::new(move |world| pushes.due(world))),
        }
    }
}
