//! EPL2, the page mode of older Zebra and Eltron printers.
//!
//! Sources: Zebra's EPL2 programmer's manual 980352 and programming guide 14245L; CUPS's `rastertolabel` and
//! lprint for graphics that are known to print.
use super::ink::patches;
use super::{Abilities, Finish, Identity, Job, Language, Proof, Status, Tracking};
use crate::Bitmap;

/// EPL2.
#[derive(Clone, Copy, Debug)]
pub struct Epl;

/// `GW`, four numbers, their commas and the line's end.
const OVERHEAD: usize = 22;

/// Bytes of a graphic at most: what a broken job leaves open, which [`Language::recovery`] fills up.
const GRAPHIC: usize = 4096;

/// Between two labels or across a mark, in tenths of a millimetre: what nearly all stock has. The printer
/// measures it itself; the number only tells it what to look for.
const GAP: u32 = 30;

/// A graphic that was cut off takes bytes until it has its number; empty lines are no commands. Then nothing of
/// it stays in the image.
const RECOVERY: [u8; GRAPHIC + 3] = {
    let mut lines = [b'\n'; GRAPHIC + 3];
    lines[GRAPHIC + 1] = b'N';
    lines
};

const ACK: u8 = 0x06;
const NAK: u8 = 0x15;

impl Language for Epl {
    fn id(&self) -> &'static str {
        "epl"
    }

    fn name(&self) -> &'static str {
        "EPL2 (Zebra and Eltron)"
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            dpi: &[203, 300],
            tracking: &[Tracking::Gap, Tracking::Mark, Tracking::Continuous],
            darkness: true,
            speed: Some(1..=6),
            cut: true,
        }
    }

    fn document_format(&self) -> Option<pb_domain::Format> {
        Some(pb_domain::Format::Epl)
    }

    fn before_document(&self) -> &'static [u8] {
        // The empty line ends what another program may have begun. US makes the printer tell of each label
        // that is out, and of errors (14245L, US).
        b"\nUS\n"
    }

    fn encode(&self, pages: &[Bitmap], job: &Job) -> Vec<u8> {
        let mut out = self.before_document().to_vec();
        for page in pages {
            let (width, height) = job.media.dots(job.resolution);
            let gap = GAP * job.resolution.dots_per_metre() / 10_000;
            let tracking = match job.tracking {
                Tracking::Gap => format!("{gap}"),
                // An offset is required with marks (14245L, Q).
                Tracking::Mark => format!("B{gap}+0"),
                Tracking::Continuous => "0".to_owned(),
            };
            // Before N: Q and q clear the image themselves on some models. R and Z undo what outlives a label.
            out.extend(format!("Q{height},{tracking}\nq{width}\nR0,0\nZT\n").into_bytes());
            if let Some(speed) = job.speed {
                out.extend(format!("S{}\n", speed.clamp(1, 6)).into_bytes());
            }
            if let Some(darkness) = job.darkness_in(0..=15) {
                out.extend(format!("D{darkness}\n").into_bytes());
            }
            out.extend(b"N\n");
            graphics(&mut out, page);
            match job.finish {
                Finish::TearOff => out.extend(format!("P{}\n", job.copies).into_bytes()),
                // C cuts now, so each copy is printed by itself; the image stays until N.
                Finish::Cut => {
                    for _ in 0..job.copies.get() {
                        out.extend(b"P1\nC\n");
                    }
                }
            }
        }
        out
    }

    fn recovery(&self) -> &'static [u8] {
        &RECOVERY
    }

    fn status_query(&self) -> Option<&'static [u8]> {
        Some(b"^ee\r")
    }

    fn status_complete(&self, answer: &[u8]) -> bool {
        let (reports, rest) = read(answer);
        !reports.is_empty() && rest.is_empty()
    }

    fn parse_status(&self, answer: &[u8]) -> Option<Status> {
        let (reports, _) = read(answer);
        (!reports.is_empty()).then(|| {
            let mut status = Status::default();
            // What it is now comes last; labels that came out meanwhile are all counted.
            for report in reports {
                match report {
                    Report::Printed => status.finished += 1,
                    Report::Codes(codes, left) => {
                        let finished = status.finished;
                        status = of_codes(&codes);
                        status.finished = finished;
                        status.labels_left = left;
                    }
                }
            }
            status
        })
    }

    fn proof(&self) -> Proof {
        Proof::Reports
    }

    fn identity_query(&self) -> Option<&'static [u8]> {
        Some(b"UQ\r\n")
    }

    fn parse_identity(&self, answer: &[u8]) -> Option<Identity> {
        let text = std::str::from_utf8(answer).ok()?;
        let mut lines = text.split_inclusive('\n').filter_map(|line| {
            let whole = line.strip_suffix('\n')?.trim();
            (!whole.is_empty()).then_some(whole)
        });
        // The model and its firmware, as in `UKQ1935HLU V4.29`; the size line shows that all before is there.
        let (model, firmware) = lines.next()?.rsplit_once(' ')?;
        let is_version =
            |v: &str| v.starts_with('V') && v[1..].starts_with(|c: char| c.is_ascii_digit());
        let is_size = |line: &str| {
            let mut words = line.split(' ');
            let mut number = |first| {
                words
                    .next()
                    .and_then(|w| w.strip_prefix(first))
                    .is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit()))
            };
            number('q') && number('Q')
        };
        (is_version(firmware) && lines.any(is_size)).then(|| Identity {
            model: model.trim().to_owned(),
            firmware: firmware.to_owned(),
            ..Identity::default()
        })
    }
}

