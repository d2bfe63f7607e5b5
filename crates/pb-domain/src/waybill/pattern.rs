//! Ranges of numbers by pattern: fixed characters, a counter, and where the check digit stands.
use super::CheckRule;
use std::ops::Range;

/// Longest number that a barcode on a label of four inches takes.
const LONGEST: usize = 35;
/// Digits a counter may have at most; its largest value still fits the database's integers.
const LONGEST_COUNTER: usize = 18;

/// A number's form, such as `RR########*SE`: `#` is a digit of the counter, `*` the check digit, `[` and
/// `]` stand around what the check digit covers where that is not all before it, and every other
/// letter or digit is itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    rule: CheckRule,
    parts: Vec<Part>,
    /// The parts that the check digit covers.
    covered: Range<usize>,
    digits: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Fixed(char),
    Counter,
    Check,
}

/// Why a pattern makes no numbers, or a number does not fit one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// There is nothing.
    #[error("the pattern is empty; write one like RR########*SE")]
    Empty,
    /// A character that no barcode of a waybill has.
    #[error(
        "“{0}” cannot stand in a number; use capital letters, digits, # for the counter and * for the check digit"
    )]
    Character(char),
    /// No counter.
    #[error("the pattern has no counter; write # for each of its digits")]
    NoCounter,
    /// A counter that is too long.
    #[error("the counter has {0} digits; at most 18 can be counted")]
    LongCounter(usize),
    /// Too long for a label.
    #[error("the number would have {0} characters; at most 35 fit a label")]
    Long(usize),
    /// A rule without a place for its digit.
    #[error("the pattern does not say where the check digit stands; write * there")]
    NoCheckPlace,
    /// Several places for one digit, or a place without a rule.
    #[error("write * once where the check digit stands, and not at all when there is none")]
    CheckPlace,
    /// Brackets that do not pair, or do not stand before the check digit.
    #[error("write [ and ] once each, around what the check digit covers, before its *")]
    Brackets,
    /// The rule cannot cover what stands there.
    #[error("this check digit cannot cover “{0}”; put [ ] around the digits that it covers")]
    Covered(char),
    /// S10 covers eight digits.
    #[error("an S10 check digit covers eight digits, and here it covers {0}")]
    NotEight(usize),
    /// The counter is larger than the pattern has digits.
    #[error("{0} has more digits than the counter of the pattern")]
    Counter(u64),
    /// A number that has another form.
    #[error("{number} does not have the form {pattern}")]
    OtherForm {
        /// The number.
        number: String,
        /// The form.
        pattern: String,
    },
    /// A number whose check digit is wrong.
    #[error("{number} has a wrong check digit: it must be {must}")]
    WrongCheck {
        /// The number.
        number: String,
        /// The right digit.
        must: char,
    },
}

