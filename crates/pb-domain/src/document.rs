//! Documents as they travel between crates: bytes, and what they claim to be.
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A printable document. `Debug` shows its size, never its bytes: labels hold personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// What the bytes are.
    pub format: Format,
    /// The bytes as received or drawn.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document({:?}, {} bytes)", self.format, self.bytes.len())
    }
}

/// Formats a label or slip may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Portable Document Format.
    Pdf,
    /// Portable Network Graphics.
    Png,
    /// Zebra programming language.
    Zpl,
}

/// What a document is for; decides which printer it goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// The label that goes on the parcel.
    Label,
    /// A page that proves that a printer works.
    TestPage,
}

impl Format {
    /// File name ending without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Zpl => "zpl",
        }
    }

    /// What the bytes really are, whatever was claimed; `None` when they are none of these.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Png);
        }
        // ISO 32000-1 lets rubbish stand before the header; readers look in the first 1024 bytes.
        let head = &bytes[..bytes.len().min(1024)];
        if head.windows(5).any(|w| w == b"%PDF-") {
            return Some(Self::Pdf);
        }
        let text: Vec<u8> = bytes
            .iter()
            .copied()
            .filter(|b| !b.is_ascii_whitespace())
            .take(4096)
            .collect();
        let has = |needle: &[u8]| {
            text.windows(needle.len())
                .any(|w| w.eq_ignore_ascii_case(needle))
        };
        // Windows drivers begin with `CT~~CD,~CC^~CT~`, with or without the byte before it.
        let begins =
            matches!(text.first(), Some(b'^' | b'~' | 0x02 | 0x10)) || text.starts_with(b"CT~~CD");
        (begins && has(b"^XA")).then_some(Self::Zpl)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_formats_by_their_bytes() {
        for (bytes, format) in [
            (&b"%PDF-1.4 ..."[..], Some(Format::Pdf)),
            (b"\n\n%PDF-1.7", Some(Format::Pdf)),
            (b"\x89PNG\r\n\x1a\nxx", Some(Format::Png)),
            (b"^XA^FO1,1^FS^XZ", Some(Format::Zpl)),
            (b"~DGR:X.GRF,1,1,FF\n^XA^XZ", Some(Format::Zpl)),
            (b"CT~~CD,~CC^~CT~\n^XA~TA000^XZ", Some(Format::Zpl)),
            (b"<html>^XA</html>", None),
            (b"{\"error\": \"no\"}", None),
            (b"", None),
        ] {
            assert_eq!(
                Format::sniff(bytes),
                format,
                "{}",
                String::from_utf8_lossy(bytes)
            );
        }
    }
}
