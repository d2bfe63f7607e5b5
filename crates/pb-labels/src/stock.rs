//! The stock that pages are laid on: its size, the printer's dots, and how many of them print.
use crate::{Language, Media, Resolution};

/// Label stock in a certain printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stock {
    media: Media,
    resolution: Resolution,
    width: u32,
    height: u32,
}

impl Stock {
    /// Stock in a printer of which nothing but the resolution is known.
    pub fn new(media: Media, resolution: Resolution) -> Self {
        let (width, height) = media.dots(resolution);
        Self {
            media,
            resolution,
            width,
            height,
        }
    }

    /// Stock in a printer of a language and a nominal resolution; `None` when no such printer speaks it.
    pub fn of(language: &dyn Language, media: Media, dpi: u32) -> Option<Self> {
        let resolution = language.resolution(dpi)?;
        let (width, height) = language.page(media, resolution);
        Some(Self {
            media,
            resolution,
            width,
            height,
        })
    }

    /// The stock's size.
    pub fn media(&self) -> Media {
        self.media
    }

    /// How close the dots are.
    pub fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// Dots across that print.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Dots down that print.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Dots in a length given in millimetres.
    pub(crate) fn dots(&self, millimetres: f64) -> f64 {
        millimetres * f64::from(self.resolution.dots_per_metre()) / 1_000.0
    }

    /// Dots a pixel of this many an inch.
    pub(crate) fn dots_per_pixel(&self, dpi: f64) -> f64 {
        self.dots(25.4) / dpi
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_is_as_large_as_the_language_prints() {
        let zpl = crate::language("zpl").expect("ZPL");
        let stock = Stock::of(zpl, Media::FOUR_BY_SIX, 203).expect("203 dpi");
        assert_eq!(stock, Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203));
        assert_eq!((stock.width(), stock.height()), (812, 1218));
        assert_eq!(Stock::of(zpl, Media::FOUR_BY_SIX, 1_200), None);
    }
}
