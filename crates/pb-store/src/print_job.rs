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

    /// Where a shipment's label jobs stand, as this change sees them.
    pub async fn label_states(&mut self, shipment: ShipmentId) -> Result<Vec<PrintState>> {
        let rows =
            sqlx::query("SELECT state FROM print_job WHERE shipment_id = ? AND kind = 'label'")
                .bind(shipment.0)
                .fetch_all(self.connection())
                .await?;
        rows.iter().map(|row| Columns(row).word("state")).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DatabaseKey;
    use jiff::Timestamp;
    use pb_domain::Format;
    use uuid::Uuid;

    async fn store(dir: &tempfile::TempDir) -> Store {
        let key = DatabaseKey::new([3; 32]);
        Store::open(&dir.path().join("s.db"), &key, "S1")
            .await
            .expect("opens")
    }

    fn job(n: u128, printer: u128) -> StoredPrintJob {
        StoredPrintJob {
            id: PrintJobId(Uuid::from_u128(n)),
            shipment: None,
            document: None,
            kind: DocumentKind::TestPage,
            title: format!("Page {n}"),
            pages: Vec::new(),
            printer: PrinterId(Uuid::from_u128(printer)),
            printer_name: "P".into(),
            rank: 0,
            state: PrintState::Queued,
            text: String::new(),
            sent: 0,
            total: 0,
            reprint: false,
            forced: false,
            fallback_of: None,
            created_at: String::new(),
        }
    }

    async fn order(store: &Store, printer: u128) -> Vec<u128> {
        let printer = PrinterId(Uuid::from_u128(printer));
        let jobs = store.next_print_jobs(printer, 10).await.expect("reads");
        jobs.iter().map(|j| j.id.0.as_u128()).collect()
    }

    #[tokio::test]
    async fn each_printer_has_an_order_of_its_own_that_can_be_changed() {
        let dir = tempfile::tempdir().expect("folder");
        let store = store(&dir).await;
        let id = |n: u128| PrintJobId(Uuid::from_u128(n));
        let mut change = store.change(Timestamp::UNIX_EPOCH).await.expect("begins");
        for (n, printer) in [(1, 1), (2, 2), (3, 1), (4, 1), (5, 2)] {
            let queued = change.queue_print_job(&job(n, printer), None).await;
            queued.expect("queues");
        }
        assert!(
            change
                .move_print_job(id(4), Some(id(1)))
                .await
                .expect("moves")
        );
        assert!(change.move_print_job(id(1), None).await.expect("moves"));
        assert!(
            change
                .move_print_job(id(3), Some(id(3)))
                .await
                .expect("stays")
        );
        assert!(
            !change
                .move_print_job(id(3), Some(id(5)))
                .await
                .expect("another queue")
        );
        assert!(
            !change
                .move_print_job(id(9), None)
                .await
                .expect("no such job")
        );
        change.commit().await.expect("commits");
        assert_eq!(order(&store, 1).await, [4, 3, 1]);
        assert_eq!(order(&store, 2).await, [2, 5]);

        let mut change = store.change(Timestamp::UNIX_EPOCH).await.expect("begins");
        let held = change.step_print_job(id(3), PrintEvent::Hold, "", 0).await;
        assert_eq!(held.expect("holds"), PrintState::Held);
        change
            .queue_print_job(&job(6, 1), None)
            .await
            .expect("queues");
        change.commit().await.expect("commits");
        assert_eq!(
            order(&store, 1).await,
            [4, 1, 6],
            "what is held is passed over"
        );
    }

    #[tokio::test]
    async fn a_job_brings_its_own_document_back() {
        let dir = tempfile::tempdir().expect("folder");
        let store = store(&dir).await;
        let page = Document {
            format: Format::Zpl,
            bytes: b"^XA^XZ".to_vec(),
        };
        let mut change = store.change(Timestamp::UNIX_EPOCH).await.expect("begins");
        let queued = change.queue_print_job(&job(1, 1), Some(&page)).await;
        queued.expect("queues");
        change
            .queue_print_job(&job(2, 1), None)
            .await
            .expect("queues");
        change.commit().await.expect("commits");
        let carried = async |n| {
            let id = PrintJobId(Uuid::from_u128(n));
            store.print_payload(id).await.expect("reads")
        };
        assert_eq!(carried(1).await, Some(page));
        assert_eq!(carried(2).await, None);
    }
}
