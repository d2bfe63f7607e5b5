//! Postal codes and the patterns that cover them: one code, a prefix, a range.

/// No country's codes have more letters and digits (UPU addressing sheets: Iran's ten).
const LONGEST: usize = 10;

/// A postal code without spaces, hyphens and case.
#[derive(Clone, Debug)]
pub(super) struct Postcode {
    whole: String,
    /// The part that names the district: of a British code the outward one, of a US ZIP+4 the ZIP.
    district: Option<String>,
    british: bool,
}

impl Postcode {
    /// From any spelling; `None` when there is no code in it.
    pub(super) fn new(text: &str) -> Option<Self> {
        let whole = tidy(text);
        if whole.is_empty() {
            return None;
        }
        let british = british_outward(&whole);
        let zip = text.trim().split_once('-').filter(|(zip, four)| {
            let digits = |s: &str, n| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
            digits(zip, 5) && digits(four, 4)
        });
        Some(Self {
            district: british.or(zip.map(|(zip, _)| zip)).map(str::to_owned),
            british: british.is_some(),
            whole,
        })
    }
}

/// Letters and digits alone, in upper case.
fn tidy(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// `SW1A` of `SW1A1AA`: a British code ends in a digit and two letters (the Post Office's PAF format).
fn british_outward(code: &str) -> Option<&str> {
    let outward = code.get(..code.len().checked_sub(3)?)?;
    let letter = |b: &u8| b.is_ascii_uppercase();
    let ends = matches!(&code.as_bytes()[outward.len()..], [d, a, b] if d.is_ascii_digit() && letter(a) && letter(b));
    let area = outward.bytes().take_while(u8::is_ascii_uppercase).count();
    let starts = (1..=2).contains(&area)
        && (1..=2).contains(&(outward.len() - area))
        && outward.as_bytes()[area].is_ascii_digit();
    (ends && starts).then_some(outward)
}

/// What codes a line of the table covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// One code, or all codes of one British outward code or ZIP.
    One(String),
    /// All codes that begin so.
    Prefix(String),
    /// Codes whose first characters lie between two of the same length.
    Span { from: String, to: String },
    /// Codes whose number after the letters lies between two.
    Numbers {
        letters: String,
        from: u64,
        to: u64,
        /// How many digits count; `None`: all.
        digits: Option<usize>,
    },
}

impl Pattern {
    /// From `10115`, `70*`, `10000..14999`, `10000-14999` or `L1..L40`; else what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if let Some((from, to)) = ends(text) {
            return Self::range(text, &tidy(from), &tidy(to));
        }
        let (stem, prefix) = match text.trim().strip_suffix('*') {
            Some(stem) => (tidy(stem), true),
            None => (tidy(text), false),
        };
        if stem.is_empty() || stem.len() > LONGEST || text.trim_end_matches('*').contains('*') {
            return Err(format!(
                "“{text}” is not a postal code; write 10115, 70* or 10000..14999, with | between several"
            ));
        }
        Ok(if prefix {
            Self::Prefix(stem)
        } else {
            Self::One(stem)
        })
    }

    fn range(text: &str, from: &str, to: &str) -> Result<Self, String> {
        let wrong = |why: &str| Err(format!("the range “{text}” {why}"));
        if from.is_empty() || to.is_empty() || from.len().max(to.len()) > LONGEST {
            return wrong("needs a postal code at both ends, such as 10000..14999");
        }
        let numbered = numbered(from)
            .zip(numbered(to))
            .filter(|((a, ..), (b, ..))| a == b);
        match numbered {
            // Codes of digits alone compare as text where they can, so that 100..199 covers 10001.
            Some(((letters, low, n), (_, high, m))) if !letters.is_empty() || n != m => {
                if low > high {
                    return wrong("runs backwards");
                }
                Ok(Self::Numbers {
                    letters: letters.to_owned(),
                    from: low,
                    to: high,
                    digits: (!letters.is_empty() && n == m).then_some(n),
                })
            }
            _ if from.len() != to.len() => {
                wrong("has two ends that cannot be compared; write both with as many characters")
            }
            _ if from > to => wrong("runs backwards"),
            _ => Ok(Self::Span {
                from: from.to_owned(),
                to: to.to_owned(),
            }),
        }
    }

    /// Whether it covers a code.
    pub(super) fn covers(&self, code: &Postcode) -> bool {
        match self {
            Self::One(one) => *one == code.whole || code.district.as_ref() == Some(one),
            Self::Prefix(prefix) => code.whole.starts_with(prefix),
            Self::Span { from, to } => code
                .whole
                .get(..from.len())
                .is_some_and(|head| from.as_str() <= head && head <= to.as_str()),
            Self::Numbers {
                letters,
                from,
                to,
                digits,
            } => {
                let text = match &code.district {
                    Some(district) if code.british => district,
                    _ => &code.whole,
                };
                let Some(rest) = text.strip_prefix(letters.as_str()) else {
                    return false;
                };
                let run = rest.bytes().take_while(u8::is_ascii_digit).count();
                if letters.is_empty() && run != rest.len() {
                    return false;
                }
                let counted = match digits {
                    Some(digits) if !code.british => run.min(*digits),
                    _ => run,
                };
                rest[..counted]
                    .parse::<u64>()
                    .is_ok_and(|n| (*from..=*to).contains(&n))
            }
        }
    }

    /// How closely it points: one code before ranges and prefixes, longer ones before shorter.
    pub(super) fn precision(&self) -> (bool, usize) {
        match self {
            Self::One(one) => (true, one.len()),
            Self::Prefix(prefix) => (false, prefix.len()),
            Self::Span { from, .. } => (false, from.len()),
            Self::Numbers { letters, to, .. } => (false, letters.len() + to.to_string().len()),
        }
    }
}

