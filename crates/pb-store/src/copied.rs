//! Copies: when the database was found to have come from one, and the orders its twin may have shipped.
use crate::row::{Columns, word};
use crate::{Change, Result, Store};
use pb_domain::OrderId;
use serde::{Deserialize, Serialize};
use sqlx::SqliteExecutor;
use sqlx::sqlite::SqliteRow;

/// How the database came to be a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyKind {
    /// The same bench was put back to an earlier state.
    Restored,
    /// A second bench: another machine, another folder, or nobody can tell.
    Cloned,
}

/// One time that the database was found to have come from a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCopy {
    /// The epoch it began.
    pub epoch: i64,
    /// How.
    pub kind: CopyKind,
    /// When the copy's last log line was written, RFC 3339; empty when it had none.
    pub copied_at: String,
    /// When it was noticed, RFC 3339.
    pub noticed_at: String,
    /// The end of the log as the witness knew it: number and hash.
    pub witness: Option<(i64, String)>,
    /// The prefix of own tracking numbers before.
    pub old_prefix: String,
    /// And after.
    pub new_prefix: String,
    /// When a person saw to it, RFC 3339.
    pub settled_at: Option<String>,
}

fn read(row: &SqliteRow) -> Result<StoredCopy> {
    use sqlx::Row;
    let c = Columns(row);
    let seq: Option<i64> = row.try_get("witness_seq")?;
    Ok(StoredCopy {
        epoch: c.integer("epoch")?,
        kind: c.word("kind")?,
        copied_at: c.text("copied_at")?,
        noticed_at: c.text("noticed_at")?,
        witness: seq.zip(c.optional_text("witness_hash")?),
        old_prefix: c.text("old_prefix")?,
        new_prefix: c.text("new_prefix")?,
        settled_at: c.optional_text("settled_at")?,
    })
}

/// An order is in doubt when it stood in the queue of a copy and no person has answered, or when it
/// came later but was placed before the copy was noticed: the twin may have had it too. A date alone
/// sorts before the times of its day, so such an order is asked about.
const IN_DOUBT: &str = "SELECT EXISTS (
    SELECT 1 FROM order_in_doubt WHERE order_id = ?1 AND answer IS NULL
    UNION ALL
    SELECT 1 FROM orders o JOIN copied c ON o.seq > c.last_order AND o.placed_at < c.noticed_at
    WHERE o.id = ?1 AND o.placed_at <> ''
      AND NOT EXISTS (SELECT 1 FROM order_in_doubt d WHERE d.order_id = o.id AND d.epoch >= c.epoch))";

async fn in_doubt(executor: impl SqliteExecutor<'_>, order: OrderId) -> Result<bool> {
    let found: i64 = sqlx::query_scalar(IN_DOUBT)
        .bind(order.0)
        .fetch_one(executor)
        .await?;
    Ok(found != 0)
}

impl Store {
    /// Every time the database was found to have come from a copy, newest first.
    pub async fn copies(&self) -> Result<Vec<StoredCopy>> {
        let rows = sqlx::query("SELECT * FROM copied ORDER BY epoch DESC")
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(read).collect()
    }

    /// Whether a prefix of own tracking numbers was left to a twin.
    pub async fn is_twins_prefix(&self, prefix: &str) -> Result<bool> {
        let found: i64 = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM copied WHERE kind = 'cloned' AND old_prefix = ?)",
        )
        .bind(prefix)
        .fetch_one(&self.readers)
        .await?;
        Ok(found != 0)
    }

    /// Whether the twin of a copy may have shipped an order, and no person has said that it did not.
    pub async fn order_in_doubt(&self, order: OrderId) -> Result<bool> {
        in_doubt(&self.readers, order).await
    }

    /// Orders that stood in the queue of a copy and wait for a person's word, oldest first, and how
    /// many there are in all.
    pub async fn orders_in_doubt(&self, limit: u32) -> Result<(Vec<OrderId>, u32)> {
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar(
            "SELECT d.order_id FROM order_in_doubt d JOIN orders o ON o.id = d.order_id
             WHERE d.answer IS NULL ORDER BY o.placed_at, o.seq LIMIT ?",
        )
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        let all: i64 =
            sqlx::query_scalar("SELECT count(*) FROM order_in_doubt WHERE answer IS NULL")
                .fetch_one(&self.readers)
                .await?;
        Ok((
            ids.into_iter().map(OrderId).collect(),
            u32::try_from(all).unwrap_or(u32::MAX),
        ))
    }
}

