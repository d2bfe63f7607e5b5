//! Bookings: what carriers are told of shipments that were labelled here, and what they said.
use crate::row::{Columns, json, word};
use crate::{Change, Result, Store};
use pb_domain::{
    AccountId, BookingEvent, BookingId, BookingState, Money, OrderId, Problem, PurchaseId,
    ShipmentId,
};
use sqlx::sqlite::SqliteRow;

/// A booking as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBooking {
    /// Its place in the order of buying.
    pub seq: i64,
    /// Identity.
    pub id: BookingId,
    /// The purchase that was made here.
    pub purchase: PurchaseId,
    /// Its shipment.
    pub shipment: ShipmentId,
    /// Its order.
    pub order: OrderId,
    /// The account that it is booked with.
    pub account: AccountId,
    /// The carrier's id.
    pub carrier: String,
    /// Where it stands.
    pub state: BookingState,
    /// The exact request, without secrets, as the carrier crate wrote it.
    pub prepared: serde_json::Value,
    /// What the carrier said when it refused, or why it was not heard.
    pub problem: Option<Problem>,
    /// When it came to be due, RFC 3339.
    pub created_at: String,
    /// When it last moved on, RFC 3339.
    pub changed_at: String,
}

fn read(row: &SqliteRow) -> Result<StoredBooking> {
    let c = Columns(row);
    Ok(StoredBooking {
        seq: c.integer("seq")?,
        id: c.id("id", BookingId)?,
        purchase: c.id("purchase_id", PurchaseId)?,
        shipment: c.id("shipment_id", ShipmentId)?,
        order: c.id("order_id", OrderId)?,
        account: c.id("account_id", AccountId)?,
        carrier: c.text("carrier")?,
        state: c.word("state")?,
        prepared: c.json("prepared")?,
        problem: c.optional_json("problem")?,
        created_at: c.text("created_at")?,
        changed_at: c.text("changed_at")?,
    })
}

/// Asked for all the time, so it has an index that holds only what it finds.
pub(crate) const OPEN: &str = "SELECT * FROM booking INDEXED BY booking_open
     WHERE state IN ('due', 'sent', 'refused', 'unknown') ORDER BY seq";

const FIRST: &str = "SELECT * FROM booking INDEXED BY booking_open
     WHERE state IN ('due', 'sent', 'refused', 'unknown') ORDER BY seq LIMIT ?";
/// The first condition is the index's own.
pub(crate) const IN_STATE: &str = "SELECT * FROM booking INDEXED BY booking_open
     WHERE state IN ('due', 'sent', 'refused', 'unknown') AND state = ? ORDER BY seq LIMIT ?";
pub(crate) const NEXT: &str = "SELECT * FROM booking INDEXED BY booking_open
     WHERE state IN ('due', 'sent', 'refused', 'unknown') AND state IN ('due', 'unknown') AND seq > ?
     AND lower(hex(account_id)) NOT IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT 1";

impl Store {
    /// Bookings that need the carrier or a person still, in the order of buying.
    pub async fn open_bookings(&self) -> Result<Vec<StoredBooking>> {
        let rows = sqlx::query(OPEN).fetch_all(&self.readers).await?;
        rows.iter().map(read).collect()
    }

    /// The first of them, in the order of buying.
    pub async fn first_bookings(&self, limit: u32) -> Result<Vec<StoredBooking>> {
        let rows = sqlx::query(FIRST)
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(read).collect()
    }

    /// The first bookings in one of the open states, in the order of buying.
    pub async fn bookings_in(&self, state: BookingState, limit: u32) -> Result<Vec<StoredBooking>> {
        let rows = sqlx::query(IN_STATE)
            .bind(word("state", &state)?)
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(read).collect()
    }

    /// The next booking after one that is to be sent, or sent again, leaving accounts out.
    pub async fn next_booking(
        &self,
        after: i64,
        without: &[AccountId],
    ) -> Result<Option<StoredBooking>> {
        let without: Vec<String> = without.iter().map(|a| a.0.simple().to_string()).collect();
        let row = sqlx::query(NEXT)
            .bind(after)
            .bind(json("account_id", &without)?)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The booking of a purchase; `None` when its carrier sold it itself.
    pub async fn booking_of(&self, purchase: PurchaseId) -> Result<Option<StoredBooking>> {
        let row = sqlx::query("SELECT * FROM booking WHERE purchase_id = ?")
            .bind(purchase.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }
}

impl Change {
    /// Writes down that a carrier is to be told of a purchase.
    pub async fn owe_booking(&mut self, booking: &StoredBooking) -> Result<()> {
        let at = self.now();
        sqlx::query(
            "INSERT INTO booking (id, purchase_id, shipment_id, order_id, account_id, carrier, state, prepared, created_at, changed_at)
             VALUES (?, ?, ?, ?, ?, ?, 'due', ?, ?, ?)",
        )
        .bind(booking.id.0)
        .bind(booking.purchase.0)
        .bind(booking.shipment.0)
        .bind(booking.order.0)
        .bind(booking.account.0)
        .bind(&booking.carrier)
        .bind(booking.prepared.to_string())
        .bind(&at)
        .bind(&at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The booking of a purchase, as this change sees it.
    pub async fn booking_of(&mut self, purchase: PurchaseId) -> Result<Option<StoredBooking>> {
        let row = sqlx::query("SELECT * FROM booking WHERE purchase_id = ?")
            .bind(purchase.0)
            .fetch_optional(self.connection())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Bookings that need the carrier or a person still, as this change sees them.
    pub async fn open_bookings(&mut self) -> Result<Vec<StoredBooking>> {
        let rows = sqlx::query(OPEN).fetch_all(self.connection()).await?;
        rows.iter().map(read).collect()
    }

    /// Keeps another exact request, for a shipment that was corrected before it is sent again.
    pub async fn prepare_booking(
        &mut self,
        id: BookingId,
        prepared: &serde_json::Value,
    ) -> Result<()> {
        sqlx::query("UPDATE booking SET prepared = ? WHERE id = ? AND state = 'refused'")
            .bind(prepared.to_string())
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Moves a booking on by the rules; an illegal step is refused and changes nothing.
    pub async fn step_booking(
        &mut self,
        id: BookingId,
        event: BookingEvent,
        problem: Option<&Problem>,
    ) -> Result<BookingState> {
        self.step(
            "booking",
            id.0,
            |state: BookingState| state.next(event),
            problem,
        )
        .await
    }

    /// Keeps what the carrier charges for a purchase that was made here, and whether a person has to see it.
    pub async fn charge_booked(
        &mut self,
        purchase: PurchaseId,
        charged: Money,
        within: bool,
    ) -> Result<()> {
        sqlx::query("UPDATE purchase SET charged_minor = ?, charged_currency = ?, acknowledged = ? WHERE id = ?")
            .bind(charged.minor)
            .bind(charged.currency.code())
            .bind(within)
            .bind(purchase.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
