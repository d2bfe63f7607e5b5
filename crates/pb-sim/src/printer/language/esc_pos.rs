//! ESC/POS, as receipt printers and small label printers read it (Custom's TG02H and TPTCM manuals, Zebra's
//! ZQ110 ESC/POS manual, Epson's command reference).
use super::lines::graphic;
use super::{Condition, Desk, Dialect, Happening, Memory, Reader, When};
use pb_labels::{Bitmap, Finish};

#[derive(Debug)]
pub(super) struct EscPos;

const ESC: u8 = 0x1B;
const GS: u8 = 0x1D;
const DLE: u8 = 0x10;
const EOT: u8 = 0x04;
const LF: u8 = 0x0A;
const FF: u8 = 0x0C;
/// More rows in one graphic overrun the buffers of most printers.
const MOST_ROWS: u32 = 255;

impl Dialect for EscPos {
    fn id(&self) -> &'static str {
        "esc-pos"
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Strip {
            spacing: 30,
            ..Strip::default()
        })
    }

    fn report(&self, happening: Happening, now: &Condition, memory: &Memory) -> Vec<u8> {
        match (happening, memory.reports) {
            (Happening::Stopped | Happening::Mended, Some(_)) => automatic(now),
            _ => Vec::new(),
        }
    }
}

fn is_offline(now: &Condition) -> bool {
    now.stopped()
}

/// `DLE EOT n`: bits 1 and 4 are always set, 0 and 7 never.
fn real_time(which: u8, now: &Condition) -> Vec<u8> {
    let bits = match which {
        1 => u8::from(is_offline(now)) << 3,
        2 => {
            u8::from(now.head_open) << 2
                | u8::from(now.paper_out) << 5
                | u8::from(now.over_temperature) << 6
        }
        // Heat is an error that ends by itself.
        3 => u8::from(now.over_temperature) << 6,
        4 => u8::from(now.paper_out) * 0x60,
        _ => return Vec::new(),
    };
    vec![0x12 | bits]
}

/// The four bytes of the automatic status.
fn automatic(now: &Condition) -> Vec<u8> {
    vec![
        0x10 | u8::from(is_offline(now)) << 3 | u8::from(now.head_open) << 5,
        u8::from(now.over_temperature) << 6,
        u8::from(now.paper_out) * 0x0C,
        0,
    ]
}

/// `GS r 1` and `ESC v`.
fn paper(now: &Condition) -> Vec<u8> {
    vec![u8::from(now.paper_out) * 0x0C]
}

/// The paper that passed the head since the last label's end.
#[derive(Debug, Default)]
struct Strip {
    rows: Vec<Placed>,
    /// Dots fed.
    fed: u32,
    /// What `ESC 3` set: the feed of a line.
    spacing: u32,
    /// Dots of this line that are printed on (`ESC *`).
    column: u32,
    left: u32,
}

#[derive(Debug)]
struct Placed {
    x: u32,
    y: u32,
    graphic: Bitmap,
}

impl Strip {
    fn feed(&mut self, rows: u32, desk: &mut Desk<'_>) {
        self.fed += rows;
        self.end_where_the_stock_ends(desk);
    }

    /// Stock of a length is through once that much was fed.
    fn end_where_the_stock_ends(&mut self, desk: &mut Desk<'_>) {
        let height = desk.stock.dots().1;
        if self.fed >= height && !self.rows.is_empty() {
            self.end(desk);
        }
    }

    /// The label ends here.
    fn end(&mut self, desk: &mut Desk<'_>) {
        let (width, height) = desk.stock.dots();
        let placed = std::mem::take(&mut self.rows);
        self.fed = 0;
        self.column = 0;
        if placed.is_empty() {
            return;
        }
        let mut page = Bitmap::new(width, height);
        for Placed { x, y, graphic } in placed {
            desk.draw(&mut page, &graphic, x, y);
        }
        desk.page(page, 1);
    }

