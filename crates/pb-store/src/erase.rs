//! Erasing an order's personal data. Numbers, charges, states, the journal and the chain stay.
use crate::row::json;
use crate::{Change, Result, Store};
use pb_domain::{ImportedOrder, OrderId, ShipmentId};

/// What is erased by plain statements; `?1` is the order's id, `?2` the moment. A table that learns something
/// of a person adds its line here.
const ERASE: &[&str] = &[
    "UPDATE purchase SET prepared = NULL, problem = NULL, tracking_url = '' WHERE order_id = ?1",
    "UPDATE void SET problem = NULL WHERE purchase_id IN (SELECT id FROM purchase WHERE order_id = ?1)",
    "UPDATE booking SET prepared = 'null', problem = NULL WHERE order_id = ?1",
    "UPDATE deferred SET request = NULL, text = '', hint = '' WHERE order_id = ?1",
    "DELETE FROM api_call_search WHERE rowid IN (
         SELECT seq FROM api_call WHERE shipment_id IN (SELECT id FROM shipment WHERE order_id = ?1))",
    "DELETE FROM api_call WHERE shipment_id IN (SELECT id FROM shipment WHERE order_id = ?1)",
    "DELETE FROM manifest_paper WHERE manifest_id IN (SELECT m.manifest_id FROM manifest_shipment m
         JOIN shipment s ON s.id = m.shipment_id WHERE s.order_id = ?1)",
    "UPDATE manifest_shipment SET why = '' WHERE shipment_id IN (SELECT id FROM shipment WHERE order_id = ?1)",
    "UPDATE document SET bytes = x'', erased_at = coalesce(erased_at, ?2)
         WHERE shipment_id IN (SELECT id FROM shipment WHERE order_id = ?1)",
    "UPDATE print_job SET payload = NULL, payload_format = NULL, text = ''
         WHERE shipment_id IN (SELECT id FROM shipment WHERE order_id = ?1)",
    "UPDATE log SET payload = NULL WHERE subject IN (
         SELECT ?1 UNION ALL SELECT id FROM shipment WHERE order_id = ?1
         UNION ALL SELECT p.id FROM parcel p JOIN shipment s ON s.id = p.shipment_id WHERE s.order_id = ?1)",
];

/// What keeps an order from being erased, in the words of a list; each answers a row when it is so. `?1` is the
/// order's id.
const OPEN: &[(&str, &str)] = &[
    (
        "a purchase that waits, or whose outcome is not known",
        "SELECT 1 FROM purchase WHERE order_id = ?1 AND state IN ('deferred', 'intended', 'sent', 'unknown')",
    ),
    (
        "work that waits for the network",
        "SELECT 1 FROM deferred WHERE order_id = ?1 AND state IN ('waiting', 'running', 'asks', 'unknown')",
    ),
    (
        "a carrier that is still to be told, or did not take it",
        "SELECT 1 FROM booking WHERE order_id = ?1 AND state IN ('due', 'sent', 'refused', 'unknown')",
    ),
    (
        "a void whose outcome is not known",
        "SELECT 1 FROM void v JOIN purchase p ON p.id = v.purchase_id
         WHERE p.order_id = ?1 AND v.state IN ('intended', 'sent', 'unknown')",
    ),
    (
        "something that waits at a printer, or may be on paper",
        "SELECT 1 FROM print_job j JOIN shipment s ON s.id = j.shipment_id
         WHERE s.order_id = ?1 AND j.state IN ('queued', 'held', 'sending', 'accepted', 'unconfirmed')",
    ),
    (
        "a label that was bought and never printed",
        "SELECT 1 FROM purchase p JOIN parcel c ON c.shipment_id = p.shipment_id
         WHERE p.order_id = ?1 AND p.state = 'bought' AND (c.label_id IS NULL OR (
             NOT EXISTS (SELECT 1 FROM print_job j WHERE j.document_id = c.label_id AND j.state = 'printed')
             AND EXISTS (SELECT 1 FROM document d WHERE d.id = c.label_id AND d.erased_at IS NULL)))",
    ),
];

