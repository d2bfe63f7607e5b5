//! Raster commands of Dymo's LabelWriter 300, 400, 450 and 4XL. The 550 and 5XL speak another: [`super::dymo_550`].
use super::{Abilities, Job, Language, Proof, Status, Tracking};
use crate::{Bitmap, Media, Resolution};

/// LabelWriter raster.
#[derive(Clone, Copy, Debug)]
pub struct Dymo;

/// Dots of the narrow head, and of that of the 4XL and 5XL.
const HEADS: (u32, u32) = (672, 1248);
/// The widest stock that goes with the narrow head, in micrometres.
const NARROW_STOCK: i64 = 63_000;

impl Language for Dymo {
    fn id(&self) -> &'static str {
        "dymo"
    }

    fn name(&self) -> &'static str {
        "Dymo LabelWriter (300, 400, 450, 4XL)"
    }

    fn abilities(&self) -> Abilities {
        abilities()
    }

    fn resolution(&self, dpi: u32) -> Option<Resolution> {
        resolution(dpi)
    }

    fn page(&self, media: Media, resolution: Resolution) -> (u32, u32) {
        page(media, resolution)
    }

    fn encode(&self, pages: &[Bitmap], job: &Job) -> Vec<u8> {
        let mut out = b"\x1B@".to_vec();
        if let Some(density) = job.darkness_in(0..=3) {
            out.extend([0x1B, b"cdeg"[usize::from(density)]]);
        }
        let copies = usize::from(job.copies.get());
        let labels = pages.len() * copies;
        for label in 0..labels {
            rows(&mut out, &pages[label / copies], job.tracking);
            // Only the last is fed to where it can be torn off: it would be drawn back for the next.
            out.extend(if label + 1 == labels {
                b"\x1BE"
            } else {
                b"\x1BG"
            });
        }
        out
    }

    /// More than any row has bytes, so that the printer looks for a command again (LabelWriter 400 reference,
    /// “Data synchronization”, with the 4XL's longer rows).
    fn recovery(&self) -> &'static [u8] {
        &RECOVERY
    }

    fn status_query(&self) -> Option<&'static [u8]> {
        Some(b"\x1BA")
    }

    fn status_complete(&self, answer: &[u8]) -> bool {
        self.parse_status(answer).is_some()
    }

    /// One byte (LabelWriter 400 reference, “The status byte”). It stands at the top of a form unless it is amid a
    /// label, which is all that it says about its work.
    fn parse_status(&self, answer: &[u8]) -> Option<Status> {
        let byte = *answer.last()?;
        // Three bits are not used.
        (byte & 0b0001_1100 == 0).then(|| Status {
            busy: byte & 0x02 == 0,
            paper_out: byte & 0x20 != 0,
            jam: byte & 0x40 != 0,
            // Set with the others, too.
            fault: byte & 0xE0 == 0x80,
            ..Status::default()
        })
    }

    fn proof(&self) -> Proof {
        Proof::Idle
    }
}

static RECOVERY: [u8; 162] = {
    let mut bytes = [0x1B; 162];
    bytes[161] = b'@';
    bytes
};

/// What can be said to LabelWriters, of either kind.
pub(super) fn abilities() -> Abilities {
    Abilities {
        dpi: &[300],
        tracking: &[Tracking::Gap, Tracking::Continuous],
        darkness: true,
        speed: None,
        cut: false,
    }
}

/// LabelWriters print 300 dots an inch.
pub(super) fn resolution(dpi: u32) -> Option<Resolution> {
    (dpi == 300).then_some(Resolution::Inch300)
}

/// The stock, as far as the head that takes it reaches. Which head that is follows from its width: the narrow
/// head's printers take nothing wider, and rolls lie at the same end of both.
pub(super) fn page(media: Media, resolution: Resolution) -> (u32, u32) {
    let (width, height) = media.dots(resolution);
    let head = if media.size().0 <= NARROW_STOCK {
        HEADS.0
    } else {
        HEADS.1
    };
    (width.min(head), height)
}

/// One label's rows, as wide as its ink, without the feed after them.
fn rows(out: &mut Vec<u8>, page: &Bitmap, tracking: Tracking) {
    let byte = |n: usize| u8::try_from(n).expect("heads have fewer bytes");
    let (first, end) = page.ink().map_or((0, 1), |ink| {
        (ink.left as usize / 8, ink.right.div_ceil(8) as usize)
    });
    out.extend([0x1B, b'B', byte(first), 0x1B, b'D', byte(end - first)]);
    // A length below zero means a strip (LabelWriter 400 reference, “Set label length”).
    let length = match tracking {
        Tracking::Continuous => u16::MAX,
        Tracking::Gap | Tracking::Mark => u16::try_from(page.height()).unwrap_or(0x7FFF),
    };
    out.extend([0x1B, b'L']);
    out.extend(length.to_be_bytes());
    let is_blank = |row: &[u8]| row.iter().all(|byte| *byte == 0);
    let all: Vec<&[u8]> = page.rows().collect();
    for alike in all.chunk_by(|a, b| is_blank(a) == is_blank(b)) {
        if is_blank(alike[0]) {
            for skipped in alike.chunks(255) {
                out.extend([0x1B, b'f', 0x01, byte(skipped.len())]);
            }
            continue;
        }
        for row in alike {
            let data = &row[first..end];
            let runs = runs(data);
            if runs.len() < data.len() {
                out.push(0x17);
                out.extend(runs);
            } else {
                out.push(0x16);
                out.extend(data);
            }
        }
    }
}

/// A row as runs: the highest bit is the colour, the others the dots less one (LabelWriter 400 reference,
/// appendix A).
fn runs(data: &[u8]) -> Vec<u8> {
    let dots: Vec<bool> = data
        .iter()
        .flat_map(|byte| (0..8).map(move |bit| byte & (0x80 >> bit) != 0))
        .collect();
    dots.chunk_by(|a, b| a == b)
        .flat_map(|run| run.chunks(128))
        .map(|run| {
            let length = u8::try_from(run.len() - 1).expect("cut to 128");
            u8::from(run[0]) << 7 | length
        })
        .collect()
}

#[cfg(test)]
mod tests;
