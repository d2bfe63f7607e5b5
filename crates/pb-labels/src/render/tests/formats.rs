//! Every format that carriers send, written here and read back dot for dot.
use super::*;
use fax::{BitWriter, Bits, Color, VecWriter, maps};
use std::io::Cursor;

/// A page as a fax sends it by T.6: no ends of lines, every row told from the one above.
fn group4(page: &Bitmap) -> Vec<u8> {
    let mut encoder = fax::encoder::Encoder::new(VecWriter::new());
    let width = u16::try_from(page.width()).expect("a label");
    for y in 0..page.height() {
        let row = (0..page.width()).map(|x| color(page.get(x, y)));
        let Ok(()) = encoder.encode_line(row, width);
    }
    let Ok(writer) = encoder.finish();
    writer.finish()
}

fn color(black: bool) -> Color {
    if black { Color::Black } else { Color::White }
}

/// A page as a fax sends it by T.4 in one dimension, with or without ends of lines; without them every row
/// begins on a byte (TIFF 6.0, compression 2).
fn group3(page: &Bitmap, ends_of_lines: bool) -> Vec<u8> {
    let mut out = VecWriter::new();
    for y in 0..page.height() {
        if ends_of_lines {
            let Ok(()) = out.write(maps::EOL);
        }
        let (mut x, mut black) = (0, false);
        while x < page.width() {
            let run = (x..page.width())
                .take_while(|at| page.get(*at, y) == black)
                .count();
            runs(&mut out, u16::try_from(run).expect("a row"), black);
            x += u32::try_from(run).expect("a row");
            black = !black;
        }
        if !ends_of_lines {
            out.pad();
        }
    }
    out.finish()
}

fn runs(out: &mut VecWriter, mut run: u16, black: bool) {
    let mut code = |length: u16| {
        let at = usize::from(if length >= 64 {
            63 + length / 64
        } else {
            length
        });
        let bits: Bits = if black {
            maps::black::ENTRIES[at].1
        } else {
            maps::white::ENTRIES[at].1
        };
        let Ok(()) = out.write(bits);
    };
    if run >= 64 {
        code(run & !63);
        run &= 63;
    }
    code(run);
}

/// A page as JBIG2 for a PDF: a page's information and one generic region in MMR (ISO/IEC 14492, 7.4.6 and 7.4.8).
fn jbig2(page: &Bitmap) -> Vec<u8> {
    let data = group4(page);
    let mut out = Vec::new();
    let mut segment = |number: u32, kind: u8, body: &[u8]| {
        out.extend(number.to_be_bytes());
        out.extend([kind, 0, 1]);
        out.extend(u32::try_from(body.len()).expect("short").to_be_bytes());
        out.extend(body);
    };
    let size = [page.width().to_be_bytes(), page.height().to_be_bytes()].concat();
    segment(0, 48, &[&size[..], &[0; 8], &[0, 0, 0]].concat());
    segment(1, 38, &[&size[..], &[0; 8], &[0, 1], &data].concat());
    out
}

/// One page of a TIFF: its tags but for the strip's, and the strip.
struct Tiff {
    tags: Vec<(u16, u32)>,
    dpi: Option<u32>,
    strip: Vec<u8>,
}

impl Tiff {
    fn new(page: &Bitmap, compression: u32, photometric: u32, strip: Vec<u8>) -> Self {
        Self {
            tags: vec![
                (256, page.width()),
                (257, page.height()),
                (258, 1),
                (259, compression),
                (262, photometric),
                (277, 1),
                (278, page.height()),
            ],
            dpi: None,
            strip,
        }
    }

    /// Bits as they are: what `photometric` calls white is 0 or 1.
    fn plain(page: &Bitmap, photometric: u32) -> Self {
        let bits = match photometric {
            0 => page.bytes().to_vec(),
            _ => page.bytes().iter().map(|b| !b).collect(),
        };
        Self::new(page, 1, photometric, bits)
    }
}

