//! Lines, numbers and hexadecimal digits, for the languages that are text.
use pb_labels::Bitmap;
use std::str::FromStr;

/// The first line without its end, and how many bytes it takes with one byte of its end. Of CR LF the LF is
/// left as an empty line.
pub(super) fn line(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let at = bytes.iter().position(|b| matches!(b, b'\r' | b'\n'))?;
    Some((&bytes[..at], at + 1))
}

/// Bytes as text, with what is no text replaced.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// A number, with blanks around it at most.
pub(super) fn number<T: FromStr>(bytes: &[u8]) -> Option<T> {
    std::str::from_utf8(bytes).ok()?.trim().parse().ok()
}

/// Numbers between separators; `None` when any is not one.
pub(super) fn numbers(bytes: &[u8], separator: u8) -> Option<Vec<u32>> {
    bytes.split(|b| *b == separator).map(number).collect()
}

/// Pairs of hexadecimal digits.
pub(super) fn hex(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |b: u8| {
        char::from(b)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits
        .chunks(2)
        .map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?))
        .collect()
}

/// Whether `bytes` begins with `start`, or could once more of it is there (`None`).
pub(super) fn begins(bytes: &[u8], start: &[u8]) -> Option<bool> {
    let common = bytes.len().min(start.len());
    if bytes[..common] != start[..common] {
        Some(false)
    } else if common < start.len() {
        None
    } else {
        Some(true)
    }
}

/// Rows of bytes as a bitmap; the number of bytes must be right.
pub(super) fn graphic(row_bytes: u32, rows: u32, bytes: Vec<u8>) -> Bitmap {
    Bitmap::from_bytes(row_bytes * 8, rows, bytes)
        .expect("the caller took as many bytes as it said")
}

/// Turns black into white.
pub(super) fn inverted(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|b| !b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_text() {
        assert_eq!(line(b"ab\r\ncd"), Some((&b"ab"[..], 3)));
        assert_eq!(line(b"ab"), None);
        assert_eq!(numbers(b"1, 2,30", b','), Some(vec![1, 2, 30]));
        assert_eq!(numbers(b"1,,30", b','), None);
        assert_eq!(hex(b"00fFa5"), Some(vec![0, 0xFF, 0xA5]));
        assert_eq!(hex(b"0"), None);
        assert_eq!(hex(b"0g"), None);
        assert_eq!(begins(b"CG 1", b"CG"), Some(true));
        assert_eq!(begins(b"C", b"CG"), None);
        assert_eq!(begins(b"X", b"CG"), Some(false));
    }
}
