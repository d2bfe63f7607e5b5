//! A page that proves that a printer works, at the right size and the right darkness.
use crate::own::Draft;
use crate::sheet::{
    Align, Area, Code128, Item, Paragraph, Setting, Sheet, to_bitmap, to_pdf, to_zpl,
};
use crate::{Bitmap, Fonts, LabelError, Media, Resolution};
use pb_domain::{Document, WaybillBarcode};

/// What the test page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestPage {
    /// The station's name.
    pub station: String,
    /// The merchant's name for the printer.
    pub printer: String,
    /// The printer's language, in words.
    pub language: String,
    /// When, as the bench shows it.
    pub printed_at: String,
}

const MM: i64 = 1_000;

impl TestPage {
    /// What its barcode says.
    pub const BARCODE: &str = "PBTEST01234567";

    /// Drawn as PDF.
    pub fn pdf(&self, fonts: &Fonts, media: Media) -> Result<Document, LabelError> {
        to_pdf(&[self.sheet(fonts, media, None)?], "Test page")
    }

    /// Drawn in the printer's own commands.
    pub fn zpl(
        &self,
        fonts: &Fonts,
        media: Media,
        resolution: Resolution,
    ) -> Result<Document, LabelError> {
        to_zpl(&self.sheet(fonts, media, Some(resolution))?, resolution)
    }

    /// Drawn as dots.
    pub fn bitmap(
        &self,
        fonts: &Fonts,
        media: Media,
        resolution: Resolution,
    ) -> Result<Bitmap, LabelError> {
        to_bitmap(&self.sheet(fonts, media, Some(resolution))?, resolution)
    }

    pub(crate) fn sheet(
        &self,
        fonts: &Fonts,
        media: Media,
        printer: Option<Resolution>,
    ) -> Result<Sheet, LabelError> {
        let mut draft = Draft::new(Sheet::new(media, printer), fonts);
        let dot = printer.map_or(125, |r| r.micrometres(1));
        frame(&mut draft, dot * 2);
        rulers(&mut draft, dot * 2)?;
        let inside = Area {
            x: 13 * MM,
            y: 13 * MM,
            width: draft.sheet.width - 18 * MM,
            height: draft.sheet.height - 18 * MM,
        };
        let y = self.words(&mut draft, inside, media, printer)?;
        let y = lines_and_darkness(
            &mut draft,
            Area {
                y: y + 4 * MM,
                ..inside
            },
            dot,
        )?;

        let bars = Area {
            x: inside.x,
            y: y + 5 * MM,
            width: inside.width,
            height: 24 * MM,
        };
        let code = Code128::new(
            Self::BARCODE,
            WaybillBarcode::Code128,
            bars,
            printer,
            "The test barcode",
        )?;
        draft.sheet.items.push(Item::Barcode(code));
        let words = [Paragraph::bold(Self::BARCODE)];
        let setting = Setting {
            align: Align::Centre,
            ..draft.setting(4 * MM, 4 * MM)
        };
        let below = Area {
            y: bars.bottom() + 500,
            height: 7 * MM,
            ..bars
        };
        let taken = draft.text(below, &words, setting, "The test barcode's text")?;
        questions(
            &mut draft,
            Area {
                y: taken.bottom() + 4 * MM,
                ..inside
            },
        )?;
        Ok(draft.sheet)
    }

