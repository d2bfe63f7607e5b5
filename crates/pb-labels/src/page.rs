//! Label stock and print resolution, in dots.
use pb_domain::CountryCode;

/// How close the printer's dots are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resolution {
    /// “203 dpi”: 8 dots a millimetre.
    Dpi203,
    /// “300 dpi” of most label printers: 12 dots a millimetre.
    Dpi300,
    /// 300 dots an inch and not one more: Brother and Dymo.
    Inch300,
}

impl Resolution {
    /// From the nominal dots per inch, as most label printers have it. Some makers count otherwise:
    /// see [`crate::Language::resolution`].
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
            Self::Dpi300 | Self::Inch300 => 300,
        }
    }

    /// Dots per metre: what heads are really made to.
    pub fn dots_per_metre(self) -> u32 {
        match self {
            Self::Dpi203 => 8_000,
            Self::Dpi300 => 12_000,
            Self::Inch300 => 11_811,
        }
    }

    /// Micrometres to whole dots, rounded half up.
    pub fn dots(self, micrometres: i64) -> i64 {
        (micrometres * i64::from(self.dots_per_metre()) + 500_000).div_euclid(1_000_000)
    }

    /// The width of a barcode's narrowest bar, given in nanometres, in whole dots.
    pub(crate) fn module_dots(self, nanometres: i64) -> i64 {
        (nanometres * i64::from(self.dots_per_metre()) + 500_000_000).div_euclid(1_000_000_000)
    }

    /// Whole dots to micrometres, rounded down.
    pub fn micrometres(self, dots: i64) -> i64 {
        dots * 1_000_000 / i64::from(self.dots_per_metre())
    }
}

/// Label stock: the size of one label, in micrometres.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Media {
    width: i64,
    height: i64,
}

/// The shortest side that a label may have: less cannot be fed.
const SHORTEST: i64 = 10_000;
/// The longest side: the short side of A2, which no printer here exceeds.
const LONGEST: i64 = 420_000;
/// A “4-inch” head burns 104 mm.
const FOUR_INCH_HEAD: i64 = 104_000;
/// The widest stock that is sold for 4-inch heads; wider stock goes with a wider head.
const FOUR_INCH_STOCK: i64 = 108_000;

impl Media {
    /// 4 × 6 in, what most carriers print on.
    pub const FOUR_BY_SIX: Self = Self {
        width: 101_600,
        height: 152_400,
    };
    /// 100 × 150 mm.
    pub const MM_100_BY_150: Self = Self {
        width: 100_000,
        height: 150_000,
    };
    /// A6, 105 × 148 mm.
    pub const A6: Self = Self {
        width: 105_000,
        height: 148_000,
    };
    /// 2 × 1 in, for shelves and articles.
    pub const TWO_BY_ONE: Self = Self {
        width: 50_800,
        height: 25_400,
    };
    /// A4, for documents that are no labels.
    pub const A4: Self = Self {
        width: 210_000,
        height: 297_000,
    };

    /// US Letter, 8.5 × 11 in, for the same.
    pub const LETTER: Self = Self {
        width: 215_900,
        height: 279_400,
    };

    /// The paper that offices of a country have: Letter in North America, else A4.
    pub fn paper_of(country: Option<CountryCode>) -> Self {
        match country.as_ref().map(CountryCode::code) {
            Some("US" | "CA" | "MX") => Self::LETTER,
            _ => Self::A4,
        }
    }

    /// Stock of a width (across the head) and a height (the way it is fed), in micrometres; `None` when no
    /// printer feeds it.
    pub fn new(width: i64, height: i64) -> Option<Self> {
        let side = SHORTEST..=LONGEST;
        (side.contains(&width) && side.contains(&height)).then_some(Self { width, height })
    }

    /// Width and height in micrometres.
    pub fn size(self) -> (i64, i64) {
        (self.width, self.height)
    }

    /// Printable width and height in dots. A 4 × 6 label is 812 × 1218 dots at 203 dpi by everyone's
    /// convention; stock a little wider than the 104 mm of a 4-inch head prints on those alone.
    pub fn dots(self, resolution: Resolution) -> (u32, u32) {
        if (self, resolution) == (Self::FOUR_BY_SIX, Resolution::Dpi203) {
            return (812, 1218);
        }
        let width = match self.width {
            wide if (FOUR_INCH_HEAD..=FOUR_INCH_STOCK).contains(&wide) => FOUR_INCH_HEAD,
            width => width,
        };
        let dots =
            |side| u32::try_from(resolution.dots(side)).expect("sides are small and positive");
        (dots(width), dots(self.height))
    }

    /// What a person calls it.
    pub fn name(self) -> String {
        match self {
            Self::FOUR_BY_SIX => "4 × 6 in".to_owned(),
            Self::TWO_BY_ONE => "2 × 1 in".to_owned(),
            Self::A6 => "A6".to_owned(),
            Self::A4 => "A4".to_owned(),
            Self::LETTER => "Letter".to_owned(),
            Self { width, height } => {
                format!("{} × {} mm", millimetres(width), millimetres(height))
            }
        }
    }
}

/// Millimetres with a tenth where there is one.
fn millimetres(micrometres: i64) -> String {
    match (micrometres + 50) / 100 {
        tenths if tenths % 10 == 0 => (tenths / 10).to_string(),
        tenths => format!("{}.{}", tenths / 10, tenths % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_is_as_large_as_its_dots_say() {
        for media in [Media::FOUR_BY_SIX, Media::MM_100_BY_150, Media::TWO_BY_ONE] {
            for resolution in [Resolution::Dpi203, Resolution::Dpi300, Resolution::Inch300] {
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
        assert_eq!(Media::FOUR_BY_SIX.dots(Resolution::Dpi300), (1219, 1829));
        assert_eq!(Media::FOUR_BY_SIX.dots(Resolution::Inch300), (1200, 1800));
        assert_eq!(Media::TWO_BY_ONE.dots(Resolution::Dpi203), (406, 203));
        assert_eq!(Resolution::from_dpi(600), None);
        assert_eq!(Resolution::from_dpi(300).map(Resolution::dpi), Some(300));
    }

    #[test]
    fn stock_of_any_size_has_a_name() {
        let own = |width, height| Media::new(width, height).map(Media::name);
        assert_eq!(own(101_600, 152_400).as_deref(), Some("4 × 6 in"));
        assert_eq!(own(62_000, 100_500).as_deref(), Some("62 × 100.5 mm"));
        assert_eq!(own(215_900, 279_400).as_deref(), Some("Letter"));
        assert_eq!(own(5_000, 100_000), None);
        assert_eq!(own(100_000, 900_000), None);
    }
    #[test]
    fn paper_is_what_the_country_has() {
        let paper = |code| Media::paper_of(CountryCode::from_code(code));
        assert_eq!(paper("US"), Media::LETTER);
        assert_eq!(paper("MX"), Media::LETTER);
        assert_eq!(paper("VN"), Media::A4);
        assert_eq!(Media::paper_of(None), Media::A4);
    }
}
