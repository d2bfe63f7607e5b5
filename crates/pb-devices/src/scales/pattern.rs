//! Any scale that sends lines by itself, read by a pattern that its owner writes.
//!
//! The pattern is a regular expression with named groups: `weight`, the number; `unit`, if the line says
//! it; `sign`, if it stands apart from the number; and `stable`, which takes part in the match exactly
//! when the line says that the weight stands still. It has to fit a whole line, which ends at CR, LF or
//! ETX. A pattern that cannot tell stable from moving is refused, unless the owner says that the scale
//! sends only weights that stand still.
//!
//! Nothing is known of the lines' width. So that one that lost a digit on the way is no smaller weight,
//! a length is believed only the second time it comes in a row.
use super::frame::{FrameDecoder, Framing, Start};
use super::number::{Number, Said, Unit};
use super::{Decoder, Poll, ScaleOptions, ScaleProtocol};
use regex::{Captures, Regex, RegexBuilder};

const FRAMING: Framing = Framing {
    start: Start::Line,
    ends: b"\r\n\x03",
    longest: 80,
    same_length: true,
};
/// Bytes a compiled pattern may take; one for a line of a scale takes a few thousand.
const LARGEST: usize = 1 << 20;

pub(super) struct Pattern;

impl ScaleProtocol for Pattern {
    fn id(&self) -> &'static str {
        "pattern"
    }

    fn name(&self) -> &'static str {
        "Scale that sends by itself, read by a pattern"
    }

    fn lines(&self) -> &'static [&'static str] {
        &["9600 8N1"]
    }

    fn says_unit(&self) -> bool {
        false
    }

    fn takes_pattern(&self) -> bool {
        true
    }

    fn poll(&self) -> Option<Poll> {
        None
    }

    fn decoder(&self, options: &ScaleOptions) -> Result<Box<dyn Decoder>, String> {
        let pattern = compile(options)?;
        let options = options.clone();
        Ok(Box::new(FrameDecoder::new(FRAMING, move |line| {
            read(&pattern, line, &options)
        })))
    }
}

fn compile(options: &ScaleOptions) -> Result<Regex, String> {
    let text = options.pattern.as_deref().unwrap_or_default();
    if text.trim().is_empty() {
        return Err("The pattern of its lines is missing".to_owned());
    }
    let pattern = RegexBuilder::new(&format!("^(?:{text})$"))
        .size_limit(LARGEST)
        .build()
        .map_err(|error| format!("The pattern “{text}” cannot be used: {error}"))?;
    let has = |group: &str| pattern.capture_names().flatten().any(|name| name == group);
    if !has("weight") {
        return Err("The pattern has no group (?<weight>…) around the number".to_owned());
    }
    if !has("stable") && !options.only_stable {
        return Err(
            "The pattern cannot tell a weight that stands still from one that moves: put a group \
             (?<stable>…) around the mark of a weight that stands still, or say that the scale sends \
             only such weights"
                .to_owned(),
        );
    }
    if !has("unit") && options.unit.is_none() {
        return Err(
            "The pattern has no group (?<unit>…), so the unit has to be chosen in the settings"
                .to_owned(),
        );
    }
    Ok(pattern)
}

