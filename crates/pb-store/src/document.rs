//! Labels and other documents, as received or drawn.
use crate::row::{Columns, word};
use crate::{Change, Result, Store};
use pb_domain::{Document, DocumentId, DocumentKind, Format, ShipmentId};
use sqlx::sqlite::SqliteRow;

/// A document as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDocument {
    /// Identity.
    pub id: DocumentId,
    /// Its shipment.
    pub shipment: ShipmentId,
    /// What it is for.
    pub kind: DocumentKind,
    /// What it is called; empty for a label.
    pub title: String,
    /// Whether it must go with the parcels, on paper.
    pub attached: bool,
    /// Its place among the shipment's documents of its kind.
    pub position: u32,
    /// Format and bytes; none once they are erased.
    pub document: Document,
    /// Whether its bytes were erased.
    pub erased: bool,
}

fn read(row: &SqliteRow) -> Result<StoredDocument> {
    let c = Columns(row);
    Ok(StoredDocument {
        id: c.id("id", DocumentId)?,
        shipment: c.id("shipment_id", ShipmentId)?,
        kind: c.word("kind")?,
        title: c.text("title")?,
        attached: c.flag("attached")?,
        position: c.count("position")?,
        document: Document {
            format: c.word("format")?,
            bytes: c.bytes("bytes")?,
        },
        erased: c.optional_text("erased_at")?.is_some(),
    })
}

impl Store {
    /// One document.
    pub async fn document(&self, id: DocumentId) -> Result<Option<StoredDocument>> {
        let row = sqlx::query("SELECT * FROM document WHERE id = ?")
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The formats of a shipment's documents, without their bytes.
    pub async fn document_formats(
        &self,
        shipment: ShipmentId,
    ) -> Result<Vec<(DocumentId, Format, bool)>> {
        let rows = sqlx::query("SELECT id, format, erased_at FROM document WHERE shipment_id = ?")
            .bind(shipment.0)
            .fetch_all(&self.readers)
            .await?;
        rows.iter()
            .map(|row| {
                let c = Columns(row);
                Ok((
                    c.id("id", DocumentId)?,
                    c.word("format")?,
                    c.optional_text("erased_at")?.is_some(),
                ))
            })
            .collect()
    }

    /// A shipment's papers besides its labels, in order, without their bytes.
    pub async fn papers(&self, shipment: ShipmentId) -> Result<Vec<StoredDocument>> {
        let rows = sqlx::query(
            "SELECT id, shipment_id, kind, title, attached, position, format, x'' AS bytes, erased_at
             FROM document WHERE shipment_id = ? AND kind = 'paper' ORDER BY position, id",
        )
        .bind(shipment.0)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read).collect()
    }

    /// A shipment's documents in order.
    pub async fn documents(&self, shipment: ShipmentId) -> Result<Vec<StoredDocument>> {
        let rows =
            sqlx::query("SELECT * FROM document WHERE shipment_id = ? ORDER BY position, id")
                .bind(shipment.0)
                .fetch_all(&self.readers)
                .await?;
        rows.iter().map(read).collect()
    }
}

impl Change {
    /// Stores a document.
    pub async fn save_document(&mut self, document: &StoredDocument) -> Result<()> {
        let at = self.now();
        sqlx::query(
            "INSERT INTO document (id, shipment_id, kind, title, attached, position, format, bytes, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(document.id.0)
        .bind(document.shipment.0)
        .bind(word("kind", &document.kind)?)
        .bind(&document.title)
        .bind(document.attached)
        .bind(document.position)
        .bind(word("format", &document.document.format)?)
        .bind(&document.document.bytes)
        .bind(at)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
