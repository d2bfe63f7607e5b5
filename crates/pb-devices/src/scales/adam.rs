//! Adam Equipment's Highland and CBC balances.
//!
//! `P CR LF` asks for a print, as its key does. One form is three labelled lines, `GROSS`, `No.` and
//! `Total`, of which the first is the weight; the other is one line of 16 characters: sign, value, unit
//! (the makers' manuals). Neither says whether the weight stands still, so it is used only when the
//! scale's owner says that it sends nothing else.
//!
//! Doubtful: whether the 16 characters count CR and LF. `P` switches scales of other makers off, so it
//! is never sent to an unknown one: such a scale is recognised when its print key is pressed.
use super::frame::{FrameDecoder, content, lines};
use super::number::{Number, Said, Unit};
use super::{Decoder, Poll, ScaleOptions, ScaleProtocol};

const LONGEST: usize = 40;
const SHORT: [usize; 2] = [14, 16];

pub(super) struct Adam;

impl ScaleProtocol for Adam {
    fn id(&self) -> &'static str {
        "adam"
    }

    fn name(&self) -> &'static str {
        "Adam Equipment (Highland, CBC)"
    }

    fn lines(&self) -> &'static [&'static str] {
        &["4800 8N1", "9600 8N1"]
    }

    fn poll(&self) -> Option<Poll> {
        Some(Poll::quick(b"P\r\n"))
    }

    fn probe(&self) -> Option<&'static [u8]> {
        None
    }

    fn zero(&self) -> Option<&'static [u8]> {
        Some(b"Z\r\n")
    }

    fn decoder(&self, options: &ScaleOptions) -> Result<Box<dyn Decoder>, String> {
        let only_stable = options.only_stable;
        Ok(Box::new(FrameDecoder::new(lines(LONGEST), move |line| {
            read(content(line)?, only_stable)
        })))
    }
}

fn read(line: &str, only_stable: bool) -> Option<Said> {
    let (label, rest) = match line.strip_prefix("GROSS") {
        Some(rest) => ("gross", rest.strip_prefix([' ', ':'])?),
        None if SHORT.contains(&line.len()) => ("", line),
        None => return None,
    };
    let split = rest.find(|c: char| c.is_ascii_alphabetic())?;
    let (value, unit) = rest.split_at(split);
    let unit = unit.trim_matches(' ');
    // The short line's sign has a place of its own, the first.
    let is_placed = !label.is_empty()
        || (value.starts_with(['+', '-', ' ']) && !value[1..].contains(['+', '-']));
    if unit.len() > 3 || !is_placed {
        return None;
    }
    Some(Said::unmarked(
        &Number::read(value)?,
        Unit::Printed(unit),
        only_stable,
        &[label],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scales::tests::{read_all, steady};
    use pb_domain::FrameKind as K;
    use pb_domain::WeightUnit as U;

    fn all(bytes: &[u8], only_stable: bool) -> Vec<(K, String)> {
        let options = ScaleOptions {
            only_stable,
            ..ScaleOptions::default()
        };
        read_all(&Adam, &options, bytes)
    }

    #[test]
    fn reads_the_captures_on_the_owners_word() {
        for (bytes, kind, shown) in [
            (
                &b"GROSS     1.250 kg\r\nNo.           1\r\nTotal     1.250 kg\r\n\r\n\r\n"[..],
                steady("1.25", U::Kg),
                "1.250 kg",
            ),
            (b"+    123.45 g \r\n", steady("123.45", U::G), "123.45 g"),
            (b"     1.250  kg\r\n", steady("1.25", U::Kg), "1.250 kg"),
            (b"-      1.250  kg\r\n", K::UnderZero, "-1.250 kg"),
            (b"     1.250  ct\r\n", K::Fault, "1.250 ct"),
        ] {
            assert_eq!(all(bytes, true), [(kind, shown.to_owned())], "{bytes:02x?}");
            assert_eq!(
                all(bytes, false),
                [(K::Fault, shown.to_owned())],
                "without it, it is none"
            );
        }
    }

    #[test]
    fn drops_rubbish() {
        for rubbish in [
            &b"GROSS\r\n"[..],
            b"GROSSER   1.250 kg\r\n",
            b"Total     1.250 kg\r\n",
            b"    1.250  kg\r\n",
            b"     1.250 kgkg\r\n",
            b"     1 250  kg\r\n",
            b"  +   1.250 kg\r\n",
            b"ES\r\n",
        ] {
            assert_eq!(all(rubbish, true), [], "{rubbish:02x?}");
        }
    }
}
