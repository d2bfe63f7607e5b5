//! Scale protocols: pure codecs, one file each, and the list of them.
use pb_domain::{ScaleFrame, WeightUnit};
use std::time::Duration;

/// Every protocol a scale may be set to.
pub static SCALE_PROTOCOLS: &[&dyn ScaleProtocol] = &[];

/// A way scales speak.
pub trait ScaleProtocol: Sync {
    /// Stable id, kept in settings.
    fn id(&self) -> &'static str;
    /// What a person reads.
    fn name(&self) -> &'static str;
    /// Usual serial line, such as `9600 7E1`; empty when it is not serial.
    fn line(&self) -> &'static str;
    /// Whether scales that speak it usually report an empty pan.
    fn reports_zero(&self) -> bool;
    /// What must be sent to hear a weight; `None` when the scale speaks by itself.
    fn poll(&self) -> Option<Poll>;
    /// Starts reading. `unit` is for frames that do not say theirs.
    fn decoder(&self, unit: Option<WeightUnit>) -> Box<dyn Decoder + Send>;
}

/// Turns bytes into frames, whatever pieces they come in.
pub trait Decoder {
    /// Takes the next bytes; what is incomplete is kept, what is rubbish is dropped.
    fn push(&mut self, bytes: &[u8]) -> Vec<ScaleFrame>;
}

/// A request that is repeated for as long as the scale is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poll {
    /// The bytes.
    pub request: &'static [u8],
    /// How often, when the scale answers.
    pub every: Duration,
}
