//! DPL, as Datamax and Honeywell printers read it (their DPL manuals for the E-Class).
use super::lines::{hex, line, number, text};
use super::{Condition, Desk, Dialect, Reader, When};
use pb_labels::{Bitmap, Finish, Tracking};

#[derive(Debug)]
pub(super) struct Dpl;

const SOH: u8 = 0x01;
const STX: u8 = 0x02;

impl Dialect for Dpl {
    fn id(&self) -> &'static str {
        "dpl"
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Printer {
            label: None,
            image: None,
            in_millimetres: false,
        })
    }
}

/// `SOH A`: eight letters.
fn status(now: &Condition, reading: bool) -> Vec<u8> {
    let mut answer: Vec<u8> = flags(now, reading)
        .into_iter()
        .map(|is| if is { b'Y' } else { b'N' })
        .collect();
    answer.push(b'\r');
    answer
}

/// Interpreter busy, paper out or a fault, ribbon out, printing a batch, busy, paused, label presented,
/// rewinder.
fn flags(now: &Condition, reading: bool) -> [bool; 8] {
    [
        reading,
        now.paper_out || now.head_open || now.over_temperature,
        now.ribbon_out,
        now.left_in_all > 0,
        now.busy(),
        now.paused,
        false,
        false,
    ]
}

#[derive(Debug)]
struct Printer {
    label: Option<Label>,
    image: Option<Image>,
    /// `STX m`: positions count tenths of a millimetre and not hundredths of an inch.
    in_millimetres: bool,
}

#[derive(Debug)]
struct Label {
    page: Bitmap,
    copies: u32,
    /// `D11`: a dot is a dot. Printers wake up with other sizes.
    dot_size: bool,
    offset: (u32, u32),
    drawn: bool,
}

/// An image that is being loaded, row by row.
#[derive(Debug)]
struct Image {
    name: Vec<u8>,
    rows: Vec<Vec<u8>>,
    bad: bool,
}

impl Printer {
    /// `STX` and a letter.
    fn system(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let (command, used) = line(&bytes[1..])?;
        let used = used + 1;
        let Some((letter, rest)) = command.split_first() else {
            desk.complain("DPL: STX with no command");
            return Some(used);
        };
        match (letter, rest) {
            (b'L', []) => {
                let (width, height) = desk.size();
                self.label = Some(Label {
                    page: Bitmap::new(width, height),
                    copies: 1,
                    dot_size: false,
                    offset: (0, 0),
                    drawn: false,
                });
            }
            (b'I', _) => self.load(rest, desk),
            (b'm', []) => self.in_millimetres = true,
            (b'n', []) => self.in_millimetres = false,
            (b'e', []) => desk.setup.tracking = Some(Tracking::Gap),
            (b'r', []) => desk.setup.tracking = Some(Tracking::Mark),
            (b'c', digits) if digits.len() == 4 => match number::<u32>(digits) {
                Some(0) => desk.setup.tracking = Some(Tracking::Gap),
                Some(_) => desk.setup.tracking = Some(Tracking::Continuous),
                None => desk.complain(format!("DPL: STX {} is no length", text(command))),
            },
            (b'V', [b'0'..=b'4']) => {
                let cut = rest == b"1" || rest == b"3";
                desk.setup.finish = Some(if cut { Finish::Cut } else { Finish::TearOff });
            }
            (b'O', [b'1']) | (b'o', []) => desk.setup.finish = Some(Finish::Cut),
            (b'q' | b'Q', _) => desk.memory.graphics.clear(),
            // A module, G for graphics, and a name.
            (b'x', [b'A'..=b'Z', b'G', name @ ..]) if !name.is_empty() => {
                desk.memory.graphics.remove(name);
            }
            // The module's free space is put together.
            (b'z', [b'A'..=b'Z']) => {}
            (b'v', []) => desk.ask(When::Now, |_| b"VER: E-4203 PACKBENCH-SIM 10.04\r".to_vec()),
            (b'M' | b'f' | b'O' | b'K' | b'S' | b'R' | b'J' | b'F' | b'a', _) => {}
            _ => desk.complain(format!("DPL: STX {} is no command", text(command))),
        }
        Some(used)
    }

