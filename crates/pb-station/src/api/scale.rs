//! Scales as the window sees them.
use pb_devices::ScaleConfig;
use pb_domain::{LengthUnit, Reading, WeightUnit};
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

/// Sets the scale up, or removes it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct SetScale {
    /// The scale; `None` removes it.
    pub scale: Option<ScaleConfig>,
}

/// Units and formats a bench shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Units {
    /// Weights.
    pub weight: WeightUnit,
    /// Lengths.
    pub length: LengthUnit,
}
