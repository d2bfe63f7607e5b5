//! Numbers that a carrier gave as a list, pasted or from a file.
use super::Pattern;
use std::collections::HashSet;

/// Shortest and longest number that is taken without a pattern.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=35;
/// Problems that a person is shown at once.
const SHOWN: usize = 100;

/// What a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedNumbers {
    /// Good numbers, each once, in the list's order.
    pub numbers: Vec<String>,
    /// Numbers that stood in it more than once.
    pub repeated: u32,
    /// What could not be taken: line, from 1, and why.
    pub problems: Vec<(u32, String)>,
    /// Further problems that are not listed.
    pub more_problems: u32,
}

/// Reads numbers that stand on lines or between commas, semicolons and tabs. Spaces and quotation marks
/// around and within a number are as printed for people and left out; a first line without any digit
/// is a heading. Where there is a pattern, every number must have its form and a right check digit.
pub fn read_numbers(text: &str, pattern: Option<&Pattern>) -> ListedNumbers {
    let mut listed = ListedNumbers::default();
    let mut seen = HashSet::new();
    for (line, content) in (1..).zip(text.trim_start_matches('\u{FEFF}').lines()) {
        if line == 1 && !content.chars().any(|c| c.is_ascii_digit()) {
            continue;
        }
        for cell in content.split([',', ';', '\t']) {
            let number: String = cell
                .chars()
                .filter(|c| !c.is_whitespace() && *c != '"')
                .collect();
            if number.is_empty() {
                continue;
            }
            match fits(&number, pattern) {
                Err(why) if listed.problems.len() < SHOWN => listed.problems.push((line, why)),
                Err(_) => listed.more_problems += 1,
                Ok(()) if seen.insert(number.clone()) => listed.numbers.push(number),
                Ok(()) => listed.repeated += 1,
            }
        }
    }
    listed
}

fn fits(number: &str, pattern: Option<&Pattern>) -> Result<(), String> {
    if let Some(pattern) = pattern {
        return pattern.counter(number).map(drop).map_err(|e| e.to_string());
    }
    let plain =
        |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '/');
    if let Some(odd) = number.chars().find(|c| !plain(*c)) {
        return Err(format!(
            "{number} holds “{odd}”, which no waybill number has"
        ));
    }
    if !number.bytes().any(|b| b.is_ascii_digit()) || !LENGTHS.contains(&number.len()) {
        return Err(format!(
            "{number} is no waybill number: they have 4 to 35 characters, some of them digits"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CheckRule;
    use proptest::prelude::*;

    #[test]
    fn takes_the_good_ones_and_says_what_is_wrong() {
        let pattern = Pattern::new("RR#########SE", CheckRule::S10).expect("good");
        let text = "\u{FEFF}Number\r\nRR 47 312 482 9 SE\r\n\"RR123456785SE\",RR123456785SE\nRR123456784SE;nonsense\n\n";
        let listed = read_numbers(text, Some(&pattern));
        assert_eq!(listed.numbers, ["RR473124829SE", "RR123456785SE"]);
        assert_eq!((listed.repeated, listed.more_problems), (1, 0));
        assert_eq!(
            listed.problems,
            [
                (
                    4,
                    "RR123456784SE has a wrong check digit: it must be 5".to_owned()
                ),
                (
                    4,
                    "nonsense does not have the form RR#########SE".to_owned()
                ),
            ]
        );
    }

    #[test]
    fn without_a_pattern_anything_that_a_barcode_takes_is_a_number() {
        let listed = read_numbers("31321100505055\nS22.SGP-J31/1\nABCD\nzz99\n123\n", None);
        assert_eq!(listed.numbers, ["31321100505055", "S22.SGP-J31/1"]);
        assert_eq!(listed.problems.len(), 3, "{listed:?}");
        let many = "x\n".repeat(150).replace('x', "x1");
        let listed = read_numbers(&many, None);
        assert_eq!((listed.problems.len(), listed.more_problems), (100, 50));
    }

    proptest! {
        #[test]
        fn what_a_pattern_makes_is_read_back(first in 0u64..9_000_000, count in 1u64..50) {
            let pattern = Pattern::new("CP#########NO", CheckRule::S10).expect("good");
            let numbers: Vec<String> = (first..first + count).map(|n| pattern.number(n).expect("in range")).collect();
            let listed = read_numbers(&numbers.join("\n"), Some(&pattern));
            prop_assert_eq!(listed.numbers, numbers);
        }

        #[test]
        fn no_text_panics(text in "(?s).{0,200}") {
            let _ = read_numbers(&text, None);
        }
    }
}
