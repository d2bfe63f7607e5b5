//! Simulated scales: one for every serial protocol, behind a serial device server and on a
//! pseudo-terminal, each as strict as the real one.
mod conversation;
mod dialect;
mod packer;
mod pan;
#[cfg(unix)]
mod pty;
#[cfg(test)]
mod tests;

use crate::plug::Plug;
use conversation::{BEAT, Conversation, Piece};
use dialect::{MODELS, Model};
use pan::Pan;
use pb_domain::Weight;
#[cfg(unix)]
use pty::Pty;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

/// How a simulated scale is built.
#[derive(Clone, Debug)]
pub struct ScaleSetup {
    /// Port of loopback; 0 takes a free one.
    pub port: u16,
    /// Id of the protocol it speaks; see [`SimScale::protocols`].
    pub protocol: String,
    /// Where to put a link to a pseudo-terminal that it also answers on. The line has to be set to the
    /// protocol's usual speed, or both sides hear rubbish.
    pub pty: Option<PathBuf>,
}

impl Default for ScaleSetup {
    fn default() -> Self {
        Self {
            port: 0,
            protocol: "toledo-8217".to_owned(),
            pty: None,
        }
    }
}

/// What is wrong with the scale, or with the line between it and the station.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScaleFault {
    /// Nothing.
    #[default]
    None,
    /// Answers are bytes that no frame has.
    Garbage,
    /// Every frame arrives in two pieces, a moment apart.
    Fragments,
    /// Of every frame only the first half arrives.
    Cut,
    /// Every frame comes with even parity in its top bits, and one bit of it is lost.
    WrongParity,
    /// Bytes arrive one at a time.
    SlowBytes,
    /// It takes questions and never answers, as a scale that sleeps.
    Silent,
    /// Something else is on the line: sentences of a position receiver, unasked.
    ForeignStream,
    /// The first weight of a connection is the one before, as some scales have it.
    PreviousFirst,
}

/// A simulated scale; its pan is empty at first. It weighs in kilograms with three decimals, up to
/// 30 kg.
#[derive(Debug)]
pub struct SimScale {
    plug: Plug,
    #[cfg(unix)]
    pty: Option<Pty>,
    model: &'static Model,
    pan: Arc<Mutex<Pan>>,
}

impl SimScale {
    /// A pattern that reads what the simulated scale of the protocol `pattern` sends.
    pub const PATTERN: &'static str =
        r"(?:(?<stable>\*)| ) (?<sign>[+-]) *(?<weight>[0-9.]+) (?<unit>[a-z]+)";

    /// Starts a Mettler-Toledo 8217 on a free port of loopback.
    pub fn start() -> io::Result<Self> {
        Self::start_with(&ScaleSetup::default())
    }

    /// Starts a scale.
    ///
    /// # Errors
    ///
    /// When no such protocol is simulated, the port is taken, or the link cannot be made.
    pub fn start_with(setup: &ScaleSetup) -> io::Result<Self> {
        let model = MODELS.iter().find(|model| model.id == setup.protocol);
        let Some(model) = model else {
            let known: Vec<&str> = Self::protocols().collect();
            let what = format!(
                "“{}” is not simulated; choose one of {}",
                setup.protocol,
                known.join(", ")
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        };
        let pan = Arc::new(Mutex::new(Pan::default()));
        let shared = Arc::clone(&pan);
        let plug = Plug::start(setup.port, move |stream| {
            let talk = Conversation::new(model, &shared);
            async move {
                // The other side may go whenever it likes.
                let _ = serve(stream, talk).await;
            }
        })?;
        #[cfg(unix)]
        let pty = match &setup.pty {
            Some(link) => Some(Pty::start(link.clone(), model, Arc::clone(&pan))?),
            None => None,
        };
        #[cfg(not(unix))]
        if setup.pty.is_some() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        Ok(Self {
            plug,
            #[cfg(unix)]
            pty,
            model,
            pan,
        })
    }

    /// The protocols that are simulated.
    pub fn protocols() -> impl Iterator<Item = &'static str> {
        MODELS.iter().map(|model| model.id)
    }

