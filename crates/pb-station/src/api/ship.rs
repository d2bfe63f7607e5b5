//! Packing, rating, buying, printing, and shipments as the window sees them.
use super::{
    BookingView, DeferredView, InstructionKind, OrderView, PaperView, PrintJobView, RateBasis,
    ShipmentBrief,
};
use pb_domain::{
    AccountId, Address, AddressId, BoxId, Customs, Dimensions, Direction, FieldProblem, Format,
    LabelState, Money, OrderId, ParcelId, Pick, PrintState, Problem, PurchaseState, Rate,
    ShipOptions, ShipmentId, ShipmentStatus, TrackingEvent, VoidState, Weight, WeightSource,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Starts a shipment of an order.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct NewShipment {
    /// Which order.
    pub order: OrderId,
    /// A person asked for a further shipment of an order that has one, or for a further return.
    pub another: bool,
    /// The shipment that is to come back; `None` ships to the customer.
    pub returns: Option<ShipmentId>,
}

/// A shipment that is being packed; the host holds it until it is bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShipmentDraft {
    /// Identity; buying the same draft twice is one purchase.
    pub id: ShipmentId,
    /// The order.
    pub order: OrderId,
    /// First, second, … shipment of the order.
    pub number: u32,
    /// A person asked for a further shipment of an order that has one.
    pub another: bool,
    /// Which way it goes.
    pub direction: Direction,
    /// Of a return: the shipment that comes back.
    pub returns: Option<ShipmentId>,
    /// The merchant's place: where it leaves from, or where a return goes.
    pub ship_from: AddressId,
    /// The customer: where it goes, or where a return leaves from.
    pub ship_to: Address,
    /// Parcels, at least one.
    pub parcels: Vec<ParcelDraft>,
    /// Extras.
    pub options: ShipOptions,
    /// Customs data.
    pub customs: Option<Customs>,
    /// Day it is handed over, `YYYY-MM-DD` in the bench's time zone.
    pub ship_date: String,
}

/// A parcel that is being packed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ParcelDraft {
    /// Identity; a scale's weight is kept under it.
    pub id: ParcelId,
    /// Its weight, once it has one.
    pub weight: Option<ParcelWeight>,
    /// The box it is in.
    pub box_id: Option<BoxId>,
    /// Outer size; a box fills it.
    pub dimensions: Option<Dimensions>,
}

/// A parcel's weight and where it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ParcelWeight {
    /// The weight.
    pub weight: Weight,
    /// Where it came from. A scale's is checked against what the station kept, and a sent parcel's against that
    /// parcel.
    pub source: WeightSource,
}

/// A new draft and the order it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewShipmentView {
    /// The draft, filled with defaults.
    pub draft: ShipmentDraft,
    /// The order.
    pub order: OrderView,
    /// What is missing or odd already.
    pub problems: Vec<FieldProblem>,
}

/// Opens a parcel at the scale, or closes it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct OpenParcel {
    /// Which parcel; `None` closes.
    pub parcel: Option<ParcelId>,
}

/// Gives the scale's stable weight to a parcel, or a typed one.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Weigh {
    /// Which parcel.
    pub parcel: ParcelId,
    /// What was typed, such as `1.2kg`; `None` takes the scale's.
    pub typed: Option<String>,
}

/// Asks every account for rates.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct RateRequest {
    /// An id of the host's own: lines arrive as events under it.
    pub request: String,
    /// The shipment.
    pub draft: ShipmentDraft,
}

/// One account's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RateLine {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub account_name: String,
    /// What came of asking.
    pub outcome: RateOutcome,
    /// How sure its prices are; absent where there are none.
    pub basis: Option<RateBasis>,
    /// Milliseconds it took.
    pub took_ms: u32,
}

/// What came of asking an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RateOutcome {
    /// Offers, and what is worth knowing.
    Rates {
        /// Offers.
        rates: Vec<Rate>,
        /// Notes.
        notes: Vec<Problem>,
    },
    /// It cannot be reached: what it last stated for a like consignment, as an estimate.
    Remembered {
        /// Offers from memory.
        rates: Vec<Rate>,
        /// Why it was not asked.
        problem: Problem,
    },
    /// It failed.
    Failed {
        /// Why.
        problem: Problem,
    },
    /// It did not answer in time.
    Late,
}

/// All answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RateList {
    /// One line an account.
    pub lines: Vec<RateLine>,
    /// All offers of all lines, cheapest first within a currency.
    pub rates: Vec<Rate>,
    /// What the rule made of `rates`.
    pub pick: Pick,
}

/// Buys a label.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Buy {
    /// The shipment.
    pub draft: ShipmentDraft,
    /// The rate that was chosen.
    pub rate: Rate,
    /// A price that a person accepted after `price_changed`.
    pub accepted: Option<Money>,
    /// Whether to print it at once.
    pub print: bool,
}

/// Which shipments to list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ShipmentQuery {
    /// Words or beginnings of words that must occur in order number, tracking number, name, company
    /// or city; empty lists all, newest first.
    pub text: String,
    /// Rows at most; 50 unless told.
    pub limit: u32,
    /// Rows to pass over.
    pub offset: u32,
}

impl Default for ShipmentQuery {
    fn default() -> Self {
        Self {
            text: String::new(),
            limit: 50,
            offset: 0,
        }
    }
}

/// A page of shipments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShipmentPage {
    /// The rows.
    pub rows: Vec<ShipmentRow>,
    /// Whether more match.
    pub more: bool,
}

