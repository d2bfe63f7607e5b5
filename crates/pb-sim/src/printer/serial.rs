//! A simulated printer's serial line: a pseudo-terminal, with XON/XOFF.
use super::Inside;
use super::condition::PrinterFault;
use super::connection::Connection;
use super::machine::Sink;
use super::network::SLOW_STEP;
use serialport::{SerialPort as _, TTYPort};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;

const XON: u8 = 0x11;
const XOFF: u8 = 0x13;
/// What a held printer still takes: the rest of its buffer. More is lost, as on a real line.
const ROOM: usize = 1024;
/// How long the line waits for bytes before it looks whether it is to end.
const PATIENCE: Duration = Duration::from_millis(20);

/// A serial line to a simulated printer, until it is dropped.
#[derive(Debug)]
pub struct PrinterLine {
    path: PathBuf,
    sink: Sink,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    held: AtomicBool,
    ended: AtomicBool,
}

impl PrinterLine {
    pub(super) fn open(inside: &Arc<Inside>) -> io::Result<Self> {
        let (mut ours, theirs) = TTYPort::pair()?;
        ours.set_timeout(PATIENCE)?;
        let path = theirs
            .name()
            .map(PathBuf::from)
            .ok_or_else(|| io::Error::other("the pseudo-terminal has no name"))?;
        let (connection, answers) = Connection::open(inside);
        let sink = connection.sink();
        let shared = Arc::<Shared>::default();
        let line = Line {
            inside: Arc::clone(inside),
            ours,
            theirs,
            connection,
            answers,
            shared: Arc::clone(&shared),
        };
        let thread = std::thread::Builder::new()
            .name("pb-sim-serial".to_owned())
            .spawn(move || line.run())?;
        Ok(Self {
            path,
            sink,
            shared,
            thread: Some(thread),
        })
    }

    /// The device to open, such as `/dev/pts/4`.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Sends XOFF: the other side must stop. About 1 KB more is taken; what comes after it is lost, with a
    /// complaint.
    pub fn hold(&self) {
        self.shared.held.store(true, Ordering::SeqCst);
        // The line is gone when this fails.
        let _ = self.sink.send(vec![XOFF]);
    }

    /// Sends XON: the other side may go on.
    pub fn release(&self) {
        self.shared.held.store(false, Ordering::SeqCst);
        let _ = self.sink.send(vec![XON]);
    }
}

impl Drop for PrinterLine {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("a simulated serial line panicked");
        }
    }
}

/// The thread's side.
struct Line {
    inside: Arc<Inside>,
    ours: TTYPort,
    /// Held open, so that the line is there while nobody has opened it.
    theirs: TTYPort,
    connection: Connection,
    answers: UnboundedReceiver<Vec<u8>>,
    shared: Arc<Shared>,
}

impl Line {
    fn run(mut self) {
        if let Err(error) = self.serve() {
            tracing::warn!(%error, line = ?self.theirs.name(), "a simulated serial line is lost");
        }
    }

    fn serve(&mut self) -> io::Result<()> {
        let mut buffer = [0; 4096];
        let mut held = 0;
        while !self.shared.ended.load(Ordering::SeqCst) {
            while let Ok(answer) = self.answers.try_recv() {
                self.ours.write_all(&answer)?;
            }
            let (fault, allowance) = {
                let machine = self.inside.machine();
                (machine.fault, machine.allowance())
            };
            let deaf = fault == PrinterFault::Off || allowance == 0;
            if deaf || fault == PrinterFault::Slow {
                std::thread::sleep(SLOW_STEP);
            }
            if deaf {
                continue;
            }
            let most = allowance.min(buffer.len());
            let read = match self.ours.read(&mut buffer[..most]) {
                Ok(read) => read,
                Err(error)
                    if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted) =>
                {
                    continue;
                }
                Err(error) => return Err(error),
            };
            let taken = if self.shared.held.load(Ordering::SeqCst) {
                let room = ROOM.saturating_sub(held).min(read);
                held += read;
                room
            } else {
                held = 0;
                read
            };
            self.connection.take(&buffer[..taken]);
            if taken < read {
                let lost = read - taken;
                self.inside.machine().complain(format!(
                    "{lost} bytes came after XOFF when the buffer was full, and are lost"
                ));
            }
        }
        Ok(())
    }
}
