//! NCI SCP-01 and SCP-12, spoken by Weigh-Tronix, Brecknell, Fairbanks, Adam and Ohaus scales.
//!
//! `W CR` asks. `LF 12.34lb CR LF 00 CR ETX` answers: the weight with its unit, then status bytes.
//! Some models leave the first line out while there is no weight to tell.
use super::{Decoder, Poll, ScaleProtocol, parity, plain_number};
use pb_domain::{FrameKind, ScaleFrame, Weight, WeightUnit};
use std::time::Duration;

const ETX: u8 = 0x03;
const LF: u8 = 0x0A;
const CR: u8 = 0x0D;
/// Longest frame: a weight line and a status line, with room for wide displays.
const LONGEST: usize = 40;

pub(super) struct Nci;

impl ScaleProtocol for Nci {
    fn id(&self) -> &'static str {
        "nci"
    }

    fn name(&self) -> &'static str {
        "NCI SCP-01 (Weigh-Tronix, Brecknell, Fairbanks)"
    }

    fn line(&self) -> &'static str {
        "9600 7E1"
    }

    fn reports_zero(&self) -> bool {
        true
    }

    fn poll(&self) -> Option<Poll> {
        Some(Poll {
            request: b"W\r",
            every: Duration::from_millis(250),
        })
    }

    fn decoder(&self, _unit: Option<WeightUnit>) -> Box<dyn Decoder> {
        Box::new(NciDecoder { frame: Vec::new() })
    }
}

struct NciDecoder {
    /// What came since the first LF, with it; empty between frames.
    frame: Vec<u8>,
}

impl Decoder for NciDecoder {
    fn push(&mut self, bytes: &[u8]) -> Vec<ScaleFrame> {
        let mut frames = Vec::new();
        for &byte in bytes {
            match byte & parity::SEVEN_BITS {
                LF if self.frame.is_empty() => self.frame.push(byte),
                _ if self.frame.is_empty() => {}
                ETX => {
                    self.frame.push(byte);
                    frames.extend(read(&std::mem::take(&mut self.frame)));
                }
                // Too long to be one: what follows the next LF may be.
                LF if self.frame.len() >= LONGEST => self.frame = vec![byte],
                _ if self.frame.len() > LONGEST => self.frame.clear(),
                _ => self.frame.push(byte),
            }
        }
        frames
    }
}

/// Reads from an LF to an ETX. When an earlier frame broke off in between, the last two lines are
/// the whole one.
fn read(raw: &[u8]) -> Option<ScaleFrame> {
    let bytes = parity::strip(raw)?;
    let lines: Vec<&[u8]> = bytes
        .strip_suffix(&[CR, ETX])?
        .split(|byte| *byte == CR)
        .map(|line| line.strip_prefix(&[LF]))
        .collect::<Option<_>>()?;
    let (status, before) = lines.split_last()?;
    let weighed = match before.last() {
        Some(line) => Some(weight(std::str::from_utf8(line).ok()?)?),
        None => None,
    };
    let (kind, shown) = match (status_kind(status)?, weighed) {
        (Some(kind), weighed) => (kind, weighed.map_or_else(String::new, |(_, shown)| shown)),
        (None, Some(weighed)) => weighed,
        // Still, and yet no weight: not one to use.
        (None, None) => (FrameKind::Moving, String::new()),
    };
    Some(ScaleFrame {
        kind,
        raw: raw.to_vec(),
        shown,
    })
}

/// What the status bytes say about the weight; `Some(None)` when it is good. Bits 4 and 5 are always
/// set; from the second byte on, bit 6 says that another follows.
fn status_kind(status: &[u8]) -> Option<Option<FrameKind>> {
    let last = status.len().checked_sub(1)?;
    let whole = status.iter().enumerate().all(|(place, byte)| {
        let more = byte & 0x40 != 0;
        byte & 0x30 == 0x30 && more == (0 < place && place < last)
    });
    let &[first, second, ref rest @ ..] = status else {
        return None;
    };
    if !whole {
        return None;
    }
    let bit = |byte: u8, number: u8| byte & (1 << number) != 0;
    let zero_error = rest.first().is_some_and(|third| bit(*third, 3));
    Some(
        if bit(first, 2) || bit(first, 3) || bit(second, 2) || bit(second, 3) {
            Some(FrameKind::Fault)
        } else if zero_error {
            Some(FrameKind::NeedsZero)
        } else if bit(second, 1) {
            Some(FrameKind::Over)
        } else if bit(second, 0) {
            Some(FrameKind::UnderZero)
        } else if bit(first, 0) {
            Some(FrameKind::Moving)
        } else {
            None
        },
    )
}

