//! Reads barcodes from dots.
use crate::{Bitmap, DotRect};
use zxingcpp::BarcodeFormat as Kind;
use zxingcpp::{BarcodeReader, Binarizer, ImageFormat, ImageView, TextMode};

/// A barcode that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barcode {
    /// Its kind, such as `Code 128` or `QR Code`.
    pub format: String,
    /// What it says; separators of GS1 data are the character GS (U+001D).
    pub text: String,
    /// Where it was read, in dots. Of a linear barcode it may be a part of its height only.
    pub area: DotRect,
    /// How it is to be measured.
    pub(super) shape: Shape,
    /// Whether its bars lie across the page: it is read from the top to the bottom, or back.
    pub(super) ladder: bool,
}

/// What a barcode is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Bars of one to four modules, so many in a character of six.
    Modules,
    /// Narrow and wide bars.
    TwoWidths,
    /// Rows or cells, with so many modules of white around them.
    Cells { quiet: u32 },
}

/// Linear barcodes that carriers print.
const LINEAR: [Kind; 5] = [
    Kind::Code128,
    Kind::ITF,
    Kind::Code39,
    Kind::Codabar,
    Kind::EANUPC,
];
/// The others.
const MATRIX: [Kind; 5] = [
    Kind::QRCode,
    Kind::DataMatrix,
    Kind::PDF417,
    Kind::Aztec,
    Kind::MaxiCode,
];
/// Every so many rows are enough to find bars: no carrier's are as low as three millimetres.
const EVERY: u32 = 8;

/// Every barcode on a page. A MaxiCode is found only where nothing else is near it.
pub fn decode(bitmap: &Bitmap) -> Vec<Barcode> {
    let kinds: Vec<Kind> = LINEAR.into_iter().chain(MATRIX).collect();
    thoroughly(bitmap, &kinds)
}

/// Barcodes of a page, until one is what is looked for: linear ones first, as carriers print the number, and
/// only a few lines of the page for them.
pub(super) fn until(bitmap: &Bitmap, wanted: &dyn Fn(&Barcode) -> bool) -> Vec<Barcode> {
    let mut found = quickly(bitmap);
    if found.iter().any(wanted) {
        return found;
    }
    let turned = bitmap.rotate();
    found.extend(quickly(&turned).into_iter().map(|mut barcode| {
        barcode.area = turned_back(barcode.area, bitmap.height());
        barcode.ladder = !barcode.ladder;
        barcode
    }));
    if found.iter().any(wanted) {
        return found;
    }
    decode(bitmap)
}

/// A rectangle on a page that was turned a quarter clockwise, as it lies on the page before.
fn turned_back(area: DotRect, height: u32) -> DotRect {
    DotRect {
        left: area.top,
        top: height - area.right.min(height),
        right: area.bottom,
        bottom: height - area.left.min(height),
    }
}

/// Linear barcodes whose bars stand upright, from every eighth row.
fn quickly(bitmap: &Bitmap) -> Vec<Barcode> {
    let rows = bitmap.height().div_ceil(EVERY);
    let gray = bitmap.to_gray_of_rows(EVERY as usize);
    let mut found = read(
        &gray,
        bitmap.width(),
        rows,
        &reader(&LINEAR).try_rotate(false).try_downscale(false),
    );
    for barcode in &mut found {
        barcode.area.top *= EVERY;
        barcode.area.bottom = (barcode.area.bottom * EVERY).min(bitmap.height());
    }
    found
}

fn thoroughly(bitmap: &Bitmap, kinds: &[Kind]) -> Vec<Barcode> {
    read(
        &bitmap.to_gray(),
        bitmap.width(),
        bitmap.height(),
        &reader(kinds),
    )
}

fn reader(kinds: &[Kind]) -> BarcodeReader {
    BarcodeReader::new()
        .formats(kinds)
        .binarizer(Binarizer::FixedThreshold)
        .try_invert(false)
        // As it is in the barcode, not with brackets as it is printed below it.
        .text_mode(TextMode::Plain)
}

fn read(gray: &[u8], width: u32, height: u32, reader: &BarcodeReader) -> Vec<Barcode> {
    let Ok(view) = ImageView::from_slice(gray, width, height, ImageFormat::Lum) else {
        return Vec::new();
    };
    let read = reader.from(&view).unwrap_or_default();
    read.iter()
        .filter(|b| b.is_valid())
        .map(|b| {
            let corners = b.position();
            let xs = [
                corners.top_left.x,
                corners.top_right.x,
                corners.bottom_right.x,
                corners.bottom_left.x,
            ];
            let ys = [
                corners.top_left.y,
                corners.top_right.y,
                corners.bottom_right.y,
                corners.bottom_left.y,
            ];
            let dots = |n: Option<i32>, most: u32| {
                n.and_then(|n| u32::try_from(n).ok()).unwrap_or(0).min(most)
            };
            Barcode {
                format: b.format().to_string(),
                text: b.text(),
                area: DotRect {
                    left: dots(xs.into_iter().min(), width),
                    top: dots(ys.into_iter().min(), height),
                    right: dots(xs.into_iter().max().map(|x| x + 1), width),
                    bottom: dots(ys.into_iter().max().map(|y| y + 1), height),
                },
                shape: shape(b.symbology()),
                ladder: !(-45..=45).contains(&b.orientation())
                    && !(135..=225).contains(&b.orientation().abs()),
            }
        })
        .collect()
}

/// The quiet zones are those of the symbologies' standards: ISO/IEC 18004, 16022, 15438, 24778 and 16023.
fn shape(kind: Kind) -> Shape {
    match kind {
        Kind::Code39 | Kind::ITF | Kind::Codabar => Shape::TwoWidths,
        Kind::QRCode => Shape::Cells { quiet: 4 },
        Kind::PDF417 => Shape::Cells { quiet: 2 },
        Kind::DataMatrix | Kind::MaxiCode => Shape::Cells { quiet: 1 },
        Kind::Aztec => Shape::Cells { quiet: 0 },
        _ => Shape::Modules,
    }
}