    fn words(
        &self,
        draft: &mut Draft<'_>,
        area: Area,
        media: Media,
        printer: Option<Resolution>,
    ) -> Result<i64, LabelError> {
        let title = draft.setting(9 * MM, 9 * MM);
        let taken = draft.text(area, &[Paragraph::bold("Test page")], title, "The title")?;
        let mut y = taken.bottom() + MM;
        let stock = media.name().replace('×', "x");
        let resolution = printer.map_or(String::new(), |r| {
            format!(
                "{} dpi, {} dots/mm",
                r.dpi(),
                f64::from(r.dots_per_metre()) / 1_000.0
            )
        });
        for (caption, value) in [
            ("STATION", self.station.as_str()),
            ("PRINTER", &self.printer),
            ("LANGUAGE", &self.language),
            ("STOCK", &stock),
            ("RESOLUTION", &resolution),
            ("PRINTED", &self.printed_at),
        ] {
            if value.trim().is_empty() {
                continue;
            }
            let height = 6 * MM;
            let setting = draft.setting(3_500, 2_250);
            let value_area = Area {
                x: area.x + 24 * MM,
                y,
                width: area.width - 24 * MM,
                height,
            };
            let taken = draft.text(value_area, &[Paragraph::bold(value)], setting, caption)?;
            let caption_area = Area {
                x: area.x,
                y: y + 900,
                width: 24 * MM,
                height,
            };
            draft.caption(caption_area, caption)?;
            y = taken.bottom() + 300;
        }
        // One line that no printer's own font can write; left out where a font is missing.
        let sample = Area {
            y: y + 2 * MM,
            height: 8 * MM,
            ..area
        };
        let words = [Paragraph::new(
            "Tiếng Việt · Ελληνικά · Русский · हिन्दी · ไทย · 中文 · 日本語 · 한국어",
        )];
        let setting = draft.setting(4 * MM, 2_250);
        match draft.text(sample, &words, setting, "The sample") {
            Ok(taken) => Ok(taken.bottom()),
            Err(LabelError::NoGlyph { .. }) => Ok(y),
            Err(error) => Err(error),
        }
    }
}

/// What to look for, for the person who holds the page.
fn questions(draft: &mut Draft<'_>, area: Area) -> Result<(), LabelError> {
    let words = [
        "This printer is ready when",
        "1. the thin frame is whole on all four sides,",
        "2. the scales agree with a ruler,",
        "3. lines of 1 dot stand apart and solid is black,",
        "4. the barcode scans.",
    ];
    let [first, rest @ ..] = words;
    let mut paragraphs = vec![Paragraph::bold(first)];
    paragraphs.extend(rest.map(Paragraph::new));
    let setting = draft.setting(3_500, 2_250);
    let height = draft.sheet.height - 5 * MM - area.y;
    draft.text(
        Area { height, ..area },
        &paragraphs,
        setting,
        "The page's questions",
    )?;
    Ok(())
}

/// A frame on the outermost dots that print: a side that is missing on paper is out of reach.
fn frame(draft: &mut Draft<'_>, thick: i64) {
    let (width, height) = (draft.sheet.width, draft.sheet.height);
    draft.sheet.items.extend(
        [
            Area {
                x: 0,
                y: 0,
                width,
                height: thick,
            },
            Area {
                x: 0,
                y: height - thick,
                width,
                height: thick,
            },
            Area {
                x: 0,
                y: 0,
                width: thick,
                height,
            },
            Area {
                x: width - thick,
                y: 0,
                width: thick,
                height,
            },
        ]
        .map(Item::Fill),
    );
}

/// Millimetres along the top and the left, to lay a ruler on.
fn rulers(draft: &mut Draft<'_>, thick: i64) -> Result<(), LabelError> {
    let (width, height) = (draft.sheet.width, draft.sheet.height);
    let length = |mm: i64| match mm % 10 {
        0 => 4 * MM,
        5 => 3 * MM,
        _ => 2 * MM,
    };
    // The corner belongs to neither.
    for mm in 5..width / MM {
        let tick = Area {
            x: mm * MM,
            y: 0,
            width: thick,
            height: length(mm),
        };
        draft.sheet.items.push(Item::Fill(tick));
    }
    for mm in 5..height / MM {
        let tick = Area {
            x: 0,
            y: mm * MM,
            width: length(mm),
            height: thick,
        };
        draft.sheet.items.push(Item::Fill(tick));
    }
    let small = draft.setting(2_250, 2_250);
    for mm in (10..width / MM - 5).step_by(10) {
        let area = Area {
            x: mm * MM - 4 * MM,
            y: 4_300,
            width: 8 * MM,
            height: 4 * MM,
        };
        let setting = Setting {
            align: Align::Centre,
            ..small
        };
        draft.text(
            area,
            &[Paragraph::new(&mm.to_string())],
            setting,
            "The ruler",
        )?;
    }
    for mm in (10..height / MM - 5).step_by(10) {
        let area = Area {
            x: 4_800,
            y: mm * MM - 1_500,
            width: 6 * MM,
            height: 4 * MM,
        };
        draft.text(area, &[Paragraph::new(&mm.to_string())], small, "The ruler")?;
    }
    Ok(())
}

