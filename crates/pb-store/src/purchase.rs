//! The purchase journal's rows.
use crate::row::{Columns, json, word};
use crate::{Change, Result, Store};
use pb_domain::{
    AccountId, Direction, Money, OrderId, Problem, PurchaseEvent, PurchaseId, PurchaseState, Rate,
    ShipmentId,
};
use sqlx::sqlite::SqliteRow;

/// A purchase as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPurchase {
    /// Identity; the idempotency key.
    pub id: PurchaseId,
    /// The shipment it buys.
    pub shipment: ShipmentId,
    /// The order.
    pub order: OrderId,
    /// First, second, … shipment of the order.
    pub number: u32,
    /// Which way it goes.
    pub direction: Direction,
    /// The account that pays.
    pub account: AccountId,
    /// The carrier's id.
    pub carrier: String,
    /// Where it stands.
    pub state: PurchaseState,
    /// The rate that was shown.
    pub rate: Rate,
    /// The exact request, without secrets, as the carrier crate wrote it.
    pub prepared: Option<serde_json::Value>,
    /// What was charged.
    pub charged: Option<Money>,
    /// What the carrier said when it refused or nothing is known.
    pub problem: Option<Problem>,
    /// The carrier's id of what was bought.
    pub carrier_ref: String,
    /// What the carrier's folder needs to know later.
    pub carrier_data: serde_json::Value,
    /// A public page that follows it.
    pub tracking_url: String,
    /// Whether a person has seen that more was charged than shown.
    pub acknowledged: bool,
    /// When it was written down, RFC 3339.
    pub created_at: String,
}

pub(crate) fn read(row: &SqliteRow) -> Result<StoredPurchase> {
    let c = Columns(row);
    Ok(StoredPurchase {
        id: c.id("id", PurchaseId)?,
        shipment: c.id("shipment_id", ShipmentId)?,
        order: c.id("order_id", OrderId)?,
        number: c.count("number")?,
        direction: c.word("direction")?,
        account: c.id("account_id", AccountId)?,
        carrier: c.text("carrier")?,
        state: c.word("state")?,
        rate: c.json("rate")?,
        prepared: c.optional_json("prepared")?,
        charged: c.money("charged_minor", "charged_currency")?,
        problem: c.optional_json("problem")?,
        carrier_ref: c.text("carrier_ref")?,
        carrier_data: c.json("carrier_data")?,
        tracking_url: c.text("tracking_url")?,
        acknowledged: c.flag("acknowledged")?,
        created_at: c.text("created_at")?,
    })
}

/// The newest by the order of writing: a clock that was set back must not bring an old one to the top.
const NEWEST: &str = "SELECT * FROM purchase WHERE shipment_id = ? ORDER BY rowid DESC LIMIT 1";

/// Asked for all the time, so each has an index that holds only what it finds. A charge in another
/// currency than the one shown cannot be compared: a person looks.
pub(crate) const UNACKNOWLEDGED: &str =
    "SELECT * FROM purchase INDEXED BY purchase_unacknowledged WHERE state = 'bought' AND acknowledged = 0
     AND charged_minor IS NOT NULL AND (charged_minor > json_extract(rate, '$.total.minor')
         OR charged_currency <> json_extract(rate, '$.total.currency')) ORDER BY id DESC LIMIT 200";
pub(crate) const WITHOUT_LABEL: &str =
    "SELECT DISTINCT p.shipment_id FROM parcel c CROSS JOIN purchase p ON p.shipment_id = c.shipment_id
     WHERE c.label_id IS NULL AND p.state = 'bought' LIMIT 200";

