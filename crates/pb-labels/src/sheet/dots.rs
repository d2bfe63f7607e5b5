//! Draws a sheet as dots.
use super::{Area, Block, Item, Sheet, micrometres};
use crate::{Bitmap, LabelError, Resolution};
use vello_cpu::color::palette::css::{BLACK, WHITE};
use vello_cpu::kurbo::{Rect, Stroke};
use vello_cpu::{Glyph, Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};

/// Coverage at which a dot is black.
const HALF: u8 = 127;

/// The whole sheet at a printer's dots.
pub(crate) fn to_bitmap(sheet: &Sheet, resolution: Resolution) -> Result<Bitmap, LabelError> {
    items_to_bitmap(&sheet.items, sheet.media.dots(resolution), resolution)
}

/// Some items of a sheet on a page of the sheet's size.
pub(super) fn items_to_bitmap<'a>(
    items: impl IntoIterator<Item = &'a Item>,
    (width, height): (u32, u32),
    resolution: Resolution,
) -> Result<Bitmap, LabelError> {
    let side = |dots: u32| u16::try_from(dots).map_err(|_| too_large());
    let mut canvas = Canvas {
        context: RenderContext::new(side(width)?, side(height)?),
        resources: Resources::default(),
        resolution,
    };
    canvas.context.set_aliasing_threshold(Some(HALF));
    for item in items {
        canvas.draw(item)?;
    }
    canvas.context.flush();
    let mut pixmap = Pixmap::new(side(width)?, side(height)?);
    canvas.context.render_with(
        &mut pixmap,
        &mut canvas.resources,
        RasterizerSettings {
            target_init: TargetInit::Clear(WHITE),
            ..Default::default()
        },
    );
    Ok(Bitmap::from_pixels(width, height, pixmap.data(), |p| {
        p.g <= HALF
    }))
}

fn too_large() -> LabelError {
    LabelError::Drawing("it is larger than anything that prints".to_owned())
}

struct Canvas {
    context: RenderContext,
    resources: Resources,
    resolution: Resolution,
}

impl Canvas {
    fn draw(&mut self, item: &Item) -> Result<(), LabelError> {
        self.context.set_paint(BLACK);
        match item {
            Item::Fill(area) => self.fill(*area),
            Item::Text(block) => self.text(block)?,
            Item::Band(area, block) => {
                self.fill(*area);
                self.context.set_paint(WHITE);
                self.text(block)?;
            }
            Item::Barcode(code) => {
                let module = self.resolution.module_dots(code.module);
                let left = self.resolution.dots(code.area.x);
                let top = self.resolution.dots(code.area.y);
                let bottom = self.resolution.dots(code.area.bottom());
                for (start, width) in code.bars() {
                    let x = left + start * module;
                    self.rect(x, top, x + width * module, bottom);
                }
            }
        }
        Ok(())
    }

    fn fill(&mut self, area: Area) {
        let [left, top, right, bottom] = dot_sides(area, self.resolution);
        self.rect(left, top, right, bottom);
    }

    fn rect(&mut self, left: i64, top: i64, right: i64, bottom: i64) {
        let [x0, y0, x1, y1] = [left, top, right, bottom].map(|n| f64::from(micrometres(n)));
        self.context.fill_rect(&Rect::new(x0, y0, x1, y1));
    }

    fn text(&mut self, block: &Block) -> Result<(), LabelError> {
        let per_micrometre = dots_per_micrometre(self.resolution);
        for placed in &block.lines {
            let left = micrometres(self.resolution.dots(block.left_of(&placed.line)));
            let baseline = micrometres(self.resolution.dots(placed.baseline));
            for run in &placed.line.runs {
                let glyphs = run.glyphs.iter().map(|g| Glyph {
                    id: u32::from(g.id),
                    x: left + g.x * per_micrometre,
                    y: baseline + g.y * per_micrometre,
                });
                let failed = |e| LabelError::Drawing(format!("a glyph failed: {e:?}"));
                let size = run.size * per_micrometre;
                self.context
                    .glyph_run(&mut self.resources, &run.font)
                    .font_size(size)
                    .hint(true)
                    .fill_glyphs(glyphs.clone())
                    .map_err(failed)?;
                if run.stroke > 0.0 {
                    self.context
                        .set_stroke(Stroke::new(f64::from(run.stroke * per_micrometre)));
                    self.context
                        .glyph_run(&mut self.resources, &run.font)
                        .font_size(size)
                        .hint(true)
                        .stroke_glyphs(glyphs)
                        .map_err(failed)?;
                }
            }
        }
        Ok(())
    }
}

/// An area in whole dots: left, top, right, bottom; never thinner than a dot.
pub(super) fn dot_sides(area: Area, resolution: Resolution) -> [i64; 4] {
    let (left, top) = (resolution.dots(area.x), resolution.dots(area.y));
    let right = resolution.dots(area.right()).max(left + 1);
    let bottom = resolution.dots(area.bottom()).max(top + 1);
    [left, top, right, bottom]
}

fn dots_per_micrometre(resolution: Resolution) -> f32 {
    micrometres(i64::from(resolution.dots_per_metre())) / 1_000_000.0
}
