//! The inside of the simulated printer: its queue, its faults, what it says about itself.
use super::condition::{Condition, PrinterFault};
use super::language::{
    Answer, Dialect, Event, Happening, Memory, Picture, PrinterSetup, Stock, When,
};
use super::{PrinterOptions, SimLabel};
use pb_labels::Tracking;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedSender, WeakUnboundedSender};

/// Where the answers to a connection go.
pub(super) type Sink = UnboundedSender<Vec<u8>>;

/// No answer of any printer.
const GARBAGE: &[u8] = b"\x02?#\xff\x00,,;\r\n";
/// More complaints than anyone reads.
const MOST_COMPLAINTS: usize = 1_000;

/// Everything behind one lock.
#[derive(Debug)]
pub(super) struct Machine {
    pub(super) dialect: &'static dyn Dialect,
    pub(super) stock: Stock,
    tracking: Tracking,
    /// What waits, in order; the first page is being printed.
    queue: VecDeque<Work>,
    pub(super) labels: Vec<SimLabel>,
    pub(super) received: Vec<u8>,
    pub(super) complaints: Vec<String>,
    pub(super) fault: PrinterFault,
    /// What happens when the next label has arrived.
    pub(super) fault_to_come: Option<PrinterFault>,
    pub(super) setup: PrinterSetup,
    pub(super) memory: Memory,
    /// Labels that have begun on some connection and not ended.
    pub(super) partial: usize,
    /// Counts power cycles: what was begun before one does not come out after it.
    pub(super) life: u64,
    /// Counts how often the queue was emptied: the label at the head then does not come out.
    pub(super) emptied: u64,
    lines: Vec<WeakUnboundedSender<Vec<u8>>>,
}

enum Work {
    Page(Page),
    Question(When, Answer, Sink),
}

/// A label in the queue.
#[derive(Debug)]
struct Page {
    picture: Arc<Picture>,
    raw: Vec<u8>,
    setup: PrinterSetup,
    left: u32,
    sink: Sink,
    begun: bool,
    /// It as it comes out, once it was drawn.
    drawn: Option<SimLabel>,
}

/// What the print head works on.
pub(super) enum Next {
    /// Nothing to do.
    Nothing,
    /// A label to be drawn and then printed.
    Draw(Arc<Picture>, Vec<u8>, PrinterSetup),
    /// A further copy.
    Again(SimLabel),
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Page(page) => page.fmt(f),
            Self::Question(when, ..) => write!(f, "Question({when:?})"),
        }
    }
}

impl Machine {
    pub(super) fn new(dialect: &'static dyn Dialect, options: &PrinterOptions) -> Self {
        Self {
            dialect,
            stock: Stock {
                media: options.media,
                resolution: options.resolution,
            },
            tracking: options.tracking,
            queue: VecDeque::new(),
            labels: Vec::new(),
            received: Vec::new(),
            complaints: Vec::new(),
            fault: PrinterFault::None,
            fault_to_come: None,
            setup: PrinterSetup::default(),
            memory: Memory::default(),
            partial: 0,
            life: 0,
            emptied: 0,
            lines: Vec::new(),
        }
    }

    /// A connection that hears what the printer says by itself.
    pub(super) fn add_line(&mut self, sink: &Sink) {
        self.lines.retain(|line| line.upgrade().is_some());
        self.lines.push(sink.downgrade());
    }

    /// How many more bytes may be read before something happens.
    pub(super) fn allowance(&self) -> usize {
        match self.fault {
            PrinterFault::StallAfter(left) | PrinterFault::CloseAfter(left) => left,
            // 20 KB a second in steps of 50 ms.
            PrinterFault::Slow => 1000,
            _ => usize::MAX,
        }
    }

