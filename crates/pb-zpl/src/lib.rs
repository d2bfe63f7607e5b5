//! ZPL and EPL to dots, the one place that knows which renderer does it.
//!
//! `labelize` reads the fields and draws text and codes: close to what a printer draws, not dot for dot. Its
//! font 0 has Latin letters alone, so text in other scripts, Vietnamese among them, is shown with gaps. What it
//! takes wrongly or does not know is put right here before and after it reads: pictures in every encoding,
//! changed prefixes, names without a device, character sets, EPL's pictures and prints.
#![forbid(unsafe_code)]

mod commands;
mod epl;
mod graphics;
mod label;
mod limits;
mod resize;
mod zpl;

use label::Label;
use pb_domain::Format;
use pb_labels::{Bitmap, CommandPage, CommandRenderer, LabelError, Media, Resolution};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Draws ZPL and EPL with `labelize`. Every label is drawn once, whatever number of copies it asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Renderer;

/// Labels drawn from one document at most.
const MAX_LABELS: usize = 100;
/// Bytes of one document at most.
const MAX_BYTES: usize = 8 << 20;

impl CommandRenderer for Renderer {
    fn read(
        &self,
        format: Format,
        bytes: &[u8],
        dots_per_mm: u32,
    ) -> Result<Vec<Box<dyn CommandPage>>, LabelError> {
        let pages = |labels: Vec<Label>| {
            labels
                .into_iter()
                .map(|label| Box::new(label) as Box<dyn CommandPage>)
                .collect()
        };
        labels(format, bytes, dots_per_mm).map(pages)
    }
}

impl Renderer {
    /// The labels as a printer of this resolution prints them on its stock, each once: at their own dots, from
    /// the upper left corner, and cut off where the stock ends.
    pub fn print(
        &self,
        format: Format,
        bytes: &[u8],
        media: Media,
        resolution: Resolution,
    ) -> Result<Vec<Bitmap>, LabelError> {
        let (width, height) = media.dots(resolution);
        let dots_per_mm = match resolution {
            Resolution::Dpi203 => 8,
            Resolution::Dpi300 | Resolution::Inch300 => 12,
        };
        labels(format, bytes, dots_per_mm)?
            .iter()
            .map(|label| {
                let across = label.stated_size().0.map_or(width, |w| w.min(width));
                let drawn = label.draw((across, height), (across, height), 1.0, dots_per_mm)?;
                let mut page = Bitmap::new(width, height);
                page.paste(&drawn, i64::from((width - across) / 2), 0);
                Ok(page)
            })
            .collect()
    }
}

fn labels(format: Format, bytes: &[u8], dots_per_mm: u32) -> Result<Vec<Label>, LabelError> {
    if bytes.len() > MAX_BYTES {
        return Err(too_big(
            format,
            format!("{} bytes, and {MAX_BYTES} are allowed", bytes.len()),
        ));
    }
    // The renderer is young and reads what came over the network: its panic is a bad label.
    let labels = guarded(format, || match format {
        Format::Epl => epl::read(bytes),
        _ => zpl::read(bytes, dots_per_mm),
    })?;
    if labels.is_empty() {
        return Err(LabelError::Blank);
    }
    if labels.len() > MAX_LABELS {
        return Err(too_big(
            format,
            format!("{} labels, and {MAX_LABELS} are allowed", labels.len()),
        ));
    }
    Ok(labels)
}

fn guarded<T>(
    format: Format,
    work: impl FnOnce() -> Result<T, LabelError>,
) -> Result<T, LabelError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(unreadable(format, "the renderer gave up on it")))
}

fn unreadable(format: Format, reason: impl Into<String>) -> LabelError {
    LabelError::Unreadable {
        format,
        reason: reason.into(),
    }
}

fn too_big(format: Format, what: String) -> LabelError {
    LabelError::TooBig { format, what }
}

#[cfg(test)]
mod tests;
