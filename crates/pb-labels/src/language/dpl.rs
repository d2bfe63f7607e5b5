//! DPL, the language of Datamax and Honeywell.
use super::hex::hex;
use super::{Abilities, Finish, Job, Language, Proof, Status, Tracking};
use crate::{Bitmap, DotRect};

/// DPL.
#[derive(Clone, Copy, Debug)]
pub struct Dpl;

/// Dots across one picture: a row's length is written in two hexadecimal digits, in bytes.
const STRIP: u32 = 240 * 8;

/// The most labels that can be asked for at once: 9999 means for ever (E-Class manual, “SOH E”).
const MOST_COPIES: u16 = 9998;

impl Language for Dpl {
    fn id(&self) -> &'static str {
        "dpl"
    }

    fn name(&self) -> &'static str {
        "DPL (Datamax, Honeywell)"
    }

    fn doubt(&self) -> Option<&'static str> {
        Some(
            "It was not tried on a Datamax printer whether it prints pictures the right way up and black on \
             white: compare the test print with the screen",
        )
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            dpi: &[203, 300],
            tracking: &[Tracking::Gap, Tracking::Mark, Tracking::Continuous],
            darkness: true,
            speed: Some(1..=12),
            cut: true,
        }
    }

    fn encode(&self, pages: &[Bitmap], job: &Job) -> Vec<u8> {
        let mut out = Vec::new();
        settings(&mut out, job);
        for page in pages {
            label(&mut out, page, job);
        }
        out
    }

    fn recovery(&self) -> &'static [u8] {
        // Ends a row that was cut off, a picture, and a label without printing it. SOH C would leave the printer
        // paused, SOH # away for seconds.
        b"\rFFFF\rX\r"
    }

    fn status_query(&self) -> Option<&'static [u8]> {
        Some(b"\x01A\x01E")
    }

    fn status_complete(&self, answer: &[u8]) -> bool {
        matches!(last_status(answer), Some((_, Some(_))))
    }

    fn parse_status(&self, answer: &[u8]) -> Option<Status> {
        let (flags, left) = last_status(answer)?;
        Some(Status {
            labels_left: left.unwrap_or(0),
            ..flags
        })
    }

    fn proof(&self) -> Proof {
        Proof::Idle
    }
}

/// Units, tracking and cutter: what stands outside a label. Lengths are in tenths of a millimetre.
fn settings(out: &mut Vec<u8>, job: &Job) {
    let length = tenths(job.media.size().1);
    system(out, "m");
    // How far it looks for the next label before it calls that an error: three times a label.
    system(out, &format!("M{:04}", (length * 3).min(9999)));
    match job.tracking {
        Tracking::Gap => {
            system(out, "c0000");
            system(out, "e");
        }
        Tracking::Mark => {
            system(out, "c0000");
            system(out, "r");
        }
        Tracking::Continuous => system(out, &format!("c{:04}", length.min(9999))),
    }
    system(
        out,
        match job.finish {
            Finish::TearOff => "V0",
            Finish::Cut => "V1",
        },
    );
}

/// Loads a page's ink as pictures, prints the label, and takes the pictures out of the memory again.
fn label(out: &mut Vec<u8>, page: &Bitmap, job: &Job) {
    let pictures = pictures(page, job);
    for (name, picture) in (0..).zip(&pictures) {
        load(out, name, &picture.dots);
    }
    let mut left = job.copies.get();
    while left > 0 {
        let copies = left.min(MOST_COPIES);
        left -= copies;
        system(out, "L");
        line(out, "D11");
        if let Some(heat) = job.darkness_in(0..=30) {
            line(out, &format!("H{heat:02}"));
        }
        if let Some(speed) = job.speed {
            // A is one inch a second, and each letter half an inch more.
            let letter = b'A' + (speed.clamp(1, 12) - 1) * 2;
            line(out, &format!("P{}", char::from(letter)));
        }
        for (name, picture) in (0..).zip(&pictures) {
            let (row, column) = (picture.row, picture.column);
            line(out, &format!("1Y11000{row:04}{column:04}pb{name}"));
        }
        line(out, &format!("Q{copies:04}"));
        line(out, "E");
    }
    for (name, _) in (0..).zip(&pictures) {
        let name: u8 = name;
        system(out, &format!("xCGpb{name}"));
    }
    if !pictures.is_empty() {
        system(out, "zC");
    }
}

