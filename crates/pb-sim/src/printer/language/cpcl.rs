//! CPCL, as mobile printers read it (Zebra's CPCL manual, Brother's CPCL reference).
use super::lines::{begins, graphic, hex, line, number, text};
use super::{Condition, Desk, Dialect, Reader, When};
use pb_labels::{Bitmap, DotRect, Finish, Resolution, Tracking};

#[derive(Debug)]
pub(super) struct Cpcl;

const ESC: u8 = 0x1B;

impl Dialect for Cpcl {
    fn id(&self) -> &'static str {
        "cpcl"
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::<Session>::default()
    }
}

/// `ESC h`: busy, paper out, latch open, battery low, reset since power-on.
fn status(now: &Condition, restarted: bool) -> u8 {
    u8::from(now.busy())
        | u8::from(now.paper_out) << 1
        | u8::from(now.head_open) << 2
        | u8::from(restarted) << 4
}

/// `ESC i`: the first bits of `ESC h`, then jam, label present, paper low, no ribbon.
fn extended_status(now: &Condition) -> u8 {
    status(now, false) | u8::from(now.ribbon_out) << 7
}

/// What is between `!` and `PRINT`.
#[derive(Debug, Default)]
struct Session {
    label: Option<Label>,
}

#[derive(Debug)]
struct Label {
    page: Bitmap,
    /// Dots to the right that everything is moved by.
    offset: u32,
    height: u32,
    copies: u32,
    drawn: bool,
    /// `FORM`: the stock is fed to where the next label begins.
    form: bool,
    /// `! UTILITIES`: settings alone.
    utilities: bool,
}

impl Session {
    /// `! offset 200 200 height copies`, or `! UTILITIES`, or `! U1 command`.
    fn open(&mut self, command: &str, desk: &mut Desk<'_>) {
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        if words == ["UTILITIES"] || words == ["U"] {
            self.label = Some(Label {
                page: Bitmap::new(0, 0),
                offset: 0,
                height: 0,
                copies: 0,
                drawn: false,
                form: false,
                utilities: true,
            });
            return;
        }
        if let Some((&"U1", rest)) = words.split_first() {
            self.set_one(command, rest, desk);
            return;
        }
        let numbers: Option<Vec<u32>> = words.iter().map(|w| w.parse().ok()).collect();
        let Some([offset, across, down, height, copies]) =
            numbers.and_then(|n| <[u32; 5]>::try_from(n).ok())
        else {
            desk.complain(format!("CPCL: {command} begins nothing"));
            return;
        };
        let nominal = match desk.stock.resolution {
            Resolution::Dpi203 => 200,
            Resolution::Dpi300 | Resolution::Inch300 => 300,
        };
        if (across, down) != (nominal, nominal) {
            desk.complain(format!(
                "CPCL: {command} counts in {across} × {down} dots an inch, and the printer has {nominal}"
            ));
        }
        if height > 32_000 {
            desk.complain(format!("CPCL: no label is {height} dots long"));
            return;
        }
        let width = desk.stock.dots().0;
        desk.setup.size = Some((width, height));
        self.label = Some(Label {
            page: Bitmap::new(width, height),
            offset,
            height,
            copies,
            drawn: false,
            form: false,
            utilities: false,
        });
    }

    fn set_one(&self, command: &str, words: &[&str], desk: &mut Desk<'_>) {
        match words {
            ["getvar", name] => {
                let said = match name.trim_matches('"') {
                    "device.languages" => "line_print",
                    "device.friendly_name" => "PACKBENCH-SIM",
                    _ => "?",
                };
                desk.ask(When::Now, move |_| format!("\"{said}\"").into_bytes());
            }
            ["setvar" | "do", ..] => {}
            [word, rest @ ..] => {
                if !setting(word, rest, desk) {
                    desk.complain(format!("CPCL: {command} is no setting"));
                }
            }
            [] => desk.complain("CPCL: ! U1 with nothing to do"),
        }
    }

