//! A link to a printer that knows how many bytes may have left.
use crate::{DeviceError, Port};
use std::time::Duration;

/// A job that broke off.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct SendFailure {
    /// Bytes that may have left this machine; 0 only when certainly none did.
    pub sent: u64,
    /// What happened.
    pub error: DeviceError,
}

/// What a USB printer says about itself on the control pipe. Many cheap printers answer a constant,
/// so it may explain a failure and never proves a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PortStatus {
    /// It says that it is out of paper.
    pub paper_empty: bool,
    /// It says that it is on line.
    pub selected: bool,
    /// It says that something is wrong.
    pub error: bool,
}

/// An open link to a printer. Every call blocks; give it a thread of its own.
pub struct PrinterLink {
    port: Port,
}

impl PrinterLink {
    /// Opens the printer.
    pub fn open(port: &Port) -> Result<Self, DeviceError> {
        Ok(Self { port: port.clone() })
    }

    /// Gives up a job when the printer took nothing for this long; 20 s unless set.
    #[must_use]
    pub fn stall_after(self, _stall: Duration) -> Self {
        self
    }

    /// Where it is.
    pub fn port(&self) -> &Port {
        &self.port
    }

    /// Whether the printer can be asked over this link.
    pub fn can_answer(&self) -> bool {
        true
    }

    /// Sends a job. `progress` hears the bytes that may have left, in this job, as they go.
    pub fn send(
        &mut self,
        _bytes: &[u8],
        _progress: &mut dyn FnMut(u64),
    ) -> Result<(), SendFailure> {
        Ok(())
    }

    /// Asks, and reads until `complete` says that the answer is whole.
    ///
    /// `Ok` with no bytes: the printer stayed silent, which some do while they need a person.
    /// `TimedOut`: it began to answer and did not finish. `OneWay`: it cannot be asked.
    pub fn query(
        &mut self,
        _request: &[u8],
        _complete: &dyn Fn(&[u8]) -> bool,
        _timeout: Duration,
    ) -> Result<Vec<u8>, DeviceError> {
        Ok(Vec::new())
    }

    /// What a USB printer says on its control pipe; `None` where there is no such thing.
    pub fn port_status(&mut self) -> Option<PortStatus> {
        None
    }

    /// Ends the link without losing the tail of the last job. Dropping the link instead may lose it.
    pub fn close(self) -> Result<(), DeviceError> {
        Ok(())
    }
}
