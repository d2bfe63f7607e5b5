//! The languages a simulated printer reads: one file each, and one line here.
//!
//! They are written from what devices do, not from what the station sends: what a real printer would print
//! as garbage or drop is dropped here too, and kept as a complaint.
mod brother_ql;
mod cpcl;
mod dpl;
mod dymo;
mod dymo_550;
mod epl;
mod esc_pos;
mod lines;
mod sbpl;
mod tspl;
mod zpl;

use super::condition::Condition;
use pb_domain::Format;
use pb_labels::{Bitmap, Finish, Media, Resolution, Tracking};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// Every language a simulated printer reads.
pub(super) static DIALECTS: &[&dyn Dialect] = &[
    &zpl::Zpl { inflates: true },
    &zpl::Zpl { inflates: false },
    &epl::Epl,
    &tspl::Tspl,
    &cpcl::Cpcl,
    &esc_pos::EscPos,
    &sbpl::Sbpl,
    &dpl::Dpl,
    &brother_ql::BrotherQl::Narrow,
    &brother_ql::BrotherQl::Wide,
    &dymo::Dymo,
    &dymo_550::Dymo550,
];

/// A printer's side of a language.
pub(super) trait Dialect: Debug + Sync {
    /// The id that the station's settings use for it too.
    fn id(&self) -> &'static str;

    /// What reads one connection.
    fn reader(&self) -> Box<dyn Reader>;

    /// Whether a label may be shorter than its stock: the printable part of it, or a piece of a strip.
    fn cuts_where_it_likes(&self) -> bool {
        false
    }

    /// What the printer says by itself when something happens to it.
    fn report(&self, _happening: Happening, _now: &Condition, _memory: &Memory) -> Vec<u8> {
        Vec::new()
    }
}

/// Reads one connection, command by command.
pub(super) trait Reader: Debug + Send {
    /// Carries out the command that `bytes` begins with, and gives how many bytes it took (never none);
    /// `None` while it is not whole.
    fn step(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize>;

    /// Whether a label has begun and its end has not come.
    fn partial(&self) -> bool;
}

/// What happens to a printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Happening {
    /// A label is begun.
    Began,
    /// A label is out.
    Finished,
    /// Something keeps labels from coming out.
    Stopped,
    /// Nothing does any more.
    Mended,
}

/// The stock in the printer and the printer's dots.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stock {
    pub(super) media: Media,
    pub(super) resolution: Resolution,
}

impl Stock {
    /// Printable dots across and down.
    pub(super) fn dots(self) -> (u32, u32) {
        self.media.dots(self.resolution)
    }

    /// Micrometres in dots.
    pub(super) fn dots_of(self, micrometres: f64) -> u32 {
        rounded(micrometres * f64::from(self.resolution.dots_per_metre()) / 1e6)
    }
}

/// Rounded to a whole number that is not negative.
pub(super) fn rounded(number: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float that is cast is cut to what fits, and what is sent here is small"
    )]
    let whole = number.round() as u32;
    whole
}

/// How a printer was set up by what it read; `None` where nothing was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrinterSetup {
    /// Darkness, in percent of what the language can say.
    pub darkness: Option<u8>,
    /// Speed, in tenths of an inch a second.
    pub speed: Option<u16>,
    /// Width and height of a label, in dots.
    pub size: Option<(u32, u32)>,
    /// How it finds where a label begins.
    pub tracking: Option<Tracking>,
    /// What it does with a label that is out.
    pub finish: Option<Finish>,
}

impl PrinterSetup {
    /// Notes a darkness on a scale of a language.
    fn darken(&mut self, value: u32, low: u32, high: u32) {
        let percent = (value.clamp(low, high) - low) * 100 / (high - low).max(1);
        self.darkness = u8::try_from(percent).ok();
    }

    /// Notes a speed in whole inches a second.
    fn hurry(&mut self, inches: u32) {
        self.speed = u16::try_from(inches * 10).ok();
    }
}

/// What a printer keeps besides its setup, from one connection to the next, until its power goes.
#[derive(Debug)]
pub(super) struct Memory {
    /// Graphics that were stored under a name.
    pub(super) graphics: BTreeMap<Vec<u8>, Bitmap>,
    /// How it was told to report by itself; what the number means is the language's own.
    pub(super) reports: Option<u8>,
    /// It was switched on, and nobody has cleared the flag that says so.
    pub(super) restarted: bool,
    /// The job that holds it, in languages that number jobs; none is 0.
    pub(super) job: u32,
    /// The name of the job, in languages that give it one.
    pub(super) job_name: Vec<u8>,
    /// The last job cannot be printed on the stock that is in.
    pub(super) wrong_media: bool,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            graphics: BTreeMap::new(),
            reports: None,
            restarted: true,
            job: 0,
            job_name: Vec::new(),
            wrong_media: false,
        }
    }
}

