//! Mettler-Toledo 8217 and 8213, spoken by many point-of-sale scales over a serial line.
//!
//! `W` asks. A valid, still weight comes as `STX 012.34 CR`, anything else as `STX ? status CR`. The
//! unit is not on the wire.
use super::{Decoder, Poll, ScaleProtocol, parity, plain_number};
use pb_domain::{FrameKind, ScaleFrame, Weight, WeightUnit};
use std::time::Duration;

const STX: u8 = 0x02;
const CR: u8 = 0x0D;
/// Longest content between STX and CR: seven characters, a point and the sign for net.
const LONGEST: usize = 9;

pub(super) struct Toledo8217;

impl ScaleProtocol for Toledo8217 {
    fn id(&self) -> &'static str {
        "toledo-8217"
    }

    fn name(&self) -> &'static str {
        "Mettler-Toledo 8217"
    }

    fn line(&self) -> &'static str {
        "9600 7E1"
    }

    fn reports_zero(&self) -> bool {
        true
    }

    fn poll(&self) -> Option<Poll> {
        Some(Poll {
            request: b"W",
            every: Duration::from_millis(250),
        })
    }

    fn decoder(&self, unit: Option<WeightUnit>) -> Box<dyn Decoder> {
        Box::new(Toledo8217Decoder {
            unit,
            frame: Vec::new(),
        })
    }
}

struct Toledo8217Decoder {
    unit: Option<WeightUnit>,
    /// What came since the last STX, with it; empty between frames.
    frame: Vec<u8>,
}

impl Decoder for Toledo8217Decoder {
    fn push(&mut self, bytes: &[u8]) -> Vec<ScaleFrame> {
        let mut frames = Vec::new();
        for &byte in bytes {
            match byte & parity::SEVEN_BITS {
                STX => self.frame = vec![byte],
                _ if self.frame.is_empty() => {}
                CR => {
                    self.frame.push(byte);
                    let raw = std::mem::take(&mut self.frame);
                    frames.extend(read(raw, self.unit));
                }
                _ if self.frame.len() > LONGEST => self.frame.clear(),
                _ => self.frame.push(byte),
            }
        }
        frames
    }
}

/// Reads a whole frame; `None` when it is not one of this protocol.
fn read(raw: Vec<u8>, unit: Option<WeightUnit>) -> Option<ScaleFrame> {
    let bytes = parity::strip(&raw)?;
    let content = bytes.get(1..bytes.len().checked_sub(1)?)?;
    let (kind, shown) = match content {
        [b'?', status] => (status_kind(*status)?, String::new()),
        _ => weight(content, unit)?,
    };
    Some(ScaleFrame { kind, raw, shown })
}

/// Bits: 0 in motion, 1 over capacity, 2 under zero, 3 outside the zero range, 4 centre of zero,
/// 5 net, 6 always set.
fn status_kind(status: u8) -> Option<FrameKind> {
    let bit = |number: u8| status & (1 << number) != 0;
    if !bit(6) {
        return None;
    }
    Some(if bit(1) {
        FrameKind::Over
    } else if bit(2) {
        FrameKind::UnderZero
    } else if bit(0) {
        FrameKind::Moving
    } else if bit(3) {
        FrameKind::NeedsZero
    } else if bit(4) && !bit(5) {
        // Some models say so instead of sending 00.00.
        FrameKind::Steady(Weight::ZERO)
    } else if bit(5) {
        // A tare holds it away from zero.
        FrameKind::NeedsZero
    } else {
        FrameKind::Moving
    })
}

