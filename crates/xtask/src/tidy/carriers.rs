//! No carrier is named outside its folder, but for its lines in the registry.
use super::tree::{File, Tree};
use std::collections::BTreeSet;

pub(super) const FOLDER: &str = "crates/pb-carriers/src/";
/// Folders beside the carriers that are none.
const NOT_CARRIERS: &[&str] = &["engine", "named", "template", "vietnam"];
/// What ships, and so may not know.
const SHIPPED: &[&str] = &["src-tauri/", "ui/src/", "crates/", "migrations/"];
/// Simulations and developers' tasks may.
const MAY_KNOW: &[&str] = &["crates/pb-sim/", "crates/xtask/"];

/// Carriers whose name is a word of the trade as well: it counts only where it is an id.
const COMMON_WORDS: &[&str] = &["bring", "tariff", "velocity"];

/// Checks that carriers stay in their folders.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    let carriers = carriers(tree);
    let shipped = |file: &&File| file.is_in(SHIPPED) && !file.is_in(MAY_KNOW) && !is_test(file);
    for file in tree.files.iter().filter(shipped) {
        for carrier in &carriers {
            if file.is_in(&[&format!("{FOLDER}{carrier}/")]) {
                continue;
            }
            let gives_away = |line: &str| {
                names(line, carrier) && !is_comment(line) && !registers(file, line, carrier)
            };
            for place in file.shipped_lines_where(gives_away) {
                findings.push(format!("{place}: names the carrier {carrier}"));
            }
        }
    }
    findings
}

fn carriers(tree: &Tree) -> BTreeSet<&str> {
    let inside = tree
        .files
        .iter()
        .filter_map(|file| file.path.strip_prefix(FOLDER));
    let folders = inside
        .filter_map(|path| path.split_once('/'))
        .map(|(folder, _)| folder);
    folders
        .filter(|folder| !NOT_CARRIERS.contains(folder))
        .collect()
}

/// Tests, recorded answers and pages for readers do nothing at a merchant's.
fn is_test(file: &File) -> bool {
    let folders = ["/tests/", "/fixtures/"];
    folders.iter().any(|folder| file.path.contains(folder))
        || file.ends_with(&["/tests.rs", ".test.ts", ".spec.ts", ".md"])
}

/// A comment does nothing, and a carrier's name may be a word like any other.
fn is_comment(line: &str) -> bool {
    let marks = ["//", "/*", "*", "--", "<!--", "# "];
    marks.iter().any(|mark| line.trim_start().starts_with(mark))
}

/// Whether a line holds the carrier's name as a word of its own.
fn names(line: &str, carrier: &str) -> bool {
    let line = line.to_lowercase();
    line.match_indices(carrier).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + carrier.len()..].chars().next();
        if COMMON_WORDS.contains(&carrier) {
            return after == Some(':') || is_quote(before) && is_quote(after);
        }
        ![before, after]
            .into_iter()
            .flatten()
            .any(char::is_alphanumeric)
    })
}

fn is_quote(c: Option<char>) -> bool {
    matches!(c, Some('"' | '\'' | '`'))
}

fn registers(file: &File, line: &str, carrier: &str) -> bool {
    let registry = file.path == format!("{FOLDER}lib.rs");
    let declares = line == format!("mod {carrier};");
    registry && (declares || line.contains(&format!("&{carrier}::PROFILE")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        let acme = ("crates/pb-carriers/src/acme/mod.rs", "//! Acme.");
        let engine = ("crates/pb-carriers/src/engine/mod.rs", "//! Engine.");
        check(&Tree::of(&[acme, engine, (path, text)]))
    }

    #[test]
    fn a_carrier_named_elsewhere_is_found() {
        let found = findings(
            "ui/src/bench/Bench.svelte",
            "<p>\n{#if carrier === 'acme'}\n",
        );
        assert_eq!(
            found,
            ["ui/src/bench/Bench.svelte:2: names the carrier acme"]
        );
        for line in ["if name == \"Acme\" {", "let acme_id = 1;"] {
            assert_eq!(
                findings("crates/pb-station/src/buy.rs", line).len(),
                1,
                "{line}"
            );
        }
    }

    #[test]
    fn a_common_word_counts_only_as_an_id() {
        for word in COMMON_WORDS {
            assert!(!names(&format!("\"the {word} of the day\""), word));
            assert!(names(&format!("if carrier == \"{word}\" {{"), word));
            assert!(names(&format!("{word}::price()"), word));
        }
    }

    #[test]
    fn its_folder_its_registry_tests_and_other_words_are_free() {
        let free = [
            ("crates/pb-carriers/src/acme/rate.rs", "Acme"),
            ("crates/pb-carriers/src/lib.rs", "mod acme;"),
            ("crates/pb-carriers/src/lib.rs", "    &acme::PROFILE,"),
            ("crates/pb-station/src/buy.rs", "// The acme of buying."),
            ("crates/pb-station/src/buy.rs", "the acmeist engine"),
            (
                "crates/pb-station/src/buy.rs",
                "\n#[cfg(test)]\nmod tests {\nacme",
            ),
            ("crates/pb-station/src/buy/tests.rs", "acme"),
            ("crates/pb-sim/src/demo.rs", "acme"),
            ("crates/pb-carriers/src/other/fixtures/sale.json", "acme"),
            ("crates/pb-carriers/src/other/README.md", "acme"),
            ("docs/guide.md", "acme"),
        ];
        for (path, text) in free {
            assert_eq!(findings(path, text), [""; 0], "{path}");
        }
    }
}
