//! A simulated ZPL label printer on a raw TCP port.
mod machine;
mod stream;
#[cfg(test)]
mod tests;

use crate::plug::Plug;
use machine::Machine;
use pb_domain::Format;
use pb_labels::{Bitmap, Media, Resolution};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use stream::{Item, Stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};

/// How a simulated printer is built.
#[derive(Clone, Debug)]
pub struct PrinterOptions {
    /// Port of loopback; 0 takes a free one.
    pub port: u16,
    /// Folder that gets every label as `label-0001.png`; `None` keeps them in memory alone.
    pub folder: Option<PathBuf>,
    /// Time one label takes.
    pub per_label: Duration,
    /// Resolution.
    pub resolution: Resolution,
}

impl Default for PrinterOptions {
    fn default() -> Self {
        Self {
            port: 0,
            folder: None,
            per_label: Duration::from_millis(20),
            resolution: Resolution::Dpi203,
        }
    }
}

/// A label that came out; its stock is 4 × 6 in.
#[derive(Clone, Debug)]
pub struct SimLabel {
    /// Its ZPL: what was downloaded just before, and the format from `^XA` to `^XZ`.
    pub zpl: Vec<u8>,
    /// The paper, dot by dot.
    pub bitmap: Bitmap,
    /// Texts of the barcodes that can be read from it.
    pub barcodes: Vec<String>,
}

impl SimLabel {
    /// The paper as a PNG.
    pub fn png(&self) -> Vec<u8> {
        pb_labels::to_png(&self.bitmap)
    }
}

/// What is wrong with a printer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrinterFault {
    /// Nothing.
    #[default]
    None,
    /// No paper: bytes are taken, nothing comes out, `~HS` says so.
    PaperOut,
    /// No paper, and `~HS` is not answered while it lasts, as newer firmware has it; `~HQES` is.
    PaperOutAndSilent,
    /// The paper ends after this many more labels.
    PaperOutAfter(u32),
    /// Open head: bytes are taken, nothing comes out, `~HS` says so.
    HeadOpen,
    /// Paused: bytes are taken, formats wait, `~HS` says so.
    Paused,
    /// No question is ever answered; labels come out all the same.
    SilentStatus,
    /// Questions are answered with bytes that are no status.
    GarbageStatus,
    /// Switched off: connections drop and further ones are refused; what it had is forgotten.
    Off,
    /// Takes this many more bytes and then reads no further, with the connection open.
    StallAfter(usize),
    /// Takes this many more bytes and then closes the connection.
    CloseAfter(usize),
    /// Takes 20 KB a second.
    Slow,
}

/// A simulated printer.
///
/// Formats are taken from any number of connections at once and printed one after the other. A format that
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

    /// Starts; the folder for labels is made when it is not there.
    pub fn start_with(options: PrinterOptions) -> io::Result<Self> {
        if let Some(folder) = &options.folder {
            std::fs::create_dir_all(folder)?;
        }
        let port = options.port;
        let inside = Arc::new(Inside {
            machine: Mutex::default(),
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
                let _ = serve(stream, &inside).await;
            }
        })?;
        if let Some(handle) = plug.handle() {
            handle.spawn(print(Arc::clone(&inside)));
        }
        Ok(Self { plug, inside })
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.plug.port()
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

    /// Breaks it, or mends it: a mended printer goes on with what it has.
    pub fn set_fault(&self, fault: PrinterFault) {
        self.inside.machine().fault = fault;
        if fault == PrinterFault::Off {
            self.plug.unplug();
            self.inside.machine().power_cycle();
        } else {
            self.plug.plug();
        }
        self.inside.changed.notify_waiters();
    }

    /// Takes the power away and gives it back: connections drop, what was not printed is forgotten.
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

