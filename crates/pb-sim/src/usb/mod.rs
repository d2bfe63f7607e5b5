//! Simulated USB devices that the real USB code of a system sees: a scale, a printer, a serial adapter.
//!
//! A device speaks USB/IP, the protocol by which Linux carries USB over a socket, so it can be plugged
//! into the kernel itself (its virtual host controller, `vhci_hcd`) or into whatever else speaks it. It
//! answers every transfer the way the classes' documents say, and misbehaves on demand: an endpoint that
//! stalls, one that takes nothing more, a cable that is pulled at a given byte.
//!
//! Unix only: sockets of this kind carry it.

mod descriptor;
mod plain;
mod port;
mod printer;
mod scale;
mod serial;
#[cfg(test)]
mod tests;
mod wire;
mod zpl;

pub use plain::PlainDevice;
pub use port::Host;
pub use printer::{Behind, UsbFault, UsbPrinter, UsbPrinterOptions};
pub use scale::{HidReading, HidScale, HidScaleOptions};
pub use serial::{Chip, Handshake, Parity, SerialAdapter, SerialAdapterOptions, SerialLine};
pub use zpl::ZplVoice;

/// What a device says about itself in its device descriptor and strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Vendor id.
    pub vendor: u16,
    /// Product id.
    pub product: u16,
    /// Release of the device, in BCD.
    pub release: u16,
    /// Maker, as its string says.
    pub maker: String,
    /// Model, as its string says.
    pub model: String,
    /// Serial number, as its string says.
    pub serial: String,
}

impl Identity {
    /// An identity of release 1.00.
    pub fn new(vendor: u16, product: u16, maker: &str, model: &str, serial: &str) -> Self {
        Self {
            vendor,
            product,
            release: 0x0100,
            maker: maker.to_owned(),
            model: model.to_owned(),
            serial: serial.to_owned(),
        }
    }
}
