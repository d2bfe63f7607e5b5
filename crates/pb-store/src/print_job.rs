//! Print jobs, where each stands, and whose turn it is.
use crate::row::{Columns, json, word};
use crate::{Change, Result, Store, StoreError};
use pb_domain::{
    Document, DocumentId, DocumentKind, PagePart, PrintEvent, PrintJobId, PrintState, PrinterId,
    ShipmentId,
};
use sqlx::sqlite::SqliteRow;

/// A print job as stored, without the document it may carry itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPrintJob {
    /// Identity.
    pub id: PrintJobId,
    /// The shipment whose document it is; `None` for a test page or a manifest.
    pub shipment: Option<ShipmentId>,
    /// The stored document; `None` when the job carries its own, see [`Store::print_payload`].
    pub document: Option<DocumentId>,
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// What it is, in words.
    pub title: String,
    /// The parcel that each page is for.
    pub pages: Vec<PagePart>,
    /// The printer it is for.
    pub printer: PrinterId,
    /// That printer's name when the job was made.
    pub printer_name: String,
    /// Its place in the printer's queue: the lowest is next. Given when it is queued.
    pub rank: i64,
    /// Where it stands.
    pub state: PrintState,
    /// What proved it, what failed, or what to look for.
    pub text: String,
    /// Bytes the printer took.
    pub sent: u64,
    /// Bytes in all; 0 until they are made.
    pub total: u64,
    /// Whether it is a further copy.
    pub reprint: bool,
    /// Whether a person overrode a label that was stopped.
    pub forced: bool,
    /// The job of another printer that it stands in for.
    pub fallback_of: Option<PrintJobId>,
    /// When it was made, RFC 3339.
    pub created_at: String,
}

/// Selects all columns but the document, which may be large.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, shipment_id, document_id, kind, title, pages, printer_id, printer, rank, state, text, sent, total, reprint, forced, fallback_of, created_at FROM print_job ",
            $rest
        )
    };
}

fn read(row: &SqliteRow) -> Result<StoredPrintJob> {
    let c = Columns(row);
    Ok(StoredPrintJob {
        id: c.id("id", PrintJobId)?,
        shipment: c.optional_id("shipment_id", ShipmentId)?,
        document: c.optional_id("document_id", DocumentId)?,
        kind: c.word("kind")?,
        title: c.text("title")?,
        pages: c.json("pages")?,
        printer: c.id("printer_id", PrinterId)?,
        printer_name: c.text("printer")?,
        rank: c.integer("rank")?,
        state: c.word("state")?,
        text: c.text("text")?,
        sent: c.integer("sent")?.unsigned_abs(),
        total: c.integer("total")?.unsigned_abs(),
        reprint: c.flag("reprint")?,
        forced: c.flag("forced")?,
        fallback_of: c.optional_id("fallback_of", PrintJobId)?,
        created_at: c.text("created_at")?,
    })
}

/// Asked for all the time, so it has indexes that hold only what it needs.
pub(crate) const FAILED: &str =
    "SELECT * FROM print_job j INDEXED BY print_job_failed WHERE state IN ('failed', 'not_printed') AND shipment_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM print_job later WHERE later.document_id = j.document_id AND later.id > j.id)
     AND NOT EXISTS (SELECT 1 FROM print_job later WHERE j.document_id IS NULL AND later.shipment_id = j.shipment_id AND later.kind = j.kind AND later.id > j.id)
     AND NOT EXISTS (SELECT 1 FROM purchase p WHERE p.shipment_id = j.shipment_id AND p.state = 'voided')
     ORDER BY id DESC LIMIT 50";

impl Store {
    /// One job.
    pub async fn print_job(&self, id: PrintJobId) -> Result<Option<StoredPrintJob>> {
        let row = sqlx::query(select!("WHERE id = ?"))
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The document that a job carries itself.
    pub async fn print_payload(&self, id: PrintJobId) -> Result<Option<Document>> {
        let row = sqlx::query(
            "SELECT payload, payload_format FROM print_job WHERE id = ? AND payload IS NOT NULL",
        )
        .bind(id.0)
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| {
            let c = Columns(&row);
            Ok(Document {
                format: c.word("payload_format")?,
                bytes: c.bytes("payload")?,
            })
        })
        .transpose()
    }

    /// A shipment's jobs, newest first.
    pub async fn print_jobs_of(&self, shipment: ShipmentId) -> Result<Vec<StoredPrintJob>> {
        let rows = sqlx::query(select!("WHERE shipment_id = ? ORDER BY id DESC"))
            .bind(shipment.0)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(read).collect()
    }

