//! What every request of the API passes: its token, its shop, its body.
use super::refusal::Refusal;
use super::{PREFIX, SHOPS, TOKEN};
use crate::carriers::course::{Course, Stage};
use crate::carriers::ledger::{Sale, Sold};
use crate::carriers::schema::{Field, check};
use crate::carriers::{Shared, World};
use crate::http;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::MutexGuard;
use std::time::Duration;

/// What every request has: the world, and what is GHN's alone.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Shared,
    own: http::Shared<Own>,
}

/// What is GHN's alone. Its lock is taken after the world's.
#[derive(Default)]
pub(super) struct Own {
    /// What became of orders by somebody's word, by their code: the hours after the word, and the statuses.
    pub(super) told: HashMap<String, Told>,
    /// Tokens for labels, with the orders they open.
    pub(super) labels: HashMap<String, Opened>,
}

/// A word about an order, and what follows from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) at: Timestamp,
    pub(super) then: &'static [(&'static str, u64)],
}

/// Orders whose labels a token opens.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    pub(super) orders: Vec<String>,
    pub(super) until: Timestamp,
}

impl Desk {
    pub(super) fn new(shared: &Shared) -> Self {
        Self {
            shared: shared.clone(),
            own: http::Shared::new(Own::default()),
        }
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.shared.world()
    }

    pub(super) fn own(&self) -> MutexGuard<'_, Own> {
        self.own.world()
    }
}

/// How long an order that could not be delivered waits before it is to go back.
const WAITS: Duration = Duration::from_secs(24 * 3_600);

/// The statuses of an order by now, oldest first.
pub(super) fn log(
    sale: &Sale,
    parcel: &Sold,
    own: &Own,
    now: Timestamp,
) -> Vec<(&'static str, Timestamp)> {
    let told = own.told.get(&sale.shipment);
    let until = told.map_or(now, |told| told.at.min(now));
    let mut log = Vec::new();
    for scan in sale.scans(parcel, until) {
        // The second place on the way is where it is sorted.
        let status = match scan.stage {
            Stage::LabelCreated => "ready_to_pick",
            Stage::PickedUp => "picked",
            Stage::InTransit if log.iter().any(|(s, _)| *s == "transporting") => "sorting",
            Stage::InTransit => "transporting",
            Stage::OutForDelivery => "delivering",
            Stage::Delivered => "delivered",
            Stage::Exception => "delivery_fail",
            Stage::Returning => "return_transporting",
            Stage::Returned => "returned",
        };
        log.push((status, scan.at));
        let waits = scan.at.checked_add(WAITS).unwrap_or(Timestamp::MAX);
        if scan.stage == Stage::Exception && parcel.course == Course::Exception && waits <= until {
            log.push(("waiting_to_return", waits));
        }
    }
    if let Some(at) = parcel.voided_at {
        log.push(("cancel", at));
    }
    if let Some(told) = told {
        let after = |hours: u64| {
            let after = Duration::from_secs(hours * 3_600);
            told.at.checked_add(after).unwrap_or(Timestamp::MAX)
        };
        let then = told
            .then
            .iter()
            .map(|(status, hours)| (*status, after(*hours)));
        log.extend(then.take_while(|(_, at)| *at <= now));
    }
    log
}

/// Where an order stands.
pub(super) fn status(sale: &Sale, own: &Own, now: Timestamp) -> &'static str {
    let parcel = sale.parcels.first();
    let log = parcel.map(|parcel| log(sale, parcel, own, now));
    log.and_then(|log| log.last().map(|(status, _)| *status))
        .unwrap_or("ready_to_pick")
}

/// The sale of an order code.
pub(super) fn sold<'a>(world: &'a World, code: &str) -> Result<&'a Sale, Refusal> {
    world.ledger.numbered(PREFIX, code).ok_or_else(unknown)
}

/// No such order.
pub(super) fn unknown() -> Refusal {
    Refusal::coded(
        "USER_ERR_COMMON",
        "order not found",
        "Không tìm thấy đơn hàng",
    )
}

/// A yes.
pub(super) fn yes(data: Value) -> Json<Value> {
    let mut answer = json!({ "code": 200, "message": "Success" });
    answer["data"] = data;
    Json(answer)
}

fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default()
}

/// A request with a good token.
pub(super) struct Client;

impl FromRequestParts<Desk> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Self, Refusal> {
        match header_of(&parts.headers, "token") == TOKEN {
            true => Ok(Self),
            false => Err(Refusal::token()),
        }
    }
}

/// A request with a good token, for a shop of its owner's.
pub(super) struct Shop(pub(super) u64);

impl FromRequestParts<Desk> for Shop {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        Client::from_request_parts(parts, desk).await?;
        let given = header_of(&parts.headers, "shopid");
        let shop = given
            .parse()
            .map_err(|_| Refusal::input("ShopId is required"))?;
        match SHOPS.contains(&shop) {
            true => Ok(Self(shop)),
            false => Err(Refusal::coded(
                "CLIENT_NOT_OWNER_OF_SHOP",
                "client is not owner of shop",
                "Tài khoản không sở hữu cửa hàng",
            )),
        }
    }
}

/// A body of JSON.
pub(super) struct Payload(pub(super) Value);

impl FromRequest<Desk> for Payload {
    type Rejection = Refusal;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Refusal> {
        let kind = header_of(request.headers(), header::CONTENT_TYPE.as_str()).to_owned();
        if !kind.starts_with("application/json") {
            return Err(Refusal::input("Content-Type must be application/json"));
        }
        let bytes = Bytes::from_request(request, desk)
            .await
            .map_err(|e| Refusal::input(e.to_string()))?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|e| Refusal::input(format!("the body is not JSON: {e}")))
    }
}

impl Payload {
    /// The body, looked through.
    pub(super) fn read(&self, fields: &[Field]) -> Result<&Value, Refusal> {
        check(&self.0, fields, "").map_err(|c| Refusal::from(&c))?;
        Ok(&self.0)
    }
}

/// A text in a request, empty when there is none.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}
