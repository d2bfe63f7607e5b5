//! Brother's QL raster, as the QL-1100 and the QL-800 read it (Brother's raster command references for the
//! QL-1100 and the QL-700 series).
use super::lines::graphic;
use super::{Condition, Desk, Dialect, Happening, Memory, Reader, Stock, When};
use pb_labels::{Bitmap, DotRect, Finish, Tracking};

/// A QL printer, by its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BrotherQl {
    /// A QL-800: 720 dots, and nothing is unpacked.
    Narrow,
    /// A QL-1100: 1296 dots.
    Wide,
}

const ESC: u8 = 0x1B;
const FF: u8 = 0x0C;
const PRINT: u8 = 0x1A;
const CONTINUOUS: u8 = 0x0A;
const DIE_CUT: u8 = 0x0B;
/// What the 18th byte of a status says it is.
const REPLY: u8 = 0;
const DONE: u8 = 1;
const ERROR: u8 = 2;
const PHASE: u8 = 6;

impl BrotherQl {
    /// What a status calls it.
    fn model(self) -> u8 {
        match self {
            Self::Narrow => 0x38,
            Self::Wide => 0x43,
        }
    }

    /// Dots across its head.
    fn head(self) -> u32 {
        match self {
            Self::Narrow => 720,
            Self::Wide => 1296,
        }
    }

    /// Dots that its stock lies to the left of the head's right end.
    fn offset(self) -> u32 {
        match self {
            Self::Narrow => 0,
            Self::Wide => 44,
        }
    }

    /// The 32 bytes.
    fn status(self, now: &Condition, wrong_media: bool, kind: u8, phase: u8) -> Vec<u8> {
        let mut bytes = vec![0; 32];
        bytes[..4].copy_from_slice(&[0x80, 0x20, b'B', 0x34]);
        bytes[4] = self.model();
        bytes[5] = 0x30;
        bytes[8] = u8::from(now.paper_out);
        bytes[9] = u8::from(wrong_media)
            | u8::from(now.buffer_full) << 1
            | u8::from(now.head_open) << 4
            | u8::from(now.over_temperature) << 5;
        if !now.paper_out {
            let (width, length) = millimetres(now.stock);
            let continuous = now.tracking == Tracking::Continuous;
            bytes[10] = width;
            bytes[11] = if continuous { CONTINUOUS } else { DIE_CUT };
            bytes[17] = if continuous { 0 } else { length };
        }
        let wrong = bytes[8] | bytes[9] != 0;
        bytes[18] = if kind == REPLY && wrong { ERROR } else { kind };
        bytes[19] = phase;
        bytes[22] = match (now.head_open, now.over_temperature) {
            (true, _) => 1,
            (_, true) => 3,
            _ => 0,
        };
        bytes
    }
}

impl Dialect for BrotherQl {
    fn id(&self) -> &'static str {
        match self {
            Self::Narrow => "brother-ql",
            Self::Wide => "brother-ql-wide",
        }
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Job::new(*self))
    }

    fn cuts_where_it_likes(&self) -> bool {
        true
    }

    fn report(&self, happening: Happening, now: &Condition, memory: &Memory) -> Vec<u8> {
        // `ESC i ! 1` turns them off.
        if memory.reports == Some(1) {
            return Vec::new();
        }
        match happening {
            Happening::Began => self.status(now, memory.wrong_media, PHASE, 1),
            Happening::Finished => [
                self.status(now, memory.wrong_media, DONE, 1),
                self.status(now, memory.wrong_media, PHASE, 0),
            ]
            .concat(),
            Happening::Stopped => self.status(now, memory.wrong_media, ERROR, 0),
            Happening::Mended => Vec::new(),
        }
    }
}

/// The stock as its roll states it: whole millimetres.
fn millimetres(stock: Stock) -> (u8, u8) {
    let (width, length) = stock.media.size();
    let whole = |side: i64| u8::try_from((side + 500) / 1_000).unwrap_or(u8::MAX);
    (whole(width), whole(length))
}

/// Rolls that are sold: millimetres across, printable dots across, and dots from the right end of the stock's
/// place on the head.
const ROLLS: [(i64, u32, u32); 8] = [
    (12, 106, 29),
    (29, 306, 6),
    (38, 413, 12),
    (50, 554, 12),
    (54, 590, 0),
    (62, 696, 12),
    (102, 1164, 12),
    (104, 1200, 12),
];

/// Printable dots across, and dots from the right end of the stock's place on the head: those of the roll that
/// is as wide within a millimetre, else 18 dots less on each side, as most of them have it.
fn printable(stock: Stock) -> (u32, u32) {
    let width = stock.media.size().0;
    ROLLS
        .iter()
        .find(|(roll, ..)| (roll * 1_000 - width).abs() <= 1_000)
        .map_or_else(
            || (stock.dots().0.saturating_sub(36), 12),
            |(_, dots, right)| (*dots, *right),
        )
}

/// Printable dots along a die-cut label.
fn printable_length(stock: Stock) -> u32 {
    match millimetres(stock) {
        (102, 152) => 1660,
        (103, 164) => 1822,
        _ => stock.dots().1,
    }
}