/// Lines of one, two and three dots with white of the same width between them, both ways, and
/// solid black: too dark closes the gaps, too light leaves the black grey.
fn lines_and_darkness(draft: &mut Draft<'_>, area: Area, dot: i64) -> Result<i64, LabelError> {
    let side = 12 * MM;
    let step = (area.width - 4 * side) / 3;
    let words = ["1 dot", "2 dots", "3 dots"];
    for (i, (dots, caption)) in (1..).zip(words).enumerate() {
        let x = area.x + i64::try_from(i).unwrap_or(0) * (side + step);
        let thick = dot * dots;
        let half = side / 2;
        let count = half / (2 * thick);
        for n in 0..count {
            let across = Area {
                x: x + n * 2 * thick,
                y: area.y,
                width: thick,
                height: side,
            };
            draft.sheet.items.push(Item::Fill(across));
            let down = Area {
                x: x + half,
                y: area.y + n * 4 * thick,
                width: half,
                height: thick,
            };
            draft.sheet.items.push(Item::Fill(down));
        }
        let below = Area {
            x,
            y: area.y + side + 400,
            width: side,
            height: 4 * MM,
        };
        let setting = Setting {
            align: Align::Centre,
            ..draft.setting(2_250, 2_250)
        };
        draft.text(below, &[Paragraph::new(caption)], setting, "The pattern")?;
    }
    let x = area.x + 3 * (side + step);
    draft.sheet.items.push(Item::Fill(Area {
        x,
        y: area.y,
        width: side,
        height: side,
    }));
    let below = Area {
        x,
        y: area.y + side + 400,
        width: side,
        height: 4 * MM,
    };
    let setting = Setting {
        align: Align::Centre,
        ..draft.setting(2_250, 2_250)
    };
    let taken = draft.text(below, &[Paragraph::new("solid")], setting, "The pattern")?;
    Ok(taken.bottom())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode;
    use crate::own::tests::FONTS;

    #[test]
    fn scans_and_measures_on_every_stock() {
        let page = TestPage {
            station: "Bench 1".to_owned(),
            printer: "Zebra at the door".to_owned(),
            language: "ZPL II".to_owned(),
            printed_at: "2026-11-20 14:05".to_owned(),
        };
        for media in [Media::FOUR_BY_SIX, Media::MM_100_BY_150, Media::A6] {
            for resolution in [Resolution::Dpi203, Resolution::Dpi300] {
                let dots = page.bitmap(&FONTS, media, resolution).expect("draws");
                let (width, height) = media.dots(resolution);
                // The frame is on the outermost dots.
                for (x, y) in [
                    (0, 0),
                    (width - 1, 0),
                    (0, height - 1),
                    (width - 1, height - 1),
                ] {
                    assert!(dots.get(x, y), "{media:?} {resolution:?} {x},{y}");
                }
                // A tick at 50 mm from the left, 3.5 mm down where only the long ones reach.
                let per_mm = resolution.dots_per_metre() / 1_000;
                assert!(dots.get(50 * per_mm, per_mm * 7 / 2));
                assert!(!dots.get(50 * per_mm - 3, per_mm * 7 / 2));
                assert!(decode(&dots).iter().any(|b| b.text == TestPage::BARCODE));
            }
            assert!(page.pdf(&FONTS, media).is_ok());
        }
    }
}
