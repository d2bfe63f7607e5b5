//! Bytes in and out of a device, with time limits.
#[cfg(unix)]
mod device_file;
mod file;
pub(crate) mod hid;
mod ipp;
pub(crate) mod queue;
mod serial;
mod tcp;
#[cfg(target_os = "linux")]
mod unacknowledged;
pub(crate) mod usb;
#[cfg(windows)]
pub(crate) mod windows_spooler;

use crate::{Content, DeviceError, Port, PortStatus, QueueReport, SendFailure};
use std::time::Duration;

/// An open device.
pub(crate) trait Link: Send {
    /// Waits up to `timeout` and answers with what came; nothing when nothing did.
    fn read(&mut self, timeout: Duration) -> Result<Vec<u8>, DeviceError>;

    /// Writes some of `bytes`, at least one, and answers how many.
    fn write(&mut self, bytes: &[u8], timeout: Duration) -> Result<usize, WriteFailure>;

    /// Waits until what was written has left this machine, and where that can be known until the
    /// other side has it; gives up when nothing moves for `stall`.
    fn settle(&mut self, _stall: Duration) -> Result<(), DeviceError> {
        Ok(())
    }

    /// After a failure: throws away what was written and is still in this machine, so that it never
    /// leaves, and answers how many bytes that were.
    fn discard(&mut self) -> usize {
        0
    }

    /// How many of the bytes that left were not acknowledged when it was last looked; 0 where that
    /// cannot be known.
    fn unacknowledged(&self) -> u64 {
        0
    }

    /// Whether the device can be heard.
    fn can_answer(&self) -> bool {
        true
    }

    /// See [`crate::PrinterLink::port_status`].
    fn port_status(&mut self) -> Option<PortStatus> {
        None
    }

    /// See [`crate::PrinterLink::reset`].
    fn soft_reset(&mut self) -> Result<bool, DeviceError> {
        Ok(false)
    }

    /// Ends the link without losing what was written.
    fn close(self: Box<Self>) -> Result<(), DeviceError> {
        Ok(())
    }
}

/// Something that takes whole jobs, and moves their bytes by itself.
pub(crate) trait Spool: Send {
    /// Hands a job over. `progress` hears how many of its bytes may have left, as they go; gives up
    /// when nothing moves for `stall`.
    fn submit(
        &mut self,
        submission: &Submission<'_>,
        stall: Duration,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), SendFailure>;

    /// See [`crate::PrinterLink::report`].
    fn report(&mut self) -> Result<Option<QueueReport>, DeviceError> {
        Ok(None)
    }

    /// See [`crate::PrinterLink::cancel`].
    fn cancel(&mut self) -> Result<(), DeviceError> {
        Ok(())
    }

    /// See [`crate::PrinterLink::device_behind`].
    fn device_behind(&self) -> Option<Port> {
        None
    }
}

/// One job as it is handed over.
pub(crate) struct Submission<'a> {
    /// What the queue shows to people.
    pub(crate) title: &'a str,
    /// What the bytes are.
    pub(crate) content: Content,
    /// All of it.
    pub(crate) bytes: &'a [u8],
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

/// Opens what takes whole jobs; nothing where the port is a device that takes bytes.
pub(crate) fn open_spool(port: &Port) -> Option<Result<Box<dyn Spool>, DeviceError>> {
    fn boxed(spool: impl Spool + 'static) -> Box<dyn Spool> {
        Box::new(spool)
    }
    match port {
        #[cfg(windows)]
        Port::Queue { server, queue } if server.is_empty() => {
            Some(windows_spooler::SpoolerQueue::open(port, queue).map(boxed))
        }
        Port::Queue { server, queue } => {
            Some(queue::QueueSpool::open(port, server, queue).map(boxed))
        }
        Port::File { path } => Some(file::FileSpool::open(port, path).map(boxed)),
        _ => None,
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
        Port::Queue { .. } | Port::File { .. } => return Err(not_mine(port)),
    })
}

/// What a transport says to a port of another kind.
fn not_mine(port: &Port) -> DeviceError {
    DeviceError::Misconfigured {
        port: port.clone(),
        what: "this kind of connection cannot be opened here".to_owned(),
    }
}
