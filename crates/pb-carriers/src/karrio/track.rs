//! Tracking: `POST /v1/proxy/tracking`, which asks the carrier and keeps nothing.

use super::answer::{problem, read, spoken};
use super::server::{Server, call};
use super::ship::{Sale, sale};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use jiff::civil::DateTime;
use pb_domain::{Problem, ProblemKind, ShipmentStatus, TrackingEvent, TrackingStatus};

pub(super) struct KarrioTracks;

/// Karrio's words, in events and as the whole. `unknown` is none of ours; what is on hold or late is
/// still on its way, and its event says so.
const STATUSES: &[(&str, ShipmentStatus)] = &[
    ("pending", ShipmentStatus::LabelCreated),
    ("created", ShipmentStatus::LabelCreated),
    ("picked_up", ShipmentStatus::PickedUp),
    ("in_transit", ShipmentStatus::InTransit),
    ("on_hold", ShipmentStatus::InTransit),
    ("delivery_delayed", ShipmentStatus::InTransit),
    ("out_for_delivery", ShipmentStatus::OutForDelivery),
    ("ready_for_pickup", ShipmentStatus::ReadyForPickup),
    ("delivered", ShipmentStatus::Delivered),
    ("delivery_failed", ShipmentStatus::DeliveryFailed),
    ("return_to_sender", ShipmentStatus::Returning),
    ("cancelled", ShipmentStatus::Cancelled),
];

/// Codes that mean "not known yet", which is what a carrier says of a label it has not scanned.
/// UPS TW0001; MyDHL 404, DHL XML 103, DHL Germany 100.
const NOT_KNOWN_YET: &[&str] = &["TW0001", "404", "103", "100"];

#[async_trait]
impl Tracks for KarrioTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        bought: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let sale = sale(bought)?;
        let request = request(&Server::of(cx.account)?, &sale, number);
        let answer = call(cx, "track", Effect::Asks, &request).await?;
        parse(&answer, &sale)
    }
}

pub(super) fn request(server: &Server, sale: &Sale, number: &str) -> Request {
    let mut url = server.url(&["v1", "proxy", "tracking"]);
    url.query_pairs_mut()
        .append_pair("carrier_id", &sale.carrier_id);
    let asked = wire::Track {
        tracking_number: number,
        carrier_name: &sale.ext,
    };
    Request::post_json(url, &asked)
}

/// 404 covers an unknown number, a carrier that is down and a wrong key of the carrier alike: only
/// who speaks, and the code, tell them apart.
pub(super) fn parse(answer: &Answer, sale: &Sale) -> Result<TrackingStatus, Problem> {
    if answer.status == 404 {
        let complaints: wire::Complaints = serde_json::from_slice(&answer.body).unwrap_or_default();
        if complaints
            .messages
            .iter()
            .any(|m| NOT_KNOWN_YET.contains(&m.code.as_str()))
        {
            return Ok(TrackingStatus {
                status: None,
                expected: None,
                events: Vec::new(),
            });
        }
        if complaints.errors.iter().any(|e| e.code == "not_found") {
            return Err(Problem::new(
                ProblemKind::Unsupported,
                format!("{} cannot be tracked through Karrio", spoken(&sale.ext)),
            )
            .hint("The connection offers no tracking, or was switched off in Karrio"));
        }
        return Err(problem(answer, Effect::Asks));
    }
    let tracked: wire::Tracked = read(answer, &[200], Effect::Asks)?;
    let tracking = tracked.tracking;
    let status = if tracking.delivered {
        Some(ShipmentStatus::Delivered)
    } else {
        status(&tracking.status)
    };
    Ok(TrackingStatus {
        status,
        expected: Some(tracking.estimated_delivery).filter(|day| !day.is_empty()),
        events: tracking.events.into_iter().map(event).collect(),
    })
}

pub(super) fn status(word: &str) -> Option<ShipmentStatus> {
    STATUSES
        .iter()
        .find(|(theirs, _)| *theirs == word)
        .map(|(_, ours)| *ours)
}

fn event(event: wire::Event) -> TrackingEvent {
    TrackingEvent {
        at: at(&event),
        status: status(&event.status),
        code: event.code,
        text: event.description,
        location: event.location,
    }
}

/// The carrier's local time, and no more: Karrio stamps it Z, which is not true.
fn at(event: &wire::Event) -> String {
    let stamp = event.timestamp.trim_end_matches('Z');
    if let Ok(local) = stamp.parse::<DateTime>() {
        return local.strftime("%Y-%m-%d %H:%M").to_string();
    }
    [event.date.as_str(), event.time.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
