//! Which scale is on a serial line: listening first, then asking in an order that harms none.
mod line;
mod plan;
#[cfg(test)]
mod tests;

use crate::scales::{self, Decoder, ScaleOptions, ScaleProtocol};
use crate::transport::{self, Link};
use crate::{DeviceError, Port};
use line::KeptLine;
use pb_domain::ScaleFrame;
use plan::{Attempt, plan};
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Longest wait until `progress` is asked whether to go on.
const LOOK_UP: Duration = Duration::from_millis(100);
const CONNECT_TIME: Duration = Duration::from_millis(1500);
const WRITE_TIME: Duration = Duration::from_millis(500);
/// How long a line is listened to, at each speed.
const LISTEN: Duration = Duration::from_millis(1200);
/// How long a whole frame that came unasked waits for its second: a person may have to press the
/// scale's print key again.
const CONFIRM: Duration = Duration::from_secs(8);
/// How long an answer may take. NCI scales answer inside 300 ms; a frame of 16 characters at 1200
/// baud takes 150 ms.
const ANSWER: Duration = Duration::from_millis(500);
/// How often each question is asked. The first may reach a scale that still waits for the end of
/// somebody else's question, and is then spoiled.
const TRIES: u32 = 2;
/// How often a scale is asked again that answered once.
const CONFIRM_TRIES: u32 = 4;
/// Frames that make a find.
const FRAMES: usize = 2;
/// Unexplained bytes that are kept of each line.
const KEPT_BYTES: usize = 64;

/// What is being done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetectStep {
    /// In words, such as `Listening at 9600 8N1`.
    pub doing: String,
    /// How long it has taken so far.
    pub elapsed: Duration,
    /// The longest it may take; see [`detection_bound`].
    pub bound: Duration,
}

/// A scale that was recognised: two whole frames of one protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetectedScale {
    /// Where it is, with the line it was heard on.
    pub port: Port,
    /// Id of its protocol.
    pub protocol: &'static str,
    /// The protocol's name.
    pub name: &'static str,
    /// Whether such scales usually report an empty pan.
    pub reports_zero: bool,
    /// What it said, oldest first; the last one's `says` tells what its settings still need, if
    /// anything.
    pub frames: Vec<ScaleFrame>,
}

/// Bytes that no known protocol explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The line, such as `9600 8N1`; empty behind a serial device server, which keeps its own.
    pub line: String,
    /// What had been asked; empty when it spoke by itself.
    pub asked: Vec<u8>,
    /// The first of them.
    pub bytes: Vec<u8>,
    /// How many came.
    pub count: usize,
}

/// What came of looking for a scale. `Display` says it in words, with the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detection {
    /// Where it was looked.
    pub port: Port,
    /// The protocols that explain what was heard: none, one, or several when its frames fit several.
    pub found: Vec<DetectedScale>,
    /// What nothing explains.
    pub heard: Vec<Heard>,
    /// Whether it was stopped before its end.
    pub stopped: bool,
}

/// The longest that [`detect_scale`] takes on this port.
pub fn detection_bound(port: &Port) -> Duration {
    let plan = plan(port);
    let one = |attempt: &Attempt| match attempt.request {
        None => LISTEN,
        Some(_) => ANSWER * TRIES,
    };
    let opening = match port {
        Port::Tcp { .. } => CONNECT_TIME,
        _ => Duration::ZERO,
    };
    // One attempt may end in a find, which takes its confirmation's time.
    opening + plan.iter().map(one).sum::<Duration>() + CONFIRM.max(ANSWER * CONFIRM_TRIES)
}

/// Finds out which scale is on a serial line, or behind a serial device server.
///
/// It listens, then asks each protocol's harmless question over the lines such scales are set to, and
/// stops at the first that answers with two whole frames. Nothing is ever sent that tares, zeroes,
/// resets or switches off a scale of any maker that is known; a printer on the line gets a few letters.
/// The line's settings are put back as they were.
///
/// `progress` is called before every step and at least ten times a second; breaking stops the look.
///
/// # Errors
///
/// When the port is neither serial nor TCP, or cannot be opened or is lost.
pub fn detect_scale(
    port: &Port,
    progress: &mut dyn FnMut(&DetectStep) -> ControlFlow<()>,
) -> Result<Detection, DeviceError> {
    let plan = plan(port);
    if plan.is_empty() {
        return Err(DeviceError::Misconfigured {
            port: port.clone(),
            what: "only scales on a serial line can be looked for; others say what they are"
                .to_owned(),
        });
    }
    let _kept = KeptLine::of(port);
    let mut look = Look {
        started: Instant::now(),
        bound: detection_bound(port),
        progress,
        open: None,
        detection: Detection {
            port: port.clone(),
            found: Vec::new(),
            heard: Vec::new(),
            stopped: false,
        },
    };
    for attempt in plan {
        match look.attempt(&attempt) {
            Ok(()) if look.detection.found.is_empty() => {}
            Ok(()) => break,
            Err(End::Stopped) => {
                look.detection.stopped = true;
                break;
            }
            Err(End::Failed(error)) => return Err(error),
        }
    }
    Ok(look.detection)
}

