//! A&D's standard format.
//!
//! `Q CR LF` asks for the weight of this moment; many are set to send by themselves, which reads alike.
//! `ST,+00012.34  g CR LF` answers: `ST` stands still, `US` moves, `QT` counts pieces, `OL` is over
//! capacity, filled with nines; the value has a sign and eight places, the unit three, to the right
//! (the manuals of GC, EK-L and HV-G). A verdict of the scale's own limits, `LO`, `OK` or `HI`, may
//! stand after the header.
//!
//! Doubtful: that 2400 7E1 is how they leave the factory. `P` switches such a scale off and is never
//! sent.
use super::frame::{FrameDecoder, content, lines};
use super::number::{Number, Said, Unit};
use super::{Decoder, Poll, ScaleOptions, ScaleProtocol};
use pb_domain::FrameKind;

/// Header, verdict, sign, value, unit, CR LF.
const LONGEST: usize = 20;

pub(super) struct AAndD;

impl ScaleProtocol for AAndD {
    fn id(&self) -> &'static str {
        "a-and-d"
    }

    fn name(&self) -> &'static str {
        "A&D"
    }

    fn lines(&self) -> &'static [&'static str] {
        &["2400 7E1", "9600 8N1"]
    }

    fn poll(&self) -> Option<Poll> {
        Some(Poll::quick(b"Q\r\n"))
    }

    /// It understands this too, and the scales that understand nothing else do as well.
    fn probe(&self) -> Option<&'static [u8]> {
        Some(b"SI\r\n")
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
    let (header, mut rest) = line.split_once(',')?;
    let mut verdict = "";
    for limit in ["LO", "OK", "HI"] {
        if let Some(after) = rest.strip_prefix(limit) {
            (verdict, rest) = (limit, after.strip_prefix(',')?);
        }
    }
    if rest.len() != 12 || !rest.starts_with(['+', '-']) {
        return None;
    }
    let (value, unit) = rest.split_at_checked(9)?;
    match header {
        "OL" => Some(Said::state(FrameKind::Over, "OL: over capacity")),
        "QT" => Some(Said::state(
            FrameKind::Fault,
            "QT: it counts pieces; set it to weigh",
        )),
        "ST" | "US" => Some(Said::weight(
            header == "ST",
            &Number::read(value)?,
            Unit::Printed(unit.trim_matches(' ')),
            &[verdict],
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scales::tests::{read_all, steady};
    use FrameKind as K;
    use pb_domain::WeightUnit as U;

    fn all(bytes: &[u8]) -> Vec<(FrameKind, String)> {
        read_all(&AAndD, &ScaleOptions::default(), bytes)
    }

    #[test]
    fn reads_the_captures() {
        for (line, kind, shown) in [
            (
                &b"ST,+0000.512 kg\r\n"[..],
                steady("0.512", U::Kg),
                "0.512 kg",
            ),
            (b"ST,+00012.34  g\r\n", steady("12.34", U::G), "12.34 g"),
            (b"ST,+00000.00  g\r\n", steady("0", U::G), "0.00 g"),
            (b"US,+00012.34  g\r\n", K::Moving, "12.34 g"),
            (b"ST,-00012.34  g\r\n", K::UnderZero, "-12.34 g"),
            (b"OL,+9999999E+19\r\n", K::Over, ""),
            (b"QT,+00000012 PC\r\n", K::Fault, ""),
            (
                b"ST,HI,+0000.512 kg\r\n",
                steady("0.512", U::Kg),
                "0.512 kg",
            ),
            (b"ST,+00012.34 ct\r\n", K::Fault, "12.34 ct"),
        ] {
            assert_eq!(all(line), [(kind, shown.to_owned())], "{line:02x?}");
        }
    }

    #[test]
    fn drops_rubbish_and_finds_the_next_line() {
        for rubbish in [
            &b"?\r\n"[..],
            b"I\r\n",
            b"\x06",
            b"ST,+0012.34  g\r\n",
            b"ST, 00012.34  g\r\n",
            b"ST,+000 2.34  g\r\n",
            b"ST,GS,+0012.34g\r\n",
            b"XX,+00012.34  g\r\n",
            b"ST,+00012.34  g\n",
        ] {
            let good = b"ST,+00002.00 kg\r\n";
            // What is not ended belongs to the line after it.
            let sent = match rubbish {
                b"\x06" => [rubbish, b"\r\n", good].concat(),
                _ => [rubbish, &good[..]].concat(),
            };
            assert_eq!(
                all(&sent),
                [(steady("2", U::Kg), "2.00 kg".to_owned())],
                "{rubbish:02x?}"
            );
        }
    }
}
