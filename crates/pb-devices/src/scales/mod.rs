//! Scale protocols: pure codecs, one file each, and the list of them.
mod a_and_d;
mod adam;
mod adam_azextra;
mod cas;
mod frame;
mod hid_pos;
mod indicator;
mod mt_sics;
mod nci;
mod number;
mod ohaus;
mod parity;
mod pattern;
mod sartorius_sbi;
mod sma;
mod toledo_8217;

use pb_domain::{ScaleFrame, WeightUnit};
use std::time::Duration;

/// Every protocol a scale may be set to, in the order in which an unknown one is asked.
///
/// The order is the safe one: a request that means something harmful to a scale of another maker
/// comes after that maker's own.
pub static SCALE_PROTOCOLS: &[&dyn ScaleProtocol] = &[
    &hid_pos::HidPos,
    &toledo_8217::Toledo8217,
    &nci::Nci,
    &sma::Sma,
    &cas::Cas,
    &mt_sics::MtSics,
    &a_and_d::AAndD,
    &ohaus::Ohaus,
    &sartorius_sbi::SartoriusSbi,
    &indicator::Indicator,
    &adam::Adam,
    &adam_azextra::AdamAzExtra,
    &pattern::Pattern,
];

/// A way scales speak.
pub trait ScaleProtocol: Sync {
    /// Stable id, kept in settings.
    fn id(&self) -> &'static str;

    /// What a person reads.
    fn name(&self) -> &'static str;

    /// Serial lines that such scales are set to, such as `9600 7E1`, the usual one first; empty when
    /// it is spoken over USB HID.
    fn lines(&self) -> &'static [&'static str];

    /// The usual serial line; empty when it is spoken over USB HID.
    fn line(&self) -> &'static str {
        self.lines().first().copied().unwrap_or("")
    }

    /// Whether scales that speak it usually report an empty pan.
    fn reports_zero(&self) -> bool {
        true
    }

    /// Whether every one of its frames says the weight's unit. Where one does not, the scale's owner does.
    fn says_unit(&self) -> bool {
        true
    }

    /// Whether its owner says what its frames look like, as [`ScaleOptions::pattern`].
    fn takes_pattern(&self) -> bool {
        false
    }

    /// What must be sent to hear a weight; `None` when the scale speaks by itself.
    fn poll(&self) -> Option<Poll>;

    /// What may be sent to a device of which nothing is known, to find out whether it speaks this.
    /// `None` when no request is known that leaves every other device as it was.
    fn probe(&self) -> Option<&'static [u8]> {
        self.poll().map(|poll| poll.request)
    }

    /// What asks the scale to call what lies on its pan zero; over USB HID an output report with its
    /// id. `None` when it cannot be asked.
    fn zero(&self) -> Option<&'static [u8]> {
        None
    }

    /// Starts reading.
    ///
    /// # Errors
    ///
    /// In words, what in `options` cannot be used, or is missing.
    fn decoder(&self, options: &ScaleOptions) -> Result<Box<dyn Decoder>, String>;
}

/// What a scale's owner says about its frames.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScaleOptions {
    /// Unit of frames that do not say theirs.
    pub unit: Option<WeightUnit>,
    /// Frames of the protocol `pattern`, as a regular expression with the named groups `weight`,
    /// `unit`, `stable` and `sign`.
    pub pattern: Option<String>,
    /// Whether this scale sends a weight only once it stands still, for frames that do not say.
    pub only_stable: bool,
}

/// Turns bytes into frames.
pub trait Decoder: Send {
    /// Takes the next bytes of a stream, or one report of a device that has reports. What is
    /// incomplete is kept, what is rubbish is dropped.
    fn push(&mut self, bytes: &[u8]) -> Vec<ScaleFrame>;

    /// What the scale waits for after the bytes so far, where a weight takes a dialogue. Told once;
    /// to be sent only when the scale had been asked.
    fn reply(&mut self) -> Option<&'static [u8]> {
        None
    }
}

/// A request that is repeated for as long as the scale is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poll {
    /// The bytes.
    pub request: &'static [u8],
    /// How often, when the scale answers.
    pub every: Duration,
    /// How long a scale may be silent until it counts as gone; `None` when silence is its way of
    /// saying that nothing is new.
    pub silence: Option<Duration>,
}

impl Poll {
    /// Ten times a second, of a scale that answers every time; a slower one is asked again once it has answered.
    const fn quick(request: &'static [u8]) -> Self {
        Self {
            request,
            every: Duration::from_millis(100),
            silence: Some(Duration::from_secs(5)),
        }
    }
}

/// The protocol with this id.
pub(crate) fn protocol(id: &str) -> Option<&'static dyn ScaleProtocol> {
    SCALE_PROTOCOLS
        .iter()
        .copied()
        .find(|protocol| protocol.id() == id)
}

#[cfg(test)]
mod tests;
