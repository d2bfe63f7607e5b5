//! The thread that keeps a scale connected and tells what it says.
use crate::scales::{self, Poll, ScaleProtocol};
use crate::transport::{self, Link};
use crate::{DeviceError, Port, ScaleConfig};
use pb_domain::ScaleFrame;
use std::any::Any;
use std::convert::Infallible;
use std::mem::{Discriminant, discriminant};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What a scale's thread tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScaleEvent {
    /// The scale is there.
    Connected,
    /// It said something.
    Frame(ScaleFrame),
    /// It is not there, told once for each loss; and once more when what keeps it away turns into
    /// something that a person must cure. The thread goes on trying.
    Gone(DeviceError),
}

/// A thread that reads a scale, and connects again by itself for as long as it lives.
pub struct ScaleThread {
    /// Never sent through: the thread ends when this is dropped.
    stop: Option<Sender<Infallible>>,
    /// Disconnected once the thread has ended.
    ended: Receiver<Infallible>,
    thread: Option<JoinHandle<()>>,
}

/// How long dropping waits for the thread. It looks up more often than this, unless it is inside a
/// look-up of a host name that hangs; then it ends later, and tells nothing any more.
const JOIN_TIME: Duration = Duration::from_secs(2);
/// Longest wait inside the thread before it looks whether it should end.
const LOOK_UP: Duration = Duration::from_millis(100);
const CONNECT_TIME: Duration = Duration::from_millis(1500);
const WRITE_TIME: Duration = Duration::from_millis(500);
/// How long an answer may take before the request is repeated.
const ANSWER_TIME: Duration = Duration::from_secs(1);

/// What differs between a bench and a test.
#[derive(Clone, Copy)]
struct Pace {
    /// First wait before connecting again; doubled each time.
    retry_first: Duration,
    /// Longest wait before connecting again.
    retry_last: Duration,
    /// A scale that is asked and says nothing for this long is gone.
    silence: Duration,
}

const BENCH_PACE: Pace = Pace {
    retry_first: Duration::from_millis(250),
    retry_last: Duration::from_secs(5),
    silence: Duration::from_secs(5),
};

impl ScaleThread {
    /// Starts reading. `on_event` is called on the scale's own thread, and should not block.
    pub fn start(config: ScaleConfig, on_event: impl FnMut(ScaleEvent) + Send + 'static) -> Self {
        let protocol = scales::protocol(&config.protocol);
        Self::run(config, protocol, BENCH_PACE, on_event)
    }

    fn run(
        config: ScaleConfig,
        protocol: Option<&'static dyn ScaleProtocol>,
        pace: Pace,
        on_event: impl FnMut(ScaleEvent) + Send + 'static,
    ) -> Self {
        let (stop, stopped) = channel();
        let (end, ended) = channel();
        let reader = Reader {
            config,
            protocol,
            pace,
            stopped,
            on_event,
            connected: false,
            told: None,
        };
        let thread = thread::Builder::new()
            .name("scale".to_owned())
            .spawn(move || {
                reader.run();
                drop(end);
            })
            .inspect_err(|error| tracing::error!(%error, "the scale's thread cannot start"))
            .ok();
        Self {
            stop: Some(stop),
            ended,
            thread,
        }
    }
}

impl Drop for ScaleThread {
    fn drop(&mut self) {
        self.stop = None;
        match (self.ended.recv_timeout(JOIN_TIME), self.thread.take()) {
            (Err(RecvTimeoutError::Disconnected), Some(thread)) => {
                if thread.join().is_err() {
                    tracing::error!("the scale's thread ended in a panic");
                }
            }
            (_, Some(_)) => tracing::warn!("the scale's thread ends later: it is connecting"),
            (_, None) => {}
        }
    }
}

struct Reader<F> {
    config: ScaleConfig,
    protocol: Option<&'static dyn ScaleProtocol>,
    pace: Pace,
    stopped: Receiver<Infallible>,
    on_event: F,
    connected: bool,
    /// Why the scale is gone, as last told; `None` while it is there.
    told: Option<Discriminant<DeviceError>>,
}

/// Why reading ended.
enum End {
    Stopped,
    Lost(DeviceError),
}

impl From<DeviceError> for End {
    fn from(error: DeviceError) -> Self {
        Self::Lost(error)
    }
}

