//! EPL2 in page mode, as Zebra's LP 2844 and its kin read it (Zebra's EPL2 manuals 980352 and 14245L).
use super::lines::{graphic, inverted, line, number, numbers, text};
use super::{Condition, Desk, Dialect, Event, Happening, Memory, Picture, Reader, When};
use pb_labels::{Bitmap, DotRect, Finish, Tracking};

#[derive(Debug)]
pub(super) struct Epl;

/// `US`: a printed label is acknowledged, an error reported.
const REPORTS: u8 = 1;
/// `UT`: the same, with the rows that are left.
const LONG_REPORTS: u8 = 2;
const ACK: u8 = 0x06;
const NAK: u8 = 0x15;

impl Dialect for Epl {
    fn id(&self) -> &'static str {
        "epl"
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::<Page>::default()
    }

    fn report(&self, happening: Happening, now: &Condition, memory: &Memory) -> Vec<u8> {
        let Some(form) = memory.reports else {
            return Vec::new();
        };
        match happening {
            Happening::Finished => vec![ACK],
            Happening::Stopped => {
                let mut report = vec![NAK];
                report.extend(codes(now).first().copied().unwrap_or("00").bytes());
                report.extend(format!("P{:03}", now.left.min(999)).bytes());
                if form == LONG_REPORTS {
                    report.extend(b"L00000");
                }
                report
            }
            Happening::Began | Happening::Mended => Vec::new(),
        }
    }
}

/// The error codes that hold, worst first.
fn codes(now: &Condition) -> Vec<&'static str> {
    [
        (now.head_open, "11"),
        (now.paper_out || now.ribbon_out, "07"),
        (now.over_temperature, "13"),
        (now.paused, "12"),
        (!now.stopped() && now.busy(), "50"),
    ]
    .into_iter()
    .filter_map(|(is, code)| is.then_some(code))
    .collect()
}

fn error_status(now: &Condition) -> Vec<u8> {
    // With a full buffer the question is not even read.
    if now.buffer_full {
        return Vec::new();
    }
    let codes = codes(now);
    let said = if codes.is_empty() {
        "00".to_owned()
    } else {
        codes.join(",")
    };
    format!("{said}\r\n").into_bytes()
}

/// The image buffer and what is in it.
#[derive(Debug, Default)]
struct Page {
    page: Option<Bitmap>,
    /// Something was drawn since `N`.
    drawn: bool,
    /// What is in the buffer was printed, and not cleared by `N`.
    stale: bool,
    /// It has text or barcodes, which are drawn from the commands.
    lettered: bool,
    origin: (u32, u32),
}

impl Page {
    fn clear(&mut self, desk: &Desk<'_>) {
        let (width, height) = desk.size();
        self.page = Some(Bitmap::new(width, height));
        self.drawn = false;
        self.stale = false;
        self.lettered = false;
    }

    fn draw(&mut self, graphic: &Bitmap, x: u32, y: u32, desk: &mut Desk<'_>) {
        if self.page.is_none() {
            self.clear(desk);
        }
        if std::mem::take(&mut self.stale) {
            desk.complain("EPL: drawn over the label before, since no N cleared it");
        }
        self.drawn = true;
        if let Some(page) = &mut self.page {
            desk.draw(page, graphic, x + self.origin.0, y + self.origin.1);
        }
    }

