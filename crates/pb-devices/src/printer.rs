//! A link to a printer that knows how many bytes may have left.
use crate::transport::{self, Link, Spool, Submission, WriteFailure};
use crate::{DeviceError, Port, QueueReport};
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
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
    /// How many of those the other side had not acknowledged when it was last looked, so that less
    /// came out than `sent` says; 0 where that cannot be known. It may have got them all the same.
    pub unacknowledged: u64,
    /// What happened.
    pub error: DeviceError,
}

impl SendFailure {
    /// A failure of which it is known that nothing left.
    pub(crate) fn nothing_left(error: DeviceError) -> Self {
        Self {
            sent: 0,
            unacknowledged: 0,
            error,
        }
    }
}

/// What the bytes of a job are. A device takes bytes as they are; a print queue has to be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// The printer's own language: passed on untouched.
    #[default]
    Raw,
    /// A PDF, which the queue turns into what its printer needs.
    Pdf,
}

/// How fast a printer is sent to: some print servers and cheap interface boards lose bytes that come
/// faster than they print. The default holds nothing back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Bytes a second at most, averaged from the start of a job; such boards take about 20,000.
    pub bytes_per_second: Option<NonZeroU32>,
    /// Bytes handed over at once, at most; between 1 and 16,384.
    pub piece: usize,
    /// Pause between the end of a job and the start of the next to the same port, over whichever link.
    pub pause_between_labels: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            bytes_per_second: None,
            piece: PIECE,
            pause_between_labels: Duration::ZERO,
        }
    }
}

impl Pace {
    /// How long after a job's first byte so many bytes may be out.
    fn due(self, sent: usize) -> Duration {
        self.bytes_per_second.map_or(Duration::ZERO, |rate| {
            let nanoseconds = sent as u128 * 1_000_000_000 / u128::from(rate.get());
            Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
        })
    }
}

/// When the last job to a port with a pause ended. A label is a link of its own, so a link cannot
/// know what was before it.
static LAST_LABELS: Mutex<BTreeMap<String, Instant>> = Mutex::new(BTreeMap::new());

fn last_labels() -> MutexGuard<'static, BTreeMap<String, Instant>> {
    LAST_LABELS.lock().unwrap_or_else(PoisonError::into_inner)
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
///
/// There are two kinds behind it, used alike. A device takes bytes and may answer. A print queue or a
/// folder takes a whole job: it is never asked with [`PrinterLink::query`], and a queue tells with
/// [`PrinterLink::report`] what became of the job.
pub struct PrinterLink {
    port: Port,
    way: Way,
    stall: Duration,
    pace: Pace,
    content: Content,
    title: String,
    /// The last job broke off, so the printer may hold a part of it.
    broke_off: bool,
}

/// How the bytes get there.
enum Way {
    Device(Box<dyn Link>),
    Spool(Box<dyn Spool>),
}

impl PrinterLink {
    /// Opens the printer. A print queue that is stopped or takes no jobs is refused: what it got now
    /// would come out when nobody looks.
    pub fn open(port: &Port) -> Result<Self, DeviceError> {
        if matches!(port, Port::Hid { .. }) {
            return Err(DeviceError::Misconfigured {
                port: port.clone(),
                what: "this is a scale, not a printer".to_owned(),
            });
        }
        let way = match transport::open_spool(port) {
            Some(spool) => Way::Spool(spool?),
            None => Way::Device(transport::open(port, CONNECT_TIME)?),
        };
        Ok(Self {
            port: port.clone(),
            way,
            stall: STALL,
            pace: Pace::default(),
            content: Content::default(),
            title: "Packbench".to_owned(),
            broke_off: false,
        })
    }

    /// Gives up a job when the printer took nothing for this long; 20 s unless set.
    #[must_use]
    pub fn stall_after(mut self, stall: Duration) -> Self {
        self.stall = stall;
        self
    }

