//! MT-SICS, the Mettler-Toledo Standard Interface Command Set; Ohaus and others speak it too.
//!
//! `SI CR LF` asks for the weight of this moment. `S S     12.345 kg CR LF` answers: the second
//! letter says whether it stands still, the value has ten places, the unit follows.
use super::{Decoder, Poll, ScaleProtocol, plain_number};
use pb_domain::{FrameKind, ScaleFrame, Weight, WeightUnit};
use std::time::Duration;

const LF: u8 = 0x0A;
const CR: u8 = 0x0D;
/// Places of the value.
const PLACES: usize = 10;
/// Longest line that can hold a weight: the two letters, the value and a unit.
const LONGEST: usize = 24;

pub(super) struct MtSics;

impl ScaleProtocol for MtSics {
    fn id(&self) -> &'static str {
        "mt-sics"
    }

    fn name(&self) -> &'static str {
        "MT-SICS (Mettler-Toledo, Ohaus)"
    }

    fn line(&self) -> &'static str {
        "9600 8N1"
    }

    fn reports_zero(&self) -> bool {
        true
    }

    fn poll(&self) -> Option<Poll> {
        Some(Poll {
            request: b"SI\r\n",
            every: Duration::from_millis(250),
        })
    }

    fn decoder(&self, _unit: Option<WeightUnit>) -> Box<dyn Decoder> {
        Box::new(MtSicsDecoder { line: Vec::new() })
    }
}

struct MtSicsDecoder {
    /// What came since the last line ended. One byte over the longest stands for any that is longer.
    line: Vec<u8>,
}

impl Decoder for MtSicsDecoder {
    fn push(&mut self, bytes: &[u8]) -> Vec<ScaleFrame> {
        let mut frames = Vec::new();
        for &byte in bytes {
            if byte == LF {
                let mut raw = std::mem::take(&mut self.line);
                raw.push(byte);
                frames.extend(read(raw));
            } else if self.line.len() <= LONGEST {
                self.line.push(byte);
            }
        }
        frames
    }
}

/// Reads a line; `None` when it is no weight.
fn read(raw: Vec<u8>) -> Option<ScaleFrame> {
    let line = std::str::from_utf8(raw.strip_suffix(&[CR, LF])?).ok()?;
    let (kind, shown) = match line {
        // Not now: it does not come to rest.
        "S I" => (FrameKind::Moving, String::new()),
        "S +" => (FrameKind::Over, String::new()),
        "S -" => (FrameKind::UnderZero, String::new()),
        _ => weight(line)?,
    };
    Some(ScaleFrame { kind, raw, shown })
}

fn weight(line: &str) -> Option<(FrameKind, String)> {
    let (still, rest) = match line.split_at_checked(4)? {
        ("S S ", rest) => (true, rest),
        ("S D ", rest) => (false, rest),
        _ => return None,
    };
    // The fixed width tells a value that lost a digit on the way from a smaller one.
    let (value, unit) = rest.split_at_checked(PLACES)?;
    let unit = unit.strip_prefix(' ')?.trim_end();
    let value = value.trim_start();
    let (negative, digits) = match value.strip_prefix('-') {
        Some(digits) => (true, digits.trim_start()),
        None => (false, value),
    };
    let value = plain_number(digits)?;
    let shown = format!("{}{value} {unit}", if negative { "-" } else { "" });
    let kind = match unit.parse::<WeightUnit>() {
        _ if !still => FrameKind::Moving,
        Ok(_) if negative && !value.is_zero() => FrameKind::UnderZero,
        Ok(unit) => Weight::new(value, unit).map_or(FrameKind::Fault, FrameKind::Steady),
        Err(_) => FrameKind::Fault,
    };
    Some((kind, shown))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scales::tests::{cuts, split_is_whole};
    use proptest::prelude::*;

    fn read_all(bytes: &[u8]) -> Vec<(FrameKind, String)> {
        MtSics
            .decoder(None)
            .push(bytes)
            .into_iter()
            .map(|frame| (frame.kind, frame.shown))
            .collect()
    }

    fn steady(value: &str, unit: WeightUnit) -> FrameKind {
        let value = value.parse().expect("a number");
        FrameKind::Steady(Weight::new(value, unit).expect("fits"))
    }

    #[test]
    fn reads_the_captures() {
        use FrameKind as K;
        use WeightUnit as U;
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
            assert_eq!(read_all(bytes), [(kind, shown.to_owned())], "{bytes:02x?}");
        }
    }

    #[test]
    fn drops_rubbish_and_finds_the_next_line() {
        for rubbish in [
            &b"ES\r\n"[..],
            b"ET\r\n",
            b"EL\r\n",
            b"345 kg\r\n",
            b"S S     1.345 kg\r\n",
            b"S S     12.345 kg\n",
            b"S S     12.345\r\n",
            b"S S    12..345 kg\r\n",
            b"S S      \r\n",
            b"S X     12.345 kg\r\n",
            b"T S     12.345 kg\r\n",
            b"S S     12.345 kilograms and more\r\n",
            b"S S \xc3\xa9\r\n",
            b"\xff\xfe\r\n",
        ] {
            let mut bytes = rubbish.to_vec();
            bytes.extend_from_slice(b"S S      2.000 kg\r\n");
            assert_eq!(
                read_all(&bytes),
                [(steady("2", WeightUnit::Kg), "2.000 kg".to_owned())],
                "{rubbish:02x?}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_frames(
            grams in proptest::collection::vec(0_u32..1_000_000, 0..6),
            rubbish in proptest::collection::vec(any::<u8>(), 0..40),
            cuts in cuts(),
        ) {
            let mut bytes = rubbish;
            for grams in grams {
                let value = format!("{}.{:03}", grams / 1000, grams % 1000);
                bytes.extend_from_slice(format!("S S {value:>10} kg\r\n").as_bytes());
            }
            prop_assert!(split_is_whole(|| MtSics.decoder(None), &bytes, &cuts));
        }
    }
}
