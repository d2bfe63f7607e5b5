//! Printer languages: one file each, and one line here.
use crate::{Bitmap, Media, Resolution};
use pb_domain::Format;

pub mod zpl;

/// Every language the station prints in.
pub static LANGUAGES: &[&dyn Language] = &[&zpl::Zpl];

/// The language with an id, as settings store it.
pub fn language(id: &str) -> Option<&'static dyn Language> {
    LANGUAGES.iter().copied().find(|l| l.id() == id)
}

/// How a job is to be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Label stock in the printer.
    pub media: Media,
    /// The printer's dots.
    pub resolution: Resolution,
}

/// What a printer language is: pure functions from pages to bytes, and from answers to a status.
pub trait Language: Sync {
    /// What settings store.
    fn id(&self) -> &'static str;
    /// What a person reads.
    fn name(&self) -> &'static str;
    /// The document format that passes through untouched, if the language is one.
    fn document_format(&self) -> Option<Format>;
    /// Whether a document in this language itself has the printer draw a barcode that says `text`. Such a
    /// label need not be rendered to know what it carries.
    fn draws_barcode(&self, document: &[u8], text: &str) -> bool;
    /// The bytes that print the pages, one label each, in order.
    fn encode(&self, pages: &[Bitmap], job: &Job) -> Vec<u8>;
    /// What to send to be told the status; `None` when the language cannot be asked.
    fn status_query(&self) -> Option<&'static [u8]>;
    /// Whether the bytes read so far hold a whole answer.
    fn status_complete(&self, answer: &[u8]) -> bool;
    /// What an answer says; `None` when it is not one.
    fn parse_status(&self, answer: &[u8]) -> Option<Status>;
}

/// What a printer says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// No media under the head.
    pub paper_out: bool,
    /// The head or the cover is open.
    pub head_open: bool,
    /// The ribbon is used up or torn.
    pub ribbon_out: bool,
    /// Paused, at its button or by command.
    pub paused: bool,
    /// The head is too hot to print.
    pub over_temperature: bool,
    /// The head is too cold to print well.
    pub under_temperature: bool,
    /// It takes no more bytes.
    pub buffer_full: bool,
    /// Its memory lost its contents.
    pub memory_lost: bool,
    /// A label hangs in the peeler, to be taken away.
    pub label_waiting: bool,
    /// It holds the beginning of a label whose end has not come.
    pub partial_format: bool,
    /// Labels received and not begun.
    pub formats_waiting: u32,
    /// Labels left to print of the job at hand.
    pub labels_left: u32,
}

impl Status {
    /// What keeps a label from coming out, in a packer's words; `None` when nothing does.
    pub fn problem(&self) -> Option<&'static str> {
        // What a person must do first comes first: an open head also reports no paper.
        [
            (self.head_open, "The printer is open: close its head"),
            (self.paper_out, "The printer is out of labels: load a roll"),
            (
                self.ribbon_out,
                "The printer is out of ribbon: load a ribbon",
            ),
            (
                self.over_temperature,
                "The printer is too hot: let it cool down",
            ),
            (
                self.memory_lost,
                "The printer lost its settings: switch it off and on",
            ),
            (self.paused, "The printer is paused: press its pause button"),
            (
                self.label_waiting,
                "A label is waiting in the printer: take it",
            ),
            (
                self.buffer_full,
                "The printer's memory is full: wait, or switch it off and on",
            ),
            (
                self.under_temperature,
                "The printer is too cold: let it warm up",
            ),
        ]
        .into_iter()
        .find_map(|(is, words)| is.then_some(words))
    }

    /// Whether nothing is waiting or printing in it.
    pub fn idle(&self) -> bool {
        self.formats_waiting == 0 && self.labels_left == 0 && !self.partial_format
    }
}
