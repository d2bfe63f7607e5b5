//! GHN's public API: places, shops, shifts, prices, orders, labels, statuses, tracking and webhooks. What is sure,
//! what is not and what is left out is in the README here.
mod catalogue;
mod desk;
mod label;
mod news;
mod order;
mod place;
mod price;
mod refusal;
mod shape;
mod shop;
mod switch;
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
pub const PREFIX: &str = "ghn";
/// The one token it knows.
pub const TOKEN: &str = "5b9a1c00-0000-4000-8000-000000000885";
/// The shops of its owner; the first is the one at the address that pickups are made at by itself.
pub const SHOPS: [u64; 2] = [885, 886];
/// The header that its webhook shows.
pub const WEBHOOK_HEADER: &str = "x-webhook-key";

/// Production and the sandbox, which are alike here.
const HOSTS: &[&str] = &["online-gateway.ghn.vn", "dev-online-gateway.ghn.vn"];
/// Longest body.
const MOST: usize = 5_000_000;

/// GHN.
pub(super) struct Ghn;

impl Carrier for Ghn {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn op(&self, _: &Method, path: &str) -> Option<Op> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["a5", "public-api", _] => Op::Label,
            ["shiip", "public-api", rest @ ..] => match rest {
                ["master-data" | "v3", ..] => Op::Address,
                ["v2", "shop", ..] => Op::Token,
                ["v2", "shift", ..] => Op::Pickup,
                ["v2", "a5", ..] => Op::Label,
                ["v2", "shipping-order", "create"] => Op::Buy,
                ["v2", "shipping-order", "detail" | "detail-by-client-code"] => Op::Track,
                ["v2", "shipping-order", "update" | "updateCOD"] => return None,
                ["v2", "shipping-order", _] => Op::Rate,
                ["v2", "switch-status", "cancel"] => Op::Void,
                _ => return None,
            },
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response {
        Refusal::new(status.as_u16(), code, message).into_response()
    }

    fn throttled(&self) -> Response {
        Refusal::new(429, "", "Quá nhiều yêu cầu").into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let desk = Desk::new(shared);
        let mut told = news::News::new(&desk);
        let api = Router::new()
            .route(
                "/master-data/province",
                get(catalogue::provinces).post(catalogue::provinces),
            )
            .route(
                "/master-data/district",
                get(catalogue::districts).post(catalogue::districts_asked),
            )
            .route(
                "/master-data/ward",
                get(catalogue::wards).post(catalogue::wards_asked),
            )
            .route(
                "/v3/master-data/province/all",
                get(catalogue::new_provinces),
            )
            .route(
                "/v3/master-data/ward/all-by-province-id",
                get(catalogue::new_wards),
            )
            .route("/v2/shop/all", get(shop::all))
            .route("/v2/shift/date", get(shop::shifts))
            .route("/v2/shipping-order/preview", post(order::preview))
            .route("/v2/shipping-order/create", post(order::create))
            .route("/v2/shipping-order/fee", post(order::fee))
            .route("/v2/shipping-order/leadtime", post(order::leadtime))
            .route(
                "/v2/shipping-order/available-services",
                post(order::services),
            )
            .route("/v2/shipping-order/detail", post(track::by_code))
            .route(
                "/v2/shipping-order/detail-by-client-code",
                post(track::by_client_code),
            )
            .route("/v2/shipping-order/update", post(switch::update))
            .route("/v2/shipping-order/updateCOD", post(switch::update_cod))
            .route("/v2/switch-status/{to}", post(switch::switch))
            .route("/v2/a5/gen-token", post(label::token));
        let router = Router::new()
            .nest("/shiip/public-api", api)
            .route("/a5/public-api/{page}", get(label::page))
            .method_not_allowed_fallback(|| async {
                Refusal::new(405, "USER_ERR_COMMON", "Method Not Allowed")
            })
            .fallback(|| async { Refusal::new(404, "USER_ERR_COMMON", "Not Found") })
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(desk);
        Open {
            router,
            due: Some(Box::new(move |world| told.due(world))),
        }
    }
}
