//! ZPL II, the language of Zebra and its many clones.
use super::{Abilities, Copies, Finish, Identity, Job, Language, Proof, Status, Tracking};
use crate::Bitmap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use libdeflater::{CompressionLvl, Compressor};
use pb_domain::Format;

/// ZPL II.
#[derive(Clone, Copy, Debug)]
pub struct Zpl {
    /// Whether graphics may be deflated (`:Z64:`). Some compatible printers do not know that and print nothing
    /// in its place; all know the other way, which takes about twice the bytes.
    pub deflate: bool,
}

/// The check on `:Z64:` data, over its base64 characters (Zebra's ZPL II guide, ^GF and ~DY).
const XMODEM: crc::Crc<u16> = crc::Crc::<u16>::new(&crc::CRC_16_XMODEM);

/// The densest that still takes about a millisecond a label; two levels up saves 3 % and takes ten.
const DENSITY: i32 = 9;

impl Language for Zpl {
    fn id(&self) -> &'static str {
        if self.deflate { "zpl" } else { "zpl-plain" }
    }

    fn name(&self) -> &'static str {
        if self.deflate {
            "ZPL II (Zebra and compatible)"
        } else {
            "ZPL II, plain (for compatible printers that leave pictures out)"
        }
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            dpi: &[203, 300],
            tracking: &[Tracking::Gap, Tracking::Mark, Tracking::Continuous],
            darkness: true,
            speed: Some(2..=14),
            cut: true,
        }
    }

    fn document_format(&self) -> Option<Format> {
        Some(Format::Zpl)
    }

    fn encode(&self, pages: &[Bitmap], job: &Job) -> Vec<u8> {
        let mut out = Vec::new();
        // The only setting that stands outside a label (Zebra's ZPL II guide, ~SD).
        if let Some(darkness) = job.darkness_in(0..=30) {
            out.extend(format!("~SD{darkness:02}").into_bytes());
        }
        for page in pages {
            begin_label(&mut out, job.media.dots(job.resolution));
            settings(&mut out, job);
            graphic(&mut out, page, 0, 0, self.deflate);
            end_label(&mut out, job.copies);
        }
        out
    }

    fn recovery(&self) -> &'static [u8] {
        // Ends a download that was cut off, then a label (Zebra's ZPL II guide, ~DN and ~JX).
        b"~DN~JX"
    }

    fn status_query(&self) -> Option<&'static [u8]> {
        Some(b"~HS\r\n")
    }

    fn status_complete(&self, answer: &[u8]) -> bool {
        let records = records(answer);
        last_status(&records)
            .and_then(|(at, _)| records.get(at + 2))
            .is_some_and(|third| third.ended && third.fields.len() >= 2)
    }

    fn parse_status(&self, answer: &[u8]) -> Option<Status> {
        last_status(&records(answer)).map(|(_, status)| status)
    }

    fn proof(&self) -> Proof {
        Proof::Idle
    }

    fn identity_query(&self) -> Option<&'static [u8]> {
        Some(b"~HI\r\n")
    }

    fn parse_identity(&self, answer: &[u8]) -> Option<Identity> {
        records(answer).iter().rev().find_map(identity)
    }
}

/// How the job is to be printed: tracking, speed and what happens to the label
/// (Zebra's ZPL II guide, ^MN, ^PR and ^MM).
fn settings(out: &mut Vec<u8>, job: &Job) {
    out.extend_from_slice(match job.tracking {
        Tracking::Gap => b"^MNY",
        Tracking::Mark => b"^MNM",
        Tracking::Continuous => b"^MNN",
    });
    out.extend_from_slice(match job.finish {
        Finish::TearOff => b"^MMT",
        Finish::Cut => b"^MMC",
    });
    if let Some(speed) = job.speed {
        let speed = speed.clamp(2, 14);
        out.extend(format!("^PR{speed},{speed}").into_bytes());
    }
}

/// Model, firmware, dots per millimetre and memory, in answer to `~HI`.
fn identity(record: &Record<'_>) -> Option<Identity> {
    let [model, firmware, dots, ..] = record.fields.as_slice() else {
        return None;
    };
    let dpi = match *dots {
        "6" => 152,
        "8" => 203,
        "12" => 300,
        "24" => 600,
        _ => return None,
    };
    // A status begins with a number of three digits and has many more fields.
    (record.ended && record.fields.len() <= 6 && !model.is_empty()).then(|| Identity {
        model: (*model).to_owned(),
        firmware: (*firmware).to_owned(),
        dpi: Some(dpi),
        head_dots: None,
    })
}

/// Opens a label and undoes what an earlier job may have left behind: size, home, direction,
/// mirroring and reversal outlive a label (`^LL`, `^PW`, `^LH`, `^PO`, `^PM`, `^LR`).
pub(crate) fn begin_label(out: &mut Vec<u8>, (width, height): (u32, u32)) {
    out.extend(format!("^XA^PW{width}^LL{height}^LH0,0^PON^PMN^LRN").into_bytes());
}

/// Closes a label.
pub(crate) fn end_label(out: &mut Vec<u8>, copies: Copies) {
    out.extend(format!("^PQ{copies}^XZ\n").into_bytes());
}

