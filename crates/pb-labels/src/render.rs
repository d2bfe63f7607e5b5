//! Documents to pages of dots.
use crate::{Bitmap, LabelError, Media, Resolution};
use pb_domain::Document;

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

/// The pages of a document at the printer's dots, each of the size of the stock.
pub fn to_bitmaps(
    document: &Document,
    media: Media,
    resolution: Resolution,
    zpl: &dyn ZplRenderer,
) -> Result<Vec<Bitmap>, LabelError> {
    zpl.render(&document.bytes, media, resolution)
}
