//! Tracking: `POST /track/v1/trackingnumbers`, thirty numbers a call.
//!
//! FedEx gives numbers again after a while, so one number may have several lives: the one that was heard of last counts.

use super::answer::{missing, read, words};
use super::host::{self, Project, call};
use super::rate::day;
use super::{status, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use jiff::Timestamp;
use pb_domain::{Account, Problem, ProblemKind, TrackingEvent, TrackingStatus};
use uuid::Uuid;

const PATH: &str = "track/v1/trackingnumbers";
/// Numbers in one request.
const MOST: usize = 30;

pub(super) struct FedexTracks;

#[async_trait]
impl Tracks for FedexTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let request = request(cx.account, &[number], Uuid::now_v7())?;
        let answer = call(cx, Project::Track, "track", Effect::Asks, &request).await?;
        parse(&answer, number)
    }

    fn at_once(&self) -> usize {
        MOST
    }

    async fn track_many(
        &self,
        cx: Cx<'_>,
        asked: &[(&BoughtRef, &str)],
    ) -> Vec<Result<TrackingStatus, Problem>> {
        let numbers: Vec<&str> = asked.iter().map(|(_, number)| *number).collect();
        let answer = async {
            let request = request(cx.account, &numbers, Uuid::now_v7())?;
            call(cx, Project::Track, "track", Effect::Asks, &request).await
        };
        match answer.await {
            Ok(answer) => parse_many(&answer, &numbers),
            Err(problem) => vec![Err(problem); numbers.len()],
        }
    }
}

pub(super) fn request(
    account: &Account,
    numbers: &[&str],
    transaction: Uuid,
) -> Result<Request, Problem> {
    let body = wire::TrackRequest {
        include_detailed_scans: true,
        tracking_info: numbers
            .iter()
            .map(|number| wire::TrackingInfo {
                tracking_number_info: wire::TrackedNumber {
                    tracking_number: (*number).to_owned(),
                },
            })
            .collect(),
    };
    host::request(account, "POST", PATH, &body, transaction)
}

/// Whether a failure only says that nothing is known.
pub(super) fn is_not_found(code: &str) -> bool {
    code.contains("NOTFOUND")
}

pub(super) fn parse(answer: &Answer, number: &str) -> Result<TrackingStatus, Problem> {
    said(&read(answer, Effect::Asks)?, number)
}

/// The same for several numbers, in their order.
pub(super) fn parse_many(
    answer: &Answer,
    numbers: &[&str],
) -> Vec<Result<TrackingStatus, Problem>> {
    match read::<wire::Tracked>(answer, Effect::Asks) {
        Ok(tracked) => numbers.iter().map(|n| said(&tracked, n)).collect(),
        Err(problem) => vec![Err(problem); numbers.len()],
    }
}

fn said(tracked: &wire::Tracked, number: &str) -> Result<TrackingStatus, Problem> {
    Ok(match result(tracked, number)? {
        Some(result) => TrackingStatus {
            status: status::current(&result),
            expected: expected(&result),
            events: events(&result),
        },
        None => TrackingStatus {
            status: None,
            expected: None,
            events: Vec::new(),
        },
    })
}

/// What is known of a number; `None` while FedEx knows nothing.
pub(super) fn result(
    tracked: &wire::Tracked,
    number: &str,
) -> Result<Option<wire::TrackResult>, Problem> {
    let is_it = |c: &&wire::CompleteResult| c.tracking_number.eq_ignore_ascii_case(number);
    let complete = tracked
        .complete_track_results
        .iter()
        .find(is_it)
        .ok_or_else(|| missing(Effect::Asks, "track of that number"))?;
    if let Some(result) = latest(&complete.track_results) {
        return Ok(Some(result.clone()));
    }
    let mut errors = complete.track_results.iter().map(|r| &r.error);
    match errors.find(|e| !e.code.is_empty()) {
        Some(error) if is_not_found(&error.code) => Ok(None),
        Some(error) => {
            let says = words(&error.message);
            Err(Problem::new(
                ProblemKind::Refused,
                format!("FedEx does not track {number}: {says}"),
            )
            .carrier(&error.code, says))
        }
        None => Err(missing(Effect::Asks, "track of that number")),
    }
}

/// Of several lives of a number, the one that was heard of last; none that says nothing.
pub(super) fn latest(results: &[wire::TrackResult]) -> Option<&wire::TrackResult> {
    let says = |r: &&wire::TrackResult| {
        let latest = &r.latest_status_detail;
        !latest.code.is_empty() || !latest.derived_code.is_empty() || !r.scan_events.is_empty()
    };
    // The first of equals, which `max_by_key` would not take.
    results
        .iter()
        .filter(says)
        .reduce(|best, next| match heard(next) > heard(best) {
            true => next,
            false => best,
        })
}

fn heard(result: &wire::TrackResult) -> Option<Timestamp> {
    let scans = result.scan_events.iter().filter_map(status::at);
    let times = &result.date_and_times;
    // What is planned was not heard of yet.
    let past = times
        .iter()
        .filter(|t| t.kind.starts_with("ACTUAL") || t.kind == "SHIP");
    scans
        .chain(past.filter_map(|t| t.date_time.parse().ok()))
        .max()
}

/// The day that is estimated, before the one that was committed to.
pub(super) fn expected(result: &wire::TrackResult) -> Option<String> {
    let times = &result.date_and_times;
    let of_kind = |kind: &str| {
        let time = times.iter().find(|t| t.kind == kind)?;
        day(&time.date_time)
    };
    day(&result.estimated_delivery_time_window.window.ends)
        .or_else(|| of_kind("ESTIMATED_DELIVERY"))
        .or_else(|| of_kind("COMMITMENT"))
        .or_else(|| day(&result.standard_transit_time_window.window.ends))
}

fn events(result: &wire::TrackResult) -> Vec<TrackingEvent> {
    status::newest_first(&result.scan_events)
        .into_iter()
        .map(event)
        .collect()
}

/// A scan, as a person reads it.
pub(super) fn event(scan: &wire::ScanEvent) -> TrackingEvent {
    let (says, why) = (&scan.event_description, &scan.exception_description);
    let text = match (says.is_empty(), why.is_empty() || why == says) {
        (false, false) => format!("{says}: {why}"),
        (true, false) => why.clone(),
        (_, true) => says.clone(),
    };
    TrackingEvent {
        at: match status::at(scan) {
            Some(_) => scan.date.clone(),
            None => scan.date.replace('T', " "),
        },
        status: status::meaning(&scan.event_type, why).status(),
        code: scan.event_type.clone(),
        text: words(&text),
        location: place(&scan.scan_location),
    }
}

/// A place as a person reads it.
pub(super) fn place(place: &wire::ScanLocation) -> String {
    let parts = [
        place.city.as_str(),
        &place.state_or_province_code,
        &place.country_code,
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    parts.join(", ")
}
