//! Documents to pages of dots, each laid on the stock.
//!
//! What comes in is not trusted: a document has [`MAX_BYTES`] bytes and [`MAX_PAGES`] pages at most, a page
//! that is drawn [`MAX_DOTS`] dots, and a decoder that panics makes a bad label, not a dead station.
use crate::error::format_name;
use crate::{Bitmap, DotRect, LabelError, Stock};
use pb_domain::{Document, Fit, Format};
use std::panic::{AssertUnwindSafe, catch_unwind};

mod command;
mod density;
mod find;
mod pdf;
mod picture;
mod place;
#[cfg(test)]
mod tests;
mod tiff;

pub use command::{CommandPage, CommandRenderer};

/// Bytes of one document at most; a label has a few thousand.
const MAX_BYTES: usize = 10 << 20;
/// Pages of one document at most.
const MAX_PAGES: usize = 100;
/// Dots of one page at most, before it is laid on the stock: A3 at 300 dpi, twice.
const MAX_DOTS: f64 = 40e6;

/// A page as it will print, with what was done to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Laid {
    /// The dots, as many as the stock has.
    pub bitmap: Bitmap,
    /// How it came there.
    pub placement: Placement,
}

/// What was done to a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// Page of the document, from 1. Two labels on one page share it.
    pub page: usize,
    /// Size of that page in dots, at its true size.
    pub page_size: (u32, u32),
    /// The part of it that is the label, in dots at its true size.
    pub crop: DotRect,
    /// Degrees that the part was turned clockwise: 0, 90, 180 or 270.
    pub turned: u16,
    /// How large it was drawn, 1 being its true size.
    pub scale: f64,
    /// Where the upper left dot of the part lies on the stock; less than zero where it begins beyond.
    pub left: i64,
    /// The same, down.
    pub top: i64,
    /// Dots of ink that fell off each side of the stock.
    pub lost: Sides,
    /// The nominal dots per inch that ZPL or EPL was taken to be written for; `None` for other documents.
    pub written_for: Option<u32>,
    /// Whether a printer that speaks the document's language prints the same from the document as it is.
    pub as_written: bool,
}

/// Dots at the sides of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// At the left.
    pub left: u32,
    /// At the top.
    pub top: u32,
    /// At the right.
    pub right: u32,
    /// At the bottom.
    pub bottom: u32,
}

impl Sides {
    /// Whether there is nothing at any side.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// A page of a document that can be drawn at any size.
trait Page {
    /// Draws it at so many times its true size.
    fn draw(&self, factor: f64) -> Result<Bitmap, LabelError>;

    /// For ZPL and EPL, what they were taken to be written for.
    fn written_for(&self) -> Option<u32> {
        None
    }

    /// Whether the printer draws it from its own commands at this size, its upper left dot on the stock's.
    fn is_native(&self) -> bool {
        false
    }
}

/// The pages of a document at the printer's dots, each as large as the stock. Blank pages are left out; a page
/// with several labels on it becomes as many. A page that would have to be shrunk until it does not scan is an
/// error, unless `fit` says how it is to be laid.
pub fn lay_out(
    document: &Document,
    stock: &Stock,
    fit: &Fit,
    commands: &dyn CommandRenderer,
) -> Result<Vec<Laid>, LabelError> {
    let (format, bytes) = (document.format, document.bytes.as_slice());
    if Format::sniff(bytes) != Some(format) {
        return Err(LabelError::NotWhatItClaims {
            claims: format,
            looks_like: looks_like(bytes),
        });
    }
    if bytes.len() > MAX_BYTES {
        return Err(LabelError::TooBig {
            format,
            what: format!(
                "{} MB, and {} MB are allowed",
                bytes.len() >> 20,
                MAX_BYTES >> 20
            ),
        });
    }
    // The decoders read what came over the network: a panic is a bad label, not ours to die of.
    let laid = catch_unwind(AssertUnwindSafe(|| {
        let mut laid = Vec::new();
        let mut lay = |number: usize, page: &dyn Page| {
            laid.extend(place::place(number, page, stock, fit)?);
            Ok(())
        };
        match format {
            Format::Pdf => pdf::each_page(bytes, stock, &mut lay)?,
            Format::Tiff => tiff::each_page(bytes, stock, &mut lay)?,
            Format::Png | Format::Gif | Format::Jpeg => {
                picture::only_page(bytes, format, stock, &mut lay)?;
            }
            Format::Zpl | Format::Epl => {
                command::each_page(bytes, format, stock, fit, commands, &mut lay)?;
            }
        }
        Ok(laid)
    }))
    .unwrap_or_else(|_| Err(unreadable(format, "the decoder gave up on it")))?;
    if laid.is_empty() {
        Err(LabelError::Blank)
    } else {
        Ok(laid)
    }
}

/// Takes a page and its number.
type Lay<'a> = &'a mut dyn FnMut(usize, &dyn Page) -> Result<(), LabelError>;

fn unreadable(format: Format, reason: impl Into<String>) -> LabelError {
    LabelError::Unreadable {
        format,
        reason: reason.into(),
    }
}

fn too_many_pages(format: Format, pages: usize) -> LabelError {
    LabelError::TooBig {
        format,
        what: format!("{pages} pages, and {MAX_PAGES} are allowed"),
    }
}

/// A page of so many dots may be drawn.
fn drawable(format: Format, width: f64, height: f64) -> Result<(), LabelError> {
    if width * height <= MAX_DOTS {
        Ok(())
    } else {
        Err(LabelError::TooBig {
            format,
            what: format!("a page of {width:.0} × {height:.0} dots"),
        })
    }
}

/// What bytes look like, for a person.
fn looks_like(bytes: &[u8]) -> String {
    if let Some(format) = Format::sniff(bytes) {
        return format_name(format).to_owned();
    }
    let start = bytes.trim_ascii_start();
    let begins = |mark: &[u8]| {
        start
            .get(..mark.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(mark))
    };
    let known: [(&[u8], &str); 8] = [
        (b"PK\x03\x04", "a ZIP archive"),
        (b"<!doctype html", "a web page"),
        (b"<html", "a web page"),
        (b"<?xml", "XML"),
        (b"<", "markup"),
        (b"{", "JSON"),
        (b"[", "JSON"),
        (b"%!PS", "PostScript"),
    ];
    if let Some((_, name)) = known.iter().find(|(mark, _)| begins(mark)) {
        return (*name).to_owned();
    }
    match start {
        [] => "nothing at all".to_owned(),
        text if text
            .iter()
            .all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace()) =>
        {
            let head: String = text.iter().take(24).copied().map(char::from).collect();
            format!("text: “{}…”", head.escape_default())
        }
        _ => "something unknown".to_owned(),
    }
}
