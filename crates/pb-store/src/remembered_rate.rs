//! Prices that carriers last stated, and how near they came to what was charged.
use crate::row::{Columns, json};
use crate::{Change, Result, Store};
use pb_domain::{AccountId, Money, PurchaseId, Rate};

/// Answers kept an account; the oldest go.
const KEPT: u32 = 300;

/// What was shown from memory, and what was charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEstimate {
    /// The account.
    pub account: AccountId,
    /// Carrier and service.
    pub service: String,
    /// What was shown.
    pub shown: Money,
    /// What was charged.
    pub charged: Money,
}

impl Store {
    /// The last answer of an account for a like consignment, and when it was given, RFC 3339.
    pub async fn remembered_rates(
        &self,
        account: AccountId,
        likeness: &str,
    ) -> Result<Option<(Vec<Rate>, String)>> {
        let row =
            sqlx::query("SELECT * FROM remembered_rate WHERE account_id = ? AND likeness = ?")
                .bind(account.0)
                .bind(likeness)
                .fetch_optional(&self.readers)
                .await?;
        row.map(|row| {
            let c = Columns(&row);
            Ok((c.json("rates")?, c.text("at")?))
        })
        .transpose()
    }

    /// When an account's table was last changed, RFC 3339; `None` when that was not kept.
    pub async fn table_changed_at(&self, account: AccountId) -> Result<Option<String>> {
        let at: Option<Option<String>> =
            sqlx::query_scalar("SELECT table_changed_at FROM account WHERE id = ?")
                .bind(account.0)
                .fetch_optional(&self.readers)
                .await?;
        Ok(at.flatten())
    }

    /// Estimates and charges, oldest first.
    pub async fn estimates(&self) -> Result<Vec<StoredEstimate>> {
        let rows = sqlx::query("SELECT * FROM estimate ORDER BY at")
            .fetch_all(&self.readers)
            .await?;
        rows.iter()
            .map(|row| {
                let c = Columns(row);
                Ok(StoredEstimate {
                    account: c.id("account_id", AccountId)?,
                    service: c.text("service")?,
                    shown: c.json("shown")?,
                    charged: c.json("charged")?,
                })
            })
            .collect()
    }
}

impl Change {
    /// Keeps an account's answer for a likeness, and forgets its oldest ones beyond a few hundred.
    pub async fn remember_rates(
        &mut self,
        account: AccountId,
        likeness: &str,
        rates: &[Rate],
    ) -> Result<()> {
        let at = self.now();
        sqlx::query(
            "INSERT INTO remembered_rate (account_id, likeness, rates, at) VALUES (?, ?, ?, ?)
             ON CONFLICT (account_id, likeness) DO UPDATE SET rates = excluded.rates, at = excluded.at",
        )
        .bind(account.0)
        .bind(likeness)
        .bind(json("rates", &rates)?)
        .bind(at)
        .execute(self.connection())
        .await?;
        sqlx::query(
            "DELETE FROM remembered_rate WHERE account_id = ?1 AND likeness IN
                 (SELECT likeness FROM remembered_rate WHERE account_id = ?1 ORDER BY at DESC LIMIT -1 OFFSET ?2)",
        )
        .bind(account.0)
        .bind(KEPT)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Keeps what a price from memory came to in the end.
    pub async fn save_estimate(&mut self, id: PurchaseId, e: &StoredEstimate) -> Result<()> {
        let at = self.now();
        sqlx::query(
            "INSERT OR REPLACE INTO estimate (purchase_id, account_id, service, shown, charged, at) VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(id.0)
        .bind(e.account.0)
        .bind(&e.service)
        .bind(json("shown", &e.shown)?)
        .bind(json("charged", &e.charged)?)
        .bind(at)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::DatabaseKey;
    use jiff::{Timestamp, ToSpan};

    #[tokio::test]
    async fn the_oldest_answers_are_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.db");
        let store = Store::open(&path, &DatabaseKey::new([1; 32]), "S1")
            .await
            .unwrap();
        let account = AccountId(uuid::Uuid::nil());
        let mut at = Timestamp::UNIX_EPOCH;
        let mut change = store.change(at).await.unwrap();
        for i in 0..KEPT + 20 {
            at = at.checked_add(1.minute()).unwrap();
            change.at = at;
            change
                .remember_rates(account, &format!("like {i}"), &[])
                .await
                .unwrap();
        }
        change.commit().await.unwrap();
        let there = async |i: u32| {
            let found = store.remembered_rates(account, &format!("like {i}")).await;
            found.unwrap().is_some()
        };
        assert!(!there(19).await);
        assert!(there(20).await);
        assert!(there(KEPT + 19).await);
    }
}
