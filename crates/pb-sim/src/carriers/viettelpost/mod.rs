//! ViettelPost's API for partners: logins, places, services, prices, orders, words about them, labels, tracking and
//! news. What is sure, what is not and what is left out is in the README here.
mod catalogue;
mod desk;
mod edit;
mod inventory;
mod label;
mod login;
mod news;
mod order;
mod place;
mod price;
mod refusal;
mod service;
mod shape;
mod status;
#[cfg(test)]
mod tests;
mod track;
mod word;

use super::Shared;
use super::carrier::{Carrier, Open};
use super::fault::Op;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use desk::Desk;
use refusal::Refusal;

/// The prefix.
pub const PREFIX: &str = "viettelpost";
/// A user that it knows.
pub const USERNAME: &str = "0911222333";
/// Another one of the same owner's, who is shown neither telephones nor addresses nor amounts of an order.
pub const MASKED: &str = "0911222334";
/// The password of both.
pub const PASSWORD: &str = "Mat-khau-2026";
/// The first user's secret from the website, instead of name and password.
pub const SECRET: &str = "B3A1C0DE00000000000000000000005E";
/// The places that its owner has goods fetched from at first; the first of them is in the old division.
pub const INVENTORIES: [i64; 2] = [1_580_001, 1_580_002];

/// Production and development, which are alike here.
const API_HOSTS: [&str; 2] = ["partner.viettelpost.vn", "partnerdev.viettelpost.vn"];
const PRINT_HOSTS: [&str; 2] = ["digitalize.viettelpost.vn", "dev-print.viettelpost.vn"];
const HOSTS: &[&str] = &[API_HOSTS[0], API_HOSTS[1], PRINT_HOSTS[0], PRINT_HOSTS[1]];
/// Where labels are printed.
const PRINT: &str = "/DigitalizePrint/report.do";
/// Longest body.
const MOST: usize = 5_000_000;

/// ViettelPost.
pub(super) struct ViettelPost;

impl Carrier for ViettelPost {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn op(&self, _: &Method, path: &str) -> Option<Op> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["DigitalizePrint", "report.do"] => Op::Label,
            ["v2", "user", "Login" | "ownerconnect" | "LoginVTP"] => Op::Token,
            ["v2", "user", "listInventory" | "registerInventory"] => Op::Address,
            ["v2", "categories", "listService" | "listServiceExtra"] => Op::Rate,
            ["v2" | "v3", "categories", _] => Op::Address,
            ["v2", "order", "getPriceAll" | "getPrice"] => Op::Rate,
            ["v2", "order", "createOrder"] => Op::Buy,
            ["v2", "order", "edit"] => Op::Instruct,
            ["v2", "order", "UpdateOrder"] => Op::Void,
            ["v2", "order", "printing-code"] => Op::Label,
            ["v2", "order", "detail-v2"] => Op::Track,
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, code: &str, message: &str) -> Response {
        Refusal::answered(status, code, message).into_response()
    }

    fn throttled(&self) -> Response {
        let status = StatusCode::TOO_MANY_REQUESTS;
        Refusal::answered(status, "429", "Too many requests").into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let desk = Desk::new(shared);
        let mut told = news::News::new(&desk);
        let router = Router::new()
            .route("/v2/user/Login", post(login::login))
            .route("/v2/user/ownerconnect", post(login::owner))
            .route("/v2/user/LoginVTP", post(login::secret))
            .route("/v2/user/listInventory", get(inventory::list))
            .route("/v2/user/registerInventory", post(inventory::register))
            .route("/v2/categories/listProvinceById", get(catalogue::provinces))
            .route("/v2/categories/listDistrict", get(catalogue::districts))
            .route("/v2/categories/listWards", get(catalogue::wards))
            .route(
                "/v3/categories/listProvinceNew",
                get(catalogue::new_provinces),
            )
            .route("/v3/categories/listWardsNew", get(catalogue::new_wards))
            .route("/v2/categories/listService", post(service::list))
            .route("/v2/categories/listServiceExtra", get(service::extras))
            .route("/v2/order/getPriceAll", post(price::all))
            .route("/v2/order/getPrice", post(price::one))
            .route("/v2/order/createOrder", post(order::create))
            .route("/v2/order/edit", post(edit::edit))
            .route("/v2/order/UpdateOrder", post(word::update))
            .route("/v2/order/printing-code", post(label::code))
            .route("/v2/order/detail-v2", get(track::detail))
            .route(PRINT, get(label::page))
            .method_not_allowed_fallback(|| async {
                Refusal::answered(StatusCode::METHOD_NOT_ALLOWED, "405", "Method Not Allowed")
            })
            .fallback(not_found)
            .layer(from_fn(at_its_host))
            .layer(DefaultBodyLimit::max(MOST))
            .with_state(desk);
        Open {
            router,
            due: Some(Box::new(move |world| told.due(world))),
        }
    }
}

async fn not_found() -> Refusal {
    Refusal::answered(StatusCode::NOT_FOUND, "404", "Not Found")
}

/// The API is at some host names and labels are at others; by the prefix both are there.
async fn at_its_host(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST);
    let host = host.map_or(b"".as_slice(), HeaderValue::as_bytes);
    let is_at = |hosts: [&str; 2]| hosts.iter().any(|name| name.as_bytes() == host);
    let prints = request.uri().path() == PRINT;
    if (prints && is_at(API_HOSTS)) || (!prints && is_at(PRINT_HOSTS)) {
        return not_found().await.into_response();
    }
    next.run(request).await
}
