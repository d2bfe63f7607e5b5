//! Carriers: one HTTP engine, and a folder per carrier.
//!
//! A carrier is a [`Profile`]: who it is, the form that its account needs, and the operations it
//! really has. What an operation is not there for is `None`; there are no flags beside it.
//! Every operation that goes out over the network is built by a pure function and read by another;
//! the engine only carries the bytes, so a carrier's tests need no network.
#![forbid(unsafe_code)]
#![allow(
    clippy::result_large_err,
    reason = "a problem is data, made once a call at most"
)]

mod bluedart;
mod bring;
mod check;
mod chinapost;
#[cfg(test)]
mod conformance;
mod connector;
mod contract;
mod delhivery;
mod dhl;
mod dtdc;
mod ekart;
pub mod engine;
mod extra;
mod fedex;
mod ghn;
mod ghtk;
mod karrio;
mod latin;
mod lines;
mod loose;
pub mod named;
mod phone;
mod postnord;
mod signature;
#[cfg(test)]
mod spoilt;
mod tariff;
#[cfg(test)]
mod template;
mod ups;
mod usps;
mod velocity;
mod vietnam;
mod viettelpost;

pub use extra::{
    AddressStanding, Addresses, Asked, CheckedAddress, Heard, Instruction, InstructionKind,
    Instructions, LeftOut, Likeness, Manifest, Manifests, Pickup, PickupOrder, PickupParcels,
    Pickups, Reads, Served, Serviceability, TrackingNews, Webhooks,
};

use async_trait::async_trait;
use engine::{Engine, Limits};
use jiff::{Timestamp, Zoned};
use pb_domain::{
    Account, Address, Customs, Direction, Document, Format, Money, Paper, Parcel, Problem,
    PurchaseId, Rate, ShipOptions, TrackingStatus,
};
use serde::{Deserialize, Serialize};

/// All carriers this station knows, in the order they are offered.
pub static CARRIERS: &[&Profile] = &[
    &tariff::PROFILE,
    &karrio::PROFILE,
    &connector::PROFILE,
    &bluedart::PROFILE,
    &bring::PROFILE,
    &chinapost::PROFILE_DOMESTIC,
    &chinapost::PROFILE_INTERNATIONAL,
    &delhivery::PROFILE,
    &dhl::PROFILE_EXPRESS,
    &dhl::PROFILE_PARCEL_DE,
    &dtdc::PROFILE,
    &ekart::PROFILE,
    &fedex::PROFILE,
    &ghn::PROFILE,
    &ghtk::PROFILE,
    &postnord::PROFILE,
    &ups::PROFILE,
    &usps::PROFILE,
    &velocity::PROFILE,
    &viettelpost::PROFILE,
];

/// The carrier with an id, if this station knows it.
pub fn find(id: &str) -> Option<&'static Profile> {
    CARRIERS.iter().copied().find(|p| p.id == id)
}

