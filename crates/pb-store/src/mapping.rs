//! Saved column mappings.
use crate::row::Columns;
use crate::{Change, Result, Store};
use pb_domain::MappingId;

/// A saved mapping; its data is the station's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMapping {
    /// Identity.
    pub id: MappingId,
    /// Its name, unique.
    pub name: String,
    /// The mapping as JSON.
    pub data: serde_json::Value,
}

impl Store {
    /// All of them by name.
    pub async fn mappings(&self) -> Result<Vec<StoredMapping>> {
        let rows = sqlx::query("SELECT * FROM mapping ORDER BY name")
            .fetch_all(&self.readers)
            .await?;
        rows.iter()
            .map(|row| {
                let c = Columns(row);
                Ok(StoredMapping {
                    id: c.id("id", MappingId)?,
                    name: c.text("name")?,
                    data: c.json("data")?,
                })
            })
            .collect()
    }
}

impl Change {
    /// Saves one; a name in use elsewhere is [`crate::StoreError::Taken`].
    pub async fn save_mapping(&mut self, mapping: &StoredMapping) -> Result<()> {
        sqlx::query(
            "INSERT INTO mapping (id, name, data) VALUES (?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, data = excluded.data",
        )
        .bind(mapping.id.0)
        .bind(&mapping.name)
        .bind(mapping.data.to_string())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Deletes one.
    pub async fn delete_mapping(&mut self, id: MappingId) -> Result<()> {
        sqlx::query("DELETE FROM mapping WHERE id = ?")
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
