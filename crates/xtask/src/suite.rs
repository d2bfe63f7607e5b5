//! The suites of `make test`, quick ones first, and the one line that sums them up.
use crate::cargo::{ALL, ALL_AND_WINDOW, root};
use crate::count::{Count, Tally};
use anyhow::{Context as _, bail};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

struct Suite {
    name: &'static str,
    /// The command line, in parts.
    command: &'static [&'static [&'static str]],
    count: Count,
    /// Where it runs, from the root.
    folder: &'static str,
    /// Suites without which it cannot start.
    needs: &'static [&'static str],
}

const fn suite(
    name: &'static str,
    command: &'static [&'static [&'static str]],
    count: Count,
) -> Suite {
    Suite {
        name,
        command,
        count,
        folder: ".",
        needs: &[],
    }
}

impl Suite {
    const fn needs(self, needs: &'static [&'static str]) -> Self {
        Self { needs, ..self }
    }

    const fn in_ui(self) -> Self {
        Self {
            folder: "ui",
            ..self
        }
    }
}

/// Every suite. The builds differ in what they make, not in features, and so share their work.
const SUITES: &[Suite] = &[
    suite(
        "format",
        &[&["cargo", "fmt", "--all", "--check"]],
        Count::Check,
    ),
    suite("tidy", &[&["cargo", "xtask", "tidy"]], Count::Check),
    suite(
        "ui-packages",
        &[&["npm", "ci", "--no-audit", "--no-fund"]],
        Count::Step,
    )
    .in_ui(),
    suite(
        "ui-format",
        &[&["npm", "run", "format:check"]],
        Count::Check,
    )
    .in_ui()
    .needs(&["ui-packages"]),
    suite("ui-lint", &[&["npm", "run", "lint"]], Count::Check)
        .in_ui()
        .needs(&["ui-packages"]),
    suite("ui-check", &[&["npm", "run", "check"]], Count::Check)
        .in_ui()
        .needs(&["ui-packages"]),
    suite("ui-test", &[&["npm", "run", "test"]], Count::Vitest)
        .in_ui()
        .needs(&["ui-packages"]),
    suite("ui-build", &[&["npm", "run", "build"]], Count::Check)
        .in_ui()
        .needs(&["ui-packages"]),
    suite("fonts", &[&["scripts/fonts.sh"]], Count::Step),
    suite("tools", &[&["scripts/install-tools.sh"]], Count::Step),
    suite(
        "deny",
        &[&[
            "target/tools/bin/cargo-deny",
            "--locked",
            "check",
            "bans",
            "licenses",
            "sources",
        ]],
        Count::Check,
    )
    .needs(&["tools"]),
    suite(
        "clippy",
        &[
            &["cargo", "clippy", "--locked", "--all-targets"],
            ALL_AND_WINDOW,
            &["--", "-D", "warnings"],
        ],
        Count::Check,
    )
    .needs(&["ui-build"]),
    suite(
        "build",
        &[&["cargo", "build", "--locked", "--bins", "--tests"], ALL],
        Count::Step,
    )
    .needs(&["ui-build"]),
    suite(
        "rust",
        &[&["cargo", "test", "--locked", "--no-fail-fast"], ALL],
        Count::Cargo,
    )
    .needs(&["build"]),
    suite(
        "window",
        &[
            &["cargo", "test", "--locked", "--test", "window"],
            ALL_AND_WINDOW,
        ],
        Count::Cargo,
    )
    .needs(&["build", "tools"]),
    // A seed of its own each time, which it prints.
    suite(
        "torture",
        &[&[
            // It looks for its sources where it was built, not where this was.
            "env",
            "-u",
            "CARGO_MANIFEST_DIR",
            "target/debug/torture",
            "--trials",
            "150",
        ]],
        Count::Cargo,
    )
    .needs(&["build"]),
    suite("cups-server", &[&["scripts/cups.sh"]], Count::Step),
    suite(
        "cups",
        &[
            &["cargo", "test", "--locked", "--test", "cups"],
            ALL_AND_WINDOW,
        ],
        Count::Cargo,
    )
    .needs(&["build", "cups-server"]),
];

