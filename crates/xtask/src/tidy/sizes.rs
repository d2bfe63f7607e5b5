//! What a carrier costs: lines of its folder, of its simulator and of their tests, and those it adds to shared files.
use super::carriers::FOLDER;
use super::tree::{File, Tree};
use std::collections::BTreeSet;
use std::fmt::Write as _;

const SIMULATORS: &str = "crates/pb-sim/src/carriers/";
const REGISTRIES: &[&str] = &[
    "crates/pb-carriers/src/lib.rs",
    "crates/pb-sim/src/carriers/mod.rs",
];

/// A row a carrier, as a table of Markdown.
pub(crate) fn table() -> anyhow::Result<String> {
    Ok(of(&Tree::load()?))
}

fn of(tree: &Tree) -> String {
    let mut table = String::from(
        "| carrier | adapter | its tests | simulator | its tests | both together | shared lines |\n\
         |---|--:|--:|--:|--:|--:|--:|\n",
    );
    for carrier in carriers(tree) {
        let adapter = format!("{FOLDER}{carrier}/");
        let simulator = format!("{SIMULATORS}{carrier}/");
        let together = format!("crates/pb-sim/tests/{carrier}_adapter.rs");
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "| {carrier} | {} | {} | {} | {} | {} | {} |",
            lines(tree, &adapter, false),
            lines(tree, &adapter, true),
            lines(tree, &simulator, false),
            lines(tree, &simulator, true),
            lines(tree, &together, true),
            shared(tree, carrier),
        );
    }
    table
}

/// Folders that both an adapter and a simulator have.
fn carriers(tree: &Tree) -> BTreeSet<&str> {
    let paths = tree.files.iter().map(|file| file.path.as_str());
    let folders = paths.filter_map(|path| path.strip_prefix(SIMULATORS)?.split_once('/'));
    folders
        .map(|(folder, _)| folder)
        .filter(|folder| tree.file(&format!("{FOLDER}{folder}/mod.rs")).is_some())
        .collect()
}

/// Lines of code, without empty ones and comments, of what is for tests or of what is not.
fn lines(tree: &Tree, place: &str, of_tests: bool) -> usize {
    let sources = tree
        .files
        .iter()
        .filter(|file| file.is_in(&[place]) && file.ends_with(&[".rs"]));
    sources
        .filter(|file| is_test(file) == of_tests)
        .map(|file| file.text.lines().filter(|line| is_code(line)).count())
        .sum()
}

fn is_test(file: &File) -> bool {
    file.path.contains("/tests/") || file.ends_with(&["/tests.rs"])
}

fn is_code(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && !line.starts_with("//")
}

/// Lines of the registries that name it.
fn shared(tree: &Tree, carrier: &str) -> usize {
    let declares = [format!("mod {carrier};"), format!("{carrier}::")];
    let registries = REGISTRIES.iter().filter_map(|path| tree.file(path));
    registries
        .flat_map(|file| file.text.lines())
        .filter(|line| declares.iter().any(|word| line.contains(word)))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_counted_apart_from_its_tests() {
        let tree = Tree::of(&[
            (
                "crates/pb-carriers/src/acme/mod.rs",
                "//! Acme.\n\nfn a() {\n    // Why.\n}\n",
            ),
            (
                "crates/pb-carriers/src/acme/tests/mod.rs",
                "//! Its.\nfn b() {}\n",
            ),
            (
                "crates/pb-carriers/src/lib.rs",
                "mod acme;\n    &acme::PROFILE,\n",
            ),
            ("crates/pb-sim/src/carriers/acme/mod.rs", "fn c() {}\n"),
            (
                "crates/pb-sim/src/carriers/acme/tests.rs",
                "fn d() {}\nfn e() {}\n",
            ),
            (
                "crates/pb-sim/src/carriers/mod.rs",
                "pub mod acme;\n    &acme::Acme,\n",
            ),
            ("crates/pb-sim/tests/acme_adapter.rs", "fn f() {}\n"),
            ("crates/pb-carriers/src/engine/mod.rs", "fn g() {}\n"),
        ]);
        let table = of(&tree);
        let rows: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(rows, ["| acme | 2 | 1 | 1 | 2 | 1 | 4 |"]);
    }
}
