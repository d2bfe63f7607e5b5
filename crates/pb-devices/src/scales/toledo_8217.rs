//! Mettler-Toledo 8217 and 8213, spoken by many point-of-sale scales over a serial line.
//!
//! `W` asks. A valid, still weight comes as `STX 012.34 CR`, anything else as `STX ? status CR` (the
//! makers' manuals of the DIVA, PS2 and Viva, and of Sharp's registers). 8213 and its variants send a
//! leading zero. The unit is not on the wire: two decimals are pounds and three are kilograms, and
//! Brecknell's 3700LP sends grams as six digits without a point. That model also sends ounces with two
//! decimals, so a scale that is set to ounces needs its unit in the settings.
//!
//! Doubtful: that a status with only bits 4 and 6 is a stable zero, on models that do not send 00.00.
use super::frame::{FrameDecoder, Framing, Start};
use super::number::{Number, Said, Unit, bits, plain};
use super::{Decoder, Poll, ScaleOptions, ScaleProtocol};
use pb_domain::{FrameKind, Weight, WeightUnit};

const FRAMING: Framing = Framing {
    start: Start::Byte(0x02),
    ends: b"\r",
    // STX, seven characters, a point, the sign for net, CR.
    longest: 11,
    same_length: false,
};
/// Bit 6 is always set.
const BITS: &[(u8, &str)] = &[
    (0, "in motion"),
    (1, "over capacity"),
    (2, "under zero"),
    (3, "outside the range in which it sets itself to zero"),
    (4, "centre of zero"),
    (5, "net"),
];

pub(super) struct Toledo8217;

impl ScaleProtocol for Toledo8217 {
    fn id(&self) -> &'static str {
        "toledo-8217"
    }

    fn name(&self) -> &'static str {
        "Mettler-Toledo 8217 and 8213"
    }

    fn lines(&self) -> &'static [&'static str] {
        &["9600 7E1", "9600 8N1"]
    }

    fn says_unit(&self) -> bool {
        false
    }

    fn poll(&self) -> Option<Poll> {
        Some(Poll::quick(b"W"))
    }

    fn zero(&self) -> Option<&'static [u8]> {
        Some(b"Z")
    }

    fn decoder(&self, options: &ScaleOptions) -> Result<Box<dyn Decoder>, String> {
        let unit = options.unit;
        Ok(Box::new(FrameDecoder::new(FRAMING, move |frame| {
            read(frame, unit)
        })))
    }
}

fn read(frame: &[u8], unit: Option<WeightUnit>) -> Option<Said> {
    match frame.get(1..frame.len().checked_sub(1)?)? {
        [b'?', status] => status_said(*status),
        content => weight(content, unit),
    }
}

fn status_said(status: u8) -> Option<Said> {
    let bit = |number: u8| status & (1 << number) != 0;
    if !bit(6) {
        return None;
    }
    let kind = if bit(1) {
        FrameKind::Over
    } else if bit(2) {
        FrameKind::UnderZero
    } else if bit(0) {
        FrameKind::Moving
    } else if bit(3) || bit(5) {
        // With bit 5, a tare holds it away from zero.
        FrameKind::NeedsZero
    } else if bit(4) {
        FrameKind::Steady(Weight::ZERO)
    } else {
        FrameKind::Moving
    };
    let says = match bits(status, BITS) {
        none if none.is_empty() => "no weight to tell".to_owned(),
        set => set,
    };
    Some(Said::state(kind, format!("status {status:02X}: {says}")))
}

