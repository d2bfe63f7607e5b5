//! PDF to dots: vectors without grey edges, pictures at printer dots left dot for dot.
use super::{Lay, MAX_PAGES, Page, drawable, too_many_pages, unreadable};
use crate::{Bitmap, LabelError, Stock};
use hayro::hayro_interpret::font::{FontQuery, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::CidFamily;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, InterpreterWarning, SoftMask, TransformExt,
    interpret_page,
};
use hayro::hayro_syntax::page::Page as PdfPage;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::kurbo::{Affine, BezPath, Rect};
use hayro::vello_cpu::color::PremulRgba8;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};
use pb_domain::Format;
use std::sync::{Arc, Mutex, PoisonError};

/// Longest side of a page in points: A3 with room to spare.
const MAX_SIDE: f32 = 1_300.0;
/// A page whose size is this close to the stock's is meant to be the stock.
const SAME_SIZE: f64 = 0.01;
/// A picture whose pixels are this close to the printer's dots is meant to be printed dot for dot.
const SAME_DOTS: f64 = 0.06;
/// Coverage at which a dot is black.
const HALF: u8 = 127;

/// Every page.
pub(super) fn each_page(bytes: &[u8], stock: &Stock, lay: Lay<'_>) -> Result<(), LabelError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|e| {
        let reason = match e {
            LoadPdfError::Decryption(_) => "it is encrypted with a password",
            LoadPdfError::Invalid => "it is damaged",
        };
        unreadable(Format::Pdf, reason)
    })?;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(LabelError::Blank);
    }
    if pages.len() > MAX_PAGES {
        return Err(too_many_pages(Format::Pdf, pages.len()));
    }
    let cache = RenderCache::new();
    for (number, page) in (1..).zip(pages.iter()) {
        let (width, height) = page.render_dimensions();
        if width.max(height) > MAX_SIDE {
            return Err(LabelError::TooBig {
                format: Format::Pdf,
                what: format!("page {number} is {:.0} × {:.0} mm", mm(width), mm(height)),
            });
        }
        let scale = dots_per_point(f64::from(width), f64::from(height), stock);
        lay(
            number,
            &Drawing {
                number,
                page,
                cache: &cache,
                scale,
            },
        )?;
    }
    Ok(())
}

/// A page and the dots for each of its points at its true size.
struct Drawing<'a, 'p> {
    number: usize,
    page: &'a PdfPage<'a>,
    cache: &'p RenderCache<'a>,
    scale: f64,
}

impl Page for Drawing<'_, '_> {
    fn draw(&self, factor: f64) -> Result<Bitmap, LabelError> {
        // What is drawn at another size on purpose does not snap back to the dots of its picture.
        let snap = (factor - 1.0).abs() < f64::EPSILON;
        draw(
            self.number,
            self.page,
            self.cache,
            self.scale * factor,
            snap,
        )
    }
}

fn mm(points: f32) -> f32 {
    points * 25.4 / 72.0
}

/// The true scale, but for a page of the stock's own size, which gets the stock's own dots.
fn dots_per_point(width: f64, height: f64, stock: &Stock) -> f64 {
    let truly = stock.dots_per_pixel(72.0);
    let (w, h) = (f64::from(stock.width()), f64::from(stock.height()));
    [(w / width).min(h / height), (h / width).min(w / height)]
        .into_iter()
        .find(|scale| (scale / truly - 1.0).abs() <= SAME_SIZE)
        .unwrap_or(truly)
}

fn draw<'a>(
    number: usize,
    page: &'a PdfPage<'a>,
    cache: &RenderCache<'a>,
    scale: f64,
    snap: bool,
) -> Result<Bitmap, LabelError> {
    let (width, height) = page.render_dimensions();
    let to_dots = Affine::scale(scale) * page.initial_transform(true).to_kurbo();
    let fine = if snap {
        dot_for_dot(page, to_dots)
    } else {
        Affine::IDENTITY
    };
    let size = fine.transform_rect_bbox(Rect::new(
        0.0,
        0.0,
        f64::from(width) * scale,
        f64::from(height) * scale,
    ));
    drawable(Format::Pdf, size.width(), size.height())?;
    let (width, height) = (side(size.width())?, side(size.height())?);

    let warnings = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&warnings);
    let settings = InterpreterSettings {
        warning_sink: Arc::new(move |w| {
            sink.lock().unwrap_or_else(PoisonError::into_inner).push(w);
        }),
        ..settings()
    };
    let crisp = RenderSettings {
        aliasing_threshold: Some(HALF),
        ..RenderSettings::default()
    };
    let mut context = RenderContext::new(width, height);
    render_into(page, cache, &settings, &crisp, &mut context, fine * to_dots);
    context.flush();
    if let Some(what) = warnings
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .iter()
        .find_map(what_is_missing)
    {
        return Err(LabelError::Incomplete {
            page: number,
            what: what.to_owned(),
        });
    }

    let mut pixmap = Pixmap::new(width, height);
    context.render_with(
        &mut pixmap,
        &mut Resources::default(),
        RasterizerSettings {
            target_init: TargetInit::Clear(WHITE),
            ..Default::default()
        },
    );
    // ITU-R BT.601 luma in 256ths, which add up to 256; the page is opaque.
    let luma = |p: &PremulRgba8| u16::from(p.r) * 77 + u16::from(p.g) * 150 + u16::from(p.b) * 29;
    Ok(Bitmap::from_pixels(
        u32::from(width),
        u32::from(height),
        pixmap.data(),
        |pixel| luma(pixel) < (u16::from(HALF) + 1) << 8,
    ))
}

