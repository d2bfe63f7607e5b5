//! What no compiler checks: the dependency law, the layout, and what may not be in a file.
//!
//! It is a test as well, so that it cannot be forgotten.

mod carriers;
mod edges;
mod files;
mod manifests;
mod map;
mod sizes;
mod tree;

pub(crate) use sizes::table as sizes;

use std::process::ExitCode;
use tree::Tree;

/// A check group: it reads the tree and says what is wrong, a line for each finding.
type Check = fn(&Tree) -> Vec<String>;

const CHECKS: &[Check] = &[
    edges::check,
    manifests::check,
    carriers::check,
    files::check,
    map::check,
];

/// Prints every finding; fails when there is one.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    let findings = findings(&Tree::load()?);
    for finding in &findings {
        println!("{finding}");
    }
    println!("{} findings", findings.len());
    Ok(ExitCode::from(u8::from(!findings.is_empty())))
}

fn findings(tree: &Tree) -> Vec<String> {
    CHECKS.iter().flat_map(|check| check(tree)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        let findings = findings(&Tree::load().expect("the tree can be read"));
        assert!(findings.is_empty(), "\n{}", findings.join("\n"));
    }
}