    /// `GS v 0 m xL xH yL yH` and then the dots, 1 for black.
    fn raster(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let head = bytes.get(3..8)?;
        let (mode, width) = (head[0], u32::from(u16::from_le_bytes([head[1], head[2]])));
        let rows = u32::from(u16::from_le_bytes([head[3], head[4]]));
        let length = (width * rows) as usize;
        let data = bytes.get(8..8 + length)?.to_vec();
        if !matches!(mode, 0 | 0x30) {
            desk.complain(format!(
                "ESC/POS: GS v 0 with scale {mode}: the dots would be doubled"
            ));
        }
        if width == 0 || rows == 0 {
            desk.complain("ESC/POS: GS v 0 with no dots");
            return Some(8 + length);
        }
        if rows > MOST_ROWS {
            desk.complain(format!(
                "ESC/POS: {rows} rows in one graphic overrun the buffers of most printers"
            ));
        }
        let (x, y) = (self.left, self.fed);
        self.rows.push(Placed {
            x,
            y,
            graphic: graphic(width, rows, data),
        });
        self.feed(rows, desk);
        Some(8 + length)
    }

    /// `ESC * m nL nH` and then columns of 8 or 24 dots.
    fn columns(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let head = bytes.get(2..5)?;
        let count = usize::from(u16::from_le_bytes([head[1], head[2]]));
        let (high, wide) = match head[0] {
            0 => (1, 2),
            1 => (1, 1),
            32 => (3, 2),
            33 => (3, 1),
            mode => {
                desk.complain(format!("ESC/POS: ESC * has no mode {mode}"));
                return Some(5);
            }
        };
        let data = bytes.get(5..5 + count * high)?;
        // Of single density each dot is two wide; of 8 dots each is three high.
        let tall: u32 = if high == 1 { 3 } else { 1 };
        let columns = u32::from(u16::from_le_bytes([head[1], head[2]]));
        let mut drawing = Bitmap::new(columns * wide, 24);
        for (x, column) in (0u32..).zip(data.chunks(high)) {
            for (byte, bits) in (0u32..).zip(column) {
                for bit in (0..8u32).filter(|bit| bits & (0x80 >> bit) != 0) {
                    for (dx, dy) in (0..wide).flat_map(|dx| (0..tall).map(move |dy| (dx, dy))) {
                        drawing.set(x * wide + dx, (byte * 8 + bit) * tall + dy, true);
                    }
                }
            }
        }
        let (x, y) = (self.left + self.column, self.fed);
        self.column += columns * wide;
        self.rows.push(Placed {
            x,
            y,
            graphic: drawing,
        });
        Some(5 + count * high)
    }

    fn escape(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let argument = || bytes.get(2).copied();
        match *bytes.get(1)? {
            b'@' => {
                self.end(desk);
                *self = Self {
                    spacing: 30,
                    ..Self::default()
                };
                Some(2)
            }
            b'*' => self.columns(bytes, desk),
            b'2' => {
                self.spacing = 30;
                Some(2)
            }
            b'3' => {
                self.spacing = u32::from(argument()?);
                Some(3)
            }
            b'J' => {
                let rows = u32::from(argument()?);
                self.column = 0;
                self.feed(rows, desk);
                Some(3)
            }
            b'd' => {
                let rows = u32::from(argument()?) * self.spacing;
                self.column = 0;
                self.feed(rows, desk);
                Some(3)
            }
            b'v' => {
                desk.ask(When::InTurn, paper);
                Some(2)
            }
            b'i' | b'm' => {
                desk.setup.finish = Some(Finish::Cut);
                self.end(desk);
                Some(2)
            }
            // Alignment: to the left alone leaves a graphic where it is.
            b'a' => {
                if !matches!(argument()?, 0 | b'0') {
                    desk.complain("ESC/POS: ESC a moves the graphic");
                }
                Some(3)
            }
            b't' | b'R' | b'=' | b'U' | b'!' => {
                argument()?;
                Some(3)
            }
            b'c' => {
                bytes.get(3)?;
                Some(4)
            }
            other => {
                desk.complain(format!(
                    "ESC/POS: ESC {:?} is no command",
                    char::from(other)
                ));
                Some(2)
            }
        }
    }

