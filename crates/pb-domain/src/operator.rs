//! Persons who sign in at a bench: roles, PINs, and how wrong tries are slowed.
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Packs: all work with orders, parcels, labels and printers.
    Operator,
    /// Also settings, accounts, operators and erasing.
    Manager,
}

impl Role {
    /// The role in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Manager => "manager",
        }
    }
}

/// Wrong tries that cost no time.
const FREE_TRIES: u32 = 3;
/// Seconds after the first try that costs time; each further one doubles it.
const FIRST_PAUSE: u64 = 5;
/// Longest pause in seconds: a forgotten PIN must not end the day.
const LONGEST_PAUSE: u64 = 900;

/// What is wrong with a PIN that is to be set; `None` when it is good.
pub fn pin_problem(pin: &str) -> Option<&'static str> {
    let digits = pin.chars().all(|c| c.is_ascii_digit());
    if !(4..=8).contains(&pin.len()) || !digits {
        return Some("A PIN has 4 to 8 digits");
    }
    let bytes = pin.as_bytes();
    let steps = || {
        bytes
            .windows(2)
            .map(|pair| i16::from(pair[1]) - i16::from(pair[0]))
    };
    for step in [0, 1, -1] {
        if steps().all(|s| s == step) {
            return Some("This PIN is guessed at once; choose another");
        }
    }
    None
}

/// Seconds that must pass after so many wrong tries before the next one counts.
pub fn pin_pause(wrong: u32) -> u64 {
    let Some(doublings) = wrong.checked_sub(FREE_TRIES) else {
        return 0;
    };
    FIRST_PAUSE
        .checked_shl(doublings.min(20))
        .unwrap_or(LONGEST_PAUSE)
        .min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_has_four_to_eight_digits_and_no_pattern_that_everybody_tries() {
        for good in ["4711", "12344", "90210", "20252026"] {
            assert_eq!(pin_problem(good), None, "{good}");
        }
        for bad in [
            "",
            "123",
            "123456789",
            "12a4",
            "１２３５",
            "1111",
            "1234",
            "87654321",
        ] {
            assert!(pin_problem(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn wrong_tries_cost_more_and_more_time_up_to_a_quarter_of_an_hour() {
        let pauses: Vec<u64> = [0, 1, 2, 3, 4, 5, 8, 10, 11, 1_000].map(pin_pause).into();
        assert_eq!(pauses, [0, 0, 0, 5, 10, 20, 160, 640, 900, 900]);
    }
}
