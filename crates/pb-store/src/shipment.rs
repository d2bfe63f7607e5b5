//! Shipments and the search over them.
use crate::row::{Columns, json, word};
use crate::{Change, Result, Store, search};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use pb_domain::{
    AccountId, Direction, Money, OrderId, PrintState, PurchaseState, Rate, ShipmentId,
    ShipmentStatus, TrackingEvent,
};
use sqlx::sqlite::SqliteRow;

/// A shipment as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredShipment {
    /// Identity.
    pub id: ShipmentId,
    /// The order.
    pub order: OrderId,
    /// First, second, … shipment of the order.
    pub number: u32,
    /// Which way it goes.
    pub direction: Direction,
    /// Of a return: the shipment that comes back.
    pub returns: Option<ShipmentId>,
    /// The order's number.
    pub order_number: String,
    /// The customer's name or company.
    pub name: String,
    /// The customer's city and country.
    pub place: String,
    /// Where it stands.
    pub status: ShipmentStatus,
    /// What is priced and bought, as the carrier crate knows it.
    pub consignment: serde_json::Value,
    /// The carrier's events, newest first.
    pub tracking: Vec<TrackingEvent>,
    /// When it was made, RFC 3339.
    pub created_at: String,
    /// Day it was made in the bench's time zone.
    pub created_day: String,
}

/// A shipment in one row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShipmentSummary {
    /// Identity.
    pub id: ShipmentId,
    /// The order.
    pub order: OrderId,
    /// Which way it goes.
    pub direction: Direction,
    /// Of a return: the shipment that comes back.
    pub returns: Option<ShipmentId>,
    /// The order's number.
    pub order_number: String,
    /// Name or company.
    pub name: String,
    /// City and country.
    pub place: String,
    /// Where it stands.
    pub status: ShipmentStatus,
    /// First tracking number; empty when none.
    pub tracking_number: String,
    /// The rate that was shown.
    pub rate: Rate,
    /// What was charged.
    pub charged: Option<Money>,
    /// Where the purchase stands.
    pub purchase: PurchaseState,
    /// Where the newest print job stands.
    pub print: Option<PrintState>,
    /// When it was made, RFC 3339.
    pub created_at: String,
}

fn read(row: &SqliteRow) -> Result<StoredShipment> {
    let c = Columns(row);
    Ok(StoredShipment {
        id: c.id("id", ShipmentId)?,
        order: c.id("order_id", OrderId)?,
        number: c.count("number")?,
        direction: c.word("direction")?,
        returns: c.optional_id("returns", ShipmentId)?,
        order_number: c.text("order_number")?,
        name: c.text("name")?,
        place: c.text("place")?,
        status: c.word("status")?,
        consignment: c.json("consignment")?,
        tracking: c.json("tracking")?,
        created_at: c.text("created_at")?,
        created_day: c.text("created_day")?,
    })
}

/// One row of a list; `$from` limits which shipments.
macro_rules! summaries {
    ($from:literal) => {
        concat!(
            "SELECT s.id, s.order_id, s.direction, s.returns, s.order_number, s.name, s.place, s.status, s.created_at,
                p.state AS purchase_state, p.rate, p.charged_minor, p.charged_currency,
                coalesce((SELECT tracking_number FROM parcel c WHERE c.shipment_id = s.id ORDER BY position LIMIT 1), '') AS tracking_number,
                (SELECT state FROM print_job j WHERE j.shipment_id = s.id AND j.kind = 'label' ORDER BY id DESC LIMIT 1) AS print_state
             FROM ",
            $from,
            " JOIN purchase p ON p.id = (SELECT id FROM purchase q WHERE q.shipment_id = s.id ORDER BY q.rowid DESC LIMIT 1) "
        )
    };
}

fn read_summary(row: &SqliteRow) -> Result<ShipmentSummary> {
    use sqlx::Row;
    let c = Columns(row);
    let minor: Option<i64> = row.try_get("charged_minor")?;
    let rate: Rate = c.json("rate")?;
    let charged = match (minor, c.optional_text("charged_currency")?) {
        (Some(minor), Some(code)) => pb_domain::Currency::from_code(&code)
            .ok()
            .map(|currency| Money::new(minor, currency)),
        _ => None,
    };
    let print = match c.optional_text("print_state")? {
        Some(_) => Some(c.word("print_state")?),
        None => None,
    };
    Ok(ShipmentSummary {
        id: c.id("id", ShipmentId)?,
        order: c.id("order_id", OrderId)?,
        direction: c.word("direction")?,
        returns: c.optional_id("returns", ShipmentId)?,
        order_number: c.text("order_number")?,
        name: c.text("name")?,
        place: c.text("place")?,
        status: c.word("status")?,
        tracking_number: c.text("tracking_number")?,
        rate,
        charged,
        purchase: c.word("purchase_state")?,
        print,
        created_at: c.text("created_at")?,
    })
}

