//! Unified Push: a subscription, the secret that proves its address, and then news as they happen.
use super::PREFIX;
use super::desk::{App, Desk, Payload};
use super::refusal::Refusal;
use super::shape::SUBSCRIPTION;
use super::track::{OURS, SERVICES, kind, shipment};
use crate::carriers::World;
use crate::carriers::dhl::{header_of, list, text};
use crate::carriers::push::Push;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

const EVENTS: &[&str] = &["Transit", "Delivered", "Pre-Transit", "Failure", "Unknown"];

/// A subscription.
pub(super) struct Subscription {
    id: String,
    secret: String,
    url: String,
    token: String,
    events: Vec<String>,
    numbers: Vec<String>,
    /// Whether its address was told the secret, and showed it back.
    told: bool,
    active: bool,
    /// How many scans of each parcel were told of.
    sent: BTreeMap<String, usize>,
}

impl Subscription {
    fn push(&self, message: &Value) -> Push {
        Push {
            carrier: PREFIX,
            url: self.url.clone(),
            headers: vec![("x-packbench-token", self.token.clone())],
            body: message.to_string(),
        }
    }

    fn message(&self, scope: &str) -> Value {
        json!({
            "self": format!("https://api-eu.dhl.com/tracking/push/v1/subscription/{}", self.id),
            "scope": scope,
        })
    }
}

pub(super) async fn subscribe(
    State(desk): State<Desk>,
    _: App,
    payload: Payload,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let body = payload.read(SUBSCRIPTION)?;
    let texts = |path: &str| -> Vec<String> {
        let all = list(body, path).iter().filter_map(Value::as_str);
        all.map(str::to_owned).collect()
    };
    let events = texts("/events");
    if let Some(event) = events.iter().find(|e| !EVENTS.contains(&e.as_str())) {
        return Err(Refusal::new(400, format!("events: {event} is not known.")));
    }
    let service = text(body, "/service");
    if !SERVICES.contains(&service) {
        return Err(Refusal::new(
            400,
            format!("service: {service} is not known."),
        ));
    }
    if service != OURS {
        return Err(Refusal::new(
            403,
            format!("service: {service} is not open to this app."),
        ));
    }
    let header = text(body, "/hook/authentication/header");
    // Calls that are made here have headers that are known beforehand.
    if !["", "x-packbench-token"].contains(&header) {
        return Err(Refusal::new(
            400,
            format!("header: {header} is not sent here."),
        ));
    }
    let id = Uuid::new_v4().to_string();
    desk.own().subscriptions.push(Subscription {
        id: id.clone(),
        secret: Uuid::new_v4().simple().to_string(),
        url: text(body, "/hook/uri").to_owned(),
        token: text(body, "/hook/authentication/token").to_owned(),
        events,
        numbers: texts("/shipmentIDs"),
        told: false,
        active: false,
        sent: BTreeMap::new(),
    });
    Ok((StatusCode::ACCEPTED, Json(json!({ "subscriptionId": id }))))
}

pub(super) async fn activate(
    State(desk): State<Desk>,
    _: App,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    let secret = header_of(&headers, "dhl-api-hook-secret").to_owned();
    let mut own = desk.own();
    let found = own.subscriptions.iter_mut().find(|s| s.id == id);
    let found = found.ok_or_else(|| Refusal::new(404, "There is no such subscription."))?;
    if found.secret != secret {
        return Err(Refusal::new(403, "The secret is another one."));
    }
    found.active = true;
    Ok(StatusCode::NO_CONTENT)
}

/// What there is to tell.
pub(super) struct Pushes {
    desk: Desk,
}

impl Pushes {
    pub(super) fn new(desk: &Desk) -> Self {
        Self { desk: desk.clone() }
    }

    /// The secret to a new address, and what happened since the last time to one that showed it.
    pub(super) fn due(&mut self, world: &World) -> Vec<Push> {
        let now = world.clock.now();
        let mut own = self.desk.own();
        let mut pushes = Vec::new();
        for subscription in &mut own.subscriptions {
            if !subscription.told {
                subscription.told = true;
                let mut message = subscription.message("subscription.validate");
                message["secret"] = json!(subscription.secret);
                pushes.push(subscription.push(&message));
            }
            if !subscription.active {
                continue;
            }
            for number in subscription.numbers.clone() {
                let Some(sale) = world.ledger.numbered(PREFIX, &number) else {
                    continue;
                };
                let Some(parcel) = sale.parcels.first() else {
                    continue;
                };
                let scans = sale.scans(parcel, now);
                let before = subscription.sent.get(&number).copied().unwrap_or(0);
                for scan in scans.iter().skip(before) {
                    if subscription.events.iter().any(|e| e == kind(scan.stage)) {
                        let mut message = subscription.message("subscription.push");
                        message["shipments"] = json!([shipment(sale, parcel, scan.at)]);
                        pushes.push(subscription.push(&message));
                    }
                }
                subscription.sent.insert(number, scans.len());
            }
        }
        pushes
    }
}
