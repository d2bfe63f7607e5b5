//! TSPL and TSPL2, as TSC's printers and their many clones read it (TSC's TSPL/TSPL2 manual).
use super::lines::{begins, graphic, inverted, line, number, text};
use super::{Condition, Desk, Dialect, Reader, When};
use pb_labels::{Bitmap, Finish, Tracking};

#[derive(Debug)]
pub(super) struct Tspl;

const ESC: u8 = 0x1B;

impl Dialect for Tspl {
    fn id(&self) -> &'static str {
        "tspl"
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::<Page>::default()
    }
}

/// `ESC !?`: one byte, a bit for each thing that is wrong.
fn status(now: &Condition) -> Vec<u8> {
    let mut byte = 0;
    for (is, bit) in [
        (now.head_open, 0x01),
        (now.paper_out, 0x04),
        (now.ribbon_out, 0x08),
        (now.paused, 0x10),
        (now.busy(), 0x20),
        (now.over_temperature, 0x80),
    ] {
        if is {
            byte |= bit;
        }
    }
    vec![byte]
}

/// `ESC !S`: a message, a warning and two bytes of errors.
fn long_status(now: &Condition) -> Vec<u8> {
    let is_error = now.head_open || now.paper_out || now.ribbon_out || now.over_temperature;
    let message = match (is_error, now.paused, now.busy()) {
        (true, _, _) => b'E',
        (_, true, _) => b'`',
        (_, _, true) => b'P',
        _ => b'@',
    };
    let warning = if now.buffer_full { b'H' } else { b'@' };
    let third = if now.over_temperature { b'A' } else { b'@' };
    let fourth = match (now.head_open, now.paper_out, now.ribbon_out) {
        (true, _, _) => 0x60,
        (_, true, _) => b'A',
        (_, _, true) => b'D',
        _ => b'@',
    };
    vec![2, message, warning, third, fourth, 3, b'\r', b'\n']
}

#[derive(Debug, Default)]
struct Page {
    page: Option<Bitmap>,
    drawn: bool,
    origin: (u32, u32),
    mirrored: bool,
}

impl Page {
    /// `BITMAP x,y,bytes,rows,mode,` and then the dots, 0 for black.
    fn bitmap(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let commas: Vec<usize> = bytes
            .iter()
            .enumerate()
            .take(64)
            .filter(|(_, b)| **b == b',')
            .map(|(at, _)| at)
            .take(5)
            .collect();
        let Some(end) = commas.get(4).copied() else {
            if bytes.len() < 64 {
                return None;
            }
            desk.complain("TSPL: BITMAP without its five numbers");
            return line(bytes).map(|(_, used)| used);
        };
        let parsed: Option<Vec<u32>> = bytes[7..end].split(|b| *b == b',').map(number).collect();
        let Some([x, y, width, rows, mode]) = parsed.and_then(|n| <[u32; 5]>::try_from(n).ok())
        else {
            desk.complain(format!("TSPL: {} has bad numbers", text(&bytes[..end])));
            return line(bytes).map(|(_, used)| used);
        };
        let length = (width as usize).checked_mul(rows as usize);
        let Some(length) = length.filter(|length| *length <= 4 << 20) else {
            desk.complain(format!(
                "TSPL: a BITMAP of {width} bytes × {rows} rows fits no memory"
            ));
            return Some(end + 1);
        };
        let data = bytes.get(end + 1..end + 1 + length)?;
        let drawing = graphic(width, rows, inverted(data));
        self.draw(&drawing, (x, y), mode, desk);
        Some(end + 1 + length)
    }

