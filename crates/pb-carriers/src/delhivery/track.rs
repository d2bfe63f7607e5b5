//! Tracking: `GET /api/v1/packages/json/`, fifty numbers a call.
//!
//! Times are Indian and say so nowhere. What is not found is an answer: nothing is known of it.

use super::answer::{missing, no, object, stated};
use super::host::{self, call};
use super::{status, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use jiff::civil::DateTime;
use pb_domain::{Account, Problem, TrackingEvent, TrackingStatus};
use serde_json::Value;

const PATH: &str = "api/v1/packages/json/";
/// Numbers in one question.
const AT_ONCE: usize = 50;
/// Words that say that nothing is known.
const NOT_FOUND: &[&str] = &["no such waybill", "data does not exist"];

pub(super) struct DelhiveryTracks;

#[async_trait]
impl Tracks for DelhiveryTracks {
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
        let answer = async {
            let request = request(cx.account, &numbers)?;
            shipments(&call(cx, "track", Effect::Asks, &request).await?)
        };
        let tracked = answer.await;
        numbers
            .iter()
            .map(|number| match &tracked {
                Ok(tracked) => Ok(of(tracked, number)),
                Err(problem) => Err(problem.clone()),
            })
            .collect()
    }
}

pub(super) fn request(account: &Account, numbers: &[&str]) -> Result<Request, Problem> {
    let mut url = host::url(account, PATH)?;
    url.query_pairs_mut()
        .append_pair("waybill", &numbers.join(","))
        .append_pair("ref_ids", "");
    Ok(Request::get(url))
}

/// The parcels of an answer; none where Delhivery knows none of them.
pub(super) fn shipments(answer: &Answer) -> Result<Vec<wire::Tracked>, Problem> {
    // Not to be found may have a status of its own.
    let words = super::answer::said(answer);
    if is_not_found(&words) && answer.status < 500 {
        return Ok(Vec::new());
    }
    let value = object(answer, Effect::Asks)?;
    match value.get("ShipmentData") {
        Some(Value::Array(data)) if !data.is_empty() => {
            let data = data.iter().cloned().map(wire::entry::<wire::Shipped>);
            let tracked: Vec<wire::Tracked> = data.map(|d| d.shipment).collect();
            // A parcel without its number is nobody's.
            if tracked.iter().all(|t| t.number.is_empty()) {
                return Err(missing(Effect::Asks, "waybill number"));
            }
            Ok(tracked)
        }
        Some(Value::Array(_)) => Ok(Vec::new()),
        _ => Err(match stated(&value).as_str() {
            "" => missing(Effect::Asks, "track"),
            words => no(words),
        }),
    }
}

fn is_not_found(words: &str) -> bool {
    let words = words.to_lowercase();
    NOT_FOUND.iter().any(|known| words.contains(known))
}

pub(super) fn parse(answer: &Answer, number: &str) -> Result<TrackingStatus, Problem> {
    Ok(of(&shipments(answer)?, number))
}

/// Where one of the parcels stands.
fn of(tracked: &[wire::Tracked], number: &str) -> TrackingStatus {
    let Some(parcel) = tracked.iter().find(|t| t.number == number) else {
        return TrackingStatus {
            status: None,
            expected: None,
            events: Vec::new(),
        };
    };
    let expected = [&parcel.expected, &parcel.promised];
    TrackingStatus {
        status: status::current(parcel),
        expected: expected.into_iter().find_map(|text| day(text)),
        events: events(parcel),
    }
}

/// The scans, newest first; the status alone where there are none.
fn events(parcel: &wire::Tracked) -> Vec<TrackingEvent> {
    let scans = parcel.scans.iter().map(|scan| {
        let scan = &scan.detail;
        event(
            (&scan.at, &scan.place),
            (&scan.kind, &scan.scan, &scan.code),
            &scan.words,
        )
    });
    let mut events: Vec<TrackingEvent> = scans.collect();
    if events.is_empty() && !parcel.status.status.is_empty() {
        events.push(status_event(&parcel.status, &parcel.status.code));
    }
    events.sort_by(|a, b| b.at.cmp(&a.at));
    events
}

/// Where it stands as something that happened.
pub(super) fn status_event(status: &wire::Status, code: &str) -> TrackingEvent {
    event(
        (&status.at, &status.place),
        (&status.kind, &status.status, code),
        &status.words,
    )
}

fn event(
    (at, place): (&str, &str),
    (kind, name, code): (&str, &str, &str),
    words: &str,
) -> TrackingEvent {
    TrackingEvent {
        at: indian(at),
        status: status::meaning(kind, name, code),
        code: match code {
            "" => [kind, name].join(" ").trim().to_owned(),
            code => code.to_owned(),
        },
        text: match words {
            "" => name.to_owned(),
            words => format!("{name}: {words}"),
        },
        location: place.to_owned(),
    }
}

/// Local Indian time as RFC 3339; what is none as it stands.
pub(super) fn indian(text: &str) -> String {
    match text.parse::<DateTime>() {
        Ok(time) => format!("{}+05:30", time.strftime("%Y-%m-%dT%H:%M:%S")),
        Err(_) => text.to_owned(),
    }
}

/// The day of a time.
fn day(text: &str) -> Option<String> {
    let time: DateTime = text.parse().ok()?;
    Some(time.date().to_string())
}
