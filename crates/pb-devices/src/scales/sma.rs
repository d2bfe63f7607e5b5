//! SMA, the Scale Manufacturers Association's protocol (SCP-0499), levels 1 and 2.
//!
//! `LF W CR` asks. `LF s r n m f <10 places> <3 places of unit> CR` answers, twenty bytes: status,
//! range, gross or net, motion, and a place kept free (the chapters on it in the manuals of Sartorius'
//! PR 5210, Fairbanks' FB2550 and B-TEK's T419S). `LF ? CR` refuses a request, `LF ! CR` reports a
//! fault of the line; neither is a weight.
use super::frame::{FrameDecoder, Framing, Start};
use super::number::{Number, Said, Unit};
use super::{Decoder, Poll, ScaleOptions, ScaleProtocol};
use pb_domain::FrameKind;

const FRAMING: Framing = Framing {
    start: Start::Byte(b'\n'),
    ends: b"\r",
    longest: 20,
    same_length: false,
};

pub(super) struct Sma;

impl ScaleProtocol for Sma {
    fn id(&self) -> &'static str {
        "sma"
    }

    fn name(&self) -> &'static str {
        "SMA (Fairbanks, B-TEK, Avery Weigh-Tronix and others)"
    }

    fn lines(&self) -> &'static [&'static str] {
        &["9600 8N1", "9600 7E1"]
    }

    fn poll(&self) -> Option<Poll> {
        Some(Poll::quick(b"\nW\r"))
    }

    fn zero(&self) -> Option<&'static [u8]> {
        Some(b"\nZ\r")
    }

    fn decoder(&self, _options: &ScaleOptions) -> Result<Box<dyn Decoder>, String> {
        Ok(Box::new(FrameDecoder::new(FRAMING, read)))
    }
}

fn read(frame: &[u8]) -> Option<Said> {
    let &[_, status, range, load, motion, _, ref rest @ .., _] = frame else {
        return None;
    };
    let (value, unit) = std::str::from_utf8(rest).ok()?.split_at_checked(10)?;
    if unit.len() != 3 || !(range == b' ' || range.is_ascii_digit()) {
        return None;
    }
    let net = match load {
        b'G' | b'g' => "gross",
        b'N' | b'n' => "net",
        // `T` is the tare, which is no weighing.
        _ => return None,
    };
    let still = match motion {
        b' ' => true,
        b'M' => false,
        _ => return None,
    };
    let state = |kind, says: &str| {
        Some(Said::state(
            kind,
            format!("status {}: {says}", status as char),
        ))
    };
    match status {
        b'O' => return state(FrameKind::Over, "over capacity"),
        b'U' => return state(FrameKind::UnderZero, "under capacity"),
        b'E' => return state(FrameKind::NeedsZero, "it cannot find its zero"),
        b'I' => {
            return state(
                FrameKind::NeedsZero,
                "it did not find its zero at the start",
            );
        }
        b'T' => return state(FrameKind::Fault, "its tare cannot be used"),
        b'Z' | b' ' => {}
        _ => return None,
    }
    let number = Number::read(value)?;
    if status == b'Z' && !number.value.is_zero() {
        return state(FrameKind::Fault, "centre of zero, and yet a weight");
    }
    let zero = if status == b'Z' { "centre of zero" } else { "" };
    Some(Said::weight(
        still,
        &number,
        Unit::Printed(unit.trim_matches(' ')),
        &[net, zero],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scales::tests::{read_all, steady};
    use FrameKind as K;
    use pb_domain::WeightUnit as U;

    fn all(bytes: &[u8]) -> Vec<(FrameKind, String)> {
        read_all(&Sma, &ScaleOptions::default(), bytes)
    }

    #[test]
    fn reads_the_captures() {
        for (bytes, kind, shown) in [
            (
                &b"\n 1G       2.345kg \r"[..],
                steady("2.345", U::Kg),
                "2.345 kg",
            ),
            (b"\nZ1G       0.000kg \r", steady("0", U::Kg), "0.000 kg"),
            (b"\n 1GM      2.345kg \r", K::Moving, "2.345 kg"),
            (b"\nZ1GM      0.000kg \r", K::Moving, "0.000 kg"),
            (b"\n 1N        12.5lb \r", steady("12.5", U::Lb), "12.5 lb"),
            (
                b"\n 2g      2.3456kg \r",
                steady("2.3456", U::Kg),
                "2.3456 kg",
            ),
            (b"\n 1G      -0.125kg \r", K::UnderZero, "-0.125 kg"),
            (b"\nO1G      31.000kg \r", K::Over, ""),
            (b"\nU1G      -5.000kg \r", K::UnderZero, ""),
            (b"\nE1G   ------   kg \r", K::NeedsZero, ""),
            (b"\nI1G   ------   kg \r", K::NeedsZero, ""),
            (b"\nT1N   ------   kg \r", K::Fault, ""),
            (b"\nZ1G       1.000kg \r", K::Fault, ""),
            (b"\n 1G       2.345ct \r", K::Fault, "2.345 ct"),
        ] {
            assert_eq!(all(bytes), [(kind, shown.to_owned())], "{bytes:02x?}");
        }
    }

    #[test]
    fn drops_rubbish_and_finds_the_next_frame() {
        for rubbish in [
            &b"\n?\r"[..],
            b"\n!\r",
            b"\n r  \r",
            b"\n 1G       2.34",
            b"\n 1G      2.345kg \r",
            b"\n 1G        2.345kg \r",
            b"\n 1T       2.345kg \r",
            b"\n 1GX      2.345kg \r",
            b"\nX1G       2.345kg \r",
            b"\n 1G     2 .345kg \r",
            b"\xff\xfe\r",
        ] {
            let bytes = [rubbish, b"\n 1G       2.000kg \r"].concat();
            assert_eq!(
                all(&bytes),
                [(steady("2", U::Kg), "2.000 kg".to_owned())],
                "{rubbish:02x?}"
            );
        }
    }
}
