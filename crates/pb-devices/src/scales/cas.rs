//! CAS scales' dialogue for cash registers ("ECR", "type 6"), as PD-II, SW-II and AP-1 speak it.
//!
//! ENQ asks whether the scale is ready, ACK says that it is, DC1 then asks for the weight. It comes as
//! `SOH STX status sign <6 places> <2 letters of unit> BCC ETX EOT`, fifteen bytes; BCC is the exclusive
//! or of everything between STX and itself (the makers' manuals). NAK says that it is not ready: the
//! question is repeated. No request for zero is documented for this dialogue.
use super::number::{Number, Said, Unit};
use super::{Decoder, Poll, ScaleOptions, ScaleProtocol};
use pb_domain::{FrameKind, ScaleFrame};

const SOH: u8 = 0x01;
const STX: u8 = 0x02;
const ETX: u8 = 0x03;
const EOT: u8 = 0x04;
const ENQ: u8 = 0x05;
const ACK: u8 = 0x06;
const DC1: u8 = 0x11;
const LENGTH: usize = 15;

pub(super) struct Cas;

impl ScaleProtocol for Cas {
    fn id(&self) -> &'static str {
        "cas"
    }

    fn name(&self) -> &'static str {
        "CAS for cash registers (PD-II, SW-II, AP-1)"
    }

    fn lines(&self) -> &'static [&'static str] {
        &["9600 8N1"]
    }

    fn poll(&self) -> Option<Poll> {
        Some(Poll::quick(&[ENQ]))
    }

    fn decoder(&self, _options: &ScaleOptions) -> Result<Box<dyn Decoder>, String> {
        Ok(Box::new(CasDecoder {
            bytes: Vec::new(),
            ready: false,
        }))
    }
}

struct CasDecoder {
    /// What may be the beginning of a frame.
    bytes: Vec<u8>,
    /// The scale said ACK and was not answered yet.
    ready: bool,
}

impl Decoder for CasDecoder {
    fn push(&mut self, bytes: &[u8]) -> Vec<ScaleFrame> {
        let mut frames = Vec::new();
        for &byte in bytes {
            self.bytes.push(byte);
            while let Some(&first) = self.bytes.first() {
                let taken = if first != SOH {
                    self.ready |= first == ACK;
                    1
                } else if self.bytes.len() < LENGTH {
                    break;
                } else if let Some(said) = read(&self.bytes) {
                    self.ready = false;
                    frames.push(ScaleFrame {
                        kind: said.kind,
                        raw: self.bytes.clone(),
                        shown: said.shown,
                        says: said.says,
                        once: false,
                    });
                    LENGTH
                } else {
                    // Not a frame: one may begin inside it.
                    1
                };
                self.bytes.drain(..taken);
            }
        }
        frames
    }

    fn reply(&mut self) -> Option<&'static [u8]> {
        std::mem::take(&mut self.ready).then_some(&[DC1])
    }
}

fn read(frame: &[u8]) -> Option<Said> {
    let &[SOH, STX, ref body @ .., check, ETX, EOT] = frame else {
        return None;
    };
    if body.iter().fold(0, |sum, byte| sum ^ byte) != check {
        return None;
    }
    let &[status, sign, ref rest @ ..] = body else {
        return None;
    };
    let still = match status {
        b'S' => true,
        b'U' => false,
        _ => return None,
    };
    let (value, unit) = std::str::from_utf8(rest).ok()?.split_at_checked(6)?;
    let number = match sign {
        b'F' => return Some(Said::state(FrameKind::Over, "sign F: over capacity")),
        b' ' => Number::read(value)?,
        b'-' => Number {
            minus: true,
            ..Number::read(value)?
        },
        _ => return None,
    };
    Some(Said::weight(still, &number, Unit::Printed(unit), &[]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scales::tests::{read_all, steady};
    use FrameKind as K;
    use pb_domain::WeightUnit as U;

    /// A whole frame around status, sign, weight and unit.
    fn frame(body: &str) -> Vec<u8> {
        let check = body.bytes().fold(0, |sum, byte| sum ^ byte);
        [&[SOH, STX], body.as_bytes(), &[check, ETX, EOT]].concat()
    }

    fn all(bytes: &[u8]) -> Vec<(FrameKind, String)> {
        read_all(&Cas, &ScaleOptions::default(), bytes)
    }

    #[test]
    fn reads_the_captures() {
        let capture = b"\x01\x02S  1.234kg\x75\x03\x04";
        assert_eq!(frame("S  1.234kg"), capture);
        for (body, kind, shown) in [
            ("S  1.234kg", steady("1.234", U::Kg), "1.234 kg"),
            ("S  0.000kg", steady("0", U::Kg), "0.000 kg"),
            ("S  12.50lb", steady("12.5", U::Lb), "12.50 lb"),
            ("U  1.234kg", K::Moving, "1.234 kg"),
            ("S- 0.050kg", K::UnderZero, "-0.050 kg"),
            ("SFFFFFFFkg", K::Over, ""),
            ("S  1.234ct", K::Fault, "1.234 ct"),
        ] {
            assert_eq!(all(&frame(body)), [(kind, shown.to_owned())], "{body}");
        }
    }

    #[test]
    fn drops_rubbish_and_finds_the_next_frame() {
        let good = frame("S  2.000kg");
        for rubbish in [
            &b"\x15"[..],
            b"\x06",
            &good[..7],
            b"\x01\x01\x02",
            &frame("X  1.234kg"),
            &frame("S+ 1.234kg"),
            &frame("S  1 234kg"),
            b"\x01\x02S  9.234kg\x75\x03\x04",
        ] {
            assert_eq!(
                all(&[rubbish, &good].concat()),
                [(steady("2", U::Kg), "2.000 kg".to_owned())],
                "{rubbish:02x?}"
            );
        }
    }

    #[test]
    fn asks_for_the_weight_once_the_scale_is_ready() {
        let mut decoder = Cas
            .decoder(&ScaleOptions::default())
            .expect("no options needed");
        assert_eq!(decoder.reply(), None);
        assert_eq!(decoder.push(&[ACK]), []);
        assert_eq!(decoder.reply(), Some(&[DC1][..]));
        assert_eq!(decoder.reply(), None, "once");
        // Inside a frame it is a byte like another, and NAK is no leave to ask.
        decoder.push(&[0x15]);
        decoder.push(b"\x01\x02S");
        assert_eq!(decoder.reply(), None);
    }

    #[test]
    fn one_lost_bit_is_never_another_weight() {
        let good = frame("S  1.234kg");
        for place in 0..good.len() {
            for bit in 0..8 {
                let mut flipped = good.clone();
                flipped[place] ^= 1 << bit;
                assert_eq!(all(&flipped), [], "bit {bit} of byte {place}");
            }
        }
    }
}