#[derive(Debug)]
struct Job {
    printer: BrotherQl,
    /// Raster mode was chosen and a medium stated.
    stated: Option<Stated>,
    compressed: bool,
    rows: Vec<Vec<u8>>,
    auto_cut: bool,
    refused: bool,
}

#[derive(Clone, Copy, Debug)]
struct Stated {
    lines: u32,
    continuous: bool,
    /// Rows may be as many as come.
    lines_matter: bool,
}

impl Job {
    fn new(printer: BrotherQl) -> Self {
        Self {
            printer,
            stated: None,
            compressed: false,
            rows: Vec::new(),
            auto_cut: false,
            refused: false,
        }
    }

    /// `ESC i z` and ten bytes: what stock the job is for.
    fn media(&mut self, z: &[u8], desk: &mut Desk<'_>) {
        let (flags, kind, width, length) = (z[0], z[1], z[2], z[3]);
        let lines = u32::from_le_bytes([z[4], z[5], z[6], z[7]]);
        let (has_width, has_length) = millimetres(desk.stock);
        let near = |a: u8, b: u8| a.abs_diff(b) <= 1;
        self.refused = false;
        if !matches!(kind, CONTINUOUS | DIE_CUT) && flags & 0x02 != 0 {
            desk.complain(format!("Brother: no stock is of type {kind:#04x}"));
            self.refused = true;
        }
        if flags & 0x04 != 0 && !near(width, has_width) {
            desk.complain(format!(
                "Brother: the job is for stock {width} mm wide, and {has_width} mm is in"
            ));
            self.refused = true;
        }
        let continuous = kind == CONTINUOUS;
        if flags & 0x08 != 0 && !continuous && !near(length, has_length) {
            desk.complain(format!(
                "Brother: the job is for labels {length} mm long, and {has_length} mm are in"
            ));
            self.refused = true;
        }
        if continuous && length != 0 {
            desk.complain("Brother: continuous stock with a length");
            self.refused = true;
        }
        if z[8] > 1 || z[9] != 0 {
            desk.complain("Brother: ESC i z ends in what is no page");
        }
        desk.memory.wrong_media = self.refused;
        desk.setup.tracking = Some(if continuous {
            Tracking::Continuous
        } else {
            Tracking::Gap
        });
        let (head, narrowest) = (self.printer.head(), desk.stock.dots().0);
        if narrowest > head + desk.stock.dots_of(4_000.0) {
            desk.complain(format!(
                "Brother: stock of {narrowest} dots under a head of {head}"
            ));
            self.refused = true;
            desk.memory.wrong_media = true;
        }
        self.stated = Some(Stated {
            lines,
            continuous,
            lines_matter: true,
        });
    }

    fn row(&mut self, row: Vec<u8>, desk: &mut Desk<'_>) {
        let wanted = (self.printer.head() / 8) as usize;
        if self.stated.is_none() {
            desk.complain("Brother: rows before ESC i z");
            self.stated = Some(Stated {
                lines: 0,
                continuous: true,
                lines_matter: false,
            });
        }
        if row.len() == wanted {
            self.rows.push(row);
        } else {
            desk.complain(format!(
                "Brother: a row of {} bytes on a head of {wanted}",
                row.len()
            ));
        }
    }

    /// Form feed or print: the page is whole.
    fn page(&mut self, desk: &mut Desk<'_>) {
        let rows = std::mem::take(&mut self.rows);
        let Some(stated) = self.stated.filter(|_| !rows.is_empty()) else {
            desk.complain("Brother: a page with no rows");
            return;
        };
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        if stated.lines_matter && stated.lines != count {
            desk.complain(format!(
                "Brother: {count} rows came, and {} were announced",
                stated.lines
            ));
        }
        let most = printable_length(desk.stock);
        if !stated.continuous && count > most {
            desk.complain(format!("Brother: {count} rows on a label of {most}"));
        }
        desk.setup.finish = Some(if self.auto_cut {
            Finish::Cut
        } else {
            Finish::TearOff
        });
        if self.refused {
            // The error's report follows from what is remembered of the stock.
            let printer = self.printer;
            desk.ask(When::Now, move |now| printer.status(now, true, ERROR, 0));
            return;
        }
        let head = self.printer.head();
        let page = self.unmirrored(&graphic(head / 8, count, rows.concat()), desk);
        desk.setup.size = Some((page.width(), page.height()));
        desk.page(page, 1);
    }

    /// The head's rightmost dot comes first in a row.
    fn unmirrored(&self, raster: &Bitmap, desk: &mut Desk<'_>) -> Bitmap {
        let head = raster.width();
        let (width, right) = printable(desk.stock);
        let right = right + self.printer.offset();
        let left = head.saturating_sub(right + width);
        let mut whole = Bitmap::new(head, raster.height());
        for (y, row) in (0u32..).zip(raster.rows()) {
            for (i, byte) in (0u32..).zip(row) {
                for bit in (0..8u32).filter(|bit| byte & (0x80 >> bit) != 0) {
                    whole.set(head - 1 - (i * 8 + bit), y, true);
                }
            }
        }
        if let Some(ink) = whole.ink()
            && (ink.left < left || ink.right > left + width)
        {
            desk.complain(format!(
                "Brother: dots {}..{} of the head, and the stock is under {left}..{}",
                ink.left,
                ink.right,
                left + width
            ));
        }
        whole.crop(DotRect {
            left,
            top: 0,
            right: left + width,
            bottom: whole.height(),
        })
    }

