//! The EMS open platform: one address, and sealed messages.
mod desk;
mod seal;
mod shape;

use crate::carriers::Shared;
use crate::carriers::carrier::{Carrier, Open};
use crate::carriers::fault::Op;
use axum::Router;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use desk::Refusal;

/// The prefix.
pub const PREFIX: &str = "chinapost_domestic";
/// The one contract.
pub const SENDER: &str = "1100012345678";
/// Its authorization, and the sandbox's.
pub const AUTHORIZATION: &str = "open-authorization-0001";
/// See [`AUTHORIZATION`].
pub const TEST_AUTHORIZATION: &str = "test-authorization-0001";
/// What its messages are sealed with.
pub const SIGN_KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZg==";

/// The open platform.
pub(in crate::carriers) struct Domestic;

impl Carrier for Domestic {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        &["api.ems.com.cn"]
    }

    /// What is asked is sealed, so all of it is one kind.
    fn op(&self, _: &Method, path: &str) -> Option<Op> {
        path.contains("/amp/api/").then_some(Op::Buy)
    }

    fn refusal(&self, _: StatusCode, code: &str, message: &str) -> Response {
        Refusal::new(code, message).into_response()
    }

    fn throttled(&self) -> Response {
        let words = Refusal::new("S0429", "请求过于频繁");
        (
            StatusCode::TOO_MANY_REQUESTS,
            words.into_response().into_body(),
        )
            .into_response()
    }

    fn open(&self, shared: &Shared) -> Open {
        let router = Router::new()
            .route("/amp-prod-api/f/amp/api/{environment}", post(desk::ask))
            .fallback(|| async { StatusCode::NOT_FOUND })
            .with_state(shared.clone());
        Open { router, due: None }
    }
}
