//! NCI SCP-01 and SCP-12, spoken by Weigh-Tronix, Brecknell, Fairbanks, Adam and Ohaus scales.
//!
//! `W CR` asks. `LF 12.34lb CR LF 00 CR ETX` answers: the weight with its unit, then status bytes (the
//! manuals of Brecknell's 3700LP, the NCI 7800, AWT's 7821 and Ohaus' Aviator). Some models leave the
//! first line out while there is no weight to tell. There are two status bytes or more: from the second
//! on, bit 6 says that another follows.
//!
//! Doubtful: Mettler's DIVA writes its status as `S` and four hexadecimal digits, and no page says which
//! bit is which. Four that say nothing is set are good; any bit at all makes the weight unusable.
use super::frame::{FrameDecoder, Framing, Start};
use super::number::{Number, Said, Unit, bits};
use super::{Decoder, Poll, ScaleOptions, ScaleProtocol};
use pb_domain::FrameKind;

const ETX: u8 = 0x03;
const LF: u8 = 0x0A;
const CR: u8 = 0x0D;
const FRAMING: Framing = Framing {
    start: Start::First(LF),
    ends: &[ETX],
    // A weight line and a status line, with room for wide displays, and as much of a frame that broke
    // off before them.
    longest: 48,
    same_length: false,
};

const FIRST: &[(u8, &str)] = &[
    (0, "in motion"),
    (1, "at zero"),
    (2, "its memory is faulty"),
    (3, "its kept settings are faulty"),
];
const SECOND: &[(u8, &str)] = &[
    (0, "under capacity"),
    (1, "over capacity"),
    (2, "its program is faulty"),
    (3, "its calibration is faulty"),
];
const THIRD: &[(u8, &str)] = &[(2, "net"), (3, "it did not find its zero at the start")];

pub(super) struct Nci;

impl ScaleProtocol for Nci {
    fn id(&self) -> &'static str {
        "nci"
    }

    fn name(&self) -> &'static str {
        "NCI SCP-01 and SCP-12 (Weigh-Tronix, Brecknell, Fairbanks)"
    }

    fn lines(&self) -> &'static [&'static str] {
        &["9600 7E1", "9600 8N1"]
    }

    fn poll(&self) -> Option<Poll> {
        Some(Poll::quick(b"W\r"))
    }

    fn zero(&self) -> Option<&'static [u8]> {
        Some(b"Z\r")
    }

    fn decoder(&self, _options: &ScaleOptions) -> Result<Box<dyn Decoder>, String> {
        Ok(Box::new(FrameDecoder::new(FRAMING, read)))
    }
}

/// Reads from an LF to an ETX. When an earlier frame broke off in between, the last two lines are the
/// whole one.
fn read(frame: &[u8]) -> Option<Said> {
    let lines: Vec<&[u8]> = frame
        .strip_suffix(&[CR, ETX])?
        .split(|byte| *byte == CR)
        .map(|line| line.strip_prefix(&[LF]))
        .collect::<Option<_>>()?;
    let (status, before) = lines.split_last()?;
    let weighed = match before.last() {
        Some(line) => Some(weight(std::str::from_utf8(line).ok()?)?),
        None => None,
    };
    let (verdict, says) = status_said(status)?;
    let shown = |said: Option<Said>| said.map(|said| said.shown).unwrap_or_default();
    Some(match (verdict, weighed) {
        (Some(kind), weighed) => Said {
            kind,
            shown: shown(weighed),
            says,
        },
        (None, Some(weighed)) => Said {
            says: format!("{says}, {}", weighed.says),
            ..weighed
        },
        // Still, and yet no weight: not one to use.
        (None, None) => Said::state(FrameKind::Moving, format!("{says}, no weight to tell")),
    })
}

/// What the status says about the weight, `None` when it is good, and its words.
fn status_said(status: &[u8]) -> Option<(Option<FrameKind>, String)> {
    if let [b'S', digits @ ..] = status {
        return diva(digits);
    }
    let last = status.len().checked_sub(1)?;
    // Bits 4 and 5 are always set.
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
    let third = rest.first().copied().unwrap_or_default();
    let bit = |byte: u8, number: u8| byte & (1 << number) != 0;
    let verdict = if bit(first, 2) || bit(first, 3) || bit(second, 2) || bit(second, 3) {
        Some(FrameKind::Fault)
    } else if bit(third, 3) {
        Some(FrameKind::NeedsZero)
    } else if bit(second, 1) {
        Some(FrameKind::Over)
    } else if bit(second, 0) {
        Some(FrameKind::UnderZero)
    } else if bit(first, 0) {
        Some(FrameKind::Moving)
    } else {
        None
    };
    let words: Vec<String> = [bits(first, FIRST), bits(second, SECOND), bits(third, THIRD)]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect();
    let spelled = String::from_utf8_lossy(status).into_owned();
    let words = match words.join(", ") {
        none if none.is_empty() => "no bit set".to_owned(),
        words => words,
    };
    Some((verdict, format!("status {spelled}: {words}")))
}

