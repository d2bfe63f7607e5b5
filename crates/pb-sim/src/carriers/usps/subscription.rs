//! `POST /subscriptions-tracking/v3/subscriptions` (and `v3r2`), and the signed notices that follow when the clock
//! moves.
use super::desk::{Client, Desk, Payload, text};
use super::refusal::Refusal;
use super::shape::SUBSCRIPTION;
use super::{MID, PREFIX, track};
use crate::carriers::World;
use crate::carriers::push::Push;
use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;
use uuid::Uuid;

/// Addresses that a business may have.
const MOST: usize = 10;
/// Shortest secret.
const SECRET: usize = 32;

/// What somebody wants to hear of.
pub(super) struct Subscription {
    id: String,
    listener: String,
    secret: String,
    /// One parcel; all of the Mailer ID where none.
    number: Option<String>,
    since: Timestamp,
}

pub(super) async fn create(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read(SUBSCRIPTION)?;
    let filter = &request["filterProperties"];
    let number = match (text(filter, "/MID"), text(filter, "/trackingNumber")) {
        (mid, "") if mid == MID => None,
        ("", number) if !number.is_empty() => Some(number.to_owned()),
        _ => {
            let words = "filterProperties is either the business's MID or a trackingNumber";
            return Err(Refusal::bad("400", words).about("filterProperties"));
        }
    };
    let secret = text(request, "/secret");
    if secret.chars().count() < SECRET {
        let words = format!("The secret has less than {SECRET} characters");
        return Err(Refusal::bad("400", words).about("secret"));
    }
    let world = desk.world();
    let mut own = desk.own();
    let listener = text(request, "/listenerURL");
    let same = own
        .subscriptions
        .iter()
        .find(|s| s.listener == listener && s.number == number);
    if let Some(same) = same {
        let words = format!("A subscription already exists: subscriptionId {}", same.id);
        return Err(Refusal::bad("400", words));
    }
    if own.subscriptions.len() >= MOST {
        return Err(Refusal::bad("400", "There are ten listener URLs already"));
    }
    let id = Uuid::new_v4().to_string();
    own.subscriptions.push(Subscription {
        id: id.clone(),
        listener: listener.to_owned(),
        secret: secret.to_owned(),
        number,
        since: world.clock.now(),
    });
    Ok(Json(json!({
        "subscriptionId": id,
        "listenerURL": listener,
        "filterProperties": filter,
    })))
}

/// What is still to be told.
pub(super) struct News {
    desk: Desk,
    told_until: Option<Timestamp>,
}

impl News {
    pub(super) fn new(desk: &Desk) -> Self {
        Self {
            desk: desk.clone(),
            told_until: None,
        }
    }

    /// A notice for every parcel that something happened to since the last look, to who subscribed before it happened.
    pub(super) fn due(&mut self, world: &World) -> Vec<Push> {
        let now = world.clock.now();
        let last = self.told_until.replace(now).unwrap_or(Timestamp::MIN);
        let own = self.desk.own();
        let mut pushes = Vec::new();
        for sale in world.ledger.sales.iter().filter(|s| s.carrier == PREFIX) {
            for parcel in &sale.parcels {
                let scans = sale.scans(parcel, now);
                let Some(newest) = scans.last().filter(|scan| scan.at > last) else {
                    continue;
                };
                let mine = |s: &&Subscription| {
                    let number = s.number.as_ref();
                    newest.at > s.since && number.is_none_or(|n| *n == parcel.number)
                };
                for subscription in own.subscriptions.iter().filter(mine) {
                    let payload = track::tracked(world, sale, parcel).to_string();
                    pushes.push(subscription.notice(now, &payload));
                }
            }
        }
        pushes
    }
}

impl Subscription {
    fn notice(&self, now: Timestamp, payload: &str) -> Push {
        let timestamp = now.to_string();
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes())
            .expect("an HMAC takes a key of any length");
        mac.update(timestamp.as_bytes());
        mac.update(payload.as_bytes());
        let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
        Push {
            carrier: PREFIX,
            url: self.listener.clone(),
            headers: vec![("x-hmac", signature)],
            body: json!({
                "subscriptionId": self.id,
                "timestamp": timestamp,
                "payload": payload,
            })
            .to_string(),
        }
    }
}
