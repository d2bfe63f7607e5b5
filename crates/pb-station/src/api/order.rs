//! Orders as the window sees them.
use pb_domain::{
    Address, Direction, HoldReason, ImportedOrder, Money, Order, OrderId, OrderLine, PurchaseState,
    ShipmentId, ShipmentStatus, Weight,
};
use pb_import::Difference;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which orders to list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct OrderQuery {
    /// Words that must occur in number, name, company, city, SKU or title; empty lists all.
    pub text: String,
    /// Which part of the list.
    pub view: OrderFilter,
    /// Rows at most; 50 unless told.
    pub limit: u32,
    /// Rows to pass over.
    pub offset: u32,
}

impl Default for OrderQuery {
    fn default() -> Self {
        Self {
            text: String::new(),
            view: OrderFilter::Queue,
            limit: 50,
            offset: 0,
        }
    }
}

/// Parts of the order list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OrderFilter {
    /// Waiting to be packed, oldest first.
    Queue,
    /// Out of the queue, with the reason.
    Held,
    /// With a shipment.
    Shipped,
    /// Packed, and waiting for the network to buy the label.
    Deferred,
    /// All.
    All,
}

/// A page of orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderPage {
    /// The rows.
    pub rows: Vec<OrderRow>,
    /// Rows that match in all.
    pub total: u32,
    /// Counts of every part of the list, without the text.
    pub counts: OrderCounts,
}

/// Counts of every part of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderCounts {
    /// Waiting.
    pub queue: u32,
    /// On hold.
    pub held: u32,
    /// Shipped.
    pub shipped: u32,
    /// Packed, and waiting for the network.
    pub deferred: u32,
    /// All.
    pub all: u32,
}

/// One row of the order list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderRow {
    /// Identity.
    pub id: OrderId,
    /// The number the shop shows.
    pub number: String,
    /// Source.
    pub source: String,
    /// When it was placed.
    pub placed_at: String,
    /// Name or company.
    pub name: String,
    /// City and country.
    pub place: String,
    /// Pieces that ship.
    pub pieces: u32,
    /// What the customer paid in all.
    pub total: Option<Money>,
    /// The shipping method the customer chose.
    pub shipping_method: String,
    /// Whether the customer left a note.
    pub has_note: bool,
    /// Why it stays out of the queue.
    pub hold: Option<HoldReason>,
    /// The newest shipment to the customer.
    pub shipment: Option<ShipmentBrief>,
    /// Whether its personal data was erased.
    pub erased: bool,
}

/// A shipment in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShipmentBrief {
    /// Identity.
    pub id: ShipmentId,
    /// Which way it goes.
    pub direction: Direction,
    /// First tracking number; empty when none yet.
    pub tracking_number: String,
    /// Where it stands.
    pub status: ShipmentStatus,
    /// Where its purchase stands.
    pub purchase: PurchaseState,
}

/// One order, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OrderView {
    /// The order.
    pub order: Order,
    /// Weight of all lines when every line states one.
    pub stated_weight: Option<Weight>,
    /// Its shipments, newest first.
    pub shipments: Vec<ShipmentBrief>,
    /// What the source says differently, because it was edited here or has shipped.
    pub differences: Vec<Difference>,
    /// When its personal data was erased, RFC 3339.
    pub erased_at: Option<String>,
}

/// Names one order.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct OrderRef {
    /// Which order.
    pub id: OrderId,
}

/// A typed-in order, or changes to one that is here.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OrderDraft {
    /// The order to change; `None` makes a new one.
    pub id: Option<OrderId>,
    /// Its number; empty gives the next of the station's own.
    pub number: String,
    /// Where it goes.
    pub ship_to: Address,
    /// What is in it.
    pub lines: Vec<OrderLine>,
    /// A note to the packer.
    pub note: String,
    /// What the customer paid.
    pub total: Option<Money>,
    /// Cash to collect.
    pub cod: Option<Money>,
}

/// Puts an order aside, or back into the queue.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct HoldOrder {
    /// Which order.
    pub id: OrderId,
    /// Whether it is held.
    pub hold: bool,
}

impl OrderView {
    /// The order's data.
    pub fn data(&self) -> &ImportedOrder {
        &self.order.data
    }
}
