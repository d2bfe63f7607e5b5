//! Print jobs and where each stands.
use crate::row::{Columns, word};
use crate::{Change, Result, Store, StoreError};
use pb_domain::{DocumentId, PrintEvent, PrintJobId, PrintState, ShipmentId};
use sqlx::sqlite::SqliteRow;

/// A print job as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPrintJob {
    /// Identity.
    pub id: PrintJobId,
    /// The shipment whose label it is; `None` for a test page.
    pub shipment: Option<ShipmentId>,
    /// The document; `None` for a test page.
    pub document: Option<DocumentId>,
    /// What it is, in words.
    pub title: String,
    /// The printer's name.
    pub printer: String,
    /// Where it stands.
    pub state: PrintState,
    /// What proved it, what failed, or what to look for.
    pub text: String,
    /// Bytes the printer took.
    pub sent: u64,
    /// Bytes in all.
    pub total: u64,
    /// Whether it is a further copy.
    pub reprint: bool,
    /// Whether a person overrode a label that was stopped.
    pub forced: bool,
    /// When it was made, RFC 3339.
    pub created_at: String,
}

fn read(row: &SqliteRow) -> Result<StoredPrintJob> {
    let c = Columns(row);
    Ok(StoredPrintJob {
        id: c.id("id", PrintJobId)?,
        shipment: c.optional_id("shipment_id", ShipmentId)?,
        document: c.optional_id("document_id", DocumentId)?,
        title: c.text("title")?,
        printer: c.text("printer")?,
        state: c.word("state")?,
        text: c.text("text")?,
        sent: c.integer("sent")?.unsigned_abs(),
        total: c.integer("total")?.unsigned_abs(),
        reprint: c.flag("reprint")?,
        forced: c.flag("forced")?,
        created_at: c.text("created_at")?,
    })
}

/// Asked for all the time, so it has indexes that hold only what it needs.
pub(crate) const FAILED: &str =
    "SELECT * FROM print_job j INDEXED BY print_job_failed WHERE state IN ('failed', 'not_printed') AND shipment_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM print_job later WHERE later.document_id = j.document_id AND later.id > j.id)
     AND NOT EXISTS (SELECT 1 FROM purchase p WHERE p.shipment_id = j.shipment_id AND p.state = 'voided')
     ORDER BY id DESC LIMIT 50";

impl Store {
    /// One job.
    pub async fn print_job(&self, id: PrintJobId) -> Result<Option<StoredPrintJob>> {
        let row = sqlx::query("SELECT * FROM print_job WHERE id = ?")
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// A shipment's jobs, newest first.
    pub async fn print_jobs_of(&self, shipment: ShipmentId) -> Result<Vec<StoredPrintJob>> {
        let rows = sqlx::query("SELECT * FROM print_job WHERE shipment_id = ? ORDER BY id DESC")
            .bind(shipment.0)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(read).collect()
    }

    /// Jobs that are not over, oldest first.
    pub async fn open_print_jobs(&self) -> Result<Vec<StoredPrintJob>> {
        let rows = sqlx::query(
            "SELECT * FROM print_job WHERE state IN ('queued', 'held', 'sending', 'accepted', 'unconfirmed') ORDER BY id",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read).collect()
    }

    /// Failed jobs of shipments for which no later job exists, newest first.
    pub async fn failed_print_jobs(&self) -> Result<Vec<StoredPrintJob>> {
        let rows = sqlx::query(FAILED).fetch_all(&self.readers).await?;
        rows.iter().map(read).collect()
    }
}

impl Change {
    /// Writes a new job down as queued.
    pub async fn queue_print_job(&mut self, job: &StoredPrintJob) -> Result<()> {
        let at = self.now();
        sqlx::query(
            "INSERT INTO print_job (id, shipment_id, document_id, title, printer, state, text, sent, total, reprint, forced, created_at, changed_at)
             VALUES (?, ?, ?, ?, ?, 'queued', ?, 0, ?, ?, ?, ?, ?)",
        )
        .bind(job.id.0)
        .bind(job.shipment.map(|s| s.0))
        .bind(job.document.map(|d| d.0))
        .bind(&job.title)
        .bind(&job.printer)
        .bind(&job.text)
        .bind(i64::try_from(job.total).unwrap_or(i64::MAX))
        .bind(job.reprint)
        .bind(job.forced)
        .bind(&at)
        .bind(&at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Moves a job on by the rules of print truth; an illegal step is refused and changes nothing.
    pub async fn step_print_job(
        &mut self,
        id: PrintJobId,
        event: PrintEvent,
        text: &str,
        sent: u64,
    ) -> Result<PrintState> {
        let row = sqlx::query("SELECT state FROM print_job WHERE id = ?")
            .bind(id.0)
            .fetch_one(self.connection())
            .await?;
        let state: PrintState = Columns(&row).word("state")?;
        let next = state.next(event).map_err(|e| StoreError::Unreadable {
            column: "state",
            why: e.to_string(),
        })?;
        let at = self.now();
        sqlx::query("UPDATE print_job SET state = ?, text = ?, sent = max(sent, ?), changed_at = ? WHERE id = ?")
            .bind(word("state", &next)?)
            .bind(text)
            .bind(i64::try_from(sent).unwrap_or(i64::MAX))
            .bind(at)
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(next)
    }
}
