//! Tracking: `GET /v1/parcels/{number}`.

use super::call::{call, read, url};
use super::wire;
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use pb_domain::{Account, Problem, ShipmentStatus, TrackingEvent, TrackingStatus};

pub(super) struct TemplateTracks;

#[async_trait]
impl Tracks for TemplateTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let request = request(cx.account, number)?;
        parse(&call(cx, "track", Effect::Asks, &request).await?)
    }
}

pub(super) fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    Ok(Request::get(url(account, &["v1", "parcels", number])?))
}

/// Newest first, as it sends them. A word that is not known moves nothing.
pub(super) fn parse(answer: &Answer) -> Result<TrackingStatus, Problem> {
    let parcel: wire::Parcel = read(answer, Effect::Asks)?;
    let events: Vec<TrackingEvent> = parcel
        .scans
        .into_iter()
        .map(|scan| TrackingEvent {
            at: scan.at,
            status: status(&scan.code),
            code: scan.code,
            text: scan.text,
            location: scan.place,
        })
        .collect();
    Ok(TrackingStatus {
        status: events.iter().find_map(|event| event.status),
        expected: None,
        events,
    })
}

/// Its whole list.
fn status(code: &str) -> Option<ShipmentStatus> {
    Some(match code {
        "PRINTED" => ShipmentStatus::LabelCreated,
        "MOVING" => ShipmentStatus::InTransit,
        "THERE" => ShipmentStatus::Delivered,
        _ => return None,
    })
}
