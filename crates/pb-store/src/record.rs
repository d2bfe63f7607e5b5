//! Looking things up in the log: who did what, to which order, when.
use crate::row::Columns;
use crate::{Result, Store};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Sqlite};
use uuid::Uuid;

/// A line of the log, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its number.
    pub seq: i64,
    /// When, RFC 3339.
    pub at: String,
    /// A name, `person` or `station`; absent in lines that are older than operators.
    pub operator: Option<String>,
    /// What kind of thing happened.
    pub kind: String,
    /// The id of the thing it is about.
    pub subject: Option<Uuid>,
    /// The number of the order that this belongs to; empty when it belongs to none.
    pub order: String,
    /// In words.
    pub text: String,
    /// Its data as JSON; `None` once erased.
    pub payload: Option<String>,
    /// Its hash in the chain.
    pub hash: Vec<u8>,
}

/// Which lines of the log.
#[derive(Clone, Copy, Debug, Default)]
pub struct RecordFilter<'a> {
    /// Whose: as the log's column holds it.
    pub operator: Option<&'a str>,
    /// Of which kind.
    pub kind: Option<&'a str>,
    /// About which order, by its number with or without `#`: the order, its shipments and their parcels.
    pub order: Option<&'a str>,
    /// From this moment on, RFC 3339 in UTC without the `Z`.
    pub from: Option<&'a str>,
    /// Before this moment, in the same form.
    pub until: Option<&'a str>,
    /// Only lines with a lower number.
    pub before: Option<i64>,
}

fn read(row: &SqliteRow) -> Result<Record> {
    let c = Columns(row);
    Ok(Record {
        seq: c.integer("seq")?,
        at: c.text("at")?,
        operator: c.optional_text("operator")?,
        kind: c.text("kind")?,
        subject: c.optional_id("subject", |u| u)?,
        order: c.text("order_number")?,
        text: c.text("text")?,
        payload: c.optional_text("payload")?,
        hash: c.bytes("hash")?,
    })
}

/// Every value of an indexed column, by jumping from one to the next.
macro_rules! values {
    ($column:literal) => {
        concat!(
            "WITH RECURSIVE v (value) AS (SELECT min(",
            $column,
            ") FROM log
             UNION ALL SELECT (SELECT min(",
            $column,
            ") FROM log WHERE ",
            $column,
            " > v.value) FROM v WHERE v.value IS NOT NULL)
             SELECT value FROM v WHERE value IS NOT NULL"
        )
    };
}

impl Store {
    /// Lines of the log that a filter lets through, newest first.
    pub async fn records(&self, filter: RecordFilter<'_>, limit: u32) -> Result<Vec<Record>> {
        let mut sql = QueryBuilder::<Sqlite>::new(
            "SELECT log.*, coalesce(
                 (SELECT o.number FROM orders o WHERE o.id = log.subject),
                 (SELECT s.order_number FROM shipment s WHERE s.id = log.subject),
                 (SELECT s.order_number FROM parcel p JOIN shipment s ON s.id = p.shipment_id
                  WHERE p.id = log.subject), '') AS order_number
             FROM log WHERE 1",
        );
        if let Some(operator) = filter.operator {
            sql.push(" AND operator = ").push_bind(operator);
        }
        if let Some(kind) = filter.kind {
            sql.push(" AND kind = ").push_bind(kind);
        }
        if let Some(order) = filter.order {
            let bare = order.trim().trim_start_matches('#');
            sql.push(
                " AND subject IN (WITH o AS (SELECT id FROM orders WHERE number COLLATE NOCASE IN (",
            )
            .push_bind(bare)
            .push(", ")
            .push_bind(format!("#{bare}"))
            .push(
                "))
                 SELECT id FROM o
                 UNION ALL SELECT s.id FROM shipment s WHERE s.order_id IN o
                 UNION ALL SELECT p.id FROM parcel p JOIN shipment s ON s.id = p.shipment_id WHERE s.order_id IN o)",
            );
        }
        if let Some(from) = filter.from {
            sql.push(" AND at >= ").push_bind(from);
        }
        if let Some(until) = filter.until {
            sql.push(" AND at < ").push_bind(until);
        }
        if let Some(before) = filter.before {
            sql.push(" AND seq < ").push_bind(before);
        }
        sql.push(" ORDER BY seq DESC LIMIT ").push_bind(limit);
        let rows = sql.build().fetch_all(&self.readers).await?;
        rows.iter().map(read).collect()
    }

    /// The kinds of lines that the log holds.
    pub async fn record_kinds(&self) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar(values!("kind"))
            .fetch_all(&self.readers)
            .await?)
    }

    /// Everyone whom the log names.
    pub async fn record_operators(&self) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar(values!("operator"))
            .fetch_all(&self.readers)
            .await?)
    }

    /// The newest line of the log.
    pub async fn newest_record(&self) -> Result<Option<Record>> {
        let all = RecordFilter::default();
        Ok(self.records(all, 1).await?.into_iter().next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, DatabaseKey};
    use jiff::Timestamp;

    #[tokio::test]
    async fn lines_are_found_by_person_kind_and_day() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("s.db");
        let store = Store::open(&path, &DatabaseKey::new([1; 32]), "S1")
            .await
            .expect("opens");
        for (i, (who, kind)) in [("Ann", "a"), ("Ben", "b"), ("Ann", "b"), ("Ann", "c")]
            .into_iter()
            .enumerate()
        {
            let day = i64::try_from(i).expect("small") * 86_400;
            let at = Timestamp::from_second(day).expect("in range");
            let acting = store.acting(Actor::Operator(who.into()));
            let mut change = acting.change(at).await.expect("begins");
            let facts = serde_json::json!(null);
            change.log(kind, None, "it", &facts).await.expect("logs");
            change.commit().await.expect("commits");
        }
        let seqs = async |filter| -> Vec<i64> {
            let found = store.records(filter, 10).await.expect("reads");
            found.iter().map(|r| r.seq).collect()
        };
        let all = RecordFilter::default();
        assert_eq!(seqs(all).await, [4, 3, 2, 1]);
        let ann = RecordFilter {
            operator: Some("Ann"),
            ..all
        };
        assert_eq!(seqs(ann).await, [4, 3, 1]);
        let kind = Some("b");
        assert_eq!(seqs(RecordFilter { kind, ..ann }).await, [3]);
        let days = RecordFilter {
            from: Some("1970-01-02T00:00:00"),
            until: Some("1970-01-04T00:00:00"),
            ..all
        };
        assert_eq!(seqs(days).await, [3, 2]);
        let before = Some(3);
        assert_eq!(seqs(RecordFilter { before, ..all }).await, [2, 1]);
        let order = Some("1001");
        assert_eq!(seqs(RecordFilter { order, ..all }).await, [0; 0]);
        assert_eq!(store.record_kinds().await.expect("reads"), ["a", "b", "c"]);
        assert_eq!(
            store.record_operators().await.expect("reads"),
            ["Ann", "Ben"]
        );
    }
}
