//! Raster commands of Brother's QL label printers. Two heads speak it, and a row is as long as the head; the
//! printer's model says which it has ([`Language::parse_identity`], and its device id), so nobody is asked.
use super::{Abilities, Finish, Identity, Job, Language, Proof, Status, Tracking};
use crate::{Bitmap, Media, Resolution};

/// Brother's QL printers, by their heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrotherQl {
    /// 720 dots, for rolls up to 62 mm: QL-500 to QL-820. Some of them know neither compression nor a command for
    /// a blank row, so all are sent plain rows.
    Narrow,
    /// 1296 dots, for rolls up to 103 mm: QL-1050 to QL-1115.
    Wide,
}

/// Blank at each end of a label in dots: 3 mm, as the manuals have it for strips, and most die-cut rolls too.
const END: u32 = 35;
/// Blank at each side of a roll in dots, for rolls that are not in [`ROLLS`]; most of those have it.
const SIDE: u32 = 18;
/// How much further from the first dot rolls lie under the wide head.
const WIDE_SHIFT: u32 = 44;
/// As many as the model needs that needs the most (QL-800 reference, “Invalidate”).
const INVALIDATE: usize = 400;

/// A roll that Brother sells, as the raster references list it.
struct Roll {
    /// Width and length in millimetres, as the printer states them; a strip has no length.
    size: (u8, u8),
    /// What can be printed on, in dots; the length of a strip is free.
    dots: (u32, u32),
    /// From the head's first dot to the first that can be printed on.
    first: u32,
}

const fn roll(size: (u8, u8), dots: (u32, u32), first: u32) -> Roll {
    Roll { size, dots, first }
}

const ROLLS: &[Roll] = &[
    roll((12, 0), (106, 0), 29),
    roll((29, 0), (306, 0), 6),
    roll((38, 0), (413, 0), 12),
    roll((50, 0), (554, 0), 12),
    roll((54, 0), (590, 0), 0),
    roll((62, 0), (696, 0), 12),
    roll((102, 0), (1164, 0), 12),
    roll((104, 0), (1200, 0), 12),
    roll((17, 54), (165, 566), 0),
    roll((17, 87), (165, 956), 0),
    roll((23, 23), (202, 202), 42),
    roll((29, 42), (306, 425), 6),
    roll((29, 90), (306, 991), 6),
    roll((38, 90), (413, 991), 12),
    roll((39, 48), (425, 495), 6),
    roll((52, 29), (578, 271), 0),
    roll((60, 87), (672, 954), 18),
    roll((62, 29), (696, 271), 12),
    roll((62, 100), (696, 1109), 12),
    roll((102, 51), (1164, 526), 12),
    roll((102, 153), (1164, 1660), 12),
    roll((104, 164), (1200, 1822), 12),
];

/// Stock that is no more than this off a roll in micrometres is that roll.
const SAME: i64 = 1_000;

/// Series, model and what it is called (the references' “Status information request”).
const MODELS: &[(u8, u8, &str, BrotherQl)] = &[
    (0x30, 0x4F, "QL-500", BrotherQl::Narrow),
    (0x34, 0x31, "QL-560", BrotherQl::Narrow),
    (0x34, 0x32, "QL-570", BrotherQl::Narrow),
    (0x34, 0x33, "QL-580N", BrotherQl::Narrow),
    (0x30, 0x51, "QL-650TD", BrotherQl::Narrow),
    (0x34, 0x47, "QL-600", BrotherQl::Narrow),
    (0x34, 0x35, "QL-700", BrotherQl::Narrow),
    (0x34, 0x36, "QL-710W", BrotherQl::Narrow),
    (0x34, 0x37, "QL-720NW", BrotherQl::Narrow),
    (0x34, 0x38, "QL-800", BrotherQl::Narrow),
    (0x34, 0x39, "QL-810W", BrotherQl::Narrow),
    (0x34, 0x41, "QL-820NWB", BrotherQl::Narrow),
    (0x30, 0x50, "QL-1050", BrotherQl::Wide),
    (0x34, 0x34, "QL-1060N", BrotherQl::Wide),
    (0x34, 0x43, "QL-1100", BrotherQl::Wide),
    (0x34, 0x44, "QL-1110NWB", BrotherQl::Wide),
    (0x34, 0x45, "QL-1115NWB", BrotherQl::Wide),
];