impl Pattern {
    /// Reads a pattern. Of S10, the last of nine `#` is the check digit, so that `RR#########SE` is enough.
    pub fn new(text: &str, rule: CheckRule) -> Result<Self, PatternError> {
        let text = text.trim();
        let mut parts = Vec::with_capacity(text.len());
        let (mut open, mut close) = (None, None);
        for character in text.chars() {
            parts.push(match character {
                '#' => Part::Counter,
                '*' => Part::Check,
                '[' if open.is_none() => {
                    open = Some(parts.len());
                    continue;
                }
                ']' if open.is_some() && close.is_none() => {
                    close = Some(parts.len());
                    continue;
                }
                '[' | ']' => return Err(PatternError::Brackets),
                c if c.is_ascii_uppercase()
                    || c.is_ascii_digit()
                    || matches!(c, '-' | '.' | '/') =>
                {
                    Part::Fixed(c)
                }
                c => return Err(PatternError::Character(c)),
            });
        }
        if parts.is_empty() {
            return Err(PatternError::Empty);
        }
        let is = |wanted: Part| move |part: &&Part| **part == wanted;
        if rule == CheckRule::S10
            && !parts.contains(&Part::Check)
            && parts.iter().filter(is(Part::Counter)).count() == 9
            && let Some(last) = parts.iter().rposition(|p| *p == Part::Counter)
        {
            parts[last] = Part::Check;
        }
        let digits = parts.iter().filter(is(Part::Counter)).count();
        match digits {
            0 => return Err(PatternError::NoCounter),
            n if n > LONGEST_COUNTER => return Err(PatternError::LongCounter(n)),
            _ => {}
        }
        if parts.len() > LONGEST {
            return Err(PatternError::Long(parts.len()));
        }
        let covered = coverage(&parts, rule, open, close)?;
        Ok(Self {
            text: text.to_owned(),
            rule,
            parts,
            covered,
            digits,
        })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The highest value that the counter can have.
    pub fn highest(&self) -> u64 {
        (0..self.digits).fold(1u64, |power, _| power * 10) - 1
    }

    /// The number at a value of the counter. Two values never give the same number.
    pub fn number(&self, counter: u64) -> Result<String, PatternError> {
        if counter > self.highest() {
            return Err(PatternError::Counter(counter));
        }
        let counted = format!("{counter:0width$}", width = self.digits);
        let mut counted = counted.chars();
        let without_check: String = self
            .parts
            .iter()
            .map(|part| match part {
                Part::Fixed(c) => *c,
                // A counter of that many digits has one for each place.
                Part::Counter => counted.next().unwrap_or('0'),
                Part::Check => '*',
            })
            .collect();
        let Some(check) = self.check_of(&without_check) else {
            return Ok(without_check);
        };
        Ok(without_check.replacen('*', &check.to_string(), 1))
    }

    /// The counter's value in a number of this form whose check digit is right.
    pub fn counter(&self, number: &str) -> Result<u64, PatternError> {
        let other = || PatternError::OtherForm {
            number: number.to_owned(),
            pattern: self.text.clone(),
        };
        if number.chars().count() != self.parts.len() {
            return Err(other());
        }
        let mut counter = 0u64;
        let mut found = None;
        for (part, character) in self.parts.iter().zip(number.chars()) {
            match part {
                Part::Fixed(c) if *c == character => {}
                Part::Counter => {
                    let digit = character.to_digit(10).ok_or_else(other)?;
                    counter = counter * 10 + u64::from(digit);
                }
                Part::Check if character.is_ascii_digit() => found = Some(character),
                _ => return Err(other()),
            }
        }
        match self.check_of(number) {
            Some(must) if found != Some(must) => Err(PatternError::WrongCheck {
                number: number.to_owned(),
                must,
            }),
            _ => Ok(counter),
        }
    }

    fn check_of(&self, number: &str) -> Option<char> {
        if self.rule == CheckRule::None {
            return None;
        }
        // Every part is one ASCII character.
        self.rule.digit(number.get(self.covered.clone())?)
    }
}

/// The parts that the check digit covers; reading the pattern makes sure that it can.
fn coverage(
    parts: &[Part],
    rule: CheckRule,
    open: Option<usize>,
    close: Option<usize>,
) -> Result<Range<usize>, PatternError> {
    let mut places = parts
        .iter()
        .enumerate()
        .filter(|(_, p)| **p == Part::Check)
        .map(|(i, _)| i);
    let (place, second) = (places.next(), places.next());
    if rule == CheckRule::None {
        return if place.is_some() {
            Err(PatternError::CheckPlace)
        } else if open.is_some() {
            Err(PatternError::Brackets)
        } else {
            Ok(0..0)
        };
    }
    let Some(place) = place else {
        return Err(PatternError::NoCheckPlace);
    };
    if second.is_some() {
        return Err(PatternError::CheckPlace);
    }
    let covered = match (open, close) {
        (None, None) if rule == CheckRule::S10 => {
            let letters = parts[..place]
                .iter()
                .take_while(|p| matches!(p, Part::Fixed(c) if c.is_ascii_uppercase()))
                .count();
            letters..place
        }
        (None, None) => 0..place,
        (Some(open), Some(close)) if open < close && close <= place => open..close,
        _ => return Err(PatternError::Brackets),
    };
    for part in &parts[covered.clone()] {
        if let Part::Fixed(c) = part
            && !rule.covers(*c)
        {
            return Err(PatternError::Covered(*c));
        }
    }
    if rule == CheckRule::S10 && covered.len() != 8 {
        return Err(PatternError::NotEight(covered.len()));
    }
    if covered.is_empty() {
        return Err(PatternError::Brackets);
    }
    Ok(covered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pattern(text: &str, rule: CheckRule) -> Pattern {
        Pattern::new(text, rule).expect("a good pattern")
    }

    #[test]
    fn makes_the_numbers_that_are_printed_elsewhere() {
        use CheckRule as R;
        for (text, rule, counter, number) in [
            ("RR########*SE", R::S10, 47_312_482, "RR473124829SE"),
            ("RB#########GB", R::S10, 12_345_678, "RB123456785GB"),
            ("UO5536####*SE", R::S10, 6259, "UO553662591SE"),
            (
                "37043810#########*",
                R::Mod10Gs1,
                126_805_853,
                "370438101268058536",
            ),
            (
                "1Z[5R893903#######]*",
                R::Mod10Doubled,
                5_756_712,
                "1Z5R89390357567127",
            ),
            ("331######*", R::Mod7, 881_002, "3318810025"),
            ("9865787####*", R::Mod11, 8885, "986578788855"),
            (
                "21.[##########]*",
                R::Mod10Luhn,
                7_992_739_871,
                "21.79927398713",
            ),
            ("MYN-####", R::None, 7, "MYN-0007"),
        ] {
            let pattern = pattern(text, rule);
            let made = pattern.number(counter).expect("in range");
            assert_eq!(made, number, "{text}");
            assert_eq!(pattern.counter(number), Ok(counter));
        }
    }

    #[test]
    fn a_wrong_number_is_told_from_one_of_another_form() {
        let pattern = pattern("RR#########SE", CheckRule::S10);
        assert_eq!(
            pattern.counter("RR473124820SE"),
            Err(PatternError::WrongCheck {
                number: "RR473124820SE".into(),
                must: '9'
            })
        );
        for other in [
            "RR473124829GB",
            "RR47312482SE",
            "RR4731248X9SE",
            "",
            "RR473124829SEé",
        ] {
            assert!(
                matches!(pattern.counter(other), Err(PatternError::OtherForm { .. })),
                "{other}"
            );
        }
    }

    #[test]
    fn bad_patterns_are_refused_in_words() {
        use CheckRule as R;
        use PatternError as E;
        for (text, rule, error) in [
            (" ", R::None, E::Empty),
            ("rr####", R::None, E::Character('r')),
            ("RR 1", R::None, E::Character(' ')),
            ("RRSE", R::None, E::NoCounter),
            ("###################", R::None, E::LongCounter(19)),
            ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA#", R::None, E::Long(36)),
            ("RR####", R::Mod7, E::NoCheckPlace),
            ("####**", R::Mod7, E::CheckPlace),
            ("####*", R::None, E::CheckPlace),
            ("[####", R::Mod7, E::NoCheckPlace),
            ("[####*", R::Mod7, E::Brackets),
            ("*[####]", R::Mod7, E::Brackets),
            ("A####*", R::Mod7, E::Covered('A')),
            ("RR#######*SE", R::S10, E::NotEight(7)),
        ] {
            assert_eq!(Pattern::new(text, rule), Err(error), "{text}");
        }
        assert_eq!(pattern("A##", R::None).number(100), Err(E::Counter(100)));
        assert_eq!(pattern("A##", R::None).highest(), 99);
    }

    proptest! {
        #[test]
        fn every_counter_comes_back(counter in 0u64..100_000_000) {
            for (text, rule) in [
                ("RR########*SE", CheckRule::S10), ("3704381010########*", CheckRule::Mod10Gs1),
                ("1Z[A1B2C303########]*", CheckRule::Mod10Doubled), ("########*", CheckRule::Mod7),
                ("########*", CheckRule::Mod11), ("########*", CheckRule::Mod10Luhn),
                ("########*", CheckRule::Mod10FourNine), ("X-########", CheckRule::None),
            ] {
                let pattern = pattern(text, rule);
                let number = pattern.number(counter).expect("in range");
                prop_assert_eq!(pattern.counter(&number), Ok(counter), "{}", number);
                prop_assert!(number.is_ascii());
            }
        }

        #[test]
        fn no_text_panics(text in ".{0,40}", number in ".{0,40}") {
            for rule in CheckRule::ALL {
                if let Ok(pattern) = Pattern::new(&text, rule) {
                    let _ = pattern.counter(&number);
                    let made = pattern.number(pattern.highest()).expect("in range");
                    prop_assert_eq!(pattern.counter(&made), Ok(pattern.highest()));
                }
            }
        }
    }
}
