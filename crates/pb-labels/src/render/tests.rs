//! Pages of every shape come out dot for dot, or are refused in words.
mod fitting;
mod formats;

use super::*;
use crate::{Media, Resolution, decode};
use anyd::codes::code128::Code128Encoder;
use anyd::output::Encoding;
use anyd::traits::Encode;
use proptest::prelude::*;

/// ZPL that draws boxes of the sizes and at the places given, written for 8 dots a millimetre.
struct Boxes {
    stated: (Option<u32>, Option<u32>),
    labels: Vec<Vec<DotRect>>,
}

struct LabelOfBoxes {
    stated: (Option<u32>, Option<u32>),
    boxes: Vec<DotRect>,
}

impl CommandRenderer for Boxes {
    fn read(&self, _: Format, _: &[u8], _: u32) -> Result<Vec<Box<dyn CommandPage>>, LabelError> {
        let page = |boxes: &Vec<DotRect>| {
            Box::new(LabelOfBoxes {
                stated: self.stated,
                boxes: boxes.clone(),
            }) as Box<dyn CommandPage>
        };
        Ok(self.labels.iter().map(page).collect())
    }
}

impl CommandPage for LabelOfBoxes {
    fn stated_size(&self) -> (Option<u32>, Option<u32>) {
        self.stated
    }

    fn reach(&self) -> (u32, u32) {
        let right = self.boxes.iter().map(|b| b.right).max();
        let bottom = self.boxes.iter().map(|b| b.bottom).max();
        (right.unwrap_or(0), bottom.unwrap_or(0))
    }

    fn draw(
        &self,
        canvas: (u32, u32),
        _: (u32, u32),
        scale: f64,
        _: u32,
    ) -> Result<Bitmap, LabelError> {
        let mut page = Bitmap::new(canvas.0, canvas.1);
        for rect in &self.boxes {
            page.fill(place::scaled(*rect, scale));
        }
        Ok(page)
    }
}

fn no_commands() -> Boxes {
    Boxes {
        stated: (None, None),
        labels: Vec::new(),
    }
}

const NUMBER: &str = "PB000001234E";

fn laid(
    format: Format,
    bytes: &[u8],
    resolution: Resolution,
    fit: &Fit,
) -> Result<Vec<Laid>, LabelError> {
    let document = Document {
        format,
        bytes: bytes.to_vec(),
    };
    let stock = Stock::new(Media::FOUR_BY_SIX, resolution);
    lay_out(&document, &stock, fit, &no_commands())
}

fn render(format: Format, bytes: &[u8], resolution: Resolution) -> Result<Vec<Bitmap>, LabelError> {
    let laid = laid(format, bytes, resolution, &Fit::default())?;
    Ok(laid.into_iter().map(|l| l.bitmap).collect())
}

fn one(format: Format, bytes: &[u8], resolution: Resolution) -> Bitmap {
    let mut pages = render(format, bytes, resolution).expect("renders");
    assert_eq!(pages.len(), 1);
    let page = pages.remove(0);
    assert_eq!(
        (page.width(), page.height()),
        Media::FOUR_BY_SIX.dots(resolution)
    );
    page
}

/// A PDF of one page with a content stream and at most one picture called `/P`.
fn pdf(width: f64, height: f64, rotate: u32, content: &str, picture: Option<&Bitmap>) -> Vec<u8> {
    let picture = picture.map(|page| {
        // In a picture of one bit, 0 is black.
        let bytes: Vec<u8> = page.bytes().iter().map(|b| !b).collect();
        (picture_dictionary(page), bytes)
    });
    let page = format!("/MediaBox[0 0 {width} {height}]/Rotate {rotate}");
    pdf_of(&[(page, content.to_owned())], picture)
}

fn picture_dictionary(page: &Bitmap) -> String {
    format!(
        "/Type/XObject/Subtype/Image/Width {}/Height {}/ColorSpace/DeviceGray/BitsPerComponent 1",
        page.width(),
        page.height()
    )
}

/// A PDF of pages, each its own entries and content, that share a font `/F` and a picture `/P`.
fn pdf_of(pages: &[(String, String)], picture: Option<(String, Vec<u8>)>) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len())
        .map(|i| format!("{} 0 R", 4 + 2 * i))
        .collect();
    let resources = format!(
        "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>{}>>",
        if picture.is_some() {
            "/XObject<</P 3 0 R>>"
        } else {
            ""
        }
    );
    let (dictionary, bytes) = picture.unwrap_or_default();
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!(
            "<</Type/Pages/Kids[{}]/Count {}>>",
            kids.join(" "),
            kids.len()
        )
        .into_bytes(),
        stream(&dictionary, &bytes),
    ];
    for (i, (entries, content)) in pages.iter().enumerate() {
        let contents = 5 + 2 * i;
        objects.push(
            format!("<</Type/Page/Parent 2 0 R{entries}/Contents {contents} 0 R{resources}>>")
                .into_bytes(),
        );
        objects.push(stream("", content.as_bytes()));
    }
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n", i + 1).into_bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).into_bytes());
    for offset in &offsets {
        out.extend(format!("{offset:010} 00000 n \n").into_bytes());
    }
    let size = offsets.len() + 1;
    out.extend(
        format!("trailer\n<</Root 1 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF").into_bytes(),
    );
    out
}

fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("<<{dictionary}/Length {}>>stream\n", bytes.len());
    [head.as_bytes(), bytes, b"\nendstream"].concat()
}

/// Bars and spaces of a barcode, a bar first.
fn modules(text: &str) -> Vec<bool> {
    let encoder = Code128Encoder::new();
    let symbol = encoder.build_text(text).expect("text");
    match encoder.encode(&symbol).expect("encodes") {
        Encoding::Linear(pattern) => pattern.modules,
        Encoding::Matrix(_) => Vec::new(),
    }
}

/// A barcode as a PDF's rectangles: each module its own, as careless programs draw them.
fn bars(x: f64, y: f64, module: f64, height: f64) -> String {
    (0u32..)
        .zip(modules(NUMBER))
        .filter(|(_, black)| *black)
        .map(|(i, _)| format!("{} {y} {module} {height} re f\n", x + f64::from(i) * module))
        .collect()
}

/// A page of dots with a barcode, a frame and single dots.
fn dots(width: u32, height: u32, module: u32) -> Bitmap {
    let mut page = Bitmap::new(width, height);
    for (i, black) in (0..).zip(modules(NUMBER)) {
        if black {
            let left = 60 + i * module;
            page.fill(DotRect {
                left,
                top: 300,
                right: left + module,
                bottom: 500,
            });
        }
    }
    for (left, top, right, bottom) in [
        (10, 10, width - 10, 13),
        (10, height - 13, width - 10, height - 10),
        (10, 10, 13, 60),
    ] {
        page.fill(DotRect {
            left,
            top,
            right,
            bottom,
        });
    }
    for i in 0..90 {
        page.set(100 + 3 * i, 600 + (i * i) % 41, true);
    }
    page
}

fn scans(page: &Bitmap) {
    let found: Vec<String> = decode(page).into_iter().map(|b| b.text).collect();
    assert_eq!(found, [NUMBER]);
}

#[test]
fn vectors_have_whole_bars_without_seams() {
    // Bars of three dots, drawn module by module: 3/203 in.
    let module = 72.0 / 203.0 * 3.0;
    let label = pdf(288.0, 432.0, 0, &bars(30.0, 200.0, module, 90.0), None);
    let page = one(Format::Pdf, &label, Resolution::Dpi203);
    scans(&page);
    let ink = page.ink().expect("bars");
    let row: Vec<bool> = (ink.left..ink.right)
        .map(|x| page.get(x, ink.top + 9))
        .collect();
    let wanted: Vec<bool> = modules(NUMBER).iter().flat_map(|m| [*m; 3]).collect();
    assert_eq!(row, wanted);
    scans(&one(Format::Pdf, &label, Resolution::Dpi300));
}

#[test]
fn text_and_rotation_are_drawn() {
    let label = pdf(
        432.0,
        288.0,
        90,
        &format!(
            "BT /F 40 Tf 60 220 Td (ACME) Tj ET\n{}",
            bars(40.0, 60.0, 1.5, 90.0)
        ),
        None,
    );
    let page = one(Format::Pdf, &label, Resolution::Dpi203);
    scans(&page);
    // Turned by the page's own flag, it fills the upright stock.
    let ink = page.ink().expect("ink");
    assert!(ink.height() > ink.width());
}

#[test]
fn a_landscape_page_is_turned() {
    let label = pdf(432.0, 288.0, 0, &bars(40.0, 60.0, 1.5, 90.0), None);
    let page = one(Format::Pdf, &label, Resolution::Dpi203);
    scans(&page);
    let ink = page.ink().expect("ink");
    assert!(ink.height() > ink.width());
}