/// Reads `12.34` or `012.34N`, where N says that a tare was taken off.
fn weight(content: &[u8], unit: Option<WeightUnit>) -> Option<Said> {
    let text = std::str::from_utf8(content).ok()?;
    let (digits, net) = match text.strip_suffix('N') {
        Some(digits) => (digits, "net"),
        None => (text, ""),
    };
    let value = plain(digits)?;
    let unit = unit.or(match value.scale() {
        2 => Some(WeightUnit::Lb),
        3 => Some(WeightUnit::Kg),
        0 if digits.len() == 6 && digits.starts_with('0') => Some(WeightUnit::G),
        _ => None,
    });
    let number = Number {
        minus: false,
        value,
    };
    let mut said = Said::weight(true, &number, Unit::Set(unit), &[net]);
    if !net.is_empty() {
        said.shown.push_str(" net");
    }
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scales::tests::{read_all, steady};
    use FrameKind as K;
    use WeightUnit as U;

    #[test]
    fn reads_the_captures() {
        for (bytes, unit, kind, shown) in [
            (&b"\x0201.25\r"[..], None, steady("1.25", U::Lb), "1.25 lb"),
            (b"\x0212.345\r", None, steady("12.345", U::Kg), "12.345 kg"),
            (b"\x0200.00\r", None, steady("0", U::Lb), "0.00 lb"),
            (b"\x02012.34\r", None, steady("12.34", U::Lb), "12.34 lb"),
            (b"\x0201.25N\r", None, steady("1.25", U::Lb), "1.25 lb net"),
            (
                b"\x0201.25\r",
                Some(U::Kg),
                steady("1.25", U::Kg),
                "1.25 kg",
            ),
            (b"\x02001250\r", None, steady("1250", U::G), "1250 g"),
            (b"\x02001250\r", Some(U::G), steady("1250", U::G), "1250 g"),
            (
                b"\x02012.34\r",
                Some(U::Oz),
                steady("12.34", U::Oz),
                "12.34 oz",
            ),
            (b"\x02101250\r", None, K::Fault, "101250"),
            (b"\x0212.5\r", None, K::Fault, "12.5"),
            (b"\x02?\x41\r", None, K::Moving, ""),
            (b"\x02?\x44\r", None, K::UnderZero, ""),
            (b"\x02?\x42\r", None, K::Over, ""),
            (b"\x02?\x48\r", None, K::NeedsZero, ""),
            (b"\x02?\x50\r", None, K::Steady(Weight::ZERO), ""),
            (b"\x02?\x51\r", None, K::Moving, ""),
            (b"\x02?\x70\r", None, K::NeedsZero, ""),
            (b"\x02?\x40\r", None, K::Moving, ""),
        ] {
            let options = ScaleOptions {
                unit,
                ..ScaleOptions::default()
            };
            let read = read_all(&Toledo8217, &options, bytes);
            assert_eq!(read, [(kind, shown.to_owned())], "{bytes:02x?}");
        }
    }

    #[test]
    fn says_which_bits_were_set() {
        let mut decoder = Toledo8217
            .decoder(&ScaleOptions::default())
            .expect("no options needed");
        let says: Vec<String> = decoder
            .push(b"\x02?\x61\r\x02?@\r\x0201.25N\r\x0212.5\r")
            .into_iter()
            .map(|frame| frame.says)
            .collect();
        assert_eq!(says[0], "status 61: in motion, net");
        assert_eq!(says[1], "status 40: no weight to tell");
        assert_eq!(says[2], "stable, net");
        assert!(says[3].contains("say it in its settings"));
    }

    #[test]
    fn drops_rubbish_and_finds_the_next_frame() {
        for rubbish in [
            &b"W"[..],
            b"\x0201.2",
            b"\x02\r",
            b"\x02E\rhello",
            b"\x02?\r",
            b"\x02?\x11\r",
            b"\x02?AB\r",
            b"\x0201..25\r",
            b"\x02-1.25\r",
            b"\x02.25\r",
            b"\x021.\r",
            b"\x02 1.25\r",
            b"\x020123456789.00\r",
            b"\x02N\r",
            b"\xff\xfe\x00\r\r",
            b"\x0201.\x0025\r",
        ] {
            let bytes = [rubbish, b"\x0202.00\r"].concat();
            assert_eq!(
                read_all(&Toledo8217, &ScaleOptions::default(), &bytes),
                [(steady("2", U::Lb), "2.00 lb".to_owned())],
                "{rubbish:02x?}"
            );
        }
    }
}
