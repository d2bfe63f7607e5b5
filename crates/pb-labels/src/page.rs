//! Label stock and print resolution, in dots.

/// How close the printer's dots are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resolution {
    /// “203 dpi”: 8 dots a millimetre.
    Dpi203,
    /// “300 dpi”: 12 dots a millimetre.
    Dpi300,
}

impl Resolution {
    /// From the nominal dots per inch.
    pub fn from_dpi(dpi: u32) -> Option<Self> {
        match dpi {
            203 => Some(Self::Dpi203),
            300 => Some(Self::Dpi300),
            _ => None,
        }
    }

    /// Nominal dots per inch, as people say it.
    pub fn dpi(self) -> u32 {
        match self {
            Self::Dpi203 => 203,
            Self::Dpi300 => 300,
        }
    }

    /// Dots per millimetre: what heads are really made to.
    pub fn dots_per_mm(self) -> u32 {
        match self {
            Self::Dpi203 => 8,
            Self::Dpi300 => 12,
        }
    }

    /// Micrometres to whole dots, rounded half up.
    pub fn dots(self, micrometres: i64) -> i64 {
        (micrometres * i64::from(self.dots_per_mm()) + 500).div_euclid(1_000)
    }

    /// The width of a barcode's narrowest bar, given in nanometres, in whole dots.
    pub(crate) fn module_dots(self, nanometres: i64) -> i64 {
        (nanometres * i64::from(self.dots_per_mm()) + 500_000).div_euclid(1_000_000)
    }

    /// Whole dots to micrometres, rounded down.
    pub fn micrometres(self, dots: i64) -> i64 {
        dots * 1_000 / i64::from(self.dots_per_mm())
    }
}

/// Label stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Media {
    /// 4 × 6 in.
    FourBySix,
    /// 100 × 150 mm.
    Mm100By150,
    /// A6, 105 × 148 mm.
    A6,
}

impl Media {
    /// Width and height in micrometres.
    pub fn size(self) -> (i64, i64) {
        match self {
            Self::FourBySix => (101_600, 152_400),
            Self::Mm100By150 => (100_000, 150_000),
            Self::A6 => (105_000, 148_000),
        }
    }

    /// Printable width and height in dots. A 4 × 6 label is 812 × 1218 dots by everyone's
    /// convention; A6 is wider than the 104 mm of a 4-inch head, which is all that prints.
    pub fn dots(self, resolution: Resolution) -> (u32, u32) {
        match (self, resolution) {
            (Self::FourBySix, Resolution::Dpi203) => (812, 1218),
            (Self::FourBySix, Resolution::Dpi300) => (1219, 1829),
            (Self::Mm100By150, Resolution::Dpi203) => (800, 1200),
            (Self::Mm100By150, Resolution::Dpi300) => (1200, 1800),
            (Self::A6, Resolution::Dpi203) => (832, 1184),
            (Self::A6, Resolution::Dpi300) => (1248, 1776),
        }
    }

    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::FourBySix => "4 × 6 in",
            Self::Mm100By150 => "100 × 150 mm",
            Self::A6 => "A6",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_is_as_large_as_its_dots_say() {
        for media in [Media::FourBySix, Media::Mm100By150] {
            for resolution in [Resolution::Dpi203, Resolution::Dpi300] {
                let (width, height) = media.size();
                let (w, h) = media.dots(resolution);
                assert!(
                    (resolution.dots(width) - i64::from(w)).abs() <= 1,
                    "{media:?}"
                );
                assert!(
                    (resolution.dots(height) - i64::from(h)).abs() <= 1,
                    "{media:?}"
                );
            }
        }
        // A 4-inch head has 832 dots at 203 dpi.
        assert_eq!(Media::A6.dots(Resolution::Dpi203), (832, 1184));
        assert_eq!(Resolution::from_dpi(600), None);
        assert_eq!(Resolution::from_dpi(300).map(Resolution::dpi), Some(300));
    }
}
