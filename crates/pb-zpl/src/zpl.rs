//! ZPL to labels: put into the form that the renderer takes rightly, read by it, and completed.
//!
//! Commands are those of Zebra's ZPL II programming guide.
use crate::commands::{Command, split};
use crate::graphics::{self, Picture};
use crate::label::Label;
use crate::{limits, too_big, unreadable};
use labelize::Language;
use pb_domain::Format;
use pb_labels::LabelError;

/// Barcodes that the renderer draws.
const DRAWN: &[u8] = b"23789CDEOQUXY";

/// Every label, in order.
pub(crate) fn read(zpl: &[u8], dots_per_mm: u32) -> Result<Vec<Label>, LabelError> {
    let commands = split(zpl);
    let mut document = Document::default();
    for command in &commands {
        document.take(command)?;
    }
    let per_mm = i32::try_from(dots_per_mm).unwrap_or(8);
    if let Some(what) = limits::too_large(&document.out, b"^", per_mm) {
        return Err(too_big(Format::Zpl, format!("it has {what}")));
    }
    let labels = Language::Zpl
        .parse(&document.out, per_mm)
        .map_err(|e| unreadable(Format::Zpl, e.to_string()))?;
    let length = document.length_in_dots(per_mm);
    labels
        .into_iter()
        .map(|info| Label::new(Format::Zpl, info, length, &document.pictures))
        .collect()
}

/// What the renderer is given, and what it is not.
#[derive(Default)]
struct Document {
    out: Vec<u8>,
    /// Pictures, for which the renderer is given their number.
    pictures: Vec<Picture>,
    /// The last `^LL`, and the unit it was in.
    length: Option<(f64, u8)>,
    unit: u8,
    /// What `^CI` chose.
    characters: u32,
    /// What `^FH` chose for the field that is being written.
    escape: Option<u8>,
}

impl Document {
    fn take(&mut self, command: &Command<'_>) -> Result<(), LabelError> {
        match (command.prefix, &command.name) {
            // One of each, a comment for nobody, and what is not drawn.
            (b'^', b"PQ" | b"FX") => {}
            (b'^', b"GF") => self.picture(command)?,
            (b'~', b"DG") => self.stored_picture(command, 1, 2, 3)?,
            // `~DYd:o.x,format,extension,size,row,data`: pictures are `G`; fonts and others are not read.
            (b'~', b"DY") if command.parameter(2).eq_ignore_ascii_case(b"G") => {
                self.stored_picture(command, 3, 4, 5)?;
            }
            (b'~', b"DY" | b"DU" | b"DT" | b"DB") => {}
            (b'^', b"XG" | b"IL") => self.named(command, b"GRF"),
            (b'^', b"DF" | b"XF") => self.named(command, b"ZPL"),
            (b'^', b"LL") => {
                self.length = number(command.parameter(0)).map(|n| (n, self.unit));
            }
            (b'^', b"MU") => {
                if let Some(unit) = command.parameter(0).first() {
                    self.unit = unit.to_ascii_uppercase();
                }
                self.write(command, &command.rest.to_ascii_uppercase());
            }
            (b'^', b"CI") => {
                self.characters = command.number(0).unwrap_or(0);
                self.write(command, &command.rest);
            }
            (b'^', b"FN") => {
                // A prompt may follow the number.
                let digits = command.rest.trim_ascii_start();
                let end = digits
                    .iter()
                    .position(|b| !b.is_ascii_digit())
                    .unwrap_or(digits.len());
                self.write(command, &digits[..end]);
            }
            (b'^', b"FH") => {
                self.escape = Some(command.rest.first().copied().unwrap_or(b'_'));
                self.write(command, &command.rest);
            }
            (b'^', b"FD" | b"FV") => self.data(command),
            (b'^', b"FS") => {
                self.escape = None;
                self.write(command, b"");
            }
            (b'^', b"GB" | b"GC" | b"GE" | b"GD" | b"PO" | b"LR" | b"PM") => {
                self.write(command, &command.rest.to_ascii_uppercase());
            }
            // The same code under its other name.
            (b'^', b"B0") => {
                let aztec = Command {
                    name: *b"BO",
                    ..command.clone()
                };
                self.write(&aztec, &command.rest);
            }
            (b'^', [b'B', kind]) if !DRAWN.contains(kind) => {
                return Err(LabelError::Incomplete {
                    page: 1,
                    what: format!("the barcode ^B{} cannot be drawn here", char::from(*kind)),
                });
            }
            _ => self.write(command, &command.rest),
        }
        Ok(())
    }

