//! Box presets.
use crate::row::{Columns, json};
use crate::{Change, Result, Store};
use pb_domain::{BoxId, BoxPreset};

impl Store {
    /// All of them by name.
    pub async fn boxes(&self) -> Result<Vec<BoxPreset>> {
        let rows = sqlx::query("SELECT preset FROM box ORDER BY name, id")
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(|row| Columns(row).json("preset")).collect()
    }
}

impl Change {
    /// Saves one.
    pub async fn save_box(&mut self, preset: &BoxPreset) -> Result<()> {
        sqlx::query(
            "INSERT INTO box (id, name, preset) VALUES (?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, preset = excluded.preset",
        )
        .bind(preset.id.0)
        .bind(&preset.name)
        .bind(json("preset", preset)?)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Deletes one.
    pub async fn delete_box(&mut self, id: BoxId) -> Result<()> {
        sqlx::query("DELETE FROM box WHERE id = ?")
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