/// Draws a bitmap's black dots with its top left dot at (`x`, `y`), deflated where that is allowed and shorter.
/// White margins are not sent.
pub(crate) fn graphic(out: &mut Vec<u8>, bitmap: &Bitmap, x: u32, y: u32, deflate: bool) {
    let Some(ink) = bitmap.ink() else { return };
    let cropped = bitmap.crop(ink);
    let (total, row) = (cropped.bytes().len(), cropped.row_bytes());
    out.extend(
        format!(
            "^FO{},{}^GFA,{total},{total},{row},",
            x + ink.left,
            y + ink.top
        )
        .into_bytes(),
    );
    let acs = acs(&cropped);
    let z64 = deflate.then(|| z64(cropped.bytes()));
    out.extend(z64.filter(|z64| z64.len() < acs.len()).unwrap_or(acs));
    out.extend(b"^FS");
}

/// `:Z64:` data: zlib, base64, and a CRC-16/XMODEM over the base64 characters.
fn z64(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::new(DENSITY).unwrap_or_default());
    let mut deflated = vec![0; compressor.zlib_compress_bound(bytes.len())];
    let length = compressor
        .zlib_compress(bytes, &mut deflated)
        .expect("the bound is the library's own");
    let text = BASE64.encode(&deflated[..length]);
    let crc = XMODEM.checksum(text.as_bytes());
    format!(":Z64:{text}:{crc:04X}").into_bytes()
}

/// Alternative data compression scheme: hexadecimal with run lengths, ends of rows and repeated
/// rows (Zebra's ZPL II guide, “Alternative Data Compression Scheme for ~DG and ~DB commands”).
fn acs(bitmap: &Bitmap) -> Vec<u8> {
    let mut out = Vec::new();
    let mut above: Option<&[u8]> = None;
    for row in bitmap.rows() {
        if above == Some(row) {
            out.push(b':');
        } else {
            acs_row(&mut out, row);
        }
        above = Some(row);
    }
    out
}

fn acs_row(out: &mut Vec<u8>, row: &[u8]) {
    let digits: Vec<u8> = row.iter().flat_map(|b| [b >> 4, b & 0xF]).collect();
    let used = digits.iter().rposition(|d| *d != 0).map_or(0, |at| at + 1);
    for run in digits[..used].chunk_by(|a, b| a == b) {
        let digit = b"0123456789ABCDEF"[usize::from(run[0])];
        // A count has two letters at most: `g` is 20, `h` 40, … `z` 400, and `G` is 1, … `Y` 19.
        for part in run.chunks(419) {
            if part.len() > 1 {
                out.extend(step(part.len() / 20, b'f'));
                out.extend(step(part.len() % 20, b'F'));
            }
            out.push(digit);
        }
    }
    // There is `!` for a rest of ones too. Not all that read it agree on what a one is, a dot or a digit.
    if used < digits.len() {
        out.push(b',');
    }
}

/// The letter that stands `count` places after `before`; none for zero.
fn step(count: usize, before: u8) -> Option<u8> {
    u8::try_from(count)
        .ok()
        .filter(|c| *c > 0)
        .map(|c| before + c)
}

/// One line of an answer, split at its commas.
struct Record<'a> {
    fields: Vec<&'a str>,
    /// Whether its end was seen.
    ended: bool,
}

/// The lines between STX, ETX, CR and LF. Clones leave some of these out.
fn records(answer: &[u8]) -> Vec<Record<'_>> {
    let mut pieces = answer
        .split(|b| matches!(b, 0x02 | 0x03 | b'\r' | b'\n'))
        .peekable();
    let mut records = Vec::new();
    while let Some(piece) = pieces.next() {
        let ended = pieces.peek().is_some();
        if !piece.is_empty() {
            let text = std::str::from_utf8(piece).unwrap_or("");
            records.push(Record {
                fields: text.split(',').map(str::trim).collect(),
                ended,
            });
        }
    }
    records
}

/// The newest whole pair of the first two records of `~HS`, and where it stands.
fn last_status(records: &[Record<'_>]) -> Option<(usize, Status)> {
    (0..records.len().saturating_sub(1))
        .rev()
        .find_map(|at| Some((at, status(&records[at], &records[at + 1])?)))
}

/// The first two records of `~HS` (Zebra's ZPL II guide, “~HS Host Status Return”).
fn status(first: &Record<'_>, second: &Record<'_>) -> Option<Status> {
    if !(first.ended && second.ended) || first.fields.len() < 12 || second.fields.len() < 9 {
        return None;
    }
    let number = |record: &Record<'_>, i: usize| {
        let digits = record.fields.get(i)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
        digits.parse::<u32>().ok()
    };
    let flag = |record: &Record<'_>, i: usize| match number(record, i)? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    };
    number(first, 0)?;
    Some(Status {
        paper_out: flag(first, 1)?,
        paused: flag(first, 2)?,
        formats_waiting: number(first, 4)?,
        buffer_full: flag(first, 5)?,
        partial_format: flag(first, 7)?,
        memory_lost: flag(first, 9)?,
        under_temperature: flag(first, 10)?,
        over_temperature: flag(first, 11)?,
        head_open: flag(second, 2)?,
        ribbon_out: flag(second, 3)?,
        label_waiting: flag(second, 7)?,
        labels_left: number(second, 8)?,
        ..Status::default()
    })
}

#[cfg(test)]
mod tests;