    fn command(&mut self, command: &str, desk: &mut Desk<'_>) {
        if command.starts_with('!') {
            if self.label.is_some() {
                desk.complain("CPCL: a label begins before the one before it has ended");
            }
            self.label = None;
            self.open(command, desk);
            return;
        }
        let words: Vec<&str> = command.split_whitespace().collect();
        let Some((word, rest)) = words.split_first() else {
            return;
        };
        let Some(label) = &mut self.label else {
            desk.complain(format!(
                "CPCL: “{command}” outside a label is printed as text"
            ));
            return;
        };
        match (*word, rest) {
            ("PRINT", []) => {
                let label = self.label.take();
                if let Some(label) = label.filter(|l| !l.utilities) {
                    // Nothing is looked for after it.
                    if !label.form {
                        desk.setup.tracking = Some(Tracking::Continuous);
                    }
                    desk.page(label.page, label.copies);
                }
            }
            ("ABORT" | "END", []) => self.label = None,
            ("PAGE-WIDTH" | "PW", [width]) => match width.parse::<u32>() {
                Ok(width) if width > 0 && width < 10_000 => {
                    if label.drawn {
                        desk.complain("CPCL: PAGE-WIDTH after drawing");
                    }
                    label.page = Bitmap::new(width, label.height);
                    desk.setup.size = Some((width, label.height));
                }
                _ => desk.complain(format!("CPCL: {command} is no width")),
            },
            ("LINE" | "L" | "INVERSE-LINE" | "IL", [x0, y0, x1, y1, width]) => {
                let numbers: Option<Vec<u32>> = [x0, y0, x1, y1, width]
                    .iter()
                    .map(|w| w.parse().ok())
                    .collect();
                let numbers = numbers.and_then(|n| <[u32; 5]>::try_from(n).ok());
                match numbers {
                    Some(line) => label.line(line, word.starts_with('I'), desk),
                    None => desk.complain(format!("CPCL: {command} has bad numbers")),
                }
            }
            ("FORM", []) => label.form = true,
            _ if setting(word, rest, desk) => {}
            _ => desk.complain(format!("CPCL: {command} is no command")),
        }
    }

    /// `CG bytes rows x y ` and then the dots, or `EG` with hexadecimal digits.
    fn graphic(&mut self, bytes: &[u8], is_hex: bool, desk: &mut Desk<'_>) -> Option<usize> {
        let blanks: Vec<usize> = bytes
            .iter()
            .enumerate()
            .take(80)
            .filter(|(_, b)| matches!(b, b' ' | b'\r' | b'\n'))
            .map(|(at, _)| at)
            .take(5)
            .collect();
        let &[first, .., end] = blanks.as_slice() else {
            return self.bad_graphic(bytes, desk);
        };
        if blanks.len() < 5 {
            return self.bad_graphic(bytes, desk);
        }
        let parsed: Option<Vec<u32>> = bytes[first + 1..end]
            .split(|b| *b == b' ')
            .map(number)
            .collect();
        let Some([width, rows, x, y]) = parsed.and_then(|n| <[u32; 4]>::try_from(n).ok()) else {
            desk.complain(format!("CPCL: {} has bad numbers", text(&bytes[..end])));
            return line(bytes).map(|(_, used)| used);
        };
        let size = (width as usize).checked_mul(rows as usize);
        let Some(size) = size.filter(|size| *size <= 4 << 20) else {
            desk.complain(format!(
                "CPCL: a graphic of {width} bytes × {rows} rows fits no memory"
            ));
            return Some(end + 1);
        };
        let length = if is_hex { size * 2 } else { size };
        let data = bytes.get(end + 1..end + 1 + length)?;
        let data = if is_hex {
            hex(data)
        } else {
            Some(data.to_vec())
        };
        let Some(data) = data else {
            desk.complain("CPCL: EG with what is no hexadecimal digit");
            return Some(end + 1 + length);
        };
        match &mut self.label {
            Some(label) if !label.utilities => {
                label.drawn = true;
                let offset = label.offset;
                desk.draw(&mut label.page, &graphic(width, rows, data), x + offset, y);
            }
            _ => desk.complain("CPCL: a graphic outside a label"),
        }
        Some(end + 1 + length)
    }

    fn bad_graphic(&self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        if bytes.len() < 80 && line(bytes).is_none() {
            return None;
        }
        desk.complain("CPCL: a graphic without its four numbers");
        line(bytes).map(|(_, used)| used)
    }

