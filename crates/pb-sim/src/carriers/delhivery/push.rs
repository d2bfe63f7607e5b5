//! Scan pushes: every scan of every parcel, to the one address that was agreed by mail, with its header.
use super::desk::{Desk, stamp, text};
use super::story::{Status, all};
use super::{PREFIX, pin};
use crate::carriers::World;
use crate::carriers::push::Push;
use jiff::Timestamp;
use serde_json::json;

/// What is still to be told.
pub(super) struct Pushes {
    desk: Desk,
    told_until: Option<Timestamp>,
}

impl Pushes {
    pub(super) fn new(desk: &Desk) -> Self {
        Self {
            desk: desk.clone(),
            told_until: None,
        }
    }

    /// A call for everything that happened since the last look.
    pub(super) fn due(&mut self, world: &World) -> Vec<Push> {
        let now = world.clock.now();
        let last = self.told_until.replace(now).unwrap_or(Timestamp::MIN);
        let Some(webhook) = world.webhooks.get(PREFIX) else {
            return Vec::new();
        };
        let own = self.desk.own();
        let mut pushes = Vec::new();
        for known in all(world) {
            let scans = known.scans(&own, now).into_iter();
            for scan in scans.filter(|scan| scan.at > last) {
                let status = Status::of(scan.stage, known.is_reverse());
                let to = pin::find(&super::shape::written(&known.asked["pin"]));
                let body = json!({ "Shipment": {
                    "Status": {
                        "Status": status.word,
                        "StatusDateTime": stamp(scan.at),
                        "StatusType": status.kind,
                        "StatusLocation": known.place(scan.stage),
                        "Instructions": status.words,
                    },
                    "PickUpDate": stamp(known.sale.sold_at),
                    "NSLCode": status.code,
                    "Sortcode": to.map(|place| place.sort_code),
                    "ReferenceNo": text(known.asked, "order"),
                    "AWB": known.parcel.number,
                } });
                pushes.push(Push {
                    carrier: PREFIX,
                    url: webhook.url.clone(),
                    headers: vec![("authorization", webhook.credential.clone())],
                    body: body.to_string(),
                });
            }
        }
        pushes
    }
}