/// Dots along a side, whole.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked before"
)]
fn side(dots: f64) -> Result<u16, LabelError> {
    let dots = dots.round().max(1.0);
    if dots < f64::from(u16::MAX) {
        Ok(dots as u16)
    } else {
        Err(unreadable(Format::Pdf, "its page has no size"))
    }
}

fn what_is_missing(warning: &InterpreterWarning) -> Option<&'static str> {
    match warning {
        InterpreterWarning::UnsupportedFont => Some("it uses a font that is not in the file"),
        InterpreterWarning::ImageDecodeFailure => Some("a picture on it cannot be decoded"),
        // A form field or remark that viewers do not draw either.
        _ => None,
    }
}

/// Standard fonts have stand-ins with the same widths; for Chinese, Japanese and Korean there is
/// none, and a blank would look like a label.
fn settings() -> InterpreterSettings {
    InterpreterSettings {
        font_resolver: Arc::new(|query| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(wanted) => {
                let collection = wanted
                    .character_collection
                    .as_ref()
                    .map(|c| c.family.clone());
                let cjk = matches!(
                    collection,
                    Some(
                        CidFamily::AdobeGB1
                            | CidFamily::AdobeCNS1
                            | CidFamily::AdobeJapan1
                            | CidFamily::AdobeKorea1
                    )
                );
                (!cjk).then(|| wanted.pick_standard_font().get_font_data())
            }
        }),
        ..InterpreterSettings::default()
    }
}

/// What must still be done to a page at `to_dots` so that the pixels of the picture that fills it
/// become whole dots; nothing when no such picture is near the printer's dots.
fn dot_for_dot<'a>(page: &'a PdfPage<'a>, to_dots: Affine) -> Affine {
    if page.resources().x_objects.is_empty() {
        return Affine::IDENTITY;
    }
    let (width, height) = page.render_dimensions();
    let bounds = to_dots.transform_rect_bbox(Rect::new(
        0.0,
        0.0,
        f64::from(width.max(height)),
        f64::from(width.max(height)),
    ));
    let mut largest = Largest::default();
    let cache = InterpreterCache::new();
    let mut context = Context::new(to_dots, bounds, &cache, page.xref(), settings());
    interpret_page(page, &mut context, &mut largest);

    let page_area = to_dots.determinant().abs() * f64::from(width) * f64::from(height);
    let Some((picture, _)) = largest.picture.filter(|(_, area)| *area >= page_area * 0.2) else {
        return Affine::IDENTITY;
    };
    let [a, b, c, d, e, f] = picture.as_coeffs();
    let small = 1e-6;
    let along_axes = (b.abs() < small && c.abs() < small) || (a.abs() < small && d.abs() < small);
    let (dots_x, dots_y) = (a.abs() + c.abs(), b.abs() + d.abs());
    let (x, y) = (
        dots_x.round().max(1.0) / dots_x,
        dots_y.round().max(1.0) / dots_y,
    );
    if !along_axes || (x - 1.0).abs() > SAME_DOTS || (y - 1.0).abs() > SAME_DOTS {
        return Affine::IDENTITY;
    }
    let to_whole = |at: f64| at.round() - at;
    Affine::translate((to_whole(e * x), to_whole(f * y))) * Affine::scale_non_uniform(x, y)
}

/// Looks for the picture that covers most of a page, and draws nothing.
#[derive(Default)]
struct Largest {
    /// Where its pixels lie, and how many dots it covers.
    picture: Option<(Affine, f64)>,
}

impl<'a> Device<'a> for Largest {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let pixels = f64::from(image.width()) * f64::from(image.height());
        let area = props.transform.determinant().abs() * pixels;
        if self.picture.is_none_or(|(_, most)| area > most) {
            self.picture = Some((props.transform, area));
        }
    }
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
