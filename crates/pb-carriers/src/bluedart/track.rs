//! Tracking: `GET /tracking/v1` with a query in the words of Blue Dart's older service, answered in XML.
//!
//! A waybill that is not known is an answer: a shipment without a status.

use super::answer::{missing, problem, said, unreadable};
use super::host::{self, ask_by_query};
use super::xml::{self, Element};
use super::{status, time};
use crate::engine::{Answer, Effect, Request};
use crate::{BoughtRef, Cx, Tracks};
use async_trait::async_trait;
use pb_domain::{Account, Problem, TrackingEvent, TrackingStatus};

const ROOT: &str = "ShipmentData";

pub(super) struct BlueDartTracks;

#[async_trait]
impl Tracks for BlueDartTracks {
    async fn track(
        &self,
        cx: Cx<'_>,
        _: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem> {
        let request = request(cx.account, number)?;
        parse(&ask_by_query(cx, "track", &request).await?, number)
    }
}

pub(super) fn request(account: &Account, number: &str) -> Result<Request, Problem> {
    let mut url = host::url(account, &["tracking", "v1"])?;
    url.query_pairs_mut()
        .append_pair("handler", "tnt")
        .append_pair("action", "custawbquery")
        .append_pair("loginid", &host::stated(account, host::LOGIN_ID)?)
        // What kind of number is meant.
        .append_pair("awb", "awb")
        .append_pair("numbers", number)
        .append_pair("format", "xml")
        .append_pair("verno", "1")
        .append_pair("scan", "1");
    let mut request = Request::get(url);
    for (name, value) in &mut request.headers {
        if name == "Accept" {
            "application/xml, text/xml, application/json".clone_into(value);
        }
    }
    Ok(request)
}

pub(super) fn parse(answer: &Answer, number: &str) -> Result<TrackingStatus, Problem> {
    let unknown = TrackingStatus {
        status: None,
        expected: None,
        events: Vec::new(),
    };
    if !(200..300).contains(&answer.status) || said(answer).is_some() {
        return Err(problem(answer, Effect::Asks));
    }
    let text = std::str::from_utf8(&answer.body).map_err(|_| {
        unreadable(
            Effect::Asks,
            "Blue Dart's track is no text in UTF-8".to_owned(),
        )
    })?;
    let root = xml::read(text.trim_start_matches('\u{feff}')).map_err(|wrong| {
        unreadable(
            Effect::Asks,
            format!("Blue Dart's track is not whole XML: {wrong}"),
        )
    })?;
    if root.name() != ROOT {
        return Err(missing(Effect::Asks, "track"));
    }
    let named = |shipment: &&Element| shipment.attribute("WaybillNo") == number;
    let Some(shipment) = root.all("Shipment").find(named) else {
        let is_anothers = |s: &Element| !s.attribute("WaybillNo").is_empty();
        // One that names no waybill is how it says that there is none.
        return match root.all("Shipment").next() {
            Some(other) if is_anothers(other) || has_status(other) => {
                Err(missing(Effect::Asks, "track of that waybill"))
            }
            _ => Ok(unknown),
        };
    };
    if !has_status(shipment) {
        return Ok(unknown);
    }
    Ok(tracked(shipment))
}

fn has_status(shipment: &Element) -> bool {
    let [status, kind] = ["Status", "StatusType"].map(|name| shipment.text_of(name));
    !status.is_empty() && !kind.eq_ignore_ascii_case(status::NOT_FOUND)
}

fn tracked(shipment: &Element) -> TrackingStatus {
    let scans = shipment.child("Scans");
    let scans = scans.into_iter().flat_map(|scans| scans.all("ScanDetail"));
    let mut events: Vec<TrackingEvent> = scans
        .filter(|scan| !scan.text_of("Scan").is_empty())
        .map(|scan| {
            event(
                (scan.text_of("ScanDate"), scan.text_of("ScanTime")),
                (
                    scan.text_of("ScanType"),
                    scan.text_of("ScanCode"),
                    scan.text_of("Scan"),
                ),
                scan.text_of("ScannedLocation"),
            )
        })
        .collect();
    let now = event(
        (
            shipment.text_of("StatusDate"),
            shipment.text_of("StatusTime"),
        ),
        (
            shipment.text_of("StatusType"),
            "",
            shipment.text_of("Status"),
        ),
        "",
    );
    let status = now.status;
    if events.is_empty() {
        events.push(now);
    }
    // Newest first, which is how they come; those of one minute stay as they are.
    events.sort_by(|a, b| b.at.cmp(&a.at));
    TrackingStatus {
        // A status that is in no list is where the newest scan is that is in one.
        status: status.or_else(|| events.iter().find_map(|event| event.status)),
        expected: time::day(shipment.text_of("ExpectedDeliveryDate")).map(|day| day.to_string()),
        events,
    }
}

fn event(
    (day, hour): (&str, &str),
    (kind, code, words): (&str, &str, &str),
    place: &str,
) -> TrackingEvent {
    TrackingEvent {
        at: time::read(day, hour).map_or_else(String::new, |at| at.to_string()),
        status: status::meaning(kind, code, words),
        code: match code {
            "" => kind.to_owned(),
            code => code.to_owned(),
        },
        text: words.to_owned(),
        location: place.to_owned(),
    }
}
