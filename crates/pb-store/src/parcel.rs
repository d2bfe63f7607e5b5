//! Parcels of shipments.
use crate::row::{Columns, json};
use crate::{Change, Result, Store};
use pb_domain::{DocumentId, Parcel, ParcelId, ShipmentId};
use sqlx::sqlite::SqliteRow;

/// A parcel as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredParcel {
    /// The parcel.
    pub parcel: Parcel,
    /// Its tracking number; empty until bought.
    pub tracking_number: String,
    /// The document with its label; `None` while missing.
    pub label: Option<DocumentId>,
}

fn read(row: &SqliteRow) -> Result<StoredParcel> {
    let c = Columns(row);
    Ok(StoredParcel {
        parcel: c.json("data")?,
        tracking_number: c.text("tracking_number")?,
        label: c.optional_id("label_id", DocumentId)?,
    })
}

impl Store {
    /// A shipment's parcels in order.
    pub async fn parcels(&self, shipment: ShipmentId) -> Result<Vec<StoredParcel>> {
        let rows = sqlx::query("SELECT * FROM parcel WHERE shipment_id = ? ORDER BY position")
            .bind(shipment.0)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(read).collect()
    }

    /// One parcel of a shipment; `None` when no shipment has it.
    pub async fn parcel(&self, id: ParcelId) -> Result<Option<StoredParcel>> {
        let row = sqlx::query("SELECT * FROM parcel WHERE id = ?")
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Shipments that have a tracking number, newest first.
    pub async fn shipments_by_tracking_number(&self, number: &str) -> Result<Vec<ShipmentId>> {
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar(
            "SELECT DISTINCT p.shipment_id FROM parcel p JOIN shipment s ON s.id = p.shipment_id
             WHERE p.tracking_number = ? AND p.tracking_number <> '' ORDER BY s.seq DESC",
        )
        .bind(number)
        .fetch_all(&self.readers)
        .await?;
        Ok(ids.into_iter().map(ShipmentId).collect())
    }
}

impl Change {
    /// A shipment's parcels in order, as this change sees them.
    pub async fn parcels(&mut self, shipment: ShipmentId) -> Result<Vec<StoredParcel>> {
        let rows = sqlx::query("SELECT * FROM parcel WHERE shipment_id = ? ORDER BY position")
            .bind(shipment.0)
            .fetch_all(self.connection())
            .await?;
        rows.iter().map(read).collect()
    }

    /// Writes a shipment's parcels anew; allowed until something was bought for it.
    pub async fn save_parcels(&mut self, shipment: ShipmentId, parcels: &[Parcel]) -> Result<()> {
        sqlx::query("DELETE FROM parcel WHERE shipment_id = ?")
            .bind(shipment.0)
            .execute(self.connection())
            .await?;
        for (position, parcel) in parcels.iter().enumerate() {
            sqlx::query("INSERT INTO parcel (id, shipment_id, position, data) VALUES (?, ?, ?, ?)")
                .bind(parcel.id.0)
                .bind(shipment.0)
                .bind(i64::try_from(position).unwrap_or(i64::MAX))
                .bind(json("data", parcel)?)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }

    /// Gives a parcel its tracking number.
    pub async fn set_tracking_number(&mut self, parcel: ParcelId, number: &str) -> Result<()> {
        sqlx::query("UPDATE parcel SET tracking_number = ? WHERE id = ?")
            .bind(number)
            .bind(parcel.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Gives a parcel its label.
    pub async fn set_label(&mut self, parcel: ParcelId, document: DocumentId) -> Result<()> {
        sqlx::query("UPDATE parcel SET label_id = ? WHERE id = ?")
            .bind(document.0)
            .bind(parcel.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
