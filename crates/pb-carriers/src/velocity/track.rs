//! Tracking: `POST /order-tracking`, with several airway bills in one call.

use super::answer::{granted, list, missing, text, words};
use super::host::{self, call};
use super::{status, time, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use jiff::Timestamp;
use pb_domain::{Account, Problem, TrackingEvent, TrackingStatus};
use serde_json::{Map, Value};

/// Numbers in one call. What is the most is not said; of a cancellation it is this.
const AT_ONCE: usize = 50;

pub(super) struct VelocityTracks;

#[async_trait]
impl Tracks for VelocityTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let request = request(cx.account, &[number])?;
        parse(&call(cx, "track", Effect::Asks, &request).await?, number)
    }

    fn at_once(&self) -> usize {
        AT_ONCE
    }

    async fn track_many(
        &self,
        cx: Cx<'_>,
        asked: &[(&BoughtRef, &str)],
    ) -> Vec<Result<TrackingStatus, Problem>> {
        let numbers: Vec<&str> = asked.iter().map(|(_, number)| *number).collect();
        let told = async {
            let request = request(cx.account, &numbers)?;
            tracks(&call(cx, "track", Effect::Asks, &request).await?)
        };
        match told.await {
            Ok(tracks) => numbers.iter().map(|n| of(&tracks, n)).collect(),
            Err(problem) => numbers.iter().map(|_| Err(problem.clone())).collect(),
        }
    }
}

pub(super) fn request(account: &Account, numbers: &[&str]) -> Result<Request, Problem> {
    let body = wire::Numbers { awbs: numbers };
    Ok(Request::post_json(
        host::url(account, "order-tracking")?,
        &body,
    ))
}

/// The tracks of an answer, by their numbers.
pub(super) fn tracks(answer: &Answer) -> Result<Map<String, Value>, Problem> {
    let mut told = granted(answer, Effect::Asks, "track")?;
    match told["result"].take() {
        Value::Object(tracks) => Ok(tracks),
        _ => Err(missing(Effect::Asks, "track").carrier("", words(&told))),
    }
}

pub(super) fn parse(answer: &Answer, number: &str) -> Result<TrackingStatus, Problem> {
    of(&tracks(answer)?, number)
}

/// One number's track. A number that is not there, or has no track, is not known, or not yet.
fn of(tracks: &Map<String, Value>, number: &str) -> Result<TrackingStatus, Problem> {
    let data = match tracks.get(number) {
        None | Some(Value::Null) => &Value::Null,
        Some(track) => &track["tracking_data"],
    };
    let entries = |name: &str| list(&data[name]).unwrap_or_default();
    let parcels = entries("shipment_track");
    let mut events: Vec<(Timestamp, TrackingEvent)> = entries("shipment_track_activities")
        .iter()
        .filter(|scan| !text(&scan["activity"]).is_empty())
        .map(event)
        .collect();
    events.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let events: Vec<TrackingEvent> = events.into_iter().map(|(_, event)| event).collect();
    let current = match text(&data["shipment_status"]) {
        none if none.is_empty() => parcels
            .first()
            .map(|parcel| text(&parcel["current_status"])),
        stated => Some(stated),
    };
    Ok(TrackingStatus {
        status: current.and_then(|words| status::meaning(&words)),
        expected: None,
        events,
    })
}

/// One scan. What has no time that can be read is older than the rest.
fn event(scan: &Value) -> (Timestamp, TrackingEvent) {
    let (date, words) = (text(&scan["date"]), text(&scan["activity"]));
    let at = time::scanned(&date);
    let event = TrackingEvent {
        at: at.map_or(date, |at| at.to_string()),
        status: status::meaning(&words),
        code: status::key(&words),
        text: words,
        location: text(&scan["location"]),
    };
    (at.unwrap_or(Timestamp::MIN), event)
}
