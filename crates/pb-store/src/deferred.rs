//! Work that waits for the network.
use crate::row::{Columns, json, word};
use crate::{Change, Result, Store};
use pb_domain::{AccountId, DeferredId, DeferredKind, DeferredState, Money, OrderId, ShipmentId};
use sqlx::sqlite::SqliteRow;

/// A piece of work that waits, waited, or failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDeferred {
    /// Identity.
    pub id: DeferredId,
    /// What is to be done.
    pub kind: DeferredKind,
    /// With which shipment.
    pub shipment: ShipmentId,
    /// Its order.
    pub order: OrderId,
    /// The order's number.
    pub order_number: String,
    /// The account whose carrier is asked.
    pub account: AccountId,
    /// The station's request, complete; gone when it is over.
    pub request: Option<serde_json::Value>,
    /// Where it stands.
    pub state: DeferredState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, RFC 3339.
    pub next_try_at: String,
    /// What went wrong last, in words; empty when nothing did.
    pub text: String,
    /// What to do about it.
    pub hint: String,
    /// What is asked now, where a person must accept it.
    pub price: Option<Money>,
    /// When it was put aside, RFC 3339.
    pub created_at: String,
    /// When it moved last, RFC 3339.
    pub changed_at: String,
}

fn read(row: &SqliteRow) -> Result<StoredDeferred> {
    let c = Columns(row);
    Ok(StoredDeferred {
        id: c.id("id", DeferredId)?,
        kind: c.word("kind")?,
        shipment: c.id("shipment_id", ShipmentId)?,
        order: c.id("order_id", OrderId)?,
        order_number: c.text("order_number")?,
        account: c.id("account_id", AccountId)?,
        request: c.optional_json("request")?,
        state: c.word("state")?,
        attempts: c.count("attempts")?,
        next_try_at: c.text("next_try_at")?,
        text: c.text("text")?,
        hint: c.text("hint")?,
        price: c.optional_json("price")?,
        created_at: c.text("created_at")?,
        changed_at: c.text("changed_at")?,
    })
}

impl Store {
    /// All that is not over, oldest first.
    pub async fn deferred_open(&self) -> Result<Vec<StoredDeferred>> {
        let rows = sqlx::query(
            "SELECT * FROM deferred WHERE state NOT IN ('done', 'cancelled') ORDER BY id",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read).collect()
    }

    /// What was done last, newest first.
    pub async fn deferred_done(&self, limit: u32) -> Result<Vec<StoredDeferred>> {
        let rows = sqlx::query(
            "SELECT * FROM deferred WHERE state = 'done' ORDER BY changed_at DESC LIMIT ?",
        )
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read).collect()
    }

    /// What waits of a shipment, or waited, oldest first.
    pub async fn deferred_of(&self, shipment: ShipmentId) -> Result<Vec<StoredDeferred>> {
        let rows = sqlx::query("SELECT * FROM deferred WHERE shipment_id = ? ORDER BY id")
            .bind(shipment.0)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(read).collect()
    }

    /// One piece of work.
    pub async fn deferred(&self, id: DeferredId) -> Result<Option<StoredDeferred>> {
        let row = sqlx::query("SELECT * FROM deferred WHERE id = ?")
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Whether a purchase that waits is the account's.
    pub async fn account_has_deferred(&self, account: AccountId) -> Result<bool> {
        let found: i64 = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM purchase WHERE state = 'deferred' AND account_id = ?)",
        )
        .bind(account.0)
        .fetch_one(&self.readers)
        .await?;
        Ok(found != 0)
    }
}

impl Change {
    /// Writes a new piece of work down. [`crate::StoreError::Taken`] when the same waits already.
    pub async fn defer(&mut self, d: &StoredDeferred) -> Result<()> {
        sqlx::query(
            "INSERT INTO deferred (id, kind, shipment_id, order_id, order_number, account_id, request, state, next_try_at, created_at, changed_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(d.id.0)
        .bind(word("kind", &d.kind)?)
        .bind(d.shipment.0)
        .bind(d.order.0)
        .bind(&d.order_number)
        .bind(d.account.0)
        .bind(d.request.as_ref().map(|r| json("request", r)).transpose()?)
        .bind(word("state", &d.state)?)
        .bind(&d.next_try_at)
        .bind(&d.created_at)
        .bind(&d.changed_at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Writes where a piece of work stands now: all that may change of it.
    pub async fn save_deferred(&mut self, d: &StoredDeferred) -> Result<()> {
        let at = self.now();
        // A request holds an address: it stays no longer than it is needed.
        let request = (!d.state.is_over()).then_some(()).and(d.request.as_ref());
        sqlx::query(
            "UPDATE deferred SET request = ?, state = ?, attempts = ?, next_try_at = ?, text = ?, hint = ?, price = ?, changed_at = ? WHERE id = ?",
        )
        .bind(request.map(|r| json("request", r)).transpose()?)
        .bind(word("state", &d.state)?)
        .bind(d.attempts)
        .bind(&d.next_try_at)
        .bind(&d.text)
        .bind(&d.hint)
        .bind(d.price.as_ref().map(|p| json("price", p)).transpose()?)
        .bind(at)
        .bind(d.id.0)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// One piece of work, as this change sees it.
    pub async fn deferred(&mut self, id: DeferredId) -> Result<Option<StoredDeferred>> {
        let row = sqlx::query("SELECT * FROM deferred WHERE id = ?")
            .bind(id.0)
            .fetch_optional(self.connection())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Forgets what is over for longer than wanted: `before` is RFC 3339.
    pub async fn forget_deferred(&mut self, before: &str) -> Result<()> {
        sqlx::query("DELETE FROM deferred WHERE state IN ('done', 'cancelled') AND changed_at < ?")
            .bind(before)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
