//! Moving a row of the journal on by its rules: purchases, voids, bookings.
use crate::row::{Columns, json, word};
use crate::{Change, Result, StoreError};
use pb_domain::Problem;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::AssertSqlSafe;
use std::fmt::Display;
use uuid::Uuid;

impl Change {
    /// Moves the row with an id on, and answers its new state. A step that the rules refuse, seen from what
    /// is stored now, changes nothing.
    pub(crate) async fn step<S, E>(
        &mut self,
        table: &'static str,
        id: Uuid,
        next: impl FnOnce(S) -> std::result::Result<S, E>,
        problem: Option<&Problem>,
    ) -> Result<S>
    where
        S: Serialize + DeserializeOwned,
        E: Display,
    {
        // The table's name is one of ours.
        let now = AssertSqlSafe(format!("SELECT state FROM {table} WHERE id = ?"));
        let row = sqlx::query(now)
            .bind(id)
            .fetch_one(self.connection())
            .await?;
        let next = next(Columns(&row).word("state")?).map_err(|e| StoreError::Unreadable {
            column: "state",
            why: e.to_string(),
        })?;
        let at = self.now();
        let then = AssertSqlSafe(format!(
            "UPDATE {table} SET state = ?, problem = ?, changed_at = ? WHERE id = ?"
        ));
        sqlx::query(then)
            .bind(word("state", &next)?)
            .bind(problem.map(|p| json("problem", p)).transpose()?)
            .bind(at)
            .bind(id)
            .execute(self.connection())
            .await?;
        Ok(next)
    }
}
