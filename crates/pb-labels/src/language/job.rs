//! How a job is to be printed, and what of it a language can say.
use crate::{Media, Resolution};
use std::num::NonZeroU16;
use std::ops::RangeInclusive;

/// How often each page is printed.
pub type Copies = NonZeroU16;

/// How a job is to be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Label stock in the printer.
    pub media: Media,
    /// The printer's dots.
    pub resolution: Resolution,
    /// How the printer finds where a label begins.
    pub tracking: Tracking,
    /// Darkness in percent of what the language offers; `None` leaves it as the printer has it.
    pub darkness: Option<u8>,
    /// Speed in inches a second; `None` leaves it as the printer has it.
    pub speed: Option<u8>,
    /// How often each page is printed.
    pub copies: Copies,
    /// What happens to a label that is out.
    pub finish: Finish,
}

impl Job {
    /// One copy on stock with gaps, with all else as the printer has it.
    pub const fn new(media: Media, resolution: Resolution) -> Self {
        Self {
            media,
            resolution,
            tracking: Tracking::Gap,
            darkness: None,
            speed: None,
            copies: Copies::MIN,
            finish: Finish::TearOff,
        }
    }

    /// The darkness as a number between two ends of a language's scale; `None` when it is left alone.
    pub(crate) fn darkness_in(&self, scale: RangeInclusive<u8>) -> Option<u8> {
        let (low, high) = (u16::from(*scale.start()), u16::from(*scale.end()));
        self.darkness.map(|percent| {
            let step = (u16::from(percent.min(100)) * (high - low) + 50) / 100;
            u8::try_from(low + step).unwrap_or(*scale.end())
        })
    }
}

/// How the printer finds where a label begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tracking {
    /// By the gap between two labels.
    #[default]
    Gap,
    /// By a black mark on the back.
    Mark,
    /// Not at all: the stock is one long strip.
    Continuous,
}

/// What happens to a label that is out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Finish {
    /// It is fed to where it can be torn off.
    #[default]
    TearOff,
    /// It is cut off.
    Cut,
}

/// What of a [`Job`] a language can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// The nominal resolutions of its printers, in dots per inch.
    pub dpi: &'static [u32],
    /// The ways of finding where a label begins.
    pub tracking: &'static [Tracking],
    /// Whether the darkness can be set.
    pub darkness: bool,
    /// Speeds that can be set, in inches a second; `None` when it cannot be.
    pub speed: Option<RangeInclusive<u8>>,
    /// Whether a cutter can be told to cut.
    pub cut: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn darkness_goes_from_one_end_to_the_other() {
        let job = |darkness| Job {
            darkness,
            ..Job::new(Media::FOUR_BY_SIX, Resolution::Dpi203)
        };
        assert_eq!(job(None).darkness_in(0..=30), None);
        for (percent, wanted) in [(0, 0), (50, 15), (100, 30), (200, 30)] {
            assert_eq!(job(Some(percent)).darkness_in(0..=30), Some(wanted));
        }
        assert_eq!(job(Some(0)).darkness_in(1..=15), Some(1));
        assert_eq!(job(Some(100)).darkness_in(1..=15), Some(15));
    }
}