    fn draw(&mut self, drawing: &Bitmap, at: (u32, u32), mode: u32, desk: &mut Desk<'_>) {
        let Some(page) = &mut self.page else {
            desk.complain("TSPL: BITMAP before CLS: there is no image buffer");
            return;
        };
        self.drawn = true;
        let (x, y) = (at.0 + self.origin.0, at.1 + self.origin.1);
        desk.check_fit(page, drawing, x, y);
        if mode > 2 {
            desk.complain(format!("TSPL: BITMAP has no mode {mode}"));
            return;
        }
        if mode == 1 {
            page.paste(drawing, i64::from(x), i64::from(y));
            return;
        }
        for row in 0..drawing.height() {
            for column in 0..drawing.width() {
                let (to, dot) = ((x + column, y + row), drawing.get(column, row));
                let black = dot != (mode == 2 && page.get(to.0, to.1));
                page.set(to.0, to.1, black);
            }
        }
    }

    fn command(&mut self, command: &str, desk: &mut Desk<'_>) {
        let (word, rest) = command.split_once(' ').unwrap_or((command, ""));
        let rest = rest.trim();
        let parts: Vec<&str> = rest.split(',').map(str::trim).collect();
        let measures =
            || -> Option<Vec<u32>> { parts.iter().map(|part| measure(part, desk)).collect() };
        let one = rest.parse::<u32>().ok();
        match (word.to_ascii_uppercase().as_str(), one) {
            ("SIZE", _) => match measures().as_deref() {
                Some([width, height]) => self.resize((*width, *height), desk),
                _ => desk.complain(format!("TSPL: {command} is no size")),
            },
            ("GAP", _) => match measures().as_deref() {
                Some([0, _]) => desk.setup.tracking = Some(Tracking::Continuous),
                Some([_, _]) => desk.setup.tracking = Some(Tracking::Gap),
                _ => desk.complain(format!("TSPL: {command} is no gap")),
            },
            ("BLINE", _) => match measures().as_deref() {
                Some([mark, _]) if *mark > 0 => desk.setup.tracking = Some(Tracking::Mark),
                _ => desk.complain(format!("TSPL: {command} is no mark")),
            },
            ("DENSITY", Some(density)) if density <= 15 => desk.setup.darken(density, 0, 15),
            ("SPEED", _) => match rest.parse::<f64>() {
                Ok(speed) if (1.0..=18.0).contains(&speed) => {
                    desk.setup.speed = u16::try_from(super::rounded(speed * 10.0)).ok();
                }
                _ => desk.complain(format!("TSPL: {command} is no speed")),
            },
            ("DIRECTION", _) => match parts.as_slice() {
                ["0" | "1"] => self.mirrored = false,
                ["0" | "1", mirrored @ ("0" | "1")] => self.mirrored = *mirrored == "1",
                _ => desk.complain(format!("TSPL: {command} is no direction")),
            },
            ("REFERENCE", _) => match parts.as_slice() {
                [x, y] if x.parse::<u32>().is_ok() && y.parse::<u32>().is_ok() => {
                    self.origin = (x.parse().unwrap_or(0), y.parse().unwrap_or(0));
                }
                _ => desk.complain(format!("TSPL: {command} is no reference")),
            },
            ("OFFSET" | "SHIFT", _) if !rest.is_empty() => {}
            ("CLS", _) => {
                let (width, height) = desk.size();
                self.page = Some(Bitmap::new(width, height));
                self.drawn = false;
            }
            ("PRINT", _) => self.print(command, &parts, desk),
            ("SET", _) => set(command, rest, desk),
            ("CUT", _) if rest.is_empty() => {}
            ("OUT", _) => {
                let said = rest.trim_matches('"').to_owned();
                desk.ask(When::InTurn, move |_| format!("{said}\r\n").into_bytes());
            }
            ("FORMFEED" | "HOME" | "EOP" | "EOJ" | "INITIALPRINTER", _) => {}
            _ => desk.complain(format!("TSPL: {command} is no command")),
        }
    }

    fn resize(&mut self, size: (u32, u32), desk: &mut Desk<'_>) {
        if self.drawn {
            desk.complain("TSPL: SIZE after drawing, before PRINT");
        }
        desk.setup.size = Some(size);
        // What is drawn next needs a buffer of the new size.
        self.page = None;
    }