/// Drops what it has not finished, and starts anew.
static RECOVERY: [u8; INVALIDATE + 2] = {
    let mut bytes = [0; INVALIDATE + 2];
    bytes[INVALIDATE] = 0x1B;
    bytes[INVALIDATE + 1] = b'@';
    bytes
};

impl Language for BrotherQl {
    fn id(&self) -> &'static str {
        match self {
            Self::Narrow => "brother-ql",
            Self::Wide => "brother-ql-wide",
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Narrow => "Brother QL, 62 mm (QL-500 to QL-820)",
            Self::Wide => "Brother QL, 103 mm (QL-1050 to QL-1115)",
        }
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            dpi: &[300],
            tracking: &[Tracking::Gap, Tracking::Continuous],
            darkness: false,
            speed: None,
            cut: true,
        }
    }

    fn resolution(&self, dpi: u32) -> Option<Resolution> {
        (dpi == 300).then_some(Resolution::Inch300)
    }

    /// What the references say for Brother's own rolls. For others it is inferred: 18 dots less at each side and 35
    /// at each end, which holds for most of Brother's. A strip's length is what is cut off, ends included.
    fn page(&self, media: Media, resolution: Resolution) -> (u32, u32) {
        let (width, height) = media.dots(resolution);
        let die_cut = die_cut_roll(media);
        let dots = match (die_cut, strip_roll(media)) {
            (Some(roll), _) => roll.dots,
            (None, Some(strip)) => (strip.dots.0, height.saturating_sub(2 * END)),
            (None, None) => (
                width.saturating_sub(2 * SIDE),
                height.saturating_sub(2 * END),
            ),
        };
        (dots.0.clamp(1, self.pins()), dots.1.max(1))
    }

    fn encode(&self, pages: &[Bitmap], job: &Job) -> Vec<u8> {
        let mut out = RECOVERY.to_vec();
        // Raster commands; and tell by itself how it goes.
        out.extend(b"\x1Bia\x01\x1Bi!\x00");
        let copies = usize::from(job.copies.get());
        let labels = pages.len() * copies;
        for label in 0..labels {
            self.label(&mut out, &pages[label / copies], job, label == 0);
            // The last is also fed out.
            out.push(if label + 1 == labels { 0x1A } else { 0x0C });
        }
        out
    }

    fn recovery(&self) -> &'static [u8] {
        &RECOVERY
    }

    /// Not to be sent while it prints (the references' “Status information request”).
    fn status_query(&self) -> Option<&'static [u8]> {
        Some(b"\x1BiS")
    }

    fn status_complete(&self, answer: &[u8]) -> bool {
        reports(answer).next().is_some()
    }

    fn parse_status(&self, answer: &[u8]) -> Option<Status> {
        let last = reports(answer).last()?;
        let finished = reports(answer).filter(|report| report[18] == 0x01).count();
        Some(Status {
            finished: u32::try_from(finished).unwrap_or(u32::MAX),
            ..status(last)
        })
    }

    fn proof(&self) -> Proof {
        Proof::Reports
    }

    fn identity_query(&self) -> Option<&'static [u8]> {
        self.status_query()
    }

    fn parse_identity(&self, answer: &[u8]) -> Option<Identity> {
        let last = reports(answer).last()?;
        let known = |series: u8, code: u8| last[3] == series && last[4] == code;
        MODELS
            .iter()
            .find(|(series, code, _, head)| known(*series, *code) && head == self)
            .map(|(_, _, model, _)| Identity {
                model: format!("Brother {model}"),
                firmware: String::new(),
                dpi: Some(300),
                head_dots: Some(self.pins()),
            })
    }
}

