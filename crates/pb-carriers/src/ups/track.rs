//! Tracking: `GET /api/track/v1/details/{number}`, one number a call.
//!
//! A number that UPS has not scanned yet is TW0001, with 200: nothing is known, and nothing is wrong.

use super::answer::{failures, missing, read, words};
use super::host::{self, call};
use super::rate::day;
use super::{status, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use jiff::civil::DateTime;
use pb_domain::{Account, Problem, ProblemKind, TrackingEvent, TrackingStatus};
use uuid::Uuid;

/// Nothing is known of the number.
const NOT_FOUND: &str = "TW0001";

pub(super) struct UpsTracks;

#[async_trait]
impl Tracks for UpsTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let request = request(cx.account, number, Uuid::now_v7())?;
        parse(&call(cx, "track", Effect::Asks, &request).await?, number)
    }
}

pub(super) fn request(
    account: &Account,
    number: &str,
    transaction: Uuid,
) -> Result<Request, Problem> {
    let mut url = host::url(account, &["api", "track", "v1", "details", number])?;
    url.query_pairs_mut()
        .append_pair("locale", "en_US")
        .append_pair("returnSignature", "false");
    Ok(host::signed(Request::get(url), transaction))
}

/// Whether an answer says as a failure that nothing is known.
pub(super) fn is_not_found(answer: &Answer) -> bool {
    failures(answer).iter().any(|f| f.code == NOT_FOUND)
}

/// The parcel of a number; `None` while UPS has not scanned it.
pub(super) fn package(
    answer: &Answer,
    number: &str,
) -> Result<Option<wire::TrackedPackage>, Problem> {
    if is_not_found(answer) {
        return Ok(None);
    }
    let tracked: wire::Tracked = read(answer, Effect::Asks)?;
    let tracked = tracked
        .track_response
        .ok_or_else(|| missing(Effect::Asks, "track"))?;
    let mut warnings = tracked.shipment.iter().flat_map(|s| &s.warnings);
    let mut packages = tracked.shipment.iter().flat_map(|s| &s.package);
    let is_it = |p: &&wire::TrackedPackage| p.tracking_number.eq_ignore_ascii_case(number);
    if let Some(package) = packages.clone().find(is_it) {
        return Ok(Some(package.clone()));
    }
    if let Some(warning) = warnings.clone().find(|w| w.code != NOT_FOUND) {
        let says = words(&warning.message);
        return Err(Problem::new(
            ProblemKind::Refused,
            format!("UPS does not track it: {says}"),
        )
        .carrier(&warning.code, says));
    }
    if warnings.next().is_some() {
        return Ok(None);
    }
    // One parcel under a number of another kind is the one that was asked for.
    match (packages.next(), packages.next()) {
        (Some(package), None) if package.tracking_number.is_empty() => Ok(Some(package.clone())),
        _ => Err(missing(Effect::Asks, "track of that number")),
    }
}

pub(super) fn parse(answer: &Answer, number: &str) -> Result<TrackingStatus, Problem> {
    let Some(package) = package(answer, number)? else {
        return Ok(TrackingStatus {
            status: None,
            expected: None,
            events: Vec::new(),
        });
    };
    Ok(TrackingStatus {
        status: status::current(&package),
        expected: expected(&package),
        events: package.activity.iter().map(event).collect(),
    })
}

/// The day that was moved to, before the day that was planned.
fn expected(package: &wire::TrackedPackage) -> Option<String> {
    ["RDD", "SDD"].into_iter().find_map(|kind| {
        let mut days = package.delivery_date.iter().filter(|d| d.kind == kind);
        days.find_map(|d| day(&d.date))
    })
}

fn event(activity: &wire::Activity) -> TrackingEvent {
    let status = &activity.status;
    let place = &activity.location.address;
    let country = match place.country_code.as_str() {
        "" => &place.country,
        code => code,
    };
    TrackingEvent {
        at: at(
            (&activity.date, &activity.time),
            (&activity.gmt_date, &activity.gmt_time),
            &activity.gmt_offset,
        ),
        status: status::meaning(&status.kind, &status.status_code, &status.code).status(),
        code: code(&status.status_code, &status.kind, &status.code),
        text: words(&status.description),
        location: place_of(&[&place.city, &place.state_province, country]),
    }
}

/// The number, else the scan's type and code.
pub(super) fn code(number: &str, kind: &str, scan: &str) -> String {
    if number.is_empty() {
        [kind, scan].concat()
    } else {
        number.to_owned()
    }
}

/// A place as a person reads it.
pub(super) fn place_of(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|p| !p.is_empty()).collect();
    parts.join(", ")
}

/// RFC 3339 where the distance from Greenwich is known, else the local time as text.
pub(super) fn at(local: (&str, &str), gmt: (&str, &str), offset: &str) -> String {
    let is_offset = offset.len() == 6
        && offset.starts_with(['+', '-'])
        && offset.as_bytes()[3] == b':'
        && offset[1..]
            .replace(':', "")
            .bytes()
            .all(|b| b.is_ascii_digit());
    match (stamp(local), stamp(gmt)) {
        (Some(local), _) if is_offset => {
            format!("{}{offset}", local.strftime("%Y-%m-%dT%H:%M:%S"))
        }
        (_, Some(gmt)) => format!("{}Z", gmt.strftime("%Y-%m-%dT%H:%M:%S")),
        (Some(local), None) => local.strftime("%Y-%m-%d %H:%M").to_string(),
        (None, None) => [local.0, local.1].join(" ").trim().to_owned(),
    }
}

/// `20261127` and `153000` or `15:30:00`.
fn stamp((date, time): (&str, &str)) -> Option<DateTime> {
    let day = day(date)?;
    let time: String = time.chars().filter(char::is_ascii_digit).collect();
    let time = match time.len() {
        6 => format!("{}:{}:{}", &time[..2], &time[2..4], &time[4..]),
        _ => return None,
    };
    format!("{day}T{time}").parse().ok()
}
