//! The label fonts: resource files, loaded from a folder at run time; and text set in them.
use crate::LabelError;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::style::{FontFamily, FontFamilyName, FontWeight, OverflowWrap, StyleProperty};
use parley::{FontContext, FontData, Layout, LayoutContext};
use pb_domain::CountryCode;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Without these no label can be drawn.
const LATIN: [&str; 2] = ["NotoSans-Regular.ttf", "NotoSans-Bold.ttf"];
/// Each of these adds a script.
const SCRIPTS: [&str; 4] = [
    "NotoSansDevanagari-Regular.ttf",
    "NotoSansDevanagari-Bold.ttf",
    "NotoSansThai-Regular.ttf",
    "NotoSansThai-Bold.ttf",
];
/// Chinese, Japanese and Korean: 19 MB, read when a text first needs them.
const CJK: &str = "NotoSansCJK-Regular.ttc";

/// Width of the stroke that makes a font bold, in ems.
const STROKE: f32 = 0.035;

/// The fonts that own labels are set in.
pub struct Fonts {
    state: Mutex<State>,
}

struct State {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    /// The collection for Chinese, Japanese and Korean, until a text has needed it.
    unread: Option<PathBuf>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fonts")
    }
}

/// Whose shapes characters have that Chinese, Japanese and Korean share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Han {
    Simplified,
    Traditional,
    HongKong,
    Japanese,
    Korean,
}

impl Han {
    /// As they are written in a country.
    pub(crate) fn of(country: Option<CountryCode>) -> Self {
        match country.map(|c| c.code().to_owned()).as_deref() {
            Some("JP") => Self::Japanese,
            Some("KR" | "KP") => Self::Korean,
            Some("TW") => Self::Traditional,
            Some("HK" | "MO") => Self::HongKong,
            _ => Self::Simplified,
        }
    }

    fn family(self) -> &'static str {
        match self {
            Self::Simplified => "Noto Sans CJK SC",
            Self::Traditional => "Noto Sans CJK TC",
            Self::HongKong => "Noto Sans CJK HK",
            Self::Japanese => "Noto Sans CJK JP",
            Self::Korean => "Noto Sans CJK KR",
        }
    }
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Size of the em in micrometres.
    pub size: i64,
    pub bold: bool,
    pub han: Han,
    /// Width in micrometres beyond which a line is broken.
    pub width: i64,
    /// Whether a word that is wider than that may be broken anywhere.
    pub break_words: bool,
}

/// A line of text, shaped; all lengths in micrometres.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// What it says, for where a printer's own font or a reader of the PDF needs it.
    pub text: String,
    pub width: f32,
    pub ascent: f32,
    pub descent: f32,
    pub runs: Vec<Run>,
}

/// Glyphs of one font.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub font: FontData,
    pub size: f32,
    /// Width of a stroke around the glyphs, where bold is wanted of a font that has none.
    pub stroke: f32,
    pub glyphs: Vec<Glyph>,
}

/// A glyph at its place in the line, measured from the start of its baseline; y grows downwards.
#[derive(Clone, Debug)]
pub(crate) struct Glyph {
    pub id: u16,
    pub x: f32,
    pub y: f32,
    /// The characters it stands for; empty on all but the first glyph of a cluster.
    pub text: String,
}

/// Why a text was not shaped.
pub(crate) enum Unshaped {
    NoGlyph(char),
    Failed(LabelError),
}

impl Fonts {
    /// Loads what is in the folder that `scripts/fonts.sh` fills. The Latin fonts must be there;
    /// without one of the others, its scripts are stopped before printing.
    pub fn load(dir: &Path) -> Result<Self, LabelError> {
        let options = CollectionOptions {
            shared: false,
            system_fonts: false,
        };
        let mut fonts = FontContext {
            collection: Collection::new(options),
            source_cache: SourceCache::default(),
        };
        for name in LATIN {
            register(&mut fonts, &dir.join(name))?;
        }
        for path in SCRIPTS.map(|name| dir.join(name)) {
            if path.exists() {
                register(&mut fonts, &path)?;
            }
        }
        let unread = Some(dir.join(CJK)).filter(|path| path.exists());
        Ok(Self {
            state: Mutex::new(State {
                fonts,
                layouts: LayoutContext::new(),
                unread,
            }),
        })
    }

