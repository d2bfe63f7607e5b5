//! ESC/POS, the language of receipt printers, which print labels on strips.
//!
//! Sources: Epson's TM programmer's manual (`GS v 0`), Custom's TG02H and Zebra's ZQ110 manuals (status), QZ
//! Tray and lprint for graphics that are known to print.
use super::{Abilities, Finish, Job, Language, Proof, Status, Tracking};
use crate::Bitmap;
use std::ops::Range;

/// ESC/POS.
#[derive(Clone, Copy, Debug)]
pub struct EscPos;

/// `GS v 0`, its mode and two numbers.
const OVERHEAD: usize = 8;

/// Rows of a slice at most: more overruns the buffer of many printers.
const ROWS: usize = 255;

/// Bytes of a slice at most, for the same reason; and what a broken job leaves open, which
/// [`Language::recovery`] fills up.
const SLICE: usize = 4096;

/// A slice that was cut off takes bytes until it has its number; NULs are no commands and feed nothing. Then
/// the printer is reset.
const RECOVERY: [u8; SLICE + 2] = {
    let mut bytes = [0; SLICE + 2];
    bytes[SLICE] = 0x1B;
    bytes[SLICE + 1] = b'@';
    bytes
};

/// `DLE EOT n` is answered at once, also in error: the printer, why it is offline, its error, its paper.
const STATUS: &[u8] = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04";

/// `GS r 1` is answered when all before it is printed, and not while the printer stands.
const IN_TURN: &[u8] = b"\x1dr\x01";

impl Language for EscPos {
    fn id(&self) -> &'static str {
        "esc-pos"
    }

    fn name(&self) -> &'static str {
        "ESC/POS (receipt printers)"
    }

    fn doubt(&self) -> Option<&'static str> {
        Some(
            "It feeds by length and cannot look for gaps or marks, and printers differ in how they cut",
        )
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            dpi: &[203],
            tracking: &[Tracking::Continuous],
            darkness: false,
            speed: None,
            cut: true,
        }
    }

    fn encode(&self, pages: &[Bitmap], job: &Job) -> Vec<u8> {
        let mut out = b"\x1b@".to_vec();
        for page in pages {
            for _ in 0..job.copies.get() {
                raster(&mut out, page);
                if job.finish == Finish::Cut {
                    // Feeds what is printed past the cutter, and cuts.
                    out.extend(b"\x1dV\x42\0");
                }
            }
        }
        out
    }

    fn recovery(&self) -> &'static [u8] {
        &RECOVERY
    }

    fn status_query(&self) -> Option<&'static [u8]> {
        Some(STATUS)
    }

    fn status_complete(&self, answer: &[u8]) -> bool {
        let (at_once, in_turn) = sort(answer);
        in_turn.is_some() || (!at_once.is_empty() && at_once.len().is_multiple_of(4))
    }

    fn parse_status(&self, answer: &[u8]) -> Option<Status> {
        let (at_once, in_turn) = sort(answer);
        let mut status = Status::default();
        match at_once.as_slice() {
            [] => in_turn.map(drop)?,
            // They look alike and are told apart by their order.
            [.., printer, cause, error, paper] if at_once.len().is_multiple_of(4) => {
                status.head_open = cause & 1 << 2 != 0;
                status.paper_out = cause & 1 << 5 != 0 || paper & 0x60 != 0;
                status.cutter = error & 1 << 3 != 0;
                // What passes by itself is the head's heat.
                status.over_temperature = error & 1 << 6 != 0;
                let unnamed = cause & 1 << 6 != 0 || printer & 1 << 3 != 0;
                status.fault = error & 1 << 5 != 0
                    || (unnamed
                        && status
                            == Status {
                                fault: false,
                                ..Status::default()
                            });
            }
            _ => return None,
        }
        status.paper_out |= in_turn.is_some_and(|byte| byte & 0x0C != 0);
        Some(status)
    }

    fn proof(&self) -> Proof {
        Proof::InTurn(IN_TURN)
    }
}

/// `GS v 0`: rows of a slice, cut off behind the last ink of any of them; a set bit is black. White is a slice
/// one byte wide: `ESC J` would be shorter, and its unit is not a dot on all printers.
fn raster(out: &mut Vec<u8>, page: &Bitmap) {
    let rows: Vec<&[u8]> = page.rows().collect();
    let ink: Vec<usize> = rows
        .iter()
        .map(|row| row.iter().rposition(|b| *b != 0).map_or(1, |at| at + 1))
        .collect();
    for slice in slices(&ink) {
        let columns = ink[slice.clone()].iter().copied().max().unwrap_or(1);
        let [x_low, x_high] = low_high(columns);
        let [y_low, y_high] = low_high(slice.len());
        out.extend([0x1D, b'v', b'0', 0, x_low, x_high, y_low, y_high]);
        out.extend(rows[slice].iter().flat_map(|row| &row[..columns]));
    }
}

fn low_high(number: usize) -> [u8; 2] {
    u16::try_from(number)
        .expect("no page is half a million dots wide")
        .to_le_bytes()
}

/// Where to cut rows of these widths into slices, so that the fewest bytes are sent.
fn slices(widths: &[usize]) -> Vec<Range<usize>> {
    // What the rows up to here cost at least, and where their last slice begins.
    let mut best = vec![(0usize, 0usize)];
    for end in 1..=widths.len() {
        let mut widest = 0;
        let mut cheapest = (usize::MAX, 0);
        for begin in (end.saturating_sub(ROWS)..end).rev() {
            widest = widest.max(widths[begin]);
            let bytes = widest * (end - begin);
            if bytes > SLICE && begin + 1 < end {
                break;
            }
            cheapest = cheapest.min((best[begin].0 + OVERHEAD + bytes, begin));
        }
        best.push(cheapest);
    }
    let mut slices = Vec::new();
    let mut end = widths.len();
    while end > 0 {
        let begin = best[end].1;
        slices.push(begin..end);
        end = begin;
    }
    slices.reverse();
    slices
}

/// Answers of `DLE EOT`, and the last one of `GS r`: the fixed bits tell them apart, and from XON and XOFF.
fn sort(answer: &[u8]) -> (Vec<u8>, Option<u8>) {
    let at_once = answer
        .iter()
        .copied()
        .filter(|b| b & 0x93 == 0x12)
        .collect();
    let in_turn = answer.iter().copied().rfind(|b| b & 0x90 == 0);
    (at_once, in_turn)
}

#[cfg(test)]
mod tests;
