//! Delhivery's B2C API: pincodes, days, prices, waybills ahead, manifests, packing slips, edits and
//! cancellations, tracking, actions on undelivered parcels, pickups and scan pushes. What is sure, what is not
//! and what is left out is in the README here.
mod action;
mod desk;
mod edit;
mod manifest;
mod number;
mod pickup;
mod pin;
mod price;
mod push;
mod refusal;
mod shape;
mod slip;
mod story;
#[cfg(test)]
mod tests;
mod track;

use super::Shared;
use super::carrier::{Carrier, Open};
use super::fault::Op;
use axum::Router;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use desk::Desk;
use refusal::Refusal;

/// The prefix.
pub const PREFIX: &str = "delhivery";
/// The one token it knows.
pub const TOKEN: &str = "made-up-token-0001";
/// Whose it is.
pub const CLIENT: &str = "ACORN GOODS";
/// The client's warehouse; capitals and spaces count.
pub const WAREHOUSE: &str = "Acorn Pune";

/// Production and staging.
const HOSTS: &[&str] = &["track.delhivery.com", STAGING];
const STAGING: &str = "staging-express.delhivery.com";

/// Delhivery.
pub(super) struct Delhivery;

impl Carrier for Delhivery {
    fn prefix(&self) -> &'static str {
        PREFIX
    }

    fn hosts(&self) -> &'static [&'static str] {
        HOSTS
    }

    fn op(&self, _: &Method, path: &str) -> Option<Op> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["c", "api", "pin-codes", "json"] => Op::Address,
            ["api", "dc", "expected_tat"] | ["api", "kinko", ..] => Op::Rate,
            ["waybill", "api", ..] => Op::Number,
            ["api", "cmu", "create.json"] => Op::Buy,
            ["api", "p", "packing_slip"] | ["slips", _] => Op::Label,
            ["api", "p", "edit"] => Op::Void,
            ["api", "p", "update"] => Op::Instruct,
            ["api", "v1", "packages", "json"] => Op::Track,
            ["fm", "request", "new"] => Op::Pickup,
            _ => return None,
        })
    }

    fn refusal(&self, status: StatusCode, _: &str, message: &str) -> Response {
        Refusal::new(status.as_u16(), message).into_response()
    }

    /// The firewall in front, which has a status of its own.
    fn throttled(&self) -> Response {
        refusal::firewall()
    }

    fn open(&self, shared: &Shared) -> Open {
        let desk = Desk::new(shared);
        let mut pushes = push::Pushes::new(&desk);
        let router = Router::new()
            .route("/c/api/pin-codes/json/", get(pin::codes))
            .route("/api/dc/expected_tat", get(price::days))
            .route("/api/kinko/v1/invoice/charges/.json", get(price::charges))
            .route("/waybill/api/bulk/json/", get(number::bulk))
            .route("/waybill/api/fetch/json/", get(number::one))
            .route("/api/cmu/create.json", post(manifest::create))
            .route("/api/cmu/get_bulk_upl/{job}", get(action::job))
            .route("/api/p/packing_slip", get(slip::slip))
            .route("/slips/{name}", get(slip::file))
            .route("/api/p/edit", post(edit::edit))
            .route("/api/p/update", post(action::act))
            .route("/api/v1/packages/json/", get(track::packages))
            .route("/fm/request/new/", post(pickup::create))
            .method_not_allowed_fallback(|| async { Refusal::new(405, "Method not allowed.") })
            .fallback(|| async { Refusal::new(404, "Not found.") })
            .with_state(desk);
        Open {
            router,
            due: Some(Box::new(move |world| pushes.due(world))),
        }
    }
}
