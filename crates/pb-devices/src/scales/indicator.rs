//! Indicators that stream `ST,GS,…` without being asked: CAS, Brecknell and many others.
//!
//! `ST` stands still, `US` moves, `OL` is over capacity; `GS` is gross and `NT` net. Three lengths are
//! known of CAS (its manuals): 22 bytes, with an id and a byte of lamps before the value
//! (`ST,GS,<id><lamps>,<8 places> kg CR LF`); 18 bytes (`ST,GS,` sign, value, unit); and 10 bytes, the
//! value alone. Other makers' widths vary, so the fields are told by their commas, and a length is
//! believed only the second time it comes in a row.
//!
//! Lamps: bit 6 stable, 4 hold, 3 printer, 2 gross, 1 tare, 0 zero; some models set bit 7 too.
//! The 10 bytes say neither the unit nor whether the weight stands still: both are settings.
use super::frame::{FrameDecoder, Framing, content, lines};
use super::number::{Number, Said, Unit, bits};
use super::parity::{self, SEVEN_BITS};
use super::{Decoder, Poll, ScaleOptions, ScaleProtocol};
use pb_domain::FrameKind;

const FRAMING: Framing = Framing {
    same_length: true,
    ..lines(32)
};
/// Bytes of the frame with lamps, and the place of the lamps in it.
const WITH_LAMPS: usize = 22;
const LAMPS: usize = 7;
const NAMES: &[(u8, &str)] = &[
    (6, "stable"),
    (4, "hold"),
    (3, "printer"),
    (2, "gross"),
    (1, "tare"),
    (0, "zero"),
];

pub(super) struct Indicator;

impl ScaleProtocol for Indicator {
    fn id(&self) -> &'static str {
        "indicator"
    }

    fn name(&self) -> &'static str {
        "Indicator that sends by itself, ST,GS,… (CAS, Brecknell and others)"
    }

    fn lines(&self) -> &'static [&'static str] {
        &["9600 8N1", "4800 8N1", "2400 8N1"]
    }

    fn says_unit(&self) -> bool {
        false
    }

    fn poll(&self) -> Option<Poll> {
        None
    }

    fn decoder(&self, options: &ScaleOptions) -> Result<Box<dyn Decoder>, String> {
        let options = options.clone();
        let decoder = FrameDecoder::new(FRAMING, move |line| read(content(line)?, &options));
        Ok(Box::new(decoder.stripped_by(strip)))
    }
}

/// The lamps' top bit is not parity when it is the only one.
fn strip(raw: &[u8]) -> Option<Vec<u8>> {
    if raw.len() == WITH_LAMPS && raw[LAMPS] & !SEVEN_BITS != 0 {
        let mut plain = raw.to_vec();
        plain[LAMPS] &= SEVEN_BITS;
        if plain.is_ascii() {
            return Some(plain);
        }
    }
    parity::strip(raw)
}