/// One row of the shipment list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShipmentRow {
    /// Identity.
    pub id: ShipmentId,
    /// Which way it goes.
    pub direction: Direction,
    /// The order's number.
    pub order_number: String,
    /// The customer's name or company.
    pub name: String,
    /// The customer's city and country.
    pub place: String,
    /// Carrier and service.
    pub service: String,
    /// First tracking number; empty when none.
    pub tracking_number: String,
    /// Charged, or the rate shown until then.
    pub price: Money,
    /// Where it stands.
    pub status: ShipmentStatus,
    /// Where its purchase stands.
    pub purchase: PurchaseState,
    /// Print state of its newest label job in words; empty when never printed.
    pub print: String,
    /// The same as a state; absent when never printed.
    pub print_state: Option<PrintState>,
    /// When it was made, RFC 3339.
    pub at: String,
}

/// Names one shipment.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct ShipmentRef {
    /// Which.
    pub id: ShipmentId,
}

/// One shipment, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShipmentView {
    /// Identity.
    pub id: ShipmentId,
    /// The order.
    pub order: OrderId,
    /// The order's number.
    pub order_number: String,
    /// First, second, … shipment of the order.
    pub number: u32,
    /// Which way it goes.
    pub direction: Direction,
    /// Of a return: the shipment that comes back.
    pub returns: Option<ShipmentId>,
    /// The returns that were asked for of this shipment, newest first.
    pub returned_by: Vec<ShipmentBrief>,
    /// To where.
    pub ship_to: Address,
    /// From where.
    pub ship_from: Address,
    /// Ship date.
    pub ship_date: String,
    /// The account's name; it may be deleted by now.
    pub account_name: String,
    /// Carrier and service.
    pub service: String,
    /// The rate that was shown.
    pub rate: Rate,
    /// What was charged.
    pub charged: Option<Money>,
    /// Whether more was charged than shown, beyond the tolerance, and no person has seen it yet.
    pub charged_more: bool,
    /// Where it stands.
    pub status: ShipmentStatus,
    /// Where the purchase stands.
    pub purchase: PurchaseState,
    /// What the carrier said when it refused or nothing is known.
    pub problem: Option<Problem>,
    /// How an unknown purchase is settled, in words; empty otherwise.
    pub settle_text: String,
    /// Whether *ask the carrier* can settle it.
    pub can_ask_carrier: bool,
    /// The newest attempt to void.
    pub void: Option<VoidView>,
    /// What waits for the network here.
    pub deferred: Vec<DeferredView>,
    /// Parcels.
    pub parcels: Vec<ShippedParcel>,
    /// What the carrier made besides the labels.
    pub papers: Vec<PaperView>,
    /// Print jobs, newest first.
    pub jobs: Vec<PrintJobView>,
    /// A public page that follows it; empty when none.
    pub tracking_url: String,
    /// The carrier's events, newest first.
    pub tracking: Vec<TrackingEvent>,
    /// What happened here, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// What may be done now.
    pub can: ShipmentActions,
    /// What the carrier is told afterwards, where the label was made here with a waybill number.
    pub booking: Option<BookingView>,
}

/// What may be done with a shipment now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShipmentActions {
    /// Print the first copy.
    pub print: bool,
    /// Print a further copy.
    pub reprint: bool,
    /// Void.
    pub void: bool,
    /// Track.
    pub track: bool,
    /// Fetch a missing label.
    pub label_again: bool,
    /// Settle an unknown purchase.
    pub settle: bool,
    /// Buy again under a new shipment, after a void or refusal.
    pub ship_another: bool,
    /// Buy a label for the way back.
    pub return_label: bool,
    /// What the carrier lets itself be told about parcels on their way; empty when nothing.
    pub instruct: Vec<InstructionKind>,
}

/// An attempt to void.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VoidView {
    /// Where it stands.
    pub state: VoidState,
    /// The carrier's words.
    pub text: String,
    /// When, RFC 3339.
    pub at: String,
}

/// A parcel of a shipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShippedParcel {
    /// Identity.
    pub id: ParcelId,
    /// Tracking number; empty when none yet.
    pub tracking_number: String,
    /// Weight.
    pub weight: Weight,
    /// Where it came from.
    pub weight_source: WeightSource,
    /// Outer size.
    pub dimensions: Option<Dimensions>,
    /// Whether its label is here.
    pub label: LabelState,
    /// The stored label's format.
    pub label_format: Option<Format>,
}

/// Something that happened here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TimelineEntry {
    /// When, RFC 3339.
    pub at: String,
    /// In words.
    pub text: String,
}

/// How a person or the carrier settles an unknown purchase.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SettleAnswer {
    /// Ask the carrier in its own way.
    AskCarrier,
    /// A person looked: it was sold, with these tracking numbers, one a parcel.
    PersonSaysBought {
        /// Tracking numbers.
        tracking_numbers: Vec<String>,
    },
    /// A person looked: it was not sold.
    PersonSaysNot,
}

/// Settles an unknown purchase.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Settle {
    /// Which shipment.
    pub id: ShipmentId,
    /// How.
    pub answer: SettleAnswer,
}

/// Voids a shipment, or records what a person knows about a void.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct VoidShipment {
    /// Which shipment.
    pub id: ShipmentId,
    /// A person has voided it on the carrier's own pages, or threw an own label away.
    pub person_says_voided: bool,
}
