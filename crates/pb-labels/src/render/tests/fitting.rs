//! Where labels come to lie on the stock: found, turned, shrunk, centred, or as an operator says.
use super::*;
use pb_domain::{Area, Crop, Scale, Turn};

/// A sheet of A4 in points.
const A4: (f64, f64) = (595.0, 842.0);

/// A label of 6 × 4 in, lying, with a frame, a barcode and words, its lower left corner at a place.
fn lying_label(x: f64, y: f64) -> String {
    format!(
        "{x} {y} 432 288 re S\n{}BT /F 20 Tf {} {} Td (SHIP TO ACME) Tj ET\n",
        bars(x + 40.0, y + 60.0, 1.5, 90.0),
        x + 40.0,
        y + 220.0
    )
}

/// Lines of small print from a height down.
fn instructions(from: f64, lines: u32) -> String {
    (0..lines)
        .map(|i| {
            format!(
                "BT /F 10 Tf 60 {} Td (Fold here and stick the label to the parcel, please, all of it.) Tj ET\n",
                from - 14.0 * f64::from(i)
            )
        })
        .collect()
}

fn on_a4(content: &str, fit: &Fit) -> Result<Vec<Laid>, LabelError> {
    let file = pdf(A4.0, A4.1, 0, content, None);
    laid(Format::Pdf, &file, Resolution::Dpi203, fit)
}

/// Whether a label is the lying one, turned to stand and in the middle.
fn is_the_label(laid: &Laid) {
    scans(&laid.bitmap);
    let ink = laid.bitmap.ink().expect("ink");
    // 6 in are 1219 dots and a line; at most the little that makes it fit is taken off.
    assert!((1_180..=1_218).contains(&ink.height()), "{ink:?}");
    assert!((780..=812).contains(&ink.width()), "{ink:?}");
    assert_eq!(laid.placement.turned, 90);
    assert!(laid.placement.scale >= 0.97, "{}", laid.placement.scale);
    assert!(laid.placement.lost.is_empty());
}

#[test]
fn the_label_above_the_instructions_is_found() {
    for lines in [1, 8, 20] {
        // Ten points are less than the white inside the label.
        let content = lying_label(81.0, 500.0) + &instructions(490.0 - 10.0, lines);
        let laid = on_a4(&content, &Fit::default()).expect("found");
        assert_eq!(laid.len(), 1, "{lines}");
        is_the_label(&laid[0]);
    }
}

#[test]
fn a_cutting_line_is_no_part_of_the_label() {
    let content = lying_label(81.0, 500.0)
        + "[9 6] 0 d 10 440 m 585 440 l S [] 0 d\n"
        + &instructions(400.0, 20);
    let laid = on_a4(&content, &Fit::default()).expect("found");
    assert_eq!(laid.len(), 1);
    is_the_label(&laid[0]);
}

#[test]
fn two_labels_on_a_sheet_become_two() {
    let content = lying_label(81.0, 500.0) + &lying_label(81.0, 80.0);
    let laid = on_a4(&content, &Fit::default()).expect("found");
    assert_eq!(laid.len(), 2);
    for label in &laid {
        is_the_label(label);
        assert_eq!(label.placement.page, 1);
    }
    assert!(laid[0].placement.crop.top < laid[1].placement.crop.top);
}

#[test]
fn a_picture_of_a_sheet_is_taken_for_one() {
    // A4 at 203 dpi without a word of its density.
    let file = pdf(
        A4.0,
        A4.1,
        0,
        &(lying_label(81.0, 500.0) + &instructions(480.0, 9)),
        None,
    );
    let document = Document {
        format: Format::Pdf,
        bytes: file,
    };
    let a4 = Stock::new(Media::A4, Resolution::Dpi203);
    let sheet = lay_out(&document, &a4, &Fit::default(), &no_commands()).expect("a sheet");
    let page = &sheet[0].bitmap;
    assert_eq!((page.width(), page.height()), (1_680, 2_376));
    let found = laid(
        Format::Png,
        &png(page, None),
        Resolution::Dpi203,
        &Fit::default(),
    )
    .expect("found");
    assert_eq!(found.len(), 1);
    is_the_label(&found[0]);
}

