//! When each step of a parcel happened, from scan to paper.
use crate::row::Columns;
use crate::{Change, Result, Store};
use jiff::Timestamp;
use pb_domain::{AccountId, ParcelId, PrinterId, ShipmentId};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row};
use uuid::Uuid;

/// A bought parcel's steps. A step that did not happen, or was not seen, is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredFlight {
    /// Which parcel.
    pub parcel: ParcelId,
    /// Its shipment.
    pub shipment: ShipmentId,
    /// The account it was bought with.
    pub account: AccountId,
    /// The printer that took its label's first copy.
    pub printer: Option<PrinterId>,
    /// Its order was scanned.
    pub scanned: Option<Timestamp>,
    /// It got its weight.
    pub weighed: Option<Timestamp>,
    /// All rates were there.
    pub rated: Option<Timestamp>,
    /// A rate was chosen: its purchase was written down.
    pub chosen: Option<Timestamp>,
    /// The carrier's answer was written down.
    pub bought: Timestamp,
    /// The printer had taken all bytes of the first copy.
    pub sent: Option<Timestamp>,
    /// The first copy was proved, or said, to be on paper.
    pub printed: Option<Timestamp>,
}

/// What was seen of a parcel before it was bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BeforeBuying {
    /// Its order was scanned.
    pub scanned: Option<Timestamp>,
    /// It got its weight.
    pub weighed: Option<Timestamp>,
    /// All rates were there.
    pub rated: Option<Timestamp>,
    /// A rate was chosen.
    pub chosen: Option<Timestamp>,
}

/// A bought parcel's steps as numbers, milliseconds since 1970: what durations are made of.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct FlightTimes {
    /// The account.
    pub account_id: Uuid,
    /// The printer.
    pub printer_id: Option<Uuid>,
    /// Scanned.
    pub scanned_at: Option<i64>,
    /// Weighed.
    pub weighed_at: Option<i64>,
    /// Rated.
    pub rated_at: Option<i64>,
    /// Chosen.
    pub chosen_at: Option<i64>,
    /// Bought.
    pub bought_at: i64,
    /// Bytes sent.
    pub sent_at: Option<i64>,
    /// Printed.
    pub printed_at: Option<i64>,
}

fn read(row: &SqliteRow) -> Result<StoredFlight> {
    let c = Columns(row);
    let at = |column: &'static str| -> Result<Option<Timestamp>> {
        let ms: Option<i64> = row.try_get(column)?;
        Ok(ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
    };
    Ok(StoredFlight {
        parcel: c.id("parcel_id", ParcelId)?,
        shipment: c.id("shipment_id", ShipmentId)?,
        account: c.id("account_id", AccountId)?,
        printer: c.optional_id("printer_id", PrinterId)?,
        scanned: at("scanned_at")?,
        weighed: at("weighed_at")?,
        rated: at("rated_at")?,
        chosen: at("chosen_at")?,
        bought: at("bought_at")?.unwrap_or_default(),
        sent: at("sent_at")?,
        printed: at("printed_at")?,
    })
}

impl Store {
    /// The steps of a shipment's parcels, in the parcels' order.
    pub async fn flights_of(&self, shipment: ShipmentId) -> Result<Vec<StoredFlight>> {
        let rows = sqlx::query(
            "SELECT f.* FROM flight f LEFT JOIN parcel p ON p.id = f.parcel_id
             WHERE f.shipment_id = ? ORDER BY p.position",
        )
        .bind(shipment.0)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read).collect()
    }

    /// The steps of all parcels that were bought from a time on.
    pub async fn flight_times(&self, since: Timestamp) -> Result<Vec<FlightTimes>> {
        Ok(sqlx::query_as(
            "SELECT account_id, printer_id, scanned_at, weighed_at, rated_at, chosen_at, bought_at, sent_at, printed_at
             FROM flight WHERE bought_at >= ?",
        )
        .bind(since.as_millisecond())
        .fetch_all(&self.readers)
        .await?)
    }
}

impl Change {
    /// A parcel was bought, now; what was seen of it before is kept with it.
    pub async fn record_bought_parcel(
        &mut self,
        parcel: ParcelId,
        shipment: ShipmentId,
        account: AccountId,
        before: &BeforeBuying,
    ) -> Result<()> {
        let now = self.at.as_millisecond();
        let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
        sqlx::query(
            "INSERT INTO flight (parcel_id, shipment_id, account_id, scanned_at, weighed_at, rated_at, chosen_at, bought_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (parcel_id) DO UPDATE SET account_id = excluded.account_id, bought_at = excluded.bought_at",
        )
        .bind(parcel.0)
        .bind(shipment.0)
        .bind(account.0)
        .bind(ms(before.scanned))
        .bind(ms(before.weighed))
        .bind(ms(before.rated))
        .bind(ms(before.chosen))
        .bind(now)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// A printer has taken all bytes of a parcel's label, now; of further copies nothing is kept.
    pub async fn record_bytes_sent(&mut self, parcel: ParcelId, printer: PrinterId) -> Result<()> {
        let now = self.at.as_millisecond();
        sqlx::query("UPDATE flight SET sent_at = ?, printer_id = ? WHERE parcel_id = ? AND printed_at IS NULL")
            .bind(now)
            .bind(printer.0)
            .bind(parcel.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// A parcel's label is on paper, now; of further copies nothing is kept.
    pub async fn record_printed(&mut self, parcel: ParcelId) -> Result<()> {
        let now = self.at.as_millisecond();
        sqlx::query("UPDATE flight SET printed_at = ? WHERE parcel_id = ? AND printed_at IS NULL")
            .bind(now)
            .bind(parcel.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DatabaseKey;

    #[tokio::test]
    async fn the_first_copy_counts_and_what_was_seen_before_stays() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("s.db"), &DatabaseKey::new([5; 32]), "S1")
            .await
            .expect("opens");
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).expect("a time");
        let parcel = ParcelId(Uuid::from_u128(1));
        let shipment = ShipmentId(Uuid::from_u128(2));
        let account = AccountId(Uuid::from_u128(3));
        let printer = PrinterId(Uuid::from_u128(4));
        let before = BeforeBuying {
            scanned: Some(at(0)),
            weighed: None,
            rated: Some(at(3)),
            chosen: Some(at(4)),
        };
        let mut change = store.change(at(5)).await.expect("begins");
        let bought = change.record_bought_parcel(parcel, shipment, account, &before);
        bought.await.expect("records");
        change.commit().await.expect("commits");
        for (second, printer) in [(6, printer), (8, PrinterId(Uuid::from_u128(9)))] {
            let mut change = store.change(at(second)).await.expect("begins");
            let sent = change.record_bytes_sent(parcel, printer);
            sent.await.expect("records");
            change.record_printed(parcel).await.expect("records");
            change.commit().await.expect("commits");
        }
        let kept = store.flights_of(shipment).await.expect("reads");
        let expected = StoredFlight {
            parcel,
            shipment,
            account,
            printer: Some(printer),
            scanned: Some(at(0)),
            weighed: None,
            rated: Some(at(3)),
            chosen: Some(at(4)),
            bought: at(5),
            sent: Some(at(6)),
            printed: Some(at(6)),
        };
        assert_eq!(kept, [expected]);
        assert_eq!(store.flight_times(at(5)).await.expect("reads").len(), 1);
        assert!(store.flight_times(at(6)).await.expect("reads").is_empty());
    }
}