    /// Breaks a text into lines and shapes them.
    pub(crate) fn shape(&self, text: &str, style: &Style) -> Result<Vec<Line>, Unshaped> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match state.shape(text, style) {
            Err(Unshaped::NoGlyph(_)) if state.unread.is_some() => {
                if let Some(path) = state.unread.take() {
                    register(&mut state.fonts, &path).map_err(Unshaped::Failed)?;
                }
                state.shape(text, style)
            }
            done => done,
        }
    }
}

fn register(fonts: &mut FontContext, path: &Path) -> Result<(), LabelError> {
    let failed = |reason: String| LabelError::Fonts {
        path: path.to_owned(),
        reason,
    };
    let bytes = std::fs::read(path).map_err(|e| failed(e.to_string()))?;
    if fonts
        .collection
        .register_fonts(Blob::new(Arc::new(bytes)), None)
        .is_empty()
    {
        return Err(failed("it is not a font".to_owned()));
    }
    Ok(())
}

impl State {
    fn shape(&mut self, text: &str, style: &Style) -> Result<Vec<Line>, Unshaped> {
        let families = [
            "Noto Sans",
            "Noto Sans Devanagari",
            "Noto Sans Thai",
            style.han.family(),
        ]
        .map(FontFamilyName::named);
        let weight = if style.bold {
            FontWeight::BOLD
        } else {
            FontWeight::NORMAL
        };
        let wrap = if style.break_words {
            OverflowWrap::Anywhere
        } else {
            OverflowWrap::Normal
        };
        let mut builder = self
            .layouts
            .ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Borrowed(
            &families,
        ))));
        builder.push_default(StyleProperty::FontSize(micrometres(style.size)));
        builder.push_default(StyleProperty::FontWeight(weight));
        builder.push_default(StyleProperty::OverflowWrap(wrap));
        let mut layout: Layout<()> = builder.build(text);
        layout.break_all_lines(Some(micrometres(style.width)));

        let mut written = vec![false; text.len()];
        let lines = layout
            .lines()
            .map(|line| read_line(&line, text, &mut written))
            .collect();
        // A character that got no glyph, or the font's box for missing ones, would be lost.
        match text
            .char_indices()
            .find(|(at, c)| !written[*at] && !c.is_whitespace())
        {
            Some((_, c)) => Err(Unshaped::NoGlyph(c)),
            None => Ok(lines),
        }
    }
}

/// Copies a line out of the layout, and notes which characters have glyphs.
fn read_line(line: &parley::layout::Line<'_, ()>, text: &str, written: &mut [bool]) -> Line {
    let metrics = line.metrics();
    let mut shaped = Line {
        text: text[line.text_range()].trim_end().to_owned(),
        width: metrics.advance - metrics.hanging_advance,
        ascent: 0.0,
        descent: 0.0,
        runs: Vec::new(),
    };
    let mut pen = 0.0;
    for run in line.runs() {
        let font = run.font_metrics();
        shaped.ascent = shaped.ascent.max(font.ascent);
        shaped.descent = shaped.descent.max(font.descent);
        let mut glyphs: Vec<Glyph> = Vec::new();
        for cluster in run.visual_clusters() {
            let mut whole = true;
            for (i, glyph) in cluster.glyphs().enumerate() {
                let id = u16::try_from(glyph.id).unwrap_or(0);
                whole &= id != 0;
                let stands_for = if i == 0 {
                    &text[cluster.text_range()]
                } else {
                    ""
                };
                let (x, y) = (pen + glyph.x, glyph.y);
                glyphs.push(Glyph {
                    id,
                    x,
                    y,
                    text: stands_for.to_owned(),
                });
                pen += glyph.advance;
            }
            if cluster.glyphs().next().is_none()
                && let Some(last) = glyphs.last_mut()
            {
                // The glyph before it is a ligature, and stands for these characters too.
                last.text.push_str(&text[cluster.text_range()]);
            }
            written[cluster.text_range()].fill(whole);
        }
        let size = run.font_size();
        let stroke = if run.synthesis().embolden() {
            size * STROKE
        } else {
            0.0
        };
        shaped.runs.push(Run {
            font: run.font().clone(),
            size,
            stroke,
            glyphs,
        });
    }
    shaped
}

/// A length as a number that can be multiplied.
#[expect(
    clippy::cast_precision_loss,
    reason = "a label is shorter than 16 metres"
)]
pub(crate) fn micrometres(length: i64) -> f32 {
    length as f32
}