enum End {
    Stopped,
    Failed(DeviceError),
}

impl From<DeviceError> for End {
    fn from(error: DeviceError) -> Self {
        Self::Failed(error)
    }
}

struct Look<'a> {
    started: Instant,
    bound: Duration,
    progress: &'a mut dyn FnMut(&DetectStep) -> ControlFlow<()>,
    /// The open line, and the port it was opened as.
    open: Option<(Port, Box<dyn Link>)>,
    detection: Detection,
}

/// A protocol's decoder, and what it has read.
struct Listener {
    protocol: &'static dyn ScaleProtocol,
    decoder: Box<dyn Decoder>,
    frames: Vec<ScaleFrame>,
}

impl Listener {
    /// One for each protocol that can be read without being told more.
    fn all(of: impl Fn(&'static dyn ScaleProtocol) -> bool) -> Vec<Self> {
        scales::SCALE_PROTOCOLS
            .iter()
            .copied()
            .filter(|protocol| !protocol.lines().is_empty() && of(*protocol))
            .filter_map(|protocol| {
                Some(Self {
                    protocol,
                    decoder: protocol.decoder(&ScaleOptions::default()).ok()?,
                    frames: Vec::new(),
                })
            })
            .collect()
    }
}

impl Look<'_> {
    fn attempt(&mut self, attempt: &Attempt) -> Result<(), End> {
        let doing = match attempt.request {
            None => format!("Listening{}", at(&attempt.line)),
            Some(request) => format!("Asking{} with {}", at(&attempt.line), hex(request)),
        };
        self.go_on(&doing)?;
        if self
            .open
            .as_ref()
            .is_none_or(|(port, _)| *port != attempt.port)
        {
            // Closed first: a line is held by one alone.
            self.open = None;
            match transport::open(&attempt.port, CONNECT_TIME) {
                Ok(link) => self.open = Some((attempt.port.clone(), link)),
                // An adapter that cannot do this line may do the next.
                Err(DeviceError::Io { detail, .. }) if attempt.port != self.detection.port => {
                    tracing::debug!(%detail, port = %attempt.port, "this line cannot be set");
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            }
        }
        let mut heard = Vec::new();
        let mut listeners = match attempt.request {
            None => Listener::all(|_| true),
            Some(request) => Listener::all(|protocol| protocol.probe() == Some(request)),
        };
        match attempt.request {
            None => self.listen(&doing, &mut listeners, &mut heard)?,
            Some(request) => self.ask(&doing, request, &mut listeners, &mut heard)?,
        }
        self.judge(attempt, listeners, heard);
        Ok(())
    }

    fn listen(
        &mut self,
        doing: &str,
        listeners: &mut [Listener],
        heard: &mut Vec<u8>,
    ) -> Result<(), End> {
        let begun = Instant::now();
        loop {
            let most = most_frames(listeners);
            let patience = if most == 1 { CONFIRM } else { LISTEN };
            let left = patience.saturating_sub(begun.elapsed());
            if most >= FRAMES || left.is_zero() {
                return Ok(());
            }
            let doing = match most {
                1 => "It said something once; waiting for it to say so again (press its print key)",
                _ => doing,
            };
            self.hear(doing, left, listeners, heard)?;
        }
    }

    fn ask(
        &mut self,
        doing: &str,
        request: &[u8],
        listeners: &mut [Listener],
        heard: &mut Vec<u8>,
    ) -> Result<(), End> {
        let mut tries = 0;
        loop {
            let before = most_frames(listeners);
            let limit = if before == 0 { TRIES } else { CONFIRM_TRIES };
            if before >= FRAMES || tries == limit {
                return Ok(());
            }
            tries += 1;
            self.send(request)?;
            let begun = Instant::now();
            loop {
                let left = ANSWER.saturating_sub(begun.elapsed());
                if left.is_zero() || most_frames(listeners) > before {
                    break;
                }
                self.hear(doing, left, listeners, heard)?;
                for listener in &mut *listeners {
                    if let Some(reply) = listener.decoder.reply() {
                        self.send(reply)?;
                    }
                }
            }
        }
    }

    /// Reads once, for a moment.
    fn hear(
        &mut self,
        doing: &str,
        patience: Duration,
        listeners: &mut [Listener],
        heard: &mut Vec<u8>,
    ) -> Result<(), End> {
        self.go_on(doing)?;
        let Some((_, link)) = &mut self.open else {
            return Ok(());
        };
        let bytes = link.read(patience.min(LOOK_UP))?;
        for listener in listeners {
            listener.frames.extend(listener.decoder.push(&bytes));
        }
        heard.extend(bytes);
        Ok(())
    }

    fn send(&mut self, request: &[u8]) -> Result<(), End> {
        let Some((_, link)) = &mut self.open else {
            return Ok(());
        };
        let mut sent = 0;
        while sent < request.len() {
            sent += link
                .write(&request[sent..], WRITE_TIME)
                .map_err(|failure| failure.error)?;
        }
        Ok(())
    }

    fn go_on(&mut self, doing: &str) -> Result<(), End> {
        let step = DetectStep {
            doing: doing.to_owned(),
            elapsed: self.started.elapsed(),
            bound: self.bound,
        };
        match (self.progress)(&step) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(End::Stopped),
        }
    }

