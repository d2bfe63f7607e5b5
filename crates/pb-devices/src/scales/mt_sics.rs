//! MT-SICS, the Mettler-Toledo Standard Interface Command Set; Ohaus and others speak it too.
//!
//! `SI CR LF` asks for the weight of this moment. `S S     12.345 kg CR LF` answers: the second
//! letter says whether it stands still, the value has ten places, the unit follows. `ES`, `ET` and `EL`
//! refuse a request; none is a weight. That 9600 8N1 is the usual line is not from a maker's page.
use super::frame::{FrameDecoder, content, lines};
use super::number::{Number, Said, Unit};
use super::{Decoder, Poll, ScaleOptions, ScaleProtocol};
use pb_domain::FrameKind;

/// Places of the value.
const PLACES: usize = 10;
/// The two letters, the value, a unit of up to nine letters, CR LF.
const LONGEST: usize = 26;

pub(super) struct MtSics;

impl ScaleProtocol for MtSics {
    fn id(&self) -> &'static str {
        "mt-sics"
    }

    fn name(&self) -> &'static str {
        "MT-SICS (Mettler-Toledo, Ohaus)"
    }

    fn lines(&self) -> &'static [&'static str] {
        &["9600 8N1"]
    }

    fn poll(&self) -> Option<Poll> {
        Some(Poll::quick(b"SI\r\n"))
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
    let state = |kind, says: &str| Some(Said::state(kind, format!("{line}: {says}")));
    match line {
        "S I" => return state(FrameKind::Moving, "not now, it does not come to rest"),
        "S +" => return state(FrameKind::Over, "over its range"),
        "S -" => return state(FrameKind::UnderZero, "under its range"),
        _ => {}
    }
    let (still, rest) = match line.split_at_checked(4)? {
        ("S S ", rest) => (true, rest),
        ("S D ", rest) => (false, rest),
        _ => return None,
    };
    // The fixed width tells a value that lost a digit on the way from a smaller one.
    let (value, unit) = rest.split_at_checked(PLACES)?;
    let unit = unit.strip_prefix(' ')?.trim_end_matches(' ');
    if unit.is_empty() {
        return None;
    }
    Some(Said::weight(
        still,
        &Number::read(value)?,
        Unit::Printed(unit),
        &[],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scales::tests::{read_all, steady};
    use FrameKind as K;
    use pb_domain::WeightUnit as U;

    fn all(bytes: &[u8]) -> Vec<(FrameKind, String)> {
        read_all(&MtSics, &ScaleOptions::default(), bytes)
    }

    #[test]
    fn reads_the_captures() {
        for (bytes, kind, shown) in [
            (
                &b"S S     12.345 kg\r\n"[..],
                steady("12.345", U::Kg),
                "12.345 kg",
            ),
            (b"S S     100.00 g\r\n", steady("100", U::G), "100.00 g"),
            (b"S S       2.50 lb\r\n", steady("2.5", U::Lb), "2.50 lb"),
            (b"S S      0.000 kg\r\n", steady("0", U::Kg), "0.000 kg"),
            (b"S S     -0.000 kg\r\n", steady("0", U::Kg), "-0.000 kg"),
            (b"S D     12.340 kg\r\n", K::Moving, "12.340 kg"),
            (b"S S     -0.012 kg\r\n", K::UnderZero, "-0.012 kg"),
            (b"S S     12.345 ct\r\n", K::Fault, "12.345 ct"),
            (b"S I\r\n", K::Moving, ""),
            (b"S +\r\n", K::Over, ""),
            (b"S -\r\n", K::UnderZero, ""),
        ] {
            assert_eq!(all(bytes), [(kind, shown.to_owned())], "{bytes:02x?}");
        }
    }

    #[test]
    fn drops_rubbish_and_finds_the_next_line() {
        for rubbish in [
            &b"ES\r\n"[..],
            b"ET\r\n",
            b"EL\r\n",
            b"Z A\r\n",
            b"345 kg\r\n",
            b"S S     1.345 kg\r\n",
            b"S S     12.345 kg\n",
            b"S S     12.345\r\n",
            b"S S     12.345 \r\n",
            b"S S    12..345 kg\r\n",
            b"S S      \r\n",
            b"S X     12.345 kg\r\n",
            b"T S     12.345 kg\r\n",
            b"S S     12.345 kilograms and more\r\n",
            b"S S \xc3\xa9\r\n",
            b"\xff\xfe\r\n",
        ] {
            let bytes = [rubbish, b"S S      2.000 kg\r\n"].concat();
            assert_eq!(
                all(&bytes),
                [(steady("2", U::Kg), "2.000 kg".to_owned())],
                "{rubbish:02x?}"
            );
        }
    }
}
