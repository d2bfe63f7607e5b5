//! Draws sheets as the pages of a PDF, with the glyphs they use and no others.
use super::{Area, Block, Item, Sheet, micrometres};
use crate::LabelError;
use crate::fonts::Run;
use pb_domain::{Document, Format};
use printpdf::{
    Codepoint, Color, FontId, Greyscale, Mm, Op, PaintMode, ParsedFont, PdfDocument, PdfFontHandle,
    PdfPage, PdfSaveOptions, Pt, Rect, TextItem, TextMatrix, TextRenderingMode,
};
use subsetter::GlyphRemapper;

/// A font's glyphs on all pages, gathered before anything is drawn.
struct UsedFont<'a> {
    run: &'a Run,
    glyphs: GlyphRemapper,
    id: FontId,
}

/// The sheets as a PDF, one page each.
pub(crate) fn to_pdf(sheets: &[Sheet], title: &str) -> Result<Document, LabelError> {
    let mut document = PdfDocument::new(title);
    let fonts = embed_fonts(&mut document, sheets)?;
    document.with_pages(sheets.iter().map(|sheet| page(sheet, &fonts)).collect());
    let options = PdfSaveOptions {
        subset_fonts: false, // they are subsets already
        image_optimization: None,
        ..PdfSaveOptions::default()
    };
    let bytes = document.save(&options, &mut Vec::new());
    Ok(Document {
        format: Format::Pdf,
        bytes,
    })
}

fn page(sheet: &Sheet, fonts: &[UsedFont<'_>]) -> PdfPage {
    let mut ops = Vec::new();
    for item in &sheet.items {
        paint(&mut ops, 0.0);
        match item {
            Item::Fill(area) => ops.push(fill(sheet, *area)),
            Item::Text(block) => text(&mut ops, sheet, block, fonts),
            Item::Band(area, block) => {
                ops.push(fill(sheet, *area));
                paint(&mut ops, 1.0);
                text(&mut ops, sheet, block, fonts);
            }
            Item::Barcode(code) => {
                let module = micrometres(code.module) / 1_000.0;
                for (start, width) in code.bars() {
                    let left = micrometres(code.area.x) + micrometres(start) * module;
                    ops.push(rect(
                        sheet,
                        [left, micrometres(code.area.y)],
                        [micrometres(width) * module, micrometres(code.area.height)],
                    ));
                }
            }
        }
    }
    let mm = |length: i64| Mm(micrometres(length) / 1_000.0);
    PdfPage::new(mm(sheet.width), mm(sheet.height), ops)
}

fn runs(sheets: &[Sheet]) -> impl Iterator<Item = &Run> {
    sheets
        .iter()
        .flat_map(|sheet| &sheet.items)
        .filter_map(|item| match item {
            Item::Text(block) | Item::Band(_, block) => Some(block),
            Item::Fill(_) | Item::Barcode(_) => None,
        })
        .flat_map(|block| &block.lines)
        .flat_map(|placed| &placed.line.runs)
}

fn embed_fonts<'a>(
    document: &mut PdfDocument,
    sheets: &'a [Sheet],
) -> Result<Vec<UsedFont<'a>>, LabelError> {
    let mut fonts: Vec<UsedFont<'a>> = Vec::new();
    for run in runs(sheets) {
        let at = fonts
            .iter()
            .position(|f| same_font(f.run, run))
            .unwrap_or_else(|| {
                fonts.push(UsedFont {
                    run,
                    glyphs: GlyphRemapper::new(),
                    id: FontId(String::new()),
                });
                fonts.len() - 1
            });
        for glyph in &run.glyphs {
            fonts[at].glyphs.remap(glyph.id);
        }
    }
    for font in &mut fonts {
        let data = &font.run.font;
        let subset = subsetter::subset(data.data.as_ref(), data.index, &font.glyphs)
            .map_err(|e| LabelError::Drawing(format!("a font cannot be cut down: {e}")))?;
        let parsed = ParsedFont::from_bytes(&subset, 0, &mut Vec::new())
            .ok_or_else(|| LabelError::Drawing("a font cannot be embedded".to_owned()))?;
        font.id = document.add_font(&parsed);
    }
    Ok(fonts)
}

fn same_font(a: &Run, b: &Run) -> bool {
    a.font.data.id() == b.font.data.id() && a.font.index == b.font.index
}

fn text(ops: &mut Vec<Op>, sheet: &Sheet, block: &Block, fonts: &[UsedFont<'_>]) {
    ops.push(Op::StartTextSection);
    for placed in &block.lines {
        let left = micrometres(block.left_of(&placed.line));
        let baseline = micrometres(placed.baseline);
        for run in &placed.line.runs {
            let Some(font) = fonts.iter().find(|f| same_font(f.run, run)) else {
                continue;
            };
            ops.push(Op::SetFont {
                font: PdfFontHandle::External(font.id.clone()),
                size: points(run.size),
            });
            let mode = if run.stroke > 0.0 {
                ops.push(Op::SetOutlineThickness {
                    pt: points(run.stroke),
                });
                TextRenderingMode::FillStroke
            } else {
                TextRenderingMode::Fill
            };
            ops.push(Op::SetTextRenderingMode { mode });
            for glyph in &run.glyphs {
                let id = font.glyphs.get(glyph.id).unwrap_or(0);
                let x = points(left + glyph.x);
                let y = points(micrometres(sheet.height) - baseline - glyph.y);
                ops.push(Op::SetTextMatrix {
                    matrix: TextMatrix::Translate(x, y),
                });
                let glyph = Codepoint::with_cid(id, 0.0, glyph.text.clone());
                ops.push(Op::ShowText {
                    items: vec![TextItem::GlyphIds(vec![glyph])],
                });
            }
        }
    }
    ops.push(Op::EndTextSection);
}

fn fill(sheet: &Sheet, area: Area) -> Op {
    rect(
        sheet,
        [micrometres(area.x), micrometres(area.y)],
        [micrometres(area.width), micrometres(area.height)],
    )
}

fn rect(sheet: &Sheet, [x, y]: [f32; 2], [width, height]: [f32; 2]) -> Op {
    let bottom = micrometres(sheet.height) - y - height;
    Op::DrawRectangle {
        rectangle: Rect {
            x: points(x),
            y: points(bottom),
            width: points(width),
            height: points(height),
            mode: Some(PaintMode::Fill),
            winding_order: None,
        },
    }
}

/// Black is 0, white is 1.
fn paint(ops: &mut Vec<Op>, grey: f32) {
    let col = Color::Greyscale(Greyscale {
        percent: grey,
        icc_profile: None,
    });
    ops.push(Op::SetFillColor { col: col.clone() });
    ops.push(Op::SetOutlineColor { col });
}

fn points(length: f32) -> Pt {
    Pt(length * 72.0 / 25_400.0)
}
