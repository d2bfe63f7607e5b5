//! What is attached and what is set up, as the window sees it.
use super::{LanguageView, MediaPreset, PrinterConfig, ScaleProtocolView};
pub use pb_devices::{Port, ScaleConfig};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    /// The scales that are set up, in the order in which they were.
    pub scales: Vec<ScaleConfig>,
    /// The printers that are set up, in the order in which they were.
    pub printers: Vec<PrinterConfig>,
    /// Scale protocols to choose from.
    pub scale_protocols: Vec<ScaleProtocolView>,
    /// Printer languages to choose from.
    pub languages: Vec<LanguageView>,
    /// Stock to choose from; any other size may be given.
    pub media: Vec<MediaPreset>,
}
