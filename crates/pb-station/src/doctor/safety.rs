//! Waybill numbers and backups, as those who look after them see it.
use super::{Check, Seen};
use crate::Station;
use crate::api::Result;
use crate::{safety, waybills};
use async_trait::async_trait;

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
        Ok(attention
            .into_iter()
            .map(|a| {
                Seen::warning(
                    a.text,
                    "Labels from waybill numbers may stop, or a carrier does not know of a shipment",
                    "Open it on the Bench screen, or look at the numbers in Settings",
                )
            })
            .collect())
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
