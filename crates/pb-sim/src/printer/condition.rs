//! What a simulated printer is like at a moment, and what may be wrong with it.
use super::language::Stock;
use pb_labels::Tracking;

/// What is wrong with a printer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrinterFault {
    /// Nothing.
    #[default]
    None,
    /// No paper: bytes are taken, nothing comes out, its status says so.
    PaperOut,
    /// No paper, and its status is not answered while it lasts, as newer ZPL firmware has it; `~HQES` is.
    PaperOutAndSilent,
    /// The paper ends after this many more labels, in the middle of a job if that has more.
    PaperOutAfter(u32),
    /// Open head: bytes are taken, nothing comes out, its status says so.
    HeadOpen,
    /// No ribbon: nothing comes out, its status says so where the language can.
    RibbonOut,
    /// Paused: bytes are taken, labels wait, its status says so where the language can.
    Paused,
    /// Too hot: nothing comes out, its status says so where the language can.
    OverTemperature,
    /// No memory left: nothing comes out, its status says so where the language can.
    BufferFull,
    /// The roll is of another maker, and the printer refuses it; it says so where the language can.
    ForeignMedia,
    /// No question is ever answered; labels come out all the same.
    SilentStatus,
    /// Questions are answered with bytes that are no status.
    GarbageStatus,
    /// It says at once that it is idle and that all is well, and nothing ever comes out.
    Lying,
    /// It takes labels as if it printed them, in the usual time, and nothing comes out.
    Swallow,
    /// Switched off: connections drop and further ones are refused; what it had is forgotten.
    Off,
    /// Takes this many more bytes and then reads no further, with the connection open.
    StallAfter(usize),
    /// Takes this many more bytes and then closes the connection.
    CloseAfter(usize),
    /// Takes 20 KB a second.
    Slow,
}

impl PrinterFault {
    /// Its name, as `pb-sim --printer-fault` takes it, with the number that it ends in after a colon.
    pub fn from_name(name: &str) -> Option<Self> {
        let (name, number) = match name.split_once(':') {
            Some((name, number)) => (name, Some(number.parse::<usize>().ok()?)),
            None => (name, None),
        };
        Some(match (name, number) {
            ("none", None) => Self::None,
            ("paper-out", None) => Self::PaperOut,
            ("paper-out-and-silent", None) => Self::PaperOutAndSilent,
            ("paper-out-after", Some(labels)) => Self::PaperOutAfter(u32::try_from(labels).ok()?),
            ("head-open", None) => Self::HeadOpen,
            ("ribbon-out", None) => Self::RibbonOut,
            ("paused", None) => Self::Paused,
            ("over-temperature", None) => Self::OverTemperature,
            ("buffer-full", None) => Self::BufferFull,
            ("foreign-media", None) => Self::ForeignMedia,
            ("silent-status", None) => Self::SilentStatus,
            ("garbage-status", None) => Self::GarbageStatus,
            ("lying", None) => Self::Lying,
            ("swallow", None) => Self::Swallow,
            ("off", None) => Self::Off,
            ("stall-after", Some(bytes)) => Self::StallAfter(bytes),
            ("close-after", Some(bytes)) => Self::CloseAfter(bytes),
            ("slow", None) => Self::Slow,
            _ => return None,
        })
    }

    /// What [`PrinterFault::from_name`] takes, for a person.
    pub const NAMES: &str = "none, paper-out, paper-out-and-silent, paper-out-after:LABELS, head-open, \
        ribbon-out, paused, over-temperature, buffer-full, foreign-media, silent-status, garbage-status, \
        lying, swallow, off, stall-after:BYTES, close-after:BYTES, slow";

    pub(super) fn paper_out(self) -> bool {
        matches!(
            self,
            Self::PaperOut | Self::PaperOutAndSilent | Self::PaperOutAfter(0)
        )
    }

    /// Whether no label comes out while it lasts.
    pub(super) fn stops(self) -> bool {
        self.paper_out()
            || matches!(
                self,
                Self::HeadOpen
                    | Self::RibbonOut
                    | Self::Paused
                    | Self::OverTemperature
                    | Self::BufferFull
                    | Self::ForeignMedia
                    | Self::Off
            )
    }
}

/// What a printer could say about itself now.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) paper_out: bool,
    pub(super) head_open: bool,
    pub(super) ribbon_out: bool,
    pub(super) paused: bool,
    pub(super) over_temperature: bool,
    pub(super) buffer_full: bool,
    pub(super) foreign_media: bool,
    /// Labels that wait behind the one at hand.
    pub(super) waiting: usize,
    /// Copies left of the label at hand.
    pub(super) left: u32,
    /// Labels left in all.
    pub(super) left_in_all: u32,
    /// A label has begun and its end has not come.
    pub(super) partial: bool,
    pub(super) stock: Stock,
    pub(super) tracking: Tracking,
}

impl Condition {
    /// Whether something keeps labels from coming out.
    pub(super) fn stopped(&self) -> bool {
        self.paper_out
            || self.head_open
            || self.ribbon_out
            || self.paused
            || self.over_temperature
            || self.buffer_full
            || self.foreign_media
    }

    /// Whether it has labels to print.
    pub(super) fn busy(&self) -> bool {
        self.left_in_all > 0
    }
}
