//! Track Alert v2: subscriptions, and the calls that follow when the clock moves.
use super::desk::{Client, Desk, Payload, is_account, text, transaction};
use super::refusal::Refusal;
use super::shape::{ACCOUNT_SUBSCRIPTION, SUBSCRIPTION, other_code};
use super::track::{Status, place};
use super::{CLIENT_ID, PREFIX, number, transit};
use crate::carriers::World;
use crate::carriers::course::{Course, Scan, Stage};
use crate::carriers::ledger::Sale;
use crate::carriers::push::Push;
use crate::carriers::schema::check;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::time::Duration;

/// How long a subscription lives.
const LIFETIME: Duration = Duration::from_secs(14 * 86_400);
/// Numbers in one request.
const MOST: usize = 100;

/// What somebody wants to hear of.
pub(super) struct Subscription {
    what: What,
    /// Types of status; all when empty.
    events: Vec<String>,
    /// From when on, and until when.
    since: Timestamp,
    until: Timestamp,
}

enum What {
    Parcel(String),
    Account(String),
}

pub(super) async fn packages(
    State(desk): State<Desk>,
    _: Client,
    headers: HeaderMap,
    Path(kind): Path<String>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    transaction(&headers)?;
    is_kind(&kind)?;
    let request = &payload.0;
    check(request, SUBSCRIPTION, "").map_err(|c| Refusal::field(&c, other_code(&c.path)))?;
    let world = desk.world();
    if !world.webhooks.contains_key(PREFIX) {
        return Err(Refusal::bad("VSS500", "No URL is set for this client"));
    }
    let numbers = texts(&request["trackingNumberList"]);
    if numbers.len() > MOST {
        let words = format!("trackingNumberList has more than {MOST} numbers");
        return Err(Refusal::bad("VSS220", words));
    }
    let (valid, invalid): (Vec<String>, Vec<String>) =
        numbers.into_iter().partition(|n| number::is_number(n));
    let since = world.clock.now();
    let mut own = desk.own();
    for number in &valid {
        own.subscriptions.push(Subscription {
            what: What::Parcel(number.clone()),
            events: texts(&request["eventPreferences"]),
            since,
            until: since.checked_add(LIFETIME).unwrap_or(Timestamp::MAX),
        });
    }
    Ok(Json(
        json!({ "validTrackingNumbers": valid, "invalidTrackingNumbers": invalid }),
    ))
}

pub(super) async fn account(
    State(desk): State<Desk>,
    _: Client,
    headers: HeaderMap,
    Path(kind): Path<String>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    transaction(&headers)?;
    is_kind(&kind)?;
    let account = account_of(&payload.0)?;
    let world = desk.world();
    if !world.webhooks.contains_key(PREFIX) {
        return Err(Refusal::bad("VSS500", "No URL is set for this client"));
    }
    desk.own().subscriptions.push(Subscription {
        what: What::Account(account.clone()),
        events: texts(&payload.0["eventPreferences"]),
        since: world.clock.now(),
        until: Timestamp::MAX,
    });
    Ok(Json(
        json!({ "shipperAccountNumber": account, "status": "subscribed" }),
    ))
}

pub(super) async fn no_account(
    State(desk): State<Desk>,
    _: Client,
    headers: HeaderMap,
    Path(kind): Path<String>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    transaction(&headers)?;
    is_kind(&kind)?;
    let account = account_of(&payload.0)?;
    let mut own = desk.own();
    let before = own.subscriptions.len();
    let is_it = |s: &Subscription| matches!(&s.what, What::Account(number) if *number == account);
    own.subscriptions.retain(|s| !is_it(s));
    if own.subscriptions.len() == before {
        return Err(Refusal::bad("10006", "The account has no subscription"));
    }
    Ok(Json(
        json!({ "shipperAccountNumber": account, "status": "unsubscribed" }),
    ))
}

