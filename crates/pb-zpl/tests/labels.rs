//! Labels as carriers send them: each is drawn, its barcodes say what they must, at the dots it was written for and
//! on printers of others.
use pb_domain::{Document, Fit, Format};
use pb_labels::{Bitmap, DotRect, Laid, Media, Resolution, Stock, decode, lay_out};
use pb_zpl::Renderer;
use std::path::Path;

fn document(name: &str) -> Document {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/labels")
        .join(name);
    let bytes = std::fs::read(path).expect("the label is there");
    let format = Format::sniff(&bytes).expect("ZPL or EPL");
    Document { format, bytes }
}

fn laid(name: &str, resolution: Resolution) -> Vec<Laid> {
    let stock = Stock::new(Media::FOUR_BY_SIX, resolution);
    lay_out(&document(name), &stock, &Fit::default(), &Renderer).expect("draws")
}

fn texts(page: &Bitmap) -> Vec<String> {
    let mut texts: Vec<String> = decode(page)
        .into_iter()
        .map(|b| format!("{} {}", b.format, b.text))
        .collect();
    texts.sort();
    texts
}

const UPS: &[&str] = &["Code 128 1Z12345E0312345678", "Code 128 420152382802"];
const FEDEX_PDF417: &str = "PDF417 [)>\u{1e}01\u{1d}0289501\u{1d}840\u{1d}019\u{1d}7948412345670201\u{1d}FDE\u{1d}510087780\u{1d}232\u{1d}\u{1d}1/1\u{1d}2.00LB\u{1d}N\u{1d}5 ELM STREET\u{1d}RENO\u{1d}NV\u{1d}NORA EXAMPLE\u{1e}06\u{1d}10ZGD008\u{1d}12Z7755551234\u{1d}31Z1001921334250001000300794841234567\u{1d}32Z02\u{1e}\u{4}";
const FEDEX: &[&str] = &["Code 128 1001921334250001000300794841234567", FEDEX_PDF417];
const USPS: &[&str] = &[
    "Code 128 42090210\u{1d}9405511899223197428490",
    "Data Matrix 420902109405511899223197428490",
    "QR Code https://example.test/t/9405511899223197428490",
];
const DHL: &[&str] = &[
    "Aztec JD014600003334445556",
    "Code 128 00340434100000000014",
    "Code 128 2LDE10115+42000000",
    "Code 128 40300341234561",
    "Code 39 PB12",
    "EAN-13 4006381333931",
];

#[test]
fn carriers_labels_carry_what_they_must_on_any_printer() {
    for (name, wanted) in [
        ("ups.zpl", &[UPS][..]),
        ("fedex.zpl", &[FEDEX]),
        ("usps.zpl", &[USPS]),
        ("dhl.zpl", &[DHL]),
        (
            "stored.zpl",
            &[&["Code 128 PB000000001C"], &["Code 128 PB000000002A"]],
        ),
        (
            "prefixes.zpl",
            &[&["Code 128 A^B~C;1234567", "ITF 12345678"]],
        ),
        ("millimetres.zpl", &[&["Code 128 PB000000001C"]]),
        (
            "labels.epl",
            &[
                &["Code 128 1Z12345E0312345678", "QR Code PB000000001C"],
                &["Code 128 9405511899223197428490"],
            ],
        ),
    ] {
        for resolution in [Resolution::Dpi203, Resolution::Dpi300, Resolution::Inch300] {
            let labels = laid(name, resolution);
            assert_eq!(labels.len(), wanted.len(), "{name}");
            for (label, wanted) in labels.iter().zip(wanted) {
                assert_eq!(texts(&label.bitmap), *wanted, "{name} at {resolution:?}");
                assert!(
                    label.placement.lost.is_empty(),
                    "{name}: {:?}",
                    label.placement
                );
            }
        }
        let native = laid(name, Resolution::Dpi203);
        assert!(native.iter().all(|l| l.placement.as_written), "{name}");
    }
}

#[test]
fn a_label_keeps_its_size_on_finer_dots() {
    for name in ["ups.zpl", "fedex.zpl", "usps.zpl", "dhl.zpl", "labels.epl"] {
        let (coarse, fine) = (
            laid(name, Resolution::Dpi203),
            laid(name, Resolution::Dpi300),
        );
        let (a, b) = (&coarse[0], &fine[0]);
        assert_eq!(b.placement.written_for, Some(203), "{name}");
        assert!(!b.placement.as_written);
        let (a, b) = (a.bitmap.ink().expect("ink"), b.bitmap.ink().expect("ink"));
        for (coarse, fine) in [(a.width(), b.width()), (a.height(), b.height())] {
            let off = f64::from(fine) / (f64::from(coarse) * 1.5) - 1.0;
            assert!(off.abs() < 0.02, "{name}: {coarse} became {fine}");
        }
    }
}