impl BrotherQl {
    /// Dots of the head.
    fn pins(self) -> u32 {
        match self {
            Self::Narrow => 90 * 8,
            Self::Wide => 162 * 8,
        }
    }

    /// One label without its end: settings, which are said for each, and rows.
    fn label(self, out: &mut Vec<u8>, page: &Bitmap, job: &Job, is_first: bool) {
        let strip = job.tracking == Tracking::Continuous;
        let roll = if strip {
            strip_roll(job.media)
        } else {
            die_cut_roll(job.media)
        };
        media_information(out, roll, job, page.height(), is_first);
        match job.finish {
            Finish::Cut => out.extend(b"\x1BiM\x40\x1BiA\x01\x1BiK\x08"),
            Finish::TearOff => out.extend(b"\x1BiM\x00\x1BiK\x00"),
        }
        let end = if strip { END } else { 0 };
        out.extend(b"\x1Bid");
        out.extend(&end.to_le_bytes()[..2]);
        if self == Self::Wide {
            out.extend(b"M\x02");
        }
        let first = self.first_pin(job.media, page.width());
        let mut rows = Bitmap::new(self.pins(), page.height());
        let mirrored = mirrored(page);
        let unused = mirrored.width() - page.width();
        rows.paste(&mirrored, i64::from(first) - i64::from(unused), 0);
        for row in rows.rows() {
            self.row(out, row);
        }
    }

    fn row(self, out: &mut Vec<u8>, row: &[u8]) {
        if self == Self::Wide && row.iter().all(|byte| *byte == 0) {
            out.push(b'Z');
            return;
        }
        let data = match self {
            Self::Wide => pack_bits(row),
            Self::Narrow => row.to_vec(),
        };
        let length = u8::try_from(data.len()).expect("a packed row has two bytes more at most");
        out.extend([b'g', 0x00, length]);
        out.extend(data);
    }

    /// The head's dot at which the page's right edge lies. Rolls that Brother does not sell are inferred to lie as
    /// the one next in width does.
    fn first_pin(self, media: Media, width: u32) -> u32 {
        let (across, _) = media.size();
        let nearest = die_cut_roll(media)
            .or_else(|| strip_roll(media))
            .or_else(|| ROLLS.iter().min_by_key(|roll| off(roll.size.0, across)));
        let shift = match self {
            Self::Narrow => 0,
            Self::Wide => WIDE_SHIFT,
        };
        let first = nearest.map_or(0, |roll| roll.first) + shift;
        first.min(self.pins().saturating_sub(width))
    }
}

/// Says what roll it should have, so that it refuses another, and how many rows come. A roll that Brother does
/// not sell is stated, but not insisted on.
fn media_information(out: &mut Vec<u8>, roll: Option<&Roll>, job: &Job, rows: u32, is_first: bool) {
    let strip = job.tracking == Tracking::Continuous;
    // 02 kind, 04 width and 08 length are as stated; 40 for quality; 80 carries on after an error.
    let valid = match (roll.is_some(), strip) {
        (true, true) => 0xC6,
        (true, false) => 0xCE,
        (false, _) => 0xC2,
    };
    let kind = if strip { 0x0A } else { 0x0B };
    let (width, height) = job.media.size();
    let millimetres = |side: i64| u8::try_from((side + 500) / 1_000).unwrap_or(u8::MAX);
    let length = if strip { 0 } else { millimetres(height) };
    let (width, length) = roll.map_or((millimetres(width), length), |roll| roll.size);
    out.extend([0x1B, b'i', b'z', valid, kind, width, length]);
    out.extend(rows.to_le_bytes());
    out.extend([u8::from(!is_first), 0x00]);
}

/// How far a side in micrometres is off one in millimetres.
fn off(millimetres: u8, side: i64) -> i64 {
    (i64::from(millimetres) * 1_000 - side).abs()
}

