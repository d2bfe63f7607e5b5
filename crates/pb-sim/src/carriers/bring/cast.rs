//! Event Cast: subscriptions to one number each, and the calls that follow when the clock moves.
use super::desk::{Desk, User, json_of, many, text};
use super::refusal;
use super::shape::{EVENT_GROUPS, WEBHOOK};
use super::track::word;
use super::{PREFIX, UID};
use crate::carriers::World;
use crate::carriers::course::Scan;
use crate::carriers::ledger::Sale;
use crate::carriers::push::Push;
use crate::carriers::schema::check;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// How long a subscription lives.
const LIFETIME: Duration = Duration::from_secs(30 * 86_400);
/// Characters of all headers together.
const HEADERS: usize = 1_024;
/// How many are listed, when nothing is said and at most.
const LISTED: usize = 10_000;
const LISTED_MOST: usize = 150_000;

/// A subscription.
pub(super) struct Webhook {
    id: Uuid,
    number: String,
    events: Vec<String>,
    url: String,
    headers: Vec<(&'static str, String)>,
    since: Timestamp,
    until: Timestamp,
}

pub(super) async fn create(
    State(desk): State<Desk>,
    _: User,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let bad = |words: &str| refusal::cast(StatusCode::BAD_REQUEST, words);
    let request = match json_of(&headers, &body) {
        Ok(request) => request,
        Err(words) => return bad(&words),
    };
    if let Err(complaint) = check(&request, WEBHOOK, "") {
        return bad(&refusal::words(&complaint));
    }
    let events: Vec<String> = many(&request, "/event_groups")
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if let Some(event) = events.iter().find(|e| !EVENT_GROUPS.contains(&e.as_str())) {
        return bad(&format!("There is no event group {event}"));
    }
    let configuration = &request["configuration"];
    let url = text(configuration, "/url");
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return bad("The url is not valid");
    }
    let own_headers = match headers_of(configuration) {
        Ok(headers) => headers,
        Err(words) => return bad(&words),
    };
    let now = desk.world().clock.now();
    let mut own = desk.own();
    own.webhooks.retain(|webhook| webhook.until > now);
    let number = text(&request, "/trackingId");
    let same = |w: &Webhook| w.number == number && w.events == events && w.url == url;
    if own.webhooks.iter().any(same) {
        return refusal::cast(
            StatusCode::CONFLICT,
            "Webhook of similar subscription already exists",
        );
    }
    let webhook = Webhook {
        id: Uuid::new_v4(),
        number: number.to_owned(),
        events,
        url: url.to_owned(),
        headers: own_headers,
        since: now,
        until: now.checked_add(LIFETIME).unwrap_or(Timestamp::MAX),
    };
    let shown = webhook.shown();
    own.webhooks.push(webhook);
    (StatusCode::CREATED, Json(shown)).into_response()
}

/// Headers of the subscriber's own.
fn headers_of(configuration: &Value) -> Result<Vec<(&'static str, String)>, String> {
    let mut all = 0;
    let mut headers = Vec::new();
    for header in many(configuration, "/headers") {
        let (key, value) = (text(header, "/key"), text(header, "/value"));
        all += key.len() + value.len() + 2;
        if key.parse::<HeaderName>().is_err() {
            return Err(format!("{key} is not the name of a header"));
        }
        headers.push((kept(key), value.to_owned()));
    }
    match all > HEADERS {
        true => Err(format!("The headers have more than {HEADERS} characters")),
        false => Ok(headers),
    }
}

/// A header's name for as long as the program runs, which is what a call's are: few subscribers have many.
fn kept(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(name) = names.get(name) {
        return name;
    }
    let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(name);
    name
}

pub(super) async fn list(
    State(desk): State<Desk>,
    _: User,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let limit = match query.get("limit").map(|limit| limit.parse::<usize>()) {
        None => LISTED,
        Some(Ok(limit)) if limit <= LISTED_MOST => limit,
        Some(_) => return refusal::cast(StatusCode::BAD_REQUEST, "The limit is not valid"),
    };
    let now = desk.world().clock.now();
    let own = desk.own();
    let alive = own.webhooks.iter().filter(|w| w.until > now);
    let shown: Vec<Value> = alive.take(limit).map(Webhook::shown).collect();
    Json(shown).into_response()
}

