//! A simulated scale, label printer, carriers, Karrio server, Connector service and USB devices, as strict as
//! the real ones, with faults on demand; for tests, journeys and the demo bench.
//!
//! Each runs in threads of its own on loopback and stops when it is dropped, so tests that block and
//! tests that await use it alike.
#![forbid(unsafe_code)]

pub mod carriers;
pub mod connector;
#[cfg(feature = "demo")]
mod demo;
mod http;
pub mod karrio;
mod label;
mod plug;
mod printer;
mod scale;
#[cfg(unix)]
pub mod usb;

pub use carriers::{CarriersSetup, SimCarriers};
pub use connector::{ConnectorSetup, Settles, SimConnector};
#[cfg(feature = "demo")]
pub use demo::SimDemo;
pub use karrio::SimKarrio;
#[cfg(unix)]
pub use printer::PrinterLine;
pub use printer::{PrinterCore, PrinterFault, PrinterOptions, PrinterSetup, SimLabel, SimPrinter};
pub use scale::{ScaleFault, ScaleSetup, SimScale};
