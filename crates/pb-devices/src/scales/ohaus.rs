//! Ohaus scales' own format.
//!
//! `IP CR LF` asks for the weight of this moment. The answer is a line: the weight to the right of 11 or
//! 12 places, a space, the unit, a space, then `?` while it moves and a blank when it stands still, and
//! perhaps what was weighed (the makers' RS232 manual, and those of Ranger 3000 and 7000). The Ranger
//! RC's is `<sign>  <7 places> <2 of unit> <?> NET`.
//!
//! Doubtful: the lines they leave the factory with. Pounds and ounces in one line are refused: the scale
//! has to be set to a unit with decimals. `ESC R` resets such a scale and is never sent.
use super::frame::{FrameDecoder, content, lines};
use super::number::{Number, Said, Unit};
use super::{Decoder, Poll, ScaleOptions, ScaleProtocol};

const LONGEST: usize = 40;
/// Where the value ends in a usual line.
const VALUE_ENDS: [usize; 2] = [11, 12];
/// Where it ends in the Ranger RC's, and how long its line is.
const RC_VALUE_ENDS: usize = 10;
const RC_LENGTH: usize = 19;

pub(super) struct Ohaus;

impl ScaleProtocol for Ohaus {
    fn id(&self) -> &'static str {
        "ohaus"
    }

    fn name(&self) -> &'static str {
        "Ohaus"
    }

    fn lines(&self) -> &'static [&'static str] {
        &["9600 8N1", "2400 7N2"]
    }

    fn poll(&self) -> Option<Poll> {
        Some(Poll::quick(b"IP\r\n"))
    }

    fn zero(&self) -> Option<&'static [u8]> {
        Some(b"Z\r\n")
    }

    fn decoder(&self, _options: &ScaleOptions) -> Result<Box<dyn Decoder>, String> {
        Ok(Box::new(FrameDecoder::new(lines(LONGEST), |line| {
            read(content(line)?)
        })))
    }
}

fn read(line: &str) -> Option<Said> {
    if !line.is_ascii() {
        return None;
    }
    let is_rc = line.len() == RC_LENGTH && (line.ends_with("NET") || line.ends_with("B/G"));
    let ends = if is_rc {
        &[RC_VALUE_ENDS][..]
    } else {
        &VALUE_ENDS
    };
    // The value ends at a fixed place: one that lost a digit on the way ends before it.
    let end = *ends.iter().find(|end| {
        let byte = |place: usize| line.as_bytes().get(place).copied();
        byte(**end - 1).is_some_and(|b| b.is_ascii_digit()) && byte(**end) == Some(b' ')
    })?;
    let (value, rest) = line.split_at_checked(end)?;
    let (unit, rest) = rest.strip_prefix(' ')?.split_once(' ')?;
    if !(1..=5).contains(&unit.len()) {
        return None;
    }
    // At least the place of the mark is there, or the line was cut.
    let after = rest.trim_start_matches(' ');
    let (still, more) = match after.strip_prefix('?') {
        Some(more) => (false, more),
        None if rest.starts_with(' ') => (true, after),
        None => return None,
    };
    Some(Said::weight(
        still,
        &Number::read(value)?,
        Unit::Printed(unit),
        &[more.trim_matches(' ')],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scales::tests::{read_all, steady};
    use pb_domain::FrameKind::{self as K};
    use pb_domain::WeightUnit as U;

    fn all(bytes: &[u8]) -> Vec<(K, String)> {
        read_all(&Ohaus, &ScaleOptions::default(), bytes)
    }

    #[test]
    fn reads_the_captures() {
        for (line, kind, shown) in [
            (
                &b"     12.345 kg  \r\n"[..],
                steady("12.345", U::Kg),
                "12.345 kg",
            ),
            (b"     12.345 kg ?\r\n", K::Moving, "12.345 kg"),
            (b"      0.000 kg  \r\n", steady("0", U::Kg), "0.000 kg"),
            (b"      123.45 g  \r\n", steady("123.45", U::G), "123.45 g"),
            (b"      123.45 g      ? NET\r\n", K::Moving, "123.45 g"),
            (b"      -12.5 lb  \r\n", K::UnderZero, "-12.5 lb"),
            (
                b"       12.5 lb   NET\r\n",
                steady("12.5", U::Lb),
                "12.5 lb",
            ),
            (b"+     1.25 kg   B/G\r\n", steady("1.25", U::Kg), "1.25 kg"),
            (b"+     1.25 kg ? NET\r\n", K::Moving, "1.25 kg"),
            (b"      12.50 ozt  \r\n", K::Fault, "12.50 ozt"),
            (b"          1 lb:oz  \r\n", K::Fault, "1 lb:oz"),
        ] {
            assert_eq!(all(line), [(kind, shown.to_owned())], "{line:02x?}");
        }
    }

    #[test]
    fn drops_rubbish_and_finds_the_next_line() {
        for rubbish in [
            &b"ES\r\n"[..],
            b"    12.345 kg  \r\n",
            b"       12.345 kg  \r\n",
            b"     12.345 kg\r\n",
            b"     12.345 kg \r\n",
            b"     12.345kg  \r\n",
            b"     12 345 kg  \r\n",
            b"     12.345 kg  \n",
            b"+   123.45 g  \r\n",
            b"\xff\xff\r\n",
        ] {
            let bytes = [rubbish, b"      2.000 kg  \r\n"].concat();
            assert_eq!(
                all(&bytes),
                [(steady("2", U::Kg), "2.000 kg".to_owned())],
                "{rubbish:02x?}"
            );
        }
    }
}