/// `GWx,y,bytes,rows,` and the rows; a set bit is white. Padding at the right is white too.
fn graphics(out: &mut Vec<u8>, page: &Bitmap) {
    for patch in patches(page, OVERHEAD, GRAPHIC) {
        let (x, y) = (patch.left * 8, patch.top);
        out.extend(format!("GW{x},{y},{},{},", patch.columns(), patch.rows()).into_bytes());
        out.extend(patch.bytes(page).flatten().map(|byte| !byte));
        out.push(b'\n');
    }
}

/// One thing that a printer said.
#[derive(Debug, PartialEq, Eq)]
enum Report {
    /// ACK: a label is out.
    Printed,
    /// Codes of errors, by itself after NAK or in answer to `^ee`, and labels left.
    Codes(Vec<u8>, u32),
}

/// What a printer said, in order, and what of it is not whole yet.
fn read(answer: &[u8]) -> (Vec<Report>, &[u8]) {
    let mut reports = Vec::new();
    let mut rest = answer;
    while let Some((first, after)) = rest.split_first() {
        match *first {
            ACK => {
                reports.push(Report::Printed);
                rest = after;
            }
            // NAK, two digits, P and three digits, with UT also L and five; then the line may end.
            NAK => {
                let Some((code, tail)) = digits(after, 2) else {
                    break;
                };
                let Some((left, tail)) = tail.strip_prefix(b"P").and_then(|t| digits(t, 3)) else {
                    break;
                };
                let lines = tail.strip_prefix(b"L").map(|t| digits(t, 5));
                let tail = match lines {
                    Some(Some((_, tail))) => tail,
                    Some(None) => break,
                    None => tail,
                };
                reports.push(Report::Codes(
                    vec![u8::try_from(code).unwrap_or(u8::MAX)],
                    left,
                ));
                rest = tail;
            }
            b'\r' | b'\n' | 0x11 | 0x13 => rest = after,
            _ => {
                let Some(end) = rest.iter().position(|b| *b == b'\n') else {
                    break;
                };
                let line = rest[..end].trim_ascii_end();
                let codes: Option<Vec<u8>> = line
                    .split(|b| *b == b',')
                    .map(|code| match digits(code, 2) {
                        Some((code, [])) => u8::try_from(code).ok(),
                        _ => None,
                    })
                    .collect();
                // A line that is none is not for us.
                reports.extend(codes.map(|codes| Report::Codes(codes, 0)));
                rest = &rest[end + 1..];
            }
        }
    }
    (reports, rest)
}

/// A number of so many digits, and what follows.
fn digits(bytes: &[u8], count: usize) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_at_checked(count)?;
    let text = std::str::from_utf8(number).ok()?;
    text.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
    Some((text.parse().ok()?, rest))
}

/// The codes of 14245L, “Error and status reporting”.
fn of_codes(codes: &[u8]) -> Status {
    let mut status = Status::default();
    for code in codes {
        match code {
            0 => {}
            4 => status.buffer_full = true,
            7 => status.paper_out = true,
            11 => status.head_open = true,
            12 => status.paused = true,
            13 | 14 => status.over_temperature = true,
            15 | 16 => status.low_battery = true,
            50 => status.busy = true,
            81 => status.cutter = true,
            84 => status.wrong_media = true,
            _ => status.fault = true,
        }
    }
    status
}

#[cfg(test)]
mod tests;
