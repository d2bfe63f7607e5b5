//! How many tests passed, read from what a suite prints.
use std::ops::AddAssign;

/// Passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: u32,
    /// Tests that failed, and suites that could not start.
    pub(crate) failed: u32,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// How a suite says what passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    /// It prepares other suites; only its failure counts.
    Step,
    /// It is one check, and its exit code says all.
    Check,
    /// `test result: ok. 5 passed; 0 failed; …`, a line for each test binary.
    Cargo,
    /// `Tests  1 failed | 11 passed (12)`, once.
    Vitest,
}

impl Count {
    /// What a line adds.
    pub(crate) fn line(self, line: &str) -> Tally {
        let counts = match self {
            Self::Step | Self::Check => None,
            Self::Cargo => line.strip_prefix("test result: "),
            Self::Vitest => line.trim_start().strip_prefix("Tests "),
        };
        counts.map_or_else(Tally::default, |counts| Tally {
            passed: number_before("passed", counts),
            failed: number_before("failed", counts),
        })
    }

    /// The tally of a suite that ended: one that failed or ran nothing is never counted as passed.
    pub(crate) fn end(self, mut counted: Tally, success: bool) -> Tally {
        match self {
            Self::Step => Tally {
                passed: 0,
                failed: u32::from(!success),
            },
            Self::Check => Tally {
                passed: u32::from(success),
                failed: u32::from(!success),
            },
            Self::Cargo | Self::Vitest => {
                let nothing_ran = counted.passed == 0;
                if counted.failed == 0 && (!success || nothing_ran) {
                    counted.failed = 1;
                }
                counted
            }
        }
    }
}

fn number_before(word: &str, text: &str) -> u32 {
    let words: Vec<&str> = text
        .split([' ', ';', '|', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    let numbers = words.windows(2).filter(|pair| pair[1] == word);
    numbers.filter_map(|pair| pair[0].parse::<u32>().ok()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u32, failed: u32) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn reads_what_each_runner_prints() {
        let cases = [
            (
                Count::Cargo,
                "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
                tally(12, 0),
            ),
            (
                Count::Cargo,
                "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured",
                tally(3, 2),
            ),
            (Count::Cargo, "test says 3 passed; 2 failed", tally(0, 0)),
            (Count::Vitest, "      Tests  9 passed (9)", tally(9, 0)),
            (
                Count::Vitest,
                "      Tests  1 failed | 8 passed (9)",
                tally(8, 1),
            ),
            (
                Count::Vitest,
                " Test Files  1 failed | 2 passed (3)",
                tally(0, 0),
            ),
            (
                Count::Check,
                "test result: ok. 12 passed; 0 failed",
                tally(0, 0),
            ),
        ];
        for (count, line, expected) in cases {
            assert_eq!(count.line(line), expected, "{line}");
        }
    }

    #[test]
    fn a_suite_that_ran_nothing_or_broke_off_is_a_failure() {
        assert_eq!(Count::Cargo.end(tally(0, 0), true), tally(0, 1));
        assert_eq!(Count::Cargo.end(tally(7, 0), false), tally(7, 1));
        assert_eq!(Count::Cargo.end(tally(7, 2), false), tally(7, 2));
        assert_eq!(Count::Vitest.end(tally(7, 0), true), tally(7, 0));
        assert_eq!(Count::Check.end(tally(0, 0), false), tally(0, 1));
        assert_eq!(Count::Step.end(tally(0, 0), true), tally(0, 0));
        assert_eq!(Count::Step.end(tally(0, 0), false), tally(0, 1));
    }
}
