//! Scale protocols: pure codecs, one file each, and the list of them.
mod hid_pos;
mod mt_sics;
mod nci;
mod parity;
mod toledo_8217;

use pb_domain::{ScaleFrame, WeightUnit};
use rust_decimal::Decimal;
use std::time::Duration;

/// Every protocol a scale may be set to.
pub static SCALE_PROTOCOLS: &[&dyn ScaleProtocol] = &[
    &hid_pos::HidPos,
    &toledo_8217::Toledo8217,
    &nci::Nci,
    &mt_sics::MtSics,
];

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

/// A weight in a text of digits with at most one point, as `12.34`; `None` for anything else, signs
/// included.
fn plain_number(text: &str) -> Option<Decimal> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(decimals))
        .then(|| text.parse().ok())
        .flatten()
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
    use pb_domain::{FrameKind, Weight};
    use proptest::prelude::*;
    use proptest::sample::Index;
    use std::collections::HashSet;

    /// Places to cut a stream at.
    pub(super) fn cuts() -> impl Strategy<Value = Vec<Index>> {
        proptest::collection::vec(any::<Index>(), 0..20)
    }

    /// Whether a stream gives the same frames in pieces as in one.
    pub(super) fn split_is_whole(
        decoder: impl Fn() -> Box<dyn Decoder>,
        bytes: &[u8],
        cuts: &[Index],
    ) -> bool {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.sort_unstable();
        cuts.push(bytes.len());
        let (mut frames, mut from, mut split) = (Vec::new(), 0, decoder());
        for cut in cuts {
            frames.extend(split.push(&bytes[from..cut]));
            from = cut;
        }
        frames == decoder().push(bytes)
    }

    #[test]
    fn every_protocol_is_found_by_its_own_id() {
        let ids: HashSet<_> = SCALE_PROTOCOLS.iter().map(|p| p.id()).collect();
        assert_eq!(ids.len(), SCALE_PROTOCOLS.len());
        for id in ids {
            assert_eq!(protocol(id).map(ScaleProtocol::id), Some(id));
        }
        assert!(protocol("morse").is_none());
    }

    proptest! {
        #[test]
        fn no_protocol_panics_and_none_weighs_below_zero(
            bytes in proptest::collection::vec(any::<u8>(), 0..300),
            cuts in cuts(),
        ) {
            for protocol in SCALE_PROTOCOLS {
                let mut decoder = protocol.decoder(None);
                for piece in [&bytes[..], b"\r\n", &bytes[..]] {
                    for frame in decoder.push(piece) {
                        prop_assert!(!frame.raw.is_empty());
                        if let FrameKind::Steady(weight) = frame.kind {
                            prop_assert!(weight >= Weight::ZERO);
                        }
                    }
                }
                if !protocol.line().is_empty() {
                    prop_assert!(split_is_whole(|| protocol.decoder(None), &bytes, &cuts));
                }
            }
        }
    }
}
