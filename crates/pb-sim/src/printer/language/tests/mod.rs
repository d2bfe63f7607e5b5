//! Printers of every language, fed by hand with what the fact sheets and manuals say.
mod receipts_and_rolls;
mod text_languages;

use crate::printer::{PrinterCore, PrinterFault, PrinterOptions, SimLabel, SimPrinter};
use pb_labels::{Bitmap, Media, Resolution, Tracking};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(20);

/// A printer with a way in, and small stock: 100 × 80 dots at 203 dpi.
struct Bench {
    printer: SimPrinter,
    core: PrinterCore,
}

impl Bench {
    fn new(language: &str) -> Self {
        let media = Media::new(12_500, 10_000).expect("stock");
        Self::with(language, media, Resolution::Dpi203, Tracking::Gap)
    }

    fn with(language: &str, media: Media, resolution: Resolution, tracking: Tracking) -> Self {
        let printer = SimPrinter::start_with(PrinterOptions {
            language: language.to_owned(),
            media,
            resolution,
            tracking,
            per_label: Duration::from_millis(1),
            ..PrinterOptions::default()
        })
        .expect("starts");
        let core = printer.core();
        Self { printer, core }
    }

    fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.core.take(bytes.as_ref());
    }

    /// Sends, and gives the answers of at least as many bytes.
    fn ask(&mut self, bytes: impl AsRef<[u8]>, length: usize) -> Vec<u8> {
        self.core.take(bytes.as_ref());
        self.hear(length)
    }

    fn hear(&mut self, length: usize) -> Vec<u8> {
        let until = Instant::now() + SOON;
        let mut said = self.core.answers();
        while said.len() < length {
            assert!(Instant::now() < until, "only {said:?} was answered");
            std::thread::yield_now();
            said.extend(self.core.answers());
        }
        said
    }

    fn labels(&self, count: usize) -> Vec<SimLabel> {
        let labels = self.printer.wait_for_labels(count, SOON);
        assert_eq!(labels.len(), count, "{:?}", self.printer.complaints());
        labels
    }

    /// The only label, with nothing to complain of.
    fn label(&self) -> SimLabel {
        let label = self.labels(1).remove(0);
        assert_eq!(self.printer.complaints(), Vec::<String>::new());
        label
    }

    fn complains_of(&self, words: &str) {
        let complaints = self.printer.complaints();
        assert!(
            complaints.iter().any(|c| c.contains(words)),
            "{words}: {complaints:?}"
        );
    }

    fn set(&self, fault: PrinterFault) {
        self.printer.set_fault(fault);
    }
}

/// Black dots of a page, row by row.
fn black(page: &Bitmap) -> Vec<(u32, u32)> {
    (0..page.height())
        .flat_map(|y| (0..page.width()).map(move |x| (x, y)))
        .filter(|(x, y)| page.get(*x, *y))
        .collect()
}

/// The dots of rows: the first at `x`, `y`.
fn dots(x: u32, y: u32, rows: &[u8]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for (row, bits) in (y..).zip(rows) {
        found.extend(
            (0..8)
                .filter(|bit| bits & (0x80 >> bit) != 0)
                .map(|bit| (x + bit, row)),
        );
    }
    found
}

#[test]
fn every_language_survives_rubbish_and_goes_on() {
    // A linear congruential generator (Knuth, MMIX); any bytes will do.
    let mut state = 1u64;
    let mut random = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state.to_le_bytes()[6]
    };
    for language in SimPrinter::languages() {
        let mut bench = Bench::new(language);
        for length in 0..200 {
            let bytes: Vec<u8> = (0..length).map(|_| random()).collect();
            bench.send(&bytes);
            bench.core.reset();
        }
        if !language.starts_with("zpl") {
            assert!(!bench.printer.complaints().is_empty(), "{language}");
        }
    }
}

#[test]
fn a_lying_printer_says_that_all_is_well_and_prints_nothing() {
    let mut bench = Bench::new("tspl");
    bench.set(PrinterFault::Lying);
    bench.send("SIZE 100 dot,80 dot\r\nGAP 2 mm,0\r\nCLS\r\nPRINT 1\r\n");
    assert_eq!(bench.ask(b"\x1b!?", 1), [0]);
    bench.set(PrinterFault::None);
    bench.send("CLS\r\nPRINT 1\r\n");
    assert_eq!(bench.labels(1).len(), 1);
}

#[test]
fn a_printer_that_swallows_is_busy_for_a_while_and_prints_nothing() {
    let mut bench = Bench::new("tspl");
    bench.set(PrinterFault::Swallow);
    bench.send("SIZE 100 dot,80 dot\r\nCLS\r\nPRINT 20\r\n");
    assert_eq!(bench.ask(b"\x1b!?", 1), [0x20]);
    let until = Instant::now() + SOON;
    while bench.ask(b"\x1b!?", 1) != [0] {
        assert!(Instant::now() < until, "it never ends");
    }
    assert_eq!(bench.printer.labels().len(), 0);
}

#[test]
fn labels_for_other_stock_are_complained_of() {
    let mut bench = Bench::new("tspl");
    bench.send("SIZE 100 mm,150 mm\r\nGAP 0,0\r\nCLS\r\nPRINT 1\r\n");
    bench.labels(1);
    bench.complains_of("on stock of 100×80");
    bench.complains_of("told to look for Continuous");
}
