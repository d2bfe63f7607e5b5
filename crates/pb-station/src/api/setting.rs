//! Settings of the bench.
use super::Units;
use pb_domain::{Address, AddressId, BoxPreset, Currency, RateRule, ShippingRule};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everything the settings page shows besides accounts and devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettingsView {
    /// Plain settings.
    pub settings: Settings,
    /// Ship-from addresses, the default one first.
    pub addresses: Vec<ShipFrom>,
    /// Boxes.
    pub boxes: Vec<BoxPreset>,
}

/// Plain settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// Two to six letters or digits that own tracking numbers start with.
    pub station_prefix: String,
    /// Who packs, for typed weights and the log.
    pub operator: String,
    /// Units shown.
    pub units: Units,
    /// Currency of typed amounts.
    pub currency: Currency,
    /// IANA time zone; empty means the system's.
    pub time_zone: String,
    /// Which rate is preferred.
    pub rate_rule: RateRule,
    /// Rules for some shipments, which go before it; the first that fits counts.
    #[serde(default)]
    pub shipping_rules: Vec<ShippingRule>,
    /// Per cent a charge may lie above the rate shown before a person is asked.
    pub price_tolerance: u32,
    /// Whether a bought label prints at once.
    pub print_at_once: bool,
    /// Sounds for success and failure.
    pub sounds: bool,
    /// Colours.
    pub theme: Theme,
}

/// Colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A ship-from address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShipFrom {
    /// Identity.
    pub id: AddressId,
    /// The merchant's name for it.
    pub name: String,
    /// The address.
    pub address: Address,
    /// Whether shipments start with it.
    pub default: bool,
}

/// A new ship-from address, or changes to one.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ShipFromDraft {
    /// The one to change; `None` makes a new one.
    pub id: Option<AddressId>,
    /// The merchant's name for it.
    pub name: String,
    /// The address.
    pub address: Address,
    /// Whether shipments start with it.
    pub default: bool,
}

/// Names one ship-from address.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct AddressRef {
    /// Which.
    pub id: AddressId,
}

/// A new box, or changes to one.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct BoxDraft {
    /// The one to change; `None` makes a new one.
    pub id: Option<pb_domain::BoxId>,
    /// Its name.
    pub name: String,
    /// Outer size.
    pub dimensions: pb_domain::Dimensions,
    /// Weight when empty.
    pub empty_weight: pb_domain::Weight,
}

/// Names one box.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct BoxRef {
    /// Which.
    pub id: pb_domain::BoxId,
}
