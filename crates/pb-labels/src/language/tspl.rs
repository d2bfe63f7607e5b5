//! TSPL and TSPL2, the language of TSC and of most inexpensive label printers.
//!
//! Sources: TSC's TTP-244 Plus manual and Gprinter's GP-2120T manual; lprint for what is known to print on
//! Rollo, Munbyn, Phomemo and Vevor. Those know a part of it, and many never answer.
use super::ink::patches;
use super::{Abilities, Finish, Identity, Job, Language, Proof, Status, Tracking};
use crate::Bitmap;

/// TSPL.
#[derive(Clone, Copy, Debug)]
pub struct Tspl;

/// `BITMAP`, five numbers, their commas and the line's end.
const OVERHEAD: usize = 27;

/// Bytes of a graphic at most: what a broken job leaves open, which [`Language::recovery`] fills up.
const GRAPHIC: usize = 4096;

/// A graphic that was cut off takes bytes until it has its number; empty lines are no commands. Then the image
/// is cleared.
const RECOVERY: [u8; GRAPHIC + 7] = {
    let mut lines = [b'\n'; GRAPHIC + 7];
    let mut i = 0;
    while i < GRAPHIC {
        lines[i] = b'\r';
        i += 2;
    }
    let clear = *b"\r\nCLS\r\n";
    let mut i = 0;
    while i < clear.len() {
        lines[GRAPHIC + i] = clear[i];
        i += 1;
    }
    lines
};

impl Language for Tspl {
    fn id(&self) -> &'static str {
        "tspl"
    }

    fn name(&self) -> &'static str {
        "TSPL (TSC, Rollo, Munbyn and compatible)"
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
        let mut out = settings(job);
        for page in pages {
            out.extend(b"CLS\r\n");
            graphics(&mut out, page);
            out.extend(format!("PRINT 1,{}\r\n", job.copies).into_bytes());
        }
        out
    }

    fn recovery(&self) -> &'static [u8] {
        &RECOVERY
    }

    fn status_query(&self) -> Option<&'static [u8]> {
        // Answered at any time, also in error. `ESC !S` says more and is known to newer firmware only.
        Some(b"\x1b!?")
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
        Some(Status {
            head_open: bit(0) || bit(6),
            jam: bit(1),
            paper_out: bit(2),
            ribbon_out: bit(3),
            paused: bit(4),
            busy: bit(5),
            // “Environment temperature”: it does not say to which side.
            over_temperature: bit(7),
            ..Status::default()
        })
    }

    fn proof(&self) -> Proof {
        Proof::Idle
    }

    fn identity_query(&self) -> Option<&'static [u8]> {
        Some(b"~!T\r\n")
    }

    fn parse_identity(&self, answer: &[u8]) -> Option<Identity> {
        let text = std::str::from_utf8(answer).ok()?;
        let model = text.strip_suffix('\n').unwrap_or(text).strip_suffix('\r')?;
        let is_model = |c: char| c.is_ascii_alphanumeric() || " -+./()".contains(c);
        ((3..40).contains(&model.len())
            && model.starts_with(|c: char| c.is_ascii_alphabetic())
            && model.chars().all(is_model))
        .then(|| Identity {
            model: model.trim().to_owned(),
            ..Identity::default()
        })
    }
}

/// All that outlives a label.
fn settings(job: &Job) -> Vec<u8> {
    let (width, height) = job.media.size();
    let millimetres = |micrometres: i64| {
        let text = format!("{}.{:02}", micrometres / 1000, micrometres % 1000 / 10);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    let tracking = match job.tracking {
        Tracking::Gap => "GAP 3 mm,0 mm",
        Tracking::Mark => "BLINE 3 mm,0 mm",
        Tracking::Continuous => "GAP 0,0",
    };
    let finish = match job.finish {
        Finish::TearOff => "SET CUTTER OFF\r\nSET TEAR ON",
        // After each label.
        Finish::Cut => "SET TEAR OFF\r\nSET CUTTER 1",
    };
    let (width, height) = (millimetres(width), millimetres(height));
    // The first line's end closes what another program may have begun.
    let mut text = format!(
        "\r\nSIZE {width} mm,{height} mm\r\n{tracking}\r\nDIRECTION 0\r\nREFERENCE 0,0\r\n{finish}\r\n"
    );
    if let Some(darkness) = job.darkness_in(0..=15) {
        text += &format!("DENSITY {darkness}\r\n");
    }
    if let Some(speed) = job.speed {
        text += &format!("SPEED {}\r\n", speed.clamp(1, 12));
    }
    text.into_bytes()
}

/// `BITMAP x,y,bytes,rows,0,` and the rows, which replace what is there; a set bit is white. Padding at the
/// right is white too.
fn graphics(out: &mut Vec<u8>, page: &Bitmap) {
    for patch in patches(page, OVERHEAD, GRAPHIC) {
        let (x, y) = (patch.left * 8, patch.top);
        let (columns, rows) = (patch.columns(), patch.rows());
        out.extend(format!("BITMAP {x},{y},{columns},{rows},0,").into_bytes());
        out.extend(patch.bytes(page).flatten().map(|byte| !byte));
        out.extend(b"\r\n");
    }
}

#[cfg(test)]
mod tests;
