//! Carrier accounts. Their secrets are only ever in this encrypted file.
use crate::row::{Columns, json};
use crate::{Change, Result, Store};
use pb_domain::{Account, AccountId};
use sqlx::sqlite::SqliteRow;

fn read(row: &SqliteRow) -> Result<Account> {
    let c = Columns(row);
    Ok(Account {
        id: c.id("id", AccountId)?,
        carrier: c.text("carrier")?,
        name: c.text("name")?,
        enabled: c.flag("enabled")?,
        settings: c.json("settings")?,
        secrets: c.json("secrets")?,
        table: c.optional_text("csv")?,
    })
}

impl Store {
    /// All that are not deleted, oldest first.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        let rows = sqlx::query("SELECT * FROM account WHERE deleted = 0 ORDER BY id")
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(read).collect()
    }

    /// One by id. A deleted one is found too, with its secrets gone, so that old shipments can name it.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>> {
        let row = sqlx::query("SELECT * FROM account WHERE id = ?")
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }
}

impl Change {
    /// Saves one.
    pub async fn save_account(&mut self, account: &Account) -> Result<()> {
        let at = account.table.as_ref().map(|_| self.now());
        sqlx::query(
            "INSERT INTO account (id, carrier, name, enabled, settings, secrets, csv, table_changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET carrier = excluded.carrier, name = excluded.name, enabled = excluded.enabled,
                 settings = excluded.settings, secrets = excluded.secrets, csv = excluded.csv,
                 table_changed_at = CASE WHEN csv IS excluded.csv THEN table_changed_at ELSE excluded.table_changed_at END",
        )
        .bind(account.id.0)
        .bind(&account.carrier)
        .bind(&account.name)
        .bind(account.enabled)
        .bind(json("settings", &account.settings)?)
        .bind(json("secrets", &account.secrets)?)
        .bind(&account.table)
        .bind(at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Deletes one: it is hidden, and its secrets and table are gone.
    pub async fn delete_account(&mut self, id: AccountId) -> Result<()> {
        sqlx::query(
            "UPDATE account SET deleted = 1, enabled = 0, secrets = '{}', csv = NULL WHERE id = ?",
        )
        .bind(id.0)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
