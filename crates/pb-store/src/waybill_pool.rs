//! Pools of waybill numbers.
use crate::row::{Columns, json, word};
use crate::{Change, Result, Store};
use pb_domain::{AccountId, NumberSource, PoolId, PoolTerms, Problem};
use sqlx::sqlite::SqliteRow;

/// The day of a number or a range that does not expire.
pub const NEVER: &str = "9999-12-31";

/// A pool as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPool {
    /// Identity.
    pub id: PoolId,
    /// The account whose labels its numbers are for.
    pub account: AccountId,
    /// The merchant's name for it.
    pub name: String,
    /// Where its numbers come from.
    pub source: NumberSource,
    /// How it is used.
    pub terms: PoolTerms,
    /// Of a range: the counter of its first number.
    pub first: Option<u64>,
    /// Of a range: the counter of the number that is next.
    pub next: Option<u64>,
    /// Of a range: the counter of its last number.
    pub last: Option<u64>,
    /// Last day on which a range's numbers may be used, `YYYY-MM-DD`; [`NEVER`] when they do not expire.
    pub expires_on: String,
    /// Numbers with a row that are free and not held.
    pub free: u64,
    /// Free numbers, of rows and of the range, that are held because a copy of this bench may have used them.
    pub held: u64,
    /// How many numbers it ever had.
    pub total: u64,
    /// Counters of the range up to this one are held.
    held_counter: Option<u64>,
    /// Why the carrier gave no more when it was last asked.
    pub problem: Option<Problem>,
    /// Whether it is used no more.
    pub retired: bool,
    /// When it was made, RFC 3339.
    pub created_at: String,
}

impl StoredPool {
    /// A pool that is not stored yet, without numbers.
    pub fn new(
        id: PoolId,
        account: AccountId,
        name: String,
        source: NumberSource,
        terms: PoolTerms,
    ) -> Self {
        Self {
            id,
            account,
            name,
            source,
            terms,
            first: None,
            next: None,
            last: None,
            expires_on: NEVER.to_owned(),
            free: 0,
            held: 0,
            total: 0,
            held_counter: None,
            problem: None,
            retired: false,
            created_at: String::new(),
        }
    }

    /// How many numbers may be given out on a day, `YYYY-MM-DD`.
    pub fn left(&self, today: &str) -> u64 {
        if self.retired {
            return 0;
        }
        let of_range = match (self.next_counter(), self.last) {
            (Some(next), Some(last)) if self.expires_on.as_str() >= today => {
                (last + 1).saturating_sub(next)
            }
            _ => 0,
        };
        self.free + of_range
    }

    /// Of a range: the lowest counter that may be given out.
    pub fn next_counter(&self) -> Option<u64> {
        let next = self.next?;
        Some(self.held_counter.map_or(next, |held| next.max(held + 1)))
    }
}

/// Counting rows is needed only while some are held; else the pool knows how many there are.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT p.*, CASE WHEN p.held_seq = 0 THEN p.free ELSE (SELECT count(*) FROM waybill w
                 WHERE w.pool_id = p.id AND w.state = 'free' AND w.seq > p.held_seq) END AS usable
             FROM waybill_pool p ",
            $rest
        )
    };
}

fn read(row: &SqliteRow) -> Result<StoredPool> {
    use sqlx::Row;
    let c = Columns(row);
    let counter = |column: &'static str| -> Result<Option<u64>> {
        Ok(row
            .try_get::<Option<i64>, _>(column)?
            .and_then(|n| u64::try_from(n).ok()))
    };
    let free = c.integer("free")?.unsigned_abs();
    let usable = c.integer("usable")?.unsigned_abs();
    let held_counter = counter("held_counter")?;
    let (first, next, last) = (counter("first")?, counter("next")?, counter("last")?);
    let range = match (first, last) {
        (Some(first), Some(last)) => (last + 1).saturating_sub(first),
        _ => 0,
    };
    let of_range = match (next, held_counter) {
        (Some(next), Some(held)) => (held + 1).saturating_sub(next),
        _ => 0,
    };
    Ok(StoredPool {
        id: c.id("id", PoolId)?,
        account: c.id("account_id", AccountId)?,
        name: c.text("name")?,
        source: c.word("source")?,
        terms: c.json("terms")?,
        first,
        next,
        last,
        expires_on: c.text("expires_on")?,
        free: usable,
        held: free.saturating_sub(usable) + of_range,
        total: range + c.integer("added")?.unsigned_abs(),
        held_counter,
        problem: c.optional_json("problem")?,
        retired: c.flag("retired")?,
        created_at: c.text("created_at")?,
    })
}

