//! Calls to carriers as they were made, without secrets and personal data, and the search over them.
use crate::row::Columns;
use crate::{Change, Result, Store, search};
use jiff::Timestamp;
use pb_domain::{AccountId, PurchaseId, ShipmentId};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};
use uuid::Uuid;

/// One attempt at one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredApiCall {
    /// Identity; the program's log names it.
    pub id: Uuid,
    /// When it began.
    pub at: Timestamp,
    /// For which account.
    pub account: AccountId,
    /// Of which carrier.
    pub carrier: String,
    /// What for: `rate`, `buy`.
    pub operation: String,
    /// The shipment it was about.
    pub shipment: Option<ShipmentId>,
    /// The purchase it was about.
    pub purchase: Option<PurchaseId>,
    /// HTTP method.
    pub method: String,
    /// Address.
    pub url: String,
    /// HTTP status; `None` when no answer came.
    pub status: Option<u16>,
    /// Milliseconds it took.
    pub took_ms: u32,
    /// What left; empty in lists.
    pub request: String,
    /// What came back; empty in lists.
    pub answer: String,
}

impl StoredApiCall {
    /// Whether no answer came, or one that says that it did not work.
    pub fn failed(&self) -> bool {
        self.status.is_none_or(|s| s >= 400)
    }
}

/// Which calls are wanted.
#[derive(Clone, Debug, Default)]
pub struct ApiCallFilter {
    /// Words that must all begin a word somewhere in it.
    pub text: String,
    /// Of one account.
    pub account: Option<AccountId>,
    /// For one operation.
    pub operation: Option<String>,
    /// About one shipment.
    pub shipment: Option<ShipmentId>,
    /// Those that failed alone.
    pub failed: bool,
    /// From this time on.
    pub since: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
}

/// Calls of one operation of a carrier, counted and timed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallStats {
    /// The carrier.
    pub carrier: String,
    /// What for: `rate`, `buy`.
    pub operation: String,
    /// How many attempts there were, above zero.
    pub calls: u32,
    /// How many of them failed.
    pub failed: u32,
    /// Half took at most this long, in milliseconds.
    pub p50_ms: u32,
    /// Nineteen of twenty took at most this long, in milliseconds.
    pub p95_ms: u32,
}

/// Nearest rank: the first value that so many of all do not exceed.
pub(crate) const STATS: &str = "
    WITH ranked AS (
        SELECT carrier, operation, failed, took_ms,
            row_number() OVER (PARTITION BY carrier, operation ORDER BY took_ms) AS place,
            count(*) OVER (PARTITION BY carrier, operation) AS calls
        FROM api_call WHERE +at >= ?
    )
    SELECT carrier, operation, max(calls) AS calls, sum(failed) AS failed,
        max(took_ms) FILTER (WHERE place = (calls * 50 + 99) / 100) AS p50_ms,
        max(took_ms) FILTER (WHERE place = (calls * 95 + 99) / 100) AS p95_ms
    FROM ranked GROUP BY carrier, operation ORDER BY carrier, operation";

/// With milliseconds always, so that texts sort as times.
fn at_text(at: Timestamp) -> String {
    format!("{at:.3}")
}

fn read(row: &SqliteRow) -> Result<StoredApiCall> {
    let c = Columns(row);
    Ok(StoredApiCall {
        id: c.id("id", |id| id)?,
        at: c.time("at")?,
        account: c.id("account_id", AccountId)?,
        carrier: c.text("carrier")?,
        operation: c.text("operation")?,
        shipment: c.optional_id("shipment_id", ShipmentId)?,
        purchase: c.optional_id("purchase_id", PurchaseId)?,
        method: c.text("method")?,
        url: c.text("url")?,
        status: row.try_get("status")?,
        took_ms: c.count("took_ms")?,
        request: c.text("request")?,
        answer: c.text("answer")?,
    })
}

