//! Dymo's LabelWriter raster, as the 4XL, the 450 and those before read it (Dymo's technical reference for the
//! LabelWriter 400 and 450).
use super::{Condition, Desk, Dialect, Reader, Stock, When};
use pb_labels::{Bitmap, Tracking};

#[derive(Debug)]
pub(super) struct Dymo;

const ESC: u8 = 0x1B;
const ROW: u8 = 0x16;
const PACKED_ROW: u8 = 0x17;
/// Stock up to this wide is in a LabelWriter with a head of 56 mm, wider stock in a 4XL.
const NARROW: i64 = 63_000;

impl Dialect for Dymo {
    fn id(&self) -> &'static str {
        "dymo"
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::<Form>::default()
    }
}

/// Bytes across the head.
pub(super) fn head_bytes(stock: Stock) -> u8 {
    if stock.media.size().0 <= NARROW {
        84
    } else {
        156
    }
}

/// One byte: ready always, top of form, out of paper, jam, error.
fn status(now: &Condition) -> Vec<u8> {
    let error = now.paper_out || now.head_open || now.over_temperature;
    vec![0x01 | u8::from(!now.busy()) << 1 | u8::from(now.paper_out) << 5 | u8::from(error) << 7]
}

/// The label under the head.
#[derive(Debug, Default)]
struct Form {
    /// Each row with its dots from the left end of the head.
    rows: Vec<Vec<u8>>,
    bytes: Option<u8>,
    tab: u8,
    length: Option<u32>,
    /// Rows were sent, even if all are white.
    begun: bool,
}

impl Form {
    fn width(&self, desk: &Desk<'_>) -> usize {
        usize::from(self.bytes.unwrap_or_else(|| head_bytes(desk.stock)))
    }

    fn row(&mut self, dots: &[u8], desk: &mut Desk<'_>) {
        let mut row = vec![0; usize::from(self.tab)];
        row.extend_from_slice(dots);
        let head = usize::from(head_bytes(desk.stock));
        if row.len() > head && row[head..].iter().any(|b| *b != 0) {
            desk.complain(format!(
                "Dymo: a row of {} bytes on a head of {head}",
                row.len()
            ));
        }
        row.resize(head, 0);
        self.rows.push(row);
        self.begun = true;
    }

    /// `ESC G` and `ESC E`: the label is out.
    fn end(&mut self, desk: &mut Desk<'_>) {
        let rows = std::mem::take(&mut self.rows);
        if !std::mem::take(&mut self.begun) {
            desk.complain("Dymo: a form is fed with nothing on it");
            return;
        }
        let (width, stock_height) = desk.stock.dots();
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let height = self.length.unwrap_or(stock_height);
        let head = u32::from(head_bytes(desk.stock)) * 8;
        let drawn = Bitmap::from_bytes(head, count, rows.concat())
            .expect("every row is as wide as the head");
        let mut page = Bitmap::new(width.min(head), height);
        // Rows and dots that are white may lie beyond the stock.
        let ink = drawn.ink();
        if ink.is_some_and(|ink| ink.right > page.width() || ink.bottom > height) || count > height
        {
            desk.complain(format!(
                "Dymo: {count} rows of {head} dots run past the label of {}×{height}",
                page.width()
            ));
        }
        page.paste(&drawn, 0, 0);
        desk.page(page, 1);
    }

    fn escape(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let letter = *bytes.get(1)?;
        match letter {
            // Any number of them ends whatever row was left unfinished.
            ESC => return Some(1),
            b'@' => {
                *self = Self::default();
                return Some(2);
            }
            // The printer reads no further than it has printed, but it stops and says why.
            b'A' => {
                desk.ask(When::InTurnOrStopped, status);
                return Some(2);
            }
            b'V' => {
                desk.ask(When::InTurnOrStopped, |_| b"1739270v0L".to_vec());
                return Some(2);
            }
            b'c' | b'd' | b'e' | b'g' => {
                let step = b"cdeg".iter().position(|l| *l == letter).unwrap_or(0);
                desk.setup.darken(u32::try_from(step).unwrap_or(0), 0, 3);
                return Some(2);
            }
            b'h' | b'i' => return Some(2),
            b'G' | b'E' => {
                self.end(desk);
                return Some(2);
            }
            _ => {}
        }
        let value = *bytes.get(2)?;
        match letter {
            b'B' => self.tab = value,
            b'D' => {
                let head = head_bytes(desk.stock);
                if value == 0 || value > head {
                    desk.complain(format!("Dymo: {value} bytes a row on a head of {head}"));
                }
                self.bytes = Some(value);
            }
            b'L' => {
                let length = i16::from_be_bytes([value, *bytes.get(3)?]);
                // Below zero the stock is continuous.
                let known = u32::try_from(length).ok().filter(|length| *length > 0);
                self.length = known;
                desk.setup.tracking = Some(match known {
                    Some(_) => Tracking::Gap,
                    None => Tracking::Continuous,
                });
                desk.setup.size = known.map(|length| (desk.stock.dots().0, length));
                return Some(4);
            }
            b'f' => {
                let count = *bytes.get(3)?;
                if value != 1 {
                    desk.complain(format!("Dymo: ESC f {value} skips nothing"));
                }
                let width = usize::from(head_bytes(desk.stock));
                self.rows.extend((0..count).map(|_| vec![0; width]));
                self.begun = true;
                return Some(4);
            }
            b'q' if matches!(value, 0..=2 | b'0'..=b'2') => {}
            _ => {
                desk.complain(format!("Dymo: ESC {:?} is no command", char::from(letter)));
                return Some(2);
            }
        }
        Some(3)
    }

    /// Run lengths: the highest bit is the colour, the others one less than how many dots.
    fn packed(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        let width = self.width(desk);
        let mut row = Bitmap::new(u32::try_from(width * 8).unwrap_or(0), 1);
        let (mut x, mut used) = (0, 1);
        while x < row.width() {
            let run = *bytes.get(used)?;
            used += 1;
            let end = x + u32::from(run & 0x7F) + 1;
            if end > row.width() {
                desk.complain("Dymo: a run of dots goes past its row");
            }
            if run & 0x80 != 0 {
                for dot in x..end {
                    row.set(dot, 0, true);
                }
            }
            x = end;
        }
        self.row(row.bytes(), desk);
        Some(used)
    }
}

impl Reader for Form {
    fn step(&mut self, bytes: &[u8], desk: &mut Desk<'_>) -> Option<usize> {
        match *bytes.first()? {
            ESC => self.escape(bytes, desk),
            ROW => {
                let width = self.width(desk);
                let dots = bytes.get(1..=width)?;
                self.row(dots, desk);
                Some(width + 1)
            }
            PACKED_ROW => self.packed(bytes, desk),
            other => {
                desk.complain(format!("Dymo: {other:#04x} is no command"));
                Some(1)
            }
        }
    }

    fn partial(&self) -> bool {
        self.begun
    }
}
