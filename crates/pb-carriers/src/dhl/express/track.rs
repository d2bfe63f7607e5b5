//! Tracking: `GET /tracking` with up to a hundred waybills a call.

use super::host::{self, call};
use super::said::{is_not_found, missing, read};
use super::status;
use crate::dhl::answer::words;
use crate::dhl::number::is_waybill;
use crate::dhl::wire::{list, text};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use pb_domain::{Account, Problem, TrackingEvent, TrackingStatus};
use serde_json::Value;

/// Waybills in one call.
const MOST: usize = 100;

pub(super) struct ExpressTracks;

#[async_trait]
impl Tracks for ExpressTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        bought: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let waybill = waybill(bought, number);
        let request = request(cx.account, &[waybill])?;
        let answer = call(cx, "track", Effect::Asks, &request).await?;
        parse(&answer, waybill, number)
    }

    fn at_once(&self) -> usize {
        MOST
    }

    async fn track_many(
        &self,
        cx: Cx<'_>,
        asked: &[(&BoughtRef, &str)],
    ) -> Vec<Result<TrackingStatus, Problem>> {
        let mut waybills: Vec<&str> = asked
            .iter()
            .map(|(bought, number)| waybill(bought, number))
            .collect();
        let answer = async {
            waybills.sort_unstable();
            waybills.dedup();
            let request = request(cx.account, &waybills)?;
            call(cx, "track", Effect::Asks, &request).await
        };
        let answer = answer.await;
        asked
            .iter()
            .map(|(bought, number)| match &answer {
                Ok(answer) => parse(answer, waybill(bought, number), number),
                Err(problem) => Err(problem.clone()),
            })
            .collect()
    }
}

/// The waybill that a number belongs to.
fn waybill<'a>(bought: &'a BoughtRef, number: &'a str) -> &'a str {
    if is_waybill(number) || bought.carrier_ref.is_empty() {
        number
    } else {
        &bought.carrier_ref
    }
}

pub(super) fn request(account: &Account, numbers: &[&str]) -> Result<Request, Problem> {
    let mut url = host::url(account, &["tracking"])?;
    for number in numbers {
        let kind = match is_waybill(number) {
            true => "shipmentTrackingNumber",
            false => "pieceTrackingNumber",
        };
        url.query_pairs_mut().append_pair(kind, number);
    }
    url.query_pairs_mut()
        .append_pair("trackingView", "all-checkpoints")
        .append_pair("levelOfDetail", "all");
    Ok(Request::get(url))
}

/// One parcel of an answer that may hold many shipments.
pub(super) fn parse(
    answer: &Answer,
    waybill: &str,
    number: &str,
) -> Result<TrackingStatus, Problem> {
    let nothing = TrackingStatus {
        status: None,
        expected: None,
        events: Vec::new(),
    };
    if is_not_found(answer) {
        return Ok(nothing);
    }
    let tracked = read(answer, Effect::Asks)?;
    if tracked["shipments"].is_null() {
        return Err(missing(Effect::Asks, "shipments"));
    }
    let shipments = list(&tracked["shipments"]);
    let piece_of = |shipment: &&Value| {
        list(&shipment["pieces"])
            .iter()
            .any(|piece| text(&piece["trackingNumber"]) == number)
    };
    let is_it = |shipment: &&Value| text(&shipment["shipmentTrackingNumber"]) == waybill;
    let Some(shipment) = shipments
        .iter()
        .find(is_it)
        .or_else(|| shipments.iter().find(piece_of))
    else {
        return Ok(nothing);
    };
    // The piece's own way, where DHL tells it; the shipment's else.
    let piece = list(&shipment["pieces"])
        .iter()
        .find(|piece| text(&piece["trackingNumber"]) == number);
    let events = piece
        .map(|piece| list(&piece["events"]))
        .filter(|events| !events.is_empty())
        .unwrap_or_else(|| list(&shipment["events"]));
    let mut events: Vec<TrackingEvent> = events.iter().map(event).collect();
    // DHL promises no order. A time that sorts as text is one of the same place, or differs by more than a zone.
    events.reverse();
    events.sort_by_key(|event| std::cmp::Reverse(moment(&event.at)));
    Ok(TrackingStatus {
        status: status::current(events.iter().map(|e| e.code.as_str())),
        expected: Some(text(&shipment["estimatedDeliveryDate"])).filter(|day| !day.is_empty()),
        events,
    })
}

/// A time that can be compared; the earliest where it cannot be read.
fn moment(at: &str) -> jiff::Timestamp {
    let local = || {
        let local: jiff::civil::DateTime = at.parse().ok()?;
        Some(local.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
    };
    at.parse()
        .ok()
        .or_else(local)
        .unwrap_or(jiff::Timestamp::MIN)
}

fn event(event: &Value) -> TrackingEvent {
    let code = text(&event["typeCode"]);
    let place = list(&event["serviceArea"]).first();
    TrackingEvent {
        at: at(event),
        status: status::meaning(&code).status(),
        code,
        text: words(&text(&event["description"])),
        location: place
            .map(|place| text(&place["description"]))
            .unwrap_or_default(),
    }
}

/// RFC 3339 where the distance from Greenwich is known, else the local time.
fn at(event: &Value) -> String {
    let (day, time, offset) = (
        text(&event["date"]),
        text(&event["time"]),
        text(&event["GMTOffset"]),
    );
    let whole = format!("{day}T{time}{offset}");
    if !offset.is_empty() && whole.parse::<jiff::Timestamp>().is_ok() {
        return whole;
    }
    format!("{day} {time}").trim().to_owned()
}
