//! What happened to a parcel: its course by the clock, and what was done to it by hand.
use super::PREFIX;
use super::desk::{Own, text};
use super::pin;
use super::shape::written;
use crate::carriers::World;
use crate::carriers::course::{Scan, Stage};
use crate::carriers::ledger::{Sale, Sold};
use jiff::Timestamp;
use serde_json::Value;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

/// What was done to a parcel by hand.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// From when on its course counts no more.
    pub(super) until: Option<Timestamp>,
    /// What happens instead.
    pub(super) then: Vec<Scan>,
    /// It was cancelled.
    pub(super) cancelled: bool,
}

impl Told {
    /// It comes back from here on.
    pub(super) fn back(now: Timestamp) -> Self {
        Self {
            until: Some(now),
            then: vec![at(Stage::Returning, now, 0), at(Stage::Returned, now, 48)],
            cancelled: true,
        }
    }

    /// It is tried again the next day, and arrives.
    pub(super) fn again(now: Timestamp) -> Self {
        Self {
            until: Some(now),
            then: vec![
                at(Stage::OutForDelivery, now, 14),
                at(Stage::Delivered, now, 18),
            ],
            cancelled: false,
        }
    }
}

fn at(stage: Stage, now: Timestamp, hours: u32) -> Scan {
    Scan {
        stage,
        at: now.checked_add(HOUR * hours).unwrap_or(Timestamp::MAX),
    }
}

/// A parcel, with what was asked for it.
pub(super) struct Known<'a> {
    pub(super) sale: &'a Sale,
    pub(super) parcel: &'a Sold,
    pub(super) asked: &'a Value,
}

/// The parcel of a waybill.
pub(super) fn find<'a>(world: &'a World, number: &str) -> Option<Known<'a>> {
    let sale = world.ledger.numbered(PREFIX, number)?;
    let at = sale.parcels.iter().position(|p| p.number == number)?;
    Some(Known {
        sale,
        parcel: &sale.parcels[at],
        asked: sale.asked.get(at)?,
    })
}

/// Every parcel.
pub(super) fn all(world: &World) -> Vec<Known<'_>> {
    let sales = world.ledger.sales.iter().filter(|s| s.carrier == PREFIX);
    let parcels = sales.flat_map(|s| {
        s.parcels
            .iter()
            .zip(s.asked.as_array().into_iter().flatten())
            .map(move |(parcel, asked)| Known {
                sale: s,
                parcel,
                asked,
            })
    });
    parcels.collect()
}

impl Known<'_> {
    pub(super) fn is_reverse(&self) -> bool {
        text(self.asked, "payment_mode") == "Pickup"
    }

    /// What happened by now, oldest first.
    pub(super) fn scans(&self, own: &Own, now: Timestamp) -> Vec<Scan> {
        let mut scans = self.sale.scans(self.parcel, now);
        if let Some(told) = own.told.get(&self.parcel.number) {
            if let Some(until) = told.until {
                scans.retain(|scan| scan.at <= until);
            }
            scans.extend(told.then.iter().filter(|scan| scan.at <= now));
        }
        scans
    }

    /// Where it stands: type, word, code, and words of a person.
    pub(super) fn status(&self, own: &Own, now: Timestamp) -> Status {
        let scans = self.scans(own, now);
        let stage = scans.last().map_or(Stage::LabelCreated, |scan| scan.stage);
        let told = own.told.get(&self.parcel.number);
        let is_void = told.is_some_and(|told| told.cancelled) && stage == Stage::LabelCreated;
        // Only what is fetched from a customer is shown as cancelled before it was.
        if is_void && self.is_reverse() {
            return Status {
                kind: "CN",
                word: "Canceled",
                code: "",
                words: "Pickup cancelled",
            };
        }
        Status::of(stage, self.is_reverse())
    }

    /// The town that a scan is made in.
    pub(super) fn place(&self, stage: Stage) -> String {
        let far = written(&self.asked["pin"]);
        let near = match written(&self.asked["return_pin"]).as_str() {
            "" => "411001".to_owned(),
            pin => pin.to_owned(),
        };
        let (from, to) = match self.is_reverse() {
            false => (near, far),
            true => (far, near),
        };
        let pin = match stage {
            Stage::LabelCreated | Stage::PickedUp | Stage::InTransit | Stage::Returned => from,
            Stage::OutForDelivery | Stage::Delivered | Stage::Exception | Stage::Returning => to,
        };
        pin::find(&pin).map(pin::Pin::hub).unwrap_or_default()
    }
}

/// A status in Delhivery's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) kind: &'static str,
    pub(super) word: &'static str,
    pub(super) code: &'static str,
    pub(super) words: &'static str,
}

impl Status {
    pub(super) fn of(stage: Stage, reverse: bool) -> Self {
        let (kind, word, code, words) = match (stage, reverse) {
            (Stage::LabelCreated, false) => ("UD", "Manifested", "X-UCI", "Manifest uploaded"),
            (Stage::PickedUp, false) => ("UD", "In Transit", "X-PPOM", "Shipment picked up"),
            (Stage::InTransit, false) => ("UD", "In Transit", "", "Sent to the next facility"),
            (Stage::OutForDelivery, false) => ("UD", "Dispatched", "", "Out for delivery"),
            (Stage::Delivered, false) => ("DL", "Delivered", "", "Delivered to consignee"),
            (Stage::Exception, false) => ("UD", "Pending", "EOD-11", "Consignee not available"),
            (Stage::Returning, _) => ("RT", "In Transit", "", "Returned to origin"),
            (Stage::Returned, _) => ("DL", "RTO", "", "Returned to the client"),
            (Stage::LabelCreated, true) => ("PP", "Scheduled", "FMPUR-101", "Pickup scheduled"),
            (Stage::PickedUp, true) => ("PU", "In Transit", "X-PPOM", "Shipment picked up"),
            (Stage::InTransit, true) => ("PU", "In Transit", "", "Sent to the next facility"),
            (Stage::OutForDelivery, true) => ("PU", "Dispatched", "", "Out for delivery"),
            (Stage::Delivered, true) => ("DL", "DTO", "", "Delivered to the client"),
            (Stage::Exception, true) => ("PU", "Pending", "", "Client not available"),
        };
        Self {
            kind,
            word,
            code,
            words,
        }
    }
}
