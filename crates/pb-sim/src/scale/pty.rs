//! A simulated scale's end of a pseudo-terminal.
//!
//! A pseudo-terminal carries bytes at any speed. So that a wrong speed is not a right one here, the
//! scale looks which one the other side has set, and both hear rubbish when it is not the scale's.
//! Parity it cannot see: the kernel sets every pseudo-terminal to 8 bits without.
use super::conversation::{BEAT, Conversation};
use super::dialect::Model;
use super::pan::Pan;
use serialport::{SerialPort, TTYPort};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Longest wait for a byte before the scale looks up.
const LOOK_UP: Duration = Duration::from_millis(10);

/// A pseudo-terminal with a thread behind it.
#[derive(Debug)]
pub(super) struct Pty {
    link: PathBuf,
    stop: Arc<AtomicBool>,
    orders: SyncSender<Order>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
enum Order {
    In(SyncSender<()>),
    Out(SyncSender<()>),
}

impl Pty {
    pub(super) fn start(
        link: PathBuf,
        model: &'static Model,
        pan: Arc<Mutex<Pan>>,
    ) -> io::Result<Self> {
        let line = open(&link)?;
        let stop = Arc::new(AtomicBool::new(false));
        let (orders, inbox) = sync_channel(1);
        let (stopped, name) = (Arc::clone(&stop), link.clone());
        let thread = thread::Builder::new()
            .name("pb-sim scale".to_owned())
            .spawn(move || {
                let mut end = Some(End::new(line, model, &pan));
                while !stopped.load(Ordering::Relaxed) {
                    if let Some(end) = &mut end {
                        end.turn(model, &pan);
                    }
                    let order = match end {
                        Some(_) => inbox.try_recv().ok(),
                        None => inbox.recv_timeout(LOOK_UP).ok(),
                    };
                    // The one who gave the order waits until it is carried out.
                    match order {
                        Some(Order::Out(done)) => {
                            let _ = std::fs::remove_file(&name);
                            end = None;
                            let _ = done.send(());
                        }
                        Some(Order::In(done)) => {
                            match open(&name) {
                                Ok(line) => end = Some(End::new(line, model, &pan)),
                                Err(error) => tracing::error!(%error, "the line is lost"),
                            }
                            let _ = done.send(());
                        }
                        None => {}
                    }
                }
            })?;
        Ok(Self {
            link,
            stop,
            orders,
            thread: Some(thread),
        })
    }

    /// The line is gone, as when its adapter is pulled out.
    pub(super) fn unplug(&self) {
        self.order(Order::Out);
    }

    /// It is back under its name.
    pub(super) fn plug(&self) {
        self.order(Order::In);
    }

    fn order(&self, make: impl FnOnce(SyncSender<()>) -> Order) {
        let (done, wait) = sync_channel(1);
        // Both fail only when the thread is gone, and then the line is too.
        if self.orders.send(make(done)).is_ok() {
            let _ = wait.recv();
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the simulated scale's thread ended in a panic");
        }
        let _ = std::fs::remove_file(&self.link);
    }
}

/// Opens a pseudo-terminal and puts a link to its other side at `link`.
fn open(link: &Path) -> io::Result<TTYPort> {
    let (mut ours, theirs) = TTYPort::pair()?;
    ours.set_timeout(LOOK_UP)?;
    let name = theirs
        .name()
        .ok_or_else(|| io::Error::other("the pseudo-terminal has no name"))?;
    let _ = std::fs::remove_file(link);
    symlink(name, link)?;
    Ok(ours)
}

/// The scale's end of the line.
struct End {
    line: TTYPort,
    talk: Conversation,
    next_beat: Instant,
}

impl End {
    fn new(line: TTYPort, model: &Model, pan: &Arc<Mutex<Pan>>) -> Self {
        Self {
            line,
            talk: Conversation::new(model, pan),
            next_beat: Instant::now(),
        }
    }

    /// Hears for a moment, and says what there is to say.
    fn turn(&mut self, model: &Model, pan: &Arc<Mutex<Pan>>) {
        let mut buffer = [0; 64];
        let mut pieces = Vec::new();
        match self.line.read(&mut buffer) {
            Ok(count) => {
                let heard = garbled(&buffer[..count], self.is_in_step(model));
                pieces.extend(self.talk.hear(&heard));
            }
            Err(error) if error.kind() == ErrorKind::TimedOut => {}
            // Nobody has the other side open; whoever comes next begins anew.
            Err(_) => {
                self.talk = Conversation::new(model, pan);
                thread::sleep(LOOK_UP);
                return;
            }
        }
        if self.next_beat <= Instant::now() {
            self.next_beat = Instant::now() + BEAT;
            pieces.extend(self.talk.beat());
        }
        for piece in pieces {
            thread::sleep(piece.after);
            let said = garbled(&piece.bytes, self.is_in_step(model));
            // The other side may go whenever it likes.
            let _ = self.line.write_all(&said);
        }
    }

    /// Whether the other side has set the scale's speed.
    fn is_in_step(&self, model: &Model) -> bool {
        self.line.baud_rate().is_ok_and(|baud| baud == model.baud)
    }
}

/// What arrives of bytes at another speed than they were sent with.
fn garbled(bytes: &[u8], in_step: bool) -> Vec<u8> {
    match in_step {
        true => bytes.to_vec(),
        false => bytes
            .iter()
            .map(|byte| byte.rotate_left(3) | 0xe0)
            .collect(),
    }
}