    fn write(&mut self, command: &Command<'_>, rest: &[u8]) {
        self.out.push(command.prefix);
        self.out.extend(command.name);
        self.out.extend_from_slice(rest);
    }

    /// `^GFa,b,c,d,data`: `c` bytes in rows of `d`.
    fn picture(&mut self, command: &Command<'_>) -> Result<(), LabelError> {
        let (total, row_bytes) = (size(command, 2), size(command, 3));
        let data = after_commas(&command.rest, 4);
        let picture = match command.parameter(0).first().map(u8::to_ascii_uppercase) {
            Some(b'B') => Some(Picture {
                row_bytes,
                bytes: data[..data.len().min(total)].to_vec(),
            }),
            Some(b'C') => None,
            _ => graphics::from_text(data, total, row_bytes),
        };
        let (number, row) = self.keep(picture, row_bytes)?;
        self.out
            .extend(format!("^GFA,4,4,{row},{number:08X}").into_bytes());
        Ok(())
    }

    /// A picture that is stored under a name: where its size, the bytes of a row and the data stand.
    fn stored_picture(
        &mut self,
        command: &Command<'_>,
        total: usize,
        row: usize,
        data: usize,
    ) -> Result<(), LabelError> {
        let (total, row_bytes) = (size(command, total), size(command, row));
        let picture = graphics::from_text(after_commas(&command.rest, data), total, row_bytes);
        let (number, row) = self.keep(picture, row_bytes)?;
        let name = stored_name(command.parameter(0), b"GRF");
        self.out.extend(b"~DG");
        self.out.extend(name);
        self.out
            .extend(format!(",4,{row},{number:08X}").into_bytes());
        Ok(())
    }

    fn keep(
        &mut self,
        picture: Option<Picture>,
        row_bytes: usize,
    ) -> Result<(usize, usize), LabelError> {
        let picture = picture
            .filter(|_| row_bytes > 0)
            .ok_or_else(|| unreadable(Format::Zpl, "a picture on it is damaged"))?;
        self.pictures.push(picture);
        // Four bytes in one row, whatever their number is.
        Ok((self.pictures.len() - 1, 4))
    }

    /// A command whose first parameter is the name of something stored.
    fn named(&mut self, command: &Command<'_>, extension: &[u8]) {
        let name = stored_name(command.parameter(0), extension);
        let rest = after_commas(&command.rest, 1);
        self.out.push(command.prefix);
        self.out.extend(command.name);
        self.out.extend(name);
        if !rest.is_empty() {
            self.out.push(b',');
            self.out.extend_from_slice(rest);
        }
    }

    /// Field data in UTF-8, with the characters escaped that would begin a command.
    fn data(&mut self, command: &Command<'_>) {
        let text = match self.characters {
            27 => encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(&command.rest)
                .0
                .into_owned(),
            // The renderer takes each character of these sets for a byte.
            0..=13 if std::str::from_utf8(&command.rest).is_err() => {
                command.rest.iter().copied().map(char::from).collect()
            }
            _ => String::from_utf8_lossy(&command.rest).into_owned(),
        };
        if !text.contains(['^', '~']) {
            self.write(command, text.as_bytes());
            return;
        }
        let escape = self.escape.unwrap_or_else(|| {
            let free = b"_\\%$#@!|`"
                .iter()
                .copied()
                .find(|c| !text.contains(char::from(*c)))
                .unwrap_or(b'_');
            self.out.extend(b"^FH");
            self.out.push(free);
            free
        });
        self.escape = Some(escape);
        self.out.push(b'^');
        self.out.extend(command.name);
        for character in text.chars() {
            match character {
                '^' | '~' => {
                    self.out.push(escape);
                    self.out
                        .extend(format!("{:02X}", u32::from(character)).into_bytes());
                }
                other => self.out.extend(other.to_string().into_bytes()),
            }
        }
    }