/// Who a carrier is and what it can do.
pub struct Profile {
    /// Stable id, stored with accounts and shipments.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// One sentence that helps a merchant choose it.
    pub about: &'static str,
    /// The account's form, top to bottom.
    pub form: &'static [Field],
    /// The table of its own that an account holds as CSV, where it has one.
    pub table: Option<&'static dyn Table>,
    /// How often it lets itself be asked.
    pub limits: &'static Limits,
    /// Whether the account answers; `None` where there is nothing to ask.
    pub test: Option<&'static dyn Test>,
    /// Prices.
    pub rates: &'static dyn Rates,
    /// Purchases.
    pub ship: Ship,
    /// Voids; `None` where a label can only be thrown away.
    pub void: Option<&'static dyn Voids>,
    /// Tracking; `None` where it has none.
    pub track: Option<&'static dyn Tracks>,
    /// Fetching a bought label again; `None` where it cannot be fetched.
    pub label_again: Option<&'static dyn LabelAgain>,
    /// Tracking numbers reserved ahead; `None` where none are given before a purchase.
    pub numbers: Option<&'static dyn Numbers>,
    /// Booking after the fact, under a number that was reserved; `None` where that is not possible.
    pub books: Option<&'static dyn Books>,
    /// Looking addresses up; `None` where it does not.
    pub addresses: Option<&'static dyn Addresses>,
    /// Saying beforehand whether it goes somewhere; `None` where only a rate tells.
    pub serviceability: Option<&'static dyn Serviceability>,
    /// Ordering a driver; `None` where that is not done through it.
    pub pickups: Option<&'static dyn Pickups>,
    /// Handing a day's parcels over on one paper; `None` where that is not done.
    pub manifests: Option<&'static dyn Manifests>,
    /// Telling it what to do with a parcel that is on its way; `None` where nothing can be told.
    pub instructions: Option<&'static dyn Instructions>,
    /// Hearing about parcels without asking; `None` where it tells nothing by itself.
    pub webhooks: Option<&'static dyn Webhooks>,
    /// Reading answers by the name of their operation; `None` where they cannot be read alone.
    pub reads: Option<&'static dyn Reads>,
    /// How its tracking numbers look; asks nobody.
    pub likeness: fn(&str) -> Likeness,
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Profile({})", self.id)
    }
}

/// How a purchase comes about.
pub enum Ship {
    /// The station gives an own tracking number and draws the label; nothing leaves the machine.
    Own,
    /// The carrier is asked.
    Remote(&'static dyn Ships),
}

/// One field of an account's form.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Key in the account's settings or secrets.
    pub name: &'static str,
    /// Label beside the input.
    pub label: &'static str,
    /// What to enter and where to find it.
    pub help: &'static str,
    /// Kind of input.
    pub kind: FieldKind,
    /// Whether the account works without it.
    pub required: bool,
    /// What it starts with.
    pub default: &'static str,
}

/// Kinds of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of text.
    Text,
    /// A secret; stored apart, never shown again.
    Secret,
    /// An `https://` address (or `http://` on loopback).
    Url,
    /// A three-letter currency code.
    Currency,
    /// One of a few values: value and what a person reads.
    Choice(&'static [(&'static str, &'static str)]),
}

/// What every operation is given: the merchant's account, the engine, and the time.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    /// The account to act for.
    pub account: &'a Account,
    /// The one HTTP client.
    pub engine: &'a Engine,
    /// Now, in the bench's time zone.
    pub now: &'a Zoned,
}

/// What is to be priced or bought.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Consignment {
    /// From where.
    pub ship_from: Address,
    /// To where.
    pub ship_to: Address,
    /// One entry a parcel; never empty, every weight above zero.
    pub parcels: Vec<Parcel>,
    /// Extras.
    pub options: ShipOptions,
    /// Customs data; `None` within one customs union.
    pub customs: Option<Customs>,
    /// What the customer paid for the goods; tariffs step by it.
    pub goods_value: Option<Money>,
    /// The day it is handed over, `YYYY-MM-DD`.
    pub ship_date: String,
    /// The reference that goes on the label: the order's number, unless the options say otherwise.
    pub reference: String,
    /// Which way it goes.
    pub direction: Direction,
}

/// An account's answer to a rate request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RateAnswer {
    /// Offers.
    pub rates: Vec<Rate>,
    /// What kept further offers away, or is worth knowing.
    pub notes: Vec<Problem>,
}

/// Prices.
#[async_trait]
pub trait Rates: Send + Sync {
    /// Offers of this account. A table prices without the network.
    async fn rate(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<RateAnswer, Problem>;

    /// Whether an answer needs the network.
    fn needs_network(&self) -> bool;

    /// Whether parcels are brought back from customers: consignments whose direction is
    /// [`Direction::Return`]. The station asks nobody else to price or to sell one.
    fn takes_returns(&self) -> bool {
        false
    }
}

/// A request that buys, complete to the byte but for its credentials, so that it can be written to
/// the journal before it leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// What the carrier knows the purchase by before it is made: a draft's id, a reference.
    pub reference: String,
    /// What the carrier says now that it will charge; the station compares it with the rate shown.
    pub quoted: Money,
    /// The request, without secrets.
    pub request: engine::Request,
}

