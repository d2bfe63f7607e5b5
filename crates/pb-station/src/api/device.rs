//! Scales and printers as the window sees them.
pub use pb_devices::{Port, ScaleConfig};
use pb_domain::{PrintJobId, PrintState, Reading, ShipmentId, WeightUnit};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The scale now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScaleView {
    /// Its name; empty when none is set up.
    pub name: String,
    /// What it says.
    pub reading: Reading,
    /// The weight as the scale itself shows it, such as `1.234 kg`; empty when none.
    pub shown: String,
    /// What to do when it is gone or faulty; empty when all is well.
    pub hint: String,
    /// Whether it reports an empty pan; when not, *next parcel* is a button.
    pub reports_zero: bool,
}

/// The label printer now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrinterView {
    /// Its name; empty when none is set up.
    pub name: String,
    /// Its state.
    pub state: PrinterCondition,
    /// The state in words, and what to do.
    pub text: String,
}

/// Whether a label would come out now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrinterCondition {
    /// None is set up.
    NotSetUp,
    /// It said that it is ready.
    Ready,
    /// It is printing.
    Printing,
    /// It cannot say, or was not asked yet.
    Unknown,
    /// It needs a person: paper, head, ribbon, pause.
    NeedsAttention,
    /// It cannot be reached.
    Unreachable,
}

/// A device that was found, whether or not it may be opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeviceView {
    /// `scale`, `printer`, or `unknown`.
    pub kind: DeviceKind,
    /// Maker and model as it states them.
    pub name: String,
    /// Where it is.
    pub port: Port,
    /// The port in words.
    pub port_text: String,
    /// Protocol or printer language it seems to speak; empty when unknown.
    pub speaks: String,
    /// Empty when it may be opened; else why not.
    pub problem: String,
    /// What to do about the problem.
    pub remedy: String,
}

/// Kinds of found devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// A scale.
    Scale,
    /// A printer.
    Printer,
    /// A serial line that may be either.
    Unknown,
}

/// What the device settings page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DevicesView {
    /// What is attached.
    pub found: Vec<DeviceView>,
    /// The scale that is set up.
    pub scale: Option<ScaleConfig>,
    /// The label printer that is set up.
    pub printer: Option<PrinterConfig>,
    /// Scale protocols to choose from: id, name, line settings.
    pub scale_protocols: Vec<ChoiceView>,
    /// Printer languages to choose from.
    pub languages: Vec<ChoiceView>,
}

/// One entry of a list to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChoiceView {
    /// Stable id.
    pub id: String,
    /// What a person reads.
    pub name: String,
    /// Default serial line, such as `9600 7E1`; empty when not serial.
    pub line: String,
}

/// A configured label printer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrinterConfig {
    /// The merchant's name for it.
    pub name: String,
    /// Where it is.
    pub port: Port,
    /// Printer language, an id of [`DevicesView::languages`].
    pub language: String,
    /// Nominal resolution: 203 or 300.
    pub dpi: u32,
    /// Label stock.
    pub media: LabelMedia,
    /// Seconds to wait for proof of paper after the last byte.
    pub proof_seconds: u32,
    /// Whether the owner says that this printer can never answer, and wants not to be asked.
    pub never_answers: bool,
}

/// Label stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LabelMedia {
    /// 4 × 6 in.
    FourBySix,
    /// 100 × 150 mm.
    Mm100By150,
    /// A6, 105 × 148 mm.
    A6,
}

/// Sets the scale up, or removes it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetScale {
    /// The scale; `None` removes it.
    pub scale: Option<ScaleConfig>,
}

/// Sets the label printer up, or removes it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetPrinter {
    /// The printer; `None` removes it.
    pub printer: Option<PrinterConfig>,
}

/// One print job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PrintJobView {
    /// Identity.
    pub id: PrintJobId,
    /// The shipment; absent for a test page.
    pub shipment: Option<ShipmentId>,
    /// What is printed, in words: `Label 1 of 2 · #1001`.
    pub title: String,
    /// Where it stands.
    pub state: PrintState,
    /// What proved it, what failed, or what to look for.
    pub text: String,
    /// Bytes the printer took so far.
    #[ts(type = "number")]
    pub sent: u64,
    /// Bytes in all.
    #[ts(type = "number")]
    pub total: u64,
    /// When it was made, RFC 3339.
    pub at: String,
    /// Whether it is a further copy of a label that was printed or may have been.
    pub reprint: bool,
}

/// A person's answer about a job that could not be proved.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct ConfirmPrint {
    /// Which job.
    pub job: PrintJobId,
    /// Whether the label is on paper.
    pub on_paper: bool,
}

/// Names one print job.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct JobRef {
    /// Which job.
    pub job: PrintJobId,
}

/// Units and formats a bench shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Units {
    /// Weights.
    pub weight: WeightUnit,
    /// Lengths.
    pub length: pb_domain::LengthUnit,
}