    /// Jobs that are not over, in the order of printing.
    pub async fn open_print_jobs(&self) -> Result<Vec<StoredPrintJob>> {
        let rows = sqlx::query(select!(
            "WHERE state IN ('queued', 'held', 'sending', 'accepted', 'unconfirmed') ORDER BY rank, id"
        ))
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read).collect()
    }

    /// The next jobs of a printer that wait and are not held, in the order of printing.
    pub async fn next_print_jobs(
        &self,
        printer: PrinterId,
        count: u32,
    ) -> Result<Vec<StoredPrintJob>> {
        let rows = sqlx::query(select!(
            "WHERE printer_id = ? AND state = 'queued' ORDER BY rank, id LIMIT ?"
        ))
        .bind(printer.0)
        .bind(count)
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
    /// Writes a new job down as queued, last of its printer's queue, with the document it carries itself.
    pub async fn queue_print_job(
        &mut self,
        job: &StoredPrintJob,
        payload: Option<&Document>,
    ) -> Result<()> {
        let at = self.now();
        let format = payload
            .map(|p| word("payload_format", &p.format))
            .transpose()?;
        sqlx::query(
            "INSERT INTO print_job (id, shipment_id, document_id, kind, title, pages, printer_id, printer, rank, state, text, sent, total, reprint, forced, fallback_of, payload, payload_format, created_at, changed_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(rank), 0) + 1 FROM print_job), 'queued', ?, 0, 0, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(job.id.0)
        .bind(job.shipment.map(|s| s.0))
        .bind(job.document.map(|d| d.0))
        .bind(word("kind", &job.kind)?)
        .bind(&job.title)
        .bind(json("pages", &job.pages)?)
        .bind(job.printer.0)
        .bind(&job.printer_name)
        .bind(&job.text)
        .bind(job.reprint)
        .bind(job.forced)
        .bind(job.fallback_of.map(|j| j.0))
        .bind(payload.map(|p| p.bytes.as_slice()))
        .bind(format)
        .bind(&at)
        .bind(&at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Where a job stands, as this change sees it.
    pub async fn print_state(&mut self, id: PrintJobId) -> Result<Option<PrintState>> {
        let row = sqlx::query("SELECT state FROM print_job WHERE id = ?")
            .bind(id.0)
            .fetch_optional(self.connection())
            .await?;
        row.map(|row| Columns(&row).word("state")).transpose()
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

    /// Says how many bytes a job has, once they are made.
    pub async fn size_print_job(&mut self, id: PrintJobId, total: u64) -> Result<()> {
        sqlx::query("UPDATE print_job SET total = ? WHERE id = ?")
            .bind(i64::try_from(total).unwrap_or(i64::MAX))
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Puts a waiting job before another one of the same printer, or last. False, and nothing is changed, when
    /// one of them does not wait there.
    pub async fn move_print_job(
        &mut self,
        id: PrintJobId,
        before: Option<PrintJobId>,
    ) -> Result<bool> {
        let rows = sqlx::query(
            "SELECT id, rank FROM print_job WHERE state IN ('queued', 'held')
             AND printer_id = (SELECT printer_id FROM print_job WHERE id = ?) ORDER BY rank, id",
        )
        .bind(id.0)
        .fetch_all(self.connection())
        .await?;
        let mut order = Vec::with_capacity(rows.len());
        let mut ranks = Vec::with_capacity(rows.len());
        for row in &rows {
            let c = Columns(row);
            order.push(c.id("id", PrintJobId)?);
            ranks.push(c.integer("rank")?);
        }
        let Some(from) = order.iter().position(|j| *j == id) else {
            return Ok(false);
        };
        order.remove(from);
        let to = match before {
            None => order.len(),
            Some(before) => match order.iter().position(|j| *j == before) {
                Some(to) => to,
                // Before itself is where it is.
                None if before == id => from,
                None => return Ok(false),
            },
        };
        order.insert(to, id);
        // The same places are dealt out anew, so no other queue is touched.
        for ((job, rank), row) in order.iter().zip(&ranks).zip(&rows) {
            if Columns(row).id("id", PrintJobId)? == *job {
                continue;
            }
            sqlx::query("UPDATE print_job SET rank = ? WHERE id = ?")
                .bind(rank)
                .bind(job.0)
                .execute(self.connection())
                .await?;
        }
        Ok(true)
    }
}
