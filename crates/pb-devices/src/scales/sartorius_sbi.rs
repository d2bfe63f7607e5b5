//! Sartorius SBI, also spoken by Minebea Intec.
//!
//! `ESC P` asks for a print. The answer has 16 characters: sign, a place, eight of value, a place, three
//! of unit, CR LF. **The unit is blank while the weight moves.** The longer form has an id of six
//! characters before them (the manuals of Cubis, Combics 3, Entris II, Master, BP and CP). `H` is over
//! and `L` under its range, `C` calibrates, `Err` and a number is a fault.
//!
//! Older ones leave the factory with 1200 7O1 and a handshake, and answer only when the weight stands
//! still. Doubtful: that newer ones use 9600 8O1. `ESC S` restarts such a scale and is never sent.
use super::frame::{FrameDecoder, content, lines};
use super::number::{Number, Said, Unit};
use super::{Decoder, Poll, ScaleOptions, ScaleProtocol};
use pb_domain::FrameKind;
use std::time::Duration;

/// With the id.
const LONGEST: usize = 22;
const ID: usize = 6;
const CONTENT: usize = 14;

pub(super) struct SartoriusSbi;

impl ScaleProtocol for SartoriusSbi {
    fn id(&self) -> &'static str {
        "sartorius-sbi"
    }

    fn name(&self) -> &'static str {
        "Sartorius SBI"
    }

    fn lines(&self) -> &'static [&'static str] {
        &["1200 7O1", "9600 8O1"]
    }

    fn poll(&self) -> Option<Poll> {
        Some(Poll {
            request: b"\x1bP",
            every: Duration::from_millis(250),
            // It may wait for the weight to come to rest.
            silence: Some(Duration::from_secs(30)),
        })
    }

    fn zero(&self) -> Option<&'static [u8]> {
        Some(b"\x1bV")
    }

    fn decoder(&self, _options: &ScaleOptions) -> Result<Box<dyn Decoder>, String> {
        Ok(Box::new(FrameDecoder::new(lines(LONGEST), |line| {
            read(content(line)?)
        })))
    }
}

fn read(line: &str) -> Option<Said> {
    let (id, text) = match line.len() {
        CONTENT => ("", line),
        long if long == ID + CONTENT => line.split_at_checked(ID)?,
        _ => return None,
    };
    let id = id.trim_matches(' ');
    let special = text.trim_matches(' ');
    let state = |kind, says: &str| Some(Said::state(kind, format!("{special}: {says}")));
    match special {
        "H" | "HH" => return state(FrameKind::Over, "over its range"),
        "L" | "LL" => return state(FrameKind::UnderZero, "under its range"),
        "C" => return state(FrameKind::Fault, "it calibrates itself"),
        fault if fault.starts_with("Err") => return state(FrameKind::Fault, "it reports a fault"),
        _ => {}
    }
    let places = text.as_bytes();
    if !text.is_ascii() || places[1] != b' ' || places[10] != b' ' || !places[9].is_ascii_digit() {
        return None;
    }
    let minus = match places[0] {
        b'-' => true,
        b'+' | b' ' => false,
        _ => return None,
    };
    let number = Number {
        minus,
        ..Number::read(&text[2..10]).filter(|number| !number.minus)?
    };
    let unit = text[11..].trim_matches(' ');
    Some(Said::weight(
        !unit.is_empty(),
        &number,
        Unit::Printed(unit),
        &[id],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scales::parity;
    use crate::scales::tests::{read_all, steady};
    use FrameKind as K;
    use pb_domain::WeightUnit as U;

    fn all(bytes: &[u8]) -> Vec<(FrameKind, String)> {
        read_all(&SartoriusSbi, &ScaleOptions::default(), bytes)
    }

    #[test]
    fn reads_the_captures() {
        for (line, kind, shown) in [
            (
                &b"+   123.45 g  \r\n"[..],
                steady("123.45", U::G),
                "123.45 g",
            ),
            (b"+    1.250 kg \r\n", steady("1.25", U::Kg), "1.250 kg"),
            (b"     0.000 kg \r\n", steady("0", U::Kg), "0.000 kg"),
            (b"+    1.250    \r\n", K::Moving, "1.250"),
            (b"-    0.050 kg \r\n", K::UnderZero, "-0.050 kg"),
            (b"-    0.000 kg \r\n", steady("0", U::Kg), "-0.000 kg"),
            (b"      H       \r\n", K::Over, ""),
            (b"      HH      \r\n", K::Over, ""),
            (b"      L       \r\n", K::UnderZero, ""),
            (b"      C       \r\n", K::Fault, ""),
            (b"   Err 54     \r\n", K::Fault, ""),
            (
                b"N     +    1.250 kg \r\n",
                steady("1.25", U::Kg),
                "1.250 kg",
            ),
            (b"G#    +    1.250    \r\n", K::Moving, "1.250"),
            (b"Stat        H       \r\n", K::Over, ""),
            (b"+    1.250 ct \r\n", K::Fault, "1.250 ct"),
        ] {
            assert_eq!(all(line), [(kind, shown.to_owned())], "{line:02x?}");
            assert_eq!(
                all(&parity::tests::odd(line)),
                [(kind, shown.to_owned())],
                "the same with odd parity"
            );
        }
    }

    #[test]
    fn drops_rubbish_and_finds_the_next_line() {
        for rubbish in [
            &b"+   23.45 g  \r\n"[..],
            b"+    123.45 g  \r\n",
            b"*   123.45 g  \r\n",
            b"+   12 .45 g  \r\n",
            b"+  -123.45 g  \r\n",
            b"+   123.4 g   \r\n",
            b"+   123.45g   \r\n",
            b"+   123.45 g  \n",
            b"\xff\xfe\r\n",
        ] {
            let bytes = [rubbish, b"+    2.000 kg \r\n"].concat();
            assert_eq!(
                all(&bytes),
                [(steady("2", U::Kg), "2.000 kg".to_owned())],
                "{rubbish:02x?}"
            );
        }
    }
}