/// Reads `12.34` or `012.34N`, where N says that a tare was taken off.
fn weight(content: &[u8], unit: Option<WeightUnit>) -> Option<(FrameKind, String)> {
    let (number, net) = match content.split_last()? {
        (b'N', number) => (number, " net"),
        _ => (content, ""),
    };
    let value = plain_number(std::str::from_utf8(number).ok()?)?;
    // Two decimals are pounds and three are kilograms, on the models that were made for one of them.
    let unit = unit.or(match value.scale() {
        2 => Some(WeightUnit::Lb),
        3 => Some(WeightUnit::Kg),
        _ => None,
    });
    Some(match unit {
        Some(unit) => (
            Weight::new(value, unit).map_or(FrameKind::Fault, FrameKind::Steady),
            format!("{value} {}{net}", unit.symbol()),
        ),
        None => (FrameKind::Fault, format!("{value}{net}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scales::tests::{cuts, split_is_whole};
    use proptest::prelude::*;

    fn decoder(unit: Option<WeightUnit>) -> Box<dyn Decoder> {
        Toledo8217.decoder(unit)
    }

    fn read_all(bytes: &[u8], unit: Option<WeightUnit>) -> Vec<(FrameKind, String)> {
        decoder(unit)
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
        use WeightUnit as U;
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
            (b"\x02001250\r", Some(U::G), steady("1250", U::G), "1250 g"),
            (
                b"\x02012.34\r",
                Some(U::Oz),
                steady("12.34", U::Oz),
                "12.34 oz",
            ),
            (b"\x02001250\r", None, FrameKind::Fault, "1250"),
            (b"\x0212.5\r", None, FrameKind::Fault, "12.5"),
            (b"\x02?\x41\r", None, FrameKind::Moving, ""),
            (b"\x02?\x44\r", None, FrameKind::UnderZero, ""),
            (b"\x02?\x42\r", None, FrameKind::Over, ""),
            (b"\x02?\x48\r", None, FrameKind::NeedsZero, ""),
            (b"\x02?\x50\r", None, FrameKind::Steady(Weight::ZERO), ""),
            (b"\x02?\x51\r", None, FrameKind::Moving, ""),
            (b"\x02?\x70\r", None, FrameKind::NeedsZero, ""),
            (b"\x02?\x40\r", None, FrameKind::Moving, ""),
        ] {
            assert_eq!(
                read_all(bytes, unit),
                [(kind, shown.to_owned())],
                "{bytes:02x?}"
            );
        }
    }

    #[test]
    fn keeps_the_bytes_as_they_came() {
        let frames = decoder(None).push(b"xx\x0201.25\ryy");
        assert_eq!(frames[0].raw, b"\x0201.25\r");
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
            let mut bytes = rubbish.to_vec();
            bytes.extend_from_slice(b"\x0202.00\r");
            assert_eq!(
                read_all(&bytes, None),
                [(steady("2", WeightUnit::Lb), "2.00 lb".to_owned())],
                "{rubbish:02x?}"
            );
        }
    }

    #[test]
    fn a_line_opened_with_eight_bits_still_checks_parity() {
        let even = parity::tests::add(b"\x0201.25\r");
        assert_eq!(
            read_all(&even, None),
            [(steady("1.25", WeightUnit::Lb), "1.25 lb".to_owned())]
        );
        for place in 0..even.len() {
            let mut flipped = even.clone();
            flipped[place] ^= 1;
            assert_eq!(read_all(&flipped, None), [], "bit lost at {place}");
        }
    }

    fn wire() -> impl Strategy<Value = Vec<u8>> {
        let frame = prop_oneof![
            (0_u32..100_000).prop_map(|n| format!("\x02{:02}.{:03}\r", n / 1000, n % 1000)),
            (0_u32..10_000).prop_map(|n| format!("\x02{:02}.{:02}N\r", n / 100, n % 100)),
            (0x40_u8..0x80).prop_map(|status| format!("\x02?{}\r", char::from(status))),
        ]
        .prop_map(String::into_bytes);
        let rubbish = proptest::collection::vec(any::<u8>(), 0..20);
        proptest::collection::vec(prop_oneof![3 => frame, 1 => rubbish], 0..12)
            .prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_frames(
            bytes in wire(),
            cuts in cuts(),
        ) {
            prop_assert!(split_is_whole(|| decoder(None), &bytes, &cuts));
        }

        #[test]
        fn any_bytes_are_read_without_panic_and_kept_short(
            bytes in proptest::collection::vec(any::<u8>(), 0..400)
        ) {
            for frame in decoder(None).push(&bytes) {
                prop_assert!(frame.raw.len() <= LONGEST + 2);
                if let FrameKind::Steady(weight) = frame.kind {
                    prop_assert!(weight >= Weight::ZERO);
                }
            }
        }

        #[test]
        fn every_weight_comes_back(grams in 0_i64..100_000) {
            let sent = format!("\x02{:02}.{:03}\r", grams / 1000, grams % 1000);
            let kind = FrameKind::Steady(Weight::from_grams(grams));
            let got: Vec<_> = decoder(None).push(sent.as_bytes()).iter().map(|f| f.kind).collect();
            prop_assert_eq!(got, vec![kind]);
        }
    }
}