    /// What an attempt has shown. Where one protocol has two frames, others that have read any in the
    /// same bytes are named too: which one it is, a person has to say.
    fn judge(&mut self, attempt: &Attempt, listeners: Vec<Listener>, heard: Vec<u8>) {
        if most_frames(&listeners) >= FRAMES {
            self.detection.found = listeners
                .into_iter()
                .filter(|listener| !listener.frames.is_empty())
                .map(|listener| DetectedScale {
                    port: attempt.port_for(listener.protocol, &heard),
                    protocol: listener.protocol.id(),
                    name: listener.protocol.name(),
                    reports_zero: listener.protocol.reports_zero(),
                    frames: listener.frames,
                })
                .collect();
        } else if !heard.is_empty() {
            self.detection.heard.push(Heard {
                line: attempt.line.clone(),
                asked: attempt.request.unwrap_or_default().to_vec(),
                count: heard.len(),
                bytes: heard.into_iter().take(KEPT_BYTES).collect(),
            });
        }
    }
}

fn most_frames(listeners: &[Listener]) -> usize {
    listeners.iter().map(|l| l.frames.len()).max().unwrap_or(0)
}

/// ` at 9600 8N1`; nothing where the line is not known.
fn at(line: &str) -> String {
    match line {
        "" => String::new(),
        line => format!(" at {line}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    let spelled: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    spelled.join(" ")
}

impl std::fmt::Display for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (count, bytes) = (self.count, hex(&self.bytes));
        let plural = if count == 1 { "" } else { "s" };
        write!(
            f,
            "heard {count} byte{plural} that no known protocol explains{}",
            at(&self.line)
        )?;
        if !self.asked.is_empty() {
            write!(f, " after {} was sent", hex(&self.asked))?;
        }
        write!(f, ": {bytes}")?;
        if count > self.bytes.len() {
            f.write_str(" …")?;
        }
        Ok(())
    }
}

impl std::fmt::Display for Detection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let port = &self.port;
        match &self.found[..] {
            [] if self.stopped => write!(f, "{port}: stopped before a scale was found")?,
            [] if self.heard.is_empty() => write!(
                f,
                "{port}: nothing was heard, and no question was answered. Check that the scale is \
                 switched on, its cable, and that no menu of it switches its output off; some send \
                 only when their print key is pressed: press it a few times while this listens"
            )?,
            [] => write!(f, "{port}: no scale that is known")?,
            [one] => {
                write!(f, "{}: {}", one.port, one.name)?;
                if let Some(frame) = one.frames.last() {
                    if !frame.shown.is_empty() {
                        write!(f, ", it shows {}", frame.shown)?;
                    }
                    write!(f, " ({}; bytes {})", frame.says, hex(&frame.raw))?;
                }
            }
            several => {
                let names: Vec<&str> = several.iter().map(|one| one.name).collect();
                write!(
                    f,
                    "{port}: what it sends fits {}; choose the one whose maker is on the scale",
                    names.join(" and ")
                )?;
                if let Some(frame) = several[0].frames.last() {
                    write!(f, " (bytes {})", hex(&frame.raw))?;
                }
            }
        }
        let mut more = String::new();
        for heard in &self.heard {
            write!(more, "; {heard}")?;
        }
        f.write_str(&more)
    }
}
