//! Documents as they come.

/// A PDF that begins once and ends at its end.
pub(super) fn is_whole_pdf(bytes: &[u8]) -> bool {
    let begins = bytes.windows(5).filter(|w| w == b"%PDF-").count();
    begins == 1 && bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF")
}