/// What a carrier sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    /// One entry a parcel, in the consignment's order.
    pub parcels: Vec<BoughtParcel>,
    /// What it charged.
    pub charged: Money,
    /// Labels: one for all parcels, or one each, in the parcels' order; empty when the answer held
    /// none (to be fetched by *label again*).
    pub labels: Vec<Document>,
    /// What it made besides the labels; empty where there is nothing.
    pub papers: Vec<Paper>,
    /// The carrier's own id of the purchase: what void and tracking need.
    pub carrier_ref: String,
    /// What void, track and label again need to know besides; opaque outside the carrier's folder.
    pub carrier_data: serde_json::Value,
    /// A public page that follows the shipment; empty when none.
    pub tracking_url: String,
}

/// One bought parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoughtParcel {
    /// Its tracking number.
    pub tracking_number: String,
}

/// How an unknown purchase was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It was sold after all.
    Bought(Box<Bought>),
    /// It was not, and cannot be any more.
    NotBought(Problem),
    /// The carrier cannot tell; a person must look.
    StillUnknown(Problem),
}

/// How a carrier lets an unknown purchase of an account be settled; shown to the person who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettleWay {
    /// The same bytes may be sent again: the carrier honours an idempotency key.
    Resend,
    /// Ask what exists under our reference, then adopt it.
    FindByReference,
    /// Neither exists; a person looks at the carrier's own pages.
    AskAPerson,
}

/// Purchases at a carrier.
#[async_trait]
pub trait Ships: Send + Sync {
    /// Makes the purchase request. It may talk to the carrier as long as nothing is sold: a failure
    /// here means that nothing was bought. `accept` is the format the printer likes best.
    async fn prepare(
        &self,
        cx: Cx<'_>,
        purchase: PurchaseId,
        consignment: &Consignment,
        rate: &Rate,
        accept: Format,
    ) -> Result<Prepared, Problem>;

    /// Sends the prepared request once. Whatever is not a clear sale or a clear refusal is
    /// [`pb_domain::ProblemKind::UnknownOutcome`].
    async fn buy(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Bought, Problem>;

    /// How an unknown purchase of an account is settled; asks nobody.
    fn settle_way(&self, account: &Account) -> SettleWay;

    /// Settles an unknown purchase without buying again (but for [`SettleWay::Resend`]).
    async fn settle(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Settled, Problem>;
}

/// What a carrier knows a bought shipment by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoughtRef {
    /// [`Bought::carrier_ref`].
    pub carrier_ref: String,
    /// [`Bought::carrier_data`].
    pub carrier_data: serde_json::Value,
    /// Tracking numbers, one a parcel.
    pub tracking_numbers: Vec<String>,
    /// Service code of the rate that was bought.
    pub service: String,
}

/// Voids.
#[async_trait]
pub trait Voids: Send + Sync {
    /// Voids a purchase. A carrier that says yes without having been asked is a refusal.
    async fn void(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<(), Problem>;

    /// For how many days after the purchase it takes a label back; `None` where that is not known, and the
    /// merchant says it for the account.
    fn window_days(&self, bought: &BoughtRef) -> Option<u32> {
        let _ = bought;
        None
    }
}

/// Tracking.
#[async_trait]
pub trait Tracks: Send + Sync {
    /// Where one tracking number of a purchase stands.
    async fn track(
        &self,
        cx: Cx<'_>,
        bought: &BoughtRef,
        number: &str,
    ) -> Result<TrackingStatus, Problem>;

    /// How many numbers fit into one call of [`Self::track_many`].
    fn at_once(&self) -> usize {
        1
    }