    /// `I`, a module, `A` where the data is 7-bit, a format, a name.
    fn load(&mut self, rest: &[u8], desk: &mut Desk<'_>) {
        let name = match rest {
            [bank, b'A', b'F', name @ ..] | [bank, b'F', name @ ..]
                if bank.is_ascii_alphabetic() && !name.is_empty() && name.len() <= 16 =>
            {
                name
            }
            _ => {
                desk.complain(format!("DPL: STX I{} loads no image", text(rest)));
                return;
            }
        };
        self.image = Some(Image {
            name: name.to_vec(),
            rows: Vec::new(),
            bad: false,
        });
    }

    /// A row of a 7-bit image file: `80nn` and nn pairs of digits, `0000FFnn` to repeat, `FFFF` to end.
    fn image_line(&mut self, row: &[u8], desk: &mut Desk<'_>) {
        let Some(image) = &mut self.image else { return };
        if row == b"FFFF" {
            let image = self.image.take();
            if let Some(image) = image {
                finish(image, desk);
            }
            return;
        }
        let bytes = hex(row);
        match bytes.as_deref() {
            Some([0x80, count, data @ ..]) if data.len() == usize::from(*count) => {
                image.rows.push(data.to_vec());
            }
            Some([0, 0, 0xFF, times]) if !image.rows.is_empty() => {
                let last = image.rows.last().cloned().unwrap_or_default();
                image.rows.extend((0..*times).map(|_| last.clone()));
            }
            _ => {
                image.bad = true;
                desk.complain(format!("DPL: {} is no row of an image", text(row)));
            }
        }
    }

    fn record(&mut self, record: &[u8], desk: &mut Desk<'_>) {
        let Some(label) = &mut self.label else { return };
        let Some((letter, rest)) = record.split_first() else {
            return;
        };
        let value = number::<u32>(rest);
        match (letter, rest, value) {
            (b'E' | b'X', [], _) => {
                let label = self.label.take();
                if let Some(label) = label.filter(|_| *letter == b'E') {
                    desk.page(label.page, label.copies);
                }
            }
            (b'D', b"11", _) => label.dot_size = true,
            (b'D', _, _) => {
                desk.complain(format!("DPL: {} makes dots larger", text(record)));
            }
            (b'Q', [_, _, _, _] | [_, _, _, _, _], Some(copies)) => label.copies = copies,
            (b'H', [_, _], Some(heat @ 0..=30)) => desk.setup.darken(heat, 0, 30),
            // A is one inch a second, and each letter half an inch more.
            (b'P', [speed @ b'A'..=b'X'], _) => {
                desk.setup.speed = Some(10 + 5 * u16::from(speed - b'A'));
            }
            (b'C', [_, _, _, _], Some(column)) => label.offset.0 = column,
            (b'R', [_, _, _, _], Some(row)) => label.offset.1 = row,
            (b'm', [], _) => self.in_millimetres = true,
            (b'n', [], _) => self.in_millimetres = false,
            (b'1', _, _) => self.place(record, desk),
            (b'A', [b'1'..=b'5'], _)
            | (b'S' | b'p', [b'A'..=b'X'], _)
            | (b'z', [], _)
            | (b':' | b'c', _, Some(_)) => {}
            _ => desk.complain(format!("DPL: {} is no record", text(record))),
        }
    }