    /// `GWx,y,bytes,rows` then a comma or the end of the line, then the dots, 0 for black.
    fn write_graphic(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let mut ends = bytes
            .iter()
            .enumerate()
            .filter(|(_, b)| matches!(b, b',' | b'\r' | b'\n'))
            .map(|(at, _)| at);
        let end = ends.nth(3);
        let Some(end) = end.filter(|end| *end < 40) else {
            if end.is_none() && bytes.len() < 40 {
                return None;
            }
            desk.complain("EPL: GW without its four numbers");
            return line(bytes).map(|(_, used)| used);
        };
        let Some([x, y, width, rows]) =
            numbers(&bytes[2..end], b',').and_then(|n| <[u32; 4]>::try_from(n).ok())
        else {
            desk.complain(format!("EPL: {} has bad numbers", text(&bytes[..end])));
            return line(bytes).map(|(_, used)| used);
        };
        let start = match bytes[end] {
            b'\r' if *bytes.get(end + 1)? == b'\n' => end + 2,
            _ => end + 1,
        };
        let length = (width as usize).checked_mul(rows as usize);
        let Some(length) = length.filter(|length| *length <= 4 << 20) else {
            desk.complain(format!(
                "EPL: GW of {width} bytes × {rows} rows fits no memory"
            ));
            return Some(start);
        };
        let data = bytes.get(start..start + length)?;
        self.draw(&graphic(width, rows, inverted(data)), x, y, desk);
        Some(start + length)
    }

    fn command(&mut self, command: &[u8], desk: &mut Desk<'_>) {
        let rest = command.get(1..).unwrap_or_default();
        let one = number::<u32>(rest);
        match (command, one) {
            (b"N", _) => self.clear(desk),
            (b"UN", _) => desk.memory.reports = None,
            (b"US", _) => desk.memory.reports = Some(REPORTS),
            (b"UT", _) => desk.memory.reports = Some(LONG_REPORTS),
            (b"UQ", _) => {
                let (width, height) = desk.size();
                let said = format!(
                    "UKQ1935HLU V4.29\r\nSerial port:96,N,8,1\r\nq{width} Q{height},25\r\nS2 D08 R000,000 ZT UN\r\n"
                );
                desk.ask(When::InTurn, move |_| said.clone().into_bytes());
            }
            (b"^ee", _) => desk.ask(When::Now, error_status),
            (b"C", _) => desk.setup.finish = Some(Finish::Cut),
            // Top or bottom first, back-feed on or off: the dots stay the same.
            (b"ZT" | b"ZB" | b"JF" | b"JB", _) => {}
            _ if command[0] == b'O' => options(rest, desk),
            _ if command[0] == b'Q' => self.length(rest, desk),
            _ if command.starts_with(b"LO") || command.starts_with(b"LW") => {
                self.bar(command, desk);
            }
            _ if is_lettering(command) => {
                self.drawn = true;
                self.lettered = true;
                if self.page.is_none() {
                    let (width, height) = desk.size();
                    self.page = Some(Bitmap::new(width, height));
                }
            }
            _ if command[0] == b'R' => match numbers(rest, b',').as_deref() {
                Some([x, y]) => self.origin = (*x, *y),
                _ => desk.complain(format!("EPL: {} is no origin", text(command))),
            },
            _ if command[0] == b'P' => self.print(rest, desk),
            (_, Some(speed)) if command[0] == b'S' && speed <= 6 => desk.setup.hurry(speed),
            (_, Some(darkness)) if command[0] == b'D' && darkness <= 15 => {
                desk.setup.darken(darkness, 0, 15);
            }
            (_, Some(width)) if command[0] == b'q' => {
                let height = desk.size().1;
                self.resize((width, height), desk);
            }
            _ => desk.complain(format!("EPL: {} is no command", text(command))),
        }
    }

    fn resize(&mut self, size: (u32, u32), desk: &mut Desk<'_>) {
        if self.drawn && !self.stale && desk.setup.size != Some(size) {
            desk.complain("EPL: the label's size was set after drawing on it, which clears it");
        }
        if desk.setup.size != Some(size) {
            desk.setup.size = Some(size);
            self.clear(desk);
        }
    }

