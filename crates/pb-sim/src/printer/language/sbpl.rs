//! SBPL, as SATO's printers read it (SATO's GL4xxe, DR300, M84xx and S84-ex manuals).
use super::lines::{graphic, hex, number, text};
use super::{Condition, Desk, Dialect, Reader, When};
use pb_labels::{Bitmap, Finish, Tracking};

#[derive(Debug)]
pub(super) struct Sbpl;

const ESC: u8 = 0x1B;
const SOH: u8 = 0x01;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const ENQ: u8 = 0x05;
const ACK: u8 = 0x06;
const NAK: u8 = 0x15;
const CAN: u8 = 0x18;

impl Dialect for Sbpl {
    fn id(&self) -> &'static str {
        "sbpl"
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::<Label>::default()
    }
}

/// The letter of Status 4.
fn letter(now: &Condition) -> u8 {
    match () {
        () if now.head_open => b'b',
        () if now.paper_out => b'c',
        () if now.ribbon_out => b'd',
        () if now.over_temperature => b'g',
        () if now.buffer_full => b'a',
        () if now.foreign_media => b'e',
        // Off line, at its button.
        () if now.paused => b'0',
        () if now.busy() => b'G',
        () => b'A',
    }
}

/// Status 4: `STX`, a job's number, a letter, labels left, the job's name, `ETX`.
fn status(now: &Condition, job: u32, name: &[u8]) -> Vec<u8> {
    let (job, left) = (job % 100, now.left_in_all.min(999_999));
    let mut answer = vec![STX];
    answer.extend(match job {
        0 => b"  ".to_vec(),
        job => format!("{job:02}").into_bytes(),
    });
    answer.push(letter(now));
    answer.extend(format!("{left:06}").into_bytes());
    answer.extend((0..16).map(|at| name.get(at).copied().unwrap_or(b' ')));
    answer.push(ETX);
    answer
}

/// What is between `ESC A` and `ESC Z`.
#[derive(Debug, Default)]
struct Label {
    page: Option<Bitmap>,
    at: (u32, u32),
    origin: (u32, u32),
    copies: u32,
    drawn: bool,
    /// Something in it was not understood: the printer refuses the whole of it.
    bad: bool,
}

impl Label {
    fn wrong(&mut self, what: String, desk: &mut Desk<'_>) {
        self.bad = true;
        desk.complain(what);
    }

    fn page_size(&mut self, size: (u32, u32), desk: &mut Desk<'_>) {
        if self.drawn {
            self.wrong(
                "SBPL: the label's size after drawing on it".to_owned(),
                desk,
            );
        }
        desk.setup.size = Some(size);
        self.page = Some(Bitmap::new(size.0, size.1));
    }

    /// `G`, `H` or `B`, bytes across and eights of rows in three digits each, then the dots, 1 for black.
    fn graphic(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let head = bytes.get(1..9)?;
        let is_hex = match head[1] {
            b'H' => true,
            b'B' => false,
            other => {
                self.wrong(format!("SBPL: G{} is no graphic", char::from(other)), desk);
                return Some(3);
            }
        };
        let digits = |part: &[u8]| {
            part.iter()
                .all(u8::is_ascii_digit)
                .then(|| number::<u32>(part))
                .flatten()
        };
        let (Some(width), Some(eights)) = (digits(&head[2..5]), digits(&head[5..8])) else {
            self.wrong(format!("SBPL: {} has bad numbers", text(head)), desk);
            return Some(9);
        };
        let size = (width * eights * 8) as usize;
        let length = if is_hex { size * 2 } else { size };
        let here = &bytes[9..bytes.len().min(9 + length)];
        // Digits end where a control code stands.
        if let Some(at) = here.iter().position(|b| is_hex && *b < b' ') {
            self.wrong("SBPL: GH is cut off".to_owned(), desk);
            return Some(9 + at);
        }
        let data = bytes.get(9..9 + length)?;
        let data = if is_hex {
            hex(data)
        } else {
            Some(data.to_vec())
        };
        let Some(data) = data else {
            self.wrong(
                "SBPL: GH with what is no hexadecimal digit".to_owned(),
                desk,
            );
            return Some(9 + length);
        };
        self.drawn = true;
        let (x, y) = (self.at.0 + self.origin.0, self.at.1 + self.origin.1);
        let drawing = graphic(width, eights * 8, data);
        match &mut self.page {
            Some(page) => {
                // The last eight rows are filled up with white.
                let ink = drawing.ink().map_or(0, |ink| ink.bottom);
                let rows = ink.max(drawing.height().min(page.height().saturating_sub(y)));
                let cut = drawing.crop(pb_labels::DotRect {
                    left: 0,
                    top: 0,
                    right: drawing.width(),
                    bottom: if drawing.height() - ink < 8 {
                        rows
                    } else {
                        drawing.height()
                    },
                });
                desk.draw(page, &cut, x, y);
            }
            None => self.wrong("SBPL: a graphic outside a label".to_owned(), desk),
        }
        Some(9 + length)
    }

    /// The length of the command that begins after `ESC`: up to the next control code.
    fn command(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        if *bytes.get(1)? == b'G' {
            return self.graphic(bytes, desk);
        }
        // `ESC Z` ends a label with nothing after it; all others end where the next begins.
        if bytes[1] == b'Z' {
            self.end(desk);
            return Some(2);
        }
        let length = bytes[1..].iter().position(|b| *b < b' ')?;
        let command = text(&bytes[1..=length]);
        if command == "A" {
            if self.page.is_some() {
                desk.complain("SBPL: ESC A inside a label");
            }
            let (width, height) = desk.size();
            *self = Self {
                page: Some(Bitmap::new(width, height)),
                copies: 1,
                ..Self::default()
            };
        } else if self.page.is_none() {
            desk.complain(format!("SBPL: {command} outside a label"));
        } else {
            self.inside(&command, desk);
        }
        Some(length + 1)
    }