#[test]
fn a_picture_at_the_printers_dots_is_untouched() {
    for (resolution, width, height, module, points) in [
        (Resolution::Dpi203, 812, 1218, 3, (288.0, 432.0)),
        // 1200 dots are what other programs take for 4 in at 300 dpi; the head has 1219.
        (Resolution::Dpi300, 1200, 1800, 4, (288.0, 432.0)),
        // A page that is a little off does not stretch its picture.
        (Resolution::Dpi203, 812, 1218, 3, (289.13, 430.87)),
        (Resolution::Dpi203, 800, 1200, 3, (288.0, 432.0)),
    ] {
        let picture = dots(width, height, module);
        let draw = format!("{} 0 0 {} 0 0 cm /P Do", points.0, points.1);
        let label = pdf(points.0, points.1, 0, &draw, Some(&picture));
        let page = one(Format::Pdf, &label, resolution);
        let (ink, own) = (page.ink().expect("ink"), picture.ink().expect("ink"));
        assert!(
            page.crop(ink) == picture.crop(own),
            "{width}×{height} at {resolution:?}"
        );
        // In the middle.
        assert!((i64::from(ink.left) - i64::from(page.width() - ink.right)).abs() <= 1);
    }
}

#[test]
fn a_turned_picture_is_untouched() {
    let picture = dots(812, 1218, 3);
    // A portrait picture on a landscape page with /Rotate 90 shows upright again.
    let draw = "0 -288 432 0 0 288 cm /P Do";
    let label = pdf(432.0, 288.0, 90, draw, Some(&picture));
    let page = one(Format::Pdf, &label, Resolution::Dpi203);
    scans(&page);
    let (ink, own) = (page.ink().expect("ink"), picture.ink().expect("ink"));
    let turned = picture.rotate().rotate();
    assert!(
        page.crop(ink) == picture.crop(own)
            || page.crop(ink) == turned.crop(turned.ink().expect("ink"))
    );
}

#[test]
fn a_label_on_a_larger_page_is_found_and_keeps_its_size() {
    // The upper left quarter of A4.
    let module = 72.0 / 203.2 * 4.0;
    let label = pdf(595.0, 842.0, 0, &bars(30.0, 700.0, module, 100.0), None);
    let page = one(Format::Pdf, &label, Resolution::Dpi203);
    scans(&page);
    let ink = page.ink().expect("ink");
    assert!(
        (i64::from(ink.width()) - i64::try_from(modules(NUMBER).len() * 4).expect("few")).abs()
            <= 1
    );
}

#[test]
fn what_would_be_shrunk_out_of_sight_is_refused() {
    let label = pdf(595.0, 842.0, 0, "20 20 555 800 re S", None);
    let refused = render(Format::Pdf, &label, Resolution::Dpi203).expect_err("too large");
    assert!(matches!(refused, LabelError::DoesNotFit { page: 1, .. }));
    assert_eq!(
        refused.to_string(),
        "Page 1 of the label is 197 × 283 mm, too large for 4 × 6 in stock"
    );
    // A6 is only a little too wide: it is shrunk by that little.
    let a6 = pdf(297.6, 419.5, 0, "1 1 295.6 417.5 re S", None);
    let page = one(Format::Pdf, &a6, Resolution::Dpi203);
    assert!(page.ink().expect("ink").width() > 800);
}

#[test]
fn what_would_print_incomplete_is_refused() {
    let broken = pdf(
        288.0,
        432.0,
        0,
        "288 0 0 432 0 0 cm /P Do",
        Some(&dots(812, 1218, 3)),
    );
    let text = String::from_utf8_lossy(&broken).replace(
        "/BitsPerComponent 1",
        "/BitsPerComponent 8/Filter/DCTDecode",
    );
    let refused = render(Format::Pdf, text.as_bytes(), Resolution::Dpi203);
    assert!(
        matches!(refused, Err(LabelError::Incomplete { page: 1, .. })),
        "{:?}",
        refused.map(|pages| pages.len())
    );
}

#[test]
fn blank_and_absurd_pages_are_refused() {
    let blank = pdf(288.0, 432.0, 0, "", None);
    assert_eq!(
        render(Format::Pdf, &blank, Resolution::Dpi203),
        Err(LabelError::Blank)
    );
    let vast = pdf(14_400.0, 14_400.0, 0, "0 0 9 9 re f", None);
    assert!(matches!(
        render(Format::Pdf, &vast, Resolution::Dpi203),
        Err(LabelError::TooBig { .. })
    ));
    let mut heavy = pdf(288.0, 432.0, 0, "0 0 9 9 re f", None);
    heavy.resize(MAX_BYTES + 1, b' ');
    assert!(matches!(
        render(Format::Pdf, &heavy, Resolution::Dpi203),
        Err(LabelError::TooBig { .. })
    ));
}

