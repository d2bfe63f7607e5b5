//! What was bought and printed: the journal, the orders' places, the labels, and what waits at printers.
use super::{Check, Seen};
use crate::Station;
use crate::api::Result;
use crate::print;
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use pb_domain::{PrintState, PurchaseState, ShipmentId};
use serde_json::json;
use std::collections::BTreeSet;

/// Labels that are drawn to see whether they can be; more would take minutes.
const DRAWN: u32 = 20;
/// A job that a person put aside and forgot.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(24);

async fn order_numbers(station: &Station, shipments: &[ShipmentId]) -> Result<String> {
    let mut numbers = BTreeSet::new();
    for id in shipments {
        if let Some(shipment) = station.store.shipment(*id).await? {
            numbers.insert(shipment.order_number);
        }
    }
    Ok(numbers.into_iter().collect::<Vec<_>>().join(", "))
}

/// The purchase journal.
pub(super) struct Purchases;

#[async_trait]
impl Check for Purchases {
    fn id(&self) -> &'static str {
        "journal"
    }

    fn title(&self) -> &'static str {
        "Purchases"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let mut seen = Vec::new();
        let open = station.store.open_purchases().await?;
        let unknown: Vec<ShipmentId> = open
            .iter()
            .filter(|p| p.state == PurchaseState::Unknown)
            .map(|p| p.shipment)
            .collect();
        if !unknown.is_empty() {
            let numbers = order_numbers(station, &unknown).await?;
            seen.push(Seen::warning(
                format!("It is not known whether a label was bought for {numbers}"),
                "Nothing more is bought for these orders until that is known",
                "Open the shipment and settle it: ask the carrier, or say what you see on its pages",
            ));
        }
        let voids = station.store.open_voids().await?.len();
        if voids > 0 {
            seen.push(Seen::warning(
                format!("It is not known of {voids} labels whether they were voided"),
                "They may still be paid for",
                "Open the shipment and void it once more; that costs nothing",
            ));
        }
        let doubled = station.store.doubled_purchases().await?;
        if !doubled.is_empty() {
            seen.push(Seen::wrong(
                format!("Bought twice for the same place: {}", doubled.join(", ")),
                "The database refuses that, so it was changed by something else",
                "Void one of the two at the carrier, and look at the records of these orders",
            ));
        }
        let nameless = station.store.bought_without_number().await?;
        if !nameless.is_empty() {
            let numbers = order_numbers(station, &nameless).await?;
            seen.push(Seen::wrong(
                format!("Bought, and a parcel has no tracking number: {numbers}"),
                "Such a parcel cannot be followed",
                "Look the shipment up on the carrier's pages",
            ));
        }
        Ok(seen)
    }
}

/// Whether each order is in its part of the list.
pub(super) struct Orders;

#[async_trait]
impl Check for Orders {
    fn id(&self) -> &'static str {
        "orders"
    }

    fn title(&self) -> &'static str {
        "Orders"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let misplaced = station.store.misplaced_orders().await?.len();
        if misplaced == 0 {
            return Ok(Vec::new());
        }
        Ok(vec![
            Seen::wrong(
                format!("{misplaced} orders are not where their purchases say"),
                "One that has shipped may stand in the queue; it is not bought twice all the same",
                "Let it be mended: each is put where its purchases say",
            )
            .mendable(),
        ])
    }

    async fn mend(&self, station: &Station) -> Result<Option<String>> {
        let misplaced = station.store.misplaced_orders().await?;
        let mut change = station.store.change(station.now()).await?;
        for id in &misplaced {
            change.settle_order_state(*id).await?;
        }
        change.commit().await?;
        station.emit(crate::api::Event::Orders);
        Ok(Some(format!(
            "{} orders are where their purchases say",
            misplaced.len()
        )))
    }
}

/// Labels that are still to be printed.
pub(super) struct Labels;

#[async_trait]
impl Check for Labels {
    fn id(&self) -> &'static str {
        "labels"
    }

    fn title(&self) -> &'static str {
        "Labels"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let mut seen = Vec::new();
        let missing = station.store.shipments_without_label().await?;
        if !missing.is_empty() {
            let numbers = order_numbers(station, &missing).await?;
            seen.push(Seen::warning(
                format!("Bought, and the label is not here: {numbers}"),
                "The parcel is paid for and has no label",
                "Open the shipment and fetch the label again; that buys nothing",
            ));
        }
        let empty = station.store.empty_documents().await?;
        if empty > 0 {
            seen.push(Seen::wrong(
                format!("{empty} documents have no contents and were not erased"),
                "They cannot be printed again",
                "Fetch those labels again where the carrier gives them; else restore a backup",
            ));
        }
        let waiting = station.store.labels_to_print(DRAWN).await?;
        let count = waiting.len();
        for id in waiting {
            let Some(document) = station.store.document(id).await? else {
                continue;
            };
            let shipment = document.shipment;
            if let Some(why) = print::why_unprintable(station, document).await? {
                let numbers = order_numbers(station, &[shipment]).await?;
                seen.push(Seen::wrong(
                    format!("The label of {numbers} cannot be printed: {why}"),
                    "Its parcel cannot leave",
                    "Fetch it again, or print it from the carrier's own pages",
                ));
            }
        }
        if seen.is_empty() && count > 0 {
            seen.push(Seen::good(format!(
                "{count} labels that are still to be printed are whole"
            )));
        }
        Ok(seen)
    }
}

/// What waits at printers.
pub(super) struct Printing;

#[async_trait]
impl Check for Printing {
    fn id(&self) -> &'static str {
        "printing"
    }

    fn title(&self) -> &'static str {
        "What waits at printers"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let jobs = station.store.open_print_jobs().await?;
        let mut seen = Vec::new();
        let unconfirmed = jobs
            .iter()
            .filter(|j| j.state == PrintState::Unconfirmed)
            .count();
        if unconfirmed > 0 {
            seen.push(Seen::warning(
                format!("Of {unconfirmed} labels nobody has said whether they are on paper"),
                "They are not printed again until somebody does",
                "Look at the printer, and answer on the Bench screen",
            ));
        }
        let now = station.now();
        let forgotten = jobs
            .iter()
            .filter(|j| j.state == PrintState::Held)
            .filter(|j| {
                let made: Option<Timestamp> = j.created_at.parse().ok();
                made.is_some_and(|at| now.duration_since(at) > FORGOTTEN)
            })
            .count();
        if forgotten > 0 {
            seen.push(Seen::warning(
                format!("{forgotten} print jobs were put aside more than a day ago"),
                "They wait until somebody lets them go on",
                "Look at the Printing screen: release them or give them up",
            ));
        }
        Ok(seen)
    }
}

/// The journal's states in numbers, for a helper.
pub(super) async fn in_numbers(station: &Station) -> Result<serde_json::Value> {
    let counted = station.store.count_rows().await?;
    Ok(counted
        .into_iter()
        .map(|c| (c.what, json!(c.rows)))
        .collect::<serde_json::Map<_, _>>()
        .into())
}