/// The die-cut roll that the stock is.
fn die_cut_roll(media: Media) -> Option<&'static Roll> {
    let (width, height) = media.size();
    ROLLS
        .iter()
        .filter(|roll| roll.size.1 > 0)
        .map(|roll| (roll, off(roll.size.0, width), off(roll.size.1, height)))
        .filter(|(_, across, along)| *across <= SAME && *along <= SAME)
        .min_by_key(|(_, across, along)| across + along)
        .map(|(roll, _, _)| roll)
}

/// The strip that the stock is cut from.
fn strip_roll(media: Media) -> Option<&'static Roll> {
    let (width, _) = media.size();
    ROLLS
        .iter()
        .filter(|roll| roll.size.1 == 0 && off(roll.size.0, width) <= SAME)
        .min_by_key(|roll| off(roll.size.0, width))
}

/// A page with left and right exchanged, and what fills up its rows in front.
fn mirrored(page: &Bitmap) -> Bitmap {
    let across = page.row_bytes() * 8;
    let bytes = page
        .rows()
        .flat_map(|row| row.iter().rev().map(|byte| byte.reverse_bits()))
        .collect();
    let width = u32::try_from(across).expect("rows are short");
    Bitmap::from_bytes(width, page.height(), bytes).expect("as many bytes as before")
}

/// TIFF's PackBits: a count and as many bytes, or a negative count and the byte that comes again
/// (QL-1100 reference, “Select compression mode”).
fn pack_bits(row: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut plain: &[u8] = &[];
    let count = |n: usize| u8::try_from(n).expect("rows are cut to 128");
    let mut rest = row;
    while let Some((&byte, _)) = rest.split_first() {
        let run = rest.iter().take(128).take_while(|b| **b == byte).count();
        // Two alike amid others are no shorter as a run.
        if run > 2 || (run == 2 && plain.is_empty()) {
            if !plain.is_empty() {
                out.push(count(plain.len() - 1));
                out.extend(plain);
            }
            out.extend([count(run - 1).wrapping_neg(), byte]);
            rest = &rest[run..];
            plain = &rest[..0];
        } else {
            let start = row.len() - rest.len() - plain.len();
            plain = &row[start..start + plain.len() + 1];
            rest = &rest[1..];
            if plain.len() == 128 {
                out.push(count(plain.len() - 1));
                out.extend(plain);
                plain = &rest[..0];
            }
        }
    }
    if !plain.is_empty() {
        out.push(count(plain.len() - 1));
        out.extend(plain);
    }
    out
}

/// The reports of 32 bytes in what it sent.
fn reports(answer: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = answer;
    std::iter::from_fn(move || {
        let at = rest.windows(32).position(|w| w[..3] == *b"\x80\x20B")?;
        let (report, after) = rest[at..].split_at(32);
        rest = after;
        Some(report)
    })
}

/// Errors, kind of the report, phase, and what it notifies of (QL-1100 reference, “Status information request”).
fn status(report: &[u8]) -> Status {
    let (first, second) = (report[8], report[9]);
    let has = |byte: u8, bit: u8| byte & bit != 0;
    let notified = |what: u8| report[18] == 0x05 && report[22] == what;
    let failed = report[18] == 0x02 && first == 0 && second == 0;
    Status {
        paper_out: has(first, 0x03),
        cutter: has(first, 0x04),
        low_battery: has(first, 0x08),
        busy: has(first, 0x10) || report[19] == 0x01,
        wrong_media: has(second, 0x01),
        buffer_full: has(second, 0x0A),
        head_open: has(second, 0x10) || notified(0x01),
        over_temperature: has(second, 0x20) || notified(0x03),
        jam: has(second, 0x40),
        fault: has(first, 0xE0) || has(second, 0x84) || report[18] == 0x04 || failed,
        ..Status::default()
    }
}

#[cfg(test)]
mod tests;
