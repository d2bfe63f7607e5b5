//! `/api/v2/webhook`: who wants to hear what, and the calls that follow when the clock moves.
use super::desk::{Client, Desk, Own, Payload, text, texts};
use super::refusal::Refusal;
use super::shape::{HOOK, HOOK_EDIT};
use super::track::{Event, attempts, events, expected, picked_up};
use super::{PREFIX, SIGNATURE};
use crate::carriers::World;
use crate::carriers::ledger::Sale;
use crate::carriers::push::Push;
use axum::Json;
use axum::extract::{Path, State};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;
use std::collections::HashMap;

const TRACK: &str = "track_updated";
const MADE: &str = "shipment_created";
const TOPICS: &[&str] = &[TRACK, MADE, "shipment_recreated"];
/// Characters of a secret.
const SHORTEST: usize = 6;

/// Somebody who wants to hear.
pub(super) struct Hook {
    id: String,
    url: String,
    secret: String,
    topics: Vec<String>,
    active: bool,
    /// How many events of each shipment it need not be told, or was.
    told: HashMap<String, usize>,
}

impl Hook {
    fn shown(&self) -> Value {
        json!({
            "id": self.id,
            "url": self.url,
            "secret": self.secret,
            "topics": self.topics,
            "active": self.active,
        })
    }

    /// Takes over what a request says, which was looked through.
    fn take(&mut self, asked: &Value) -> Result<(), Refusal> {
        let given = |name: &str| !asked[name].is_null();
        if given("url") {
            let url = text(asked, "/url");
            if !url.starts_with("https://") && !url.starts_with("http://127.0.0.1:") {
                return Err(Refusal::bad(format!("url is not valid: {url}")));
            }
            url.clone_into(&mut self.url);
        }
        if given("secret") {
            let secret = text(asked, "/secret");
            if secret.chars().count() < SHORTEST {
                return Err(Refusal::bad("secret must have 6 to 30 characters"));
            }
            secret.clone_into(&mut self.secret);
        }
        if given("topics") {
            let topics = texts(&asked["topics"]);
            if let Some(odd) = topics.iter().find(|t| !TOPICS.contains(&t.as_str())) {
                return Err(Refusal::bad(format!("topics has an invalid value: {odd}")));
            }
            self.topics = topics;
        }
        if let Some(active) = asked["active"].as_bool() {
            self.active = active;
        }
        Ok(())
    }
}

pub(super) async fn list(State(desk): State<Desk>, _: Client) -> Json<Value> {
    Json(desk.own().hooks.iter().map(Hook::shown).collect())
}

/// From now on: what happened before is not told.
pub(super) async fn add(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(HOOK)?;
    let mut world = desk.world();
    let mut hook = Hook {
        id: format!("{:024x}", world.next_serial()),
        url: String::new(),
        secret: String::new(),
        topics: Vec::new(),
        active: true,
        told: HashMap::new(),
    };
    hook.take(&asked)?;
    let mut own = desk.own();
    hook.told = counts(&own, &world);
    let shown = hook.shown();
    own.hooks.push(hook);
    Ok(Json(shown))
}

pub(super) async fn edit(
    State(desk): State<Desk>,
    _: Client,
    Path(id): Path<String>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(HOOK_EDIT)?;
    let world = desk.world();
    let mut own = desk.own();
    let happened = counts(&own, &world);
    let hook = own.hooks.iter_mut().find(|hook| hook.id == id);
    let hook = hook.ok_or_else(|| Refusal::not_found(format!("Webhook {id} not found")))?;
    let rested = !hook.active;
    hook.take(&asked)?;
    if rested && hook.active {
        hook.told = happened;
    }
    Ok(Json(hook.shown()))
}

fn sales(world: &World) -> impl Iterator<Item = &Sale> {
    world.ledger.sales.iter().filter(|s| s.carrier == PREFIX)
}

/// How much happened to each shipment.
fn counts(own: &Own, world: &World) -> HashMap<String, usize> {
    let now = world.clock.now();
    sales(world)
        .map(|sale| (sale.shipment.clone(), events(own, sale, now).len()))
        .collect()
}

/// What is still to be told.
pub(super) struct Tellings {
    desk: Desk,
}

impl Tellings {
    pub(super) fn new(desk: &Desk) -> Self {
        Self { desk: desk.clone() }
    }

    /// A call for everything that somebody was not told yet.
    pub(super) fn due(&mut self, world: &World) -> Vec<Push> {
        let now = world.clock.now();
        let mut own = self.desk.own();
        let all: Vec<(&Sale, Vec<Event>)> = sales(world)
            .map(|sale| (sale, events(&own, sale, now)))
            .collect();
        let mut pushes = Vec::new();
        for hook in &mut own.hooks {
            for (sale, events) in &all {
                let told = hook.told.entry(sale.shipment.clone()).or_default();
                let fresh = *told..events.len();
                *told = (*told).max(events.len());
                if !hook.active {
                    continue;
                }
                for at in fresh {
                    let made = (at == 0).then(|| (MADE, created(sale)));
                    let moved = (TRACK, updated(sale, &events[..=at]));
                    let wanted = made
                        .into_iter()
                        .chain([moved])
                        .filter(|(topic, _)| hook.topics.iter().any(|t| t == topic));
                    pushes.extend(wanted.map(|(_, body)| {
                        let body = body.to_string();
                        Push {
                            carrier: PREFIX,
                            url: hook.url.clone(),
                            headers: vec![(SIGNATURE, signature(&hook.secret, &body))],
                            body,
                        }
                    }));
                }
            }
        }
        pushes
    }
}

/// HMAC-SHA256 of the body in hexadecimal digits.
fn signature(secret: &str, body: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a secret of any length is a key");
    mac.update(body.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

fn waybill(sale: &Sale) -> &str {
    sale.numbers().first().copied().unwrap_or_default()
}

fn created(sale: &Sale) -> Value {
    json!({
        "id": sale.shipment,
        "wbn": waybill(sale),
        "vendor": "EKART",
        "orderNumber": sale.references.first(),
        "channelId": format!("{:024x}", sale.sold_at.as_millisecond()),
    })
}

/// The last of what happened so far.
fn updated(sale: &Sale, events: &[Event]) -> Value {
    let Some(last) = events.last() else {
        return Value::Null;
    };
    let pickup = picked_up(events);
    json!({
        "ctime": last.at.as_millisecond(),
        "status": last.status,
        "location": last.place,
        "desc": last.words,
        "attempts": attempts(events).to_string(),
        "pickupTime": pickup.map_or(0, Timestamp::as_millisecond),
        "wbn": waybill(sale),
        "id": sale.shipment,
        "orderNumber": sale.references.first(),
        "edd": pickup.map_or(0, |_| expected(sale)),
    })
}