#[test]
fn an_operator_says_which_part_and_how() {
    let content = lying_label(81.0, 500.0) + &instructions(480.0, 20);
    let upper_half = Crop::Area(Area {
        left: 0,
        top: 0,
        width: 1_000,
        height: 420,
    });
    // As it is, it is larger than the stock; turned back and shrunk to it, it fits.
    let fit = Fit {
        crop: upper_half,
        turn: Turn::ThreeQuarters,
        scale: Scale::FitToStock,
        ..Fit::default()
    };
    let laid = on_a4(&content, &fit).expect("as said");
    assert_eq!((laid.len(), laid[0].placement.turned), (1, 270));
    assert!(laid[0].placement.lost.is_empty());
    assert!(laid[0].placement.scale < 0.75);
    let crop = laid[0].placement.crop;
    assert_eq!((crop.left, crop.top), (0, 0));
    assert!(crop.bottom < laid[0].placement.page_size.1 / 2);
    // At its true size a part is lost, and that is said.
    let fit = Fit {
        scale: Scale::TrueSize,
        turn: Turn::Upright,
        ..fit
    };
    let laid = on_a4(&content, &fit).expect("as said");
    assert_eq!(
        (laid[0].placement.scale, laid[0].placement.turned),
        (1.0, 0)
    );
    let lost = laid[0].placement.lost;
    assert!(lost.left > 100 && lost.right > 100, "{lost:?}");
}

#[test]
fn an_operator_moves_and_scales() {
    let label = pdf(288.0, 432.0, 0, "100 200 72 72 re f", None);
    let ink = |fit: &Fit| {
        let laid = laid(Format::Pdf, &label, Resolution::Dpi203, fit).expect("renders");
        laid[0].bitmap.ink().expect("ink")
    };
    let plain = ink(&Fit::default());
    let moved = ink(&Fit {
        right: 5_000,
        down: -2_000,
        ..Fit::default()
    });
    assert_eq!(moved.left, plain.left + 40);
    assert_eq!(moved.top, plain.top - 16);
    let half = ink(&Fit {
        scale: Scale::Percent(50),
        ..Fit::default()
    });
    assert!(half.width().abs_diff(plain.width() / 2) <= 1);
    // The page is in the middle, not the ink.
    assert!(half.left.abs_diff(203 + plain.left / 2) <= 1);
    let half_turn = ink(&Fit {
        turn: Turn::Half,
        ..Fit::default()
    });
    assert_eq!(half_turn.left, 812 - plain.right);
    // The ink alone, as large as the stock takes.
    let large = ink(&Fit {
        crop: Crop::Area(Area {
            left: 300,
            top: 300,
            width: 400,
            height: 300,
        }),
        scale: Scale::FitToStock,
        ..Fit::default()
    });
    assert!(large.width() > 400);
}

fn boxes(
    stated: (Option<u32>, Option<u32>),
    drawn: &[DotRect],
    resolution: Resolution,
    fit: &Fit,
) -> Laid {
    let renderer = Boxes {
        stated,
        labels: vec![drawn.to_vec()],
    };
    let document = Document {
        format: Format::Zpl,
        bytes: b"^XA^XZ".to_vec(),
    };
    let stock = Stock::new(Media::FOUR_BY_SIX, resolution);
    let mut laid = lay_out(&document, &stock, fit, &renderer).expect("draws");
    assert_eq!(laid.len(), 1);
    laid.remove(0)
}

fn rect(left: u32, top: u32, right: u32, bottom: u32) -> DotRect {
    DotRect {
        left,
        top,
        right,
        bottom,
    }
}

