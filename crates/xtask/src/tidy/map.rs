//! The map of the code names every crate, and no other.
use super::tree::Tree;
use std::collections::BTreeSet;

const MAP: &str = "docs/architecture.md";

/// Checks the map against the territory.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    let Some(map) = tree.file(MAP) else {
        return vec![format!("{MAP}: is absent")];
    };
    compare(
        &map.text,
        &tree
            .packages
            .iter()
            .map(|package| package.name.as_str())
            .collect(),
    )
}

fn compare(map: &str, there: &BTreeSet<&str>) -> Vec<String> {
    let quoted: BTreeSet<&str> = map.split('`').skip(1).step_by(2).collect();
    let missing = there
        .difference(&quoted)
        .map(|name| format!("{MAP}: does not mention `{name}`"));
    let named = quoted
        .iter()
        .filter(|word| is_crate(word) && !there.contains(*word));
    missing
        .chain(named.map(|name| format!("{MAP}: mentions `{name}`, which is not there")))
        .collect()
}

fn is_crate(word: &str) -> bool {
    word.starts_with("pb-") && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_are_checked() {
        let there = BTreeSet::from(["pb-domain", "pb-store"]);
        assert!(compare("`pb-domain` `pb-store` `pb demo`", &there).is_empty());
        let found = compare("`pb-domain` and `pb-gone`", &there);
        assert_eq!(
            found,
            [
                "docs/architecture.md: does not mention `pb-store`",
                "docs/architecture.md: mentions `pb-gone`, which is not there",
            ]
        );
    }
}
