//! What one drawer draws, another reads: own labels as dots, PDF and ZPL, and graphics through a
//! ZPL renderer that is not ours.
use pb_domain::{Address, CountryCode, Document, Fit, Format, WaybillBarcode};
use pb_labels::{
    Bitmap, DotRect, Fonts, Job, LANGUAGES, LabelError, Language, Media, OwnLabel, Resolution,
    Stock, TestPage, decode, language, lay_out,
};
use pb_zpl::Renderer;
use proptest::prelude::*;
use std::path::Path;

fn fonts() -> Fonts {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/fonts");
    Fonts::load(&dir).expect("run scripts/fonts.sh")
}

fn to_bitmaps(
    document: &Document,
    media: Media,
    resolution: Resolution,
    renderer: &Renderer,
) -> Result<Vec<Bitmap>, LabelError> {
    let stock = Stock::new(media, resolution);
    let laid = lay_out(document, &stock, &Fit::default(), renderer)?;
    Ok(laid.into_iter().map(|l| l.bitmap).collect())
}

fn label() -> OwnLabel {
    let ship_to = Address {
        name: "Nguyễn Thị Bưởi 王小明".to_owned(),
        line1: "12 Mill Lane".to_owned(),
        city: "กรุงเทพมหานคร".to_owned(),
        postal_code: "10110".to_owned(),
        country: CountryCode::from_code("TH"),
        ..Address::default()
    };
    OwnLabel {
        ship_from: ship_to.clone(),
        ship_to,
        tracking_number: "PB000001234E".to_owned(),
        barcode: WaybillBarcode::Code128,
        service_name: "Économie".to_owned(),
        reference: "#1001".to_owned(),
        instructions: String::new(),
        parcel: 1,
        parcels: 1,
        weight: "1.25 kg".to_owned(),
        ship_date: "2026-11-20".to_owned(),
        cod: None,
        station: "Bench 1".to_owned(),
        demo: true,
        returns: false,
    }
}

/// Black dots of one page that are white on another, as a share of all black dots.
fn difference(a: &Bitmap, b: &Bitmap) -> f64 {
    let ones = |page: &[u8]| page.iter().map(|b| f64::from(b.count_ones())).sum::<f64>();
    let apart: Vec<u8> = a
        .bytes()
        .iter()
        .zip(b.bytes())
        .map(|(a, b)| a ^ b)
        .collect();
    ones(&apart) / ones(a.bytes())
}

#[test]
fn own_labels_are_alike_as_dots_pdf_and_zpl() {
    let (fonts, label) = (fonts(), label());
    let numbers = [label.tracking_number.clone()];
    for media in [Media::FOUR_BY_SIX, Media::MM_100_BY_150, Media::A6] {
        let pdf = label.pdf(&fonts, media).expect("draws");
        for resolution in [Resolution::Dpi203, Resolution::Dpi300] {
            let dots = label.bitmap(&fonts, media, resolution).expect("draws");
            let zpl = label.zpl(&fonts, media, resolution).expect("draws");
            let from_pdf = to_bitmaps(&pdf, media, resolution, &Renderer).expect("renders");
            let from_zpl = to_bitmaps(&zpl, media, resolution, &Renderer).expect("renders");
            assert_eq!((from_pdf.len(), from_zpl.len()), (1, 1));
            for page in [&dots, &from_pdf[0], &from_zpl[0]] {
                assert_eq!((page.width(), page.height()), media.dots(resolution));
                let found: Vec<String> = decode(page).into_iter().map(|b| b.text).collect();
                assert_eq!(found, numbers);
            }
            // The printer's own font is another, and letters of a PDF are a dot off here and there;
            // bars, lines and bands are the same. A PDF of A6 is wider than the head.
            let (pdf, zpl) = (
                difference(&dots, &from_pdf[0]),
                difference(&dots, &from_zpl[0]),
            );
            assert!(zpl < 0.35, "{media:?} {resolution:?}: {zpl}");
            assert!(
                pdf < 0.35 || media == Media::A6,
                "{media:?} {resolution:?}: {pdf}"
            );
        }
    }
}

