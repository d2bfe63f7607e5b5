//! The bench at a glance, scanning, and everything pushed to the window.
use super::{DeferredProgress, ImportProgress, PrintJobView, PrinterView, RateLine, ScaleView};
use pb_domain::{OrderId, PrintJobId, ShipmentId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where the program stands before and after a profile is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum AppState {
    /// First start: try the demo or set up a bench.
    Welcome {
        /// Whether this build has the demo bench.
        demo: bool,
        /// Whether the operating system's keychain works; without it a passphrase is asked.
        keychain: bool,
    },
    /// The bench exists and its database wants a passphrase.
    Locked {
        /// Whether this build has the demo bench.
        demo: bool,
    },
    /// A profile is open.
    Open {
        /// Which.
        profile: ProfileInfo,
    },
}

/// An open profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProfileInfo {
    /// Its name.
    pub name: String,
    /// Whether it is the demo; DEMO is visible at all times.
    pub demo: bool,
    /// Its folder, for a person who asks where things are.
    pub folder: String,
    /// Whether another process owns it and this one hands its use cases over.
    pub handed_over: bool,
    /// Version of the program.
    pub version: String,
}

/// Opens the merchant's own bench, making it when it does not exist.
#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct OpenBench {
    /// The passphrase, where the keychain does not hold the key.
    pub passphrase: Option<String>,
}

impl std::fmt::Debug for OpenBench {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpenBench(…)")
    }
}

/// What can be read from two metres.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BenchState {
    /// The profile.
    pub profile: ProfileInfo,
    /// The scale whose weight the open parcel would get.
    pub scale: ScaleView,
    /// Every scale that is set up, in order.
    pub scales: Vec<ScaleView>,
    /// The printer that gets labels.
    pub printer: PrinterView,
    /// Every printer that is set up, in order.
    pub printers: Vec<PrinterView>,
    /// The network, as far as carriers need it.
    pub network: Network,
    /// Orders that wait to be packed.
    pub waiting: u32,
    /// Shipments bought today.
    pub shipped_today: u32,
    /// What waits for the network.
    pub deferred: DeferredProgress,
    /// What needs a person, worst first.
    pub attention: Vec<Attention>,
    /// Today in the bench's time zone, `YYYY-MM-DD`: the ship date.
    pub today: String,
    /// The bench's time zone, such as `Europe/Berlin`.
    pub time_zone: String,
}

/// The network, as far as carriers need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// No account needs it.
    NotNeeded,
    /// No carrier was asked yet.
    Unknown,
    /// The last answer came.
    Online,
    /// The last question could not be asked.
    Offline,
}

/// Something that needs a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Attention {
    /// What it is.
    pub kind: AttentionKind,
    /// In words.
    pub text: String,
    /// The shipment it is about.
    pub shipment: Option<ShipmentId>,
    /// The print job it is about.
    pub job: Option<PrintJobId>,
}

/// Kinds of things that need a person, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AttentionKind {
    /// A purchase with an unknown outcome.
    PurchaseUnknown,
    /// A void with an unknown outcome.
    VoidUnknown,
    /// The carrier refused a shipment that was labelled here.
    BookingRefused,
    /// Nobody can say whether the carrier took a shipment that was labelled here.
    BookingUnknown,
    /// Nobody can say whether a carrier took a day's parcels over, or whether its driver comes.
    DayEndUnknown,
    /// A print job that may or may not be on paper.
    PrintUnconfirmed,
    /// A bought parcel without its label's bytes.
    LabelMissing,
    /// A charge above the rate shown by more than the tolerance.
    ChargedMore,
    /// A print job that failed.
    PrintFailed,
    /// A purchase that waited for the network asks something.
    DeferredAsks,
    /// Work that waited for the network could not be done.
    DeferredFailed,
    /// A label that was bought when the network was back waits to be printed.
    BoughtLater,
    /// A label that nobody used can soon no longer be voided.
    VoidDeadline,
    /// A label that nobody used was voided without a person.
    VoidedByItself,
    /// Waybill numbers that a copy of this bench may have used.
    NumbersHeld,
    /// Few waybill numbers are left, or they expire soon.
    NumbersLow,
    /// The bench came back from a copy, and no person has seen to it.
    Copied,
    /// A backup failed, or is overdue.
    Backup,
    /// Nothing but one machine's keychain opens the bench, or a recovery code was not checked.
    Keys,
}

/// A text that was scanned or typed into the scan field.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Scan {
    /// The text.
    pub text: String,
}

/// What a scan means. A scan only ever looks up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ScanResult {
    /// An order that waits: pack it.
    Order {
        /// Which.
        id: OrderId,
    },
    /// An order on hold: why.
    Held {
        /// Which.
        id: OrderId,
        /// Why, in words.
        reason: String,
    },
    /// An order that has shipped, or a printed label: its shipment, newest first.
    Shipment {
        /// Which.
        id: ShipmentId,
        /// Whether the order was scanned, so that *ship another* is offered.
        by_order: bool,
    },
    /// A command barcode, such as `PB:BUY`.
    Command {
        /// Which.
        command: CommandCode,
    },
    /// Several orders or shipments match: a person chooses.
    Several {
        /// How many.
        count: u32,
    },
    /// Nothing matches.
    Nothing,
}

/// Command barcodes: printed sheets that a packer scans instead of pressing a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CommandCode {
    /// `PB:NEXT`: the next step of the open dialog.
    Next,
    /// `PB:BUY`: buy what the confirm step shows.
    Buy,
    /// `PB:CANCEL`: close the dialog.
    Cancel,
    /// `PB:REPRINT`: print the open shipment's label once more.
    Reprint,
}

/// Everything pushed to the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A scale's reading or connection changed, or which one is active.
    Scale {
        /// Now.
        scale: ScaleView,
    },
    /// Looking for a scale moved on.
    DetectScale {
        /// What is being done, in words.
        text: String,
    },
    /// A printer's state changed.
    Printer {
        /// Now.
        printer: PrinterView,
    },
    /// The order of what waits at printers changed, or what waits for whom.
    PrintQueue,
    /// A device came or went, or what is set up changed: read the devices and the bench again.
    Devices,
    /// The network's state changed.
    Network {
        /// Now.
        network: Network,
    },
    /// One account answered, failed or was late.
    Rate {
        /// The request's id, as the host gave it.
        request: String,
        /// The account's line.
        line: RateLine,
    },
    /// Orders were added or changed.
    Orders,
    /// A shipment changed.
    Shipment {
        /// Which.
        id: ShipmentId,
    },
    /// A print job moved on.
    Print {
        /// Now.
        job: PrintJobView,
    },
    /// What waits for the network moved on.
    Deferred {
        /// How much waits, and what is being done.
        progress: DeferredProgress,
    },
    /// What needs a person changed.
    Attention {
        /// All of it, worst first.
        attention: Vec<Attention>,
    },
    /// Waybill numbers came, went, or what is set up changed.
    Numbers,
    /// An import moved on.
    Import {
        /// How far.
        progress: ImportProgress,
    },
    /// Operators changed, or somebody signed in or out somewhere: read again who is there.
    People,
    /// The app opened, closed or unlocked a profile.
    App {
        /// Now.
        state: AppState,
    },
}
