//! What every request of the API passes: its token, its body. And what is ViettelPost's alone.
use super::inventory::Inventory;
use super::refusal::Refusal;
use super::{MASKED, PREFIX, shape};
use crate::carriers::ledger::Sale;
use crate::carriers::schema::{Field, check};
use crate::carriers::token::Worth;
use crate::carriers::{Shared, World};
use crate::http;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::sync::MutexGuard;

/// What every request has: the world, and what is ViettelPost's alone.
#[derive(Clone)]
pub(super) struct Desk {
    shared: Shared,
    own: http::Shared<Own>,
}

/// What is ViettelPost's alone. Its lock is taken after the world's.
pub(super) struct Own {
    /// Orders that were approved, and when.
    pub(super) approved: HashMap<String, Timestamp>,
    /// What became of orders by somebody's word.
    pub(super) told: HashMap<String, Told>,
    /// Cancelled orders that were deleted.
    pub(super) deleted: HashSet<String>,
    /// Codes for labels, with the orders they open.
    pub(super) labels: HashMap<String, Opened>,
    /// Where goods are fetched from.
    pub(super) inventories: Vec<Inventory>,
}

/// A word about an order, and what follows from it: a status, hours after the word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) at: Timestamp,
    pub(super) then: &'static [(i64, u64)],
}

/// Orders whose labels a code opens.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    pub(super) orders: Vec<String>,
    pub(super) until: Timestamp,
}

impl Desk {
    pub(super) fn new(shared: &Shared) -> Self {
        Self {
            shared: shared.clone(),
            own: http::Shared::new(Own {
                approved: HashMap::new(),
                told: HashMap::new(),
                deleted: HashSet::new(),
                labels: HashMap::new(),
                inventories: super::inventory::first(),
            }),
        }
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.shared.world()
    }

    pub(super) fn own(&self) -> MutexGuard<'_, Own> {
        self.own.world()
    }
}

/// The sale of an order, if it was not deleted.
pub(super) fn sold<'a>(world: &'a World, own: &Own, number: &str) -> Result<&'a Sale, Refusal> {
    let sale = world.ledger.numbered(PREFIX, number);
    sale.filter(|sale| !own.deleted.contains(&sale.shipment))
        .ok_or_else(Refusal::unknown)
}

/// A yes.
pub(super) fn yes(data: Value) -> Json<Value> {
    let mut answer = json!({ "status": 200, "error": false, "message": "OK" });
    answer["data"] = data;
    Json(answer)
}

/// A moment as it is written in Vietnam.
pub(super) fn local(at: Timestamp) -> String {
    let at = at.to_zoned(TimeZone::fixed(offset(7)));
    at.strftime("%d/%m/%Y %H:%M:%S").to_string()
}

/// A header's value, empty when there is none.
pub(super) fn header_of<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default()
}

/// How far a token reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// It is changed into a long one, and opens nothing else.
    Short,
    /// It opens everything.
    Long,
}

impl Reach {
    /// Whom a token with this reach is given to.
    pub(super) fn holder(self, username: &str) -> String {
        let reach = match self {
            Self::Short => "short",
            Self::Long => "long",
        };
        format!("{reach} {username}")
    }
}

/// Whose token of a reach a request shows.
pub(super) fn holder_of(
    world: &World,
    headers: &HeaderMap,
    reach: Reach,
) -> Result<String, Refusal> {
    let shown = header_of(headers, "token");
    if shown.is_empty() {
        return Err(Refusal::token("Header Token is required"));
    }
    match world.tokens.worth(PREFIX, shown, world.clock.now()) {
        Worth::Good(holder) => match holder.strip_prefix(&reach.holder("")) {
            Some(username) => Ok(username.to_owned()),
            None => Err(Refusal::token("Token invalid")),
        },
        Worth::Expired => Err(Refusal::token("Token invalid or expired")),
        Worth::Unknown => Err(Refusal::token("Token invalid")),
    }
}

/// A request with a good long token.
pub(super) struct Client {
    /// Whether its user is shown asterisks.
    pub(super) masked: bool,
}

impl FromRequestParts<Desk> for Client {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Refusal> {
        let username = holder_of(&desk.world(), &parts.headers, Reach::Long)?;
        Ok(Self {
            masked: username == MASKED,
        })
    }
}

/// A body of JSON.
pub(super) struct Payload(pub(super) Value);

impl FromRequest<Desk> for Payload {
    type Rejection = Refusal;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Refusal> {
        let kind = header_of(request.headers(), header::CONTENT_TYPE.as_str());
        if !kind.starts_with("application/json") {
            return Err(Refusal::field("Content-Type"));
        }
        let body = Bytes::from_request(request, desk).await;
        let read = body.ok().and_then(|b| serde_json::from_slice(&b).ok());
        read.map(Self).ok_or_else(|| Refusal::field("body"))
    }
}

impl Payload {
    /// The body, its fields and the length of its texts looked through.
    pub(super) fn read(&self, fields: &[Field]) -> Result<&Value, Refusal> {
        check(&self.0, fields, "").map_err(|c| Refusal::from(&c))?;
        shape::texts_fit(&self.0, "")?;
        Ok(&self.0)
    }
}

/// A text in a request, empty when there is none.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// A number in a request; nothing where there is none.
pub(super) fn number(value: &Value, name: &str) -> i64 {
    value[name].as_i64().unwrap_or_default()
}