    /// The protocol it speaks.
    pub fn protocol(&self) -> &'static str {
        self.model.id
    }

    /// The line its protocol is usually set to, such as `9600 7E1`.
    pub fn line(&self) -> (u32, &'static str) {
        (self.model.baud, self.model.bits)
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.plug.port()
    }

    /// Puts a load on the pan in place of what is there: the next two weighings find it moving, the
    /// following ones stable. A load below zero shows under zero, one above 30 kg over capacity.
    pub fn place(&self, load: Weight) {
        lock(&self.pan).put(load);
    }

    /// Empties the pan, which settles like any other change.
    pub fn clear(&self) {
        self.place(Weight::ZERO);
    }

    /// Keeps the load moving, or lets it come to rest.
    pub fn set_moving(&self, moving: bool) {
        lock(&self.pan).moving = moving;
    }

    /// What the empty pan shows, as a scale that has drifted or was switched on with something on it.
    pub fn set_off_zero(&self, shows: Weight) {
        lock(&self.pan).zero = Weight::from_micrograms(-shows.micrograms());
    }

    /// Breaks the line, or mends it.
    pub fn set_fault(&self, fault: ScaleFault) {
        lock(&self.pan).fault = fault;
    }

    /// Switches itself off when the load has not changed for this long; then it is silent until
    /// [`Self::wake`].
    pub fn power_off_after(&self, idle: Duration) {
        lock(&self.pan).power_off_after(idle);
    }

    /// Somebody presses its power key.
    pub fn wake(&self) {
        lock(&self.pan).wake();
    }

    /// Somebody presses its print key: it sends one weighing unasked, where its maker's do.
    pub fn press_print(&self) {
        lock(&self.pan).print_due = true;
    }

    /// Weighings asked for or sent so far.
    pub fn polls(&self) -> u64 {
        lock(&self.pan).polls
    }

    /// Everything that was sent to it, in order.
    pub fn heard(&self) -> Vec<u8> {
        lock(&self.pan).heard.clone()
    }

    /// Pulls the plug: connections drop and further ones are refused.
    pub fn unplug(&self) {
        self.plug.unplug();
        #[cfg(unix)]
        if let Some(pty) = &self.pty {
            pty.unplug();
        }
    }

    /// Puts the plug back in.
    pub fn plug(&self) {
        self.plug.plug();
        #[cfg(unix)]
        if let Some(pty) = &self.pty {
            pty.plug();
        }
    }

    /// Lets a simulated packer work: the pan is empty for three seconds, then a parcel of a plausible
    /// weight lies on it until a label comes out of the printer (`labels` counts them) or 25 seconds
    /// have passed, and so on. The weights follow from `seed` alone.
    pub fn pack_by_itself(&self, seed: u64, labels: watch::Receiver<usize>) {
        if let Some(handle) = self.plug.handle() {
            handle.spawn(packer::pack(Arc::clone(&self.pan), seed, labels));
        }
    }
}

fn lock(pan: &Mutex<Pan>) -> MutexGuard<'_, Pan> {
    pan.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves a connection through a serial device server, which keeps the line's settings itself.
async fn serve(mut stream: TcpStream, mut talk: Conversation) -> io::Result<()> {
    let mut buffer = [0; 64];
    let mut beat = tokio::time::interval(BEAT);
    loop {
        let pieces: Vec<Piece> = tokio::select! {
            read = stream.read(&mut buffer) => match read? {
                0 => return Ok(()),
                count => talk.hear(&buffer[..count]),
            },
            _ = beat.tick() => talk.beat(),
        };
        for piece in pieces {
            tokio::time::sleep(piece.after).await;
            stream.write_all(&piece.bytes).await?;
        }
    }
}
