//! Scale protocols: pure codecs, one file each, and the list of them.
mod hid_pos;
mod toledo_8217;

use pb_domain::{ScaleFrame, WeightUnit};
use std::time::Duration;

/// Every protocol a scale may be set to.
pub static SCALE_PROTOCOLS: &[&dyn ScaleProtocol] = &[&hid_pos::HidPos, &toledo_8217::Toledo8217];

/// A way scales speak.
pub trait ScaleProtocol: Sync {
    /// Stable id, kept in settings.
    fn id(&self) -> &'static str;
    /// What a person reads.
    fn name(&self) -> &'static str;
    /// Usual serial line, such as `9600 7E1`; empty when it is spoken over USB HID.
    fn line(&self) -> &'static str;
    /// Whether scales that speak it usually report an empty pan.
    fn reports_zero(&self) -> bool;
    /// What must be sent to hear a weight; `None` when the scale speaks by itself.
    fn poll(&self) -> Option<Poll>;
    /// Starts reading. `unit` is for frames that do not say theirs.
    fn decoder(&self, unit: Option<WeightUnit>) -> Box<dyn Decoder>;
}

/// Turns bytes into frames.
pub trait Decoder: Send {
    /// Takes the next bytes of a stream, or one report of a device that has reports. What is
    /// incomplete is kept, what is rubbish is dropped.
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

/// The protocol with this id.
pub(crate) fn protocol(id: &str) -> Option<&'static dyn ScaleProtocol> {
    SCALE_PROTOCOLS
        .iter()
        .copied()
        .find(|protocol| protocol.id() == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_protocol_is_found_by_its_own_id() {
        let ids: HashSet<_> = SCALE_PROTOCOLS.iter().map(|p| p.id()).collect();
        assert_eq!(ids.len(), SCALE_PROTOCOLS.len());
        for id in ids {
            assert_eq!(protocol(id).map(ScaleProtocol::id), Some(id));
        }
        assert!(protocol("morse").is_none());
    }
}
