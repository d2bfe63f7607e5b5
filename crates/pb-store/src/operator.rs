//! Persons who sign in with a PIN.
use crate::row::{Columns, word};
use crate::{Change, Result, Store};
use pb_domain::{OperatorId, Role};
use sqlx::sqlite::SqliteRow;

/// An operator as stored.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredOperator {
    /// Identity.
    pub id: OperatorId,
    /// The name, as it stands in the log.
    pub name: String,
    /// What this person may do.
    pub role: Role,
    /// The PIN's Argon2id hash as a PHC string.
    pub pin: String,
    /// Wrong tries since the last right one.
    pub wrong: u32,
    /// When the last wrong one was, RFC 3339.
    pub wrong_at: Option<String>,
    /// When this person was removed, RFC 3339.
    pub removed_at: Option<String>,
}

impl std::fmt::Debug for StoredOperator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredOperator")
            .field("name", &self.name)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

fn read(row: &SqliteRow) -> Result<StoredOperator> {
    let c = Columns(row);
    Ok(StoredOperator {
        id: c.id("id", OperatorId)?,
        name: c.text("name")?,
        role: c.word("role")?,
        pin: c.text("pin")?,
        wrong: c.count("wrong")?,
        wrong_at: c.optional_text("wrong_at")?,
        removed_at: c.optional_text("removed_at")?,
    })
}

impl Store {
    /// Those who may sign in, by name.
    pub async fn operators(&self) -> Result<Vec<StoredOperator>> {
        let rows = sqlx::query("SELECT * FROM operator WHERE removed_at IS NULL ORDER BY folded")
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(read).collect()
    }
}

impl Change {
    /// Those who may sign in, by name, as this change sees them.
    pub async fn operators(&mut self) -> Result<Vec<StoredOperator>> {
        let rows = sqlx::query("SELECT * FROM operator WHERE removed_at IS NULL ORDER BY folded")
            .fetch_all(self.connection())
            .await?;
        rows.iter().map(read).collect()
    }

    /// The operator with a name, in any case, also one that was removed.
    pub async fn operator_called(&mut self, name: &str) -> Result<Option<StoredOperator>> {
        let row = sqlx::query("SELECT * FROM operator WHERE folded = ?")
            .bind(name.to_lowercase())
            .fetch_optional(self.connection())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Saves an operator, new or changed; one that was removed is back.
    /// A name in use by another one is [`crate::StoreError::Taken`].
    pub async fn save_operator(&mut self, operator: &StoredOperator) -> Result<()> {
        let at = self.now();
        sqlx::query(
            "INSERT INTO operator (id, name, folded, role, pin, wrong, wrong_at, created_at, removed_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, folded = excluded.folded, role = excluded.role,
                 pin = excluded.pin, wrong = excluded.wrong, wrong_at = excluded.wrong_at,
                 removed_at = excluded.removed_at",
        )
        .bind(operator.id.0)
        .bind(&operator.name)
        .bind(operator.name.to_lowercase())
        .bind(word("role", &operator.role)?)
        .bind(&operator.pin)
        .bind(operator.wrong)
        .bind(&operator.wrong_at)
        .bind(at)
        .bind(&operator.removed_at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Counts a try as wrong before it is checked: what ends the program in between is no free try.
    pub async fn count_try(&mut self, id: OperatorId) -> Result<()> {
        let at = self.now();
        sqlx::query("UPDATE operator SET wrong = wrong + 1, wrong_at = ? WHERE id = ?")
            .bind(at)
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// The try was right: nothing counts any more.
    pub async fn forget_tries(&mut self, id: OperatorId) -> Result<()> {
        sqlx::query("UPDATE operator SET wrong = 0, wrong_at = NULL WHERE id = ?")
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