impl Change {
    /// Writes down that the database came from a copy.
    pub async fn note_copy(&mut self, copy: &StoredCopy) -> Result<()> {
        sqlx::query(
            "INSERT INTO copied (epoch, kind, copied_at, noticed_at, witness_seq, witness_hash, last_order, old_prefix, new_prefix)
             VALUES (?, ?, ?, ?, ?, ?, (SELECT coalesce(max(seq), 0) FROM orders), ?, ?)",
        )
        .bind(copy.epoch)
        .bind(word("kind", &copy.kind)?)
        .bind(&copy.copied_at)
        .bind(&copy.noticed_at)
        .bind(copy.witness.as_ref().map(|w| w.0))
        .bind(copy.witness.as_ref().map(|w| w.1.as_str()))
        .bind(&copy.old_prefix)
        .bind(&copy.new_prefix)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Puts every order that has not shipped in doubt, and every one with a purchase whose outcome is
    /// open, answered before or not; how many.
    pub async fn doubt_waiting_orders(&mut self, epoch: i64) -> Result<u32> {
        let done = sqlx::query(
            "INSERT INTO order_in_doubt (order_id, epoch) SELECT id, ? FROM orders WHERE state <> 'shipped'
                 OR id IN (SELECT order_id FROM purchase WHERE state IN ('deferred', 'intended', 'sent', 'unknown'))
             ON CONFLICT (order_id) DO UPDATE SET epoch = excluded.epoch, answer = NULL, answered_at = NULL",
        )
        .bind(epoch)
        .execute(self.connection())
        .await?;
        Ok(u32::try_from(done.rows_affected()).unwrap_or(u32::MAX))
    }

    /// Whether the twin of a copy may have shipped an order, as of this change.
    pub async fn order_in_doubt(&mut self, order: OrderId) -> Result<bool> {
        in_doubt(self.connection(), order).await
    }

    /// A person says whether the twin has shipped an order.
    pub async fn answer_doubt(&mut self, order: OrderId, shipped: bool) -> Result<()> {
        let at = self.now();
        sqlx::query(
            "INSERT INTO order_in_doubt (order_id, epoch, answer, answered_at) SELECT ?1, max(epoch), ?2, ?3 FROM copied WHERE true
             ON CONFLICT (order_id) DO UPDATE SET epoch = excluded.epoch, answer = excluded.answer, answered_at = excluded.answered_at",
        )
        .bind(order.0)
        .bind(if shipped { "shipped" } else { "not_shipped" })
        .bind(at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// A person says that the twin has shipped none of the orders in doubt; how many those were.
    pub async fn answer_all_doubts(&mut self) -> Result<u32> {
        let at = self.now();
        let done = sqlx::query(
            "UPDATE order_in_doubt SET answer = 'not_shipped', answered_at = ? WHERE answer IS NULL",
        )
        .bind(at)
        .execute(self.connection())
        .await?;
        Ok(u32::try_from(done.rows_affected()).unwrap_or(u32::MAX))
    }

    /// A person has seen that the database came from a copy.
    pub async fn settle_copies(&mut self) -> Result<()> {
        let at = self.now();
        sqlx::query("UPDATE copied SET settled_at = ? WHERE settled_at IS NULL")
            .bind(at)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Holds every print job that waits: the twin of a copy may have printed it. How many.
    pub async fn hold_waiting_prints(&mut self, text: &str) -> Result<u32> {
        let at = self.now();
        let done = sqlx::query(
            "UPDATE print_job SET state = 'held', text = ?, changed_at = ? WHERE state = 'queued'",
        )
        .bind(text)
        .bind(at)
        .execute(self.connection())
        .await?;
        Ok(u32::try_from(done.rows_affected()).unwrap_or(u32::MAX))
    }
}