/// The two ends of a range. A hyphen is part of many codes (`100-0001`, `10001-1234`): it makes a range
/// only with spaces around it, between two of one length, or between two of the same letters.
fn ends(text: &str) -> Option<(&str, &str)> {
    if let Some(ends) = text.split_once("..").or_else(|| text.split_once(" - ")) {
        return Some(ends);
    }
    let (from, to) = text.split_once(['-', '–'])?;
    let (low, high) = (tidy(from), tidy(to));
    let same_letters = numbered(&low)
        .zip(numbered(&high))
        .is_some_and(|((a, ..), (b, ..))| a == b && !a.is_empty());
    (same_letters || (low.len() == high.len() && low.len() >= 4)).then_some((from, to))
}

/// Letters, number and count of digits of a code like `L40` or `1210`.
fn numbered(code: &str) -> Option<(&str, u64, usize)> {
    let letters = code.bytes().take_while(u8::is_ascii_uppercase).count();
    let (letters, digits) = code.split_at(letters);
    Some((letters, digits.parse().ok()?, digits.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_what_a_merchant_means() {
        for (pattern, code, covered) in [
            ("10115", "10115", true),
            ("10115", "10116", false),
            ("10001", "10001-1234", true),
            ("70*", "700000", true),
            ("70*", "07000", false),
            ("10000..14999", "10000", true),
            ("10000..14999", "14999", true),
            ("10000..14999", "15000", false),
            ("10000-14999", "12345-6789", true),
            ("100..199", "10001", true),
            ("005..069", "00501", true),
            ("501..12000", "00501", true),
            ("501..12000", "12001", false),
            ("501..12000", "1012AB", false),
            ("1000..1099", "1012 AB", true),
            ("100-0001", "100-0001", true),
            ("100-0001", "1000001", true),
            ("00-950", "00-950", true),
            ("K1A..K2Z", "k1b 0b1", true),
            ("K1A..K2Z", "K3A 0B1", false),
            ("L1..L40", "L1 3AB", true),
            ("L1..L40", "L40 1AA", true),
            ("L1-L40", "L41 1AA", false),
            ("L10..L40", "L1 3AB", false),
            ("L1..L9", "L12 3AB", false),
            ("SW1A", "SW1A 1AA", true),
            ("L1", "L1 3AB", true),
            ("L1", "L13 3AB", false),
            ("W1..W9", "W1A 1AA", true),
            ("AB10-AB56", "AB25 1XX", true),
            ("LV-10..LV-11", "LV-1010", true),
            ("LV-10..LV-11", "LV-2010", false),
            ("D01..D24", "D02 X285", true),
            ("C1000..C1499", "C1425ABC", true),
            ("1000 - 1999", "1500", true),
        ] {
            let parsed = Pattern::parse(pattern).expect(pattern);
            let code = Postcode::new(code).expect(code);
            assert_eq!(
                parsed.covers(&code),
                covered,
                "{pattern} over {}",
                code.whole
            );
        }
        assert!(Postcode::new(" - ").is_none());
    }

    #[test]
    fn refuses_what_cannot_be_meant() {
        for pattern in [
            "",
            "*",
            "14999..10000",
            "L40..L1",
            "A1..10",
            "..",
            "1*2*",
            "10..",
            "K1A..K2",
        ] {
            assert!(Pattern::parse(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn closer_patterns_rank_higher() {
        let rank = |p| Pattern::parse(p).expect(p).precision();
        assert!(rank("10115") > rank("10000..14999"));
        assert!(rank("10000..14999") > rank("10*"));
        assert!(rank("101*") > rank("10*"));
    }
}
