//! A simulated ZPL label printer on a raw TCP port.
use pb_domain::Document;
use std::io;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::watch;

/// How a simulated printer is built.
#[derive(Clone, Debug)]
pub struct PrinterOptions {
    /// Port of loopback; 0 takes a free one.
    pub port: u16,
    /// Folder that gets every label as `label-0001.png`; `None` keeps them in memory alone.
    pub folder: Option<PathBuf>,
    /// Time one label takes.
    pub per_label: Duration,
    /// Resolution: 203 or 300.
    pub dpi: u32,
}

impl Default for PrinterOptions {
    fn default() -> Self {
        Self { port: 0, folder: None, per_label: Duration::from_millis(20), dpi: 203 }
    }
}

/// A label that came out.
#[derive(Clone, Debug)]
pub struct SimLabel {
    /// Its ZPL, from `^XA` to `^XZ`.
    pub zpl: Vec<u8>,
    /// The paper, as a PNG.
    pub png: Document,
    /// Texts of the barcodes that can be read from it.
    pub barcodes: Vec<String>,
}

/// What is wrong with a printer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrinterFault {
    /// Nothing.
    #[default]
    None,
    /// No paper: bytes are taken, nothing comes out, `~HS` says so.
    PaperOut,
    /// Open head: bytes are taken, nothing comes out, `~HS` says so.
    HeadOpen,
    /// Paused: bytes are taken, formats wait, `~HS` says so.
    Paused,
    /// `~HS` is never answered; labels come out all the same.
    SilentStatus,
    /// `~HS` is answered with bytes that are no status.
    GarbageStatus,
    /// Switched off: connections drop and further ones are refused.
    Off,
    /// Takes this many more bytes and then reads no further, with the connection open.
    StallAfter(usize),
    /// Takes this many more bytes and then closes the connection.
    CloseAfter(usize),
    /// Takes 20 KB a second.
    Slow,
}

/// A simulated printer.
#[derive(Debug)]
pub struct SimPrinter {}

impl SimPrinter {
    /// Starts with the default options on a free port.
    pub fn start() -> io::Result<Self> {
        Self::start_with(PrinterOptions::default())
    }

    /// Starts.
    pub fn start_with(_options: PrinterOptions) -> io::Result<Self> {
        todo!()
    }

    /// The port.
    pub fn port(&self) -> u16 {
        todo!()
    }

    /// Labels that came out, oldest first.
    pub fn labels(&self) -> Vec<SimLabel> {
        todo!()
    }

    /// Counts the labels that come out.
    pub fn label_count(&self) -> watch::Receiver<usize> {
        todo!()
    }

    /// Every byte taken so far, over all connections.
    pub fn received(&self) -> Vec<u8> {
        todo!()
    }

    /// Breaks it, or mends it: a mended printer goes on with what it has.
    pub fn set_fault(&self, _fault: PrinterFault) {
        todo!()
    }

    /// Takes the power away and gives it back: connections drop, what was not printed is forgotten.
    pub fn power_cycle(&self) {
        todo!()
    }

    /// Waits until at least `count` labels came out, blocking; the labels there are after `within`.
    pub fn wait_for_labels(&self, _count: usize, _within: Duration) -> Vec<SimLabel> {
        todo!()
    }
}
