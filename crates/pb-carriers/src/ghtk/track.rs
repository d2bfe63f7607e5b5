//! Tracking: `GET /services/shipment/v2/{label}`, one order a call. It says where an order stands and not where it was.

use super::answer::{missing, read, text};
use super::host::{self, call};
use super::{ship, status};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, offset};
use pb_domain::{Account, Problem, TrackingEvent, TrackingStatus};

pub(super) struct GhtkTracks;

#[async_trait]
impl Tracks for GhtkTracks {
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

pub(super) fn request(account: &Account, label: &str) -> Result<Request, Problem> {
    let url = host::shipment(account, &["v2", label])?;
    host::of_shop(account, Request::get(url))
}

pub(super) fn parse(answer: &Answer, label: &str) -> Result<TrackingStatus, Problem> {
    let body = read(answer, Effect::Asks)?;
    let order = &body["order"];
    let code = text(&order["status"]);
    let named = ship::label_of(&order["label_id"]);
    if code.is_empty() || !named.is_some_and(|named| named.eq_ignore_ascii_case(label)) {
        return Err(missing(Effect::Asks, "status of that order"));
    }
    let status = status::of(order);
    let words = status::words(
        &code,
        [text(&order["status_text"]), text(&order["message"])],
    );
    Ok(TrackingStatus {
        status,
        expected: day(&text(&order["deliver_date"])),
        events: vec![TrackingEvent {
            at: at(&text(&order["modified"])),
            status,
            text: words,
            code,
            location: String::new(),
        }],
    })
}

/// A moment, as RFC 3339, or as the time in Vietnam.
pub(super) fn moment(written: &str) -> Option<Timestamp> {
    if let Ok(at) = written.parse::<Timestamp>() {
        return Some(at);
    }
    let local: DateTime = written.parse().ok()?;
    let vietnam = TimeZone::fixed(offset(7));
    Some(local.to_zoned(vietnam).ok()?.timestamp())
}

/// RFC 3339, or what GHTK wrote.
pub(super) fn at(written: &str) -> String {
    match moment(written) {
        Some(moment) => moment.to_string(),
        None => written.to_owned(),
    }
}

/// A day, `YYYY-MM-DD`, which may have a time behind it.
fn day(written: &str) -> Option<String> {
    let day = written.split([' ', 'T']).next()?;
    let day: Date = day.parse().ok()?;
    Some(day.to_string())
}