struct Outcome {
    name: &'static str,
    tally: Tally,
    took: Duration,
}

/// Runs the suites named, or all, and prints the sum as the last line.
pub(crate) fn run(names: &[String]) -> anyhow::Result<ExitCode> {
    if let Some(unknown) = names
        .iter()
        .find(|name| SUITES.iter().all(|suite| suite.name != **name))
    {
        let known: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
        bail!(
            "there is no suite {unknown}; there are {}",
            known.join(", ")
        );
    }
    let chosen = |suite: &&Suite| names.is_empty() || names.iter().any(|name| name == suite.name);

    let mut outcomes: Vec<Outcome> = Vec::new();
    for suite in SUITES.iter().filter(chosen) {
        println!("\n==> {}", suite.name);
        let began = Instant::now();
        let missing = outcomes
            .iter()
            .find(|done| done.tally.failed > 0 && suite.needs.contains(&done.name));
        let tally = match missing {
            Some(missing) => {
                println!("{} could not start: {} failed", suite.name, missing.name);
                Tally {
                    passed: 0,
                    failed: 1,
                }
            }
            None => suite.run().unwrap_or_else(|problem| {
                println!("{} could not start: {problem:#}", suite.name);
                Tally {
                    passed: 0,
                    failed: 1,
                }
            }),
        };
        outcomes.push(Outcome {
            name: suite.name,
            tally,
            took: began.elapsed(),
        });
    }
    Ok(report(&outcomes))
}

impl Suite {
    /// Runs it, shows what it prints, and counts.
    fn run(&self) -> anyhow::Result<Tally> {
        let words = self.command.concat();
        let (program, arguments) = words.split_first().context("a suite has a command")?;
        let mut child = Command::new(program)
            .args(arguments)
            .current_dir(root().join(self.folder))
            // Colours would stand between the words that are counted.
            .env("NO_COLOR", "1")
            .env("CARGO_TERM_COLOR", "never")
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{program} does not run"))?;
        let mut output = BufReader::new(child.stdout.take().context("its output is piped")?);
        let mut counted = Tally::default();
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line)? > 0 {
            std::io::stdout().write_all(&line)?;
            counted += self.count.line(&String::from_utf8_lossy(&line));
            line.clear();
        }
        Ok(self.count.end(counted, child.wait()?.success()))
    }
}

fn report(outcomes: &[Outcome]) -> ExitCode {
    println!();
    let mut sum = Tally::default();
    for Outcome { name, tally, took } in outcomes {
        let mark = if tally.failed == 0 { "ok" } else { "FAILED" };
        println!(
            "{name:12} {mark:6} {:5} passed {:5} failed {:6.1} s",
            tally.passed,
            tally.failed,
            took.as_secs_f64()
        );
        sum += *tally;
    }
    println!("\n{} passed, {} failed", sum.passed, sum.failed);
    ExitCode::from(u8::from(sum.failed > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_needs_only_what_comes_before_it() {
        for (position, suite) in SUITES.iter().enumerate() {
            for need in suite.needs {
                assert!(
                    SUITES[..position]
                        .iter()
                        .any(|earlier| earlier.name == *need),
                    "{} needs {need}",
                    suite.name
                );
            }
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        assert!(
            suite("x", &[&["/nowhere/at-all"]], Count::Check)
                .run()
                .is_err()
        );
    }

    #[test]
    fn the_exit_code_of_a_check_is_its_outcome() {
        let fails = suite("x", &[&["cargo", "no-such-task"]], Count::Check)
            .run()
            .expect("cargo runs");
        assert_eq!(
            fails,
            Tally {
                passed: 0,
                failed: 1
            }
        );
        let passes = suite("x", &[&["cargo", "--version"]], Count::Check)
            .run()
            .expect("cargo runs");
        assert_eq!(
            passes,
            Tally {
                passed: 1,
                failed: 0
            }
        );
    }
}
