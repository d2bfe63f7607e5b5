//! Adam Equipment's AZExtra.
//!
//! `P CR LF` asks, and it answers only when a new weight, not zero, has come since the last answer; asked
//! again it beeps, so it is asked every five seconds. It never says that its pan is empty. All of this
//! is from one source, a point-of-sale driver that speaks to it.
//!
//! A weight is told once and stands until the next. Whether it had come to rest is not in the line, so
//! it is used only when the scale's owner says that it sends nothing else.
use super::frame::{FrameDecoder, content, lines};
use super::number::{Number, Said, Unit, plain};
use super::{Decoder, Poll, ScaleOptions, ScaleProtocol};
use std::time::Duration;

const LONGEST: usize = 24;

pub(super) struct AdamAzExtra;

impl ScaleProtocol for AdamAzExtra {
    fn id(&self) -> &'static str {
        "adam-azextra"
    }

    fn name(&self) -> &'static str {
        "Adam Equipment AZExtra"
    }

    fn lines(&self) -> &'static [&'static str] {
        &["4800 8N1"]
    }

    fn reports_zero(&self) -> bool {
        false
    }

    fn poll(&self) -> Option<Poll> {
        Some(Poll {
            request: b"P\r\n",
            every: Duration::from_secs(5),
            silence: None,
        })
    }

    fn probe(&self) -> Option<&'static [u8]> {
        None
    }

    fn zero(&self) -> Option<&'static [u8]> {
        Some(b"Z\r\n")
    }

    fn decoder(&self, options: &ScaleOptions) -> Result<Box<dyn Decoder>, String> {
        let only_stable = options.only_stable;
        let decoder = FrameDecoder::new(lines(LONGEST), move |line| {
            read(content(line)?, only_stable)
        });
        Ok(Box::new(decoder.told_once()))
    }
}

/// Reads `  1.250kg`: digits, the unit right after them, and nothing else.
fn read(line: &str, only_stable: bool) -> Option<Said> {
    let value = plain(line.trim_matches(' ').strip_suffix("kg")?)?;
    let number = Number {
        minus: false,
        value,
    };
    Some(Said::unmarked(
        &number,
        Unit::Printed("kg"),
        only_stable,
        &[],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scales::tests::{read_all, steady};
    use pb_domain::FrameKind as K;
    use pb_domain::WeightUnit as U;

    #[test]
    fn reads_a_weight_that_is_told_once() {
        let options = ScaleOptions {
            only_stable: true,
            ..ScaleOptions::default()
        };
        for line in [&b"  1.250kg\r\n"[..], b"1.250kg\r\n"] {
            assert_eq!(
                read_all(&AdamAzExtra, &options, line),
                [(steady("1.25", U::Kg), "1.250 kg".to_owned())]
            );
        }
        let frames = AdamAzExtra
            .decoder(&options)
            .expect("no options needed")
            .push(b"1.250kg\r\n");
        assert!(frames[0].once);
        let plain = ScaleOptions::default();
        assert_eq!(
            read_all(&AdamAzExtra, &plain, b"1.250kg\r\n")[0].0,
            K::Fault
        );
        for rubbish in [
            &b"ES\r\n"[..],
            b"kg\r\n",
            b"1..2kg\r\n",
            b"1.2 kg\r\n",
            b"+1.2kg\r\n",
        ] {
            assert_eq!(read_all(&AdamAzExtra, &options, rubbish), []);
        }
    }
}
