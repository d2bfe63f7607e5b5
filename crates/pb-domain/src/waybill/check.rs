//! Check digits of waybill numbers, by the rules that posts and carriers publish.
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the check digit of a number follows from the characters that it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckRule {
    /// The number has no check digit.
    None,
    /// UPU S10: the eight digits weighted 8 6 4 2 3 5 9 7, eleven less the sum's rest by eleven, where
    /// ten is written 0 and eleven is written 5.
    S10,
    /// GS1 mod 10, as in an SSCC: digits weighted 3 1 3 1 … from the right, up to the next ten.
    Mod10Gs1,
    /// Luhn's mod 10 (ISO/IEC 7812-1): every second digit from the right doubled, its digits added.
    Mod10Luhn,
    /// Mod 10 with every second character doubled from the left and not folded; a letter counts as
    /// the last digit of its ASCII code less three. Numbers that begin with 1Z have it.
    Mod10Doubled,
    /// Mod 10 with the weights 4 9 4 9 … from the left, as in an Identcode.
    Mod10FourNine,
    /// The covered digits as one number, its rest by seven.
    Mod7,
    /// Digits weighted 1 3 7 1 3 7 … from the right, the sum's rest by eleven; ten is written 0.
    Mod11,
}

impl CheckRule {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 8] = [
        Self::None,
        Self::S10,
        Self::Mod10Gs1,
        Self::Mod10Luhn,
        Self::Mod10Doubled,
        Self::Mod10FourNine,
        Self::Mod7,
        Self::Mod11,
    ];

    /// What a person chooses it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "No check digit",
            Self::S10 => "S10 (postal items, RR123456785GB)",
            Self::Mod10Gs1 => "Mod 10, GS1 (SSCC)",
            Self::Mod10Luhn => "Mod 10, Luhn",
            Self::Mod10Doubled => "Mod 10, every second doubled (1Z)",
            Self::Mod10FourNine => "Mod 10, weights 4 and 9 (Identcode)",
            Self::Mod7 => "Mod 7",
            Self::Mod11 => "Mod 11, weights 1, 3, 7",
        }
    }

    /// Whether a character may be covered by the check digit.
    pub fn covers(self, character: char) -> bool {
        match self {
            Self::None => true,
            Self::Mod10Doubled => character.is_ascii_digit() || character.is_ascii_uppercase(),
            _ => character.is_ascii_digit(),
        }
    }

    /// The check digit of what it covers: nothing where the rule has none, where a character cannot be
    /// covered, or where S10 is given other than eight digits.
    pub fn digit(self, covered: &str) -> Option<char> {
        if covered.is_empty() || !covered.chars().all(|c| self.covers(c)) {
            return None;
        }
        let values: Vec<u32> = covered.bytes().map(value).collect();
        let up_to_ten = |sum: u32| (10 - sum % 10) % 10;
        let digit = match self {
            Self::None => return None,
            Self::S10 => {
                if values.len() != 8 {
                    return None;
                }
                let sum: u32 = values
                    .iter()
                    .zip([8, 6, 4, 2, 3, 5, 9, 7])
                    .map(|(v, w)| v * w)
                    .sum();
                match 11 - sum % 11 {
                    10 => 0,
                    11 => 5,
                    digit => digit,
                }
            }
            Self::Mod10Gs1 => {
                let weights = [3, 1].into_iter().cycle();
                up_to_ten(values.iter().rev().zip(weights).map(|(v, w)| v * w).sum())
            }
            Self::Mod10Luhn => {
                let weights = [2, 1].into_iter().cycle();
                let folded = |product: u32| product / 10 + product % 10;
                up_to_ten(
                    values
                        .iter()
                        .rev()
                        .zip(weights)
                        .map(|(v, w)| folded(v * w))
                        .sum(),
                )
            }
            Self::Mod10Doubled => {
                let weights = [1, 2].into_iter().cycle();
                up_to_ten(values.iter().zip(weights).map(|(v, w)| v * w).sum())
            }
            Self::Mod10FourNine => {
                let weights = [4, 9].into_iter().cycle();
                up_to_ten(values.iter().zip(weights).map(|(v, w)| v * w).sum())
            }
            Self::Mod7 => values.iter().fold(0, |rest, v| (rest * 10 + v) % 7),
            Self::Mod11 => {
                let weights = [1, 3, 7].into_iter().cycle();
                let sum: u32 = values.iter().rev().zip(weights).map(|(v, w)| v * w).sum();
                sum % 11 % 10
            }
        };
        char::from_digit(digit, 10)
    }

    /// Whether a number's last character is the check digit of those before it.
    pub fn ends(self, number: &str) -> bool {
        let digit = number.chars().last();
        digit.is_some_and(|last| {
            let covered = &number[..number.len() - last.len_utf8()];
            self.digit(covered) == Some(last)
        })
    }
}

