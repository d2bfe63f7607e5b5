//! CPCL, the language of mobile Zebra printers and of many portable ones.
//!
//! Sources: Zebra's CPCL manual and Brother's CPCL reference; CUPS's `rastertolabel`, lprint and QZ Tray for
//! graphics that are known to print.
use super::ink::patches;
use super::{Abilities, Finish, Identity, Job, Language, Proof, Status, Tracking};
use crate::{Bitmap, Resolution};

/// CPCL.
#[derive(Clone, Copy, Debug)]
pub struct Cpcl;

/// `CG`, four numbers, their spaces and the line's end.
const OVERHEAD: usize = 23;

/// Bytes of a graphic at most: what a broken job leaves open, which [`Language::recovery`] fills up.
const GRAPHIC: usize = 4096;

/// A graphic that was cut off takes bytes until it has its number; NULs are no commands and feed nothing,
/// where empty lines would feed. `ABORT` ends a label without printing it.
const RECOVERY: [u8; GRAPHIC + 9] = {
    let mut bytes = [0; GRAPHIC + 9];
    let abort = *b"\r\nABORT\r\n";
    let mut i = 0;
    while i < abort.len() {
        bytes[GRAPHIC + i] = abort[i];
        i += 1;
    }
    bytes
};

impl Language for Cpcl {
    fn id(&self) -> &'static str {
        "cpcl"
    }

    fn name(&self) -> &'static str {
        "CPCL (portable printers)"
    }

    fn doubt(&self) -> Option<&'static str> {
        Some(
            "Portable printers differ in how they cut and in how dark and how fast their steps are",
        )
    }

    fn abilities(&self) -> Abilities {
        Abilities {
            dpi: &[203, 300],
            tracking: &[Tracking::Gap, Tracking::Mark, Tracking::Continuous],
            darkness: true,
            speed: Some(1..=4),
            cut: true,
        }
    }

    fn encode(&self, pages: &[Bitmap], job: &Job) -> Vec<u8> {
        // A restart before the job is no concern of it; one that the status tells of afterwards is.
        let mut out = b"\x1bN".to_vec();
        for page in pages {
            label(&mut out, page, job);
        }
        out
    }

    fn recovery(&self) -> &'static [u8] {
        &RECOVERY
    }

    fn status_query(&self) -> Option<&'static [u8]> {
        // The second takes away the mark of a restart, so that the next answer tells of a new one.
        Some(b"\x1bh\x1bN")
    }

    fn status_complete(&self, answer: &[u8]) -> bool {
        !answer.is_empty()
    }

    fn parse_status(&self, answer: &[u8]) -> Option<Status> {
        // One byte; a late answer to an earlier question may stand before it. More is another language.
        let (1..=4, Some(byte)) = (answer.len(), answer.last()) else {
            return None;
        };
        let bit = |n: u8| byte & 1 << n != 0;
        (byte & 0xE0 == 0).then(|| Status {
            busy: bit(0),
            paper_out: bit(1),
            head_open: bit(2),
            low_battery: bit(3),
            restarted: bit(4),
            ..Status::default()
        })
    }

    fn proof(&self) -> Proof {
        Proof::Idle
    }

    fn identity_query(&self) -> Option<&'static [u8]> {
        Some(b"\x1bv")
    }

    fn parse_identity(&self, answer: &[u8]) -> Option<Identity> {
        // Model and version in one, ended by NUL.
        let text = std::str::from_utf8(answer.strip_suffix(b"\0")?)
            .ok()?
            .trim();
        (text.len() >= 3 && text.bytes().all(|b| (b' '..=b'~').contains(&b))).then(|| Identity {
            model: text.to_owned(),
            ..Identity::default()
        })
    }
}

/// A session: what it prints stands between its first line and `PRINT`.
fn label(out: &mut Vec<u8>, page: &Bitmap, job: &Job) {
    let (width, height) = job.media.dots(job.resolution);
    // “200” is what the manual calls heads of 203 dpi.
    let dpi = match job.resolution {
        Resolution::Dpi203 => 200,
        Resolution::Dpi300 | Resolution::Inch300 => 300,
    };
    let copies = job.copies;
    let mut text = format!("! 0 {dpi} {dpi} {height} {copies}\r\nPAGE-WIDTH {width}\r\n");
    text += match job.tracking {
        Tracking::Gap => "GAP-SENSE\r\n",
        Tracking::Mark => "BAR-SENSE\r\n",
        Tracking::Continuous => "",
    };
    if let Some(darkness) = job.darkness {
        // From −99 to 200.
        let tone = (i32::from(darkness.min(100)) * 299 + 50) / 100 - 99;
        text += &format!("TONE {tone}\r\n");
    }
    if let Some(speed) = job.speed {
        // Steps from 0 to 5; the fastest is four inches a second, as lprint has it.
        text += &format!("SPEED {}\r\n", speed.clamp(1, 4) * 5 / 4);
    }
    out.extend(text.into_bytes());
    graphics(out, page);
    out.extend_from_slice(match job.finish {
        Finish::TearOff => b"",
        Finish::Cut => b"CUT\r\n",
    });
    out.extend_from_slice(match job.tracking {
        Tracking::Gap | Tracking::Mark => b"FORM\r\n",
        Tracking::Continuous => b"",
    });
    out.extend(b"PRINT\r\n");
}

/// `CG bytes rows x y ` and the rows; a set bit is black. `EG` is the same in hexadecimal, twice as long.
fn graphics(out: &mut Vec<u8>, page: &Bitmap) {
    for patch in patches(page, OVERHEAD, GRAPHIC) {
        let (x, y) = (patch.left * 8, patch.top);
        out.extend(format!("CG {} {} {x} {y} ", patch.columns(), patch.rows()).into_bytes());
        out.extend(patch.bytes(page).flatten());
        out.extend(b"\r\n");
    }
}

#[cfg(test)]
mod tests;
