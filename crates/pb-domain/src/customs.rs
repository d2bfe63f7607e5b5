//! What a customs form needs.
use crate::{CountryCode, Money, Weight};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Customs data of a shipment that leaves a customs union.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Customs {
    /// Why the goods travel.
    pub contents: ContentsType,
    /// Who pays duties.
    pub incoterm: Incoterm,
    /// The merchant's invoice number; empty when none.
    pub invoice_number: String,
    /// The goods, one entry a tariff line.
    pub items: Vec<CustomsItem>,
}

/// One line of goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CustomsItem {
    /// What it is, in words a customs officer accepts.
    pub description: String,
    /// Stock keeping unit; empty when none.
    pub sku: String,
    /// Harmonised System code, 6 to 10 digits; empty when unknown.
    pub hs_code: String,
    /// Country of origin.
    pub origin: Option<CountryCode>,
    /// Pieces.
    pub quantity: u32,
    /// Value of one piece.
    pub unit_value: Money,
    /// Weight of one piece.
    pub unit_weight: Weight,
}

/// Why the goods travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ContentsType {
    /// Sold goods.
    Merchandise,
    /// A gift.
    Gift,
    /// A sample without value in trade.
    Sample,
    /// Papers only.
    Documents,
    /// Goods coming back.
    ReturnMerchandise,
    /// None of these.
    Other,
}

/// Who bears duties and taxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "UPPERCASE")]
pub enum Incoterm {
    /// The recipient pays duties on arrival.
    Dap,
    /// The sender has paid duties.
    Ddp,
    /// Older name of DAP that carriers still use.
    Ddu,
}