impl Change {
    /// What of an order is still open, in words; empty when its personal data may be erased.
    pub async fn open_of_order(&mut self, id: OrderId) -> Result<Vec<&'static str>> {
        let mut open = Vec::new();
        for (what, sql) in OPEN {
            let found = sqlx::query(*sql)
                .bind(id.0)
                .fetch_optional(self.connection())
                .await?;
            if found.is_some() {
                open.push(*what);
            }
        }
        Ok(open)
    }

    /// Puts what is left of an order into its place, and erases what else is known of its customer.
    /// Its shipments are erased by [`Change::erase_shipment`], before.
    pub async fn erase_order(&mut self, id: OrderId, left: &ImportedOrder) -> Result<()> {
        let at = self.now();
        let seq: i64 = sqlx::query_scalar(
            "UPDATE orders SET data = ?, source_says = NULL, erased_at = ? WHERE id = ? RETURNING seq",
        )
        .bind(json("data", left)?)
        .bind(&at)
        .bind(id.0)
        .fetch_one(self.connection())
        .await?;
        sqlx::query("INSERT OR REPLACE INTO order_search (rowid, words) VALUES (?, ?)")
            .bind(seq)
            .bind(crate::search::fold(&left.key.number))
            .execute(self.connection())
            .await?;
        for sql in ERASE {
            sqlx::query(*sql)
                .bind(id.0)
                .bind(&at)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }

    /// Puts what is left of a shipment into its place: it is found by its numbers alone from now on.
    pub async fn erase_shipment(
        &mut self,
        id: ShipmentId,
        place: &str,
        consignment: &serde_json::Value,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE shipment SET name = '', place = ?, consignment = ?, tracking = '[]' WHERE id = ?",
        )
        .bind(place)
        .bind(json("consignment", consignment)?)
        .bind(id.0)
        .execute(self.connection())
        .await?;
        self.index_anew(id).await
    }
}

impl Store {
    /// Takes words that were replaced out of the search indexes for good: until then the index still holds them,
    /// marked as gone. A step of a few pages at a time, so that nobody waits long for the writer.
    pub async fn purge_search(&self) -> Result<()> {
        for index in ["order_search", "shipment_search", "api_call_search"] {
            // A negative number begins a merge of everything, as `optimize` does; positive ones go on with it
            // (https://www.sqlite.org/fts5.html#the_merge_command). Done when a step writes nothing.
            let mut pages = -MERGE_PAGES;
            for _ in 0..MOST_STEPS {
                let mut connection = self.writer.acquire().await?;
                let before = changes(&mut connection).await?;
                let sql = format!("INSERT INTO {index} ({index}, rank) VALUES ('merge', {pages})");
                sqlx::query(sqlx::AssertSqlSafe(sql))
                    .execute(&mut *connection)
                    .await?;
                if changes(&mut connection).await? - before < 2 {
                    break;
                }
                pages = MERGE_PAGES;
            }
        }
        Ok(())
    }

    /// Makes the search indexes anew from what they are about, some rows at a time; how many. Searches find
    /// less meanwhile.
    pub async fn rebuild_search(&self) -> Result<u64> {
        let mut done = 0;
        sqlx::query("INSERT INTO order_search (order_search) VALUES ('delete-all')")
            .execute(&self.writer)
            .await?;
        sqlx::query("INSERT INTO shipment_search (shipment_search) VALUES ('delete-all')")
            .execute(&self.writer)
            .await?;
        let mut after = 0;
        loop {
            let mut change = self.change(jiff::Timestamp::UNIX_EPOCH).await?;
            let last = change.index_orders_after(after, REBUILD_ROWS).await?;
            change.commit().await?;
            let Some((last, rows)) = last else { break };
            (after, done) = (last, done + rows);
        }
        let mut after = 0;
        loop {
            let mut change = self.change(jiff::Timestamp::UNIX_EPOCH).await?;
            let last = change.index_shipments_after(after, REBUILD_ROWS).await?;
            change.commit().await?;
            let Some((last, rows)) = last else { break };
            (after, done) = (last, done + rows);
        }
        Ok(done)
    }
}

/// Index pages that one step merges: some milliseconds.
const MERGE_PAGES: i64 = 200;
/// More steps than any index of a bench needs; the next erasure goes on.
const MOST_STEPS: u32 = 10_000;
/// Rows that are indexed in one change.
const REBUILD_ROWS: u32 = 500;

/// Rows that a connection has changed since it was opened.
async fn changes(connection: &mut sqlx::SqliteConnection) -> Result<i64> {
    Ok(sqlx::query_scalar("SELECT total_changes()")
        .fetch_one(connection)
        .await?)
}
