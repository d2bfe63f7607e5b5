//! Simulated label printers: every language, on a raw TCP port, a serial line, or inside something else.
mod condition;
mod connection;
mod language;
mod machine;
mod network;
#[cfg(unix)]
mod serial;
#[cfg(test)]
mod tests;

use crate::plug::Plug;
use connection::Connection;
use language::{Picture, Stock};
use machine::{Machine, Next};
use pb_labels::{Bitmap, Media, Resolution, Tracking};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{Notify, watch};

pub use condition::PrinterFault;
pub use language::PrinterSetup;
#[cfg(unix)]
pub use serial::PrinterLine;

/// How a simulated printer is built.
#[derive(Clone, Debug)]
pub struct PrinterOptions {
    /// The language that it reads, by the id that settings use.
    pub language: String,
    /// Port of loopback; 0 takes a free one.
    pub port: u16,
    /// Folder that gets every label as `label-0001.png`; `None` keeps them in memory alone.
    pub folder: Option<PathBuf>,
    /// Time one label takes.
    pub per_label: Duration,
    /// Resolution.
    pub resolution: Resolution,
    /// Size of one label on its roll.
    pub media: Media,
    /// What is between two labels on its roll.
    pub tracking: Tracking,
}

impl Default for PrinterOptions {
    fn default() -> Self {
        Self {
            language: "zpl".to_owned(),
            port: 0,
            folder: None,
            per_label: Duration::from_millis(20),
            resolution: Resolution::Dpi203,
            media: Media::FOUR_BY_SIX,
            tracking: Tracking::Gap,
        }
    }
}

/// A label that came out.
#[derive(Clone, Debug)]
pub struct SimLabel {
    /// The bytes that it was printed from: in ZPL what was downloaded just before and the format from `^XA`
    /// to `^XZ`, elsewhere all since the label before.
    pub raw: Vec<u8>,
    /// The paper, dot by dot.
    pub bitmap: Bitmap,
    /// Texts of the barcodes that can be read from it.
    pub barcodes: Vec<String>,
    /// How the printer was set up for it.
    pub setup: PrinterSetup,
}

impl SimLabel {
    /// The paper as a PNG.
    pub fn png(&self) -> Vec<u8> {
        pb_labels::to_png(&self.bitmap)
    }
}

/// A simulated printer.
///
/// Labels are taken from any number of connections at once and printed one after the other. A label that
/// was cut off when its connection closed is thrown away.
#[derive(Debug)]
pub struct SimPrinter {
    plug: Plug,
    inside: Arc<Inside>,
}

#[derive(Debug)]
struct Inside {
    machine: Mutex<Machine>,
    /// Wakes what waits for a label, blocking.
    came_out: Condvar,
    count: watch::Sender<usize>,
    /// Wakes what waits for work, or for a fault to end.
    changed: Notify,
    options: PrinterOptions,
}

impl SimPrinter {
    /// Starts with the default options on a free port.
    pub fn start() -> io::Result<Self> {
        Self::start_with(PrinterOptions::default())
    }

    /// Starts; the folder for labels is made when it is not there. A language that no printer here reads is
    /// an error.
    pub fn start_with(options: PrinterOptions) -> io::Result<Self> {
        let dialect = language::dialect(&options.language).ok_or_else(|| {
            let known: Vec<&str> = Self::languages().collect();
            io::Error::new(
                io::ErrorKind::InvalidInput,
                format!(
                    "no simulated printer reads {}; they read {}",
                    options.language,
                    known.join(", ")
                ),
            )
        })?;
        if let Some(folder) = &options.folder {
            std::fs::create_dir_all(folder)?;
        }
        let port = options.port;
        let inside = Arc::new(Inside {
            machine: Mutex::new(Machine::new(dialect, &options)),
            came_out: Condvar::new(),
            count: watch::Sender::new(0),
            changed: Notify::new(),
            options,
        });
        let shared = Arc::clone(&inside);
        let plug = Plug::start(port, move |stream| {
            let inside = Arc::clone(&shared);
            async move {
                // The other side may go whenever it likes.
                let _ = network::serve(stream, &inside).await;
            }
        })?;
        if let Some(handle) = plug.handle() {
            handle.spawn(print(Arc::clone(&inside)));
        }
        Ok(Self { plug, inside })
    }

