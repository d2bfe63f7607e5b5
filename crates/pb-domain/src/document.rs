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

/// What a carrier made besides the labels: a customs form, an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// What it is called, in the field's words: `CN23 customs declaration`.
    pub title: String,
    /// The paper itself.
    pub document: Document,
    /// Whether it must go with the parcels, on paper. What the carrier sends ahead need not.
    pub attached: bool,
}

/// Formats a label or slip may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Portable Document Format.
    Pdf,
    /// Portable Network Graphics.
    Png,
    /// Graphics Interchange Format.
    Gif,
    /// JPEG.
    Jpeg,
    /// Tagged Image File Format.
    Tiff,
    /// Zebra programming language.
    Zpl,
    /// Eltron programming language, page mode (EPL2).
    Epl,
}

/// What a document is for; decides which printer it goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// The label that goes on the parcel.
    Label,
    /// What is in the parcel, to be packed with it.
    PackingSlip,
    /// What is in the parcel and what it is worth, for the customs.
    CommercialInvoice,
    /// What a carrier made besides the labels: a customs form, an invoice. It goes where commercial invoices go.
    Paper,
    /// What is handed over to a carrier at a day's end.
    Manifest,
    /// A page that proves that a printer works.
    TestPage,
}

impl Format {
    /// File name ending without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::Jpeg => "jpg",
            Self::Tiff => "tif",
            Self::Zpl => "zpl",
            Self::Epl => "epl",
        }
    }

    /// What the bytes really are, whatever was claimed; `None` when they are none of these.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        let pictures: [(&[u8], Self); 5] = [
            (b"\x89PNG\r\n\x1a\n", Self::Png),
            (b"GIF8", Self::Gif),
            (b"\xFF\xD8\xFF", Self::Jpeg),
            (b"II*\0", Self::Tiff),
            (b"MM\0*", Self::Tiff),
        ];
        if let Some((_, format)) = pictures.iter().find(|(mark, _)| bytes.starts_with(mark)) {
            return Some(*format);
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
        if begins && has(b"^XA") {
            return Some(Self::Zpl);
        }
        is_epl(bytes).then_some(Self::Epl)
    }

    /// What a browser or a mail calls it.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Jpeg => "image/jpeg",
            Self::Tiff => "image/tiff",
            Self::Zpl => "application/zpl",
            Self::Epl => "application/epl",
        }
    }
}

/// EPL has no mark of its own: a form that is cleared by `N` on a line, drawn, and printed by `P` and a number.
fn is_epl(bytes: &[u8]) -> bool {
    let mut lines = bytes
        .split(|b| matches!(b, b'\n' | b'\r'))
        .filter(|line| !line.is_empty());
    // Settings may stand before it, one a line, in capitals or not.
    let cleared = lines
        .by_ref()
        .take(24)
        .take_while(|line| line[0].is_ascii_alphabetic() && line.len() < 128)
        .any(|line| line.trim_ascii() == b"N");
    cleared
        && lines.any(|line| match line.trim_ascii() {
            [b'P', numbers @ ..] => {
                !numbers.is_empty() && numbers.iter().all(|b| b.is_ascii_digit() || *b == b',')
            }
            _ => false,
        })
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
            (b"GIF89a", Some(Format::Gif)),
            (b"\xFF\xD8\xFF\xE0", Some(Format::Jpeg)),
            (b"II*\0\x08", Some(Format::Tiff)),
            (b"MM\0*\0", Some(Format::Tiff)),
            (
                b"\nN\nq812\nQ1218,24\nA50,50,0,4,1,1,N,\"ACME\"\nP1\n",
                Some(Format::Epl),
            ),
            (
                b"O\r\nD8\r\nN\r\nGW0,0,1,2,\0\0\r\nP1,1\r\n",
                Some(Format::Epl),
            ),
            (b"N\nothing to print", None),
            (b"Now\nP1\n", None),
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
