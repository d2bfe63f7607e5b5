//! Labels that would scan pass; every fault is found, in words and in its place.
use super::*;
use crate::{Bitmap, Media, Placement, Resolution, Sides};
use anyd::codes::code128::Code128Encoder;
use anyd::output::Encoding;
use anyd::traits::Encode as _;

const NUMBER: &str = "PB000001234E";

/// Bars and spaces of a Code 128, a bar first.
fn modules(text: &str) -> Vec<bool> {
    let encoder = Code128Encoder::new();
    let symbol = encoder.build_text(text).expect("text");
    match encoder.encode(&symbol).expect("encodes") {
        Encoding::Linear(pattern) => pattern.modules,
        Encoding::Matrix(_) => Vec::new(),
    }
}

/// A 4 × 6 in page with a barcode at 100, 300; each module so many dots.
fn page(text: &str, module: u32, height: u32) -> Bitmap {
    let mut page = Bitmap::new(812, 1_218);
    for (i, black) in (0..).zip(modules(text)) {
        if black {
            page.fill(DotRect {
                left: 100 + i * module,
                top: 300,
                right: 100 + (i + 1) * module,
                bottom: 300 + height,
            });
        }
    }
    page
}

fn laid(bitmap: Bitmap) -> Laid {
    let (width, height) = (bitmap.width(), bitmap.height());
    Laid {
        placement: Placement {
            page: 1,
            page_size: (width, height),
            crop: DotRect::whole(width, height),
            turned: 0,
            scale: 1.0,
            left: 0,
            top: 0,
            lost: Sides::default(),
            written_for: None,
            as_written: false,
        },
        bitmap,
    }
}

fn seen(pages: Vec<Bitmap>, numbers: &[&str]) -> Preflight {
    let labels: Vec<Laid> = pages.into_iter().map(laid).collect();
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    preflight(
        &labels,
        &Expectation::numbers(numbers.iter().copied()),
        &stock,
    )
}

/// The faults of one page, with how bad they are.
fn faults(page: Bitmap) -> Vec<(Fault, Severity)> {
    let seen = seen(vec![page], &[NUMBER]);
    seen.findings
        .iter()
        .map(|f| (f.fault, f.severity))
        .collect()
}

#[test]
fn a_number_is_found_among_what_carriers_put_around_it() {
    for (text, number) in [
        ("PB000000001C", "PB000000001C"),
        (
            "42010001\u{1d}9405511899560000000012",
            "9405 5118 9956 0000 0000 12",
        ),
        ("003370712345678901234", "(00) 3 3707 1234 5678 9012 34"),
        ("JD014600003334445556", "jd014600003334445556"),
        ("A12", "a12"),
    ] {
        assert!(carries(text, number), "{text} {number}");
    }
    for (text, number) in [
        ("PB000000001C", "PB000000002A"),
        ("1234567", "123"),
        ("12", ""),
        ("", "123456"),
    ] {
        assert!(!carries(text, number), "{text} {number}");
    }
}

#[test]
fn a_label_that_scans_passes_whichever_way_it_lies() {
    let upright = page(NUMBER, 3, 200);
    let mut turned = upright.clone();
    for _ in 0..4 {
        let seen = seen(vec![turned.clone()], &[NUMBER]);
        assert_eq!(seen.findings, []);
        assert_eq!(seen.barcodes[0][0].text, NUMBER);
        assert_eq!(seen.barcodes[0][0].format, "Code 128");
        turned = turned.rotate();
    }
}

#[test]
fn a_label_without_its_number_is_stopped_in_words() {
    let stopped =
        |pages: Vec<Bitmap>, numbers: &[&str]| seen(pages, numbers).stopped().unwrap_or_default();
    let (right, other) = (page(NUMBER, 3, 200), page("PB000009999X", 3, 200));
    let mut empty = Bitmap::new(812, 1_218);
    empty.fill(DotRect {
        left: 10,
        top: 10,
        right: 700,
        bottom: 40,
    });
    assert_eq!(
        stopped(vec![empty], &[NUMBER]),
        "The label has no barcode that can be read; it should say PB000001234E"
    );
    assert_eq!(
        stopped(vec![right.clone()], &["PB000009999X"]),
        "The label does not carry PB000009999X; its barcodes say Code 128 “PB000001234E”"
    );
    // Two labels, each its own number.
    let numbers = [NUMBER, "PB000009999X"];
    assert_eq!(stopped(vec![right.clone(), other.clone()], &numbers), "");
    let swapped = seen(vec![other.clone(), right.clone()], &numbers);
    assert_eq!(swapped.findings.len(), 2);
    assert!(swapped.findings[0].text.starts_with("Label 1 of 2"));
    // With other counts, each carries one of them.
    assert_eq!(stopped(vec![right.clone()], &numbers), "");
    assert_eq!(
        stopped(vec![right.clone()], &[" "]),
        "The label cannot be checked: the shipment has no tracking number"
    );
    // What asks for no number is not read.
    assert_eq!(seen(vec![other], &[]).findings, []);
    // Any of several that one label may carry.
    let either = Expectation {
        per_label: vec![vec!["1Z999".to_owned(), NUMBER.to_owned()]],
    };
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    assert_eq!(preflight(&[laid(right)], &either, &stock).findings, []);
}

