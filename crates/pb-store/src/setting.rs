//! Plain settings by key.
use crate::row::{from_json, json};
use crate::{Change, Result, Store};
use serde::{Serialize, de::DeserializeOwned};

impl Store {
    /// The setting under a key, if it was ever saved.
    pub async fn setting<T: DeserializeOwned>(&self, key: &'static str) -> Result<Option<T>> {
        let value: Option<String> = sqlx::query_scalar("SELECT value FROM setting WHERE key = ?")
            .bind(key)
            .fetch_optional(&self.readers)
            .await?;
        value.map(|v| from_json(key, &v)).transpose()
    }
}

impl Change {
    /// Saves a setting under a key; `None` removes it.
    pub async fn save_setting<T: Serialize>(
        &mut self,
        key: &'static str,
        value: Option<&T>,
    ) -> Result<()> {
        match value {
            Some(value) => {
                let value = json(key, value)?;
                sqlx::query("INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value")
                    .bind(key)
                    .bind(value)
                    .execute(self.connection())
                    .await?;
            }
            None => {
                sqlx::query("DELETE FROM setting WHERE key = ?")
                    .bind(key)
                    .execute(self.connection())
                    .await?;
            }
        }
        Ok(())
    }
}