    /// Takes note of bytes that were read.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        self.received.extend_from_slice(bytes);
        if let PrinterFault::StallAfter(left) | PrinterFault::CloseAfter(left) = &mut self.fault {
            *left = left.saturating_sub(bytes.len());
        }
    }

    /// Does what came of a command. `raw` is what was read of the label so far; a page takes it.
    pub(super) fn carry_out(&mut self, event: Event, raw: &mut Vec<u8>, sink: &Sink) {
        match event {
            Event::Complaint(what) => self.complain(what),
            Event::Cancel => self.reset(),
            Event::Ask(when @ (When::Now | When::NowAlways), answer) => {
                self.answer(when, &answer, sink);
            }
            Event::Ask(when, answer) => {
                self.queue
                    .push_back(Work::Question(when, answer, sink.clone()));
                self.answer_in_turn();
            }
            Event::Page(picture, copies) => {
                let read = std::mem::take(raw);
                let raw = match &picture {
                    Picture::Zpl(format) => format.clone(),
                    Picture::Dots(_) | Picture::Epl(_) => read,
                };
                let picture = match picture {
                    Picture::Epl(_) => Picture::Epl(raw.clone()),
                    other => other,
                };
                self.check_setup();
                if let Some(fault) = self.fault_to_come.take() {
                    self.set_fault(fault);
                }
                // It says that it took it.
                if self.fault == PrinterFault::Lying {
                    return;
                }
                self.queue.push_back(Work::Page(Page {
                    picture: Arc::new(picture),
                    raw,
                    setup: self.setup.clone(),
                    left: copies,
                    sink: sink.clone(),
                    begun: false,
                    drawn: None,
                }));
            }
        }
    }

    /// A label for other stock than is in it: a real printer feeds past gaps, or stops at them.
    fn check_setup(&mut self) {
        if let Some(told) = self.setup.tracking
            && told != self.tracking
        {
            let has = self.tracking;
            self.complain(format!(
                "told to look for {told:?}, and the stock has {has:?}"
            ));
        }
        let (width, height) = self.stock.dots();
        let millimetre = self.stock.dots_of(1_000.0);
        if let Some((said_width, said_height)) = self.setup.size {
            let too_long = said_height > height + millimetre;
            let too_short =
                said_height + millimetre < height && !self.dialect.cuts_where_it_likes();
            if said_width > width + millimetre || too_long || too_short {
                self.complain(format!(
                    "a label of {said_width}×{said_height} dots on stock of {width}×{height}"
                ));
            }
        }
    }

    pub(super) fn complain(&mut self, what: String) {
        tracing::debug!(complaint = what, "a simulated printer was sent nonsense");
        if self.complaints.len() < MOST_COMPLAINTS {
            self.complaints.push(what);
        }
    }

    /// Answers the questions whose turn it is.
    pub(super) fn answer_in_turn(&mut self) {
        let stopped = self.fault.stops();
        if stopped {
            let (now, later): (Vec<_>, Vec<_>) = self
                .queue
                .drain(..)
                .partition(|work| matches!(work, Work::Question(When::InTurnOrStopped, ..)));
            self.queue.extend(later);
            for work in now {
                if let Work::Question(when, answer, sink) = work {
                    self.answer(when, &answer, &sink);
                }
            }
            return;
        }
        while let Some(Work::Question(..)) = self.queue.front() {
            if let Some(Work::Question(when, answer, sink)) = self.queue.pop_front() {
                self.answer(when, &answer, &sink);
            }
        }
    }

    fn answer(&self, when: When, answer: &Answer, sink: &Sink) {
        let said = match self.fault {
            PrinterFault::SilentStatus => return,
            PrinterFault::PaperOutAndSilent if when != When::NowAlways => return,
            _ => answer(&self.condition()),
        };
        self.say(said, sink);
    }

    fn say(&self, said: Vec<u8>, sink: &Sink) {
        let said = match self.fault {
            _ if said.is_empty() => return,
            PrinterFault::SilentStatus => return,
            PrinterFault::GarbageStatus => GARBAGE.to_vec(),
            _ => said,
        };
        // Nobody listens any more when this fails.
        let _ = sink.send(said);
    }

    /// Tells one connection, or all that are open, what happened.
    fn report(&self, happening: Happening, sink: Option<&Sink>) {
        if matches!(
            self.fault,
            PrinterFault::Lying | PrinterFault::PaperOutAndSilent
        ) {
            return;
        }
        let said = self
            .dialect
            .report(happening, &self.condition(), &self.memory);
        if let Some(sink) = sink {
            self.say(said, sink);
            return;
        }
        for line in self.lines.iter().filter_map(WeakUnboundedSender::upgrade) {
            self.say(said.clone(), &line);
        }
    }

    /// What the print head does next.
    pub(super) fn next(&mut self) -> Next {
        self.answer_in_turn();
        if self.fault.stops() {
            return Next::Nothing;
        }
        let Some(Work::Page(page)) = self.queue.front_mut() else {
            return Next::Nothing;
        };
        let (begins, sink) = (!std::mem::replace(&mut page.begun, true), page.sink.clone());
        let next = match &page.drawn {
            Some(label) => Next::Again(label.clone()),
            None => Next::Draw(
                Arc::clone(&page.picture),
                page.raw.clone(),
                page.setup.clone(),
            ),
        };
        if begins {
            self.report(Happening::Began, Some(&sink));
        }
        next
    }

    /// One label came out; whether it is on paper.
    pub(super) fn came_out(&mut self, label: SimLabel) -> bool {
        let on_paper = self.fault != PrinterFault::Swallow;
        if on_paper {
            self.labels.push(label.clone());
        }
        if let PrinterFault::PaperOutAfter(left) = &mut self.fault {
            *left = left.saturating_sub(1);
        }
        if let Some(Work::Page(page)) = self.queue.front_mut() {
            page.left = page.left.saturating_sub(1);
            let sink = page.sink.clone();
            if page.left == 0 {
                self.queue.pop_front();
            } else {
                page.drawn = Some(label);
            }
            self.report(Happening::Finished, Some(&sink));
        }
        if self.fault.paper_out() {
            self.report(Happening::Stopped, None);
        }
        self.answer_in_turn();
        on_paper
    }

    /// Breaks it, or mends it.
    pub(super) fn set_fault(&mut self, fault: PrinterFault) {
        let before = std::mem::replace(&mut self.fault, fault);
        match (before.stops(), fault.stops()) {
            (_, true) if before != fault => self.report(Happening::Stopped, None),
            (true, false) => self.report(Happening::Mended, None),
            _ => {}
        }
        if fault == PrinterFault::Lying {
            self.emptied += 1;
            self.queue.retain(|work| matches!(work, Work::Question(..)));
        }
        self.answer_in_turn();
    }

    /// Switched off and on: nothing is left but the paper.
    pub(super) fn power_cycle(&mut self) {
        self.reset();
        self.partial = 0;
        self.setup = PrinterSetup::default();
        self.memory = Memory::default();
        self.life += 1;
    }

    /// A soft reset: what waits is forgotten, its setup stays.
    pub(super) fn reset(&mut self) {
        self.emptied += 1;
        self.queue.clear();
    }

    pub(super) fn condition(&self) -> Condition {
        let fault = self.fault;
        let pages = self.queue.iter().filter_map(|work| match work {
            Work::Page(page) => Some(page.left),
            Work::Question(..) => None,
        });
        let pages: Vec<u32> = pages.collect();
        Condition {
            paper_out: fault.paper_out(),
            head_open: fault == PrinterFault::HeadOpen,
            ribbon_out: fault == PrinterFault::RibbonOut,
            paused: fault == PrinterFault::Paused,
            over_temperature: fault == PrinterFault::OverTemperature,
            buffer_full: fault == PrinterFault::BufferFull,
            foreign_media: fault == PrinterFault::ForeignMedia,
            waiting: pages.len().saturating_sub(1),
            left: pages.first().copied().unwrap_or(0),
            left_in_all: pages.iter().sum(),
            partial: self.partial > 0 && fault != PrinterFault::Lying,
            stock: self.stock,
            tracking: self.tracking,
        }
    }
}
