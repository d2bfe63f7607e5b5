//! Scales as the window sees them.
use pb_devices::{Port, ScaleConfig};
use pb_domain::{Evidence, LengthUnit, ParcelId, Reading, Weight, WeightUnit};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A scale now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScaleView {
    /// Which; empty when none is set up.
    pub id: String,
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
    /// Whether it can be asked to call its empty pan zero.
    pub can_zero: bool,
    /// Whether the open parcel would get this one's weight.
    pub active: bool,
}

/// A scale protocol to choose from, and what of a set-up it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ScaleProtocolView {
    /// Stable id.
    pub id: String,
    /// What a person reads.
    pub name: String,
    /// Usual serial line, such as `9600 7E1`; empty when it is not serial.
    pub line: String,
    /// Whether such scales can be asked for zero.
    pub zero: bool,
    /// Whether the owner says as a pattern what the scale's lines look like.
    pub pattern: bool,
    /// Whether every frame says its unit; when not, the owner does.
    pub says_unit: bool,
    /// Whether such scales usually report an empty pan.
    pub reports_zero: bool,
}

/// Sets a scale up, or changes one.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetScale {
    /// The scale; its id says which one it changes, an empty one sets up a new scale.
    pub scale: ScaleConfig,
}

/// Names one scale.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ScaleRef {
    /// Which.
    pub scale: String,
}

/// What became of asking a scale for zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ZeroAnswer {
    /// In words, and what to do when it did not.
    pub text: String,
    /// Whether it shows zero.
    pub done: bool,
}

/// Asks which scale is on a line.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DetectScale {
    /// A serial line, or a serial device server; how it is set does not matter.
    pub port: Port,
}

/// What came of looking for a scale. A person confirms it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DetectedView {
    /// How to set up what was found; `None` when nothing was, and when what it sends fits several protocols.
    pub found: Option<ScaleConfig>,
    /// In words, with the bytes.
    pub text: String,
    /// What was tried, in order.
    pub steps: Vec<String>,
    /// Bytes that nothing explains, in words; empty when there were none.
    pub heard: String,
}

/// Names one parcel.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct ParcelRef {
    /// Which.
    pub parcel: ParcelId,
}

/// What proves that a parcel's weight was a scale's, and this parcel's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WeightEvidence {
    /// The weight.
    pub weight: Weight,
    /// The scale's own value and unit.
    pub shown: String,
    /// When it turned stable, RFC 3339.
    pub since: String,
    /// When it was taken, RFC 3339.
    pub taken_at: String,
    /// The scale's name; empty for what was weighed before it was kept.
    pub scale: String,
    /// What it spoke, in words; empty for the same.
    pub protocol: String,
    /// Where it was, in words; empty for the same.
    pub port: String,
    /// Why it was given to this parcel, in words; empty for the same.
    pub decision: String,
    /// The raw frames, oldest first.
    pub frames: Vec<Evidence>,
}

/// Units and formats a bench shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Units {
    /// Weights.
    pub weight: WeightUnit,
    /// Lengths.
    pub length: LengthUnit,
}
