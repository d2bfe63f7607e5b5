//! Counters that never give a number twice.
use crate::{Change, Result};

impl Change {
    /// The next number of a series, from 1; taken for good when the change commits.
    pub async fn next_number(&mut self, series: &str) -> Result<u64> {
        let taken: i64 = sqlx::query_scalar(
            "INSERT INTO series (name, next) VALUES (?, 2)
             ON CONFLICT (name) DO UPDATE SET next = next + 1 RETURNING next - 1",
        )
        .bind(series)
        .fetch_one(self.connection())
        .await?;
        Ok(taken.unsigned_abs())
    }
}
