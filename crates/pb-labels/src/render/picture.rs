//! Pictures to dots. A picture at the printer's dots is taken as it is; others are scaled as little as
//! can be, and the barcode check decides whether they print.
use super::{Lay, Page, density, drawable, unreadable};
use crate::{Bitmap, LabelError, Stock};
use image::imageops::{FilterType, resize};
use image::{DynamicImage, GrayImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use pb_domain::Format;
use std::io::Cursor;

/// Pixels along a side at most: a 4 × 8 in label at 1200 dpi.
pub(super) const MAX_SIDE: u32 = 10_000;
/// Bytes a picture may take in memory at most.
const MAX_MEMORY: u64 = 256 << 20;
/// A factor this close to a whole one is meant to be whole.
const NEARLY_WHOLE: f64 = 0.03;
/// Sides in proportions this close to the stock's are the whole label's.
const SAME_SHAPE: f64 = 0.05;
/// Sheets that labels come on, in millimetres, and how close a picture's proportions are to theirs.
const SHEETS: [(f64, f64); 2] = [(210.0, 297.0), (215.9, 279.4)];
const SHEET_SHAPE: f64 = 0.01;
/// A picture that would have to be shrunk this far to fill the stock is a sheet, if it has its shape.
const SHEET_FACTOR: f64 = 0.75;

/// The one page of a PNG, GIF or JPEG.
pub(super) fn only_page(
    bytes: &[u8],
    format: Format,
    stock: &Stock,
    lay: Lay<'_>,
) -> Result<(), LabelError> {
    let dpi = match format {
        Format::Png => density::of_png(bytes),
        Format::Jpeg => density::of_jpeg(bytes),
        _ => None,
    };
    let pixels = decode(bytes, format)?;
    lay(1, &Picture::new(pixels, format, dpi, stock))
}

/// A picture and the dots for each of its pixels at its true size.
pub(super) struct Picture {
    pixels: GrayImage,
    format: Format,
    scale: f64,
}

impl Picture {
    /// `dpi` is the density that the file states, if that can be believed.
    pub(super) fn new(pixels: GrayImage, format: Format, dpi: Option<f64>, stock: &Stock) -> Self {
        let scale = dots_per_pixel(pixels.dimensions(), dpi, stock);
        Self {
            pixels,
            format,
            scale,
        }
    }
}

impl Page for Picture {
    fn draw(&self, factor: f64) -> Result<Bitmap, LabelError> {
        let factor = self.scale * factor;
        let (width, height) = self.pixels.dimensions();
        drawable(
            self.format,
            f64::from(width) * factor,
            f64::from(height) * factor,
        )?;
        Ok(scaled(&self.pixels, factor))
    }
}

/// A picture's first frame in grey, upright, on white.
pub(super) fn decode(bytes: &[u8], format: Format) -> Result<GrayImage, LabelError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), container(format));
    reader.limits(limits);
    let failed = |e: image::ImageError| match e {
        image::ImageError::Limits(_) => LabelError::TooBig {
            format,
            what: format!("{MAX_SIDE} pixels along a side are allowed"),
        },
        other => unreadable(format, other.to_string()),
    };
    let mut decoder = reader.into_decoder().map_err(failed)?;
    let orientation = decoder.orientation().map_err(failed)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(failed)?;
    picture.apply_orientation(orientation);
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

fn dots_per_pixel((width, height): (u32, u32), dpi: Option<f64>, stock: &Stock) -> f64 {
    let (w, h) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let (across, down) = (f64::from(stock.width()), f64::from(stock.height()));
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
    let factor = match dpi.or_else(|| sheet_dpi(w, h).filter(|_| factor < SHEET_FACTOR)) {
        Some(dpi) => stock.dots_per_pixel(dpi),
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

/// The density of a picture that has the shape of a whole sheet.
fn sheet_dpi(width: f64, height: f64) -> Option<f64> {
    let (short, long) = (width.min(height), width.max(height));
    SHEETS
        .iter()
        .find(|(w, h)| ((long / short) / (h / w) - 1.0).abs() <= SHEET_SHAPE)
        .map(|(w, _)| short / (w / 25.4))
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