impl Inside {
    fn machine(&self) -> MutexGuard<'_, Machine> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection, from its first byte to its last.
async fn serve(stream: TcpStream, inside: &Inside) -> io::Result<()> {
    let mut counted = Partial {
        inside,
        life: inside.machine().life,
        counted: false,
    };
    let (mut reader, mut writer) = stream.into_split();
    let mut stream = Stream::default();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        // Taken before the fault is looked at, so that no change is missed.
        let changed = inside.changed.notified();
        let (fault, allowance) = {
            let machine = inside.machine();
            (machine.fault, machine.allowance())
        };
        match (fault, allowance) {
            (PrinterFault::CloseAfter(_), 0) => return Ok(()),
            (PrinterFault::StallAfter(_), 0) => {
                changed.await;
                continue;
            }
            (PrinterFault::Slow, _) => tokio::time::sleep(Duration::from_millis(50)).await,
            _ => {}
        }
        let most = allowance.min(buffer.len());
        let read = tokio::select! {
            read = reader.read(&mut buffer[..most]) => read?,
            // A fault may have been set meanwhile.
            () = changed => continue,
        };
        if read == 0 {
            return Ok(());
        }
        let items = stream.take(&buffer[..read]);
        let mut answers = Vec::new();
        {
            let mut machine = inside.machine();
            machine.take(&buffer[..read]);
            for item in items {
                match item {
                    Item::Query(query, inside) => {
                        answers.extend(machine.answer(query, inside).unwrap_or_default());
                    }
                    Item::Format(format) if stream::prints(&format) => {
                        let copies = stream::copies(&format);
                        machine.queue.push_back((format, copies));
                    }
                    // Settings for formats to come, which this printer does not have.
                    Item::Format(_) => {}
                }
            }
            counted.set(&mut machine, stream.partial());
        }
        inside.changed.notify_waiters();
        writer.write_all(&answers).await?;
    }
}

/// This connection's share of the printer's partial formats; given back when it ends, however it ends.
struct Partial<'a> {
    inside: &'a Inside,
    life: u64,
    counted: bool,
}

impl Partial<'_> {
    fn set(&mut self, machine: &mut Machine, partial: bool) {
        match (self.counted, partial) {
            (false, true) => machine.partial += 1,
            (true, false) if machine.life == self.life => {
                machine.partial = machine.partial.saturating_sub(1);
            }
            _ => {}
        }
        self.life = machine.life;
        self.counted = partial;
    }
}

impl Drop for Partial<'_> {
    fn drop(&mut self) {
        let inside = self.inside;
        self.set(&mut inside.machine(), false);
    }
}

/// The print head: takes what waits, one label after the other.
async fn print(inside: Arc<Inside>) {
    loop {
        let changed = inside.changed.notified();
        let next = {
            let machine = inside.machine();
            let next = machine.queue.front().filter(|_| machine.can_print());
            next.map(|(format, _)| (format.clone(), machine.life))
        };
        let Some((format, life)) = next else {
            changed.await;
            continue;
        };
        let resolution = inside.options.resolution;
        let drawn = tokio::task::spawn_blocking(move || draw(format, resolution));
        tokio::time::sleep(inside.options.per_label).await;
        let Ok(label) = drawn.await else { continue };
        let mut machine = inside.machine();
        // Stopped in the middle of a label: it comes out once the fault is mended, or never.
        if machine.life != life || !machine.can_print() {
            continue;
        }
        let count = machine.labels.len() + 1;
        if let Some(folder) = &inside.options.folder {
            keep(folder, count, &label.png());
        }
        machine.came_out(label);
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

/// What comes out: a blank label where nothing can be drawn.
fn draw(format: Vec<u8>, resolution: Resolution) -> SimLabel {
    let zpl = stream::without_bad_graphics(&format);
    let pages = pb_zpl::Renderer
        .print(Format::Zpl, &zpl, Media::FOUR_BY_SIX, resolution)
        .unwrap_or_else(|error| {
            tracing::warn!(%error, "the simulated printer could not draw a format");
            Vec::new()
        });
    let (width, height) = Media::FOUR_BY_SIX.dots(resolution);
    let bitmap = pages
        .into_iter()
        .next()
        .unwrap_or_else(|| Bitmap::new(width, height));
    let barcodes = pb_labels::decode(&bitmap)
        .into_iter()
        .map(|b| b.text)
        .collect();
    SimLabel {
        zpl: format,
        bitmap,
        barcodes,
    }
}