/// What a reader works on.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub(super) setup: &'a mut PrinterSetup,
    pub(super) memory: &'a mut Memory,
    pub(super) stock: Stock,
    pub(super) events: Vec<Event>,
}

/// What came of a command.
pub(super) enum Event {
    /// A label is to be printed this often.
    Page(Picture, u32),
    /// A question is to be answered.
    Ask(When, Answer),
    /// Something a real printer would not have taken.
    Complaint(String),
    /// All that waits is to be forgotten.
    Cancel,
}

impl Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Page(picture, copies) => write!(f, "Page({picture:?}, {copies})"),
            Self::Ask(when, _) => write!(f, "Ask({when:?})"),
            Self::Complaint(what) => write!(f, "Complaint({what:?})"),
            Self::Cancel => write!(f, "Cancel"),
        }
    }
}

/// A label before it is printed.
#[derive(Clone, Debug)]
pub(super) enum Picture {
    /// Its dots.
    Dots(Bitmap),
    /// A ZPL format, drawn when it is printed.
    Zpl(Vec<u8>),
    /// EPL with more than graphics: all that was read since the label before, drawn when it is printed.
    Epl(Vec<u8>),
}

impl Picture {
    /// Draws it.
    pub(super) fn draw(self, stock: Stock) -> Bitmap {
        match self {
            Self::Dots(bitmap) => bitmap,
            Self::Zpl(format) => zpl::draw(&format, stock),
            Self::Epl(commands) => drawn(Format::Epl, &commands, stock),
        }
    }
}

/// A format with more than graphics, nearly as a printer draws it; a blank label where nothing can be drawn.
fn drawn(format: Format, commands: &[u8], stock: Stock) -> Bitmap {
    pb_zpl::Renderer
        .print(format, commands, stock.media, stock.resolution)
        .unwrap_or_else(|error| {
            tracing::warn!(%error, "the simulated printer could not draw a label");
            Vec::new()
        })
        .into_iter()
        .next()
        .unwrap_or_else(|| {
            let (width, height) = stock.dots();
            Bitmap::new(width, height)
        })
}

/// Gives the answer to a question; nothing where the printer is silent.
pub(super) type Answer = Box<dyn Fn(&Condition) -> Vec<u8> + Send>;

/// When a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// At once.
    Now,
    /// At once, also by firmware that is silent about its status while the paper is out.
    NowAlways,
    /// After everything before it is on paper, and not while the printer is stopped.
    InTurn,
    /// After everything before it is on paper, or when the printer is stopped.
    InTurnOrStopped,
}

impl Desk<'_> {
    pub(super) fn complain(&mut self, what: impl Into<String>) {
        self.events.push(Event::Complaint(what.into()));
    }

    pub(super) fn ask(
        &mut self,
        when: When,
        answer: impl Fn(&Condition) -> Vec<u8> + Send + 'static,
    ) {
        self.events.push(Event::Ask(when, Box::new(answer)));
    }

    pub(super) fn page(&mut self, page: Bitmap, copies: u32) {
        if copies == 0 {
            self.complain("a label was asked for zero times");
        } else {
            self.events.push(Event::Page(Picture::Dots(page), copies));
        }
    }

    pub(super) fn cancel(&mut self) {
        self.events.push(Event::Cancel);
    }

    /// The size a label has: as it was said, else as the stock is.
    pub(super) fn size(&self) -> (u32, u32) {
        self.setup.size.unwrap_or_else(|| self.stock.dots())
    }

    /// Blackens a page with a graphic, and complains where that runs past it.
    pub(super) fn draw(&mut self, page: &mut Bitmap, graphic: &Bitmap, x: u32, y: u32) {
        self.check_fit(page, graphic, x, y);
        page.paste(graphic, i64::from(x), i64::from(y));
    }

    /// Complains when a graphic runs past a page; white dots that fill its last byte may.
    pub(super) fn check_fit(&mut self, page: &Bitmap, graphic: &Bitmap, x: u32, y: u32) {
        let ink = graphic.ink().map_or(0, |ink| ink.right);
        let whole = page.width().div_ceil(8) * 8;
        let wide = x.saturating_add(ink) > page.width()
            || x.saturating_add(graphic.width()) > whole.max(x.saturating_add(8));
        if wide || y.saturating_add(graphic.height()) > page.height() {
            self.complain(format!(
                "a graphic of {}×{} dots at {x},{y} runs past the label of {}×{}",
                graphic.width(),
                graphic.height(),
                page.width(),
                page.height()
            ));
        }
    }
}

/// A dialect by the id of its language.
pub(super) fn dialect(id: &str) -> Option<&'static dyn Dialect> {
    DIALECTS.iter().copied().find(|d| d.id() == id)
}

#[cfg(test)]
mod tests;