fn read(pattern: &Regex, line: &[u8], options: &ScaleOptions) -> Option<Said> {
    let (_, line) = line.split_last()?;
    let found = pattern.captures(std::str::from_utf8(line).ok()?)?;
    let group = |found: &Captures<'_>, name: &str| {
        found
            .name(name)
            .map_or_else(String::new, |group| group.as_str().to_owned())
    };
    let marked = pattern
        .capture_names()
        .flatten()
        .any(|name| name == "stable");
    let mark = group(&found, "stable");
    // Many scales of the continent print a comma.
    let mut number = Number::read(&group(&found, "weight").replace(',', "."))?;
    number.minus |= group(&found, "sign").contains('-');
    let unit = group(&found, "unit");
    let unit = Unit::printed_or(&unit, options.unit);
    Some(if marked {
        let mark = if mark.is_empty() {
            "no mark of a weight that stands still".to_owned()
        } else {
            format!("marked “{mark}”")
        };
        Said::weight(found.name("stable").is_some(), &number, unit, &[&mark])
    } else {
        Said::unmarked(&number, unit, options.only_stable, &[])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scales::tests::{read_all, steady};
    use pb_domain::FrameKind as K;
    use pb_domain::WeightUnit as U;

    fn options(pattern: &str) -> ScaleOptions {
        ScaleOptions {
            pattern: Some(pattern.to_owned()),
            ..ScaleOptions::default()
        }
    }

    /// What the second of two equal lines says.
    fn twice(options: &ScaleOptions, line: &[u8]) -> Vec<(K, String)> {
        read_all(&Pattern, options, &[line, line].concat())
    }

    #[test]
    fn reads_lines_as_their_owner_describes_them() {
        let full =
            options(r"(?:(?<stable>S)|D) (?<sign>[+-]?) *(?<weight>[0-9.,]+) *(?<unit>[a-z]+)");
        for (line, kind, shown) in [
            (&b"S    1.250kg\r\n"[..], steady("1.25", U::Kg), "1.250 kg"),
            (b"S    1,250 kg\r", steady("1.25", U::Kg), "1.250 kg"),
            (b"\x02D    1.250kg\x03", K::Moving, "1.250 kg"),
            (b"D    1.250kg\r\n", K::Moving, "1.250 kg"),
            (b"S -  1.250kg\r\n", K::UnderZero, "-1.250 kg"),
            (b"S    1.250ct\r\n", K::Fault, "1.250 ct"),
        ] {
            let read = twice(&full, line);
            if line.starts_with(b"\x02") {
                assert_eq!(read, [], "the pattern says nothing of an STX");
            } else {
                assert_eq!(read, [(kind, shown.to_owned())], "{line:02x?}");
            }
        }
        for line in [
            &b"xS    1.250kg\r\n"[..],
            b"S    1.250kg \r\n",
            b"S 1..2kg\r\n",
            b"\r\n",
        ] {
            assert_eq!(twice(&full, line), [], "{line:02x?}");
        }
    }

    #[test]
    fn takes_unit_and_stability_from_the_settings_where_lines_lack_them() {
        let bare = ScaleOptions {
            unit: Some(U::G),
            only_stable: true,
            ..options(" *(?<weight>[0-9.]+)")
        };
        assert_eq!(
            twice(&bare, b"  1250\r\n"),
            [(steady("1250", U::G), "1250 g".to_owned())]
        );
        let frames = Pattern
            .decoder(&bare)
            .expect("a good pattern")
            .push(b"  1250\r  1250\r");
        assert!(frames[0].says.contains("owner says"));
    }

    #[test]
    fn refuses_patterns_that_would_not_tell_a_true_weight() {
        let refused = |options: &ScaleOptions| Pattern.decoder(options).err().expect("refused");
        assert!(refused(&ScaleOptions::default()).contains("missing"));
        assert!(refused(&options("(?<weight>[0-9]+")).contains("cannot be used"));
        assert!(
            refused(&options("(?<weight>(((a{100}){100}){100}){100})")).contains("cannot be used")
        );
        assert!(refused(&options("(?<stable>S) [0-9]+")).contains("(?<weight>…)"));
        assert!(refused(&options("(?<weight>[0-9]+)(?<unit>kg)")).contains("(?<stable>…)"));
        assert!(refused(&options("(?<stable>S)(?<weight>[0-9]+)")).contains("(?<unit>…)"));
    }

    #[test]
    fn a_lost_digit_is_no_smaller_weight() {
        let pattern = options("(?<stable>S) (?<weight>[0-9.]+)(?<unit>kg)");
        let bytes = b"S 12.5kg\rS 12.5kg\rS 2.5kg\rS 12.5kg\r";
        assert_eq!(
            read_all(&Pattern, &pattern, bytes),
            [(steady("12.5", U::Kg), "12.5 kg".to_owned())]
        );
    }
}