    fn group(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        match *bytes.get(1)? {
            b'v' => {
                if *bytes.get(2)? != b'0' {
                    desk.complain("ESC/POS: GS v is only known with 0");
                    return Some(3);
                }
                self.raster(bytes, desk)
            }
            b'V' => {
                let used = match *bytes.get(2)? {
                    0 | 1 | b'0' | b'1' => 3,
                    65 | 66 => {
                        bytes.get(3)?;
                        4
                    }
                    how => {
                        desk.complain(format!("ESC/POS: GS V {how} is no cut"));
                        return Some(3);
                    }
                };
                desk.setup.finish = Some(Finish::Cut);
                self.end(desk);
                Some(used)
            }
            FF => {
                self.end(desk);
                Some(2)
            }
            b'a' => {
                let which = *bytes.get(2)?;
                desk.memory.reports = Some(which).filter(|which| *which != 0);
                if which != 0 {
                    desk.ask(When::Now, automatic);
                }
                Some(3)
            }
            b'r' => {
                match *bytes.get(2)? {
                    1 | b'1' => desk.ask(When::InTurn, paper),
                    2 | b'2' => desk.ask(When::InTurn, |_| vec![0]),
                    which => desk.complain(format!("ESC/POS: GS r {which} asks nothing")),
                }
                Some(3)
            }
            b'I' => {
                let which = *bytes.get(2)?;
                match which {
                    1..=3 | b'1'..=b'3' => desk.ask(When::InTurn, |_| vec![0x20]),
                    65 => desk.ask(When::InTurn, |_| b"_V1.0\0".to_vec()),
                    66 => desk.ask(When::InTurn, |_| b"_PACKBENCH\0".to_vec()),
                    67 => desk.ask(When::InTurn, |_| b"_TM-SIM\0".to_vec()),
                    _ => desk.complain(format!("ESC/POS: GS I {which} asks nothing")),
                }
                Some(3)
            }
            b'L' => {
                let margin = bytes.get(2..4)?;
                self.left = u32::from(u16::from_le_bytes([margin[0], margin[1]]));
                Some(4)
            }
            b'W' | b'P' => {
                bytes.get(3)?;
                Some(4)
            }
            b'(' => self.function(bytes, desk),
            other => {
                desk.complain(format!("ESC/POS: GS {:?} is no command", char::from(other)));
                Some(2)
            }
        }
    }

    /// `GS ( letter pL pH fn …`.
    fn function(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let head = bytes.get(2..5)?;
        let length = usize::from(u16::from_le_bytes([head[1], head[2]]));
        let body = bytes.get(5..5 + length)?;
        match (head[0], body) {
            // Density: 250 to 255 lighter, 0 as made, 1 to 6 darker.
            (b'K', [49, density @ (250..=255 | 0..=6)]) => {
                desk.setup
                    .darken(u32::from(density.wrapping_sub(250)), 0, 12);
            }
            (b'K', [50, 0..=13]) => {}
            _ => desk.complain(format!(
                "ESC/POS: GS ( {} {body:?} is no function",
                char::from(head[0])
            )),
        }
        Some(5 + length)
    }
}

impl Reader for Strip {
    fn step(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        match *bytes.first()? {
            ESC => self.escape(bytes, desk),
            GS => self.group(bytes, desk),
            DLE => {
                match (*bytes.get(1)?, *bytes.get(2)?) {
                    (EOT, which @ 1..=4) => desk.ask(When::Now, move |now| real_time(which, now)),
                    (5, 1 | 2) => {}
                    other => desk.complain(format!("ESC/POS: DLE {other:?} asks nothing")),
                }
                Some(3)
            }
            LF => {
                self.column = 0;
                self.feed(self.spacing, desk);
                Some(1)
            }
            FF => {
                self.end(desk);
                Some(1)
            }
            b'\r' | 0 => Some(1),
            other => {
                desk.complain(format!(
                    "ESC/POS: {:?} is printed as text",
                    char::from(other)
                ));
                Some(1)
            }
        }
    }

    fn partial(&self) -> bool {
        !self.rows.is_empty()
    }
}