    fn inside(&mut self, command: &str, desk: &mut Desk<'_>) {
        let number = |start: &str| -> Option<u32> {
            let digits = command.strip_prefix(start)?;
            let is_number =
                (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            is_number.then(|| digits.parse().ok()).flatten()
        };
        if let Some(sizes) = command.strip_prefix("A1") {
            match size(sizes) {
                Some(size) => self.page_size(size, desk),
                None => self.wrong(format!("SBPL: {command} is no size"), desk),
            }
        } else if let Some(origin) = command.strip_prefix("A3") {
            match moved(origin) {
                Some(origin) => self.origin = origin,
                None => self.wrong(format!("SBPL: {command} is no origin"), desk),
            }
        } else if let Some(x) = number("H") {
            self.at.0 = x;
        } else if let Some(y) = number("V") {
            self.at.1 = y;
        } else if let Some(copies) = number("Q").filter(|copies| *copies > 0) {
            self.copies = copies;
        } else if let Some(speed @ 1..=18) = number("CS") {
            desk.setup.hurry(speed);
        } else if let Some(job @ 1..=99) = number("ID") {
            desk.memory.job = job;
        } else if let Some(name) = command.strip_prefix("WK").filter(|n| n.len() <= 16) {
            desk.memory.job_name = name.as_bytes().to_vec();
        } else if let Some(sensor @ 0..=2) = number("IG") {
            desk.setup.tracking = Some(match sensor {
                0 => Tracking::Mark,
                1 => Tracking::Gap,
                _ => Tracking::Continuous,
            });
        } else if let Some(rest) = command.strip_prefix("#E") {
            let digits = rest.trim_end_matches(|c: char| c.is_ascii_uppercase());
            match digits.parse::<u32>() {
                Ok(darkness @ 1..=10) => {
                    let most = if darkness > 5 { 10 } else { 5 };
                    desk.setup.darken(darkness, 1, most);
                }
                _ => self.wrong(format!("SBPL: {command} is no darkness"), desk),
            }
        } else if let Some(darkness @ 1..=10) = number("#F") {
            desk.setup.darken(darkness, 1, 10);
        } else if let Some(cut) = number("~")
            .or_else(|| number("CT"))
            .or_else(|| number("~A"))
        {
            desk.setup.finish = Some(if cut > 0 {
                Finish::Cut
            } else {
                Finish::TearOff
            });
        } else if let Some(how) = number("PM") {
            // 0 continuous, 1 tear-off, 2 and 3 cutter, 4 to 6 peeler and the like.
            desk.setup.finish = Some(match how {
                2 | 3 => Finish::Cut,
                _ => Finish::TearOff,
            });
        } else if command == "NC" {
            desk.setup.finish = Some(Finish::TearOff);
        } else if !matches!(command, "AR" | "AX" | "%0" | "L0101" | "P00" | "EX0") {
            self.wrong(format!("SBPL: {command} is no command"), desk);
        }
    }

    fn end(&mut self, desk: &mut Desk<'_>) {
        let label = std::mem::take(self);
        match label.page {
            Some(_) if label.bad => desk.ask(When::Now, |_| vec![NAK]),
            Some(page) => {
                desk.ask(When::Now, |now| {
                    if now.buffer_full {
                        vec![NAK]
                    } else {
                        vec![ACK]
                    }
                });
                if label.drawn {
                    desk.page(page, label.copies);
                }
            }
            None => desk.complain("SBPL: ESC Z without ESC A"),
        }
    }
}

/// `VVVVHHHH`, or with five digits each, or `V01218H00812`: height, then width.
fn size(digits: &str) -> Option<(u32, u32)> {
    let (height, width) = match digits.strip_prefix('V') {
        Some(rest) => rest.split_once('H')?,
        None if digits.len() == 8 => digits.split_at(4),
        None if digits.len() == 10 => digits.split_at(5),
        None => return None,
    };
    let (width, height) = (width.parse().ok()?, height.parse().ok()?);
    (width > 0 && height > 0).then_some((width, height))
}

/// `V+0000H+0000`: everything is moved down and right.
fn moved(origin: &str) -> Option<(u32, u32)> {
    let (down, right) = origin.strip_prefix('V')?.split_once('H')?;
    Some((right.parse().ok()?, down.parse().ok()?))
}

impl Reader for Label {
    fn step(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        match *bytes.first()? {
            ESC => return self.command(bytes, desk),
            ENQ => {
                let (job, name) = (desk.memory.job, desk.memory.job_name.clone());
                desk.ask(When::Now, move |now| status(now, job, &name));
            }
            CAN => {
                *self = Self::default();
                desk.cancel();
                desk.ask(When::Now, |_| vec![ACK]);
            }
            // Some firmware wants its questions after SOH; the frame around a job says nothing.
            SOH | STX | ETX | b'\r' | b'\n' | 0 => {}
            other => {
                desk.complain(format!(
                    "SBPL: {:?} where a command should be",
                    char::from(other)
                ));
            }
        }
        Some(1)
    }

    fn partial(&self) -> bool {
        self.page.is_some()
    }
}
