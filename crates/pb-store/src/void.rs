//! Attempts to void, in rows of their own.
use crate::row::Columns;
use crate::{Change, Result, Store};
use pb_domain::{Problem, PurchaseId, VoidEvent, VoidId, VoidState};
use sqlx::sqlite::SqliteRow;

/// An attempt to void.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredVoid {
    /// Identity.
    pub id: VoidId,
    /// The purchase it voids.
    pub purchase: PurchaseId,
    /// Where it stands.
    pub state: VoidState,
    /// What the carrier said.
    pub problem: Option<Problem>,
    /// When it was made, RFC 3339.
    pub created_at: String,
}

fn read(row: &SqliteRow) -> Result<StoredVoid> {
    let c = Columns(row);
    Ok(StoredVoid {
        id: c.id("id", VoidId)?,
        purchase: c.id("purchase_id", PurchaseId)?,
        state: c.word("state")?,
        problem: c.optional_json("problem")?,
        created_at: c.text("created_at")?,
    })
}

impl Store {
    /// The newest attempt on a purchase.
    pub async fn void_of(&self, purchase: PurchaseId) -> Result<Option<StoredVoid>> {
        let row =
            sqlx::query("SELECT * FROM void WHERE purchase_id = ? ORDER BY rowid DESC LIMIT 1")
                .bind(purchase.0)
                .fetch_optional(&self.readers)
                .await?;
        row.as_ref().map(read).transpose()
    }

    /// Attempts in `intended`, `sent` or `unknown`, oldest first.
    pub async fn open_voids(&self) -> Result<Vec<StoredVoid>> {
        let rows = sqlx::query(
            "SELECT * FROM void WHERE state IN ('intended', 'sent', 'unknown') ORDER BY id",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read).collect()
    }
}

impl Change {
    /// Where the newest attempt on a purchase stands, as this change sees it.
    pub async fn void_state_of(&mut self, purchase: PurchaseId) -> Result<Option<VoidState>> {
        let row =
            sqlx::query("SELECT state FROM void WHERE purchase_id = ? ORDER BY rowid DESC LIMIT 1")
                .bind(purchase.0)
                .fetch_optional(self.connection())
                .await?;
        row.as_ref()
            .map(|row| Columns(row).word("state"))
            .transpose()
    }

    /// Writes a new attempt down. [`StoreError::Taken`] when one is open or done.
    pub async fn intend_void(&mut self, id: VoidId, purchase: PurchaseId) -> Result<()> {
        let at = self.now();
        sqlx::query("INSERT INTO void (id, purchase_id, state, created_at, changed_at) VALUES (?, ?, 'intended', ?, ?)")
            .bind(id.0)
            .bind(purchase.0)
            .bind(&at)
            .bind(&at)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Moves an attempt on by the rules; an illegal step is refused and changes nothing.
    pub async fn step_void(
        &mut self,
        id: VoidId,
        event: VoidEvent,
        problem: Option<&Problem>,
    ) -> Result<VoidState> {
        self.step("void", id.0, |state: VoidState| state.next(event), problem)
            .await
    }
}
