//! What a carrier may offer beyond prices, purchases, voids and tracking: addresses, lanes, drivers, the day's
//! papers, parcels on their way, news, and reading its answers alone.

use crate::engine;
use crate::{BoughtRef, Consignment, Cx};
use async_trait::async_trait;
use http::HeaderMap;
use jiff::Timestamp;
use pb_domain::{Account, Address, CountryCode, Document, Money, Problem, TrackingEvent, Weight};
use serde::{Deserialize, Serialize};

/// What a carrier makes of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckedAddress {
    /// Whether it knows it.
    pub standing: AddressStanding,
    /// Whether somebody lives there; `None` where it does not say.
    pub residential: Option<bool>,
    /// The address as it writes it, or those it may be. Each is whole: name, telephone and e-mail are as given.
    pub candidates: Vec<Address>,
}

/// Whether a carrier knows an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressStanding {
    /// It delivers there.
    Known,
    /// It may be one of several.
    Ambiguous,
    /// There is nothing like it.
    Unknown,
}

/// Looking addresses up.
#[async_trait]
pub trait Addresses: Send + Sync {
    /// Whether addresses of a country are looked up; asks nobody.
    fn covers(&self, country: CountryCode) -> bool;

    /// Looks one up. [`pb_domain::ProblemKind::Unsupported`] where [`Self::covers`] says no.
    async fn check(&self, cx: Cx<'_>, address: &Address) -> Result<CheckedAddress, Problem>;
}

/// A driver who is to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickupOrder {
    /// Where to; with a name and a telephone number.
    pub address: Address,
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// From when on the parcels are ready, `HH:MM`, local.
    pub ready: String,
    /// Until when somebody is there, `HH:MM`, local.
    pub close: String,
    /// What is to be fetched; never empty.
    pub parcels: Vec<PickupParcels>,
    /// What the parcels weigh together.
    pub weight: Weight,
    /// What the heaviest weighs.
    pub heaviest: Weight,
    /// Words to the driver; may be empty.
    pub instructions: String,
    /// The merchant's own word for it; may be empty.
    pub reference: String,
}

/// Parcels of a pickup that are alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickupParcels {
    /// As in [`Rate::service`].
    pub service: String,
    /// How many; above zero.
    pub count: u32,
    /// Where they go.
    pub country: CountryCode,
}

/// A pickup that a carrier took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pickup {
    /// What the carrier knows it by.
    pub number: String,
    /// What it charges; `None` where it does not say.
    pub charged: Option<Money>,
}

/// Ordering a driver.
#[async_trait]
pub trait Pickups: Send + Sync {
    /// Orders one. Whatever is not a clear yes or no is [`pb_domain::ProblemKind::UnknownOutcome`].
    async fn order(&self, cx: Cx<'_>, order: &PickupOrder) -> Result<Pickup, Problem>;

    /// Takes an order back, by [`Pickup::number`].
    async fn cancel(&self, cx: Cx<'_>, number: &str) -> Result<(), Problem>;
}

/// Whether a carrier goes somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Served {
    /// Whether it takes such a parcel on this lane.
    pub served: bool,
    /// Whether it collects cash there; `None` where it does not say.
    pub cash_on_delivery: Option<bool>,
    /// Days until it is there; `None` where it does not say.
    pub transit_days: Option<u32>,
    /// Why not, or what else it says, in its own words; may be empty.
    pub words: String,
}

/// Saying beforehand whether a carrier goes somewhere.
#[async_trait]
pub trait Serviceability: Send + Sync {
    /// Asks about a lane. A clear no is an answer with [`Served::served`] false, not a problem.
    async fn serves(&self, cx: Cx<'_>, consignment: &Consignment) -> Result<Served, Problem>;
}

/// The paper that hands parcels over: a manifest, a SCAN form, a close.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// What the carrier knows it by; empty where it gives none.
    pub number: String,
    /// The papers; empty where it only closes the day.
    pub documents: Vec<Document>,
    /// Shipments that it did not put on it.
    pub left_out: Vec<LeftOut>,
}

/// A shipment that is not on a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// [`BoughtRef::carrier_ref`].
    pub carrier_ref: String,
    /// Why.
    pub problem: Problem,
}

/// Handing a day's parcels over.
#[async_trait]
pub trait Manifests: Send + Sync {
    /// How many shipments fit on one.
    fn at_most(&self) -> usize;

    /// Closes shipments that are handed over on a day (`YYYY-MM-DD`): at least one, no more than
    /// [`Self::at_most`]. Whatever is not a clear yes or no is [`pb_domain::ProblemKind::UnknownOutcome`].
    async fn close(
        &self,
        cx: Cx<'_>,
        day: &str,
        shipments: &[BoughtRef],
    ) -> Result<Manifest, Problem>;
}

