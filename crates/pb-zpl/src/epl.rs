//! EPL2 to labels: its forms are parted here, its pictures and settings read, and the rest left to the renderer.
//!
//! Commands are those of Zebra's EPL2 programming guide.
use crate::graphics::{self, Picture};
use crate::label::Label;
use crate::{limits, too_big, unreadable};
use labelize::Language;
use labelize::elements::invert_region::InvertRegion;
use labelize::elements::label_element::LabelElement;
use labelize::elements::label_position::LabelPosition;
use pb_domain::Format;
use pb_labels::LabelError;

/// Every label, in order.
pub(crate) fn read(epl: &[u8]) -> Result<Vec<Label>, LabelError> {
    let mut printer = Printer::default();
    let mut labels = Vec::new();
    let mut at = 0;
    while at < epl.len() {
        let end = epl[at..]
            .iter()
            .position(|b| matches!(b, b'\n' | b'\r'))
            .map_or(epl.len(), |n| at + n);
        let line = epl[at..end].trim_ascii();
        let after = (end + 1).min(epl.len());
        at = match line {
            [b'G', b'W', ..] => printer.picture(epl, at)?,
            [b'G', b'M', ..] => past_download(epl, line, after),
            _ => {
                if let Some(label) = printer.line(line)? {
                    labels.push(label);
                }
                after
            }
        };
    }
    Ok(labels)
}

/// What stays from form to form, and the form that is being written.
#[derive(Default)]
struct Printer {
    width: Option<u32>,
    length: Option<u32>,
    /// `R`, as it stands.
    reference: Vec<u8>,
    inverted: bool,
    form: Vec<u8>,
    pictures: Vec<Picture>,
    turned_over: Vec<InvertRegion>,
}

impl Printer {
    /// One line that is no picture; a label when it prints one.
    fn line(&mut self, line: &[u8]) -> Result<Option<Label>, LabelError> {
        match line {
            [] => {}
            b"N" => self.clear(),
            [b'P', rest @ ..] if rest.iter().all(|b| b.is_ascii_digit() || *b == b',') => {
                return self.print().map(Some);
            }
            [b'q', rest @ ..] => self.width = number(rest),
            // Length of the form, then of the gap.
            [b'Q', rest @ ..] => self.length = number(rest),
            [b'Z', b'B'] => self.inverted = true,
            [b'Z', b'T'] => self.inverted = false,
            [b'R', digit, ..] if digit.is_ascii_digit() => {
                self.reference = line.to_vec();
                self.add(line);
            }
            [b'L', b'E', rest @ ..] => {
                let mut sides = rest
                    .split(|b| *b == b',')
                    .map(|n| i32::try_from(number(n)?).ok());
                let mut side = || sides.next().flatten().unwrap_or(0);
                let (x, y) = (side(), side());
                let (right, down) = self.offset();
                self.turned_over.push(InvertRegion {
                    position: LabelPosition {
                        x: x.saturating_add(right).min(limits::MAX_PLACE),
                        y: y.saturating_add(down).min(limits::MAX_PLACE),
                        ..LabelPosition::default()
                    },
                    width: side().min(limits::MAX_PLACE),
                    height: side().min(limits::MAX_PLACE),
                });
            }
            [b'G', b'G', ..] => return Err(incomplete("a picture stored in the printer")),
            [b'F', b'R', ..] => return Err(incomplete("a form stored in the printer")),
            [b'A' | b'B' | b'b', ..] => {
                if let Some(what) = limits::too_large_in_epl(line) {
                    return Err(too_big(Format::Epl, format!("it has {what}")));
                }
                self.add(&unescaped(line));
            }
            [b'L' | b'X', ..] => self.add(line),
            // Settings of the printer.
            _ => {}
        }
        Ok(None)
    }

    fn clear(&mut self) {
        self.form.clear();
        self.pictures.clear();
        self.turned_over.clear();
        let reference = std::mem::take(&mut self.reference);
        self.add(&reference);
        self.reference = reference;
    }

    fn add(&mut self, line: &[u8]) {
        self.form.extend_from_slice(line);
        self.form.push(b'\n');
    }

