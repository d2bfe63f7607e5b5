//! Tracking: `POST /v2/shipping-order/detail`, one order a call.

use super::answer::{list, missing, read, text};
use super::host::{self, call};
use super::rate::{day, moment};
use super::{status, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use pb_domain::{Account, Problem, TrackingEvent, TrackingStatus};
use serde_json::Value;
use std::cmp::Reverse;

pub(super) struct GhnTracks;

#[async_trait]
impl Tracks for GhnTracks {
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

pub(super) fn request(account: &Account, code: &str) -> Result<Request, Problem> {
    let url = host::url(account, &["v2", "shipping-order", "detail"])?;
    Ok(Request::post_json(url, &wire::Wanted::OrderCode(code)))
}

pub(super) fn parse(answer: &Answer, code: &str) -> Result<TrackingStatus, Problem> {
    let data = read(answer, Effect::Asks)?;
    // One order in a list is that order.
    let order = match list(&data) {
        [order] => order,
        _ => &data,
    };
    let named = text(&order["order_code"]);
    let now = text(&order["status"]);
    if now.is_empty() || !named.is_empty() && !named.eq_ignore_ascii_case(code) {
        return Err(missing(Effect::Asks, "status of that order"));
    }
    // GHN writes the oldest first. What says no time goes to the end.
    let mut log: Vec<&Value> = list(&order["log"]).iter().rev().collect();
    log.sort_by_key(|entry| Reverse(moment(&entry["updated_date"])));
    Ok(TrackingStatus {
        status: status::meaning(&now),
        expected: day(&order["leadtime"]),
        events: log.into_iter().filter_map(event).collect(),
    })
}

fn event(entry: &Value) -> Option<TrackingEvent> {
    let code = text(&entry["status"]);
    if code.is_empty() {
        return None;
    }
    Some(TrackingEvent {
        at: at(&entry["updated_date"]),
        status: status::meaning(&code),
        text: status::words(&code),
        code,
        location: String::new(),
    })
}

/// RFC 3339, or what GHN wrote.
pub(super) fn at(value: &Value) -> String {
    match moment(value) {
        Some(moment) => moment.to_string(),
        None => text(value),
    }
}
