//! The international order API, and 17TRACK at the same place.
mod desk;
mod seventeen;
mod shape;

use crate::carriers::Shared;
use crate::carriers::carrier::{Carrier, Open};
use crate::carriers::fault::Op;
use crate::http;
use axum::Router;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use desk::Refusal;
use std::collections::BTreeSet;

/// The prefix.
pub const PREFIX: &str = "chinapost_international";
/// The one customer, its key, its office, and the code of the software.
pub const CUSTOMER: &str = "90000001234567";
/// See [`CUSTOMER`].
pub const KEY: &str = "simulated-key-0001";
/// See [`CUSTOMER`].
pub const OFFICE: &str = "51800001";
/// See [`CUSTOMER`].
pub const MAIL_TYPE: &str = "PACKBENCH";
/// The key for 17TRACK.
pub const TRACKING_KEY: &str = "0123456789ABCDEF0123456789ABCDEF";
/// How many numbers it registers.
pub const QUOTA: usize = 100;

/// What every request has.
#[derive(Clone)]
struct Desk {
    shared: Shared,
    /// What 17TRACK follows. Its lock is taken after the world's.
    registered: http::Shared<BTreeSet<String>>,
}

/// The international order API.
pub(in crate::carriers) struct International;

impl Carrier for International {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["my.ems.com.cn", "api.17track.net"]
    }

    fn op(&self, _: &Method, path: &str) -> Option<Op> {
        let last = path.rsplit('/').next().unwrap_or_default();
        Some(match last {
            "OrderReceiveBack" => Op::Buy,
            "download" => Op::Label,
            "gettrackinfo" => Op::Track,
            "register" => Op::Subscribe,
            "getBusinessData" => Op::Token,
            _ => return None,
        })
    }

    fn refusal(&self, _: StatusCode, code: &str, message: &str) -> Response {
        Refusal::new(code, message).into_response()
    }

    fn throttled(&self) -> Response {
        StatusCode::TOO_MANY_REQUESTS.into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let desk = Desk {
            shared: shared.clone(),
            registered: http::Shared::new(BTreeSet::new()),
        };
        let erp = Router::new()
            .route("/orderService/OrderReceiveBack", post(desk::order))
            .route("/surface/download", post(desk::paper))
            .route("/businessDataService/getBusinessData", post(desk::products));
        let router = Router::new()
            .nest("/pcpErp-web/a/pcp", erp)
            .route("/track/v2.2/register", post(seventeen::register))
            .route("/track/v2.2/gettrackinfo", post(seventeen::info))
            .fallback(|| async { StatusCode::NOT_FOUND })
            .with_state(desk);
        Open { router, due: None }
    }
}