pub(super) async fn show(State(desk): State<Desk>, _: User, Path(id): Path<String>) -> Response {
    let now = desk.world().clock.now();
    let own = desk.own();
    let is_it = |w: &&Webhook| w.id.to_string() == id && w.until > now;
    match own.webhooks.iter().find(is_it) {
        Some(webhook) => Json(webhook.shown()).into_response(),
        None => refusal::cast(StatusCode::NOT_FOUND, "There is no such webhook"),
    }
}

pub(super) async fn delete(State(desk): State<Desk>, _: User, Path(id): Path<String>) -> Response {
    let mut own = desk.own();
    let before = own.webhooks.len();
    own.webhooks.retain(|w| w.id.to_string() != id);
    match own.webhooks.len() < before {
        true => StatusCode::NO_CONTENT.into_response(),
        false => refusal::cast(StatusCode::NOT_FOUND, "There is no such webhook"),
    }
}

/// UTC, the distance from it without a colon.
fn written(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%dT%H:%M:%S+0000")
        .to_string()
}

impl Webhook {
    /// The values of headers are shown to nobody.
    fn shown(&self) -> Value {
        let keys: Vec<Value> = self
            .headers
            .iter()
            .map(|(key, _)| json!({ "key": key }))
            .collect();
        json!({
            "id": self.id,
            "authenticator": UID,
            "trackingId": self.number,
            "event_groups": self.events,
            "configuration": {
                "url": self.url, "content_type": "application/json", "headers": keys,
            },
            "created": written(self.since),
            "expiry": written(self.until),
        })
    }

    fn is_about(&self, sale: &Sale, number: &str, scan: Scan) -> bool {
        let mine = self.number == number || self.number == sale.shipment;
        let wanted = self.events.iter().any(|e| e == word(scan.stage).0);
        mine && wanted && scan.at > self.since && scan.at <= self.until
    }
}

/// What is still to be told.
pub(super) struct Casts {
    desk: Desk,
    told_until: Option<Timestamp>,
}

impl Casts {
    pub(super) fn new(desk: &Desk) -> Self {
        Self {
            desk: desk.clone(),
            told_until: None,
        }
    }

    /// A call for everything that happened since the last look, to a parcel that somebody subscribed to before
    /// it happened.
    pub(super) fn due(&mut self, world: &World) -> Vec<Push> {
        let now = world.clock.now();
        let last = self.told_until.replace(now).unwrap_or(Timestamp::MIN);
        let own = self.desk.own();
        let mut pushes = Vec::new();
        for sale in world.ledger.sales.iter().filter(|s| s.carrier == PREFIX) {
            for parcel in &sale.parcels {
                let scans = sale.scans(parcel, now).into_iter();
                for scan in scans.filter(|scan| scan.at > last) {
                    let told = own
                        .webhooks
                        .iter()
                        .filter(|w| w.is_about(sale, &parcel.number, scan));
                    pushes.extend(told.map(|w| push(w, sale, &parcel.number, scan, now)));
                }
            }
        }
        pushes
    }
}

fn push(webhook: &Webhook, sale: &Sale, number: &str, scan: Scan, now: Timestamp) -> Push {
    let body = json!({
        "status": word(scan.stage).0,
        "id": webhook.id,
        "shipment": sale.shipment,
        "package": number,
        "created": written(scan.at),
        "pushed": written(now),
    });
    let mut headers = vec![
        (
            "user-agent",
            "Bringcast-Webhook/v1.0.34-SNAPSHOT".to_owned(),
        ),
        ("x-bring-application", "BMEC".to_owned()),
        (
            "x-bring-correlation",
            webhook.id.simple().to_string()[..6].to_owned(),
        ),
        ("x-bring-version", "v1".to_owned()),
    ];
    headers.extend(webhook.headers.iter().cloned());
    Push {
        carrier: PREFIX,
        url: webhook.url.clone(),
        headers,
        body: body.to_string(),
    }
}