/// A TIFF in either order of bytes.
fn tiff(pages: &[Tiff], little: bool) -> Vec<u8> {
    let two = |n: u16| {
        if little {
            n.to_le_bytes()
        } else {
            n.to_be_bytes()
        }
    };
    let four = |n: u32| {
        if little {
            n.to_le_bytes()
        } else {
            n.to_be_bytes()
        }
    };
    let place = |out: &Vec<u8>| u32::try_from(out.len()).expect("short");
    let mut out = if little {
        b"II*\0".to_vec()
    } else {
        b"MM\0*".to_vec()
    };
    let mut pointer = out.len();
    out.extend(four(0));
    for page in pages {
        let mut tags = page.tags.clone();
        tags.push((273, place(&out)));
        tags.push((279, u32::try_from(page.strip.len()).expect("short")));
        out.extend(&page.strip);
        if out.len() % 2 == 1 {
            out.push(0);
        }
        let ratio = place(&out);
        if let Some(dpi) = page.dpi {
            tags.extend([(282, ratio), (283, ratio), (296, 2)]);
            out.extend(four(dpi * 100));
            out.extend(four(100));
        }
        tags.sort_unstable();
        let directory = place(&out);
        out[pointer..pointer + 4].copy_from_slice(&four(directory));
        out.extend(two(u16::try_from(tags.len()).expect("few")));
        for (tag, value) in tags {
            let kind = if matches!(tag, 282 | 283) { 5 } else { 4 };
            out.extend(two(tag));
            out.extend(two(kind));
            out.extend(four(1));
            out.extend(four(value));
        }
        pointer = out.len();
        out.extend(four(0));
    }
    out
}

fn encoded(page: &Bitmap, format: image::ImageFormat) -> Vec<u8> {
    let gray = image::GrayImage::from_raw(page.width(), page.height(), page.to_gray());
    let picture = image::DynamicImage::ImageLuma8(gray.expect("its size"));
    let mut bytes = Cursor::new(Vec::new());
    // GIF has colours alone.
    let picture = if format == image::ImageFormat::Gif {
        image::DynamicImage::ImageRgba8(picture.into_rgba8())
    } else {
        picture
    };
    picture.write_to(&mut bytes, format).expect("encodes");
    bytes.into_inner()
}

#[test]
fn pictures_in_every_file_are_untouched() {
    let page = dots(812, 1218, 3);
    for (format, container) in [
        (Format::Png, image::ImageFormat::Png),
        (Format::Gif, image::ImageFormat::Gif),
        (Format::Jpeg, image::ImageFormat::Jpeg),
        (Format::Tiff, image::ImageFormat::Tiff),
    ] {
        let back = one(format, &encoded(&page, container), Resolution::Dpi203);
        if format == Format::Jpeg {
            // Lossy: here and there a lone dot is lost.
            scans(&back);
        } else {
            assert!(back == page, "{format:?}");
        }
    }
}

#[test]
fn tiff_in_every_coding_and_polarity_is_untouched() {
    let page = dots(812, 1218, 3);
    for photometric in [0, 1] {
        // Runs are white first; a file in which 1 is white holds the runs of the opposite.
        let drawn = if photometric == 0 {
            page.clone()
        } else {
            inverse(&page)
        };
        let reversed = group4(&drawn).iter().map(|b| b.reverse_bits()).collect();
        let mut fill_order = Tiff::new(&page, 4, photometric, reversed);
        fill_order.tags.push((266, 2));
        for (name, file) in [
            ("bits", Tiff::plain(&page, photometric)),
            ("T.6", Tiff::new(&page, 4, photometric, group4(&drawn))),
            (
                "T.4",
                Tiff::new(&page, 3, photometric, group3(&drawn, true)),
            ),
            (
                "rows",
                Tiff::new(&page, 2, photometric, group3(&drawn, false)),
            ),
            ("reversed", fill_order),
        ] {
            for little in [true, false] {
                let bytes = tiff(std::slice::from_ref(&file), little);
                let back = one(Format::Tiff, &bytes, Resolution::Dpi203);
                assert!(back == page, "{name}, photometric {photometric}, {little}");
            }
        }
    }
}

fn inverse(page: &Bitmap) -> Bitmap {
    let bytes = page.bytes().iter().map(|b| !b).collect();
    Bitmap::from_bytes(page.width(), page.height(), bytes).expect("its size")
}

impl Tiff {
    fn at(mut self, dpi: u32) -> Self {
        self.dpi = Some(dpi);
        self
    }
}

#[test]
fn a_tiff_has_pages_in_order_and_states_its_density() {
    let (first, second) = (dots(812, 1218, 3), dots(812, 1218, 4));
    let file = tiff(
        &[
            Tiff::new(&first, 4, 0, group4(&first)),
            Tiff::plain(&second, 1),
        ],
        true,
    );
    let back = render(Format::Tiff, &file, Resolution::Dpi203).expect("two pages");
    assert!(back == [first, second]);
    // 600 pixels at 300 dpi are two inches.
    let small = dots(600, 620, 2);
    for dpi in [300, 72] {
        let file = tiff(&[Tiff::plain(&small, 0).at(dpi)], false);
        let page = one(Format::Tiff, &file, Resolution::Dpi203);
        let wide = page.ink().expect("ink").width();
        assert_eq!((380..=400).contains(&wide), dpi == 300, "{dpi}: {wide}");
    }
}