/// A MaxiCode is read where it stands alone.
#[test]
fn the_maxicode_says_where_the_parcel_goes() {
    for (resolution, scale) in [(Resolution::Dpi203, 2), (Resolution::Dpi300, 3)] {
        // The label turns itself over; so do we, to find it.
        let page = laid("ups.zpl", resolution)[0].bitmap.rotate().rotate();
        let at = |n: u32| n * scale / 2;
        let alone = page.crop(DotRect {
            left: at(14),
            top: at(288),
            right: at(250),
            bottom: at(488),
        });
        let found = texts(&alone);
        assert_eq!(found.len(), 1, "{resolution:?}");
        assert!(
            found[0].starts_with(
                "MaxiCode [)>\u{1e}01\u{1d}96152382802\u{1d}840\u{1d}001\u{1d}1Z00004951\u{1d}UPSN"
            ),
            "{found:?}"
        );
    }
}

#[test]
fn pictures_in_every_encoding_are_the_same_dots() {
    let page = &laid("graphics.zpl", Resolution::Dpi203)[0].bitmap;
    let cut = |left: u32, width: u32, height: u32| {
        page.crop(DotRect {
            left,
            top: 100,
            right: left + width,
            bottom: 100 + height,
        })
    };
    let first = cut(50, 24, 16);
    for y in 0..16 {
        for x in 0..24 {
            let frame = !(2..14).contains(&y) || !(2..22).contains(&x);
            assert_eq!(first.get(x, y), frame || x == y + 4, "{x},{y}");
        }
    }
    for left in [100, 150, 200, 250, 300, 350] {
        assert!(cut(left, 24, 16) == first, "at {left}");
    }
    let large = cut(400, 48, 48);
    for y in 0..48 {
        for x in 0..48 {
            assert_eq!(large.get(x, y), first.get(x / 2, y / 3), "{x},{y}");
        }
    }
    // And on a finer printer at the same size: bars of two dots have three.
    let fine = laid("graphics.zpl", Resolution::Dpi300)[0].bitmap.clone();
    let fine = fine.crop(fine.ink().expect("ink"));
    assert!(fine.get(2, 20) && !fine.get(3, 20) && !fine.get(32, 20) && fine.get(33, 20));
}

#[test]
fn boxes_lie_where_commands_put_them() {
    // Home, and a label turned over: 10, 12 from the far corner.
    let ups = &laid("ups.zpl", Resolution::Dpi203)[0].bitmap;
    assert!(ups.get(811 - 10, 1_217 - 12 - 271) && !ups.get(811 - 9, 1_217 - 12 - 271));
    // Millimetres.
    let page = &laid("millimetres.zpl", Resolution::Dpi203)[0].bitmap;
    assert!(page.get(80, 80) && page.get(719, 83) && !page.get(79, 80) && !page.get(720, 83));
    assert!(page.get(100, 400) && page.get(139, 439));
    // Stored formats keep their home.
    let stored = &laid("stored.zpl", Resolution::Dpi203)[1].bitmap;
    assert!(stored.get(30, 40) && !stored.get(29, 40));
}

#[test]
fn epl_pictures_are_black_where_bits_are_zero() {
    let labels = laid("labels.epl", Resolution::Dpi203);
    let page = &labels[0].bitmap;
    // Two bytes by three rows, in which line breaks are dots, moved by the reference point.
    let dots = |y: u32| -> Vec<bool> { (0..16).map(|x| page.get(610 + x, 720 + y)).collect() };
    let bits = |a: u8, b: u8| -> Vec<bool> {
        let both = u16::from_be_bytes([a, b]);
        (0..16).map(|i| both & (0x8000 >> i) == 0).collect()
    };
    assert_eq!(dots(0), bits(0x00, b'\n'));
    assert_eq!(dots(1), bits(0xFF, 0x00));
    assert_eq!(dots(2), bits(0x0D, 0xFF));
    // A line break for the last comma, as CUPS writes it; the reference point stays.
    let second = &labels[1].bitmap;
    assert!(second.get(50, 60) && second.get(57, 60));
    assert!(second.get(50, 61) && !second.get(51, 61));
    // The box is turned over where the line crosses it.
    assert!(page.get(30, 160) && page.get(620, 200));
}
