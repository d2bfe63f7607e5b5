//! What every file holds, and what none may hold.
use super::tree::{File, Tree};

/// A file has one job; longer ones have several.
const MOST_LINES: usize = 800;

/// Sources, written by people.
const SOURCES: &[&str] = &[
    ".rs", ".ts", ".js", ".svelte", ".css", ".html", ".sh", ".py", ".sql", ".toml",
];

/// Texts that nobody wrote here.
const NOT_OURS: &[&str] = &[
    "Cargo.lock",
    "ui/package-lock.json",
    "ui/src/backend/types.ts",
    "LICENSE-APACHE",
];

/// What none of our texts may hold, in two halves so that this one does not, and why.
const NOWHERE: &[(&str, &str, &str)] = &[
    ("TO", "DO", "it is done now, or it is an issue"),
    ("FIX", "ME", "it is done now, or it is an issue"),
    ("to", "do!(", "it is done now, or it is an issue"),
    ("unimpl", "emented!(", "it is done now, or it is an issue"),
    ("#[ign", "ore", "a test runs, or it is not there"),
    ("/wo", "rk/", "it is a path of one machine"),
    ("/ro", "ot/", "it is a path of one machine"),
    ("/ho", "me/", "it is a path of one machine"),
];

/// What none of the window's tests may hold.
const SKIPS: &[&str] = &[
    "it.skip(",
    "it.only(",
    "test.skip(",
    "test.only(",
    "describe.only(",
];

/// Checks the texts.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| !file.is_in(NOT_OURS)) {
        if file.ends_with(&[".rs"]) && !file.text.starts_with("//! ") {
            findings.push(format!("{}: does not open with what it is for", file.path));
        }
        let lines = file.text.lines().count();
        if file.ends_with(SOURCES) && lines > MOST_LINES {
            findings.push(format!(
                "{}: {lines} lines; at most {MOST_LINES}",
                file.path
            ));
        }
        for (first, second, why) in NOWHERE {
            let word = format!("{first}{second}");
            for place in file.lines_where(|line| holds(line, &word)) {
                findings.push(format!("{place}: holds “{word}”: {why}"));
            }
        }
        findings.extend(window(file));
    }
    findings
}

/// Whether a line holds a word; a path only where it begins, since an address of the web may go on with one.
fn holds(line: &str, word: &str) -> bool {
    let begins = |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric());
    (line.match_indices(word)).any(|(at, _)| !word.starts_with('/') || begins(at))
}

/// The window reaches its host through one folder, and skips no test.
fn window(file: &File) -> Vec<String> {
    let mut findings = Vec::new();
    if file.is_in(&["ui/src/"]) && !file.is_in(&["ui/src/backend/"]) {
        for place in file.lines_where(|line| line.contains("@tauri-apps")) {
            findings.push(format!(
                "{place}: only ui/src/backend/ may import @tauri-apps"
            ));
        }
    }
    if file.ends_with(&[".test.ts", ".spec.ts"]) {
        for place in file.lines_where(|line| SKIPS.iter().any(|skip| line.contains(skip))) {
            findings.push(format!("{place}: skips tests"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)]))
    }

    #[test]
    fn a_module_says_what_it_is_for() {
        assert!(findings("crates/x/src/a.rs", "//! A.\n").is_empty());
        assert_eq!(findings("crates/x/src/a.rs", "mod b;\n").len(), 1);
    }

    #[test]
    fn a_source_is_not_long() {
        assert!(findings("a.sql", &"x\n".repeat(MOST_LINES)).is_empty());
        assert_eq!(findings("a.sql", &"x\n".repeat(MOST_LINES + 1)).len(), 1);
        assert!(findings("a.csv", &"x\n".repeat(MOST_LINES + 1)).is_empty());
    }

    #[test]
    fn what_may_not_be_there_is_found_with_its_line() {
        for (first, second, _) in NOWHERE {
            let found = findings("a.md", &format!("fine\nnot {first}{second} fine\n"));
            assert_eq!(found.len(), 1, "{first}{second}");
            assert!(found[0].starts_with("a.md:2: "), "{}", found[0]);
        }
    }

    #[test]
    fn an_address_of_the_web_is_no_path() {
        let (first, second) = ("/ho", "me/");
        let address = format!("https://carrier.example/en{first}{second}tracking\n");
        assert!(findings("a.md", &address).is_empty());
        assert_eq!(findings("a.md", &format!("“{first}{second}me”\n")).len(), 1);
    }

    #[test]
    fn the_window_has_one_door_and_skips_no_test() {
        let import = "import { invoke } from '@tauri-apps/api/core';";
        assert!(findings("ui/src/backend/tauri.ts", import).is_empty());
        assert_eq!(findings("ui/src/bench/scan.ts", import).len(), 1);
        assert_eq!(
            findings("ui/src/bench/scan.test.ts", "it.only('x')").len(),
            1
        );
    }
}
