//! Tracking: `GET /tracking/api/v2/tracking.json?q=`, one number, or one reference, a call.
//!
//! Failures are in a 200. A number that Bring does not know yet is one of them, and nothing is wrong.

use super::answer::{Failure, missing, read, said, tracking, words};
use super::host::{self, call};
use super::rate::day;
use super::{status, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use jiff::Timestamp;
use pb_domain::{Account, Problem, ProblemKind, TrackingEvent, TrackingStatus};

/// Nothing is known of the number.
const NOT_FOUND: &str = "404";
/// Tracking itself is down, or blocks whoever asked too much that is not there.
const UNWELL: &[&str] = &["500", "503"];

pub(super) struct BringTracks;

#[async_trait]
impl Tracks for BringTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let request = request(cx.account, number)?;
        parse(&call(cx, "track", Effect::Asks, &request).await?, number)
    }
}

/// By a parcel's or a consignment's number, or by a reference.
pub(super) fn request(account: &Account, asked: &str) -> Result<Request, Problem> {
    let path = ["tracking", "api", "v2", "tracking.json"];
    let mut url = host::url(account, &path)?;
    url.query_pairs_mut()
        .append_pair("q", asked)
        .append_pair("lang", "en");
    Ok(Request::get(url))
}

/// The consignments that were found; none while Bring knows nothing of what was asked for.
pub(super) fn consignments(answer: &Answer) -> Result<Vec<wire::TrackedConsignment>, Problem> {
    let failed: wire::Failed = serde_json::from_slice(&answer.body).unwrap_or_default();
    let failures = tracking(&failed);
    if let Some(failure) = failures.iter().find(|f| f.code != NOT_FOUND) {
        return Err(unwell(answer, failure));
    }
    // The same with a status of 404 would be no surprise.
    if answer.status == 404 && !failures.is_empty() {
        return Ok(Vec::new());
    }
    let tracked: wire::Tracked = read(answer, Effect::Asks)?;
    if tracked.consignment_set.is_empty() {
        // What says neither that it found something nor that it did not is no answer.
        return Err(missing(Effect::Asks, "consignments"));
    }
    let found: Vec<_> = tracked
        .consignment_set
        .into_iter()
        .filter(|set| set.error.is_none())
        .collect();
    let is_none = |set: &wire::TrackedConsignment| set.package_set.is_empty();
    if !found.is_empty() && found.iter().all(is_none) {
        return Err(missing(Effect::Asks, "parcels"));
    }
    Ok(found)
}

fn unwell(answer: &Answer, failure: &Failure) -> Problem {
    if UNWELL.contains(&failure.code.as_str()) {
        return Problem::new(
            ProblemKind::Unavailable,
            format!("Bring's tracking does not answer: {}", failure.says),
        )
        .hint("Try again in a while")
        .carrier(&failure.code, &failure.says);
    }
    said(answer, Effect::Asks, std::slice::from_ref(failure))
}

pub(super) fn parse(answer: &Answer, number: &str) -> Result<TrackingStatus, Problem> {
    let consignments = consignments(answer)?;
    if consignments.is_empty() {
        return Ok(TrackingStatus {
            status: None,
            expected: None,
            events: Vec::new(),
        });
    }
    let packages = consignments.iter().flat_map(|set| &set.package_set);
    let is_it = |p: &&wire::TrackedPackage| {
        [&p.package_number, &p.previous_package_number]
            .iter()
            .any(|n| n.eq_ignore_ascii_case(number))
    };
    let Some(package) = packages.clone().find(is_it) else {
        return Err(missing(Effect::Asks, "track of that number"));
    };
    Ok(TrackingStatus {
        status: status::current(&package.event_set),
        expected: day(&package.date_of_estimated_delivery),
        events: package.event_set.iter().map(event).collect(),
    })
}

fn event(event: &wire::Event) -> TrackingEvent {
    let meaning = status::meaning(&event.status);
    TrackingEvent {
        at: at(&event.date_iso),
        status: meaning.status().filter(|_| !event.insignificant),
        code: event.status.clone(),
        text: words(&event.description),
        location: [&event.postal_code, &event.city, &event.country_code]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// RFC 3339: Bring writes the distance from Greenwich with a colon or without; what is no time stays as it is.
pub(super) fn at(text: &str) -> String {
    let has_colon = text.ends_with('Z') || text.as_bytes().iter().nth_back(2) == Some(&b':');
    match text.parse::<Timestamp>() {
        Ok(at) if !has_colon => at.to_string(),
        _ => text.to_owned(),
    }
}
