//! SBPL, the language of SATO.
use super::hex::hex;
use super::ink::{Patch, patches};
use super::{Abilities, Finish, Job, Language, Proof, Status, Tracking};
use crate::Bitmap;

/// SBPL.
#[derive(Clone, Copy, Debug)]
pub struct Sbpl;

/// What a picture of its own costs, in bytes of it, each of which is sent as two digits: place and size take 21,
/// and its last rows are filled up.
const OVERHEAD: usize = 14;

impl Language for Sbpl {
    fn id(&self) -> &'static str {
        "sbpl"
    }

    fn name(&self) -> &'static str {
        "SBPL (SATO)"
    }

    fn doubt(&self) -> Option<&'static str> {
        Some(
            "SATO's models take the label's size and darkness in different forms, and this is that of its newer \
             ones: look whether the test print sits where it should and is dark enough",
        )
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            dpi: &[203, 300],
            tracking: &[Tracking::Gap, Tracking::Mark, Tracking::Continuous],
            darkness: true,
            speed: Some(2..=12),
            cut: true,
        }
    }

    fn encode(&self, pages: &[Bitmap], job: &Job) -> Vec<u8> {
        let mut out = Vec::new();
        block(&mut out, |out| settings(out, job));
        for page in pages {
            block(&mut out, |out| {
                for patch in patches(page, OVERHEAD, usize::MAX) {
                    graphic(out, page, patch);
                }
                // Labels between two cuts; 0 keeps a cutter still (e series reference, “Cut”).
                command(
                    out,
                    match job.finish {
                        Finish::TearOff => "~A0",
                        Finish::Cut => "~A1",
                    },
                );
                command(out, &format!("Q{}", job.copies));
            });
        }
        out
    }

    fn recovery(&self) -> &'static [u8] {
        // CAN stops what is printing and empties the receive buffer, also in an error
        // (e series reference, “Bi-directional communications”).
        b"\x18"
    }

    fn status_query(&self) -> Option<&'static [u8]> {
        Some(b"\x05")
    }

    fn status_complete(&self, answer: &[u8]) -> bool {
        self.parse_status(answer).is_some()
    }

    fn parse_status(&self, answer: &[u8]) -> Option<Status> {
        (0..answer.len()).rev().find_map(|at| status(&answer[at..]))
    }

    fn proof(&self) -> Proof {
        Proof::Idle
    }
}

/// What stands between the two ends of a block, in the frame of the bi-directional protocols.
fn block(out: &mut Vec<u8>, content: impl FnOnce(&mut Vec<u8>)) {
    out.push(0x02);
    command(out, "A");
    content(out);
    command(out, "Z");
    out.push(0x03);
}

/// One command.
fn command(out: &mut Vec<u8>, text: &str) {
    out.push(0x1B);
    out.extend_from_slice(text.as_bytes());
}

/// Base point, speed, darkness, sensor and size. They are a block of their own, and in the order in which SATO's
/// driver sends them; the size is in dots, the height first.
fn settings(out: &mut Vec<u8>, job: &Job) {
    command(out, "A3V+00000H+0000");
    if let Some(speed) = job.speed {
        command(out, &format!("CS{}", speed.clamp(2, 12)));
    }
    if let Some(darkness) = job.darkness_in(1..=10) {
        command(out, &format!("#F{darkness}"));
    }
    // Reflective, through the stock, or none (e series reference, “Sensor type”).
    command(
        out,
        match job.tracking {
            Tracking::Gap => "IG1",
            Tracking::Mark => "IG0",
            Tracking::Continuous => "IG2",
        },
    );
    let (width, height) = job.media.dots(job.resolution);
    command(out, &format!("A1V{height:05}H{width:04}"));
}

/// Draws a part of a page in hexadecimal, in whole blocks of 8 × 8 dots (e series reference, “Graphics, custom”).
fn graphic(out: &mut Vec<u8>, page: &Bitmap, patch: Patch) {
    let dots = |n: usize| u32::try_from(n).expect("a page is small");
    let (across, down) = (dots(patch.columns()), dots(patch.rows().div_ceil(8)));
    // What fills up the last block is taken from before it where it would stand over the page's end.
    let left = (dots(patch.left) * 8).min(page.width().saturating_sub(across * 8));
    let top = dots(patch.top).min(page.height().saturating_sub(down * 8));
    let mut picture = Bitmap::new(across * 8, down * 8);
    picture.paste(page, -i64::from(left), -i64::from(top));
    command(out, &format!("H{left:04}"));
    command(out, &format!("V{top:04}"));
    command(out, &format!("GH{across:03}{down:03}"));
    out.extend(hex(picture.bytes()));
}

/// The answer to ENQ that begins here: job id, what it does, labels left and, but for older printers, the job's
/// name (e series reference, “Bi-directional communications”, and that of the DR300).
fn status(answer: &[u8]) -> Option<Status> {
    let (&start, frame) = answer.split_first()?;
    let ended = |length: usize| frame.get(length) == Some(&0x03);
    if start != 0x02 || !(ended(9) || ended(25)) {
        return None;
    }
    let number = |digits: &[u8]| {
        let text = std::str::from_utf8(digits).ok()?.trim();
        // Without a job there are spaces, in some models, where there are zeros in others.
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        match text {
            "" => Some(0),
            _ if digits => text.parse::<u32>().ok(),
            _ => None,
        }
    };
    number(&frame[..2])?;
    let mut status = state(frame[2])?;
    status.labels_left = number(&frame[3..9])?;
    Some(status)
}

/// What the letter says. Near ends of ribbon and buffer, which the letters also tell, are no trouble yet.
fn state(letter: u8) -> Option<Status> {
    let mut status = Status::default();
    match letter {
        b'0'..=b'4' | b'E' => status.paused = true,
        b'A'..=b'D' => {}
        b'G'..=b'J' | b'S'..=b'V' => status.busy = true,
        b'K' | b'W' => (status.busy, status.paused) = (true, true),
        b'M'..=b'P' => (status.busy, status.label_waiting) = (true, true),
        b'Q' => (status.label_waiting, status.paused) = (true, true),
        b'a' => status.buffer_full = true,
        b'b' => status.head_open = true,
        b'c' => status.paper_out = true,
        b'd' => status.ribbon_out = true,
        b'e' | b'f' => status.wrong_media = true,
        b'j' => status.cutter = true,
        b'g'..=b'k' => status.fault = true,
        _ => return None,
    }
    Some(status)
}

#[cfg(test)]
mod tests;