/// What a covered character counts as.
fn value(byte: u8) -> u32 {
    if byte.is_ascii_digit() {
        u32::from(byte - b'0')
    } else {
        // A is 2, B is 3, … H is 9, I is 0.
        u32::from(byte - 3) % 10
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Numbers that the standards, the carriers or their documentation print.
    #[test]
    fn a_number_ends_with_its_check_digit() {
        assert!(CheckRule::Mod10Doubled.ends("5R89390357567127"));
        assert!(!CheckRule::Mod10Doubled.ends("5R89390357567128"));
        assert!(
            !CheckRule::Mod7.ends("") && !CheckRule::Mod7.ends("7") && !CheckRule::Mod7.ends("12é")
        );
    }

    #[test]
    fn agrees_with_published_numbers() {
        use CheckRule as R;
        for (rule, covered, check) in [
            (R::S10, "12345678", '5'), // RB123456785GB
            (R::S10, "47312482", '9'), // RR473124829GB
            (R::S10, "55366259", '1'), // UO553662591SE
            (R::S10, "98765432", '6'), // RR987654326CN
            (R::S10, "00000001", '4'), // LX000000014CN
            (R::S10, "00000015", '5'),
            (R::S10, "00000008", '0'),
            (R::Mod10Gs1, "00614141123456789", '0'),
            (R::Mod10Gs1, "18901234500000017", '7'),
            (R::Mod10Gs1, "7043810126801853", '9'),
            (R::Mod10Gs1, "37043810126805853", '6'),
            (R::Mod10Gs1, "0034043383644263659", '7'),
            (R::Mod10Gs1, "04144176022896", '4'),
            (R::Mod10Gs1, "940011120620640626078", '7'),
            // ISO/IEC 7812-1's own example, as it is quoted everywhere.
            (R::Mod10Luhn, "7992739871", '3'),
            (R::Mod10Doubled, "5R8939035756712", '7'),
            (R::Mod10Doubled, "879E93034683444", '0'),
            (R::Mod10Doubled, "410E7W039275159", '1'),
            (R::Mod10Doubled, "XX3150YW4407002", '3'),
            (R::Mod10Doubled, "CIETST011111111", '4'),
            (R::Mod10FourNine, "21802580906", '6'),
            (R::Mod10FourNine, "56310243031", '3'),
            (R::Mod10FourNine, "5311304400700", '8'),
            (R::Mod7, "331881002", '5'),
            (R::Mod7, "935657989", '0'),
            (R::Mod7, "481824042", '0'),
            (R::Mod11, "98657878885", '5'),
        ] {
            assert_eq!(rule.digit(covered), Some(check), "{rule:?} {covered}");
        }
    }

    #[test]
    fn a_number_that_fails_its_check_is_told_apart() {
        // A demonstration number that its carrier prints, and that fails the carrier's own rule.
        assert_eq!(CheckRule::Mod10Doubled.digit("12345E020527168"), Some('6'));
    }

    #[test]
    fn what_cannot_be_covered_has_no_check_digit() {
        assert_eq!(CheckRule::Mod7.digit("12A"), None);
        assert_eq!(CheckRule::Mod10Doubled.digit("1z"), None);
        assert_eq!(CheckRule::S10.digit("1234567"), None);
        assert_eq!(CheckRule::Mod10Gs1.digit(""), None);
        assert_eq!(CheckRule::None.digit("1"), None);
    }

    proptest! {
        /// What these rules are for: one wrong digit is noticed. Weights that share a factor with the
        /// modulus cannot promise it: mod 10 by doubling misses 0 for 5, and mod 7 misses 7 for 0.
        #[test]
        fn one_wrong_digit_is_noticed(digits in "[0-9]{8}", at in 0usize..8, other in 0u8..10) {
            let mut wrong = digits.clone().into_bytes();
            wrong[at] = b'0' + other;
            let wrong = String::from_utf8(wrong).expect("digits");
            prop_assume!(wrong != digits);
            for rule in [CheckRule::Mod10Gs1, CheckRule::Mod10Luhn] {
                prop_assert_ne!(rule.digit(&digits), rule.digit(&wrong), "{:?}", rule);
            }
            let seventh = |text: &str| text.as_bytes()[at] % 7;
            if seventh(&digits) != seventh(&wrong) && (digits.as_bytes()[at].abs_diff(wrong.as_bytes()[at])) != 7 {
                prop_assert_ne!(CheckRule::Mod7.digit(&digits), CheckRule::Mod7.digit(&wrong));
            }
        }

        /// S10 writes both ten and nothing left as a digit that others have too, and misses nothing else.
        #[test]
        fn s10_notices_a_wrong_digit_unless_two_rests_share_a_digit(digits in "[0-9]{8}", at in 0usize..8, other in 0u8..10) {
            let mut wrong = digits.clone().into_bytes();
            wrong[at] = b'0' + other;
            let wrong = String::from_utf8(wrong).expect("digits");
            prop_assume!(wrong != digits);
            let (a, b) = (CheckRule::S10.digit(&digits), CheckRule::S10.digit(&wrong));
            if a == b {
                prop_assert!(matches!(a, Some('0' | '5')), "{} and {}", digits, wrong);
            }
        }

        #[test]
        fn every_digit_string_has_a_digit(digits in "[0-9]{1,30}") {
            for rule in CheckRule::ALL.into_iter().filter(|r| !matches!(r, CheckRule::None | CheckRule::S10)) {
                prop_assert!(rule.digit(&digits).is_some_and(|c| c.is_ascii_digit()), "{:?}", rule);
            }
        }
    }
}