/// What is to become of a parcel that is on its way, or could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Instruction {
    /// It is brought once more.
    TryAgain {
        /// The day, `YYYY-MM-DD`; the next one that the carrier has where `None`.
        day: Option<String>,
        /// Words to the driver; may be empty.
        words: String,
    },
    /// It comes back.
    Return {
        /// Why; may be empty.
        words: String,
    },
    /// It goes to another address, or under another telephone number.
    ChangeAddress {
        /// The whole new address.
        address: Box<Address>,
    },
}

impl Instruction {
    /// Which kind this is.
    pub fn kind(&self) -> InstructionKind {
        match self {
            Self::TryAgain { .. } => InstructionKind::TryAgain,
            Self::Return { .. } => InstructionKind::Return,
            Self::ChangeAddress { .. } => InstructionKind::ChangeAddress,
        }
    }
}

/// Kinds of [`Instruction`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InstructionKind {
    /// [`Instruction::TryAgain`].
    TryAgain,
    /// [`Instruction::Return`].
    Return,
    /// [`Instruction::ChangeAddress`].
    ChangeAddress,
}

/// Telling a carrier what to do with a parcel.
#[async_trait]
pub trait Instructions: Send + Sync {
    /// What it lets itself be told.
    fn kinds(&self) -> &'static [InstructionKind];

    /// Tells it, for one tracking number of a purchase. Whatever is not a clear yes or no is
    /// [`pb_domain::ProblemKind::UnknownOutcome`].
    async fn instruct(
        &self,
        cx: Cx<'_>,
        bought: &BoughtRef,
        number: &str,
        instruction: &Instruction,
    ) -> Result<(), Problem>;
}

/// How much a number looks like one of a carrier's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// It is none of its.
    No,
    /// Its length and letters fit.
    Form,
    /// Its check digit fits too.
    CheckDigit,
}

impl Likeness {
    /// Of a number that has the form, and a check digit that fits or does not: where it does not, it is none, since a
    /// scanner reads no wrong digits.
    pub(crate) fn checked(fits: bool) -> Self {
        if fits { Self::CheckDigit } else { Self::No }
    }
}

/// What a carrier told about a parcel by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrackingNews {
    /// The parcel's.
    pub tracking_number: String,
    /// What happened.
    pub event: TrackingEvent,
    /// Expected delivery, as in [`TrackingStatus::expected`].
    pub expected: Option<String>,
}

/// A message as it came to an address of the merchant's.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// What stood behind the `?` of the address, as it came; empty where nothing did. Some carriers prove
    /// themselves by nothing but a secret in it.
    pub query: &'a str,
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Its body.
    pub body: &'a [u8],
}

impl<'a> Heard<'a> {
    /// A message to an address without a query.
    pub fn posted(headers: &'a HeaderMap, body: &'a [u8]) -> Self {
        Self {
            query: "",
            headers,
            body,
        }
    }
}

/// Hearing about parcels: what a carrier sends to an address of the merchant's.
#[async_trait]
pub trait Webhooks: Send + Sync {
    /// Reads what came, for an account. [`pb_domain::ProblemKind::Auth`] where it does not prove that the
    /// carrier sent it: such a message must not be believed.
    fn read(&self, account: &Account, heard: &Heard<'_>) -> Result<Vec<TrackingNews>, Problem>;

    /// Does what a message that [`Self::read`] believed asks for, such as proving that its address is the
    /// merchant's. Most ask for nothing.
    async fn confirm(&self, cx: Cx<'_>, body: &[u8]) -> Result<(), Problem> {
        let _ = (cx, body);
        Ok(())
    }

    /// Asks to be told about parcels; answers which numbers the carrier does not take.
    async fn subscribe(&self, cx: Cx<'_>, numbers: &[String]) -> Result<Vec<String>, Problem>;
}

/// What an answer is about that is read without having been asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The account that would have asked.
    pub account: &'a Account,
    /// What would have been asked about.
    pub consignment: &'a Consignment,
    /// The tracking number, or the reference, that would have been asked for.
    pub number: &'a str,
    /// What would have been quoted.
    pub quoted: Money,
    /// The time at which it is read.
    pub now: Timestamp,
}

/// Reading answers by the name of their operation, without asking: for whoever looks for a fault, and for
/// throwing bytes at them.
pub trait Reads: Send + Sync {
    /// The operations, by the names they have in captures.
    fn operations(&self) -> &'static [&'static str];

    /// What is understood of an answer, as JSON; the problem that the operation would have ended with.
    /// [`pb_domain::ProblemKind::Unsupported`] for an operation that there is not.
    fn read(
        &self,
        operation: &str,
        asked: Asked<'_>,
        answer: &engine::Answer,
    ) -> Result<serde_json::Value, Problem>;
}