const ON_THEIR_WAY: &str = "SELECT s.id FROM shipment s JOIN purchase p ON p.shipment_id = s.id AND p.state = 'bought'
     WHERE p.account_id = ? AND s.created_day >= ? AND s.status NOT IN ('pending', 'delivered', 'returned_to_sender', 'lost', 'cancelled')
     AND (s.tracked_at IS NULL OR s.tracked_at < ?) ORDER BY s.tracked_at, s.seq";

impl Store {
    /// Shipments that an account bought and that were made on a day of the bench, in order.
    pub async fn shipments_bought(
        &self,
        day: &str,
        account: AccountId,
    ) -> Result<Vec<StoredShipment>> {
        let rows = sqlx::query(
            "SELECT s.* FROM shipment s JOIN purchase p ON p.shipment_id = s.id AND p.state = 'bought'
             WHERE s.created_day = ? AND p.account_id = ? ORDER BY s.seq",
        )
        .bind(day)
        .bind(account.0)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read).collect()
    }

    /// An account's shipments that may still be on their way, bought since a time and last asked about before another,
    /// the one that was asked about longest ago first.
    pub async fn shipments_on_their_way(
        &self,
        account: AccountId,
        since: Timestamp,
        before: Timestamp,
    ) -> Result<Vec<ShipmentId>> {
        let rows = sqlx::query(ON_THEIR_WAY)
            .bind(account.0)
            .bind(since.to_zoned(TimeZone::UTC).date().to_string())
            .bind(before.to_string())
            .fetch_all(&self.readers)
            .await?;
        rows.iter()
            .map(|row| Columns(row).id("id", ShipmentId))
            .collect()
    }

    /// Tracking numbers that an account bought since a time and whose carrier was not asked to tell about them.
    pub async fn shipments_not_told_of(
        &self,
        account: AccountId,
        since: Timestamp,
    ) -> Result<Vec<(ShipmentId, String)>> {
        let rows = sqlx::query(
            "SELECT s.id, c.tracking_number FROM shipment s
             JOIN purchase p ON p.shipment_id = s.id AND p.state = 'bought'
             JOIN parcel c ON c.shipment_id = s.id AND c.tracking_number <> ''
             WHERE s.created_day >= ? AND s.news_asked_at IS NULL AND p.account_id = ? ORDER BY s.seq",
        )
        .bind(since.to_zoned(TimeZone::UTC).date().to_string())
        .bind(account.0)
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                let c = Columns(row);
                Ok((c.id("id", ShipmentId)?, c.text("tracking_number")?))
            })
            .collect()
    }

    /// One shipment.
    pub async fn shipment(&self, id: ShipmentId) -> Result<Option<StoredShipment>> {
        let row = sqlx::query("SELECT * FROM shipment WHERE id = ?")
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// An order's shipments, newest first.
    pub async fn shipments_of(&self, order: OrderId) -> Result<Vec<ShipmentSummary>> {
        let rows = sqlx::query(concat!(
            summaries!("shipment s"),
            "WHERE s.order_id = ? ORDER BY s.seq DESC"
        ))
        .bind(order.0)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read_summary).collect()
    }

    /// The returns of a shipment, newest first.
    pub async fn returns_of(&self, shipment: ShipmentId) -> Result<Vec<ShipmentSummary>> {
        let rows = sqlx::query(concat!(
            summaries!("shipment s"),
            "WHERE s.returns = ? ORDER BY s.seq DESC"
        ))
        .bind(shipment.0)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read_summary).collect()
    }

    /// Shipments in which all words of a text begin a word, newest first.
    pub async fn list_shipments(
        &self,
        text: &str,
        limit: u32,
        offset: u32,
    ) -> Result<Vec<ShipmentSummary>> {
        let rows = if let Some(query) = search::query(text) {
            sqlx::query(concat!(
                summaries!(
                    "(SELECT rowid AS hit FROM shipment_search WHERE shipment_search MATCH ? ORDER BY rowid DESC LIMIT ? OFFSET ?)
                     JOIN shipment s ON s.seq = hit"
                ),
                "ORDER BY s.seq DESC"
            ))
            .bind(query)
            .bind(limit)
            .bind(offset)
            .fetch_all(&self.readers)
            .await?
        } else {
            sqlx::query(concat!(
                summaries!("(SELECT * FROM shipment ORDER BY seq DESC LIMIT ? OFFSET ?) s"),
                "ORDER BY s.seq DESC"
            ))
            .bind(limit)
            .bind(offset)
            .fetch_all(&self.readers)
            .await?
        };
        rows.iter().map(read_summary).collect()
    }

    /// Bought outbound shipments for the tracking export, oldest first; those exported before only
    /// when asked for `again`.
    pub async fn shipments_to_export(&self, again: bool) -> Result<Vec<ShipmentSummary>> {
        let rows = sqlx::query(concat!(
            summaries!("shipment s"),
            "WHERE p.state = 'bought' AND s.direction = 'outbound' AND (?1 OR s.exported_at IS NULL) ORDER BY s.seq"
        ))
        .bind(again)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read_summary).collect()
    }
}

