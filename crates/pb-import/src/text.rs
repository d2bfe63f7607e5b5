//! Bytes of a file into text: its encoding, and what is not text at all.
use super::ReadError;
use encoding_rs::{UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// Larger files are refused: 50 MB is about half a million rows.
pub(super) const MAX_BYTES: usize = 50 * 1024 * 1024;

/// A file's text.
pub(super) struct Text<'a> {
    pub(super) text: Cow<'a, str>,
    /// `UTF-8`, `UTF-16` or `Windows-1252`.
    pub(super) encoding: &'static str,
    /// Some bytes were no characters; U+FFFD stands in their place.
    pub(super) damaged: bool,
}

/// First bytes of files that people take for CSV, what they are, and what to do instead.
const NOT_TEXT: &[(&[u8], &str, &str)] = &[
    (
        b"PK\x03\x04",
        "a zip archive",
        "Unpack it and import the CSV file inside",
    ),
    (
        b"\xD0\xCF\x11\xE0",
        "an Excel workbook",
        "Open it and save it as CSV, then import that file",
    ),
    (
        b"%PDF",
        "a PDF document",
        "Export the orders as CSV, then import that file",
    ),
    (
        b"<",
        "a web page or XML",
        "Export the orders as CSV, then import that file",
    ),
    (
        b"\x1F\x8B",
        "a gzip archive",
        "Unpack it and import the CSV file inside",
    ),
];

/// Decodes a file: a byte order mark decides, then whether it is valid UTF-8, else Windows-1252.
pub(super) fn decode<'a>(bytes: &'a [u8], file: &str) -> Result<Text<'a>, ReadError> {
    let file = || file.to_owned();
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge { file: file() });
    }
    if let Some((what, hint)) = foreign(bytes) {
        return Err(ReadError::NotText {
            file: file(),
            what,
            hint,
        });
    }
    // Zeros pad a file after a crash; DOS programs end one with Ctrl-Z.
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let end = bytes
        .iter()
        .rposition(|&b| utf16 || (b != 0 && b != 0x1A))
        .map_or(0, |last| last + 1);
    let text = characters(&bytes[..end]);
    if text.text.trim_matches(is_blank).is_empty() {
        return Err(ReadError::Empty { file: file() });
    }
    let start = text.text.as_bytes();
    let start = &start[..start.len().min(8192)];
    if start.iter().filter(|&&b| b == 0).count() * 20 > start.len() {
        return Err(ReadError::NotText {
            file: file(),
            what: "not a text file",
            hint: "Export the orders as CSV, then import that file",
        });
    }
    Ok(text)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn foreign(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let (signature, what, hint) = NOT_TEXT.iter().find(|(s, ..)| bytes.starts_with(s))?;
    if *signature == b"PK\x03\x04" {
        let start = &bytes[..bytes.len().min(64 * 1024)];
        let holds = |name: &[u8]| start.windows(name.len()).any(|w| w == name);
        if holds(b"xl/") || holds(b"[Content_Types].xml") {
            return Some((
                "an Excel workbook",
                "Open it and save it as CSV, then import that file",
            ));
        }
        if holds(b"opendocument.spreadsheet") {
            return Some((
                "an OpenDocument spreadsheet",
                "Open it and save it as CSV, then import that file",
            ));
        }
    }
    Some((what, hint))
}

fn characters(bytes: &[u8]) -> Text<'_> {
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes[length..]);
        let encoding = if encoding == UTF_8 { "UTF-8" } else { "UTF-16" };
        return Text {
            text,
            encoding,
            damaged,
        };
    }
    // A UTF-8 file may be cut within a character or hold a few bad bytes; it is still UTF-8 when
    // good characters outside ASCII outnumber the bad ones, which chance makes rare in Windows-1252.
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if bad == 0 || good > bad * 4 {
        Text {
            text: String::from_utf8_lossy(bytes),
            encoding: "UTF-8",
            damaged: bad > 0,
        }
    } else {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
        Text {
            text,
            encoding: "Windows-1252",
            damaged: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static str, bool) {
        let text = decode(bytes, "f.csv").expect("text");
        (text.text.into_owned(), text.encoding, text.damaged)
    }

    #[test]
    fn tells_the_encoding() {
        let utf16: Vec<u8> = std::iter::once(0xFEFF)
            .chain("Müller".encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let utf16_be: Vec<u8> = std::iter::once(0xFEFF)
            .chain("Müller".encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect();
        for (bytes, encoding) in [
            (&b"M\xC3\xBCller"[..], "UTF-8"),
            (b"\xEF\xBB\xBFM\xC3\xBCller", "UTF-8"),
            (b"M\xFCller", "Windows-1252"),
            (&utf16, "UTF-16"),
            (&utf16_be, "UTF-16"),
        ] {
            assert_eq!(read(bytes), ("Müller".to_owned(), encoding, false));
        }
        assert_eq!(
            read(b"\x80 5"),
            ("€ 5".to_owned(), "Windows-1252", false),
            "the euro sign of Windows-1252"
        );
    }

    #[test]
    fn a_cut_or_slightly_damaged_utf8_file_is_still_utf8() {
        let (text, encoding, damaged) = read(
            "Đường Lê Lợi, Đà Nẵng\u{e9}"
                .as_bytes()
                .split_last()
                .expect("bytes")
                .1,
        );
        assert_eq!((encoding, damaged), ("UTF-8", true));
        assert!(text.starts_with("Đường Lê Lợi, Đà Nẵng"), "{text}");
    }

    #[test]
    fn names_what_is_not_text() {
        for (bytes, what) in [
            (
                &b"PK\x03\x04....[Content_Types].xml"[..],
                "an Excel workbook",
            ),
            (b"PK\x03\x04....xl/workbook.xml", "an Excel workbook"),
            (
                b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
                "an OpenDocument spreadsheet",
            ),
            (b"PK\x03\x04....orders.csv", "a zip archive"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an Excel workbook"),
            (b"%PDF-1.7", "a PDF document"),
            (b"<html><table>", "a web page or XML"),
            (b"a\0b\0c\0d\0", "not a text file"),
        ] {
            match decode(bytes, "f.csv").map(|t| t.text.into_owned()) {
                Err(ReadError::NotText { what: got, .. }) => assert_eq!(got, what),
                other => panic!("{what}: {other:?}"),
            }
        }
        for bytes in [&b""[..], b"\xEF\xBB\xBF", b" \r\n\r\n", b"\0\0\0\0"] {
            assert!(matches!(
                decode(bytes, "f.csv").map(|t| t.text.into_owned()),
                Err(ReadError::Empty { .. })
            ));
        }
        assert!(matches!(
            decode(&vec![b'a'; MAX_BYTES + 1], "f.csv").map(|t| t.text.into_owned()),
            Err(ReadError::TooLarge { .. })
        ));
    }
}
