//! Rates: what a carrier would charge.
use crate::{AccountId, Money, PooledRate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One offer of one account for a whole shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Rate {
    /// The account that offers it.
    pub account: AccountId,
    /// The carrier that moves the parcel, as a person knows it.
    pub carrier_name: String,
    /// The service's code, opaque outside the carrier's folder.
    pub service: String,
    /// The service's name.
    pub service_name: String,
    /// What is charged in all.
    pub total: Money,
    /// What the total is made of; adds up to it, or is empty.
    pub charges: Vec<Charge>,
    /// Working days in transit.
    pub transit_days: Option<u32>,
    /// Expected day of delivery, `YYYY-MM-DD`.
    pub delivery_date: Option<String>,
    /// How sure the price is.
    pub surety: RateSurety,
    /// The pool that its label's number is taken from, where it is made without asking the carrier.
    #[serde(default)]
    pub pooled: Option<PooledRate>,
    /// What the carrier needs to recognise its offer; opaque outside the carrier's folder.
    #[ts(type = "unknown")]
    pub carrier_data: serde_json::Value,
}

/// One part of a total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Charge {
    /// What it is for.
    pub label: String,
    /// How much; discounts are negative.
    pub amount: Money,
}

/// How sure a price is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RateSurety {
    /// The carrier stated it just now.
    Stated,
    /// Calculated here from the merchant's own table.
    Table,
    /// What the carrier last stated for a like consignment: an estimate, for while it cannot be reached.
    Remembered,
}