    /// The ids of the languages that simulated printers read.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        language::DIALECTS.iter().map(|dialect| dialect.id())
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.plug.port()
    }

    /// A further way to it: a serial line, until that is dropped.
    #[cfg(unix)]
    pub fn open_serial(&self) -> io::Result<PrinterLine> {
        PrinterLine::open(&self.inside)
    }

    /// A further way to it, for whatever has a cable of its own, such as an emulated USB device. It prints
    /// as long as this printer is there.
    pub fn core(&self) -> PrinterCore {
        let (connection, answers) = Connection::open(&self.inside);
        PrinterCore {
            connection,
            answers,
        }
    }

    /// Labels that came out, oldest first.
    pub fn labels(&self) -> Vec<SimLabel> {
        self.inside.machine().labels.clone()
    }

    /// Counts the labels that come out; for whoever awaits them.
    pub fn label_count(&self) -> watch::Receiver<usize> {
        self.inside.count.subscribe()
    }

    /// Every byte taken so far, over all connections, in the order of arrival.
    pub fn received(&self) -> Vec<u8> {
        self.inside.machine().received.clone()
    }

    /// What it was sent that a real printer would have dropped or printed as garbage, in the order of
    /// arrival.
    pub fn complaints(&self) -> Vec<String> {
        self.inside.machine().complaints.clone()
    }

    /// How it is set up by what it has read so far.
    pub fn setup(&self) -> PrinterSetup {
        self.inside.machine().setup.clone()
    }

    /// Breaks it, or mends it: a mended printer goes on with what it has.
    pub fn set_fault(&self, fault: PrinterFault) {
        self.inside.machine().set_fault(fault);
        if fault == PrinterFault::Off {
            self.plug.unplug();
            self.inside.machine().power_cycle();
        } else {
            self.plug.plug();
        }
        self.inside.changed.notify_waiters();
    }

    /// Breaks it as soon as its next label has arrived, which then waits inside: nobody who looks earlier sees it.
    /// For what is wrong inside; connections stay as they are.
    pub fn set_fault_at_next_label(&self, fault: PrinterFault) {
        self.inside.machine().fault_to_come = Some(fault);
    }

    /// Takes the power away and gives it back: connections drop, what was not printed is forgotten, and so
    /// is how it was set up.
    pub fn power_cycle(&self) {
        self.plug.cut();
        self.inside.machine().power_cycle();
    }

    /// Blocks until at least `count` labels came out or `within` has passed; the labels there are then.
    /// Where the station runs on the caller's own thread, await [`Self::label_count`] instead.
    pub fn wait_for_labels(&self, count: usize, within: Duration) -> Vec<SimLabel> {
        let waited = self
            .inside
            .came_out
            .wait_timeout_while(self.inside.machine(), within, |m| m.labels.len() < count)
            .unwrap_or_else(PoisonError::into_inner);
        waited.0.labels.clone()
    }
}

/// A way into a simulated printer for whatever has a cable of its own.
#[derive(Debug)]
pub struct PrinterCore {
    connection: Connection,
    answers: UnboundedReceiver<Vec<u8>>,
}

impl PrinterCore {
    /// Takes bytes of a job or a question.
    pub fn take(&mut self, bytes: &[u8]) {
        self.connection.take(bytes);
    }

    /// What the printer has to say since it was last asked; empty when nothing.
    pub fn answers(&mut self) -> Vec<u8> {
        let mut said = Vec::new();
        while let Ok(answer) = self.answers.try_recv() {
            said.extend(answer);
        }
        said
    }

    /// A soft reset: what was begun and what waits is forgotten.
    pub fn reset(&mut self) {
        self.connection.reset();
        self.connection.inside().machine().reset();
    }

    /// Whether it is out of paper, as a USB printer's port status says.
    pub fn is_out_of_paper(&self) -> bool {
        self.connection.inside().machine().fault.paper_out()
    }
}

#[cfg(unix)]
impl crate::usb::Behind for PrinterCore {
    fn take(&mut self, bytes: &[u8]) {
        Self::take(self, bytes);
    }

    fn answer(&mut self) -> Vec<u8> {
        self.answers()
    }

    fn reset(&mut self) {
        Self::reset(self);
    }

    fn speaks_by_itself(&self) -> bool {
        true
    }

    fn is_out_of_paper(&self) -> bool {
        Self::is_out_of_paper(self)
    }
}

impl Inside {
    fn machine(&self) -> MutexGuard<'_, Machine> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The print head: takes what waits, one label after the other.
async fn print(inside: Arc<Inside>) {
    loop {
        let changed = inside.changed.notified();
        let (next, emptied, stock) = {
            let mut machine = inside.machine();
            (machine.next(), machine.emptied, machine.stock)
        };
        let label = match next {
            Next::Nothing => {
                changed.await;
                continue;
            }
            Next::Again(label) => {
                tokio::time::sleep(inside.options.per_label).await;
                label
            }
            Next::Draw(picture, raw, setup) => {
                let drawn = tokio::task::spawn_blocking(move || draw(&picture, raw, setup, stock));
                tokio::time::sleep(inside.options.per_label).await;
                let Ok(label) = drawn.await else { continue };
                label
            }
        };
        let mut machine = inside.machine();
        // Stopped in the middle of a label: it comes out once the fault is mended, or never.
        if machine.emptied != emptied || machine.fault.stops() {
            continue;
        }
        let png = inside.options.folder.as_deref().map(|_| label.png());
        if !machine.came_out(label) {
            continue;
        }
        let count = machine.labels.len();
        if let (Some(folder), Some(png)) = (&inside.options.folder, png) {
            keep(folder, count, &png);
        }
        inside.count.send_replace(count);
        inside.came_out.notify_all();
    }
}

fn keep(folder: &Path, count: usize, png: &[u8]) {
    let path = folder.join(format!("label-{count:04}.png"));
    if let Err(error) = std::fs::write(&path, png) {
        tracing::warn!(path = %path.display(), %error, "a simulated label could not be saved");
    }
}

/// What comes out.
fn draw(picture: &Picture, raw: Vec<u8>, setup: PrinterSetup, stock: Stock) -> SimLabel {
    let bitmap = picture.clone().draw(stock);
    let barcodes = pb_labels::decode(&bitmap)
        .into_iter()
        .map(|b| b.text)
        .collect();
    SimLabel {
        raw,
        bitmap,
        barcodes,
        setup,
    }
}
