//! How long each step of a parcel takes, from scan to paper, and the calls to carriers behind it.
use pb_domain::{AccountId, ParcelId, PurchaseId, ShipmentId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// What happens to a parcel, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FlightStep {
    /// Its order was scanned.
    Scanned,
    /// It got its weight.
    Weighed,
    /// All rates were there.
    Rated,
    /// A rate was chosen: its purchase was written down.
    Chosen,
    /// The carrier's answer was written down.
    Bought,
    /// The printer had taken all bytes of the first copy.
    Sent,
    /// The first copy was proved, or said, to be on paper.
    Printed,
}

/// When a step happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FlightMoment {
    /// Which step.
    pub step: FlightStep,
    /// When, RFC 3339; `None` when it did not happen, or was not seen.
    pub at: Option<String>,
    /// Milliseconds since the step before it; `None` when one of the two is missing.
    pub took_ms: Option<u32>,
}

/// A bought parcel's way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ParcelFlight {
    /// Which parcel.
    pub parcel: ParcelId,
    /// Its tracking number.
    pub tracking_number: String,
    /// Every step, in order.
    pub moments: Vec<FlightMoment>,
    /// Milliseconds from scan to paper.
    pub whole_ms: Option<u32>,
}

/// The ways of a shipment's parcels; empty until it is bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FlightView {
    /// One entry a parcel, in order.
    pub parcels: Vec<ParcelFlight>,
}

/// Over how long speed is looked at, up to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SpeedSpan {
    /// Since midnight at the bench.
    Today,
    /// Today and the six days before it.
    Week,
    /// Today and the twenty-nine days before it.
    Month,
}

/// Asks how fast parcels went.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct SpeedQuery {
    /// Over how long.
    pub span: SpeedSpan,
}

/// What lies between two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// From scan to weight.
    Weigh,
    /// From weight to rates.
    Rate,
    /// From rates to the choice of one.
    Choose,
    /// From the choice to the carrier's answer.
    Buy,
    /// From the carrier's answer until the printer had all bytes.
    Send,
    /// From there to paper.
    Print,
    /// From scan to paper.
    Whole,
}

/// How long one stage took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StageSpeed {
    /// Which stage.
    pub stage: Stage,
    /// How many parcels it is known of.
    pub count: u32,
    /// Half took at most this long, in milliseconds.
    pub p50_ms: u32,
    /// Nineteen of twenty took at most this long, in milliseconds.
    pub p95_ms: u32,
}

/// The stages that one printer or one account has to do with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupSpeed {
    /// Its name.
    pub name: String,
    /// How long they took.
    pub stages: Vec<StageSpeed>,
}

/// How fast parcels went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SpeedView {
    /// Parcels bought since then, RFC 3339.
    pub since: String,
    /// How many those are.
    pub parcels: u32,
    /// How the figures are made, in words.
    pub method: String,
    /// All stages, in order; those that nothing is known of have count 0.
    pub stages: Vec<StageSpeed>,
    /// By printer: sending and printing.
    pub printers: Vec<GroupSpeed>,
    /// By account: buying.
    pub accounts: Vec<GroupSpeed>,
}

/// Which calls to carriers are wanted; what is left out does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ApiCallQuery {
    /// Words or beginnings of words in address, request or answer, or ids.
    pub text: String,
    /// Of one account.
    pub account: Option<AccountId>,
    /// For one operation, such as `rate`.
    pub operation: Option<String>,
    /// About one shipment.
    pub shipment: Option<ShipmentId>,
    /// Those that failed alone.
    pub failed: bool,
    /// From this time on, RFC 3339.
    pub since: Option<String>,
    /// Before this time, RFC 3339.
    pub until: Option<String>,
    /// Rows at most; 50 when 0.
    pub limit: u32,
    /// Rows to skip.
    pub offset: u32,
}

/// A page of calls to carriers, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApiCallPage {
    /// The rows.
    pub rows: Vec<ApiCallRow>,
    /// Whether more match.
    pub more: bool,
    /// Calls since the start that came too fast to be kept.
    pub dropped: u32,
}

/// One attempt at one call to a carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApiCallRow {
    /// Identity; the program's log names it.
    pub id: Uuid,
    /// When it began, RFC 3339.
    pub at: String,
    /// The account.
    pub account: AccountId,
    /// The account's name; it may be deleted by now.
    pub account_name: String,
    /// The carrier's id.
    pub carrier: String,
    /// What for: `rate`, `buy`.
    pub operation: String,
    /// HTTP method.
    pub method: String,
    /// Address, without secrets.
    pub url: String,
    /// HTTP status; `None` when no answer came.
    pub status: Option<u16>,
    /// Whether no answer came, or one that says that it did not work.
    pub failed: bool,
    /// Milliseconds it took.
    pub took_ms: u32,
    /// The shipment it was about. It need not exist: rates are asked before anything is bought.
    pub shipment: Option<ShipmentId>,
    /// The order of that shipment; empty when it was not bought.
    pub order_number: String,
}

/// Calls of one operation of a carrier, counted and timed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CallStatsRow {
    /// The carrier's name; its id where this version does not know it.
    pub carrier: String,
    /// What for: `rate`, `buy`.
    pub operation: String,
    /// How many attempts there were.
    pub calls: u32,
    /// How many of them brought no answer, or one that says that it did not work.
    pub failed: u32,
    /// Half took at most this long, in milliseconds.
    pub p50_ms: u32,
    /// Nineteen of twenty took at most this long, in milliseconds.
    pub p95_ms: u32,
}

/// How calls to carriers went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CallStats {
    /// Calls since then, RFC 3339.
    pub since: String,
    /// By carrier and operation.
    pub rows: Vec<CallStatsRow>,
}

/// Names one call to a carrier.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct ApiCallRef {
    /// Which.
    pub id: Uuid,
}

/// One call to a carrier, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ApiCallView {
    /// What it was.
    pub row: ApiCallRow,
    /// The purchase it was about.
    pub purchase: Option<PurchaseId>,
    /// What left: headers that are safe to show, an empty line, the body. Secrets and personal data are hidden.
    pub request: String,
    /// What came back, likewise; what went wrong when nothing did.
    pub answer: String,
}
