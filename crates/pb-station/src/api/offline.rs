//! Work that waits for the network, prices from memory, and money at risk.
use super::Network;
use pb_domain::{
    AccountId, DeferredId, DeferredKind, DeferredState, Direction, Money, OrderId, PrintJobId,
    RiskKind, ShipmentId,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// All that waits for the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeferredList {
    /// What is not over, in the order in which it is done.
    pub work: Vec<DeferredView>,
    /// What was done last, newest first.
    pub done: Vec<DeferredView>,
    /// How far it is.
    pub progress: DeferredProgress,
    /// The network, as far as carriers need it.
    pub network: Network,
}

/// A piece of work that waits for the network, or failed when it was back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeferredView {
    /// Identity.
    pub id: DeferredId,
    /// What is to be done.
    pub kind: DeferredKind,
    /// With which shipment.
    pub shipment: ShipmentId,
    /// Which way that goes.
    pub direction: Direction,
    /// Its order.
    pub order: OrderId,
    /// The order's number.
    pub order_number: String,
    /// Carrier and service.
    pub service: String,
    /// The account whose carrier is asked.
    pub account_name: String,
    /// The rate that was chosen, for a purchase.
    pub amount: Option<Money>,
    /// Where it stands.
    pub state: DeferredState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next unless the network is back before, RFC 3339.
    pub next_try_at: String,
    /// What went wrong last; empty when nothing did.
    pub text: String,
    /// What to do about it.
    pub hint: String,
    /// The price that a person is asked to accept.
    pub price: Option<Money>,
    /// When it was put aside, RFC 3339.
    pub at: String,
    /// When it moved last, RFC 3339.
    pub changed_at: String,
    /// Whether a person may still take it away.
    pub can_cancel: bool,
}

/// How much waits for the network, and what is being done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeferredProgress {
    /// Waits.
    pub waiting: u32,
    /// Waits for a person's answer, failed, or wants its label printed.
    pub for_person: u32,
    /// What is being done now, in words; absent when nothing is.
    pub running: Option<String>,
    /// Done of those that are being worked through.
    pub done: u32,
    /// Being worked through in all.
    pub total: u32,
}

/// Names one piece of work.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct DeferredRef {
    /// Which.
    pub id: DeferredId,
}

/// Has something done when the network is back.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct DoLater {
    /// With which shipment.
    pub shipment: ShipmentId,
    /// What; a purchase has its own command.
    pub kind: DeferredKind,
}

/// A person answers what a purchase asks that waits.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct AnswerDeferred {
    /// Which piece of work.
    pub id: DeferredId,
    /// The price that is accepted; `None` where no price is asked about: buy it all the same.
    pub price: Option<Money>,
}

/// What is done without a person when the network is back, and by when labels are used or voided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OfflineSettings {
    /// Whether a label that was bought when the network was back prints at once. Otherwise it is announced,
    /// since the printer stands beside another parcel by then.
    pub print_when_bought: bool,
    /// Whether labels that are surely unused are voided without a person.
    pub void_unused: bool,
    /// Days after the purchase from which that happens.
    pub void_after_days: u32,
    /// Days within which a carrier scans a parcel whose label is on paper.
    pub scan_days: u32,
    /// Days before a label can no longer be voided on which a person is warned.
    pub warn_days: u32,
    /// For accounts whose carrier does not say it: days after the purchase within which a label is voided.
    pub void_window_days: BTreeMap<AccountId, u32>,
}

/// All money at risk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MoneyAtRisk {
    /// One row a purchase, the most urgent first.
    pub rows: Vec<RiskRow>,
    /// What it comes to, one a currency.
    pub totals: Vec<Money>,
    /// When it was looked through last, RFC 3339; absent before the first time.
    pub looked_at: Option<String>,
}

/// One purchase whose money is at risk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RiskRow {
    /// Why.
    pub kind: RiskKind,
    /// Which shipment.
    pub shipment: ShipmentId,
    /// The order's number.
    pub order_number: String,
    /// Carrier and service.
    pub service: String,
    /// The account's name.
    pub account_name: String,
    /// What was charged, or may have been.
    pub amount: Money,
    /// Since when, RFC 3339.
    pub since: String,
    /// Whole days since then.
    pub days: u32,
    /// Until when the carrier takes the label back, RFC 3339; absent where nothing can be voided.
    pub void_until: Option<String>,
    /// Whether that time is the merchant's word or ours, and not the carrier's.
    pub assumed: bool,
    /// What happened, in words.
    pub text: String,
    /// What to do.
    pub hint: String,
    /// What may be done from here.
    pub can: RiskActions,
}

/// What may be done about a row of money at risk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RiskActions {
    /// Ask the carrier what became of the purchase.
    pub ask_carrier: bool,
    /// Say what became of the purchase.
    pub settle: bool,
    /// Print the label.
    pub print: bool,
    /// Say whether the label is on paper: the job it is asked about.
    pub paper: Option<PrintJobId>,
    /// Ask the carrier where it is.
    pub track: bool,
    /// Ask the carrier to void it.
    pub void: bool,
    /// Say that it was voided on the carrier's pages.
    pub say_voided: bool,
    /// Say that it is settled, such as a refund that came: the row goes.
    pub seen: bool,
}

/// A person has seen a row of money at risk, and settled it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct SeeRisk {
    /// Which shipment.
    pub shipment: ShipmentId,
    /// The risk that is settled.
    pub kind: RiskKind,
}

/// How near prices from memory came to what was charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EstimateReport {
    /// One row an account, service and currency.
    pub rows: Vec<EstimateRow>,
}

/// One service of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EstimateRow {
    /// The account's name.
    pub account_name: String,
    /// Carrier and service.
    pub service: String,
    /// Labels that were chosen by a price from memory and bought later.
    pub count: u32,
    /// Those charged in another currency than shown, which are not in the figures.
    pub other_currency: u32,
    /// Charged less shown, on average, rounded; above zero where more was charged.
    pub mean: Option<Money>,
    /// The largest difference, either way.
    pub worst: Option<Money>,
}

/// How sure the prices of one account are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RateBasis {
    /// The carrier answered just now.
    Live,
    /// The account's own table.
    Table {
        /// What the table is called.
        name: String,
        /// When it was last changed, RFC 3339; absent when that was not kept.
        changed_at: Option<String>,
    },
    /// The carrier cannot be reached: what it last stated for a like consignment.
    Remembered {
        /// When it stated that, RFC 3339.
        at: String,
    },
}
