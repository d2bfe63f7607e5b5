//! What carriers do beyond labels: addresses, a day's end, parcels on their way.
use super::FileOut;
use pb_domain::{
    AccountId, Address, AddressId, DayEndState, ManifestId, Money, PickupId, ShipmentId,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Asks the carriers that look addresses up about one.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CheckAddress {
    /// The address.
    pub address: Address,
}

/// What carriers make of an address: one entry a carrier that was asked; none where no account can look it up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddressChecks {
    /// Their answers.
    pub checks: Vec<AddressCheck>,
}

/// What one carrier makes of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddressCheck {
    /// The account that was asked.
    pub account_name: String,
    /// Whether the carrier knows it.
    pub standing: AddressStanding,
    /// Whether somebody lives there; absent where it does not say.
    pub residential: Option<bool>,
    /// The address as the carrier writes it, or those it may be, other than what was asked.
    pub candidates: Vec<Address>,
    /// Why it could not be asked; empty when it answered.
    pub text: String,
}

/// Whether a carrier knows an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AddressStanding {
    /// It delivers there.
    Known,
    /// It may be one of several.
    Ambiguous,
    /// There is nothing like it.
    Unknown,
    /// It could not be asked.
    NotAsked,
}

/// A day of an account.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DayOf {
    /// The account.
    pub account: AccountId,
    /// The day, `YYYY-MM-DD` in the bench's time zone: what was bought on it is handed over.
    pub day: String,
}

/// What there is to hand over, and what the carrier was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DayEnd {
    /// Whether the carrier takes parcels over on a manifest.
    pub can_close: bool,
    /// Whether a driver is ordered through it.
    pub can_pick_up: bool,
    /// Bought shipments that are on no manifest.
    pub to_close: u32,
    /// By ship-from address, the parcels that a driver would fetch.
    pub to_pick_up: Vec<ToPickUp>,
    /// Manifests of the day, oldest first.
    pub manifests: Vec<ManifestView>,
    /// Pickups of what was bought on it, oldest first.
    pub pickups: Vec<PickupView>,
}

/// Parcels at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ToPickUp {
    /// Where.
    pub ship_from: AddressId,
    /// Its name.
    pub name: String,
    /// How many parcels.
    pub parcels: u32,
}

/// A manifest that the carrier was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManifestView {
    /// Identity.
    pub id: ManifestId,
    /// Where it stands.
    pub state: DayEndState,
    /// What the carrier knows it by; empty where it gives nothing.
    pub number: String,
    /// Shipments that are on it.
    pub shipments: u32,
    /// Shipments that the carrier did not put on it.
    pub left_out: Vec<LeftOut>,
    /// Papers that came with it.
    pub papers: u32,
    /// What the carrier said; empty when all is well.
    pub text: String,
    /// When it was asked for, RFC 3339.
    pub at: String,
}

/// A shipment that is not on a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeftOut {
    /// Which.
    pub shipment: ShipmentId,
    /// Its order's number.
    pub order_number: String,
    /// Why.
    pub text: String,
}

/// A driver that the carrier was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PickupView {
    /// Identity.
    pub id: PickupId,
    /// Where it stands.
    pub state: DayEndState,
    /// Where the parcels are: the ship-from address's name.
    pub place: String,
    /// The day of the driver, `YYYY-MM-DD`.
    pub day: String,
    /// From when on, `HH:MM`.
    pub ready: String,
    /// Until when, `HH:MM`.
    pub close: String,
    /// How many parcels it was ordered for.
    pub parcels: u32,
    /// What the carrier knows it by; empty where it gives nothing.
    pub number: String,
    /// What it charges; absent where it did not say.
    pub charged: Option<Money>,
    /// What the carrier said; empty when all is well.
    pub text: String,
    /// When it was asked for, RFC 3339.
    pub at: String,
}

/// Orders a driver for what an account bought on a day.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct OrderPickup {
    /// The account.
    pub account: AccountId,
    /// The day on which was bought what is fetched, `YYYY-MM-DD` in the bench's time zone.
    pub bought_on: String,
    /// The day of the driver, `YYYY-MM-DD`.
    pub day: String,
    /// Where the parcels are.
    pub ship_from: AddressId,
    /// From when on they are ready, `HH:MM` there.
    pub ready: String,
    /// Until when somebody is there, `HH:MM` there.
    pub close: String,
    /// Words to the driver; may be empty.
    pub words: String,
}

/// Names a pickup.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct PickupRef {
    /// Which.
    pub id: PickupId,
}

/// Names a manifest.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct ManifestRef {
    /// Which.
    pub id: ManifestId,
}

/// A person looked at the carrier's pages: whether it took the parcels over.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SettleManifest {
    /// Which.
    pub id: ManifestId,
    /// Whether it did.
    pub done: bool,
}

/// A person looked at the carrier's pages: whether a driver comes.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SettlePickup {
    /// Which.
    pub id: PickupId,
    /// Whether one does.
    pub done: bool,
    /// What the carrier knows it by; may be empty.
    pub number: String,
}

/// A manifest's papers, as files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ManifestPapers {
    /// One entry a paper, in order.
    pub papers: Vec<FileOut>,
}

/// Tells a carrier what to do with a parcel that is on its way.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Instruct {
    /// Which shipment.
    pub id: ShipmentId,
    /// Which of its parcels, by its tracking number; absent for all.
    pub number: Option<String>,
    /// What to do.
    pub instruction: Instruction,
}

/// What is to become of a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Instruction {
    /// It is brought once more.
    TryAgain {
        /// The day, `YYYY-MM-DD`; the carrier's next one where absent.
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

/// Kinds of [`Instruction`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InstructionKind {
    /// Brought once more.
    TryAgain,
    /// It comes back.
    Return,
    /// Another address.
    ChangeAddress,
}

/// How asking about all parcels on their way went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrackedAll {
    /// Shipments that were asked about.
    pub asked: u32,
    /// Those whose state is another now.
    pub changed: u32,
    /// What went wrong, one line an account.
    pub problems: Vec<String>,
}

/// What a carrier sent to an address of the merchant's.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct HearNews {
    /// The account that it is for.
    pub account: AccountId,
    /// What stood behind the `?` of the address, as it came; empty where nothing did.
    pub query: String,
    /// Its headers, by lower-case names.
    pub headers: BTreeMap<String, String>,
    /// Its body, base64.
    pub body: String,
}

impl std::fmt::Debug for HearNews {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "HearNews({}, {} bytes of base64)",
            self.account,
            self.body.len()
        )
    }
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HeardNews {
    /// Events in it.
    pub events: u32,
    /// Of those, such about a parcel of this bench.
    pub ours: u32,
}

/// Whether a carrier is asked to tell about an account's parcels by itself.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct SetNews {
    /// The account.
    pub account: AccountId,
    /// Whether it is.
    pub on: bool,
}
