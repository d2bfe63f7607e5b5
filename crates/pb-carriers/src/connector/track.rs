//! Tracking: `GET /v1/tracking/{number}`, whose words are ours.

use super::answer::{failed, read};
use super::server::{Server, call};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use pb_domain::{Problem, ShipmentStatus, TrackingEvent, TrackingStatus};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;

pub(super) struct ConnectorTracks;

#[async_trait]
impl Tracks for ConnectorTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let request = request(&Server::of(cx.account)?, number);
        parse(&call(cx, "track", Effect::Asks, &request).await?)
    }
}

pub(super) fn request(server: &Server, number: &str) -> Request {
    Request::get(server.url(&["v1", "tracking", number]))
}

/// A number that the server has not seen on its way yet is `not_found`.
pub(super) fn parse(answer: &Answer) -> Result<TrackingStatus, Problem> {
    if answer.status == 404 && failed(answer).code == "not_found" {
        return Ok(TrackingStatus {
            status: None,
            expected: None,
            events: Vec::new(),
        });
    }
    let tracking: wire::Tracking = read(answer, &[200], Effect::Asks)?;
    Ok(TrackingStatus {
        status: status(&tracking.status),
        expected: tracking.expected.filter(|day| !day.trim().is_empty()),
        events: tracking
            .events
            .into_iter()
            .map(|event| TrackingEvent {
                at: event.at,
                status: status(&event.status),
                code: event.code,
                text: event.text,
                location: event.location,
            })
            .collect(),
    })
}

/// `in_transit` and the like; a word that is not in our list is none.
pub(super) fn status(word: &str) -> Option<ShipmentStatus> {
    let word: serde::de::value::StrDeserializer<'_, Error> = word.into_deserializer();
    ShipmentStatus::deserialize(word).ok()
}
