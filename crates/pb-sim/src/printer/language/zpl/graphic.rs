//! The graphics of ZPL: `^GF` with its three ways of packing dots (Zebra's ZPL II guide, `^GF`, “Alternative
//! Data Compression Scheme”, `~DY`).
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_labels::Bitmap;
use std::io::Read as _;

/// Dots of one graphic at most: a page of A4 at 600 dpi.
const MOST_BYTES: usize = 5 << 20;

/// A `^GF` field, from its letter on: `A,bytes,total,row,data`. What is wrong with it, else.
pub(super) fn field(data: &[u8]) -> Result<Bitmap, String> {
    let mut parts = data.splitn(5, |b| *b == b',');
    let letter = parts.next().unwrap_or_default();
    let mut number =
        || -> Option<usize> { std::str::from_utf8(parts.next()?).ok()?.trim().parse().ok() };
    let numbers = (number(), number(), number());
    let (Some(sent), Some(total), Some(row)) = numbers else {
        return Err("ZPL: ^GF without its three numbers".to_owned());
    };
    let data = parts.next().unwrap_or_default();
    if row == 0 || total == 0 || total % row != 0 || total > MOST_BYTES {
        return Err(format!("ZPL: ^GF of {total} bytes in rows of {row}"));
    }
    let bytes = match letter {
        b"A" | b"a" if data.starts_with(b":Z64:") || data.starts_with(b":B64:") => encoded(data)?,
        b"A" | b"a" => compressed(data, row)?,
        b"B" | b"b" => data[..sent.min(data.len())].to_vec(),
        other => {
            return Err(format!(
                "ZPL: ^GF{} is not read here",
                String::from_utf8_lossy(other)
            ));
        }
    };
    if bytes.len() != total {
        return Err(format!("ZPL: ^GF of {total} bytes has {}", bytes.len()));
    }
    let dots = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Bitmap::from_bytes(dots(row * 8), dots(total / row), bytes)
        .ok_or_else(|| "ZPL: ^GF cannot be laid out".to_owned())
}

/// `:Z64:` and `:B64:` with their checksum.
fn encoded(data: &[u8]) -> Result<Vec<u8>, String> {
    let data = data.trim_ascii_end();
    if !checksum_holds(data) {
        return Err("ZPL: ^GF with a wrong checksum, or none".to_owned());
    }
    let text = &data[5..data.len() - 5];
    let bytes = STANDARD
        .decode(text)
        .map_err(|error| format!("ZPL: ^GF with bad base64: {error}"))?;
    if data.starts_with(b":B64:") {
        return Ok(bytes);
    }
    let mut inflated = Vec::new();
    flate2::read::ZlibDecoder::new(bytes.as_slice())
        .take(MOST_BYTES as u64 + 1)
        .read_to_end(&mut inflated)
        .map_err(|error| format!("ZPL: ^GF with bad zlib data: {error}"))?;
    Ok(inflated)
}

/// Hexadecimal digits, with run lengths, ends of rows and repeated rows.
fn compressed(data: &[u8], row_bytes: usize) -> Result<Vec<u8>, String> {
    let mut bytes: Vec<u8> = Vec::new();
    let mut row: Vec<u8> = Vec::new();
    let mut times = 0usize;
    for byte in data.iter().filter(|b| !b.is_ascii_whitespace()) {
        match byte {
            b'G'..=b'Y' => times += usize::from(byte - b'F'),
            b'g'..=b'z' => times += usize::from(byte - b'f') * 20,
            b',' | b'!' => {
                let rest = if *byte == b',' { 0 } else { 0xF };
                row.resize(row_bytes * 2, rest);
            }
            b':' => {
                let above = bytes.len().checked_sub(row_bytes);
                match above.filter(|_| row.is_empty()) {
                    Some(above) => bytes.extend_from_within(above..),
                    None => return Err("ZPL: ^GF repeats a row that is not there".to_owned()),
                }
            }
            _ => {
                let digit = char::from(*byte)
                    .to_digit(16)
                    .and_then(|d| u8::try_from(d).ok())
                    .ok_or_else(|| format!("ZPL: ^GF with {:?}", char::from(*byte)))?;
                let count = std::mem::take(&mut times).max(1);
                row.extend(std::iter::repeat_n(digit, count));
            }
        }
        // A run may go on into the next row.
        while row.len() >= row_bytes * 2 {
            let rest = row.split_off(row_bytes * 2);
            bytes.extend(row.chunks(2).map(|pair| pair[0] << 4 | pair[1]));
            row = rest;
        }
        if bytes.len() > MOST_BYTES {
            return Err("ZPL: ^GF is too large".to_owned());
        }
    }
    if row.is_empty() {
        Ok(bytes)
    } else {
        Err(format!("ZPL: ^GF ends {} digits into a row", row.len()))
    }
}

/// The format without the graphics whose `:Z64:` or `:B64:` data has a wrong checksum: a printer drops
/// those in silence.
pub(super) fn without_bad_graphics(format: &[u8]) -> Vec<u8> {
    without_graphics(format, |field| !checksum_holds(field))
}

