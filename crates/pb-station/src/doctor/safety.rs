//! Waybill numbers, what waits for the network, copies and backups, as those who look after them see it.
use super::{Check, Seen};
use crate::Station;
use crate::api::Result;
use crate::{safety, waybills};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use pb_domain::DeferredState;

/// After so long what waits for the network is worth a look.
const LONG: SignedDuration = SignedDuration::from_hours(24);

/// Waybill numbers, and carriers that are still to be told.
pub(super) struct Numbers;

#[async_trait]
impl Check for Numbers {
    fn id(&self) -> &'static str {
        "numbers"
    }

    fn title(&self) -> &'static str {
        "Waybill numbers"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let mut attention = waybills::numbers_attention(station).await?;
        attention.extend(waybills::bookings_attention(station).await?);
        let mut seen: Vec<Seen> = attention
            .into_iter()
            .map(|a| {
                Seen::warning(
                    a.text,
                    "Labels from waybill numbers may stop, or a carrier does not know of a shipment",
                    "Open it on the Bench screen, or look at the numbers in Settings",
                )
            })
            .collect();
        let misplaced = station.store.misplaced_waybills().await?;
        if !misplaced.is_empty() {
            seen.push(Seen::wrong(
                format!("Used, and not written down as used: {}", misplaced.join(", ")),
                "Packbench writes both down at once, so the database was changed by something else",
                "Retire the pools of these numbers, so that none is given twice, and set up new ones",
            ));
        }
        let miscounted = station.store.miscounted_pools().await?;
        if !miscounted.is_empty() {
            seen.push(Seen::wrong(
                format!(
                    "Another count of free numbers than there are: {}",
                    miscounted.join(", ")
                ),
                "The alarm for few numbers may come at the wrong time; no number is given twice",
                "Look at the pool's numbers in Settings, and add some in time",
            ));
        }
        Ok(seen)
    }
}

/// What waits for the network.
pub(super) struct Deferred;

#[async_trait]
impl Check for Deferred {
    fn id(&self) -> &'static str {
        "deferred"
    }

    fn title(&self) -> &'static str {
        "Waiting for the network"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let open = station.store.deferred_open().await?;
        let numbers = |of: &dyn Fn(&pb_store::StoredDeferred) -> bool| {
            let numbers: Vec<&str> = open
                .iter()
                .filter(|work| of(work))
                .map(|work| work.order_number.as_str())
                .collect();
            (!numbers.is_empty()).then(|| numbers.join(", "))
        };
        let mut seen = Vec::new();
        if let Some(numbers) = numbers(&|work| work.state == DeferredState::Asks) {
            seen.push(Seen::warning(
                format!("Waits for an answer: {numbers}"),
                "It is not done before somebody answers",
                "Answer it on the Open screen",
            ));
        }
        let now = station.now();
        let old = |work: &pb_store::StoredDeferred| {
            let made: Option<Timestamp> = work.created_at.parse().ok();
            work.state == DeferredState::Waiting
                && made.is_some_and(|at| now.duration_since(at) > LONG)
        };
        if let Some(numbers) = numbers(&old) {
            seen.push(Seen::warning(
                format!("Has waited for more than a day: {numbers}"),
                "These parcels have no label yet",
                "See on the Open screen what went wrong last, and try it now",
            ));
        }
        if seen.is_empty() && !open.is_empty() {
            seen.push(Seen::good(format!(
                "{} wait and are done by themselves",
                open.len()
            )));
        }
        Ok(seen)
    }
}

/// Whether this bench came back from a copy, and would be noticed to.
pub(super) struct Copies;

#[async_trait]
impl Check for Copies {
    fn id(&self) -> &'static str {
        "copies"
    }

    fn title(&self) -> &'static str {
        "Copies of this bench"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let mut seen = Vec::new();
        let (_, in_doubt) = station.store.orders_in_doubt(0).await?;
        if in_doubt > 0 {
            seen.push(Seen::warning(
                format!("{in_doubt} orders may have been shipped by the bench that this one is a copy of"),
                "Nothing is bought for them before somebody says",
                "Say on the Bench screen which were shipped",
            ));
        }
        if let Some(head) = station.store.log_head().await? {
            let witness = station.safe.witness.clone();
            if let Err(failure) = Station::blocking(move || witness.saw(&head, true)).await? {
                seen.push(Seen::wrong(
                    failure.text,
                    "If this bench were put back to an older state, that would not be noticed",
                    failure.hint,
                ));
            }
        }
        Ok(seen)
    }
}

/// Whether backups are made when they are due.
pub(super) struct Backups;

#[async_trait]
impl Check for Backups {
    fn id(&self) -> &'static str {
        "backups"
    }

    fn title(&self) -> &'static str {
        "Backups"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let trouble = safety::backup_trouble(station).await?;
        if trouble.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![Seen::warning(
            trouble,
            "After a broken disk, what was done since the last backup would be gone",
            "Look at Settings → Keys and backups, and make one now",
        )])
    }
}