impl<F: FnMut(ScaleEvent)> Reader<F> {
    fn run(mut self) {
        let mut wait = self.pace.retry_first;
        loop {
            self.connected = false;
            let ended = catch_unwind(AssertUnwindSafe(|| self.read()));
            let error = match ended {
                Ok(Ok(never)) => match never {},
                Ok(Err(End::Stopped)) => return,
                Ok(Err(End::Lost(error))) => error,
                Err(panic) => DeviceError::DriverFailed {
                    port: self.config.port.clone(),
                    detail: panic_text(panic.as_ref()),
                },
            };
            tracing::debug!(%error, "scale not readable");
            if self.connected {
                wait = self.pace.retry_first;
            }
            self.tell_gone(error);
            match self.stopped.recv_timeout(wait) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(_) | Err(RecvTimeoutError::Disconnected) => return,
            }
            wait = (wait * 2).min(self.pace.retry_last);
        }
    }

    /// Connects and reads until the scale is lost or the thread is to end.
    fn read(&mut self) -> Result<Infallible, End> {
        let protocol = self.protocol()?;
        let mut link = transport::open(&self.config.port, CONNECT_TIME)?;
        let mut decoder = protocol.decoder(self.config.unit);
        let poll = protocol.poll();
        let mut asked = None;
        let mut answered = true;
        let mut heard = Instant::now();
        if poll.is_none() {
            self.tell_connected();
        }
        loop {
            if self.is_stopped() {
                return Err(End::Stopped);
            }
            let mut wait = LOOK_UP;
            if let Some(poll) = poll {
                let due = due_in(poll, asked, answered);
                if due.is_zero() {
                    self.ask(link.as_mut(), poll.request)?;
                    asked = Some(Instant::now());
                    answered = false;
                } else {
                    wait = wait.min(due);
                }
                if heard.elapsed() >= self.pace.silence {
                    return Err(End::Lost(DeviceError::TimedOut {
                        port: self.config.port.clone(),
                        doing: "waiting for a weight",
                    }));
                }
            }
            let bytes = link.read(wait)?;
            for frame in decoder.push(&bytes) {
                heard = Instant::now();
                answered = true;
                self.tell_connected();
                self.tell(ScaleEvent::Frame(frame));
            }
        }
    }

    /// The protocol, if it exists and can be spoken over the port.
    fn protocol(&self) -> Result<&'static dyn ScaleProtocol, DeviceError> {
        let misconfigured = |what: String| DeviceError::Misconfigured {
            port: self.config.port.clone(),
            what,
        };
        let protocol = self.protocol.ok_or_else(|| {
            misconfigured(format!(
                "“{}” is not a scale protocol",
                self.config.protocol
            ))
        })?;
        let fits = match self.config.port {
            Port::Hid { .. } => protocol.line().is_empty(),
            Port::Tcp { .. } | Port::Serial { .. } => !protocol.line().is_empty(),
            Port::Usb { .. } | Port::DeviceFile { .. } | Port::Queue { .. } | Port::File { .. } => {
                false
            }
        };
        if fits {
            Ok(protocol)
        } else {
            Err(misconfigured(format!(
                "“{}” is not spoken over this kind of connection",
                protocol.name()
            )))
        }
    }

    fn ask(&self, link: &mut dyn Link, request: &[u8]) -> Result<(), DeviceError> {
        let mut sent = 0;
        while sent < request.len() {
            sent += link
                .write(&request[sent..], WRITE_TIME)
                .map_err(|failure| failure.error)?;
        }
        Ok(())
    }

    fn is_stopped(&self) -> bool {
        matches!(self.stopped.try_recv(), Err(TryRecvError::Disconnected))
    }

    fn tell(&mut self, event: ScaleEvent) {
        if !self.is_stopped() {
            (self.on_event)(event);
        }
    }

    fn tell_connected(&mut self) {
        if !self.connected {
            self.connected = true;
            self.told = None;
            self.tell(ScaleEvent::Connected);
        }
    }

    fn tell_gone(&mut self, error: DeviceError) {
        let reason = discriminant(&error);
        let needs_a_person = matches!(
            error,
            DeviceError::PermissionDenied { .. } | DeviceError::Busy { .. }
        );
        if self.told.is_none() || (needs_a_person && self.told != Some(reason)) {
            self.told = Some(reason);
            self.tell(ScaleEvent::Gone(error));
        }
    }
}

/// How long until the scale is to be asked: at its pace when it answered, else once an answer is
/// overdue, so that a slow one is not talked over.
fn due_in(poll: Poll, asked: Option<Instant>, answered: bool) -> Duration {
    let Some(asked) = asked else {
        return Duration::ZERO;
    };
    let pause = if answered { poll.every } else { ANSWER_TIME };
    pause.saturating_sub(asked.elapsed())
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it panicked".to_owned())
}

#[cfg(test)]
mod tests;
