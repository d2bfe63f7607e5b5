//! Orders of the merchant's shop.
use crate::{Address, CountryCode, Money, OrderId, Weight};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What makes an imported order the same order again: where it came from and its number there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub struct OrderKey {
    /// Source: `shopify`, `woocommerce`, `typed`, or a saved mapping's name.
    pub source: String,
    /// The number the shop shows, such as `#1001`.
    pub number: String,
}

/// An order as a source states it, before the station knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportedOrder {
    /// Identity at the source.
    pub key: OrderKey,
    /// The shop's internal id, needed to send tracking numbers back; empty when the source has none.
    pub external_id: String,
    /// When it was placed, as RFC 3339, or as the source wrote it when that cannot be read.
    pub placed_at: String,
    /// Where it goes.
    pub ship_to: Address,
    /// What is in it.
    pub lines: Vec<OrderLine>,
    /// The customer's words to the packer.
    pub note: String,
    /// What the customer paid in all.
    pub total: Option<Money>,
    /// What the customer paid for shipping.
    pub shipping_paid: Option<Money>,
    /// The shipping method the customer chose, in the shop's words.
    pub shipping_method: String,
    /// Whether it is paid.
    pub payment: Payment,
    /// Cash to collect on delivery.
    pub cod: Option<Money>,
    /// Cancelled, refunded or already fulfilled at the source: why it stays out of the queue.
    pub hold: Option<HoldReason>,
}

/// An order the station holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Order {
    /// Identity here.
    pub id: OrderId,
    /// What the source, or the person who typed it, says.
    #[serde(flatten)]
    pub data: ImportedOrder,
    /// Fields a person changed here; an import leaves them as they are.
    pub edited_fields: Vec<String>,
}

/// One line of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct OrderLine {
    /// Stock keeping unit; empty when none.
    pub sku: String,
    /// What it is called.
    pub title: String,
    /// Pieces.
    pub quantity: u32,
    /// Price of one piece.
    pub unit_price: Option<Money>,
    /// Weight of one piece.
    pub unit_weight: Option<Weight>,
    /// Whether it is a thing that ships at all.
    pub needs_shipping: bool,
    /// Harmonised System code; empty when unknown.
    pub hs_code: String,
    /// Country of origin.
    pub origin: Option<CountryCode>,
}

/// Whether an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    /// Paid.
    Paid,
    /// Not paid yet.
    Unpaid,
    /// Paid on delivery, which may ship.
    OnDelivery,
    /// The source does not say; taken as paid.
    Unknown,
}

/// Why an order stays out of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// Cancelled at the source.
    Cancelled,
    /// Refunded in full at the source.
    Refunded,
    /// Not paid.
    Unpaid,
    /// The source says it has shipped.
    Fulfilled,
    /// A person put it aside.
    PutAside,
    /// Nothing in it ships.
    NothingToShip,
    /// A person says that the twin of a copied bench shipped it.
    ShippedElsewhere,
}

impl HoldReason {
    /// The reason in words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Cancelled => "Cancelled in the shop",
            Self::Refunded => "Refunded in the shop",
            Self::Unpaid => "Not paid yet",
            Self::Fulfilled => "Already fulfilled in the shop",
            Self::PutAside => "Put aside here",
            Self::NothingToShip => "Nothing in it ships",
            Self::ShippedElsewhere => "Shipped by another copy of this bench",
        }
    }
}

impl Order {
    /// Weight of all lines, when every shippable line states one.
    pub fn stated_weight(&self) -> Option<Weight> {
        self.data
            .lines
            .iter()
            .filter(|l| l.needs_shipping)
            .map(|l| {
                let each = l.unit_weight?;
                each.micrograms()
                    .checked_mul(i64::from(l.quantity))
                    .map(Weight::from_micrograms)
            })
            .sum()
    }
}
