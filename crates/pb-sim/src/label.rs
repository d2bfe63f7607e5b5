//! The simulated carriers' labels: one layout of 4 × 6 in, as PDF pages and as ZPL.
use anyd::codes::code128::Code128Encoder;
use anyd::output::Encoding;
use anyd::traits::Encode;
use pb_domain::Format;
use pb_labels::{Bitmap, Media, Resolution, to_png};
use printpdf::{
    BuiltinFont, Color, CurTransMat, Greyscale, Mm, Op, PaintMode, PdfDocument, PdfFontHandle,
    PdfPage, PdfSaveOptions, Point, Pt, Rect, TextItem,
};
use std::fmt::Write;

/// Dots per inch of the layout, and the stock's size in dots.
const DPI: f32 = 203.0;
const WIDTH: u32 = 812;
const HEIGHT: u32 = 1218;
/// Dots a module of the barcode is wide.
const MODULE: u32 = 3;

/// What one label says.
pub(crate) struct Label<'a> {
    pub(crate) carrier: &'a str,
    pub(crate) service: &'a str,
    pub(crate) tracking_number: &'a str,
    pub(crate) reference: &'a str,
    /// Where it comes from, line by line.
    pub(crate) shipper: Vec<String>,
    /// Where it goes, line by line.
    pub(crate) recipient: Vec<String>,
    /// This parcel's number and how many there are.
    pub(crate) piece: (usize, usize),
    pub(crate) weight: String,
}

/// Something on the paper; positions are of its upper left corner, in dots.
enum Mark {
    Text {
        x: u32,
        y: u32,
        height: u32,
        text: String,
        white: bool,
    },
    Bar {
        x: u32,
        y: u32,
        width: u32,
        height: u32,
    },
    Code128 {
        x: u32,
        y: u32,
        height: u32,
        text: String,
    },
}

impl Label<'_> {
    fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut text = |x, y, height, text: String| {
            marks.push(Mark::Text {
                x,
                y,
                height,
                text,
                white: false,
            });
        };
        text(40, 40, 56, self.carrier.to_uppercase());
        text(40, 110, 36, self.service.to_owned());
        text(
            560,
            110,
            30,
            format!("{} OF {}", self.piece.0, self.piece.1),
        );
        text(560, 50, 30, self.weight.clone());
        text(40, 190, 24, "FROM".to_owned());
        for (y, line) in (222..).step_by(28).zip(latin(&self.shipper)) {
            text(40, y, 24, line);
        }
        text(40, 420, 28, "SHIP TO".to_owned());
        for (y, line) in (462..).step_by(46).zip(latin(&self.recipient)) {
            text(60, y, 40, line);
        }
        text(40, 1080, 28, format!("REF {}", self.reference));
        text(240, 1010, 36, self.tracking_number.to_owned());
        for y in [170, 400, 780] {
            marks.push(Mark::Bar {
                x: 30,
                y,
                width: WIDTH - 60,
                height: 4,
            });
        }
        marks.push(Mark::Code128 {
            x: 90,
            y: 820,
            height: 170,
            text: self.tracking_number.to_owned(),
        });
        marks.push(Mark::Bar {
            x: 30,
            y: 1130,
            width: WIDTH - 60,
            height: 70,
        });
        marks.push(Mark::Text {
            x: 62,
            y: 1142,
            height: 48,
            text: "SAMPLE - NOT FOR MAILING".to_owned(),
            white: true,
        });
        marks
    }
}

/// An address as carriers print it: Latin letters alone, whatever was sent.
fn latin(lines: &[String]) -> Vec<String> {
    lines
        .iter()
        .map(|line| {
            deunicode::deunicode(line)
                .trim()
                .chars()
                .take(36)
                .collect::<String>()
        })
        .filter(|line| !line.is_empty())
        .collect()
}

/// The labels as one ZPL document, a format each.
pub(crate) fn zpl(labels: &[Label<'_>]) -> Vec<u8> {
    let mut out = String::new();
    for label in labels {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "^XA^PW{WIDTH}^LL{HEIGHT}^LH0,0");
        for mark in label.marks() {
            let _ = match mark {
                Mark::Text {
                    x,
                    y,
                    height,
                    text,
                    white,
                } => {
                    let reverse = if white { "^FR" } else { "" };
                    writeln!(
                        out,
                        "^FO{x},{y}^A0N,{height},{height}{reverse}^FH_^FD{}^FS",
                        escaped(&text)
                    )
                }
                Mark::Bar {
                    x,
                    y,
                    width,
                    height,
                } => writeln!(out, "^FO{x},{y}^GB{width},{height},{height}^FS"),
                Mark::Code128 { x, y, height, text } => {
                    writeln!(
                        out,
                        "^FO{x},{y}^BY{MODULE}^BCN,{height},N,N,N,A^FD{text}^FS"
                    )
                }
            };
        }
        out.push_str("^XZ\n");
    }
    out.into_bytes()
}

/// `^`, `~` and the escape itself as `^FH` wants them.
fn escaped(text: &str) -> String {
    text.replace('_', "_5F")
        .replace('^', "_5E")
        .replace('~', "_7E")
}

