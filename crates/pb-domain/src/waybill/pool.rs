//! What a pool of waybill numbers is for, and what its labels cost until the carrier says so.
use super::CheckRule;
use crate::{AccountId, Money, PoolId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a pool's numbers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NumberSource {
    /// The carrier gives them in bulk when it is asked.
    Carrier,
    /// A range that the merchant was assigned, by pattern.
    Range,
    /// A list that the merchant was given.
    List,
}

/// How a number stands in the barcode of the station's own label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WaybillBarcode {
    /// Code 128 with the number as it is.
    #[default]
    Code128,
    /// GS1-128: the application identifier (00), then the 18 digits of an SSCC.
    Gs1Sscc,
}

/// A service that a pool's numbers are for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PoolService {
    /// The carrier's code, as its rates and its booking have it.
    pub code: String,
    /// Its name, for people and the label.
    pub name: String,
}

/// Where the price of a label comes from that is bought without asking the carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PoolPrice {
    /// The same for every parcel.
    Fixed {
        /// For one parcel.
        amount: Money,
    },
    /// An account that prices without the network, by the service of the same code or name.
    Account {
        /// Which.
        account: AccountId,
    },
}

/// How a pool is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PoolTerms {
    /// Services that its numbers are for, at least one.
    pub services: Vec<PoolService>,
    /// The form of its numbers; a range has one, a list may have one to check by.
    pub pattern: Option<String>,
    /// How their check digit is made.
    pub check: CheckRule,
    /// How they stand in a barcode.
    pub barcode: WaybillBarcode,
    /// So few are left that a person is told.
    pub low_water: u32,
    /// How many the carrier is asked for when so few are left; 0 asks never by itself.
    pub top_up: u32,
    /// What a label costs until the carrier says so.
    pub price: PoolPrice,
    /// Whether its services are offered also while the network is there.
    pub always: bool,
}

/// That a rate's label is made here with a number of a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PooledRate {
    /// The pool.
    pub pool: PoolId,
    /// Where the price comes from, in words.
    pub basis: String,
    /// Whether the carrier is told afterwards, and may charge something else then.
    pub booked_later: bool,
}
