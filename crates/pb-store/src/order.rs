//! Orders, unique by source and number.
use crate::row::{Columns, json, word};
use crate::{Change, Result, Store, search};
use pb_domain::{ImportedOrder, Order, OrderId, OrderKey};
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;

/// Which part of the list an order is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Waits to be packed.
    Queue,
    /// Out of the queue, for the reason in its data.
    Held,
    /// Has a shipment whose purchase holds the order's slot.
    Shipped,
    /// Packed: its purchase holds the slot too, and waits for the network.
    Deferred,
}

impl OrderState {
    /// Whether it was packed: a purchase holds its slot.
    pub fn is_packed(self) -> bool {
        matches!(self, Self::Shipped | Self::Deferred)
    }

    /// How it stands in the table: the word, and whether its purchase waits.
    fn columns(self) -> Result<(String, bool)> {
        Ok(match self {
            Self::Deferred => (word("state", &Self::Shipped)?, true),
            other => (word("state", &other)?, false),
        })
    }
}

/// An order as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredOrder {
    /// The order.
    pub order: Order,
    /// Which part of the list it is in.
    pub state: OrderState,
    /// What the source last said, where an import left the order as it is.
    pub source_says: Option<ImportedOrder>,
    /// When its personal data was erased, RFC 3339.
    pub erased_at: Option<String>,
}

/// Which orders to list.
#[derive(Clone, Copy, Debug)]
pub struct OrderList<'a> {
    /// Words that must occur; empty lists all.
    pub text: &'a str,
    /// One part of the list, or all.
    pub state: Option<OrderState>,
    /// Rows at most.
    pub limit: u32,
    /// Rows to pass over.
    pub offset: u32,
}

/// Orders in each part of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StateCounts {
    /// Waiting.
    pub queue: u32,
    /// On hold.
    pub held: u32,
    /// Shipped.
    pub shipped: u32,
    /// Packed, and waiting for the network.
    pub deferred: u32,
}

fn read(row: &SqliteRow) -> Result<StoredOrder> {
    let c = Columns(row);
    Ok(StoredOrder {
        order: Order {
            id: c.id("id", OrderId)?,
            data: c.json("data")?,
            edited_fields: c.json("edited_fields")?,
        },
        state: if c.flag("deferred")? {
            OrderState::Deferred
        } else {
            c.word("state")?
        },
        source_says: c.optional_json("source_says")?,
        erased_at: c.optional_text("erased_at")?,
    })
}

/// The words an order is found by.
fn words(order: &Order) -> String {
    let d = &order.data;
    let mut parts = vec![
        d.key.number.as_str(),
        &d.external_id,
        &d.ship_to.name,
        &d.ship_to.company,
        &d.ship_to.city,
        &d.ship_to.email,
        &d.ship_to.phone,
    ];
    for line in &d.lines {
        parts.push(&line.sku);
        parts.push(&line.title);
    }
    search::fold(&parts.join(" "))
}

impl Store {
    /// One order.
    pub async fn order(&self, id: OrderId) -> Result<Option<StoredOrder>> {
        let row = sqlx::query("SELECT * FROM orders WHERE id = ?")
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The orders whose number is exactly this, with or without a leading `#`, in any case.
    pub async fn orders_by_number(&self, number: &str) -> Result<Vec<StoredOrder>> {
        let bare = number.trim().trim_start_matches('#');
        let rows = sqlx::query("SELECT * FROM orders WHERE number COLLATE NOCASE IN (?, '#' || ?) ORDER BY seq DESC LIMIT 20")
            .bind(bare)
            .bind(bare)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(read).collect()
    }

    /// A page of orders and how many match in all: the queue oldest first, the rest newest first.
    pub async fn list_orders(&self, list: OrderList<'_>) -> Result<(Vec<StoredOrder>, u32)> {
        let columns = list.state.map(OrderState::columns).transpose()?;
        let deferred = columns.as_ref().is_some_and(|c| c.1);
        let state = columns.map(|c| c.0);
        let oldest_first = list.state == Some(OrderState::Queue);
        let (rows, total): (Vec<SqliteRow>, i64) = if let Some(query) = search::query(list.text) {
            let rows = sqlx::query(
                "SELECT * FROM orders WHERE seq IN (SELECT rowid FROM order_search WHERE order_search MATCH ?1)
                 AND (?2 IS NULL OR (state = ?2 AND deferred = ?6))
                 ORDER BY CASE WHEN ?3 THEN placed_at END, CASE WHEN ?3 THEN seq END, seq DESC LIMIT ?4 OFFSET ?5",
            )
            .bind(&query)
            .bind(&state)
            .bind(oldest_first)
            .bind(list.limit)
            .bind(list.offset)
            .bind(deferred)
            .fetch_all(&self.readers)
            .await?;
            let total = sqlx::query_scalar(
                "SELECT count(*) FROM orders WHERE seq IN (SELECT rowid FROM order_search WHERE order_search MATCH ?1)
                 AND (?2 IS NULL OR (state = ?2 AND deferred = ?3))",
            )
            .bind(&query)
            .bind(&state)
            .bind(deferred)
            .fetch_one(&self.readers)
            .await?;
            (rows, total)
        } else {
            let sql = match (&state, oldest_first) {
                _ if deferred => {
                    "SELECT * FROM orders INDEXED BY orders_deferred WHERE state = ?1 AND deferred = 1 ORDER BY placed_at DESC, seq DESC LIMIT ?2 OFFSET ?3"
                }
                (Some(_), true) => {
                    "SELECT * FROM orders WHERE state = ?1 ORDER BY placed_at, seq LIMIT ?2 OFFSET ?3"
                }
                (Some(_), false) => {
                    "SELECT * FROM orders WHERE state = ?1 AND deferred = 0 ORDER BY placed_at DESC, seq DESC LIMIT ?2 OFFSET ?3"
                }
                (None, _) => {
                    "SELECT * FROM orders WHERE ?1 IS NULL ORDER BY seq DESC LIMIT ?2 OFFSET ?3"
                }
            };
            let rows = sqlx::query(sql)
                .bind(&state)
                .bind(list.limit)
                .bind(list.offset)
                .fetch_all(&self.readers)
                .await?;
            let waits = self.count_deferred().await?;
            let total = if deferred {
                waits
            } else {
                let all: i64 = sqlx::query_scalar(
                    "SELECT count(*) FROM orders WHERE ?1 IS NULL OR state = ?1",
                )
                .bind(&state)
                .fetch_one(&self.readers)
                .await?;
                // Counted apart, so that the count of the others reads an index alone.
                all - if list.state == Some(OrderState::Shipped) {
                    waits
                } else {
                    0
                }
            };
            (rows, total)
        };
        let orders = rows.iter().map(read).collect::<Result<_>>()?;
        Ok((orders, u32::try_from(total).unwrap_or(u32::MAX)))
    }

    /// How many orders are in each part of the list.
    pub async fn count_orders(&self) -> Result<StateCounts> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT state, count(*) FROM orders GROUP BY state")
                .fetch_all(&self.readers)
                .await?;
        let mut counts = StateCounts::default();
        for (state, count) in rows {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            match state.as_str() {
                "queue" => counts.queue = count,
                "held" => counts.held = count,
                _ => counts.shipped = count,
            }
        }
        counts.deferred = u32::try_from(self.count_deferred().await?).unwrap_or(u32::MAX);
        counts.shipped = counts.shipped.saturating_sub(counts.deferred);
        Ok(counts)
    }