#[test]
fn what_stands_too_close_is_found() {
    let ends = 100 + 3 * u32::try_from(modules(NUMBER).len()).expect("few");
    for (gap, wanted) in [
        (31, None),
        (24, Some(Severity::Warn)),
        (12, Some(Severity::Stop)),
    ] {
        let left = |page: &mut Bitmap| {
            page.fill(DotRect {
                left: 100 - gap - 4,
                top: 400,
                right: 100 - gap,
                bottom: 420,
            });
        };
        let right = |page: &mut Bitmap| {
            page.fill(DotRect {
                left: ends + gap,
                top: 350,
                right: ends + gap + 4,
                bottom: 420,
            });
        };
        let both: [&dyn Fn(&mut Bitmap); 2] = [&left, &right];
        for obstacle in both {
            let mut page = page(NUMBER, 3, 200);
            obstacle(&mut page);
            let wanted: Vec<_> = wanted.map(|s| (Fault::QuietZone, s)).into_iter().collect();
            assert_eq!(faults(page), wanted, "{gap}");
        }
    }
    // The area is the barcode's, so that a preview can show it.
    let mut close = page(NUMBER, 3, 200);
    close.fill(DotRect {
        left: 80,
        top: 300,
        right: 84,
        bottom: 500,
    });
    let seen = seen(vec![close], &[NUMBER]);
    assert_eq!(
        seen.findings[0].area,
        Some(DotRect {
            left: 100,
            top: 300,
            right: ends,
            bottom: 500
        })
    );
    assert_eq!(
        seen.findings[0].text,
        "The label: the barcode PB000001234E has too little white beside it: \
         5 times its narrow bar, and 10 are needed"
    );
}

#[test]
fn thin_uneven_and_short_bars_are_found() {
    // One dot at 203 dpi is 0.125 mm.
    assert_eq!(
        faults(page(NUMBER, 1, 200)),
        [(Fault::ThinBars, Severity::Stop)]
    );
    assert_eq!(faults(page(NUMBER, 2, 200)), []);
    assert_eq!(
        faults(page(NUMBER, 3, 60)),
        [(Fault::ShortBars, Severity::Warn)]
    );
    // Three dots stretched to three and a half: some modules have three, some four.
    let even = page(NUMBER, 3, 200);
    let mut uneven = Bitmap::new(812, 1_218);
    for y in 300..500 {
        for x in 0..812u32 {
            uneven.set(x, y, even.get(x * 6 / 7, y));
        }
    }
    assert_eq!(faults(uneven), [(Fault::UnevenBars, Severity::Warn)]);
}

#[test]
fn what_would_not_be_on_the_paper_is_found() {
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let numbers = Expectation::numbers([NUMBER]);
    let mut label = laid(page(NUMBER, 3, 200));
    label.placement.lost.right = 4;
    let seen = preflight(&[label], &numbers, &stock);
    assert_eq!(
        (seen.findings[0].fault, seen.findings[0].severity),
        (Fault::CutOff, Severity::Warn)
    );
    assert_eq!(
        seen.findings[0].text,
        "The label is cut off at the right edge"
    );
    // The barcode itself is at the edge that is cut.
    let cut = page(NUMBER, 3, 200).crop(DotRect {
        left: 0,
        top: 0,
        right: 812,
        bottom: 400,
    });
    let mut label = laid(cut);
    label.placement.lost.bottom = 100;
    let seen = preflight(&[label], &numbers, &stock);
    assert_eq!(seen.findings[0].severity, Severity::Stop);
}

#[test]
fn a_code_of_cells_carries_the_number_too() {
    let code = anyd::codes::qr::QrEncoder::new();
    let symbol = code
        .build_text(NUMBER, anyd::codes::qr::EcLevel::M)
        .expect("text");
    let Encoding::Matrix(matrix) = code.encode(&symbol).expect("encodes") else {
        panic!("QR is a matrix");
    };
    let draw = |cell: u32| {
        let mut page = Bitmap::new(812, 1_218);
        for y in 0..u32::try_from(matrix.height()).expect("few") {
            for x in 0..u32::try_from(matrix.width()).expect("few") {
                if matrix.get(x as usize, y as usize) {
                    let (left, top) = (200 + x * cell, 300 + y * cell);
                    page.fill(DotRect {
                        left,
                        top,
                        right: left + cell,
                        bottom: top + cell,
                    });
                }
            }
        }
        page
    };
    assert_eq!(faults(draw(4)), []);
    let mut close = draw(4);
    close.fill(DotRect {
        left: 192,
        top: 320,
        right: 196,
        bottom: 360,
    });
    assert_eq!(faults(close), [(Fault::QuietZone, Severity::Stop)]);
    assert_eq!(
        faults(draw(1)).first(),
        Some(&(Fault::ThinBars, Severity::Stop))
    );
}