/// The format without the graphics that are packed in `:Z64:` or `:B64:`: many compatible printers do not know
/// these, and drop them in silence.
pub(super) fn without_encoded_graphics(format: &[u8]) -> Vec<u8> {
    without_graphics(format, is_encoded)
}

/// Whether a `^GF` field is packed in `:Z64:` or `:B64:`.
fn is_encoded(field: &[u8]) -> bool {
    find(field, b":Z64:").is_some() || find(field, b":B64:").is_some()
}

fn without_graphics(format: &[u8], is_bad: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut good = Vec::with_capacity(format.len());
    let mut rest = format;
    while let Some(at) = find(rest, b"^GF").or_else(|| find(rest, b"^gf")) {
        let end = find(&rest[at + 3..], b"^").map_or(rest.len(), |n| at + 3 + n);
        good.extend_from_slice(&rest[..at]);
        if !is_bad(&rest[at..end]) {
            good.extend_from_slice(&rest[at..end]);
        }
        rest = &rest[end..];
    }
    good.extend_from_slice(rest);
    good
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}

/// CRC-16/XMODEM over the base64 characters, in four hexadecimal digits; fields without it always hold.
fn checksum_holds(field: &[u8]) -> bool {
    let Some(at) = find(field, b":Z64:").or_else(|| find(field, b":B64:")) else {
        return true;
    };
    let data = &field[at + 5..];
    let Some(colon) = data.iter().position(|b| *b == b':') else {
        return false;
    };
    let stated = std::str::from_utf8(&data[colon + 1..])
        .ok()
        .filter(|s| s.trim().len() == 4)
        .and_then(|s| u16::from_str_radix(s.trim(), 16).ok());
    let crc = crc::Crc::<u16>::new(&crc::CRC_16_XMODEM);
    stated == Some(crc.checksum(&data[..colon]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(data: &[u8]) -> Result<Vec<u8>, String> {
        field(data).map(|bitmap| bitmap.bytes().to_vec())
    }

    #[test]
    fn unpacks_what_the_guide_packs() {
        // The fact sheet's row, and the same again.
        let row = [0xFF, 0xFF, 0, 0, 0, 0, 0, 0];
        assert_eq!(bytes(b"A,16,16,8,JF,:"), Ok([row, row].concat()));
        // hM is 40 + 7.
        assert_eq!(
            bytes(b"A,24,24,24,hMF0"),
            Ok([vec![0xFF; 23], vec![0xF0]].concat())
        );
        assert_eq!(bytes(b"A,2,2,2,0!"), Ok(vec![0x0F, 0xFF]));
        assert_eq!(
            bytes(b"A,4,4,2,00FF\r\n8001"),
            Ok(vec![0, 0xFF, 0x80, 0x01])
        );
        assert_eq!(bytes(b"B,2,2,1,\x81^"), Ok(vec![0x81, b'^']));
        let vector = vec![0xFF, 0, 0xFF, 0, 0xAA, 0x55, 0xAA, 0x55];
        assert_eq!(bytes(b"A,8,8,1,:B64:/wD/AKpVqlU=:797F"), Ok(vector.clone()));
        assert_eq!(
            bytes(b"A,24,8,1,:Z64:eNr7z/CfYVXoqlAAE0oD/Q==:A3EB"),
            Ok(vector)
        );
    }

    #[test]
    fn refuses_what_a_printer_would_drop() {
        for bad in [
            &b"A,8,8,1,:B64:/wD/AKpVqlU=:797E"[..],
            b"A,8,8,1,:B64:/wD/AKpVqlU=:",
            b"A,8,8,1,:B64:/wD/AKpVqlU=",
            b"A,9,9,1,:B64:/wD/AKpVqlU=:797F",
            b"A,2,2,1,FF",
            b"A,1,1,1,FFF",
            b"A,1,1,1,:",
            b"A,1,1,1,ZZ",
            b"A,1,1,FF",
            b"A,3,3,2,FFFFFF",
        ] {
            assert!(field(bad).is_err(), "{}", String::from_utf8_lossy(bad));
        }
    }

    #[test]
    fn drops_a_graphic_with_a_wrong_checksum() {
        // The vector of the fact sheet: bytes FF 00 FF 00 AA 55 AA 55 as base64.
        let good = b"^XA^FO0,0^GFA,8,8,1,:B64:/wD/AKpVqlU=:797F^FS^XZ";
        assert_eq!(without_bad_graphics(good), good);
        let bad = b"^XA^FO0,0^GFA,8,8,1,:B64:/wD/AKpVqlU=:797E^FS^XZ";
        assert_eq!(without_bad_graphics(bad), b"^XA^FO0,0^FS^XZ");
        let plain = b"^XA^FO0,0^GFA,1,1,1,FF^FS^XZ";
        assert_eq!(without_bad_graphics(plain), plain);
    }
}