#[test]
fn bytes_that_are_something_else_are_named() {
    for (claims, bytes, words) in [
        (
            Format::Pdf,
            &b"^XA^FO1,1^GB9,9^FS^XZ"[..],
            "claims to be PDF but looks like ZPL",
        ),
        (
            Format::Png,
            b"%PDF-1.4\n",
            "claims to be PNG but looks like PDF",
        ),
        (Format::Zpl, b"GIF89a..", "looks like GIF"),
        (Format::Png, b"\xFF\xD8\xFF\xE0", "looks like JPEG"),
        (
            Format::Pdf,
            b"<!DOCTYPE html><p>Bad gateway",
            "looks like a web page",
        ),
        (Format::Pdf, b"{\"error\":1}", "looks like JSON"),
        (
            Format::Zpl,
            b"Service unavailable",
            "looks like text: “Service unavailable…”",
        ),
        (Format::Zpl, b"\0\x01\x02", "looks like something unknown"),
        (Format::Pdf, b"", "looks like nothing at all"),
    ] {
        let error = render(claims, bytes, Resolution::Dpi203)
            .expect_err("mismatch")
            .to_string();
        assert!(error.contains(words), "{error}");
    }
}

fn png(page: &Bitmap, per_metre: Option<u32>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, page.width(), page.height());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_pixel_dims(per_metre.map(|n| png::PixelDimensions {
        xppu: n,
        yppu: n,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header().expect("header");
    writer.write_image_data(&page.to_gray()).expect("data");
    drop(writer);
    bytes
}

#[test]
fn a_png_at_the_printers_dots_is_untouched() {
    for per_metre in [None, Some(2835), Some(7992)] {
        let picture = dots(812, 1218, 3);
        assert!(one(Format::Png, &png(&picture, per_metre), Resolution::Dpi203) == picture);
    }
    // Turned where only that fits, centred where it is a little smaller.
    let picture = dots(1200, 800, 3);
    let page = one(Format::Png, &png(&picture, None), Resolution::Dpi203);
    let turned = picture.rotate();
    let (ink, own) = (page.ink().expect("ink"), turned.ink().expect("ink"));
    assert!(page.crop(ink) == turned.crop(own));
}

#[test]
fn a_png_at_other_dots_keeps_its_physical_size_and_scans() {
    // A whole label for 300 dpi on 203, and the other way round.
    for (width, height, module, resolution) in [
        (1200, 1800, 4, Resolution::Dpi203),
        (812, 1218, 3, Resolution::Dpi300),
    ] {
        let page = one(
            Format::Png,
            &png(&dots(width, height, module), None),
            resolution,
        );
        scans(&page);
        assert!(page.ink().expect("ink").width() > page.width() * 9 / 10);
    }
    // Half the dots: each becomes four.
    let small = dots(406, 609, 2);
    let page = one(Format::Png, &png(&small, None), Resolution::Dpi203);
    let doubled = Bitmap::from_gray(
        812,
        1218,
        &(0..1218u32)
            .flat_map(|y| (0..812u32).map(move |x| (x, y)))
            .map(|(x, y)| if small.get(x / 2, y / 2) { 0 } else { 255 })
            .collect::<Vec<_>>(),
        128,
    );
    assert!(page == doubled);
    // What states its density is printed at that size: 50 mm here, not the whole width.
    let stated = one(
        Format::Png,
        &png(&dots(600, 620, 2), Some(12_000)),
        Resolution::Dpi203,
    );
    let wide = stated.ink().expect("ink").width();
    assert!((380..=400).contains(&wide), "{wide}");
}

#[test]
fn transparency_shows_the_paper() {
    let mut picture = image::RgbaImage::from_pixel(812, 1218, image::Rgba([0, 0, 0, 0]));
    for x in 100..200 {
        picture.put_pixel(x, 50, image::Rgba([0, 0, 0, 255]));
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("encodes");
    let page = one(Format::Png, &bytes.into_inner(), Resolution::Dpi203);
    assert_eq!(
        page.ink(),
        Some(DotRect {
            left: 100,
            top: 50,
            right: 200,
            bottom: 51
        })
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_damage_makes_it_panic(
        cut in any::<prop::sample::Index>(),
        whole in any::<bool>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        is_pdf in any::<bool>(),
    ) {
        let mut bytes = if is_pdf {
            let text = format!("BT /F 40 Tf 60 220 Td (ACME) Tj ET {}", bars(40.0, 60.0, 1.5, 9.0));
            pdf(144.0, 72.0, 0, &format!("{text} 9 0 0 9 0 0 cm /P Do"), Some(&Bitmap::new(9, 9)))
        } else {
            png(&dots(200, 700, 1), Some(8000))
        };
        let format = if is_pdf { Format::Pdf } else { Format::Png };
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        for (at, byte) in edits {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
        }
        if let Ok(pages) = render(format, &bytes, Resolution::Dpi203) {
            for page in pages {
                prop_assert_eq!((page.width(), page.height()), (812, 1218));
                let _ = decode(&page);
            }
        }
    }
}
