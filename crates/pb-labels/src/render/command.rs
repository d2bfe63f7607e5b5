//! ZPL and EPL: drawn by a renderer from outside, at the size they were written for.
use super::{Lay, MAX_PAGES, Page, drawable, too_many_pages};
use crate::{Bitmap, DotRect, LabelError, Resolution, Stock};
use pb_domain::{Fit, Format};

/// Draws printers' commands as a printer would. Implemented where a renderer is known, and nowhere else.
pub trait CommandRenderer: Send + Sync {
    /// The labels of a document in ZPL or EPL, each once, whatever number of copies is asked for.
    /// `dots_per_mm` is what physical lengths in it are turned into dots by.
    fn read(
        &self,
        format: Format,
        bytes: &[u8],
        dots_per_mm: u32,
    ) -> Result<Vec<Box<dyn CommandPage>>, LabelError>;
}

/// One label in a printer's commands.
pub trait CommandPage {
    /// The width and height that it states, in its own dots.
    fn stated_size(&self) -> (Option<u32>, Option<u32>);

    /// How far to the right and down its fields begin, and its boxes and pictures end: at least so much of a page
    /// it needs, in its own dots.
    fn reach(&self) -> (u32, u32);

    /// Draws it at `scale` times its own dots, its upper left at that of a page of `width` × `height` dots; what
    /// does not fit is cut off. `page` is the part of those that is the label's own page: about it a label is
    /// turned that turns itself. Bars stay whole dots. `written_per_mm` is how many dots a millimetre it was written
    /// for, for symbols whose size a standard fixes.
    fn draw(
        &self,
        canvas: (u32, u32),
        page: (u32, u32),
        scale: f64,
        written_per_mm: u32,
    ) -> Result<Bitmap, LabelError>;
}

/// How far beyond a page is looked for ink, in millimetres.
const BEYOND: f64 = 8.0;
/// A stated size this close to the stock's is meant to be the stock's.
const SAME_SIZE: f64 = 0.15;
/// Labels fill so much of the stock at least, one way or the other.
const FILLED: f64 = 0.6;

pub(super) fn each_page(
    bytes: &[u8],
    format: Format,
    stock: &Stock,
    fit: &Fit,
    commands: &dyn CommandRenderer,
    lay: Lay<'_>,
) -> Result<(), LabelError> {
    let dots_per_mm = dots_per_mm(stock.resolution());
    let labels = commands.read(format, bytes, dots_per_mm)?;
    if labels.len() > MAX_PAGES {
        return Err(too_many_pages(format, labels.len()));
    }
    for (number, label) in (1..).zip(&labels) {
        let label = label.as_ref();
        let written_for = match fit.written_for.and_then(Resolution::from_dpi) {
            Some(resolution) => resolution,
            None => judge(label, stock, dots_per_mm),
        };
        let page = Commands {
            label,
            format,
            stock,
            written_for,
            dots_per_mm,
        };
        lay(number, &page)?;
    }
    Ok(())
}

/// Commands know printers of 8 and of 12 dots a millimetre; 300 dots an inch are taken for the latter.
fn dots_per_mm(resolution: Resolution) -> u32 {
    match resolution {
        Resolution::Dpi203 => 8,
        Resolution::Dpi300 | Resolution::Inch300 => 12,
    }
}

struct Commands<'a> {
    label: &'a dyn CommandPage,
    format: Format,
    stock: &'a Stock,
    written_for: Resolution,
    dots_per_mm: u32,
}

impl Commands<'_> {
    /// The printer's dots for each of the label's.
    fn ratio(&self) -> f64 {
        f64::from(self.dots_per_mm) / f64::from(dots_per_mm(self.written_for))
    }
}

impl Page for Commands<'_> {
    fn draw(&self, factor: f64) -> Result<Bitmap, LabelError> {
        let scale = self.ratio() * factor;
        let stated = self.label.stated_size();
        // A length that is stated for stock without end says nothing about this stock.
        let side = |stated: Option<u32>, stock: u32| match stated {
            Some(dots) => whole(f64::from(dots) * scale).min(stock.saturating_mul(2)),
            None => whole(f64::from(stock) * factor),
        };
        let page = (
            side(stated.0, self.stock.width()),
            side(stated.1, self.stock.height()),
        );
        let beyond = whole(self.stock.dots(BEYOND) * factor);
        let canvas = (page.0 + beyond, page.1 + beyond);
        drawable(self.format, f64::from(canvas.0), f64::from(canvas.1))?;
        let drawn = self
            .label
            .draw(canvas, page, scale, dots_per_mm(self.written_for))?;
        let ink = drawn.ink().unwrap_or(DotRect::whole(1, 1));
        if ink.right <= page.0 && ink.bottom <= page.1 {
            Ok(drawn.crop(DotRect::whole(page.0, page.1)))
        } else {
            Ok(drawn)
        }
    }

    fn written_for(&self) -> Option<u32> {
        Some(self.written_for.dpi())
    }

    fn is_native(&self) -> bool {
        dots_per_mm(self.written_for) == self.dots_per_mm
    }
}

/// What a label was written for: the size that it states decides, else how much of the stock it fills.
fn judge(label: &dyn CommandPage, stock: &Stock, dots_per_mm: u32) -> Resolution {
    let coarse = stock.media().dots(Resolution::Dpi203);
    let fine = stock.media().dots(Resolution::Dpi300);
    let (width, height) = label.stated_size();
    let near = |stated: Option<u32>, side: u32| {
        stated.is_some_and(|dots| (f64::from(dots) / f64::from(side) - 1.0).abs() <= SAME_SIZE)
    };
    for (stated, coarse, fine) in [(width, coarse.0, fine.0), (height, coarse.1, fine.1)] {
        if near(stated, coarse) {
            return Resolution::Dpi203;
        }
        if near(stated, fine) {
            return Resolution::Dpi300;
        }
    }
    let (right, bottom) = label.reach();
    let reaches = |share: f64| {
        f64::from(right) > f64::from(coarse.0) * share
            || f64::from(bottom) > f64::from(coarse.1) * share
    };
    if reaches(1.0 + SAME_SIZE / 2.0) {
        Resolution::Dpi300
    } else if reaches(FILLED) || dots_per_mm == 8 {
        Resolution::Dpi203
    } else {
        Resolution::Dpi300
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped first"
)]
fn whole(dots: f64) -> u32 {
    dots.round().clamp(1.0, 1e5) as u32
}