    /// Sends no faster than this. Only devices are paced; a queue moves the bytes itself, and gets
    /// nothing of this but the pause between labels.
    #[must_use]
    pub fn paced(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// Says what the next jobs are, and what a queue shows to people as their title.
    #[must_use]
    pub fn carrying(mut self, content: Content, title: &str) -> Self {
        self.content = content;
        title.clone_into(&mut self.title);
        self
    }

    /// Where it is.
    pub fn port(&self) -> &Port {
        &self.port
    }

    /// Whether the printer can be asked over this link.
    pub fn can_answer(&self) -> bool {
        match &self.way {
            Way::Device(link) => link.can_answer(),
            Way::Spool(_) => false,
        }
    }

    /// Sends a job. `progress` hears how many of its bytes may have left, as they go.
    ///
    /// `Ok` says that every byte left this program. Over USB the printer took them; over a network
    /// its system acknowledged them (on Linux), which says nothing about paper; a queue has the whole
    /// job, and goes on with it also when this program ends; a folder has a whole file on the disk.
    ///
    /// After a job that broke off over this link, the printer is first made to forget what it had of
    /// it, where it can be: see [`PrinterLink::reset`].
    pub fn send(&mut self, bytes: &[u8], progress: &mut dyn FnMut(u64)) -> Result<(), SendFailure> {
        self.pause_after_last();
        if self.broke_off {
            self.reset().map_err(SendFailure::nothing_left)?;
        }
        let result = match &mut self.way {
            Way::Device(link) => send_to(link.as_mut(), bytes, self.pace, self.stall, progress),
            Way::Spool(spool) => {
                let submission = Submission {
                    title: &self.title,
                    content: self.content,
                    bytes,
                };
                spool.submit(&submission, self.stall, progress)
            }
        };
        self.broke_off = result.is_err();
        if !self.pace.pause_between_labels.is_zero() {
            last_labels().insert(self.port.to_string(), Instant::now());
        }
        result
    }

    fn pause_after_last(&self) {
        let pause = self.pace.pause_between_labels;
        if pause.is_zero() {
            return;
        }
        let last = last_labels().get(&self.port.to_string()).copied();
        if let Some(last) = last {
            thread::sleep(pause.saturating_sub(last.elapsed()));
        }
    }

    /// What the print queue says about the job that was sent last over this link; `None` where there
    /// is no queue that could say, or no job yet. It is a claim and not paper, see [`QueueReport`].
    pub fn report(&mut self) -> Result<Option<QueueReport>, DeviceError> {
        match &mut self.way {
            Way::Device(_) => Ok(None),
            Way::Spool(spool) => spool.report(),
        }
    }

    /// Takes back the job that was sent last over this link, where a queue still has it; elsewhere
    /// nothing can be taken back and nothing happens. [`PrinterLink::report`] tells what came of it:
    /// only a job on which the queue never began is certainly not on paper.
    pub fn cancel(&mut self) -> Result<(), DeviceError> {
        match &mut self.way {
            Way::Device(_) => Ok(()),
            Way::Spool(spool) => spool.cancel(),
        }
    }

    /// The device that a print queue sends to, where it can be opened and asked beside the queue: a
    /// network printer. Its own status, asked once the queue is done, is what proves a label that
    /// went through a queue.
    pub fn device_behind(&self) -> Option<Port> {
        match &self.way {
            Way::Device(_) => None,
            Way::Spool(spool) => spool.device_behind(),
        }
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
        let link = match &mut self.way {
            Way::Device(link) if link.can_answer() => link,
            _ => {
                return Err(DeviceError::OneWay {
                    port: self.port.clone(),
                });
            }
        };
        // What was said before answers another question.
        let mut stale = 0;
        while stale < LONGEST_ANSWER {
            match link.read(Duration::ZERO)?.len() {
                0 => break,
                count => stale += count,
            }
        }
        let until = Instant::now() + timeout;
        let left = || until.saturating_duration_since(Instant::now());
        let mut asked = 0;
        while asked < request.len() {
            asked += link
                .write(&request[asked..], left())
                .map_err(|failure| stalled(failure.error))?;
        }
        let mut answer = Vec::new();
        while !left().is_zero() && answer.len() < LONGEST_ANSWER {
            let more = link.read(left())?;
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

    /// Makes the printer forget what it has begun and not ended, by the soft reset of the USB printer
    /// class; `false` where there is no such thing. Nothing that it may still print survives, so this is
    /// for a printer with no job in flight: before the first job after one that broke off.
    pub fn reset(&mut self) -> Result<bool, DeviceError> {
        let done = match &mut self.way {
            Way::Device(link) => link.soft_reset()?,
            Way::Spool(_) => false,
        };
        self.broke_off = false;
        Ok(done)
    }

    /// Reads what the printer says by itself; nothing when it said nothing for so long.
    pub fn listen(&mut self, timeout: Duration) -> Result<Vec<u8>, DeviceError> {
        match &mut self.way {
            Way::Device(link) if link.can_answer() => link.read(timeout),
            _ => Err(DeviceError::OneWay {
                port: self.port.clone(),
            }),
        }
    }

    /// What a USB printer says on its control pipe; `None` where there is no such thing.
    pub fn port_status(&mut self) -> Option<PortStatus> {
        match &mut self.way {
            Way::Device(link) => link.port_status(),
            Way::Spool(_) => None,
        }
    }

    /// Ends the link without losing the tail of the last job. Dropping the link instead may lose it.
    ///
    /// An error says that the connection broke before the device had closed it in order: the tail
    /// may be lost.
    pub fn close(self) -> Result<(), DeviceError> {
        match self.way {
            Way::Device(link) => link.close(),
            Way::Spool(_) => Ok(()),
        }
    }
}

/// Sends a job to a device piece by piece, and waits until it has left.
fn send_to(
    link: &mut dyn Link,
    bytes: &[u8],
    pace: Pace,
    stall: Duration,
    progress: &mut dyn FnMut(u64),
) -> Result<(), SendFailure> {
    let began = Instant::now();
    let most = pace.piece.clamp(1, PIECE);
    let mut sent = 0;
    while sent < bytes.len() {
        thread::sleep(pace.due(sent).saturating_sub(began.elapsed()));
        let piece = &bytes[sent..bytes.len().min(sent + most)];
        match link.write(piece, stall) {
            Ok(count) => sent += count,
            Err(failure) => return Err(broke_off(link, sent, failure)),
        }
        progress(sent as u64);
    }
    link.settle(stall).map_err(|error| {
        let nothing_more = WriteFailure {
            may_have_left: 0,
            error,
        };
        broke_off(link, sent, nothing_more)
    })
}

/// What left of a job after so many bytes were queued and the next write, or the wait, failed.
fn broke_off(link: &mut dyn Link, queued: usize, failure: WriteFailure) -> SendFailure {
    let kept = link.discard();
    // A byte may leave between counting and throwing away, so what was queued once is never called
    // nothing.
    let left = queued.saturating_sub(kept).max(queued.min(1));
    SendFailure {
        sent: (left + failure.may_have_left) as u64,
        unacknowledged: link.unacknowledged(),
        error: stalled(failure.error),
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
