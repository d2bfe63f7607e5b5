//! Shipments: what was or is being sent.
use crate::Money;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Extras of a shipment; a carrier that lacks one refuses it in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ShipOptions {
    /// Cash to collect on delivery.
    pub cod: Option<Money>,
    /// Value to insure.
    pub insurance: Option<Money>,
    /// Whether someone must sign.
    pub signature: bool,
    /// The merchant's reference on the label; empty means the order's number.
    pub reference: String,
    /// Words to the driver.
    pub instructions: String,
}

/// Where a shipment stands: the one list all carriers' words map to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentStatus {
    /// The purchase is under way, refused or to be settled.
    Pending,
    /// A label exists.
    LabelCreated,
    /// The carrier has it.
    PickedUp,
    /// On its way.
    InTransit,
    /// On the vehicle to the recipient.
    OutForDelivery,
    /// Waiting at a shop or locker.
    ReadyForPickup,
    /// Handed over.
    Delivered,
    /// An attempt failed.
    DeliveryFailed,
    /// On its way back.
    Returning,
    /// Back with the sender.
    ReturnedToSender,
    /// Lost.
    Lost,
    /// Damaged.
    Damaged,
    /// Voided before the carrier had it.
    Cancelled,
}

impl ShipmentStatus {
    /// Whether the carrier has nothing more to do with it.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Delivered | Self::ReturnedToSender | Self::Lost | Self::Cancelled
        )
    }
}