impl Change {
    /// Saves a shipment, new or changed before it is bought.
    pub async fn save_shipment(&mut self, s: &StoredShipment) -> Result<()> {
        let seq: i64 = sqlx::query_scalar(
            "INSERT INTO shipment (id, order_id, number, direction, returns, order_number, name, place, status, consignment, tracking, created_at, created_day)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, place = excluded.place, status = excluded.status,
                 consignment = excluded.consignment
             RETURNING seq",
        )
        .bind(s.id.0)
        .bind(s.order.0)
        .bind(s.number)
        .bind(word("direction", &s.direction)?)
        .bind(s.returns.map(|id| id.0))
        .bind(&s.order_number)
        .bind(&s.name)
        .bind(&s.place)
        .bind(word("status", &s.status)?)
        .bind(json("consignment", &s.consignment)?)
        .bind(json("tracking", &s.tracking)?)
        .bind(&s.created_at)
        .bind(&s.created_day)
        .fetch_one(self.connection())
        .await?;
        self.index_shipment(seq, &[&s.order_number, &s.name, &s.place])
            .await
    }

    /// Makes a bought shipment findable by its tracking numbers too.
    pub async fn index_tracking_numbers(
        &mut self,
        id: ShipmentId,
        numbers: &[String],
    ) -> Result<()> {
        let row = sqlx::query("SELECT seq, order_number, name, place FROM shipment WHERE id = ?")
            .bind(id.0)
            .fetch_one(self.connection())
            .await?;
        let c = Columns(&row);
        let (seq, order_number, name, place) = (
            c.integer("seq")?,
            c.text("order_number")?,
            c.text("name")?,
            c.text("place")?,
        );
        let mut words = vec![order_number.as_str(), &name, &place];
        words.extend(numbers.iter().map(String::as_str));
        self.index_shipment(seq, &words).await
    }

    /// Indexes the shipments behind a row anew, so many at most; the last of them and how many, `None` at the end.
    pub(crate) async fn index_shipments_after(
        &mut self,
        seq: i64,
        rows: u32,
    ) -> Result<Option<(i64, u64)>> {
        let found = sqlx::query("SELECT seq, id FROM shipment WHERE seq > ? ORDER BY seq LIMIT ?")
            .bind(seq)
            .bind(rows)
            .fetch_all(self.connection())
            .await?;
        let mut last = None;
        for (done, row) in (1..).zip(&found) {
            let c = Columns(row);
            self.index_anew(c.id("id", ShipmentId)?).await?;
            last = Some((c.integer("seq")?, done));
        }
        Ok(last)
    }

    /// Indexes a shipment anew by what its row and its parcels say.
    pub(crate) async fn index_anew(&mut self, id: ShipmentId) -> Result<()> {
        let numbers: Vec<String> = self
            .parcels(id)
            .await?
            .into_iter()
            .map(|p| p.tracking_number)
            .filter(|n| !n.is_empty())
            .collect();
        self.index_tracking_numbers(id, &numbers).await
    }

    async fn index_shipment(&mut self, seq: i64, words: &[&str]) -> Result<()> {
        sqlx::query("INSERT OR REPLACE INTO shipment_search (rowid, words) VALUES (?, ?)")
            .bind(seq)
            .bind(search::fold(&words.join(" ")))
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Moves a shipment's status.
    pub async fn set_status(&mut self, id: ShipmentId, status: ShipmentStatus) -> Result<bool> {
        let done = sqlx::query("UPDATE shipment SET status = ?1 WHERE id = ?2 AND status <> ?1")
            .bind(word("status", &status)?)
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Keeps that a shipment's carrier was asked to tell about it by itself.
    pub async fn tells_of(&mut self, id: ShipmentId) -> Result<()> {
        let at = self.now();
        sqlx::query("UPDATE shipment SET news_asked_at = ? WHERE id = ?")
            .bind(at)
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Keeps what the carrier told about a shipment.
    pub async fn save_tracking(&mut self, id: ShipmentId, events: &[TrackingEvent]) -> Result<()> {
        let at = self.now();
        sqlx::query("UPDATE shipment SET tracking = ?, tracked_at = ? WHERE id = ?")
            .bind(json("tracking", &events)?)
            .bind(at)
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Marks shipments as exported.
    pub async fn mark_exported(&mut self, ids: &[ShipmentId]) -> Result<()> {
        let at = self.now();
        for id in ids {
            sqlx::query("UPDATE shipment SET exported_at = ? WHERE id = ?")
                .bind(&at)
                .bind(id.0)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }

    /// The number that a further shipment of an order gets.
    pub async fn next_shipment_number(&mut self, order: OrderId) -> Result<u32> {
        let last: i64 =
            sqlx::query_scalar("SELECT coalesce(max(number), 0) FROM shipment WHERE order_id = ?")
                .bind(order.0)
                .fetch_one(self.connection())
                .await?;
        Ok(u32::try_from(last + 1).unwrap_or(u32::MAX))
    }
}