#[test]
fn commands_for_other_dots_keep_their_size() {
    let drawn = [rect(40, 60, 780, 1_180)];
    // What it is for is stated, or judged by how much of the stock it fills.
    for stated in [(Some(812), Some(1_218)), (Some(832), None), (None, None)] {
        let fine = boxes(stated, &drawn, Resolution::Dpi300, &Fit::default());
        assert_eq!(fine.placement.written_for, Some(203), "{stated:?}");
        assert!(!fine.placement.as_written);
        let ink = fine.bitmap.ink().expect("ink");
        assert_eq!((ink.width(), ink.height()), (1_110, 1_680));
        let same = boxes(stated, &drawn, Resolution::Dpi203, &Fit::default());
        assert!(same.placement.as_written);
        assert_eq!(same.bitmap.ink(), Some(drawn[0]));
    }
    // A label for 300 dpi on 203.
    let drawn = [rect(60, 90, 1_170, 1_770)];
    for stated in [(Some(1_200), None), (None, None)] {
        let coarse = boxes(stated, &drawn, Resolution::Dpi203, &Fit::default());
        assert_eq!(coarse.placement.written_for, Some(300), "{stated:?}");
        assert_eq!(coarse.bitmap.ink().expect("ink").width(), 740);
        let fine = boxes(stated, &drawn, Resolution::Dpi300, &Fit::default());
        assert!(fine.placement.as_written);
        // Brother and Dymo have a few dots fewer; it fits all the same, dot for dot.
        let inch = boxes(stated, &drawn, Resolution::Inch300, &Fit::default());
        assert_eq!(inch.bitmap.ink().expect("ink").width(), 1_110);
    }
    // An operator knows better.
    let fit = Fit {
        written_for: Some(300),
        ..Fit::default()
    };
    let said = boxes(
        (Some(812), None),
        &[rect(40, 60, 780, 1_180)],
        Resolution::Dpi300,
        &fit,
    );
    assert!(said.placement.as_written);
}

#[test]
fn commands_larger_than_the_stock_are_laid_like_anything_else() {
    // Eight inches stated, six printed on: as it is.
    let long = boxes(
        (Some(812), Some(1_624)),
        &[rect(10, 10, 800, 1_200)],
        Resolution::Dpi203,
        &Fit::default(),
    );
    assert!(long.placement.as_written);
    assert_eq!(long.bitmap.ink(), Some(rect(10, 10, 800, 1_200)));
    // A frame a little too wide is cut by the printer, and that is known.
    let wide = boxes(
        (Some(812), Some(1_218)),
        &[rect(0, 0, 820, 1_218)],
        Resolution::Dpi203,
        &Fit::default(),
    );
    assert!(wide.placement.as_written);
    assert_eq!(wide.placement.lost.right, 8);
    // Ink in the middle of a large page is brought to the stock.
    let low = boxes(
        (Some(812), Some(1_624)),
        &[rect(10, 500, 800, 1_600)],
        Resolution::Dpi203,
        &Fit::default(),
    );
    assert!(!low.placement.as_written && low.placement.lost.is_empty());
    assert_eq!(low.bitmap.ink().expect("ink").height(), 1_100);
}

#[test]
fn several_labels_come_in_order_and_blank_ones_are_left_out() {
    let renderer = Boxes {
        stated: (Some(812), Some(1_218)),
        labels: vec![vec![rect(1, 0, 2, 1)], vec![], vec![rect(2, 0, 3, 1)]],
    };
    let document = Document {
        format: Format::Zpl,
        bytes: b"^XA^XZ".to_vec(),
    };
    let stock = Stock::new(Media::FOUR_BY_SIX, Resolution::Dpi203);
    let laid = lay_out(&document, &stock, &Fit::default(), &renderer).expect("ok");
    assert_eq!(laid.len(), 2);
    assert!(laid[0].bitmap.get(1, 0) && laid[1].bitmap.get(2, 0));
    assert_eq!(laid[1].placement.page, 3);
}