    fn length_in_dots(&self, dots_per_mm: i32) -> Option<u32> {
        let (length, unit) = self.length?;
        let dots = length
            * match unit {
                b'I' => f64::from(dots_per_mm) * 25.4,
                b'M' => f64::from(dots_per_mm),
                _ => 1.0,
            };
        whole(dots)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked first"
)]
fn whole(dots: f64) -> Option<u32> {
    (1.0..1e6).contains(&dots).then(|| dots.round() as u32)
}

fn number(text: &[u8]) -> Option<f64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn size(command: &Command<'_>, at: usize) -> usize {
    command
        .number(at)
        .map_or(0, |n| (n as usize).min(graphics::MAX_BYTES))
}

/// What follows so many commas.
fn after_commas(rest: &[u8], commas: usize) -> &[u8] {
    rest.splitn(commas + 1, |b| *b == b',')
        .nth(commas)
        .unwrap_or_default()
}

/// The whole name of something stored: in memory (`R:`) where no device is named, and with its extension.
fn stored_name(name: &[u8], extension: &[u8]) -> Vec<u8> {
    let name = name.to_ascii_uppercase();
    let (device, file) = match name.iter().position(|b| *b == b':') {
        Some(at) => (&name[..at], &name[at + 1..]),
        None => (&b"R"[..], &name[..]),
    };
    let file = file.split(|b| *b == b'.').next().unwrap_or_default();
    let file = if file.is_empty() { b"UNKNOWN" } else { file };
    [device, b":", file, b".", extension].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(zpl: &[u8]) -> String {
        let commands = split(zpl);
        let mut document = Document::default();
        for command in &commands {
            document.take(command).expect("takes");
        }
        String::from_utf8_lossy(&document.out).into_owned()
    }

    #[test]
    fn names_data_and_letters_are_put_right() {
        for (zpl, wanted) in [
            (&b"^XA^XGlogo,2,2^FS"[..], "^XA^XGR:LOGO.GRF,2,2^FS"),
            (b"^DFE:ship.zpl^FS", "^DFE:SHIP.ZPL^FS"),
            (b"^XF", "^XFR:UNKNOWN.ZPL"),
            (b"^FN1\"Name?\"^FS", "^FN1^FS"),
            (b"^PQ5,0,9^POi^gb9,9,9,w^FS", "^POI^GB9,9,9,W^FS"),
            (b"^CC++FDa^b+FS", "^FH_^FDa_5Eb^FS"),
            (b"^CI27^FDM\xFCnchen^FS", "^CI27^FDMünchen^FS"),
            (b"^CI0^FDM\x81nchen^FS", "^CI0^FDM\u{81}nchen^FS"),
            (b"^B0N,5^FDx^FS", "^BON,5^FDx^FS"),
            (b"^FXnothing^XZ", "^XZ"),
        ] {
            assert_eq!(rewritten(zpl), wanted);
        }
    }

    #[test]
    fn a_barcode_that_cannot_be_drawn_is_no_text() {
        let error = read(b"^XA^FO1,1^BKN,N,50^FDA1234B^FS^XZ", 8).err();
        assert_eq!(
            error.map(|e| e.to_string()).unwrap_or_default(),
            "Page 1 of the label would print incomplete: the barcode ^BK cannot be drawn here"
        );
    }
}
