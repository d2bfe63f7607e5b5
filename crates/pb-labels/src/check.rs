//! Reads the barcodes from the very dots that will print, and compares them with what they must say.
use crate::Bitmap;
use zxingcpp::{BarcodeReader, Binarizer, ImageFormat, ImageView};

/// A barcode that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barcode {
    /// Its kind, such as `Code 128` or `QR Code`.
    pub format: String,
    /// What it says; separators of GS1 data are the character GS (U+001D).
    pub text: String,
}

/// Why a label must not print.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct CheckFailure {
    /// What was expected and what was found, in words.
    pub text: String,
    /// The label it is about, from 1.
    pub label: usize,
    /// What was read on it.
    pub found: Vec<Barcode>,
}

/// Every barcode on a page. A MaxiCode is found only where nothing else is near it.
pub fn decode(bitmap: &Bitmap) -> Vec<Barcode> {
    let gray = bitmap.to_gray();
    let Ok(view) = ImageView::from_slice(&gray, bitmap.width(), bitmap.height(), ImageFormat::Lum)
    else {
        return Vec::new();
    };
    let read = BarcodeReader::new()
        .binarizer(Binarizer::FixedThreshold)
        .try_invert(false)
        .from(&view)
        .unwrap_or_default();
    read.iter()
        .filter(|b| b.is_valid())
        .map(|b| Barcode {
            format: b.format().to_string(),
            text: b.text(),
        })
        .collect()
}

/// Reads every label and requires that one of its barcodes carries its tracking number:
/// `expected[i]` on label `i` when there are as many, else any of them on each.
pub fn check(bitmaps: &[Bitmap], expected: &[String]) -> Result<Vec<Barcode>, CheckFailure> {
    let mut all = Vec::new();
    for (i, bitmap) in bitmaps.iter().enumerate() {
        let wanted = if expected.len() == bitmaps.len() {
            &expected[i..=i]
        } else {
            expected
        };
        let found = decode(bitmap);
        if !found
            .iter()
            .any(|b| wanted.iter().any(|number| carries(&b.text, number)))
        {
            return Err(CheckFailure {
                text: failure_text(i + 1, bitmaps.len(), wanted, &found),
                label: i + 1,
                found,
            });
        }
        all.extend(found);
    }
    Ok(all)
}

/// Whether a barcode's text is the number, or holds it among routing codes, GS1 identifiers and
/// separators. Spaces, brackets and case are not told apart: carriers print them as they like.
fn carries(text: &str, number: &str) -> bool {
    let bare = |s: &str| -> String {
        s.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_uppercase())
            .collect()
    };
    let (text, number) = (bare(text), bare(number));
    // A few characters would be found in anything.
    if number.len() < 6 {
        !number.is_empty() && text == number
    } else {
        text.contains(&number)
    }
}

fn failure_text(label: usize, labels: usize, wanted: &[String], found: &[Barcode]) -> String {
    let which = if labels == 1 {
        "The label".to_owned()
    } else {
        format!("Label {label} of {labels}")
    };
    if wanted.iter().all(|w| w.trim().is_empty()) {
        return format!("{which} cannot be checked: the shipment has no tracking number");
    }
    let wanted = wanted.join(" or ");
    if found.is_empty() {
        return format!("{which} has no barcode that can be read; it should say {wanted}");
    }
    let read = found
        .iter()
        .map(|b| format!("{} “{}”", b.format, b.text.escape_debug()))
        .collect::<Vec<_>>()
        .join(", ");
    format!("{which} does not carry {wanted}; its barcodes say {read}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_number_among_what_carriers_put_around_it() {
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
    fn a_page_without_barcodes_is_stopped_in_words() {
        let mut page = Bitmap::new(812, 1218);
        page.fill(crate::DotRect {
            left: 10,
            top: 10,
            right: 700,
            bottom: 40,
        });
        let failure = check(&[page], &["PB000000001C".to_owned()]).expect_err("nothing to read");
        assert_eq!(
            failure.text,
            "The label has no barcode that can be read; it should say PB000000001C"
        );
        assert!(check(&[], &[]).is_ok());
    }
}
