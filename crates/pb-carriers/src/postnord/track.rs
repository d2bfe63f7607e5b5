//! Tracking: `GET /rest/shipment/v7/trackandtrace/id/{number}/public`, one number a call.
//!
//! A number that PostNord does not know is a 200 without shipments: nothing is known, and nothing is wrong.

use super::answer::{missing, read};
use super::host::{self, call};
use super::{status, wire};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use jiff::civil::DateTime;
use pb_domain::{Account, Problem, TrackingEvent, TrackingStatus};

pub(super) struct PostNordTracks;

#[async_trait]
impl Tracks for PostNordTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        bought: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let request = request(cx.account, number)?;
        let answer = call(cx, "track", Effect::Asks, &request).await?;
        parse(&answer, number, &bought.service)
    }
}

pub(super) fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    let path = ["shipment", "v7", "trackandtrace", "id", number, "public"];
    let mut url = host::url(account, &path)?;
    url.query_pairs_mut().append_pair("locale", "en");
    Ok(Request::get(url))
}

/// `service` is the one that was bought; what PostNord names goes before it.
pub(super) fn parse(
    answer: &Answer,
    number: &str,
    service: &str,
) -> Result<TrackingStatus, Problem> {
    let tracked: wire::Tracked = read(answer, Effect::Asks)?;
    let found = tracked
        .response
        .ok_or_else(|| missing(answer, Effect::Asks, "track"))?;
    let Some((shipment, item)) = of(&found.shipments, number) else {
        return Ok(TrackingStatus {
            status: None,
            expected: None,
            events: Vec::new(),
        });
    };
    let home = status::is_home(&shipment.service.code, service);
    let mut events: Vec<&wire::Event> = item.events.iter().collect();
    // Times of one form are in the order of their texts.
    events.sort_by(|a, b| a.event_time.cmp(&b.event_time));
    let meanings = status::of_events(&events, home);
    let stated = match item.status.as_str() {
        "" => shipment.status.as_str(),
        status => status,
    };
    Ok(TrackingStatus {
        status: status::current(stated, &meanings, home),
        expected: [
            &item.estimated_time_of_arrival,
            &shipment.estimated_time_of_arrival,
            &item.status_text.estimated_time_of_arrival,
            &shipment.status_text.estimated_time_of_arrival,
        ]
        .into_iter()
        .find(|text| !text.is_empty())
        .cloned(),
        events: events
            .iter()
            .zip(meanings)
            .map(|(event, meaning)| TrackingEvent {
                at: at(&event.event_time),
                status: meaning,
                code: event.event_code.clone(),
                text: event.event_description.clone(),
                location: place(&event.location),
            })
            .rev()
            .collect(),
    })
}

/// The parcel of a number; the only one of a shipment under a number of another kind.
fn of<'a>(
    shipments: &'a [wire::TrackedShipment],
    number: &str,
) -> Option<(&'a wire::TrackedShipment, &'a wire::TrackedItem)> {
    let mut all = shipments
        .iter()
        .flat_map(|s| s.items.iter().map(move |item| (s, item)));
    if let Some(found) = all.clone().find(|(_, item)| item.item_id == number) {
        return Some(found);
    }
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

/// PostNord's times are local ones of the event's country, without a zone.
fn at(time: &str) -> String {
    match time.parse::<DateTime>() {
        Ok(local)
            if !time.ends_with(['Z', 'z'])
                && !time.get(10..).unwrap_or_default().contains(['+', '-']) =>
        {
            local.strftime("%Y-%m-%d %H:%M").to_string()
        }
        _ => time.to_owned(),
    }
}

fn place(location: &wire::Location) -> String {
    let parts = [&location.name, &location.city, &location.country_code];
    let parts: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|p| !p.is_empty())
        .collect();
    parts.join(", ")
}
