//! Dymo's second raster, as the LabelWriter 550, 5XL and Wireless read it (Dymo's own drivers for them).
use super::dymo::head_bytes;
use super::lines::graphic;
use super::{Condition, Desk, Dialect, Reader, When};
use pb_labels::{Bitmap, Tracking};

#[derive(Debug)]
pub(super) struct Dymo550;

const ESC: u8 = 0x1B;
/// What the bay says.
const BAY_OPEN: u8 = 1;
const EMPTY: u8 = 5;
const NOT_GENUINE: u8 = 10;

impl Dialect for Dymo550 {
    fn id(&self) -> &'static str {
        "dymo-550"
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::<Job>::default()
    }
}

/// The 32 bytes. The engine is 1 while it prints; the job is the one that holds the printer.
fn status(now: &Condition, job: u32) -> Vec<u8> {
    let mut bytes = vec![0; 32];
    let job = if now.busy() || now.partial { job } else { 0 };
    bytes[0] = u8::from(now.busy());
    bytes[1..5].copy_from_slice(&job.to_le_bytes());
    bytes[8] = u8::from(now.over_temperature);
    bytes[10] = match () {
        () if now.head_open => BAY_OPEN,
        () if now.foreign_media => NOT_GENUINE,
        () if now.paper_out => EMPTY,
        () => 0,
    };
    bytes
}

#[derive(Debug, Default)]
struct Job {
    /// Between `ESC s` and `ESC Q`.
    open: bool,
    index: Option<u16>,
    /// A label that was read and not yet fed.
    page: Option<Bitmap>,
    /// The last label was fed as far as the next one needs.
    fed: bool,
    length: Option<u32>,
}

impl Job {
    /// `ESC D 01 02`, lines and dots in four bytes each, and the lines one after the other.
    fn label(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let head = bytes.get(2..12)?;
        let four =
            |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let (lines, dots) = (four(2), four(6));
        if head[..2] != [1, 2] {
            desk.complain(format!("Dymo: ESC D {:?} is not one bit a dot", &head[..2]));
        }
        let most = u32::from(head_bytes(desk.stock)) * 8;
        if dots % 8 != 0 || dots > most || lines > 20_000 {
            desk.complain(format!(
                "Dymo: {lines} lines of {dots} dots on a head of {most}"
            ));
            return Some(12);
        }
        let length = (lines * (dots / 8)) as usize;
        let data = bytes.get(12..12 + length)?;
        if !self.open {
            desk.complain("Dymo: a label outside a job");
        }
        if self.index.take().is_none() {
            desk.complain("Dymo: a label without its index");
        }
        if self.page.is_some() {
            desk.complain("Dymo: a second label before the first was fed");
        }
        let (width, height) = (
            desk.stock.dots().0,
            self.length.unwrap_or(desk.stock.dots().1),
        );
        let mut page = Bitmap::new(width.min(most), height);
        desk.draw(&mut page, &graphic(dots / 8, lines, data.to_vec()), 0, 0);
        self.page = Some(page);
        Some(12 + length)
    }

    fn feed(&mut self, desk: &mut Desk<'_>) {
        match self.page.take() {
            Some(page) => {
                self.fed = true;
                desk.page(page, 1);
            }
            None => desk.complain("Dymo: a feed with nothing on the label"),
        }
    }

    fn argument(&mut self, letter: u8, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        match letter {
            b's' => {
                let id = bytes.get(2..6)?;
                let id = u32::from_le_bytes([id[0], id[1], id[2], id[3]]);
                if self.open {
                    desk.complain("Dymo: a job begins inside another");
                }
                if id == 0 {
                    desk.complain("Dymo: a job needs a number");
                }
                desk.memory.job = id;
                self.open = true;
                Some(6)
            }
            b'n' => {
                let index = bytes.get(2..4)?;
                self.index = Some(u16::from_le_bytes([index[0], index[1]]));
                Some(4)
            }
            b'L' => {
                let length = bytes.get(2..4)?;
                let length = u32::from(u16::from_le_bytes([length[0], length[1]]));
                // Zero leaves it to the roll, and the highest bit means a strip.
                self.length = Some(length).filter(|l| (1..0x8000).contains(l));
                desk.setup.size = self.length.map(|l| (desk.stock.dots().0, l));
                desk.setup.tracking = Some(if length < 0x8000 {
                    Tracking::Gap
                } else {
                    Tracking::Continuous
                });
                Some(4)
            }
            b'T' => {
                let how = *bytes.get(2)?;
                if !matches!(how, 0x10 | 0x20) {
                    desk.complain(format!("Dymo: ESC T {how:#04x} is no speed"));
                }
                Some(3)
            }
            b'C' => {
                let duty = *bytes.get(2)?;
                if duty > 200 {
                    desk.complain(format!("Dymo: ESC C {duty} is too dark"));
                }
                // The head's duty in percent; outside of these a label is hardly legible.
                desk.setup.darken(u32::from(duty), 75, 125);
                Some(3)
            }
            b'A' => {
                let lock = *bytes.get(2)?;
                if lock > 2 {
                    desk.complain(format!("Dymo: ESC A {lock} asks nothing"));
                }
                let job = desk.memory.job;
                desk.ask(When::Now, move |now| status(now, job));
                Some(3)
            }
            _ => {
                desk.complain(format!("Dymo: ESC {:?} is no command", char::from(letter)));
                Some(2)
            }
        }
    }
}

impl Reader for Job {
    fn step(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let first = *bytes.first()?;
        if first != ESC {
            desk.complain(format!("Dymo: {first:#04x} is no command"));
            return Some(1);
        }
        match *bytes.get(1)? {
            ESC => return Some(1),
            b'@' => {
                *self = Self::default();
                desk.memory.job = 0;
                desk.cancel();
            }
            b'h' | b'i' | b'e' => {}
            // To where it is torn off; the last label may have been fed before.
            b'E' if self.page.is_none() && self.fed => self.fed = false,
            b'G' | b'E' => self.feed(desk),
            b'Q' => {
                if !std::mem::take(&mut self.open) {
                    desk.complain("Dymo: a job ends that has not begun");
                }
                if self.page.take().is_some() {
                    desk.complain("Dymo: the last label was never fed");
                }
            }
            b'V' => desk.ask(When::Now, |_| {
                let mut version = b"PACKBENCH-SIM 5XL".to_vec();
                version.resize(34, 0);
                version
            }),
            b'D' => return self.label(bytes, desk),
            letter => return self.argument(letter, bytes, desk),
        }
        Some(2)
    }

    fn partial(&self) -> bool {
        self.open
    }
}