impl Store {
    /// All pools that are in use, oldest first.
    pub async fn pools(&self) -> Result<Vec<StoredPool>> {
        let rows = sqlx::query(select!("WHERE p.retired = 0 ORDER BY p.id"))
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(read).collect()
    }

    /// One pool, retired or not.
    pub async fn pool(&self, id: PoolId) -> Result<Option<StoredPool>> {
        let row = sqlx::query(select!("WHERE p.id = ?"))
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }
}

impl Change {
    /// One pool, as this change sees it.
    pub async fn pool(&mut self, id: PoolId) -> Result<Option<StoredPool>> {
        let row = sqlx::query(select!("WHERE p.id = ?"))
            .bind(id.0)
            .fetch_optional(self.connection())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Saves a pool: of one that is there, its name, its terms, its last counter and its last day. What
    /// was given out is not touched.
    pub async fn save_pool(&mut self, pool: &StoredPool) -> Result<()> {
        let counter = |n: Option<u64>| n.map(|n| i64::try_from(n).unwrap_or(i64::MAX));
        let at = self.now();
        sqlx::query(
            "INSERT INTO waybill_pool (id, account_id, name, source, terms, first, next, last, expires_on, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, terms = excluded.terms, last = excluded.last,
                 expires_on = excluded.expires_on",
        )
        .bind(pool.id.0)
        .bind(pool.account.0)
        .bind(&pool.name)
        .bind(word("source", &pool.source)?)
        .bind(json("terms", &pool.terms)?)
        .bind(counter(pool.first))
        .bind(counter(pool.next))
        .bind(counter(pool.last))
        .bind(&pool.expires_on)
        .bind(at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Keeps why the carrier gave no more; `None` when it gave some.
    pub async fn note_pool_problem(&mut self, id: PoolId, problem: Option<&Problem>) -> Result<()> {
        let problem = problem.map(|p| json("problem", p)).transpose()?;
        sqlx::query("UPDATE waybill_pool SET problem = ? WHERE id = ?")
            .bind(problem)
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// A pool is used no more; its numbers stay taken for ever.
    pub async fn retire_pool(&mut self, id: PoolId) -> Result<()> {
        sqlx::query("UPDATE waybill_pool SET retired = 1 WHERE id = ?")
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Holds every number that is free now, of every pool, because a copy of this bench may have used it;
    /// answers how many. Numbers that come later may be used.
    pub async fn hold_free_numbers(&mut self) -> Result<u64> {
        sqlx::query(
            "UPDATE waybill_pool SET held_seq = (SELECT coalesce(max(seq), 0) FROM waybill),
                 held_counter = coalesce(last, -1)",
        )
        .execute(self.connection())
        .await?;
        let rows = sqlx::query(select!("WHERE p.retired = 0"))
            .fetch_all(self.connection())
            .await?;
        let pools = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        Ok(pools.iter().map(|p| p.held).sum())
    }

    /// A person says that a pool's held numbers may be used; of a range, from a counter on.
    pub async fn release_numbers(&mut self, id: PoolId, next: Option<u64>) -> Result<()> {
        sqlx::query(
            "UPDATE waybill_pool SET held_seq = 0, held_counter = -1, next = max(next, coalesce(?, next)) WHERE id = ?",
        )
        .bind(next.map(|n| i64::try_from(n).unwrap_or(i64::MAX)))
        .bind(id.0)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