/// A part of a page, and where its lower left corner is put, in tenths of a millimetre from that of the label.
struct Picture {
    row: u32,
    column: u32,
    dots: Bitmap,
}

/// The page's ink, in as many pictures beside each other as it needs.
fn pictures(page: &Bitmap, job: &Job) -> Vec<Picture> {
    let Some(ink) = page.ink() else {
        return Vec::new();
    };
    // Half a millimetre is a whole number of dots, and of tenths.
    let step = job.resolution.dots_per_metre() / 2_000;
    let below = (page.height() - ink.bottom) / step;
    let before = ink.left / step;
    (before * step..ink.right)
        .step_by(STRIP as usize)
        .map(|left| Picture {
            row: below * 5,
            column: left / step * 5,
            dots: page.crop(DotRect {
                left,
                top: ink.top,
                right: ink.right.min(left + STRIP),
                bottom: page.height() - below * step,
            }),
        })
        .collect()
}

/// Loads a picture in the 7-bit form: a record for each row, or for how often the last comes again. An image
/// grows upwards from its place as the label does, so its lowest row comes first: the other formats have a
/// form “flipped” for pictures that begin at the top (E-Class manual, “STX I” and “Image loading”).
fn load(out: &mut Vec<u8>, name: u8, dots: &Bitmap) {
    system(out, &format!("ICAFpb{name}"));
    let rows: Vec<&[u8]> = dots.rows().rev().collect();
    for same in rows.chunk_by(|a, b| a == b) {
        out.extend(format!("80{:02X}", dots.row_bytes()).into_bytes());
        out.extend(hex(same[0]));
        line(out, "");
        for again in same[1..].chunks(255) {
            line(out, &format!("0000FF{:02X}", again.len()));
        }
    }
    line(out, "FFFF");
}

/// A command outside a label.
fn system(out: &mut Vec<u8>, text: &str) {
    out.push(0x02);
    line(out, text);
}

fn line(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.push(b'\r');
}

fn tenths(micrometres: i64) -> u32 {
    u32::try_from((micrometres + 50) / 100).expect("sides are small and positive")
}

/// The newest flags of `SOH A`, and the labels left of `SOH E` where they follow.
fn last_status(answer: &[u8]) -> Option<(Status, Option<u32>)> {
    // Over a serial line XON and XOFF may stand among them.
    let clean: Vec<u8> = answer
        .iter()
        .copied()
        .filter(|b| !matches!(b, 0x11 | 0x13 | b'\n'))
        .collect();
    let mut lines: Vec<&[u8]> = clean.split(|b| *b == b'\r').collect();
    // What has no end yet is no line.
    lines.pop();
    let at = lines.iter().rposition(|line| flags(line).is_some())?;
    let left = lines[at + 1..].iter().find_map(|line| count(line));
    Some((flags(lines[at])?, left))
}

/// Interpreter busy, paper, ribbon, printing a batch, printing, paused, label presented, rewinder
/// (E-Class manual, “SOH A”).
fn flags(line: &[u8]) -> Option<Status> {
    let flag = |at: usize| match line.get(at) {
        Some(b'Y') => Some(true),
        Some(b'N') => Some(false),
        _ => None,
    };
    if line.len() != 8 {
        return None;
    }
    Some(Status {
        busy: flag(0)? | flag(3)? | flag(4)?,
        paper_out: flag(1)?,
        ribbon_out: flag(2)?,
        paused: flag(5)?,
        label_waiting: flag(6)?,
        fault: flag(7)?,
        ..Status::default()
    })
}

fn count(line: &[u8]) -> Option<u32> {
    let digits = matches!(line.len(), 4 | 5) && line.iter().all(u8::is_ascii_digit);
    digits.then(|| std::str::from_utf8(line).ok()?.parse().ok())?
}

#[cfg(test)]
mod tests;