    /// Where several numbers of an account stand, each beside the purchase it belongs to: no more than
    /// [`Self::at_once`], answered in their order. A carrier that takes one number a call is asked one by one.
    async fn track_many(
        &self,
        cx: Cx<'_>,
        asked: &[(&BoughtRef, &str)],
    ) -> Vec<Result<TrackingStatus, Problem>> {
        let mut answers = Vec::with_capacity(asked.len());
        for (bought, number) in asked {
            answers.push(self.track(cx, bought, number).await);
        }
        answers
    }
}

/// Fetching a bought label again.
#[async_trait]
pub trait LabelAgain: Send + Sync {
    /// The labels of a purchase, as in [`Bought::labels`].
    async fn label_again(&self, cx: Cx<'_>, bought: &BoughtRef) -> Result<Vec<Document>, Problem>;
}

/// A tracking number that a carrier set aside for this account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReservedNumber {
    /// The number, as it goes into the barcode.
    pub number: String,
    /// From when on the carrier does not take it any more; `None` when it keeps.
    pub expires_at: Option<Timestamp>,
}

/// Tracking numbers reserved ahead, so that labels can be drawn here while nobody can be asked.
#[async_trait]
pub trait Numbers: Send + Sync {
    /// Reserves `count` numbers, which is above zero; the carrier may give fewer, in its own order,
    /// and none that it gave before. It is asked once: numbers whose answer was lost are the
    /// carrier's loss and never used, so a failure is safe to follow by another request.
    async fn reserve(&self, cx: Cx<'_>, count: u32) -> Result<Vec<ReservedNumber>, Problem>;
}

/// What a carrier made of parcels that already bear its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// As [`Bought::carrier_ref`].
    pub carrier_ref: String,
    /// What it charges.
    pub charged: Money,
    /// As [`Bought::carrier_data`].
    pub carrier_data: serde_json::Value,
    /// As [`Bought::tracking_url`].
    pub tracking_url: String,
}

/// Booking after the fact: the parcels bear reserved numbers, and their labels may be on paper.
///
/// A booking is known by its numbers: the same ones twice are the same booking, charged once. So,
/// unlike a purchase, what has an unknown outcome or could not be sent is sent again, the same
/// bytes, until the carrier says yes or clearly no.
#[async_trait]
pub trait Books: Send + Sync {
    /// Makes the request that books, to the byte, so that it can be written down before it leaves.
    /// Talks to nobody: it is made while nobody can be asked. `numbers` holds one a parcel, in the
    /// consignment's order; [`Prepared::reference`] is the first of them.
    fn prepare(
        &self,
        cx: Cx<'_>,
        numbers: &[String],
        consignment: &Consignment,
        rate: &Rate,
    ) -> Result<Prepared, Problem>;

    /// Sends the prepared request once. A clear no is [`pb_domain::ProblemKind::Refused`] or
    /// [`pb_domain::ProblemKind::Invalid`]: the parcels then bear numbers that nobody carries, and a
    /// person must act. Every other problem is for sending the same again later.
    async fn book(
        &self,
        cx: Cx<'_>,
        prepared: &Prepared,
        consignment: &Consignment,
    ) -> Result<Booked, Problem>;
}

/// A connection test.
#[async_trait]
pub trait Test: Send + Sync {
    /// Asks something harmless; the answer says in a sentence what was reached.
    async fn test(&self, cx: Cx<'_>) -> Result<String, Problem>;
}

/// A table of prices that the merchant keeps.
pub trait Table: Send + Sync {
    /// What the table is called in the settings.
    fn title(&self) -> &'static str;
    /// Columns, in order, each with what it means.
    fn columns(&self) -> &'static [(&'static str, &'static str)];
    /// A small table to start from, as CSV with a header line.
    fn example(&self) -> &'static str;
    /// What is wrong with a table: line number (the header is line 1) and text. Empty means good.
    fn check(&self, csv: &str) -> Vec<(u64, String)>;
    /// Codes of the services that a table prices, in its order; none where it has a mistake.
    fn services(&self, csv: &str) -> Vec<String>;
}