    /// `Qlength,gap`; a gap of 0 is continuous stock, `B` before it a black mark. An offset may follow.
    fn length(&mut self, rest: &[u8], desk: &mut Desk<'_>) {
        let mut parts = rest.split(|b| *b == b',');
        let height = parts.next().and_then(number::<u32>);
        let gap = parts.next().map(text);
        let (Some(height), Some(gap)) = (height, gap) else {
            desk.complain(format!("EPL: Q{} is no length", text(rest)));
            return;
        };
        let (mark, digits) = match gap.strip_prefix('B') {
            Some(digits) => (true, digits),
            None => (false, gap.as_str()),
        };
        let (digits, offset) = match digits.find(['+', '-']) {
            Some(at) => digits.split_at(at),
            None => (digits, "+0"),
        };
        let (Ok(gap), Ok(_)) = (digits.trim().parse::<u32>(), offset.parse::<i32>()) else {
            desk.complain(format!("EPL: Q{} has no gap", text(rest)));
            return;
        };
        desk.setup.tracking = Some(match (mark, gap) {
            (true, _) => Tracking::Mark,
            (false, 0) => Tracking::Continuous,
            (false, _) => Tracking::Gap,
        });
        let width = desk.size().0;
        self.resize((width, height), desk);
    }

    /// `LOx,y,width,height` draws a black bar, `LW` a white one.
    fn bar(&mut self, command: &[u8], desk: &mut Desk<'_>) {
        let Some([x, y, width, height]) =
            numbers(&command[2..], b',').and_then(|n| <[u32; 4]>::try_from(n).ok())
        else {
            desk.complain(format!("EPL: {} has bad numbers", text(command)));
            return;
        };
        let (x, y) = (x.min(10_000), y.min(10_000));
        let rect = DotRect {
            left: x + self.origin.0,
            top: y + self.origin.1,
            right: x + self.origin.0 + width.min(10_000),
            bottom: y + self.origin.1 + height.min(100_000),
        };
        if self.page.is_none() {
            self.clear(desk);
        }
        self.drawn = true;
        let Some(page) = &mut self.page else { return };
        if rect.right > page.width() || rect.bottom > page.height() {
            desk.complain(format!("EPL: {} runs past the label", text(command)));
        }
        if command[1] == b'O' {
            page.fill(rect);
        } else {
            for row in rect.top..rect.bottom.min(page.height()) {
                for column in rect.left..rect.right.min(page.width()) {
                    page.set(column, row, false);
                }
            }
        }
    }

    /// `Psets[,copies]`.
    fn print(&mut self, rest: &[u8], desk: &mut Desk<'_>) {
        let copies = match numbers(rest, b',').as_deref() {
            Some([sets]) => *sets,
            Some([sets, copies]) => sets.saturating_mul(*copies),
            _ => {
                desk.complain(format!("EPL: P{} is no number of labels", text(rest)));
                return;
            }
        };
        let Some(page) = self.page.clone() else {
            desk.complain("EPL: P with nothing drawn");
            return;
        };
        self.stale = true;
        self.drawn = false;
        if self.lettered && copies > 0 {
            desk.events
                .push(Event::Page(Picture::Epl(Vec::new()), copies));
        } else {
            desk.page(page, copies);
        }
    }
}

/// Text, barcodes, boxes and slanted or inverting lines.
fn is_lettering(command: &[u8]) -> bool {
    matches!(
        command,
        [b'A' | b'B' | b'X', b'0'..=b'9', ..] | [b'b', ..] | [b'L', b'E' | b'S', ..]
    )
}

/// `O` and letters: direct thermal, cutter, peeler and so on.
fn options(letters: &[u8], desk: &mut Desk<'_>) {
    let known = |b: &u8| {
        matches!(
            b,
            b'D' | b'C' | b'P' | b'L' | b'F' | b'S' | b'B' | b',' | b'0'..=b'9'
        )
    };
    if !letters.iter().all(known) {
        desk.complain(format!("EPL: O{} has unknown options", text(letters)));
        return;
    }
    desk.setup.finish = Some(if letters.contains(&b'C') {
        Finish::Cut
    } else {
        Finish::TearOff
    });
}

impl Reader for Page {
    fn step(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        if bytes.first() == Some(&b'G') && bytes.get(1).is_none_or(|b| *b == b'W') {
            bytes.get(1)?;
            return self.write_graphic(bytes, desk);
        }
        let (command, used) = line(bytes)?;
        if !command.is_empty() {
            self.command(command, desk);
        }
        Some(used)
    }

    fn partial(&self) -> bool {
        self.drawn
    }
}
