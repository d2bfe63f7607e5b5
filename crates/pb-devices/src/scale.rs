//! The thread that keeps a scale connected and tells what it says.
use crate::scales::{self, Poll, ScaleProtocol};
use crate::transport::{self, Link, WriteFailure};
use crate::{DeviceError, ScaleConfig};
use pb_domain::{FrameKind, ScaleFrame, Weight};
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
    /// What became of a request for zero; told once for each.
    Zero(ZeroOutcome),
}

/// What became of a request that a scale call what lies on it zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZeroOutcome {
    /// It showed zero afterwards.
    Done,
    /// It was asked, and did not show zero in time. Many scales do not listen; their own key does it.
    NotSeen,
    /// Its protocol has no such request: its own key does it.
    CannotBeAsked,
    /// It is not there.
    Gone,
    /// It refused the request.
    Refused(DeviceError),
}

/// A thread that reads a scale, and connects again by itself for as long as it lives.
pub struct ScaleThread {
    /// Never sent through: the thread ends when this is dropped.
    stop: Option<Sender<Infallible>>,
    zero: Sender<ZeroRequest>,
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
/// How often a silent scale is asked until it counts as gone.
const TRIES_UNTIL_GONE: u32 = 5;

/// How long a scale may take to show zero after it was asked to.
const ZERO_TIME: Duration = Duration::from_secs(3);

/// A request for zero on its way to the thread.
struct ZeroRequest;

/// What differs between a bench and a test.
#[derive(Clone, Copy)]
struct Pace {
    /// First wait before connecting again; doubled each time.
    retry_first: Duration,
    /// Longest wait before connecting again.
    retry_last: Duration,
    /// A scale that is asked and says nothing for this long is gone; `None` leaves it to the protocol.
    silence: Option<Duration>,
}

const BENCH_PACE: Pace = Pace {
    retry_first: Duration::from_millis(250),
    retry_last: Duration::from_secs(5),
    silence: None,
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
        let (zero, zero_requests) = channel();
        let (end, ended) = channel();
        let reader = Reader {
            config,
            protocol,
            pace,
            stopped,
            zero_requests,
            zero_until: None,
            on_event,
            connected: false,
            told: None,
        };
        let thread = thread::Builder::new()
            .name("scale".to_owned())
            .spawn(move || {
                let span =
                    tracing::info_span!("scale", id = reader.config.id, name = reader.config.name);
                span.in_scope(|| reader.run());
                drop(end);
            })
            .inspect_err(|error| tracing::error!(%error, "the scale's thread cannot start"))
            .ok();
        Self {
            stop: Some(stop),
            zero,
            ended,
            thread,
        }
    }

    /// Asks the scale to call what lies on its pan zero. What became of it is told as
    /// [`ScaleEvent::Zero`]. Best effort: it is done when the scale shows zero, not when it was asked.
    ///
    /// Never to be called while a parcel is being weighed: the caller knows, the scale does not.
    pub fn zero(&self) {
        // A thread that has ended tells nothing any more, and its owner knows.
        let _ = self.zero.send(ZeroRequest);
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
    zero_requests: Receiver<ZeroRequest>,
    /// Until when the scale may show zero, after it was asked to.
    zero_until: Option<Instant>,
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
            if self.zero_until.take().is_some() {
                self.tell(ScaleEvent::Zero(ZeroOutcome::NotSeen));
            }
            self.tell_gone(error);
            if self.rest(wait) {
                return;
            }
            wait = (wait * 2).min(self.pace.retry_last);
        }
    }

    /// Waits before connecting again; whether the thread is to end.
    fn rest(&mut self, wait: Duration) -> bool {
        let until = Instant::now() + wait;
        loop {
            while self.zero_requests.try_recv().is_ok() {
                self.tell(ScaleEvent::Zero(ZeroOutcome::Gone));
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            match self.stopped.recv_timeout(left.min(LOOK_UP)) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(_) | Err(RecvTimeoutError::Disconnected) => return true,
            }
        }
    }

    /// Connects and reads until the scale is lost or the thread is to end.
    fn read(&mut self) -> Result<Infallible, End> {
        let protocol = self.config.spoken(self.protocol)?;
        let mut decoder = self.config.decoder(protocol)?;
        let mut link = transport::open(&self.config.port, CONNECT_TIME)?;
        let poll = protocol.poll();
        let silence = poll.and_then(|poll| poll.silence.map(|s| self.pace.silence.unwrap_or(s)));
        let mut asked = None;
        let mut answered = true;
        let mut heard = Instant::now();
        if silence.is_none() {
            // Nothing it has to say tells whether it is there.
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
                    send(link.as_mut(), poll.request).map_err(|failure| failure.error)?;
                    asked = Some(Instant::now());
                    answered = false;
                } else {
                    wait = wait.min(due);
                }
            }
            if silence.is_some_and(|silence| heard.elapsed() >= silence) {
                return Err(End::Lost(DeviceError::TimedOut {
                    port: self.config.port.clone(),
                    doing: "waiting for a weight",
                }));
            }
            self.ask_for_zero(protocol, link.as_mut());
            let bytes = link.read(wait)?;
            for frame in decoder.push(&bytes) {
                heard = Instant::now();
                answered = true;
                self.tell_connected();
                self.see_zero(&frame);
                self.tell(ScaleEvent::Frame(frame));
            }
            if let Some(reply) = decoder.reply()
                && !answered
            {
                send(link.as_mut(), reply).map_err(|failure| failure.error)?;
            }
        }
    }

    /// Passes a request for zero on to the scale.
    fn ask_for_zero(&mut self, protocol: &dyn ScaleProtocol, link: &mut dyn Link) {
        if self.zero_until.is_some_and(|until| until <= Instant::now()) {
            self.zero_until = None;
            self.tell(ScaleEvent::Zero(ZeroOutcome::NotSeen));
        }
        // One at a time: a second one waits for what becomes of the first.
        if self.zero_until.is_some() || self.zero_requests.try_recv().is_err() {
            return;
        }
        let outcome = match (protocol.zero(), self.connected) {
            (None, _) => ZeroOutcome::CannotBeAsked,
            (_, false) => ZeroOutcome::Gone,
            (Some(request), true) => match send(link, request) {
                Ok(()) => {
                    self.zero_until = Some(Instant::now() + ZERO_TIME);
                    return;
                }
                // Whether the scale is lost, reading tells.
                Err(failure) => ZeroOutcome::Refused(failure.error),
            },
        };
        self.tell(ScaleEvent::Zero(outcome));
    }

    fn see_zero(&mut self, frame: &ScaleFrame) {
        if frame.kind == FrameKind::Steady(Weight::ZERO) && self.zero_until.take().is_some() {
            self.tell(ScaleEvent::Zero(ZeroOutcome::Done));
        }
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

/// Sends all of a request.
fn send(link: &mut dyn Link, request: &[u8]) -> Result<(), WriteFailure> {
    let mut sent = 0;
    while sent < request.len() {
        sent += link.write(&request[sent..], WRITE_TIME)?;
    }
    Ok(())
}

/// How long until the scale is to be asked: at its pace when it answered, else once an answer is
/// overdue, so that a slow one is not talked over.
fn due_in(poll: Poll, asked: Option<Instant>, answered: bool) -> Duration {
    let Some(asked) = asked else {
        return Duration::ZERO;
    };
    let pause = if answered {
        poll.every
    } else {
        poll.silence
            .map_or(poll.every, |silence| silence / TRIES_UNTIL_GONE)
    };
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
