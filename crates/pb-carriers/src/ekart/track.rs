//! Tracking: `GET /api/v1/track/{tracking id}`, which anybody may ask.

use super::answer::{NOT_FOUND, missing, object, stated, text};
use super::host::{self, call_openly};
use super::{ship, status, time};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use jiff::Timestamp;
use pb_domain::{Account, Problem, TrackingEvent, TrackingStatus};
use serde_json::Value;

pub(super) struct EkartTracks;

#[async_trait]
impl Tracks for EkartTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        bought: &BoughtRef,
        _: &str,
    ) -> Result<TrackingStatus, Problem> {
        let id = ship::id_of(bought);
        let request = request(cx.account, id)?;
        parse(&call_openly(cx, "track", &request).await?, id)
    }
}

pub(super) fn request(account: &Account, id: &str) -> Result<Request, Problem> {
    let path = ["api", "v1", "track", id];
    Ok(Request::get(host::url(account, &path)?))
}

/// What Ekart knows of a shipment; `None` where it knows nothing of the number.
pub(super) fn tracked(answer: &Answer, id: &str) -> Result<Option<Value>, Problem> {
    if answer.status == 404 && stated(answer).is_some_and(|said| said.code == NOT_FOUND) {
        return Ok(None);
    }
    let told = object(answer, Effect::Asks)?;
    let named = text(&told["_id"]);
    match &told["track"] {
        Value::Object(track) if named.is_empty() || named == id => {
            if track.get("status").map(text).unwrap_or_default().is_empty() {
                return Err(missing(Effect::Asks, "status"));
            }
            Ok(Some(told))
        }
        // A number without a track is one that is not known.
        Value::Null if named == id => Ok(None),
        _ => Err(missing(Effect::Asks, "track of that number")),
    }
}

pub(super) fn parse(answer: &Answer, id: &str) -> Result<TrackingStatus, Problem> {
    let Some(told) = tracked(answer, id)? else {
        return Ok(TrackingStatus {
            status: None,
            expected: None,
            events: Vec::new(),
        });
    };
    let track = &told["track"];
    let details: Vec<&Value> = match &track["details"] {
        Value::Array(details) => details.iter().collect(),
        one @ Value::Object(_) => vec![one],
        _ => Vec::new(),
    };
    let mut events: Vec<(i64, TrackingEvent)> = details
        .into_iter()
        .filter(|detail| !text(&detail["status"]).is_empty())
        .map(timed)
        .collect();
    if events.is_empty() {
        events.push(timed(track));
    }
    events.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(TrackingStatus {
        status: event(track).status,
        expected: time::day_of(&told["edd"]),
        events: events.into_iter().map(|(_, event)| event).collect(),
    })
}

fn timed(detail: &Value) -> (i64, TrackingEvent) {
    let at = time::read(&detail["ctime"]).map_or(0, Timestamp::as_millisecond);
    (at, event(detail))
}

/// One scan, as tracking and webhooks have it.
pub(super) fn event(scan: &Value) -> TrackingEvent {
    let (code, reason) = (text(&scan["status"]), text(&scan["ndrStatus"]));
    let words = text(&scan["desc"]);
    TrackingEvent {
        at: time::shown(&scan["ctime"]),
        status: status::meaning(&code, &reason),
        text: match (words.as_str(), reason.as_str()) {
            (_, "") => words,
            ("", _) => reason,
            (words, reason) => format!("{reason}: {words}"),
        },
        code,
        location: text(&scan["location"]),
    }
}
