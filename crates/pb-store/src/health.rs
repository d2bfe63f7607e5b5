//! Whether the database is sound: what SQLite, SQLCipher and the tables themselves say.
use crate::row::Columns;
use crate::{Result, Store};
use pb_domain::{DocumentId, OrderId, ShipmentId};

/// What is not as it must be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsound {
    /// What SQLite says of its pages and indexes.
    pub pages: Vec<String>,
    /// What SQLCipher says of the pages' seals: each names a page.
    pub seals: Vec<String>,
    /// Rows that point to rows that are not there, as `table → table`.
    pub pointers: Vec<String>,
}

impl Unsound {
    /// Whether all is well.
    pub fn is_sound(&self) -> bool {
        *self == Self::default()
    }
}

/// Rows of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The table, or the table and a state of its rows.
    pub what: String,
    /// How many.
    pub rows: u64,
}

/// More findings of one kind say nothing new.
const MOST: usize = 20;

impl Store {
    /// Reads the whole file and says what is wrong with it.
    pub async fn check_sound(&self) -> Result<Unsound> {
        let mut pages: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(20)")
            .fetch_all(&self.readers)
            .await?;
        pages.retain(|line| line != "ok");
        // Answers nothing when every page's seal is right (https://www.zetetic.net/sqlcipher/sqlcipher-api/).
        let mut seals: Vec<String> = sqlx::query_scalar("PRAGMA cipher_integrity_check")
            .fetch_all(&self.readers)
            .await?;
        seals.truncate(MOST);
        let rows = sqlx::query("PRAGMA foreign_key_check")
            .fetch_all(&self.readers)
            .await?;
        let mut pointers = Vec::new();
        for row in rows.iter().take(MOST) {
            let c = Columns(row);
            pointers.push(format!("{} → {}", c.text("table")?, c.text("parent")?));
        }
        Ok(Unsound {
            pages,
            seals,
            pointers,
        })
    }

    /// Whether the search indexes hold as many entries as there are orders and shipments, and are sound.
    pub async fn check_search(&self) -> Result<bool> {
        for (table, index) in [("orders", "order_search"), ("shipment", "shipment_search")] {
            let sql = format!(
                "SELECT (SELECT count(*) FROM {table}) = (SELECT count(*) FROM {index}_docsize)"
            );
            let same: bool = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                .fetch_one(&self.readers)
                .await?;
            let sql = format!("INSERT INTO {index} ({index}) VALUES ('integrity-check')");
            let sound = sqlx::query(sqlx::AssertSqlSafe(sql))
                .execute(&self.writer)
                .await;
            if !same || sound.is_err() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Orders whose place in the list is not the one that their holds and purchases say.
    pub async fn misplaced_orders(&self) -> Result<Vec<OrderId>> {
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar(
            "SELECT id FROM orders WHERE (state = 'shipped') <> EXISTS (
                 SELECT 1 FROM purchase p WHERE p.order_id = orders.id AND p.direction = 'outbound'
                 AND p.state NOT IN ('refused', 'abandoned', 'voided')) LIMIT 200",
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(ids.into_iter().map(OrderId).collect())
    }

    /// Order numbers that more than one open or bought purchase holds the same place of.
    pub async fn doubled_purchases(&self) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar(
            "SELECT o.number FROM purchase p JOIN orders o ON o.id = p.order_id
             WHERE p.state NOT IN ('refused', 'abandoned', 'voided')
             GROUP BY p.order_id, p.number, p.direction HAVING count(*) > 1 LIMIT 20",
        )
        .fetch_all(&self.readers)
        .await?)
    }

    /// Bought shipments with a parcel that has no tracking number.
    pub async fn bought_without_number(&self) -> Result<Vec<ShipmentId>> {
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar(
            "SELECT DISTINCT c.shipment_id FROM parcel c JOIN purchase p ON p.shipment_id = c.shipment_id
             WHERE c.tracking_number = '' AND p.state = 'bought' LIMIT 20",
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(ids.into_iter().map(ShipmentId).collect())
    }

    /// Labels of bought shipments that were never on paper, newest first.
    pub async fn labels_to_print(&self, rows: u32) -> Result<Vec<DocumentId>> {
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar(
            "SELECT d.id FROM document d JOIN purchase p ON p.shipment_id = d.shipment_id AND p.state = 'bought'
             WHERE d.kind = 'label' AND d.erased_at IS NULL
             AND EXISTS (SELECT 1 FROM parcel c WHERE c.label_id = d.id)
             AND NOT EXISTS (SELECT 1 FROM print_job j WHERE j.document_id = d.id AND j.state = 'printed')
             ORDER BY d.created_at DESC LIMIT ?",
        )
        .bind(rows)
        .fetch_all(&self.readers)
        .await?;
        Ok(ids.into_iter().map(DocumentId).collect())
    }

    /// Waybill numbers whose row does not fit what they were used for: free and given to a parcel, or used by
    /// nothing.
    pub async fn misplaced_waybills(&self) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar(
            "SELECT number FROM waybill
             WHERE state = 'free' AND (shipment_id IS NOT NULL OR number IN (SELECT tracking_number FROM parcel))
                OR state IN ('reserved', 'printed', 'booked') AND shipment_id IS NULL
             LIMIT 20",
        )
        .fetch_all(&self.readers)
        .await?)
    }

    /// Pools that have another number of free rows than they say, by name.
    pub async fn miscounted_pools(&self) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar(
            "SELECT name FROM waybill_pool AS p
             WHERE free <> (SELECT count(*) FROM waybill w WHERE w.pool_id = p.id AND w.state = 'free')",
        )
        .fetch_all(&self.readers)
        .await?)
    }

    /// Documents that are not erased and have no bytes.
    pub async fn empty_documents(&self) -> Result<u64> {
        let count: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM document WHERE erased_at IS NULL AND length(bytes) = 0",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(count.unsigned_abs())
    }

    /// Rows of every table, and of those with states rows in each state.
    pub async fn count_rows(&self) -> Result<Vec<Counted>> {
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_search%' ESCAPE '\\'
             AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY name",
        )
        .fetch_all(&self.readers)
        .await?;
        let mut counted = Vec::new();
        for table in tables {
            let sql = format!("SELECT count(*) FROM \"{table}\"");
            let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                .fetch_one(&self.readers)
                .await?;
            counted.push(Counted {
                what: table,
                rows: rows.unsigned_abs(),
            });
        }
        for table in [
            "orders",
            "purchase",
            "void",
            "print_job",
            "booking",
            "deferred",
            "waybill",
        ] {
            let sql = format!(
                "SELECT state, count(*) AS rows FROM {table} GROUP BY state ORDER BY state"
            );
            let states = sqlx::query(sqlx::AssertSqlSafe(sql))
                .fetch_all(&self.readers)
                .await?;
            for row in &states {
                let c = Columns(row);
                counted.push(Counted {
                    what: format!("{table}: {}", c.text("state")?),
                    rows: c.integer("rows")?.unsigned_abs(),
                });
            }
        }
        Ok(counted)
    }

    /// The last migration that the database went through, and the versions of SQLite and SQLCipher.
    pub async fn versions(&self) -> Result<(i64, String, String)> {
        let schema: i64 = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations")
            .fetch_one(&self.readers)
            .await?;
        let sqlite: String = sqlx::query_scalar("SELECT sqlite_version()")
            .fetch_one(&self.readers)
            .await?;
        let cipher: Option<String> = sqlx::query_scalar("PRAGMA cipher_version")
            .fetch_optional(&self.readers)
            .await?;
        Ok((schema, sqlite, cipher.unwrap_or_default()))
    }
}
