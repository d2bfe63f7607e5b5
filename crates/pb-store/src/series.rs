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

    /// Moves a series on so that its next number is at least `next`; never back.
    pub async fn raise_series(&mut self, series: &str, next: u64) -> Result<()> {
        sqlx::query(
            "INSERT INTO series (name, next) VALUES (?, ?)
             ON CONFLICT (name) DO UPDATE SET next = max(next, excluded.next)",
        )
        .bind(series)
        .bind(i64::try_from(next).unwrap_or(i64::MAX))
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
