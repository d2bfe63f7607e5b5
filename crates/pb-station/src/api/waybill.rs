//! Waybill numbers as the window sees them: pools, what is left, and what carriers are still to be told.
use pb_domain::{
    AccountId, Address, BookingState, CheckRule, FieldProblem, NumberSource, PoolId, PoolTerms,
    Problem, ShipmentId,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The page of waybill numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PoolsView {
    /// Pools in use, oldest first.
    pub pools: Vec<PoolView>,
    /// Accounts that can have pools.
    pub accounts: Vec<PoolAccount>,
    /// Check digits to choose from.
    pub checks: Vec<CheckRuleView>,
    /// What carriers are still to be told, in order; the first 200 of it.
    pub bookings: Vec<BookingView>,
}

/// An account that can have pools of numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PoolAccount {
    /// Which.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// Whether its carrier gives numbers in bulk.
    pub gives_numbers: bool,
    /// Whether its carrier is told of each shipment afterwards; else nobody is.
    pub books: bool,
    /// Whether it prices without the network, so that its own prices hold.
    pub own_prices: bool,
}

/// A check digit to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckRuleView {
    /// Which.
    pub rule: CheckRule,
    /// What a person knows it by.
    pub name: String,
}

/// A pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PoolView {
    /// Identity.
    pub id: PoolId,
    /// The account that its numbers are for.
    pub account: AccountId,
    /// Its name.
    pub account_name: String,
    /// The merchant's name for the pool.
    pub name: String,
    /// Where its numbers come from.
    pub source: NumberSource,
    /// How it is used.
    pub terms: PoolTerms,
    /// Numbers that may be given out now.
    #[ts(type = "number")]
    pub left: u64,
    /// Numbers that it ever had.
    #[ts(type = "number")]
    pub total: u64,
    /// Free numbers that wait until a person releases them: a copy of this bench may have used them.
    #[ts(type = "number")]
    pub held: u64,
    /// Whether as few are left as a person wants to be told.
    pub low: bool,
    /// Of a range: its first number.
    pub first_number: Option<String>,
    /// Of a range: the number that is given out next.
    pub next_number: Option<String>,
    /// Of a range: its last number.
    pub last_number: Option<String>,
    /// The last day of a range, or the first day on which numbers expire, `YYYY-MM-DD`.
    pub expires_on: Option<String>,
    /// How many expire within the next days that a person is warned of.
    #[ts(type = "number")]
    pub expiring: u64,
    /// Why the carrier gave no more when it was last asked.
    pub problem: Option<Problem>,
}

/// A new pool, or changes to one. A pool's account and source stay as they are.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PoolDraft {
    /// The one to change; `None` makes a new one.
    pub id: Option<PoolId>,
    /// The account that its numbers are for.
    pub account: AccountId,
    /// The merchant's name for it.
    pub name: String,
    /// Where its numbers come from.
    pub source: NumberSource,
    /// How it is used.
    pub terms: PoolTerms,
    /// Of a range: its first number, or the counter of it.
    #[serde(default)]
    pub from: String,
    /// Of a range: its last number, or the counter of it.
    #[serde(default)]
    pub to: String,
    /// Of a range: its last day, `YYYY-MM-DD`.
    #[serde(default)]
    pub expires_on: Option<String>,
}

/// Asks which numbers a range would have; saves nothing.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct PreviewRange {
    /// The form of its numbers.
    pub pattern: String,
    /// How their check digit is made.
    pub check: CheckRule,
    /// Its first number, or the counter of it.
    pub from: String,
    /// Its last number, or the counter of it.
    pub to: String,
}

/// The numbers that a range has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RangePreview {
    /// Its first numbers.
    pub first: Vec<String>,
    /// Its last number; empty where it cannot be made.
    pub last: String,
    /// How many it has.
    #[ts(type = "number")]
    pub count: u64,
    /// What keeps it from being one.
    pub problems: Vec<FieldProblem>,
}

/// Numbers that were given as a list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct AddNumbers {
    /// The pool that gets them.
    pub pool: PoolId,
    /// The list: a number a line, or between commas.
    pub text: String,
    /// Their last day, `YYYY-MM-DD`.
    pub expires_on: Option<String>,
    /// Only say what is in it; saves nothing.
    pub check_only: bool,
}

/// What came of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddedNumbers {
    /// Good numbers in the list.
    #[ts(type = "number")]
    pub good: u64,
    /// Those that are new here; 0 when it was only checked.
    #[ts(type = "number")]
    pub added: u64,
    /// Numbers that stood in it more than once.
    pub repeated: u32,
    /// What could not be taken: line and why.
    pub problems: Vec<(u32, String)>,
    /// Further lines that could not be taken.
    pub more_problems: u32,
}

/// Asks the carrier for numbers now.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct ReserveNumbers {
    /// The pool that gets them.
    pub pool: PoolId,
    /// How many.
    pub count: u32,
}

/// A person says that the numbers that are held may be used.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ReleaseNumbers {
    /// Which pool.
    pub pool: PoolId,
    /// Of a range: the first number that no other bench used; empty for all of them.
    pub from: String,
}

/// Names one pool.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct PoolRef {
    /// Which.
    pub id: PoolId,
}

/// What a carrier is told of a shipment that was labelled here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BookingView {
    /// The shipment.
    pub shipment: ShipmentId,
    /// Its order's number.
    pub order_number: String,
    /// The account that it is booked with.
    pub account_name: String,
    /// The numbers on its labels.
    pub numbers: Vec<String>,
    /// Where it stands.
    pub state: BookingState,
    /// The same in words, with what to do.
    pub text: String,
    /// What the carrier said, or why it was not heard.
    pub problem: Option<Problem>,
    /// Whether asking the carrier again is safe, since it knows the shipment by its numbers.
    pub can_ask: bool,
    /// When it last moved on, RFC 3339.
    pub at: String,
}

/// Corrects a shipment whose booking was refused, and books it again with the same numbers. A correction
/// makes a new label, which replaces the one that is on the parcel.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Rebook {
    /// Which shipment.
    pub id: ShipmentId,
    /// Where it goes instead.
    pub ship_to: Option<Address>,
    /// Another service of the same pool, by its code.
    pub service: Option<String>,
}

/// How a booking is settled of which nobody can say whether the carrier took it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BookingAnswer {
    /// Ask the carrier again, where it knows the shipment by its numbers.
    AskCarrier,
    /// A person looked: the carrier has it.
    PersonSaysBooked,
    /// A person looked: the carrier does not have it; it is sent again.
    PersonSaysNot,
}

/// Settles a booking.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct SettleBooking {
    /// Which shipment.
    pub id: ShipmentId,
    /// How.
    pub answer: BookingAnswer,
}