#[test]
fn the_bars_of_the_printer_are_ours() {
    let (fonts, label) = (fonts(), label());
    for resolution in [Resolution::Dpi203, Resolution::Dpi300] {
        let dots = label
            .bitmap(&fonts, Media::FOUR_BY_SIX, resolution)
            .expect("draws");
        let zpl = label
            .zpl(&fonts, Media::FOUR_BY_SIX, resolution)
            .expect("draws");
        let drawn = to_bitmaps(&zpl, Media::FOUR_BY_SIX, resolution, &Renderer).expect("renders");
        let (width, height) = Media::FOUR_BY_SIX.dots(resolution);
        let bars = DotRect {
            left: 0,
            right: width,
            top: height * 3 / 4,
            bottom: height * 4 / 5,
        };
        assert!(dots.crop(bars).ink().is_some());
        assert!(dots.crop(bars) == drawn[0].crop(bars), "{resolution:?}");
    }
}

#[test]
fn the_test_page_scans_as_pdf_and_zpl() {
    let fonts = fonts();
    let page = TestPage {
        station: "Bench 1".to_owned(),
        printer: "Zebra at the door".to_owned(),
        language: "ZPL II".to_owned(),
        printed_at: "2026-11-20 14:05".to_owned(),
    };
    for resolution in [Resolution::Dpi203, Resolution::Dpi300] {
        let pdf = page.pdf(&fonts, Media::FOUR_BY_SIX).expect("draws");
        let zpl = page
            .zpl(&fonts, Media::FOUR_BY_SIX, resolution)
            .expect("draws");
        for document in [pdf, zpl] {
            let pages =
                to_bitmaps(&document, Media::FOUR_BY_SIX, resolution, &Renderer).expect("renders");
            let found: Vec<String> = decode(&pages[0]).into_iter().map(|b| b.text).collect();
            assert!(found.contains(&TestPage::BARCODE.to_owned()), "{found:?}");
        }
    }
}

#[test]
fn every_language_is_found_by_its_id() {
    for known in LANGUAGES {
        assert_eq!(language(known.id()).map(Language::name), Some(known.name()));
    }
    assert!(language("klingon").is_none());
}

fn page_of_boxes() -> impl Strategy<Value = Bitmap> {
    prop::collection::vec((0u32..812, 0u32..1218, 1u32..300, 1u32..300), 1..12).prop_map(|boxes| {
        let mut page = Bitmap::new(812, 1218);
        for (left, top, w, h) in boxes {
            page.fill(DotRect {
                left,
                top,
                right: left + w,
                bottom: top + h,
            });
        }
        page
    })
}

#[test]
fn both_compressions_are_read_back_by_another() {
    let job = Job::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let mut small = Bitmap::new(812, 1218);
    small.fill(DotRect {
        left: 101,
        top: 99,
        right: 120,
        bottom: 103,
    });
    let mut large = small.clone();
    for i in 0..400u32 {
        large.fill(DotRect {
            left: i,
            top: 300 + i,
            right: i + i * i % 97,
            bottom: 301 + i,
        });
    }
    for (page, deflated) in [(small, false), (large, true)] {
        let bytes = language("zpl")
            .expect("known")
            .encode(std::slice::from_ref(&page), &job);
        assert_eq!(bytes.windows(5).any(|w| w == b":Z64:"), deflated);
        let document = Document {
            format: Format::Zpl,
            bytes,
        };
        let back = to_bitmaps(&document, Media::FOUR_BY_SIX, Resolution::Dpi203, &Renderer);
        assert!(back.expect("renders") == [page]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() })]

    #[test]
    fn graphics_are_read_back_dot_for_dot(boxes in page_of_boxes(), noise in any::<bool>(), seed in any::<u32>()) {
        let mut page = boxes;
        if noise {
            let mut state = seed | 1;
            for y in 300..500 {
                for x in 100..700 {
                    state ^= state << 13;
                    state ^= state >> 17;
                    state ^= state << 5;
                    page.set(x, y, state & 3 == 0);
                }
            }
        }
        for id in LANGUAGES.iter().filter(|l| l.document_format() == Some(Format::Zpl)) {
            let job = Job::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
            let bytes = id.encode(std::slice::from_ref(&page), &job);
            let document = Document { format: Format::Zpl, bytes };
            let back = to_bitmaps(&document, Media::FOUR_BY_SIX, Resolution::Dpi203, &Renderer)
                .expect("renders");
            prop_assert!(back == [page.clone()]);
        }
    }
}
