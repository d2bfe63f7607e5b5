//! Labels as carriers send them: drawn with lines and fonts, and as pictures on a page, in each way that pictures
//! are packed.
use fax::{Color, VecWriter, encoder::Encoder};
use pb_domain::{Address, CountryCode, Document, Format, WaybillBarcode};
use pb_labels::{Bitmap, Fonts, Media, OwnLabel, Resolution, to_pdf, to_png};

/// A label for the measurements.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    /// Whether it is drawn with lines and letters, or is a picture.
    pub(crate) drawn: bool,
    pub(crate) document: Document,
}

/// What every sample's barcode says.
pub(crate) const NUMBER: &str = "PB000001234K";

/// All of them.
pub(crate) fn all() -> anyhow::Result<Vec<Sample>> {
    let fonts = Fonts::load(&journeys::fonts())?;
    let latin = label("Nora Example", "5 Elm Street", "Reno", "US");
    let vietnamese = label("Nguyễn Thị Bưởi", "12 Đường Trần Hưng Đạo", "Hà Nội", "VN");
    let japanese = label("山田太郎", "中央区銀座1-2-3", "東京都", "JP");
    let picture = latin.bitmap(&fonts, Media::FOUR_BY_SIX, Resolution::Dpi203)?;
    let drawn = |name, document| Sample {
        name,
        drawn: true,
        document,
    };
    let packed = |name, document| Sample {
        name,
        drawn: false,
        document,
    };
    let label_page = (288.0, 432.0);
    let a4 = (595.0, 842.0);
    Ok(vec![
        drawn("vector-latin", latin.pdf(&fonts, Media::FOUR_BY_SIX)?),
        drawn(
            "vector-vietnamese",
            vietnamese.pdf(&fonts, Media::FOUR_BY_SIX)?,
        ),
        drawn("vector-japanese", japanese.pdf(&fonts, Media::FOUR_BY_SIX)?),
        packed(
            "deflated-picture",
            to_pdf(std::slice::from_ref(&picture), Resolution::Dpi203)?,
        ),
        packed(
            "ccitt-g4",
            on_page(&picture, &ccitt(&picture), &group4(&picture), label_page),
        ),
        packed(
            "jbig2",
            on_page(
                &picture,
                "/Filter/JBIG2Decode",
                &jbig2(&picture),
                label_page,
            ),
        ),
        packed(
            "ccitt-on-half-of-a4",
            on_page(&picture, &ccitt(&picture), &group4(&picture), a4),
        ),
    ])
}

/// The same label as PNG, at the printer's dots.
pub(crate) fn png() -> anyhow::Result<Document> {
    let fonts = Fonts::load(&journeys::fonts())?;
    let latin = label("Nora Example", "5 Elm Street", "Reno", "US");
    let picture = latin.bitmap(&fonts, Media::FOUR_BY_SIX, Resolution::Dpi203)?;
    Ok(Document {
        format: Format::Png,
        bytes: to_png(&picture),
    })
}

/// A label in ZPL that a carrier could have sent.
pub(crate) fn zpl(name: &str) -> anyhow::Result<Document> {
    let path = journeys::checkout().join(format!("crates/pb-zpl/tests/labels/{name}.zpl"));
    Ok(Document {
        format: Format::Zpl,
        bytes: std::fs::read(path)?,
    })
}

fn label(name: &str, line1: &str, city: &str, country: &str) -> OwnLabel {
    OwnLabel {
        ship_from: address("Example Goods", "12 Dock Street", "Austin", "US"),
        ship_to: address(name, line1, city, country),
        tracking_number: NUMBER.into(),
        barcode: WaybillBarcode::Code128,
        service_name: "Standard (3–5 days)".into(),
        reference: "#1001".into(),
        instructions: "Leave it at the back door".into(),
        parcel: 1,
        parcels: 2,
        weight: "1.25 kg".into(),
        ship_date: "2026-11-20".into(),
        cod: None,
        station: "PB".into(),
        demo: false,
        returns: false,
    }
}

fn address(name: &str, line1: &str, city: &str, country: &str) -> Address {
    Address {
        name: name.into(),
        line1: line1.into(),
        city: city.into(),
        postal_code: "89501".into(),
        country: CountryCode::from_code(country),
        ..Address::default()
    }
}

/// A PDF of one page with a picture of a 4 × 6 in label in its upper left corner.
fn on_page(picture: &Bitmap, filter: &str, data: &[u8], (width, height): (f64, f64)) -> Document {
    let draw = format!("q 288 0 0 432 0 {} cm /I Do Q", height - 432.0);
    let image = format!(
        "<</Type/XObject/Subtype/Image/Width {}/Height {}/ColorSpace/DeviceGray/BitsPerComponent 1{filter}/Length {}>>",
        picture.width(),
        picture.height(),
        data.len()
    );
    let objects: [Vec<u8>; 5] = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>").into_bytes(),
        format!("<</Length {}>>\nstream\n{draw}\nendstream", draw.len()).into_bytes(),
        [image.as_bytes(), b"\nstream\n", data, b"\nendstream"].concat(),
    ];
    let mut out = b"%PDF-1.5\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", out.len());
        out.extend(format!("{} 0 obj\n", index + 1).into_bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let at = out.len();
    let trailer = format!(
        "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n",
        objects.len() + 1
    );
    out.extend((table + &trailer).into_bytes());
    Document {
        format: Format::Pdf,
        bytes: out,
    }
}

fn ccitt(picture: &Bitmap) -> String {
    let (columns, rows) = (picture.width(), picture.height());
    format!("/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns {columns}/Rows {rows}>>")
}

/// The picture as a fax sends it by T.6.
fn group4(picture: &Bitmap) -> Vec<u8> {
    let mut encoder = Encoder::new(VecWriter::new());
    for y in 0..picture.height() {
        let row = (0..picture.width()).map(|x| {
            if picture.get(x, y) {
                Color::Black
            } else {
                Color::White
            }
        });
        let width = u16::try_from(picture.width()).expect("a label is narrow");
        encoder
            .encode_line(row, width)
            .expect("memory does not fail");
    }
    encoder.finish().expect("memory does not fail").finish()
}

/// The picture as JBIG2 for a PDF: the page's information and one generic region in MMR, which is T.6
/// (ISO/IEC 14492, 7.4.6 and 7.4.8).
fn jbig2(picture: &Bitmap) -> Vec<u8> {
    let data = group4(picture);
    let size = [
        picture.width().to_be_bytes(),
        picture.height().to_be_bytes(),
    ]
    .concat();
    let information = [&size[..], &[0; 11]].concat();
    let region = [&size[..], &[0; 9], &[1], &data].concat();
    let mut out = Vec::new();
    for (number, kind, body) in [(0_u32, 48_u8, information), (1, 38, region)] {
        out.extend(number.to_be_bytes());
        out.extend([kind, 0, 1]);
        out.extend(u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
        out.extend(body);
    }
    out
}
