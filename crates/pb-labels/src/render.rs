//! Documents to pages of dots.
use crate::error::format_name;
use crate::{Bitmap, DotRect, LabelError, Media, Resolution};
use pb_domain::{Document, Format};

mod pdf;
mod picture;
#[cfg(test)]
mod tests;

/// Draws ZPL as a printer would. Implemented where a renderer is known, and nowhere else.
pub trait ZplRenderer: Send + Sync {
    /// One page a label, of the stock's size.
    fn render(
        &self,
        zpl: &[u8],
        media: Media,
        resolution: Resolution,
    ) -> Result<Vec<Bitmap>, LabelError>;
}

/// Bytes of one document at most; a label has a few thousand.
const MAX_BYTES: usize = 10 << 20;

/// A page is shrunk to fit the stock by a tenth at most: below that, barcodes stop scanning.
const SMALLEST: f64 = 0.9;

/// The stock that pages are laid on.
#[derive(Clone, Copy)]
struct Stock {
    media: Media,
    resolution: Resolution,
    width: u32,
    height: u32,
}

/// The pages of a document at the printer's dots, each of the size of the stock. Blank pages are
/// left out. A page that would have to be shrunk until it does not scan is an error.
pub fn to_bitmaps(
    document: &Document,
    media: Media,
    resolution: Resolution,
    zpl: &dyn ZplRenderer,
) -> Result<Vec<Bitmap>, LabelError> {
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
    let (width, height) = media.dots(resolution);
    let stock = Stock {
        media,
        resolution,
        width,
        height,
    };
    let mut pages = match format {
        Format::Pdf => pdf::render(bytes, stock)?,
        Format::Png | Format::Gif | Format::Jpeg | Format::Tiff => {
            vec![picture::render(bytes, format, stock)?]
        }
        Format::Zpl => zpl.render(bytes, media, resolution)?,
        Format::Epl => {
            return Err(LabelError::Unreadable {
                format,
                reason: "it cannot be drawn here".to_owned(),
            });
        }
    };
    pages.retain(|page| page.ink().is_some());
    if pages.is_empty() {
        Err(LabelError::Blank)
    } else {
        Ok(pages)
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

/// Draws a page at its own size, and only if that does not fit the stock, a little smaller.
/// `draw` takes the factor to draw at.
fn on_stock(
    page: usize,
    stock: Stock,
    draw: impl Fn(f64) -> Result<Bitmap, LabelError>,
) -> Result<Bitmap, LabelError> {
    let drawn = draw(1.0)?;
    if let Some(laid) = lay(&drawn, stock) {
        return Ok(laid);
    }
    let ink = drawn.ink().unwrap_or(DotRect {
        left: 0,
        top: 0,
        right: 1,
        bottom: 1,
    });
    let across = |w: u32, h: u32| {
        (f64::from(stock.width) / f64::from(w)).min(f64::from(stock.height) / f64::from(h))
    };
    let factor = across(ink.width(), ink.height()).max(across(ink.height(), ink.width()));
    let smaller = if factor >= SMALLEST {
        lay(&draw(factor * 0.998)?, stock)
    } else {
        None
    };
    smaller.ok_or_else(|| LabelError::DoesNotFit {
        page,
        size: size_text(ink, stock.resolution),
        stock: stock.media.name(),
    })
}

fn size_text(ink: DotRect, resolution: Resolution) -> String {
    let mm = |dots: u32| (dots * 1_000).div_ceil(resolution.dots_per_metre());
    format!("{} × {} mm", mm(ink.width()), mm(ink.height()))
}

/// Centres a page on the stock, turned a quarter where only that fits; a page with wide margins
/// is centred by what is printed on it. `None` when it does not fit.
fn lay(page: &Bitmap, stock: Stock) -> Option<Bitmap> {
    if let Some(laid) = lay_whole(page, stock) {
        return Some(laid);
    }
    match page.ink() {
        Some(ink) => lay_whole(&page.crop(ink), stock),
        None => Some(Bitmap::new(stock.width, stock.height)),
    }
}

fn lay_whole(page: &Bitmap, stock: Stock) -> Option<Bitmap> {
    if (page.width(), page.height()) == (stock.width, stock.height) {
        return Some(page.clone());
    }
    let turned;
    let page = if page.width() <= stock.width && page.height() <= stock.height {
        page
    } else if page.height() <= stock.width && page.width() <= stock.height {
        turned = page.rotate();
        &turned
    } else {
        return None;
    };
    let mut laid = Bitmap::new(stock.width, stock.height);
    let middle = |outer: u32, inner: u32| i64::from((outer - inner) / 2);
    laid.paste(
        page,
        middle(stock.width, page.width()),
        middle(stock.height, page.height()),
    );
    Some(laid)
}
