//! A simulated scale, label printer and Karrio server, as strict as the real ones, with faults on
//! demand; for tests, journeys and the demo bench.
//!
//! Each runs in threads of its own on loopback and stops when it is dropped, so tests that block and
//! tests that await use it alike.
#![forbid(unsafe_code)]

#[cfg(feature = "demo")]
mod demo;
pub mod karrio;
mod plug;
mod printer;
mod scale;

#[cfg(feature = "demo")]
pub use demo::SimDemo;
pub use karrio::SimKarrio;
pub use printer::{PrinterFault, PrinterOptions, SimLabel, SimPrinter};
pub use scale::{ScaleFault, ScaleSetup, SimScale};
