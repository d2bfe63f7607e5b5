//! Printer languages: one file each, and one line here.
use crate::{Bitmap, Media, Resolution};
use pb_domain::Format;

pub mod brother_ql;
pub mod cpcl;
pub mod dpl;
pub mod dymo;
pub mod dymo_550;
pub mod epl;
pub mod esc_pos;
mod hex;
mod ink;
mod job;
#[cfg(test)]
mod pages;
pub mod pdf;
pub mod sbpl;
mod status;
pub mod tspl;
pub mod zpl;

pub use job::{Abilities, Copies, Finish, Job, Tracking};
pub use status::{Identity, Proof, Status};

/// Every language the station prints in.
pub static LANGUAGES: &[&dyn Language] = &[
    &zpl::Zpl { deflate: true },
    &zpl::Zpl { deflate: false },
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

/// Every language and, last, PDF: what print queues take for printers that are no label printers.
pub fn languages() -> impl Iterator<Item = &'static dyn Language> {
    let pdf: &dyn Language = &pdf::Pdf;
    LANGUAGES.iter().copied().chain([pdf])
}

/// The language with an id, as settings store it.
pub fn language(id: &str) -> Option<&'static dyn Language> {
    languages().find(|l| l.id() == id)
}

/// What a printer language is: pure functions from pages to bytes, and from answers to a status.
pub trait Language: Sync {
    /// What settings store.
    fn id(&self) -> &'static str;

    /// What a person reads.
    fn name(&self) -> &'static str;

    /// What is not sure about how it is written here, for its owner, who confirms a test print before labels
    /// are trusted to it; `None` where it was proved against such printers.
    fn doubt(&self) -> Option<&'static str> {
        None
    }

    /// What of a [`Job`] it can say; nothing else is offered.
    fn abilities(&self) -> Abilities;

    /// How close the dots of a printer of this nominal resolution are; `None` when no such printer speaks it.
    fn resolution(&self, dpi: u32) -> Option<Resolution> {
        Resolution::from_dpi(dpi)
    }

    /// Printable width and height of the stock, in dots.
    fn page(&self, media: Media, resolution: Resolution) -> (u32, u32) {
        media.dots(resolution)
    }

    /// The document format that passes through untouched, if the language is one.
    fn document_format(&self) -> Option<Format> {
        None
    }

    /// What stands before a document that passes through untouched, so that the printer says what proves it;
    /// empty where it says that anyway.
    fn before_document(&self) -> &'static [u8] {
        b""
    }

    /// The bytes that print the pages, one label each, in order. Pages are as large as [`Language::page`] says.
    fn encode(&self, pages: &[Bitmap], job: &Job) -> Vec<u8>;

    /// What to send once before the first job after one that broke off, so that the printer does not take the
    /// next label for the rest of the last; empty where nothing helps.
    fn recovery(&self) -> &'static [u8] {
        &[]
    }

    /// What to send to be told the status; `None` when the language cannot be asked.
    fn status_query(&self) -> Option<&'static [u8]> {
        None
    }

    /// Whether the bytes read so far hold a whole answer.
    fn status_complete(&self, _answer: &[u8]) -> bool {
        false
    }

    /// What an answer says; `None` when it is not one.
    fn parse_status(&self, _answer: &[u8]) -> Option<Status> {
        None
    }

    /// How it proves that a label is on paper.
    fn proof(&self) -> Proof {
        Proof::Never
    }

    /// What to send to be told what the printer is. Harmless to printers of other languages, as far as is
    /// known; `None` when the language cannot be asked that.
    fn identity_query(&self) -> Option<&'static [u8]> {
        None
    }

    /// What an answer says about the printer; `None` when it is not one, or not whole yet.
    fn parse_identity(&self, _answer: &[u8]) -> Option<Identity> {
        None
    }
}