    /// `PRINT sets[,copies]`.
    fn print(&mut self, command: &str, parts: &[&str], desk: &mut Desk<'_>) {
        let copies: Option<Vec<u32>> = parts.iter().map(|p| p.parse().ok()).collect();
        let copies = match copies.as_deref() {
            Some([sets]) => *sets,
            Some([sets, copies]) => sets.saturating_mul(*copies),
            _ => {
                desk.complain(format!("TSPL: {command} is no number of labels"));
                return;
            }
        };
        let Some(page) = self.page.clone() else {
            desk.complain("TSPL: PRINT before CLS: there is no image buffer");
            return;
        };
        self.drawn = false;
        desk.page(if self.mirrored { mirrored(&page) } else { page }, copies);
    }

    /// `ESC !` and a letter: at once, whatever the printer does.
    fn immediate(&mut self, letter: u8, desk: &mut Desk<'_>) {
        match letter {
            b'?' => desk.ask(When::Now, status),
            b'S' => desk.ask(When::Now, long_status),
            b'.' => {
                *self = Self::default();
                desk.cancel();
            }
            b'R' => {
                *self = Self::default();
                *desk.setup = super::PrinterSetup::default();
                desk.cancel();
            }
            _ => desk.complain(format!("TSPL: ESC !{} is no command", char::from(letter))),
        }
    }
}

fn mirrored(page: &Bitmap) -> Bitmap {
    let mut turned = Bitmap::new(page.width(), page.height());
    for y in 0..page.height() {
        for x in 0..page.width() {
            turned.set(page.width() - 1 - x, y, page.get(x, y));
        }
    }
    turned
}

/// `4`, `101.6 mm` or `812 dot`, in dots.
fn measure(part: &str, desk: &Desk<'_>) -> Option<u32> {
    let (digits, unit) = match part.find(|c: char| c.is_ascii_alphabetic()) {
        Some(at) => part.split_at(at),
        None => (part, ""),
    };
    let value: f64 = digits.trim().parse().ok()?;
    match unit {
        "mm" => Some(desk.stock.dots_of(value * 1_000.0)),
        "" => Some(desk.stock.dots_of(value * 25_400.0)),
        "dot" => Some(super::rounded(value)),
        _ => None,
    }
}

fn set(command: &str, rest: &str, desk: &mut Desk<'_>) {
    match rest.split_once(' ') {
        Some(("TEAR" | "PEEL", "ON")) => desk.setup.finish = Some(Finish::TearOff),
        Some(("TEAR" | "PEEL" | "REPRINT" | "RIBBON" | "GAP", _)) => {}
        Some(("CUTTER", "OFF")) => desk.setup.finish = Some(Finish::TearOff),
        Some(("CUTTER", how)) if how == "BATCH" || how.parse::<u32>().is_ok() => {
            desk.setup.finish = Some(Finish::Cut);
        }
        _ => desk.complain(format!("TSPL: {command} sets nothing")),
    }
}

impl Reader for Page {
    fn step(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        match bytes.first()? {
            &ESC => {
                if *bytes.get(1)? != b'!' {
                    desk.complain("TSPL: ESC without !");
                    return Some(1);
                }
                self.immediate(*bytes.get(2)?, desk);
                return Some(3);
            }
            b'~' => {
                match bytes.get(..3)? {
                    b"~!T" => desk.ask(When::Now, |_| b"TTP-244 Plus\r".to_vec()),
                    b"~!@" => desk.ask(When::Now, |_| b"12\r".to_vec()),
                    other => desk.complain(format!("TSPL: {} is no command", text(other))),
                }
                return Some(3);
            }
            _ => {}
        }
        if begins(bytes, b"BITMAP ")? {
            return self.bitmap(bytes, desk);
        }
        let (command, used) = line(bytes)?;
        let command = text(command);
        if !command.is_empty() {
            self.command(&command, desk);
        }
        Some(used)
    }

    fn partial(&self) -> bool {
        self.drawn
    }
}
