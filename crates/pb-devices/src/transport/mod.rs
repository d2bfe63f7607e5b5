//! Bytes in and out of a device, with time limits.
#[cfg(unix)]
mod device_file;
pub(crate) mod hid;
mod serial;
mod tcp;
pub(crate) mod usb;

use crate::{DeviceError, Port, PortStatus};
use std::time::Duration;

/// An open device.
pub(crate) trait Link: Send {
    /// Waits up to `timeout` and answers with what came; nothing when nothing did.
    fn read(&mut self, timeout: Duration) -> Result<Vec<u8>, DeviceError>;

    /// Writes some of `bytes`, at least one, and answers how many.
    fn write(&mut self, bytes: &[u8], timeout: Duration) -> Result<usize, WriteFailure>;

    /// Waits until what was written has left this machine; gives up when nothing moves for `stall`.
    fn settle(&mut self, _stall: Duration) -> Result<(), DeviceError> {
        Ok(())
    }

    /// Whether the device can be heard.
    fn can_answer(&self) -> bool {
        true
    }

    /// See [`crate::PrinterLink::port_status`].
    fn port_status(&mut self) -> Option<PortStatus> {
        None
    }

    /// Ends the link without losing what was written.
    fn close(self: Box<Self>) -> Result<(), DeviceError> {
        Ok(())
    }
}

/// A write that broke off.
#[derive(Debug)]
pub(crate) struct WriteFailure {
    /// How many of the bytes of this write may have left.
    pub(crate) may_have_left: usize,
    /// What happened.
    pub(crate) error: DeviceError,
}

impl WriteFailure {
    /// A failure of which it is known that nothing left.
    fn nothing_left(error: DeviceError) -> Self {
        Self {
            may_have_left: 0,
            error,
        }
    }
}

/// Opens a device; `patience` bounds connecting over a network.
pub(crate) fn open(port: &Port, patience: Duration) -> Result<Box<dyn Link>, DeviceError> {
    Ok(match port {
        Port::Tcp { .. } => Box::new(tcp::TcpLink::open(port, patience)?),
        Port::Usb { .. } => Box::new(usb::UsbLink::open(port)?),
        Port::Hid { .. } => Box::new(hid::HidLink::open(port)?),
        Port::Serial { .. } => Box::new(serial::SerialLink::open(port)?),
        #[cfg(unix)]
        Port::DeviceFile { .. } => Box::new(device_file::DeviceFileLink::open(port)?),
        #[cfg(not(unix))]
        Port::DeviceFile { .. } => return Err(not_mine(port)),
    })
}

/// What a transport says to a port of another kind.
fn not_mine(port: &Port) -> DeviceError {
    DeviceError::Misconfigured {
        port: port.clone(),
        what: "this kind of connection cannot be opened here".to_owned(),
    }
}
