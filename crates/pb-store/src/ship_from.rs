//! Ship-from addresses.
use crate::row::{Columns, json};
use crate::{Change, Result, Store};
use pb_domain::{Address, AddressId};

/// A ship-from address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredShipFrom {
    /// Identity.
    pub id: AddressId,
    /// The merchant's name for it.
    pub name: String,
    /// The address.
    pub address: Address,
    /// Whether shipments start with it.
    pub default: bool,
}

impl Store {
    /// All of them, the default one first.
    pub async fn ship_froms(&self) -> Result<Vec<StoredShipFrom>> {
        let rows = sqlx::query("SELECT * FROM ship_from ORDER BY is_default DESC, name, id")
            .fetch_all(&self.readers)
            .await?;
        rows.iter()
            .map(|row| {
                let c = Columns(row);
                Ok(StoredShipFrom {
                    id: c.id("id", AddressId)?,
                    name: c.text("name")?,
                    address: c.json("address")?,
                    default: c.flag("is_default")?,
                })
            })
            .collect()
    }
}

impl Change {
    /// Saves one; at most one is the default, and the first one always is.
    pub async fn save_ship_from(&mut self, from: &StoredShipFrom) -> Result<()> {
        if from.default {
            sqlx::query("UPDATE ship_from SET is_default = 0")
                .execute(self.connection())
                .await?;
        }
        sqlx::query(
            "INSERT INTO ship_from (id, name, address, is_default) VALUES (?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, address = excluded.address, is_default = excluded.is_default",
        )
        .bind(from.id.0)
        .bind(&from.name)
        .bind(json("address", &from.address)?)
        .bind(from.default)
        .execute(self.connection())
        .await?;
        self.ensure_default_ship_from().await
    }

    /// Deletes one.
    pub async fn delete_ship_from(&mut self, id: AddressId) -> Result<()> {
        sqlx::query("DELETE FROM ship_from WHERE id = ?")
            .bind(id.0)
            .execute(self.connection())
            .await?;
        self.ensure_default_ship_from().await
    }

    async fn ensure_default_ship_from(&mut self) -> Result<()> {
        sqlx::query(
            "UPDATE ship_from SET is_default = 1 WHERE id = (SELECT id FROM ship_from ORDER BY id LIMIT 1)
             AND NOT EXISTS (SELECT 1 FROM ship_from WHERE is_default = 1)",
        )
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