/// The labels as one PDF, a page each.
pub(crate) fn pdf(labels: &[Label<'_>]) -> Vec<u8> {
    pdf_on(labels, Mm(101.6), Mm(152.4))
}

/// The same on pages of A4, the label in the lower left corner.
pub(crate) fn pdf_a4(labels: &[Label<'_>]) -> Vec<u8> {
    pdf_on(labels, Mm(210.0), Mm(297.0))
}

/// A label as large as a page of so many millimetres lets it be, upright in its lower left corner.
pub(crate) fn pdf_fitted(label: &Label<'_>, width: f32, height: f32) -> Vec<u8> {
    let (wide, tall) = (Pt::from(Mm(width)).0, Pt::from(Mm(height)).0);
    let scale = (wide / points(WIDTH)).min(tall / points(HEIGHT));
    let mut ops = vec![Op::SetTransformationMatrix {
        matrix: CurTransMat::Raw([scale, 0.0, 0.0, scale, 0.0, 0.0]),
    }];
    ops.extend(label.marks().iter().flat_map(pdf_ops));
    let page = PdfPage::new(Mm(width), Mm(height), ops);
    saved("Sample label", vec![page])
}

fn pdf_on(labels: &[Label<'_>], width: Mm, height: Mm) -> Vec<u8> {
    let pages = labels.iter().map(|label| {
        let ops = label.marks().iter().flat_map(pdf_ops).collect();
        PdfPage::new(width, height, ops)
    });
    saved("Sample label", pages.collect())
}

fn saved(title: &str, pages: Vec<PdfPage>) -> Vec<u8> {
    let mut document = PdfDocument::new(title);
    document.with_pages(pages);
    let options = PdfSaveOptions {
        image_optimization: None,
        ..PdfSaveOptions::default()
    };
    document.save(&options, &mut Vec::new())
}

fn points(dots: u32) -> f32 {
    dots as f32 * 72.0 / DPI
}

fn pdf_ops(mark: &Mark) -> Vec<Op> {
    match mark {
        Mark::Text {
            x,
            y,
            height,
            text,
            white,
        } => {
            // The baseline lies about four fifths down a line of text.
            let pos = Point {
                x: Pt(points(*x)),
                y: Pt(points(HEIGHT - y) - points(*height) * 0.8),
            };
            let percent = if *white { 1.0 } else { 0.0 };
            vec![
                Op::SetFillColor {
                    col: Color::Greyscale(Greyscale {
                        percent,
                        icc_profile: None,
                    }),
                },
                Op::StartTextSection,
                Op::SetFont {
                    font: PdfFontHandle::Builtin(BuiltinFont::HelveticaBold),
                    size: Pt(points(*height) * 0.9),
                },
                Op::SetTextCursor { pos },
                Op::ShowText {
                    items: vec![TextItem::Text(text.clone())],
                },
                Op::EndTextSection,
            ]
        }
        Mark::Bar {
            x,
            y,
            width,
            height,
        } => filled(*x, *y, *width, *height),
        Mark::Code128 { x, y, height, text } => {
            let mut x = *x;
            let mut ops = Vec::new();
            for run in modules(text).chunk_by(|a, b| a == b) {
                let width = u32::try_from(run.len()).unwrap_or(0) * MODULE;
                if run[0] {
                    ops.extend(filled(x, *y, width, *height));
                }
                x += width;
            }
            ops
        }
    }
}

fn filled(x: u32, y: u32, width: u32, height: u32) -> Vec<Op> {
    let mut rectangle = Rect::from_xywh(
        Pt(points(x)),
        Pt(points(HEIGHT - y - height)),
        Pt(points(width)),
        Pt(points(height)),
    );
    rectangle.mode = Some(PaintMode::Fill);
    vec![
        Op::SetFillColor {
            col: Color::Greyscale(Greyscale {
                percent: 0.0,
                icc_profile: None,
            }),
        },
        Op::DrawRectangle { rectangle },
    ]
}

/// The modules of a Code 128, dark ones true; none when the text cannot be encoded.
fn modules(text: &str) -> Vec<bool> {
    let encoder = Code128Encoder::new();
    match encoder
        .build_text(text)
        .and_then(|symbol| encoder.encode(&symbol))
    {
        Ok(Encoding::Linear(pattern)) => pattern.modules,
        _ => Vec::new(),
    }
}

/// The first label as a PNG, drawn by the renderer of ZPL; `None` when it cannot.
pub(crate) fn png(labels: &[Label<'_>]) -> Option<Vec<u8>> {
    Some(to_png(&bitmap(labels.first()?)?))
}

/// A label as the dots of a 203 dpi printer, drawn by the renderer of ZPL; `None` when it cannot.
pub(crate) fn bitmap(label: &Label<'_>) -> Option<Bitmap> {
    let zpl = zpl(std::slice::from_ref(label));
    let pages = pb_zpl::Renderer
        .print(Format::Zpl, &zpl, Media::FOUR_BY_SIX, Resolution::Dpi203)
        .ok()?;
    pages.into_iter().next()
}

/// A paper of letter size with a heading and lines, as a PDF.
pub(crate) fn paper(heading: &str, lines: &[String]) -> Vec<u8> {
    const TALL: f32 = 792.0;
    let text = |at: f32, size: f32, text: &str| {
        let pos = Point {
            x: Pt(54.0),
            y: Pt(TALL - at),
        };
        vec![
            Op::StartTextSection,
            Op::SetFont {
                font: PdfFontHandle::Builtin(BuiltinFont::Helvetica),
                size: Pt(size),
            },
            Op::SetTextCursor { pos },
            Op::ShowText {
                items: vec![TextItem::Text(deunicode::deunicode(text))],
            },
            Op::EndTextSection,
        ]
    };
    let mut ops = text(72.0, 18.0, heading);
    for (line, words) in (0u8..45).zip(lines) {
        ops.extend(text(108.0 + f32::from(line) * 14.0, 10.0, words));
    }
    saved(
        "Sample document",
        vec![PdfPage::new(Mm(215.9), Mm(279.4), ops)],
    )
}