#[test]
fn a_jpegs_density_is_respected() {
    let small = dots(600, 620, 2);
    let gray = small.to_gray();
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 100);
    encoder.set_pixel_density(image::codecs::jpeg::PixelDensity::dpi(300));
    encoder
        .encode(&gray, 600, 620, image::ExtendedColorType::L8)
        .expect("encodes");
    let page = one(Format::Jpeg, &bytes, Resolution::Dpi203);
    let wide = page.ink().expect("ink").width();
    assert!((380..=400).contains(&wide), "{wide}");
}

#[test]
fn pdf_pictures_in_every_coding_are_untouched() {
    let page = dots(812, 1218, 3);
    let (width, height) = (page.width(), page.height());
    let fax = format!("/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns {width}/Rows {height}>>");
    let fax3 = format!(
        "/Filter/CCITTFaxDecode/DecodeParms<</K 0/EndOfLine true/Columns {width}/Rows {height}>>"
    );
    for (name, filter, bytes) in [
        ("T.6", fax.as_str(), group4(&page)),
        ("T.4", fax3.as_str(), group3(&page, true)),
        ("JBIG2", "/Filter/JBIG2Decode", jbig2(&page)),
    ] {
        let dictionary = format!("{}{filter}", picture_dictionary(&page));
        let file = pdf_of(
            &[(
                "/MediaBox[0 0 288 432]".to_owned(),
                "288 0 0 432 0 0 cm /P Do".to_owned(),
            )],
            Some((dictionary, bytes)),
        );
        let back = one(Format::Pdf, &file, Resolution::Dpi203);
        let (ink, own) = (back.ink().expect("ink"), page.ink().expect("ink"));
        assert!(back.crop(ink) == page.crop(own), "{name}");
    }
}

#[test]
fn a_pdf_has_pages_in_order_and_blank_ones_are_left_out() {
    let size = || "/MediaBox[0 0 288 432]".to_owned();
    let file = pdf_of(
        &[
            (size(), "10 10 50 50 re f".to_owned()),
            (size(), String::new()),
            (size(), "10 10 100 50 re f".to_owned()),
        ],
        None,
    );
    let pages = laid(Format::Pdf, &file, Resolution::Dpi203, &Fit::default()).expect("renders");
    let widths: Vec<u32> = pages
        .iter()
        .map(|l| l.bitmap.ink().expect("ink").width())
        .collect();
    assert_eq!(widths, [141, 282]);
    let numbers: Vec<usize> = pages.iter().map(|l| l.placement.page).collect();
    assert_eq!(numbers, [1, 3]);
}

#[test]
fn an_encrypted_pdf_opens_when_it_asks_for_no_password() {
    let plain = pdf(288.0, 432.0, 0, &bars(40.0, 60.0, 1.5, 90.0), None);
    let encrypted = |user_password: &str| {
        let mut document = lopdf::Document::load_mem(&plain).expect("reads");
        let id = || lopdf::Object::string_literal("0123456789abcdef");
        document
            .trailer
            .set("ID", lopdf::Object::Array(vec![id(), id()]));
        let version = lopdf::EncryptionVersion::V2 {
            document: &document,
            owner_password: "owner",
            user_password,
            key_length: 128,
            permissions: lopdf::Permissions::all(),
        };
        let state = lopdf::EncryptionState::try_from(version).expect("a key");
        document.encrypt(&state).expect("encrypts");
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).expect("writes");
        bytes
    };
    let open = encrypted("");
    assert!(open.windows(8).any(|w| w == b"/Encrypt"));
    scans(&one(Format::Pdf, &open, Resolution::Dpi203));
    assert_eq!(
        render(Format::Pdf, &encrypted("secret"), Resolution::Dpi203)
            .expect_err("closed")
            .to_string(),
        "The PDF label cannot be read: it is encrypted with a password"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_damaged_tiff_makes_it_panic(
        compression in 1u32..5,
        cut in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
    ) {
        let page = dots(200, 700, 1);
        let strip = match compression {
            1 => page.bytes().to_vec(),
            4 => group4(&page),
            n => group3(&page, n == 3),
        };
        let mut bytes = tiff(&[Tiff::new(&page, compression, 0, strip)], true);
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(4 + cut.index(bytes.len()));
        if let Ok(pages) = render(Format::Tiff, &bytes, Resolution::Dpi203) {
            for page in pages {
                prop_assert_eq!((page.width(), page.height()), (812, 1218));
            }
        }
    }
}