    fn escape(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        match *bytes.get(1)? {
            b'@' => {
                *self = Self::new(self.printer);
                desk.memory.wrong_media = false;
                Some(2)
            }
            b'i' => self.setting(bytes, desk),
            other => {
                desk.complain(format!(
                    "Brother: ESC {:?} is no command",
                    char::from(other)
                ));
                Some(2)
            }
        }
    }

    /// `ESC i` and a letter.
    fn setting(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let letter = *bytes.get(2)?;
        match letter {
            b'S' => {
                if self.rows.is_empty() {
                    let (printer, wrong) = (self.printer, desk.memory.wrong_media);
                    desk.ask(When::Now, move |now| {
                        printer.status(now, wrong, REPLY, u8::from(now.busy()))
                    });
                } else {
                    desk.complain("Brother: ESC i S among the rows");
                }
                return Some(3);
            }
            b'z' => {
                let z = bytes.get(3..13)?;
                self.media(z, desk);
                return Some(13);
            }
            b'd' => {
                let margin = bytes.get(3..5)?;
                let margin = u16::from_le_bytes([margin[0], margin[1]]);
                match self.stated {
                    Some(stated) if !stated.continuous && margin != 0 => {
                        desk.complain("Brother: a margin on die-cut labels");
                    }
                    Some(stated) if stated.continuous && !(35..=1500).contains(&margin) => {
                        desk.complain(format!("Brother: a margin of {margin} dots"));
                    }
                    _ => {}
                }
                return Some(5);
            }
            _ => {}
        }
        let value = *bytes.get(3)?;
        match letter {
            b'a' if value == 1 => {}
            b'a' => desk.complain(format!("Brother: mode {value} is not raster")),
            b'!' => desk.memory.reports = Some(value),
            b'M' => self.auto_cut = value & 0x40 != 0,
            b'A' if value > 0 => {}
            b'K' => {
                if value & 0x01 != 0 {
                    desk.complain("Brother: two colours on a printer of one");
                }
                if value & 0x40 != 0 {
                    desk.complain("Brother: 600 dpi: every label is twice as short");
                }
            }
            _ => desk.complain(format!(
                "Brother: ESC i {:?} {value} is no setting",
                char::from(letter)
            )),
        }
        Some(4)
    }

    /// `g 0 n` or `G nL nH`, and n bytes.
    fn raster(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let (second, third) = (*bytes.get(1)?, *bytes.get(2)?);
        let length = if bytes[0] == b'G' {
            usize::from(u16::from_le_bytes([second, third]))
        } else {
            if second != 0 {
                desk.complain(format!("Brother: g {second} instead of g 0"));
            }
            usize::from(third)
        };
        let data = bytes.get(3..3 + length)?;
        let row = if self.compressed {
            unpacked(data)
        } else {
            Some(data.to_vec())
        };
        match row {
            Some(row) => self.row(row, desk),
            None => desk.complain("Brother: a row that cannot be unpacked"),
        }
        Some(3 + length)
    }
}

/// PackBits (TIFF 6.0, section 9).
fn unpacked(mut data: &[u8]) -> Option<Vec<u8>> {
    let mut row = Vec::new();
    while let Some((count, rest)) = data.split_first() {
        let count = usize::from(*count);
        if count < 128 {
            row.extend_from_slice(rest.get(..=count)?);
            data = &rest[count + 1..];
        } else {
            let (byte, rest) = rest.split_first()?;
            if count > 128 {
                row.extend(std::iter::repeat_n(*byte, 257 - count));
                data = rest;
            } else {
                // No operation; the byte after it is the next count.
                data = &data[1..];
            }
        }
    }
    Some(row)
}

impl Reader for Job {
    fn step(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        match *bytes.first()? {
            0 => Some(1),
            ESC => self.escape(bytes, desk),
            b'M' => {
                let how = *bytes.get(1)?;
                self.compressed = how == 2;
                if how == 2 && self.printer == BrotherQl::Narrow {
                    desk.complain("Brother: this model unpacks nothing");
                } else if !matches!(how, 0 | 2) {
                    desk.complain(format!("Brother: M {how} is no compression"));
                }
                Some(2)
            }
            b'g' | b'G' => self.raster(bytes, desk),
            b'Z' => {
                let width = (self.printer.head() / 8) as usize;
                self.row(vec![0; width], desk);
                Some(1)
            }
            FF | PRINT => {
                self.page(desk);
                if bytes[0] == PRINT {
                    self.stated = None;
                }
                Some(1)
            }
            other => {
                desk.complain(format!("Brother: {other:#04x} is no command"));
                Some(1)
            }
        }
    }

    fn partial(&self) -> bool {
        !self.rows.is_empty()
    }
}
