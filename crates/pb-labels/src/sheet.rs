//! What is drawn on a label: a list of placed things, which each drawer walks. All lengths are
//! micrometres from the top left corner.
use crate::fonts::{Fonts, Han, Line, Style, Unshaped, micrometres};
use crate::{LabelError, Media, Resolution};

mod code128;
mod dots;
mod pdf;
mod zpl;

pub(crate) use code128::Code128;
pub(crate) use dots::to_bitmap;
pub(crate) use pdf::to_pdf;
pub(crate) use zpl::to_zpl;

/// A label being laid out.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub media: Media,
    pub width: i64,
    pub height: i64,
    pub items: Vec<Item>,
}

/// One thing on a label.
#[derive(Debug)]
pub(crate) enum Item {
    /// A black rectangle.
    Fill(Area),
    /// Black text.
    Text(Block),
    /// White text on a black rectangle.
    Band(Area, Block),
    /// A barcode.
    Barcode(Code128),
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
}

impl Area {
    pub(crate) fn right(self) -> i64 {
        self.x + self.width
    }

    pub(crate) fn bottom(self) -> i64 {
        self.y + self.height
    }
}

/// Where lines stand in their area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

/// Lines of text, set and placed.
#[derive(Debug)]
pub(crate) struct Block {
    pub area: Area,
    pub align: Align,
    /// Size of the em.
    pub size: i64,
    pub lines: Vec<PlacedLine>,
}

/// A line and where its baseline is.
#[derive(Debug)]
pub(crate) struct PlacedLine {
    pub baseline: i64,
    pub line: Line,
}

impl Block {
    /// Where a line begins.
    pub(crate) fn left_of(&self, line: &Line) -> i64 {
        let spare = self.area.width - whole(line.width);
        self.area.x
            + match self.align {
                Align::Left => 0,
                Align::Centre => spare / 2,
                Align::Right => spare,
            }
    }

    /// The same, further down.
    pub(crate) fn moved(mut self, down: i64) -> Self {
        self.area.y += down;
        for placed in &mut self.lines {
            placed.baseline += down;
        }
        self
    }

    /// Whether a printer's own Latin font can write it. A backslash means something in `^FB`.
    pub(crate) fn is_plain(&self) -> bool {
        let plain = |b: u8| (b' '..=b'~').contains(&b) && b != b'\\';
        self.lines.iter().all(|l| l.line.text.bytes().all(plain))
    }
}

/// A paragraph to be set.
#[derive(Clone, Debug)]
pub(crate) struct Paragraph {
    pub text: String,
    pub bold: bool,
}

impl Paragraph {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            text: tidy(text),
            bold: false,
        }
    }

    pub(crate) fn bold(text: &str) -> Self {
        Self {
            text: tidy(text),
            bold: true,
        }
    }
}

/// What a text is called when it cannot be printed.
pub(crate) type FieldName<'a> = &'a dyn Fn(Option<char>) -> String;

/// How a text is to be set.
#[derive(Clone, Copy)]
pub(crate) struct Setting {
    /// Largest size of the em, tried first.
    pub largest: i64,
    /// Smallest size that a person can still read.
    pub smallest: i64,
    pub align: Align,
    pub han: Han,
    /// Whether all lines are as far apart as the highest two need, or each as near as it can be.
    pub even: bool,
}

/// Steps between the sizes that are tried: two dots of a 203 dpi printer.
const STEP: i64 = 250;

/// Bytes of text that could never fit, and are not tried.
const LONGEST: usize = 2_000;

/// Characters of a text that is too long that are shown to a person.
const SHOWN: usize = 120;

/// Sets paragraphs in an area at the largest size at which they fit; the block's area is as high
/// as they are. Words are broken only where nothing else helps.
pub(crate) fn set(
    fonts: &Fonts,
    paragraphs: &[Paragraph],
    area: Area,
    setting: Setting,
    field: FieldName<'_>,
) -> Result<Block, LabelError> {
    let length: usize = paragraphs.iter().map(|p| p.text.len()).sum();
    let Setting {
        largest, smallest, ..
    } = setting;
    let next = |size: &i64| (*size > smallest).then(|| (size - STEP).max(smallest));
    for size in std::iter::successors(Some(largest), next).filter(|_| length <= LONGEST) {
        let break_words = size <= smallest;
        if let Some(block) = set_at(fonts, paragraphs, area, setting, size, break_words, field)? {
            return Ok(block);
        }
    }
    let words: Vec<&str> = paragraphs.iter().map(|p| p.text.as_str()).collect();
    let mut text: String = words.join(", ").chars().take(SHOWN + 1).collect();
    if text.chars().count() > SHOWN {
        text = text.chars().take(SHOWN).chain(['…']).collect();
    }
    Err(LabelError::TextTooLong {
        field: field(None),
        text,
    })
}

/// The paragraphs at one size, or nothing when they do not fit.
fn set_at(
    fonts: &Fonts,
    paragraphs: &[Paragraph],
    area: Area,
    setting: Setting,
    size: i64,
    break_words: bool,
    field: FieldName<'_>,
) -> Result<Option<Block>, LabelError> {
    let mut shaped = Vec::new();
    for paragraph in paragraphs.iter().filter(|p| !p.text.is_empty()) {
        let style = Style {
            size,
            bold: paragraph.bold,
            han: setting.han,
            width: area.width,
            break_words,
        };
        let lines = fonts.shape(&paragraph.text, &style).map_err(|e| match e {
            Unshaped::NoGlyph(character) => LabelError::NoGlyph {
                field: field(Some(character)),
                character,
            },
            Unshaped::Failed(error) => error,
        })?;
        if lines
            .iter()
            .any(|line| line.width > micrometres(area.width))
        {
            return Ok(None);
        }
        shaped.extend(lines);
    }
    let most = |extent: fn(&Line) -> f32| shaped.iter().map(extent).fold(0.0, f32::max);
    let highest = (most(above), most(below));
    let mut y = micrometres(area.y);
    let mut lines = Vec::new();
    for line in shaped {
        let (above, below) = if setting.even {
            highest
        } else {
            (above(&line), below(&line))
        };
        let baseline = y + above;
        y = baseline + below;
        lines.push(PlacedLine {
            baseline: whole(baseline),
            line,
        });
    }
    let height = whole(y) - area.y;
    Ok((height <= area.height).then(|| Block {
        area: Area { height, ..area },
        align: setting.align,
        size,
        lines,
    }))
}

/// Height that a line takes above its baseline.
fn above(line: &Line) -> f32 {
    line.ascent * spacing(line)
}

/// Height that a line takes below its baseline.
fn below(line: &Line) -> f32 {
    line.descent * spacing(line)
}

/// Plain letters leave room above and below that accents and other scripts need.
fn spacing(line: &Line) -> f32 {
    if line.text.is_ascii() { 0.88 } else { 1.0 }
}

/// A text without what is not to be seen: control characters and runs of spaces.
fn tidy(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !matches!(
                c,
                '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}'
            )
        })
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whole micrometres.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a label is shorter than a float is wide"
)]
pub(crate) fn whole(length: f32) -> i64 {
    length.round() as i64
}

impl Sheet {
    /// An empty label. Where a printer is known, it is as large as that printer can print.
    pub(crate) fn new(media: Media, printer: Option<Resolution>) -> Self {
        let (width, height) = match printer {
            Some(resolution) => {
                let (w, h) = media.dots(resolution);
                (
                    resolution.micrometres(i64::from(w)),
                    resolution.micrometres(i64::from(h)),
                )
            }
            None => media.size(),
        };
        Self {
            media,
            width,
            height,
            items: Vec::new(),
        }
    }
}