    /// `ESC` and a letter, outside a label alone.
    fn escape(&mut self, letter: u8, desk: &mut Desk<'_>) {
        if self.label.is_some() {
            desk.complain("CPCL: ESC inside a label");
            return;
        }
        match letter {
            b'h' => {
                let restarted = desk.memory.restarted;
                desk.ask(When::Now, move |now| vec![status(now, restarted)]);
            }
            b'i' => desk.ask(When::Now, |now| vec![extended_status(now)]),
            b'N' => desk.memory.restarted = false,
            b'v' => desk.ask(When::Now, |_| b"PACKBENCH-SIM V1.0\0".to_vec()),
            _ => desk.complain(format!("CPCL: ESC {} is no command", char::from(letter))),
        }
    }
}

impl Label {
    /// Straight lines alone; `width` dots thick.
    fn line(&mut self, [x0, y0, x1, y1, width]: [u32; 5], white: bool, desk: &mut Desk<'_>) {
        if x0 != x1 && y0 != y1 {
            desk.complain("CPCL: a slanted line, which is not drawn here");
            return;
        }
        self.drawn = true;
        let (right, bottom) = if y0 == y1 {
            (x1, y0 + width)
        } else {
            (x0 + width, y1)
        };
        let rect = DotRect {
            left: x0.min(10_000) + self.offset,
            top: y0.min(100_000),
            right: right.min(10_000) + self.offset,
            bottom: bottom.min(100_000),
        };
        if rect.right > self.page.width() || rect.bottom > self.page.height() {
            desk.complain("CPCL: a line runs past the label");
        }
        for y in rect.top..rect.bottom.min(self.page.height()) {
            for x in rect.left..rect.right.min(self.page.width()) {
                let black = if white { !self.page.get(x, y) } else { true };
                self.page.set(x, y, black);
            }
        }
    }
}

/// Carries out a setting; whether it is one.
fn setting(word: &str, rest: &[&str], desk: &mut Desk<'_>) -> bool {
    let number = match rest {
        [one] => one.parse::<i64>().ok(),
        _ => None,
    };
    match (word, rest, number) {
        ("TONE", _, Some(tone @ -99..=200)) => {
            desk.setup.darkness = u8::try_from((tone + 99) * 100 / 299).ok();
        }
        ("CONTRAST", _, Some(contrast @ 0..=3)) => {
            desk.setup.darkness = u8::try_from(contrast * 100 / 3).ok();
        }
        // 0 to 5; the fastest is about four inches a second, and differs between models.
        ("SPEED", _, Some(speed @ 0..=5)) => {
            desk.setup.speed = u16::try_from(speed * 8).ok();
        }
        ("JOURNAL", [], _) => desk.setup.tracking = Some(Tracking::Continuous),
        ("GAP-SENSE", [] | [_], _) => desk.setup.tracking = Some(Tracking::Gap),
        ("BAR-SENSE", [] | [_], _) => desk.setup.tracking = Some(Tracking::Mark),
        ("CUT", [], _) => desk.setup.finish = Some(Finish::Cut),
        ("ON-OUT-OF-PAPER", ["WAIT" | "PURGE"] | ["WAIT" | "PURGE", _], _)
        | ("NO-PACE" | "LEFT", [], _)
        | ("PRESENT-AT", [_, _], _)
        | ("SETFF", [_, _], _)
        | ("IN-MILLIMETERS" | "IN-DOTS", [], _)
        | ("PREFEED" | "POSTFEED" | "PRE-FEED" | "POST-FEED" | "SET-TOF", [_], _)
        | ("COUNTRY" | "ENCODING", [_], _) => {}
        (comment, _, _) if comment.starts_with(';') => {}
        _ => return false,
    }
    true
}

impl Reader for Session {
    fn step(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        if *bytes.first()? == ESC {
            self.escape(*bytes.get(1)?, desk);
            return Some(2);
        }
        for (start, is_hex) in [
            (&b"CG "[..], false),
            (b"COMPRESSED-GRAPHICS ", false),
            (b"EG ", true),
            (b"EXPANDED-GRAPHICS ", true),
        ] {
            match begins(bytes, start) {
                Some(true) => return self.graphic(bytes, is_hex, desk),
                Some(false) => {}
                None => return None,
            }
        }
        let (command, used) = line(bytes)?;
        let command = text(command);
        if !command.is_empty() {
            self.command(&command, desk);
        }
        Some(used)
    }

    fn partial(&self) -> bool {
        self.label.is_some()
    }
}