    /// `1Y` across down `000` row column name: positions count from the lower left.
    fn place(&mut self, record: &[u8], desk: &mut Desk<'_>) {
        let Some(label) = &mut self.label else { return };
        let fields = match record {
            [b'1', b'Y', across, down, b'0', b'0', b'0', place @ ..] if place.len() > 8 => {
                let (row, column) = (number::<u32>(&place[..4]), number::<u32>(&place[4..8]));
                row.zip(column).map(|at| (*across, *down, at, &place[8..]))
            }
            _ => None,
        };
        let Some((across, down, (row, column), name)) = fields else {
            desk.complain(format!("DPL: {} places no image", text(record)));
            return;
        };
        if (across, down) != (b'1', b'1') {
            desk.complain(format!("DPL: {} enlarges the image", text(record)));
        }
        if !label.dot_size {
            desk.complain("DPL: without D11 the dots are as large as the printer was left with");
        }
        let Some(image) = desk.memory.graphics.get(name).cloned() else {
            desk.complain(format!("DPL: there is no image {}", text(name)));
            return;
        };
        let unit = if self.in_millimetres { 100.0 } else { 254.0 };
        let stock = desk.stock;
        let dots = |units: u32| stock.dots_of(f64::from(units) * unit);
        let x = dots(column + label.offset.0);
        let up = dots(row + label.offset.1) + image.height();
        label.drawn = true;
        match label.page.height().checked_sub(up) {
            Some(y) => desk.draw(&mut label.page, &image, x, y),
            None => desk.complain(format!(
                "DPL: an image of {} rows runs past the label of {}",
                image.height(),
                label.page.height()
            )),
        }
    }

    /// `SOH` and a letter: at once, whatever the printer does.
    fn immediate(&mut self, letter: u8, desk: &mut Desk<'_>) {
        let reading = self.partial();
        match letter {
            b'A' => desk.ask(When::Now, move |now| status(now, reading)),
            b'F' => desk.ask(When::Now, move |now| {
                let bits = flags(now, reading).into_iter().enumerate();
                vec![bits.fold(0, |byte, (at, is)| byte | u8::from(is) << at)]
            }),
            b'E' => desk.ask(When::Now, |now| {
                format!("{:04}\r", now.left_in_all.min(9999)).into_bytes()
            }),
            b'#' => {
                self.forget();
                *desk.setup = super::PrinterSetup::default();
                desk.memory.graphics.clear();
                desk.cancel();
            }
            b'C' => {
                self.forget();
                desk.cancel();
            }
            b'*' => self.forget(),
            other => desk.complain(format!("DPL: SOH {:?} is no command", char::from(other))),
        }
    }

    fn forget(&mut self) {
        self.label = None;
        self.image = None;
    }
}

/// Keeps a loaded image under its name. It grows upwards from where it is placed, so its lowest row came first.
/// No source at hand states that in so many words: the other formats have a form “flipped” for pictures that
/// begin at the top.
fn finish(mut image: Image, desk: &mut Desk<'_>) {
    let width = image.rows.first().map_or(0, Vec::len);
    if image.bad || width == 0 || image.rows.iter().any(|row| row.len() != width) {
        desk.complain(format!(
            "DPL: the image {} is dropped: its rows differ",
            text(&image.name)
        ));
        return;
    }
    image.rows.reverse();
    let dots = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (across, down) = (dots(width * 8), dots(image.rows.len()));
    if let Some(bitmap) = Bitmap::from_bytes(across, down, image.rows.concat()) {
        desk.memory.graphics.insert(image.name, bitmap);
    }
}

impl Reader for Printer {
    fn step(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        match *bytes.first()? {
            SOH => {
                self.immediate(*bytes.get(1)?, desk);
                return Some(2);
            }
            STX => {
                if self.image.take().is_some() {
                    desk.complain("DPL: a command cuts an image off");
                }
                if self.label.take().is_some() {
                    desk.complain("DPL: a command cuts a label off");
                }
                return self.system(bytes, desk);
            }
            _ => {}
        }
        let (content, used) = line(bytes)?;
        if content.is_empty() {
        } else if self.image.is_some() {
            self.image_line(content, desk);
        } else if self.label.is_some() {
            self.record(content, desk);
        } else {
            desk.complain(format!("DPL: “{}” outside a label", text(content)));
        }
        Some(used)
    }

    fn partial(&self) -> bool {
        self.label.is_some() || self.image.is_some()
    }
}