/// Four hexadecimal digits of which only "nothing is set" is understood, with or without the two bits
/// that are always set.
fn diva(digits: &[u8]) -> Option<(Option<FrameKind>, String)> {
    if digits.len() != 4 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let spelled = String::from_utf8_lossy(digits);
    Some(if matches!(digits, b"0000" | b"3030") {
        (None, format!("status S{spelled}: nothing set"))
    } else {
        let says = format!("status S{spelled}: something is set, and what is not documented");
        (Some(FrameKind::Moving), says)
    })
}

/// Reads ` 12.34lb`. A display filled with `^`, `_` or `-` is over, under, or cannot find its zero.
fn weight(line: &str) -> Option<Said> {
    let line = line.trim_matches(' ');
    let split = line.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = (line[..split].trim_matches(' '), &line[split..]);
    let filled = |fill: char| !number.is_empty() && number.chars().all(|c| c == fill);
    let fills = [
        ('^', FrameKind::Over, "display full of ^: over capacity"),
        (
            '_',
            FrameKind::UnderZero,
            "display full of _: under capacity",
        ),
        ('-', FrameKind::NeedsZero, "display full of -: no zero"),
    ];
    if let Some((_, kind, says)) = fills.into_iter().find(|(fill, ..)| filled(*fill)) {
        return Some(Said::state(kind, says));
    }
    Some(Said::weight(
        true,
        &Number::read(number)?,
        Unit::Printed(unit),
        &[],
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
        read_all(&Nci, &ScaleOptions::default(), bytes)
    }

    #[test]
    fn reads_the_captures() {
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
            (b"\n20\r\x03", K::Moving, ""),
            (b"\n ^^^^^lb\r\n02\r\x03", K::Over, ""),
            (b"\n ^^^^^lb\r\n00\r\x03", K::Over, ""),
            (b"\n _____lb\r\n01\r\x03", K::UnderZero, ""),
            (b"\n -----lb\r\n00\r\x03", K::NeedsZero, ""),
            (b"\n-00.05lb\r\n00\r\x03", K::UnderZero, "-0.05 lb"),
            (b"\n 12.34lb\r\n40\r\x03", K::Fault, "12.34 lb"),
            (b"\n 12.34lb\r\n08\r\x03", K::Fault, "12.34 lb"),
            (b"\n 12.34ct\r\n00\r\x03", K::Fault, "12.34 ct"),
            // Two numbers: pounds and ounces.
            (b"\n 1lb 02.3oz\r\n00\r\x03", K::Fault, "1 lb 02.3oz"),
            // Three bytes: range 1; and one that cannot find its zero. Then four.
            (
                b"\n 12.34lb\r\n0p1\r\x03",
                steady("12.34", U::Lb),
                "12.34 lb",
            ),
            (b"\n 12.34lb\r\n0p8\r\x03", K::NeedsZero, "12.34 lb"),
            (
                b"\n 12.34lb\r\n0pp4\r\x03",
                steady("12.34", U::Lb),
                "12.34 lb",
            ),
            // The DIVA's four digits.
            (
                b"\n 12.34lb\r\nS0000\r\x03",
                steady("12.34", U::Lb),
                "12.34 lb",
            ),
            (b"\n 12.34lb\r\nS1000\r\x03", K::Moving, "12.34 lb"),
            (b"\n 12.34lb\r\nS0080\r\x03", K::Moving, "12.34 lb"),
        ] {
            assert_eq!(all(bytes), [(kind, shown.to_owned())], "{bytes:02x?}");
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
            b"\n 99.99lb\r\nS00\r\x03",
            b"\n9 9.99lb\r\n00\r\x03",
            b"\n99.99\r\n00\r\x03",
            b"\x03\x03\r\r\xff",
        ] {
            let bytes = [rubbish, b"\n 02.00lb\r\n00\r\x03"].concat();
            assert_eq!(
                all(&bytes),
                [(steady("2", U::Lb), "2.00 lb".to_owned())],
                "{rubbish:02x?}"
            );
        }
        assert_eq!(all(&[LF; 1000]), []);
    }

    #[test]
    fn says_which_bits_were_set() {
        let bytes = parity::tests::even(b"\n 12.34lb\r\n1p4\r\x03");
        let frames = Nci
            .decoder(&ScaleOptions::default())
            .expect("no options needed")
            .push(&bytes);
        assert_eq!(frames[0].says, "status 1p4: in motion, net");
        assert_eq!(frames[0].raw, bytes);
    }
}