    async fn count_deferred(&self) -> Result<i64> {
        Ok(
            sqlx::query_scalar("SELECT count(*) FROM orders WHERE deferred = 1")
                .fetch_one(&self.readers)
                .await?,
        )
    }
}

impl Change {
    /// The order with a key, as this change sees it.
    pub async fn order_by_key(&mut self, key: &OrderKey) -> Result<Option<StoredOrder>> {
        let row = sqlx::query("SELECT * FROM orders WHERE source = ? AND number = ?")
            .bind(&key.source)
            .bind(&key.number)
            .fetch_optional(self.connection())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The order with an id, as this change sees it.
    pub async fn order(&mut self, id: OrderId) -> Result<Option<StoredOrder>> {
        let row = sqlx::query("SELECT * FROM orders WHERE id = ?")
            .bind(id.0)
            .fetch_optional(self.connection())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Saves an order, new or changed. A key in use by another order is [`crate::StoreError::Taken`].
    pub async fn save_order(&mut self, stored: &StoredOrder) -> Result<()> {
        let order = &stored.order;
        let (state, deferred) = stored.state.columns()?;
        let seq: i64 = sqlx::query_scalar(
            "INSERT INTO orders (id, source, number, placed_at, state, data, edited_fields, source_says, deferred)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET source = excluded.source, number = excluded.number,
                 placed_at = excluded.placed_at, state = excluded.state, data = excluded.data,
                 edited_fields = excluded.edited_fields, source_says = excluded.source_says,
                 deferred = excluded.deferred
             RETURNING seq",
        )
        .bind(order.id.0)
        .bind(&order.data.key.source)
        .bind(&order.data.key.number)
        .bind(&order.data.placed_at)
        .bind(state)
        .bind(json("data", &order.data)?)
        .bind(json("edited_fields", &order.edited_fields)?)
        .bind(stored.source_says.as_ref().map(|s| json("source_says", s)).transpose()?)
        .bind(deferred)
        .fetch_one(self.connection())
        .await?;
        self.index_order(seq, order).await
    }

    async fn index_order(&mut self, seq: i64, order: &Order) -> Result<()> {
        sqlx::query("INSERT OR REPLACE INTO order_search (rowid, words) VALUES (?, ?)")
            .bind(seq)
            .bind(words(order))
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Indexes the orders behind a row anew, so many at most; the last of them and how many, `None` at the end.
    pub(crate) async fn index_orders_after(
        &mut self,
        seq: i64,
        rows: u32,
    ) -> Result<Option<(i64, u64)>> {
        let found = sqlx::query("SELECT * FROM orders WHERE seq > ? ORDER BY seq LIMIT ?")
            .bind(seq)
            .bind(rows)
            .fetch_all(self.connection())
            .await?;
        let mut last = None;
        for (done, row) in (1..).zip(&found) {
            let seq = Columns(row).integer("seq")?;
            self.index_order(seq, &read(row)?.order).await?;
            last = Some((seq, done));
        }
        Ok(last)
    }

    /// Puts an order where its holds and purchases say: shipped while a purchase holds its slot, or
    /// deferred when none of them was asked for yet; held while its data gives a reason, else in the queue.
    pub async fn settle_order_state(&mut self, id: OrderId) -> Result<()> {
        sqlx::query(
            "UPDATE orders SET state = CASE
                 WHEN EXISTS (SELECT 1 FROM purchase p WHERE p.order_id = orders.id AND p.direction = 'outbound'
                              AND p.state NOT IN ('refused', 'abandoned', 'voided')) THEN 'shipped'
                 WHEN json_extract(data, '$.hold') IS NOT NULL THEN 'held'
                 ELSE 'queue' END,
                 deferred = EXISTS (SELECT 1 FROM purchase p WHERE p.order_id = orders.id AND p.direction = 'outbound'
                                    AND p.state NOT IN ('refused', 'abandoned', 'voided') AND p.state = 'deferred')
             WHERE id = ?",
        )
        .bind(id.0)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
