//! Pictures in ZPL: hexadecimal, with Zebra's alternative compression, `:B64:`, `:Z64:`, and bytes.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::io::Read as _;

/// A picture of one bit a dot, set bits black.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) row_bytes: usize,
    pub(crate) bytes: Vec<u8>,
}

/// Bytes of one picture at most: a 4 × 12 in label at 600 dpi.
pub(crate) const MAX_BYTES: usize = 3 << 20;

/// The data of a `^GFA`, `~DG` or `~DY` of `total` bytes in rows of `row_bytes`; `None` when it is damaged.
/// What is missing of a row is white (Zebra's ZPL II guide, `^GF`).
pub(crate) fn from_text(text: &[u8], total: usize, row_bytes: usize) -> Option<Picture> {
    let text = text.trim_ascii();
    let bytes = if let Some(zlib) = text.strip_prefix(b":Z64:") {
        let mut bytes = Vec::new();
        flate2::read::ZlibDecoder::new(from_base64(zlib)?.as_slice())
            .take(u64::try_from(MAX_BYTES).ok()?)
            .read_to_end(&mut bytes)
            .ok()?;
        bytes
    } else if let Some(plain) = text.strip_prefix(b":B64:") {
        from_base64(plain)?
    } else {
        compressed(text, total.min(MAX_BYTES), row_bytes)?
    };
    Some(Picture { row_bytes, bytes })
}

/// What stands before the check, which follows a last colon.
fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let end = text.iter().rposition(|b| *b == b':').unwrap_or(text.len());
    let characters: Vec<u8> = text[..end]
        .iter()
        .copied()
        .filter(|b| !b.is_ascii_whitespace())
        .collect();
    BASE64.decode(characters).ok()
}

/// Hexadecimal with run lengths (`G`–`Y` 1 to 19, `g`–`z` 20 to 400), ends of rows (`,` white, `!` black) and
/// repeated rows (`:`) (Zebra's ZPL II guide, “Alternative Data Compression Scheme for ~DG and ~DB commands”).
fn compressed(text: &[u8], total: usize, row_bytes: usize) -> Option<Vec<u8>> {
    let row = row_bytes.checked_mul(2).filter(|row| *row > 0)?;
    let most = if total == 0 { MAX_BYTES } else { total } * 2;
    let mut digits: Vec<u8> = Vec::with_capacity(most.min(1 << 20));
    let mut count = 0usize;
    for byte in text {
        if digits.len() >= most {
            break;
        }
        let left = row - digits.len() % row;
        match byte {
            b'G'..=b'Y' => count += usize::from(byte - b'F'),
            b'g'..=b'z' => count += usize::from(byte - b'f') * 20,
            b',' | b'!' => {
                // At the beginning of a row it fills all of it.
                let digit = if *byte == b',' { 0 } else { 0xF };
                digits.extend(std::iter::repeat_n(digit, left));
                count = 0;
            }
            b':' => {
                let from = digits.len().checked_sub(row)?;
                if left == row {
                    digits.extend_from_within(from..);
                }
                count = 0;
            }
            digit => {
                let digit = u8::try_from(char::from(*digit).to_digit(16)?).ok()?;
                let times = count.max(1).min(most - digits.len());
                digits.extend(std::iter::repeat_n(digit, times));
                count = 0;
            }
        }
    }
    digits.truncate(most);
    Some(
        digits
            .chunks(2)
            .map(|two| two[0] << 4 | two.get(1).unwrap_or(&0))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn bytes(text: &str, total: usize) -> Option<Vec<u8>> {
        from_text(text.as_bytes(), total, 2).map(|p| p.bytes)
    }

    #[test]
    fn every_encoding_says_the_same() {
        let wanted = vec![0xF0, 0x00, 0xF0, 0x00, 0xFF, 0xFF, 0x00, 0x00];
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(&wanted).expect("memory");
        let zlib = zlib.finish().expect("memory");
        for text in [
            "F000F000FFFF0000".to_owned(),
            "F,:!,".to_owned(),
            "fI0fI0JFJ0".to_owned(),
            format!(":B64:{}:A1B2", BASE64.encode(&wanted)),
            format!(":Z64:{}:A1B2", BASE64.encode(&zlib)),
        ] {
            assert_eq!(bytes(&text, 8).as_deref(), Some(&wanted[..]), "{text}");
        }
        // 20 and 400 at a time.
        assert_eq!(from_text(b"gF", 10, 10).expect("hex").bytes, [0xFF; 10]);
        assert_eq!(from_text(b"zH0", 201, 201).expect("hex").bytes, [0; 201]);
    }

    #[test]
    fn damage_is_refused_and_bombs_end() {
        for text in ["F?", ":", ":Z64:AAAA:0000", ":B64:****:"] {
            assert_eq!(bytes(text, 8), None, "{text}");
        }
        assert!(
            from_text(&[b'z'; 100_000], 8, 2)
                .expect("counts alone")
                .bytes
                .is_empty()
        );
        let huge = from_text(&b"z0".repeat(1 << 20), usize::MAX, 1 << 20).expect("zeros");
        assert!(huge.bytes.len() <= MAX_BYTES);
    }
}