fn read(line: &str, options: &ScaleOptions) -> Option<Said> {
    if line.len() == 8 && !line.contains(',') {
        let number = Number::read(line)?;
        let unit = Unit::Set(options.unit);
        return Some(Said::unmarked(&number, unit, options.only_stable, &[]));
    }
    let mut fields = line.splitn(3, ',');
    let (state, load, rest) = (fields.next()?, fields.next()?, fields.next()?);
    let load = match load {
        "GS" => "gross",
        "NT" => "net",
        _ => return None,
    };
    let still = match state {
        "ST" => true,
        "US" => false,
        "OL" => return Some(Said::state(FrameKind::Over, "OL: over capacity")),
        _ => return None,
    };
    let (lamps, rest) = match rest.split_once(',') {
        Some((head, rest)) => match head.as_bytes() {
            &[_, lamps] if line.len() == WITH_LAMPS - 2 => (Some(lamps), rest),
            _ => return None,
        },
        None => (None, rest),
    };
    let split = rest.find(|c: char| c.is_ascii_alphabetic())?;
    let (value, unit) = rest.split_at(split);
    let number = Number::read(value)?;
    let lit = lamps.map(|lamps| format!("lamps {lamps:02X}: {}", bits(lamps, NAMES)));
    // The letters and the lamps must agree, and a held display is not what lies on the pan.
    let shines = lamps.is_none_or(|lamps| lamps & 1 << 6 != 0 && lamps & 1 << 4 == 0);
    Some(Said::weight(
        still && shines,
        &number,
        Unit::Printed(unit.trim_matches(' ')),
        &[load, lit.as_deref().unwrap_or_default()],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scales::tests::{read_all, steady};
    use FrameKind as K;
    use pb_domain::WeightUnit as U;

    /// What the second of two equal lines says.
    fn all(line: &[u8], options: &ScaleOptions) -> Vec<(FrameKind, String)> {
        read_all(&Indicator, options, &[line, line].concat())
    }

    #[test]
    fn reads_the_captures() {
        for (line, kind, shown) in [
            (
                &b"ST,GS,\x01\x44,   1.234 kg\r\n"[..],
                steady("1.234", U::Kg),
                "1.234 kg",
            ),
            // Bit 7 and bit 5 of the lamps set as well.
            (
                b"ST,GS,\x01\xe4,   1.234 kg\r\n",
                steady("1.234", U::Kg),
                "1.234 kg",
            ),
            (
                b"ST,NT,\x01\x42,   1.234 kg\r\n",
                steady("1.234", U::Kg),
                "1.234 kg",
            ),
            (b"US,GS,\x01\x04,   1.234 kg\r\n", K::Moving, "1.234 kg"),
            (b"ST,GS,\x01\x04,   1.234 kg\r\n", K::Moving, "1.234 kg"),
            (b"ST,GS,\x01\x54,   1.234 kg\r\n", K::Moving, "1.234 kg"),
            (b"OL,GS,\x01\x04,         kg\r\n", K::Over, ""),
            (b"ST,GS,+  1.234kg\r\n", steady("1.234", U::Kg), "1.234 kg"),
            (b"ST,GS,-  0.050kg\r\n", K::UnderZero, "-0.050 kg"),
            (b"ST,GS,  0.000kg\r\n", steady("0", U::Kg), "0.000 kg"),
            (b"US,NT,  1.5lb\r\n", K::Moving, "1.5 lb"),
            (b"ST,NT,  1.5 lb\r\n", steady("1.5", U::Lb), "1.5 lb"),
            (b"ST,GS,  1.5ct\r\n", K::Fault, "1.5 ct"),
            (b"   1.234\r\n", K::Fault, "1.234"),
        ] {
            assert_eq!(
                all(line, &ScaleOptions::default()),
                [(kind, shown.to_owned())],
                "{line:02x?}"
            );
        }
    }

    #[test]
    fn a_bare_number_is_a_weight_on_the_owners_word_alone() {
        let mut options = ScaleOptions {
            only_stable: true,
            ..ScaleOptions::default()
        };
        assert_eq!(all(b"   1.234\r\n", &options)[0].0, K::Fault, "no unit");
        options.unit = Some(U::Kg);
        assert_eq!(all(b"   1.234\r\n", &options)[0].0, steady("1.234", U::Kg));
        options.only_stable = false;
        assert_eq!(all(b"   1.234\r\n", &options)[0].0, K::Fault);
    }

    #[test]
    fn a_lost_digit_is_no_smaller_weight() {
        let bytes = b"ST,GS, 12.345kg\r\nST,GS, 12.345kg\r\nST,GS, 2.345kg\r\nST,GS, 12.345kg\r\n\
                      ST,GS, 12.345kg\r\n";
        let frames = read_all(&Indicator, &ScaleOptions::default(), bytes);
        let wanted = (steady("12.345", U::Kg), "12.345 kg".to_owned());
        assert_eq!(frames, [wanted.clone(), wanted]);
    }

    #[test]
    fn drops_rubbish() {
        for rubbish in [
            &b"ST,+00012.34  g\r\n"[..],
            b"ST,XX,  1.5kg\r\n",
            b"XX,GS,  1.5kg\r\n",
            b"ST,GS,\x01,   1.234 kg\r\n",
            b"ST,GS,\x01\x44\x44,   1.234 kg\r\n",
            b"ST,GS,  1.5\r\n",
            b"ST,GS,  1 5kg\r\n",
            b"ST,GS,  1.5kg\n",
            b"$GPGGA,1,2,3\r\n",
        ] {
            assert_eq!(all(rubbish, &ScaleOptions::default()), [], "{rubbish:02x?}");
        }
    }
}
