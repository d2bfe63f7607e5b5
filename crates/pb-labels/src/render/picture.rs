//! Pictures to dots. A picture at the printer's dots is taken as it is; others are scaled as little as
//! can be, and the barcode check decides whether they print.
use super::{Stock, on_stock};
use crate::{Bitmap, LabelError};
use image::imageops::{FilterType, resize};
use image::{GrayImage, ImageFormat, ImageReader, Limits};
use pb_domain::Format;
use std::io::Cursor;

/// Pixels along a side at most: a 4 × 8 in label at 1200 dpi.
const MAX_SIDE: u32 = 10_000;
/// Bytes a picture may take in memory at most.
const MAX_MEMORY: u64 = 256 << 20;
/// Densities below this are what programs write that do not know one.
const BELIEVABLE_DPI: f64 = 150.0;
/// A factor this close to a whole one is meant to be whole.
const NEARLY_WHOLE: f64 = 0.03;
/// Sides in proportions this close to the stock's are the whole label's.
const SAME_SHAPE: f64 = 0.05;

/// The picture, laid on the stock.
pub(super) fn render(bytes: &[u8], format: Format, stock: Stock) -> Result<Bitmap, LabelError> {
    let picture = decode(bytes, format)?;
    let scale = dots_per_pixel(picture.dimensions(), stated_dpi(bytes), stock);
    on_stock(1, stock, |factor| Ok(scaled(&picture, scale * factor)))
}

fn decode(bytes: &[u8], format: Format) -> Result<GrayImage, LabelError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), container(format));
    reader.limits(limits);
    let picture = reader.decode().map_err(|e| match e {
        image::ImageError::Limits(_) => LabelError::TooBig {
            format,
            what: format!("{MAX_SIDE} pixels along a side are allowed"),
        },
        other => LabelError::Unreadable {
            format,
            reason: other.to_string(),
        },
    })?;
    if !picture.color().has_alpha() {
        return Ok(picture.into_luma8());
    }
    // What is transparent shows the paper.
    let with_alpha = picture.into_luma_alpha8();
    Ok(GrayImage::from_fn(
        with_alpha.width(),
        with_alpha.height(),
        |x, y| {
            let [luma, alpha] = with_alpha.get_pixel(x, y).0.map(u32::from);
            image::Luma([u8::try_from((luma * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)])
        },
    ))
}

fn container(format: Format) -> ImageFormat {
    match format {
        Format::Gif => ImageFormat::Gif,
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Tiff => ImageFormat::Tiff,
        _ => ImageFormat::Png,
    }
}

/// The density that the file states, where it is one that a label can have.
fn stated_dpi(bytes: &[u8]) -> Option<f64> {
    let reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    let stated = reader.info().pixel_dims?;
    let dpi = f64::from(stated.xppu) * 0.0254;
    (stated.unit == png::Unit::Meter && stated.xppu == stated.yppu && dpi >= BELIEVABLE_DPI)
        .then_some(dpi)
}

fn dots_per_pixel((width, height): (u32, u32), dpi: Option<f64>, stock: Stock) -> f64 {
    let (w, h) = (f64::from(width), f64::from(height));
    let (across, down) = (f64::from(stock.width), f64::from(stock.height));
    // Upright and turned: the factor that fills the stock, and whether that fills it both ways.
    let fill = |w: f64, h: f64| {
        let (x, y) = (across / w, down / h);
        (x.min(y), (x / y - 1.0).abs() <= SAME_SHAPE)
    };
    let (upright, turned) = (fill(w, h), fill(h, w));
    let (factor, whole_label) = if turned.0 > upright.0 {
        turned
    } else {
        upright
    };
    if (1.0..=1.0 + NEARLY_WHOLE).contains(&factor) {
        return 1.0;
    }
    let factor = match dpi {
        Some(dpi) => f64::from(stock.resolution.dots_per_metre()) * 0.0254 / dpi,
        None if whole_label || factor < 1.0 => factor,
        None => factor.floor(),
    };
    let whole = factor.round().max(1.0);
    if (factor / whole - 1.0).abs() <= NEARLY_WHOLE {
        whole
    } else {
        factor
    }
}

fn scaled(picture: &GrayImage, factor: f64) -> Bitmap {
    let (width, height) = picture.dimensions();
    let (width, height) = (side(width, factor), side(height, factor));
    // Whole factors repeat pixels; others weigh them, which rounds every edge to its nearest dot.
    let filter = if factor.fract() == 0.0 {
        FilterType::Nearest
    } else {
        FilterType::Triangle
    };
    let resized;
    let gray = if (width, height) == picture.dimensions() {
        picture
    } else {
        resized = resize(picture, width, height, filter);
        &resized
    };
    Bitmap::from_gray(width, height, gray.as_raw(), 128)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped first"
)]
fn side(pixels: u32, factor: f64) -> u32 {
    (f64::from(pixels) * factor)
        .round()
        .clamp(1.0, f64::from(2 * MAX_SIDE)) as u32
}