impl Store {
    /// The newest purchase of a shipment.
    pub async fn purchase_of(&self, shipment: ShipmentId) -> Result<Option<StoredPurchase>> {
        let row = sqlx::query(NEWEST)
            .bind(shipment.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// One purchase.
    pub async fn purchase(&self, id: PurchaseId) -> Result<Option<StoredPurchase>> {
        let row = sqlx::query("SELECT * FROM purchase WHERE id = ?")
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Purchases in `intended`, `sent` or `unknown`, oldest first: what a start settles first.
    pub async fn open_purchases(&self) -> Result<Vec<StoredPurchase>> {
        let rows = sqlx::query(
            "SELECT * FROM purchase WHERE state IN ('intended', 'sent', 'unknown') ORDER BY id",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(read).collect()
    }

    /// Bought purchases with a charge that no person has acknowledged, newest first.
    pub async fn unacknowledged_charges(&self) -> Result<Vec<StoredPurchase>> {
        let rows = sqlx::query(UNACKNOWLEDGED).fetch_all(&self.readers).await?;
        rows.iter().map(read).collect()
    }

    /// Shipments that are bought and have a parcel without a label.
    pub async fn shipments_without_label(&self) -> Result<Vec<ShipmentId>> {
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar(WITHOUT_LABEL)
            .fetch_all(&self.readers)
            .await?;
        Ok(ids.into_iter().map(ShipmentId).collect())
    }

    /// Shipments bought on a day of the bench.
    pub async fn bought_on(&self, day: &str) -> Result<u32> {
        let count: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM shipment s JOIN purchase p ON p.shipment_id = s.id AND p.state = 'bought'
             WHERE s.created_day = ? AND s.direction = 'outbound'",
        )
        .bind(day)
        .fetch_one(&self.readers)
        .await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

impl Change {
    /// Writes a new purchase down, as intended or deferred. [`crate::StoreError::Taken`] when another holds the order's slot.
    pub async fn intend_purchase(&mut self, p: &StoredPurchase) -> Result<()> {
        let at = self.now();
        sqlx::query(
            "INSERT INTO purchase (id, shipment_id, order_id, number, direction, account_id, carrier, state, rate, created_at, changed_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(p.id.0)
        .bind(p.shipment.0)
        .bind(p.order.0)
        .bind(p.number)
        .bind(word("direction", &p.direction)?)
        .bind(p.account.0)
        .bind(&p.carrier)
        .bind(word("state", &p.state)?)
        .bind(json("rate", &p.rate)?)
        .bind(&at)
        .bind(&at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Keeps the exact request of a purchase that is about to be sent.
    pub async fn prepare_purchase(
        &mut self,
        id: PurchaseId,
        prepared: &serde_json::Value,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE purchase SET prepared = ? WHERE id = ? AND state IN ('intended', 'deferred')",
        )
        .bind(prepared.to_string())
        .bind(id.0)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Moves a purchase on by the journal's rules, and answers its new state. An illegal step, seen
    /// from what is stored now, is refused and changes nothing.
    pub async fn step_purchase(
        &mut self,
        id: PurchaseId,
        event: PurchaseEvent,
        problem: Option<&Problem>,
    ) -> Result<PurchaseState> {
        self.step(
            "purchase",
            id.0,
            |state: PurchaseState| state.next(event),
            problem,
        )
        .await
    }

    /// Keeps what was bought.
    pub async fn save_bought(
        &mut self,
        id: PurchaseId,
        charged: Option<Money>,
        carrier_ref: &str,
        carrier_data: &serde_json::Value,
        tracking_url: &str,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE purchase SET charged_minor = ?, charged_currency = ?, carrier_ref = ?, carrier_data = ?, tracking_url = ? WHERE id = ?",
        )
        .bind(charged.map(|m| m.minor))
        .bind(charged.map(|m| m.currency.code()))
        .bind(carrier_ref)
        .bind(carrier_data.to_string())
        .bind(tracking_url)
        .bind(id.0)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Keeps what a purchase is sold as after a correction: another service, or another price.
    pub async fn correct_rate(&mut self, id: PurchaseId, rate: &Rate) -> Result<()> {
        sqlx::query(
            "UPDATE purchase SET rate = ?, charged_minor = ?, charged_currency = ? WHERE id = ?",
        )
        .bind(json("rate", rate)?)
        .bind(rate.total.minor)
        .bind(rate.total.currency.code())
        .bind(id.0)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// A person has seen that more was charged than shown, or it lies within the tolerance.
    pub async fn acknowledge_charge(&mut self, id: PurchaseId) -> Result<()> {
        sqlx::query("UPDATE purchase SET acknowledged = 1 WHERE id = ?")
            .bind(id.0)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// One purchase, as this change sees it.
    pub async fn purchase(&mut self, id: PurchaseId) -> Result<Option<StoredPurchase>> {
        let row = sqlx::query("SELECT * FROM purchase WHERE id = ?")
            .bind(id.0)
            .fetch_optional(self.connection())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The newest purchase of a shipment, as this change sees it.
    pub async fn purchase_of(&mut self, shipment: ShipmentId) -> Result<Option<StoredPurchase>> {
        let row = sqlx::query(NEWEST)
            .bind(shipment.0)
            .fetch_optional(self.connection())
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The newest purchase that holds any slot of an order in one direction, as this change sees it.
    pub async fn any_slot_holder(
        &mut self,
        order: OrderId,
        direction: Direction,
    ) -> Result<Option<StoredPurchase>> {
        let row = sqlx::query(
            "SELECT * FROM purchase WHERE order_id = ? AND direction = ?
             AND state NOT IN ('refused', 'abandoned', 'voided') ORDER BY id DESC LIMIT 1",
        )
        .bind(order.0)
        .bind(word("direction", &direction)?)
        .fetch_optional(self.connection())
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// The newest purchase of a return of a shipment that is bought or may be, as this change sees it.
    pub async fn return_holder(&mut self, returned: ShipmentId) -> Result<Option<StoredPurchase>> {
        let row = sqlx::query(
            "SELECT p.* FROM purchase p JOIN shipment s ON s.id = p.shipment_id WHERE s.returns = ?
             AND p.state NOT IN ('refused', 'abandoned', 'voided') ORDER BY p.id DESC LIMIT 1",
        )
        .bind(returned.0)
        .fetch_optional(self.connection())
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// The purchase that holds an order's slot, as this change sees it.
    pub async fn slot_holder(
        &mut self,
        order: OrderId,
        number: u32,
        direction: Direction,
    ) -> Result<Option<StoredPurchase>> {
        let row = sqlx::query(
            "SELECT * FROM purchase WHERE order_id = ? AND number = ? AND direction = ?
             AND state NOT IN ('refused', 'abandoned', 'voided')",
        )
        .bind(order.0)
        .bind(number)
        .bind(word("direction", &direction)?)
        .fetch_optional(self.connection())
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// An order's purchases of one direction whose outcome is open, as this change sees them.
    pub async fn unsettled_purchases(&mut self, order: OrderId) -> Result<Vec<StoredPurchase>> {
        let rows = sqlx::query("SELECT * FROM purchase WHERE order_id = ? AND state IN ('intended', 'sent', 'unknown')")
            .bind(order.0)
            .fetch_all(self.connection())
            .await?;
        rows.iter().map(read).collect()
    }
}
