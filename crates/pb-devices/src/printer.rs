//! A link to a printer that knows how many bytes may have left.
use crate::transport::{self, Link};
use crate::{DeviceError, Port};
use std::time::{Duration, Instant};

/// Bytes handed over at once: what is lost track of when a transfer breaks off is no more than this.
const PIECE: usize = 16 * 1024;
const CONNECT_TIME: Duration = Duration::from_secs(5);
/// A printer that takes nothing for this long needs a person.
const STALL: Duration = Duration::from_secs(20);
/// No printer's status is longer; more is something else talking.
const LONGEST_ANSWER: usize = 64 * 1024;

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

impl PortStatus {
    /// Reads the byte of the USB printer class: bit 5 paper empty, bit 4 selected, bit 3 no error.
    pub(crate) fn from_byte(byte: u8) -> Self {
        Self {
            paper_empty: byte & 0x20 != 0,
            selected: byte & 0x10 != 0,
            error: byte & 0x08 == 0,
        }
    }
}

/// An open link to a printer. Every call blocks; give it a thread of its own.
pub struct PrinterLink {
    port: Port,
    link: Box<dyn Link>,
    stall: Duration,
}

impl PrinterLink {
    /// Opens the printer.
    pub fn open(port: &Port) -> Result<Self, DeviceError> {
        if matches!(port, Port::Hid { .. }) {
            return Err(DeviceError::Misconfigured {
                port: port.clone(),
                what: "this is a scale, not a printer".to_owned(),
            });
        }
        Ok(Self {
            port: port.clone(),
            link: transport::open(port, CONNECT_TIME)?,
            stall: STALL,
        })
    }

    /// Gives up a job when the printer took nothing for this long; 20 s unless set.
    #[must_use]
    pub fn stall_after(mut self, stall: Duration) -> Self {
        self.stall = stall;
        self
    }

    /// Where it is.
    pub fn port(&self) -> &Port {
        &self.port
    }

    /// Whether the printer can be asked over this link.
    pub fn can_answer(&self) -> bool {
        self.link.can_answer()
    }

    /// Sends a job. `progress` hears how many of its bytes may have left, as they go.
    ///
    /// `Ok` says that every byte left this program. Over USB the printer took them; over a network
    /// they may still be on their way, and an answered query or [`PrinterLink::close`] tells more.
    pub fn send(&mut self, bytes: &[u8], progress: &mut dyn FnMut(u64)) -> Result<(), SendFailure> {
        let mut sent = 0;
        while sent < bytes.len() {
            let piece = &bytes[sent..bytes.len().min(sent + PIECE)];
            match self.link.write(piece, self.stall) {
                Ok(count) => sent += count,
                Err(failure) => {
                    return Err(SendFailure {
                        sent: (sent + failure.may_have_left) as u64,
                        error: stalled(failure.error),
                    });
                }
            }
            progress(sent as u64);
        }
        self.link.settle(self.stall).map_err(|error| SendFailure {
            sent: sent as u64,
            error: stalled(error),
        })
    }

    /// Asks, and reads until `complete` says that the answer is whole.
    ///
    /// `Ok` with no bytes: the printer stayed silent, which some do while they need a person.
    /// `TimedOut`: it began to answer and did not finish. `OneWay`: it cannot be asked.
    pub fn query(
        &mut self,
        request: &[u8],
        complete: &dyn Fn(&[u8]) -> bool,
        timeout: Duration,
    ) -> Result<Vec<u8>, DeviceError> {
        if !self.can_answer() {
            return Err(DeviceError::OneWay {
                port: self.port.clone(),
            });
        }
        // What was said before answers another question.
        let mut stale = 0;
        while stale < LONGEST_ANSWER {
            match self.link.read(Duration::ZERO)?.len() {
                0 => break,
                count => stale += count,
            }
        }
        let until = Instant::now() + timeout;
        let left = || until.saturating_duration_since(Instant::now());
        let mut asked = 0;
        while asked < request.len() {
            asked += self
                .link
                .write(&request[asked..], left())
                .map_err(|failure| stalled(failure.error))?;
        }
        let mut answer = Vec::new();
        while !left().is_zero() && answer.len() < LONGEST_ANSWER {
            let more = self.link.read(left())?;
            answer.extend_from_slice(&more);
            if !more.is_empty() && complete(&answer) {
                return Ok(answer);
            }
        }
        if answer.is_empty() {
            return Ok(answer);
        }
        Err(DeviceError::TimedOut {
            port: self.port.clone(),
            doing: "answering",
        })
    }

    /// What a USB printer says on its control pipe; `None` where there is no such thing.
    pub fn port_status(&mut self) -> Option<PortStatus> {
        self.link.port_status()
    }

    /// Ends the link without losing the tail of the last job. Dropping the link instead may lose it.
    ///
    /// An error says that the connection broke before the device had closed it in order: the tail
    /// may be lost.
    pub fn close(self) -> Result<(), DeviceError> {
        self.link.close()
    }
}

/// A printer that took nothing for the whole time stalled.
fn stalled(error: DeviceError) -> DeviceError {
    match error {
        DeviceError::TimedOut { port, .. } => DeviceError::Stalled { port },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_port_status() {
        let healthy = PortStatus::from_byte(0x18);
        assert_eq!(
            (healthy.paper_empty, healthy.selected, healthy.error),
            (false, true, false)
        );
        let out_of_paper = PortStatus::from_byte(0x30);
        assert_eq!((out_of_paper.paper_empty, out_of_paper.error), (true, true));
    }

    #[test]
    fn a_scale_is_not_printed_to() {
        let port = Port::Hid {
            vendor: 0x0922,
            product: 0x8003,
            path: "/dev/hidraw0".to_owned(),
        };
        assert!(matches!(
            PrinterLink::open(&port),
            Err(DeviceError::Misconfigured { .. })
        ));
    }
}