    fn offset(&self) -> (i32, i32) {
        let mut numbers = self
            .reference
            .get(1..)
            .unwrap_or_default()
            .split(|b| *b == b',')
            .map(|n| number(n).and_then(|n| i32::try_from(n).ok()).unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
    }

    fn print(&mut self) -> Result<Label, LabelError> {
        let mut form = b"N\n".to_vec();
        form.extend_from_slice(&self.form);
        form.extend(b"P1\n");
        let info = Language::Epl
            .parse(&form, 8)
            .map_err(|e| unreadable(Format::Epl, e.to_string()))?
            .into_iter()
            .next()
            .unwrap_or_default();
        let mut info = info;
        info.inverted = self.inverted;
        info.elements.extend(
            self.turned_over
                .iter()
                .cloned()
                .map(LabelElement::InvertRegion),
        );
        info.print_width = self.width.and_then(|w| i32::try_from(w).ok()).unwrap_or(0);
        Label::new(Format::Epl, info, self.length, &self.pictures)
    }

    /// `GWx,y,bytes,rows,` and then bytes in which 0 is black; a line break may stand for the last comma, as
    /// CUPS and lprint write it. Says where the bytes end.
    fn picture(&mut self, epl: &[u8], from: usize) -> Result<usize, LabelError> {
        let damaged = || unreadable(Format::Epl, "a picture on it is damaged");
        let mut at = from
            + epl[from..]
                .windows(2)
                .position(|w| w == b"GW")
                .ok_or_else(damaged)?
            + 2;
        let mut numbers = [0usize; 4];
        for (i, value) in numbers.iter_mut().enumerate() {
            while epl.get(at) == Some(&b' ') {
                at += 1;
            }
            let digits = epl[at.min(epl.len())..]
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count();
            *value = number(&epl[at..at + digits])
                .map(|n| n as usize)
                .ok_or_else(damaged)?;
            at += digits;
            match (i, epl.get(at)) {
                (_, Some(b',')) | (3, Some(b'\n')) => at += 1,
                (3, Some(b'\r')) if epl.get(at + 1) == Some(&b'\n') => at += 2,
                _ => return Err(damaged()),
            }
        }
        let [x, y, row_bytes, rows] = numbers;
        let length = row_bytes
            .checked_mul(rows)
            .filter(|n| *n <= graphics::MAX_BYTES)
            .ok_or_else(damaged)?;
        let end = at + length;
        let bytes = epl.get(at..end).ok_or_else(damaged)?;
        if length > 0 {
            self.pictures.push(Picture {
                row_bytes,
                bytes: bytes.iter().map(|b| !b).collect(),
            });
            let index = u32::try_from(self.pictures.len() - 1).unwrap_or(u32::MAX);
            self.form.extend(format!("GW{x},{y},4,1,").into_bytes());
            self.form.extend(index.to_be_bytes());
            self.form.push(b'\n');
        }
        Ok(end)
    }
}

fn incomplete(what: &str) -> LabelError {
    LabelError::Incomplete {
        page: 1,
        what: format!("{what} is not in the document"),
    }
}

/// `GM"name"size`, a line break and so many bytes of a picture to be stored: they are no commands.
fn past_download(epl: &[u8], line: &[u8], after: usize) -> usize {
    let size = line
        .rsplit(|b| *b == b'"')
        .next()
        .and_then(number)
        .unwrap_or(0);
    after.saturating_add(size as usize).min(epl.len())
}

/// `\"` and `\\` in quoted data stand for the character itself.
fn unescaped(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut escaped = false;
    for byte in line {
        match (escaped, *byte) {
            (false, b'\\') => {
                escaped = true;
                continue;
            }
            (true, other) if !matches!(other, b'"' | b'\\') => out.extend([b'\\', other]),
            (_, other) => out.push(other),
        }
        escaped = false;
    }
    out
}

/// The number that a parameter begins with.
fn number(text: &[u8]) -> Option<u32> {
    let text = text.trim_ascii_start();
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    std::str::from_utf8(&text[..digits]).ok()?.parse().ok()
}