impl Store {
    /// Calls that a filter lets through, newest first, without what was said.
    pub async fn api_calls(
        &self,
        filter: &ApiCallFilter,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<StoredApiCall>> {
        let mut sql: QueryBuilder<Sqlite> = QueryBuilder::new(
            "SELECT id, at, account_id, carrier, operation, shipment_id, purchase_id, method, url, status,
                took_ms, '' AS request, '' AS answer FROM api_call WHERE true",
        );
        if let Some(words) = search::query(&filter.text) {
            sql.push(" AND seq IN (SELECT rowid FROM api_call_search WHERE api_call_search MATCH ")
                .push_bind(words)
                .push(")");
        }
        if let Some(account) = filter.account {
            sql.push(" AND account_id = ").push_bind(account.0);
        }
        if let Some(operation) = &filter.operation {
            sql.push(" AND operation = ").push_bind(operation.clone());
        }
        if let Some(shipment) = filter.shipment {
            sql.push(" AND shipment_id = ").push_bind(shipment.0);
        }
        if filter.failed {
            sql.push(" AND failed = 1");
        }
        if let Some(since) = filter.since {
            sql.push(" AND at >= ").push_bind(at_text(since));
        }
        if let Some(until) = filter.until {
            sql.push(" AND at < ").push_bind(at_text(until));
        }
        sql.push(" ORDER BY seq DESC LIMIT ")
            .push_bind(limit)
            .push(" OFFSET ")
            .push_bind(offset);
        let rows = sql.build().fetch_all(&self.readers).await?;
        rows.iter().map(read).collect()
    }

    /// Calls since a time, counted and timed by carrier and operation; in that order.
    pub async fn call_stats(&self, since: Timestamp) -> Result<Vec<CallStats>> {
        let rows = sqlx::query(STATS)
            .bind(at_text(since))
            .fetch_all(&self.readers)
            .await?;
        let read = |row: &SqliteRow| {
            let c = Columns(row);
            Ok(CallStats {
                carrier: c.text("carrier")?,
                operation: c.text("operation")?,
                calls: c.count("calls")?,
                failed: c.count("failed")?,
                p50_ms: c.count("p50_ms")?,
                p95_ms: c.count("p95_ms")?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// One call, whole.
    pub async fn api_call(&self, id: Uuid) -> Result<Option<StoredApiCall>> {
        let row = sqlx::query("SELECT * FROM api_call WHERE id = ?")
            .bind(id)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }
}

impl Change {
    /// Keeps a call. One that is kept already stays as it is.
    pub async fn save_api_call(&mut self, call: &StoredApiCall) -> Result<()> {
        let seq: Option<i64> = sqlx::query_scalar(
            "INSERT INTO api_call (id, at, account_id, carrier, operation, shipment_id, purchase_id, method, url,
                 status, failed, took_ms, request, answer)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (id) DO NOTHING RETURNING seq",
        )
        .bind(call.id)
        .bind(at_text(call.at))
        .bind(call.account.0)
        .bind(&call.carrier)
        .bind(&call.operation)
        .bind(call.shipment.map(|s| s.0))
        .bind(call.purchase.map(|p| p.0))
        .bind(&call.method)
        .bind(&call.url)
        .bind(call.status)
        .bind(call.failed())
        .bind(call.took_ms)
        .bind(&call.request)
        .bind(&call.answer)
        .fetch_optional(self.connection())
        .await?;
        let Some(seq) = seq else { return Ok(()) };
        let ids = [
            Some(call.id),
            call.shipment.map(|s| s.0),
            call.purchase.map(|p| p.0),
        ];
        let ids: Vec<String> = ids.into_iter().flatten().map(|id| id.to_string()).collect();
        let status = call.status.map_or_else(String::new, |s| s.to_string());
        let words = [
            &call.carrier,
            &call.operation,
            &call.method,
            &call.url,
            &status,
            &call.request,
            &call.answer,
            &ids.join(" "),
        ];
        let words = search::fold(&words.map(String::as_str).join(" "));
        sqlx::query("INSERT INTO api_call_search (rowid, words) VALUES (?, ?)")
            .bind(seq)
            .bind(words)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DatabaseKey, RETENTION};
    use jiff::SignedDuration;

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    fn call(n: u128, at: Timestamp) -> StoredApiCall {
        StoredApiCall {
            id: Uuid::from_u128(n),
            at,
            account: AccountId(Uuid::from_u128(7)),
            carrier: "acme".to_owned(),
            operation: if n.is_multiple_of(2) { "rate" } else { "buy" }.to_owned(),
            shipment: Some(ShipmentId(Uuid::from_u128(n))),
            purchase: None,
            method: "POST".to_owned(),
            url: "https://acme.example.com/v1/rates".to_owned(),
            status: (n != 3).then_some(if n == 4 { 422 } else { 200 }),
            took_ms: 12,
            request: format!("{{\"reference\":\"100{n}\"}}"),
            answer: "{\"tracking_number\":\"1Z000\"}".to_owned(),
        }
    }

    async fn filled(dir: &tempfile::TempDir) -> (Store, Timestamp) {
        let store = Store::open(&dir.path().join("s.db"), &DatabaseKey::new([5; 32]), "S1")
            .await
            .expect("opens");
        let start: Timestamp = "2026-11-27T10:00:00Z".parse().expect("a time");
        let mut change = store.change(start).await.expect("begins");
        for n in 1..=6 {
            let at = start + DAY * i32::try_from(n).expect("small");
            change.save_api_call(&call(n, at)).await.expect("saves");
        }
        // The same again, as after a stop in the middle of writing.
        change.save_api_call(&call(6, start)).await.expect("stays");
        change.commit().await.expect("commits");
        (store, start)
    }

    async fn found(store: &Store, filter: ApiCallFilter) -> Vec<u128> {
        let calls = store.api_calls(&filter, 50, 0).await.expect("reads");
        calls.iter().map(|c| c.id.as_u128()).collect()
    }

    #[tokio::test]
    async fn calls_are_found_by_words_and_by_what_they_were() {
        let dir = tempfile::tempdir().expect("folder");
        let (store, start) = filled(&dir).await;
        let all = ApiCallFilter::default;
        assert_eq!(found(&store, all()).await, [6, 5, 4, 3, 2, 1]);
        let text = |text: &str| ApiCallFilter {
            text: text.to_owned(),
            ..all()
        };
        assert_eq!(found(&store, text("1003")).await, [3]);
        assert_eq!(found(&store, text("acme track 1z0")).await.len(), 6);
        let shipment = Uuid::from_u128(2).to_string();
        assert_eq!(found(&store, text(&shipment)).await, [2]);
        let rates = ApiCallFilter {
            operation: Some("rate".to_owned()),
            ..all()
        };
        assert_eq!(found(&store, rates).await, [6, 4, 2]);
        let failed = ApiCallFilter {
            failed: true,
            ..all()
        };
        assert_eq!(found(&store, failed).await, [4, 3]);
        let about = ApiCallFilter {
            shipment: Some(ShipmentId(Uuid::from_u128(5))),
            account: Some(AccountId(Uuid::from_u128(7))),
            ..all()
        };
        assert_eq!(found(&store, about).await, [5]);
        let days = ApiCallFilter {
            since: Some(start + DAY * 2),
            until: Some(start + DAY * 4),
            ..all()
        };
        assert_eq!(found(&store, days).await, [3, 2]);
        let whole = store.api_call(Uuid::from_u128(4)).await.expect("reads");
        assert_eq!(whole, Some(call(4, start + DAY * 4)));
    }

    #[tokio::test]
    async fn calls_are_counted_and_timed() {
        let dir = tempfile::tempdir().expect("folder");
        let key = DatabaseKey::new([5; 32]);
        let store = Store::open(&dir.path().join("s.db"), &key, "S1")
            .await
            .expect("opens");
        let start: Timestamp = "2026-11-27T10:00:00Z".parse().expect("a time");
        let mut change = store.change(start).await.expect("begins");
        // Rates of 2, 4 … 100 ms, purchases of 1, 3 … 99 ms, and one before all of them.
        for n in 1..=100 {
            let at = start + SignedDuration::from_millis(i64::from(n));
            let mut one = call(u128::from(n) + 10, at);
            one.took_ms = n;
            one.status = (n > 10).then_some(200);
            change.save_api_call(&one).await.expect("saves");
        }
        let early = StoredApiCall {
            took_ms: 9_999,
            ..call(1, start - DAY)
        };
        change.save_api_call(&early).await.expect("saves");
        change.commit().await.expect("commits");
        let stats = |operation: &str, calls, failed, p50_ms, p95_ms| CallStats {
            carrier: "acme".to_owned(),
            operation: operation.to_owned(),
            calls,
            failed,
            p50_ms,
            p95_ms,
        };
        let found = store.call_stats(start).await.expect("reads");
        assert_eq!(
            found,
            [stats("buy", 50, 5, 49, 95), stats("rate", 50, 5, 50, 96)]
        );
        let found = store.call_stats(start - DAY).await.expect("reads");
        assert_eq!(found[0], stats("buy", 51, 5, 51, 97), "one that is slow");
        let later = start + SignedDuration::from_millis(100);
        let found = store.call_stats(later).await.expect("reads");
        assert_eq!(found, [stats("rate", 1, 0, 100, 100)], "one alone");
    }

    #[tokio::test]
    async fn what_is_old_goes_with_its_words() {
        let dir = tempfile::tempdir().expect("folder");
        let (store, start) = filled(&dir).await;
        let rule = RETENTION.iter().find(|r| r.id == "calls").expect("a rule");
        let mut change = store.change(start + DAY * 9).await.expect("begins");
        let before = (start + DAY * 4).to_string();
        for step in [2, 1, 0] {
            let erased = change.retain(rule, before.trim_end_matches('Z'), 2).await;
            assert_eq!(erased.expect("erases"), step, "at most two at a time");
        }
        change.commit().await.expect("commits");
        assert_eq!(found(&store, ApiCallFilter::default()).await, [6, 5, 4]);
        let gone = ApiCallFilter {
            text: "1002".to_owned(),
            ..ApiCallFilter::default()
        };
        assert_eq!(found(&store, gone).await, [0; 0]);
        let left: i64 = sqlx::query_scalar("SELECT count(*) FROM api_call_search")
            .fetch_one(&store.readers)
            .await
            .expect("counts");
        assert_eq!(left, 3);
    }
}
