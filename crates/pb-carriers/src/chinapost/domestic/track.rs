//! Tracking: 040001, one waybill a call.

use super::super::answer::{missing, text};
use super::host::{call, china, read, request};
use super::status;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::DateTime;
use pb_domain::{Account, Problem, ShipmentStatus, TrackingEvent, TrackingStatus};
use serde_json::{Value, json};

pub(super) struct DomesticTracks;

#[async_trait]
impl Tracks for DomesticTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let request = asked(cx.account, number)?;
        parse(&call(cx, "track", Effect::Asks, &request).await?, number)
    }
}

pub(super) fn asked(account: &Account, number: &str) -> Result<Request, Problem> {
    request(
        account,
        "040001",
        &json!({ "waybillNo": number, "direction": "0" }),
    )
}

pub(super) fn parse(answer: &Answer, number: &str) -> Result<TrackingStatus, Problem> {
    let body = read(answer, Effect::Asks)?;
    let items = match &body {
        Value::Array(items) => items,
        body => body["responseItems"]
            .as_array()
            .ok_or_else(|| missing(Effect::Asks, "list of events"))?,
    };
    let ours = |item: &&Value| {
        let named = text(&item["waybillNo"]);
        named.is_empty() || named == number
    };
    let mut dated: Vec<(Option<Timestamp>, TrackingEvent)> = items
        .iter()
        .filter(ours)
        .filter_map(|item| Some((moment(&item["opTime"]), event(item)?)))
        .collect();
    // In which order they come is not documented. What says no time stays where it is, before the others.
    dated.sort_by_key(|(at, _)| *at);
    let mut events: Vec<TrackingEvent> = dated.into_iter().map(|(_, event)| event).collect();
    let status = now(&events);
    events.reverse();
    Ok(TrackingStatus {
        status,
        expected: None,
        events,
    })
}

/// Where it stands after events, the oldest of them first: some undo an earlier one.
fn now(events: &[TrackingEvent]) -> Option<ShipmentStatus> {
    let mut standing: Vec<(&str, ShipmentStatus)> = Vec::new();
    for event in events {
        let undoes: Vec<&str> = status::undone(&event.code).collect();
        if let Some(at) = standing.iter().rposition(|(code, _)| undoes.contains(code)) {
            standing.remove(at);
        }
        if let Some(meaning) = event.status {
            standing.push((&event.code, meaning));
        }
    }
    let last = standing.last().map(|(_, meaning)| *meaning);
    // There is a label, and nobody has seen the parcel.
    last.or(
        (events.is_empty() || standing.is_empty() && any_undone(events))
            .then_some(ShipmentStatus::LabelCreated),
    )
}

fn any_undone(events: &[TrackingEvent]) -> bool {
    events
        .iter()
        .any(|event| status::undone(&event.code).next().is_some())
}

/// One event; `None` where it says no code.
pub(super) fn event(item: &Value) -> Option<TrackingEvent> {
    let code = text(&item["opCode"]);
    if code.is_empty() {
        return None;
    }
    let said = [text(&item["opDesc"]), text(&item["opName"])];
    let place = [
        text(&item["opOrgProvName"]),
        text(&item["opOrgCity"]),
        text(&item["opOrgName"]),
    ];
    let mut location: Vec<String> = Vec::new();
    for part in place {
        if !part.is_empty() && !location.contains(&part) {
            location.push(part);
        }
    }
    let deliver = text(&item["deliverCode"]);
    Some(TrackingEvent {
        at: match moment(&item["opTime"]) {
            Some(at) => at.to_string(),
            None => text(&item["opTime"]),
        },
        status: status::meaning(&code, &deliver, &text(&item["attemptDeliveryCode"])),
        text: said
            .into_iter()
            .find(|words| !words.is_empty())
            .unwrap_or_default(),
        code,
        location: location.join(" "),
    })
}

/// A moment that is written in China's time.
pub(super) fn moment(value: &Value) -> Option<Timestamp> {
    let local = DateTime::strptime("%Y-%m-%d %H:%M:%S", text(value)).ok()?;
    Some(local.to_zoned(china()).ok()?.timestamp())
}