/// Reads ` 12.34lb`. A display filled with `^`, `_` or `-` is over, under, or cannot find its zero.
fn weight(line: &str) -> Option<(FrameKind, String)> {
    let line = line.trim();
    let split = line.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = (line[..split].trim(), line[split..].trim());
    let filled = |fill: char| !number.is_empty() && number.chars().all(|c| c == fill);
    let fills = [
        ('^', FrameKind::Over),
        ('_', FrameKind::UnderZero),
        ('-', FrameKind::NeedsZero),
    ];
    if let Some((_, kind)) = fills.into_iter().find(|(fill, _)| filled(*fill)) {
        return Some((kind, String::new()));
    }
    let (negative, digits) = match number.strip_prefix('-') {
        Some(digits) => (true, digits.trim_start()),
        None => (false, number),
    };
    let value = plain_number(digits)?;
    let shown = format!("{}{value} {unit}", if negative { "-" } else { "" });
    let kind = match unit.parse::<WeightUnit>() {
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
        Nci.decoder(None)
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
                &b"\n 12.34lb\r\n00\r\x03"[..],
                steady("12.34", U::Lb),
                "12.34 lb",
            ),
            (b"\n   500g \r\n00\r\x03", steady("500", U::G), "500 g"),
            (b"\n 1.250kg\r\n00\r\x03", steady("1.25", U::Kg), "1.250 kg"),
            (b"\n00.00lb\r\n20\r\x03", steady("0", U::Lb), "0.00 lb"),
            (b"\n 12.3OZ\r\n00\r\x03", steady("12.3", U::Oz), "12.3 OZ"),
            (b"\n 12.34lb\r\n10\r\x03", K::Moving, "12.34 lb"),
            (b"\n10\r\x03", K::Moving, ""),
            (b"\n00\r\x03", K::Moving, ""),
            (b"\n ^^^^^lb\r\n02\r\x03", K::Over, ""),
            (b"\n ^^^^^lb\r\n00\r\x03", K::Over, ""),
            (b"\n _____lb\r\n01\r\x03", K::UnderZero, ""),
            (b"\n -----lb\r\n00\r\x03", K::NeedsZero, ""),
            (b"\n-00.05lb\r\n00\r\x03", K::UnderZero, "-0.05 lb"),
            (b"\n 12.34lb\r\n40\r\x03", K::Fault, "12.34 lb"),
            (b"\n 12.34lb\r\n08\r\x03", K::Fault, "12.34 lb"),
            (b"\n 12.34ct\r\n00\r\x03", K::Fault, "12.34 ct"),
            // A third byte: range 1; and one that cannot find its zero.
            (
                b"\n 12.34lb\r\n0p1\r\x03",
                steady("12.34", U::Lb),
                "12.34 lb",
            ),
            (b"\n 12.34lb\r\n0p8\r\x03", K::NeedsZero, "12.34 lb"),
        ] {
            assert_eq!(read_all(bytes), [(kind, shown.to_owned())], "{bytes:02x?}");
        }
    }

    #[test]
    fn drops_rubbish_and_finds_the_next_frame() {
        for rubbish in [
            &b"W\r"[..],
            b"\n 99.99lb\r",
            b"\n?\r\x03",
            b"\n\r\x03",
            b"\n 99.99lb\r\n0\r\x03",
            b"\n 99.99lb\r\n0p\r\x03",
            b"\n 99.99lb\r\n000\r\x03",
            b"\n 99.99lb\r\n  \r\x03",
            b"\n9 9.99lb\r\n00\r\x03",
            b"\n99.99\r\n00\r\x03",
            b"\x03\x03\r\r\xff",
        ] {
            let mut bytes = rubbish.to_vec();
            bytes.extend_from_slice(b"\n 02.00lb\r\n00\r\x03");
            assert_eq!(
                read_all(&bytes),
                [(steady("2", WeightUnit::Lb), "2.00 lb".to_owned())],
                "{rubbish:02x?}"
            );
        }
        let flood = [b'\n'; 1000];
        assert_eq!(read_all(&flood), []);
    }

    #[test]
    fn a_wrong_parity_is_no_weight() {
        let even = parity::tests::add(b"\n 12.34lb\r\n00\r\x03");
        assert_eq!(read_all(&even).len(), 1);
        for place in 0..even.len() {
            let mut flipped = even.clone();
            flipped[place] ^= 1;
            let frames = read_all(&flipped);
            let weighs = |(kind, _): &(FrameKind, _)| matches!(kind, FrameKind::Steady(_));
            assert!(!frames.iter().any(weighs), "bit lost at {place}");
        }
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_frames(
            weights in proptest::collection::vec((0_u32..10_000, 0x30_u8..0x40), 0..6),
            rubbish in proptest::collection::vec(any::<u8>(), 0..20),
            cuts in cuts(),
        ) {
            let mut bytes = rubbish;
            for (weight, status) in weights {
                let (whole, cents) = (weight / 100, weight % 100);
                let status = char::from(status);
                let frame = format!("\n {whole:02}.{cents:02}lb\r\n{status}0\r\x03");
                bytes.extend_from_slice(frame.as_bytes());
            }
            prop_assert!(split_is_whole(|| Nci.decoder(None), &bytes, &cuts));
        }
    }
}
