//! Tracking: `GET /track/shipments`, one number a call.
//!
//! Times come without a zone, and are Germany's.

use super::status::{self, Meaning, meaning};
use super::{WHO, call, read, url};
use crate::dhl::answer::{missing, object, stated, words};
use crate::dhl::wire::{list, text};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use pb_domain::{Account, Problem, TrackingEvent, TrackingStatus};
use serde_json::Value;

/// The division that is asked.
pub(super) const SERVICE: &str = "parcel-de";
const ZONE: &str = "Europe/Berlin";

pub(in crate::dhl) struct UnifiedTracks;

#[async_trait]
impl Tracks for UnifiedTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let request = request(cx.account, number)?;
        parse(
            &call(cx, "track", Effect::Asks, &request, None).await?,
            number,
        )
    }
}

pub(in crate::dhl) fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    let mut url = url(account, &["track", "shipments"])?;
    url.query_pairs_mut()
        .append_pair("trackingNumber", number)
        .append_pair("service", SERVICE)
        .append_pair("language", "en");
    Ok(Request::get(url))
}

pub(in crate::dhl) fn parse(answer: &Answer, number: &str) -> Result<TrackingStatus, Problem> {
    let knows_none = answer.status == 404 && object(answer).ok().and_then(|v| stated(&v)).is_some();
    if knows_none {
        return Ok(TrackingStatus {
            status: None,
            expected: None,
            events: Vec::new(),
        });
    }
    let tracked = read(answer)?;
    let shipments = list(&tracked["shipments"]);
    let is_it = |shipment: &&Value| text(&shipment["id"]).eq_ignore_ascii_case(number);
    let shipment = match shipments.iter().find(is_it) {
        Some(shipment) => shipment,
        // One under a number of another kind is the one that was asked for.
        None => match shipments {
            [one] if text(&one["id"]).is_empty() && one["status"].is_object() => one,
            _ => return Err(missing(Effect::Asks, WHO, "shipment of that number")),
        },
    };
    let mut events: Vec<(TrackingEvent, Meaning)> = list(&shipment["events"])
        .iter()
        .map(|e| (event(e), means(e)))
        .collect();
    // Newest first, whatever comes; those of one second stay as they came.
    events.sort_by_key(|(event, _)| std::cmp::Reverse(moment(&event.at)));
    let meanings: Vec<Meaning> = events.iter().map(|(_, meaning)| *meaning).collect();
    Ok(TrackingStatus {
        status: status::current(means(&shipment["status"]), &meanings),
        expected: expected(shipment),
        events: events.into_iter().map(|(event, _)| event).collect(),
    })
}

/// When it is expected, as DHL wrote it.
pub(super) fn expected(shipment: &Value) -> Option<String> {
    let frame = &shipment["estimatedDeliveryTimeFrame"];
    [
        &shipment["estimatedTimeOfDelivery"],
        &frame["estimatedThrough"],
        &frame["estimatedFrom"],
    ]
    .into_iter()
    .map(text)
    .find(|at| !at.is_empty())
}

fn means(event: &Value) -> Meaning {
    meaning(
        &text(&event["statusCode"]),
        &text(&event["status"]),
        &said(event),
    )
}

/// Its words: the description, else the status.
fn said(event: &Value) -> String {
    match text(&event["description"]) {
        none if none.is_empty() => text(&event["status"]),
        words => words,
    }
}

/// What happened.
pub(super) fn event(event: &Value) -> TrackingEvent {
    let address = &event["location"]["address"];
    let place: Vec<String> = [&address["addressLocality"], &address["countryCode"]]
        .into_iter()
        .map(text)
        .filter(|part| !part.is_empty())
        .collect();
    let (word, code) = (text(&event["statusCode"]), text(&event["status"]));
    let is_code = code.len() == 5 && code.bytes().all(|b| b.is_ascii_uppercase());
    TrackingEvent {
        at: at(&text(&event["timestamp"])),
        status: means(event).status(),
        code: if is_code { code } else { word },
        text: words(&said(event)),
        location: place.join(", "),
    }
}

/// RFC 3339; as it came where it cannot be read.
fn at(stamp: &str) -> String {
    if stamp.parse::<Timestamp>().is_ok() {
        return stamp.to_owned();
    }
    let local = || {
        let local: DateTime = stamp.parse().ok()?;
        let there = local.to_zoned(TimeZone::get(ZONE).ok()?).ok()?;
        Some(there.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    };
    local().unwrap_or_else(|| stamp.to_owned())
}

fn moment(at: &str) -> Timestamp {
    at.parse().unwrap_or(Timestamp::MIN)
}