fn account_of(request: &Value) -> Result<String, Refusal> {
    check(request, ACCOUNT_SUBSCRIPTION, "")
        .map_err(|c| Refusal::field(&c, other_code(&c.path)))?;
    let account = text(request, "/shipperAccountNumber");
    match is_account(account) {
        true => Ok(account.to_owned()),
        false => Err(Refusal::bad(
            "10006",
            "shipperAccountNumber is not the client's",
        )),
    }
}

fn is_kind(kind: &str) -> Result<(), Refusal> {
    match kind {
        "standard" | "enhanced" => Ok(()),
        _ => Err(Refusal::bad(
            "10006",
            format!("There is no subscription {kind}"),
        )),
    }
}

fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What is still to be told.
pub(super) struct Alerts {
    desk: Desk,
    told_until: Option<Timestamp>,
}

impl Alerts {
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
        let Some(webhook) = world.webhooks.get(PREFIX) else {
            return Vec::new();
        };
        let own = self.desk.own();
        let mut pushes = Vec::new();
        for sale in world.ledger.sales.iter().filter(|s| s.carrier == PREFIX) {
            for parcel in &sale.parcels {
                let scans = sale.scans(parcel, now).into_iter();
                for scan in scans.filter(|scan| scan.at > last) {
                    let wanted = own
                        .subscriptions
                        .iter()
                        .any(|s| s.is_about(sale, &parcel.number, scan));
                    if wanted {
                        pushes.push(Push {
                            carrier: PREFIX,
                            url: webhook.url.clone(),
                            headers: vec![
                                ("credential", webhook.credential.clone()),
                                ("x-api-key", CLIENT_ID.to_owned()),
                                ("user-agent", "UPSPubSubTrackingService".to_owned()),
                            ],
                            body: event(sale, &parcel.number, scan).to_string(),
                        });
                    }
                }
            }
        }
        pushes
    }
}

impl Subscription {
    fn is_about(&self, sale: &Sale, number: &str, scan: Scan) -> bool {
        let mine = match &self.what {
            What::Parcel(wanted) => wanted == number,
            What::Account(account) => {
                text(&sale.asked, "/Shipment/Shipper/ShipperNumber") == account
            }
        };
        let kind = Status::of(scan.stage).kind;
        let wanted = self.events.is_empty() || self.events.iter().any(|e| e == kind);
        mine && wanted && scan.at > self.since && scan.at <= self.until
    }
}

fn event(sale: &Sale, number: &str, scan: Scan) -> Value {
    let status = Status::of(scan.stage);
    let address = place(sale, scan.stage);
    let (local, gmt) = (transit::local(scan.at), scan.at.to_zoned(TimeZone::UTC));
    let expected = transit::local(Course::expected(sale.sold_at));
    let delivered = scan.stage == Stage::Delivered;
    let mut event = json!({
        "trackingNumber": number,
        "localActivityDate": local.strftime("%Y%m%d").to_string(),
        "localActivityTime": local.strftime("%H%M%S").to_string(),
        "activityLocation": {
            "city": text(address, "/City"),
            "stateProvince": text(address, "/StateProvinceCode"),
            "postalCode": text(address, "/PostalCode"),
            "country": text(address, "/CountryCode"),
        },
        "activityStatus": {
            "type": status.kind,
            "code": status.code,
            "description": status.words,
            "descriptionCode": status.number,
        },
        "scheduledDeliveryDate": expected.strftime("%Y%m%d").to_string(),
        "actualDeliveryDate": "",
        "actualDeliveryTime": "",
        "gmtActivityDate": gmt.strftime("%Y%m%d").to_string(),
        "gmtActivityTime": gmt.strftime("%H%M%S").to_string(),
        "gmtOffset": "-05:00",
    });
    if delivered {
        event["actualDeliveryDate"] = event["localActivityDate"].clone();
        event["actualDeliveryTime"] = event["localActivityTime"].clone();
        event["receivedBy"] = text(&sale.asked, "/Shipment/ShipTo/Name")
            .to_uppercase()
            .into();
    }
    event
}
