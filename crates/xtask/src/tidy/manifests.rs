//! Every package keeps the workspace's rules, and no file sends a package manager elsewhere.
use super::tree::{File, Tree};

/// What each manifest takes from the workspace.
const INHERITED: &[&str] = &[
    "[lints]\nworkspace = true",
    "edition.workspace = true",
    "license.workspace = true",
    "publish.workspace = true",
];

/// Where locked packages come from: file, key, and what the line must be.
const SOURCES: &[(&str, &str, &str)] = &[
    (
        "Cargo.lock",
        "source = ",
        "source = \"registry+https://github.com/rust-lang/crates.io-index\"",
    ),
    (
        "ui/package-lock.json",
        "\"resolved\": ",
        "\"resolved\": \"https://registry.npmjs.org/",
    ),
];

/// Settings that would send a package manager elsewhere.
const STEERING: &[&str] = &[
    "registry",
    "index-url",
    "extra-index-url",
    "--index-url",
    "--extra-index-url",
];

/// Checks manifests, lock files and package managers' settings.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    let mut findings = members(tree);
    findings.extend(inherited(tree));
    findings.extend(sources(tree));
    findings.extend(steering(tree));
    findings
}

/// Whether a manifest is a workspace of its own, with nothing to inherit from: fuzz targets, measured peers.
fn stands_apart(file: &File) -> bool {
    file.path != "Cargo.toml" && file.text.lines().any(|line| line == "[workspace]")
}

/// The root manifest is a map: a comment on each member's line says what it is.
fn members(tree: &Tree) -> Vec<String> {
    let manifest = tree
        .file("Cargo.toml")
        .map(|file| file.text.as_str())
        .unwrap_or_default();
    let list = manifest
        .lines()
        .skip_while(|line| *line != "members = [")
        .skip(1);
    let bare = list
        .take_while(|line| *line != "]")
        .filter(|line| !line.contains(" # "));
    bare.map(|line| format!("Cargo.toml: does not say what{line} is"))
        .collect()
}

fn inherited(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for file in tree
        .files
        .iter()
        .filter(|file| file.path.ends_with("Cargo.toml") && !stands_apart(file))
    {
        for rule in INHERITED.iter().filter(|rule| !file.text.contains(**rule)) {
            findings.push(format!(
                "{}: lacks “{}”",
                file.path,
                rule.replace('\n', " ")
            ));
        }
    }
    findings
}

fn sources(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, key, public) in SOURCES {
        let elsewhere = |line: &str| {
            let line = line.trim_start();
            line.starts_with(key) && !line.starts_with(public)
        };
        for place in tree
            .file(path)
            .iter()
            .flat_map(|file| file.lines_where(elsewhere))
        {
            findings.push(format!("{place}: does not come from the public registry"));
        }
    }
    findings
}

fn steering(tree: &Tree) -> Vec<String> {
    let steers = |line: &str| {
        let key = line.split(['=', ' ']).next().unwrap_or_default();
        STEERING.contains(&key) || key.ends_with(":registry")
    };
    let mut findings = Vec::new();
    for file in &tree.files {
        if file.ends_with(&[".npmrc", "pip.conf"]) || file.path.contains("requirements") {
            let places = file.lines_where(steers);
            findings.extend(
                places
                    .iter()
                    .map(|place| format!("{place}: names a registry")),
            );
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
    fn a_manifest_without_the_lints_is_found() {
        let path = "crates/x/Cargo.toml";
        assert!(findings(path, &INHERITED.join("\n")).is_empty());
        let found = findings(path, &INHERITED[1..].join("\n"));
        assert_eq!(
            found,
            ["crates/x/Cargo.toml: lacks “[lints] workspace = true”"]
        );
    }

    #[test]
    fn a_member_without_a_word_is_found() {
        let rules = INHERITED.join("\n");
        let manifest = format!("members = [\n    \"a\", # the a\n    \"b\",\n]\n{rules}");
        assert_eq!(
            findings("Cargo.toml", &manifest),
            ["Cargo.toml: does not say what    \"b\", is"]
        );
    }

    #[test]
    fn a_lock_that_names_another_registry_is_found() {
        let lock = "  \"resolved\": \"https://registry.npmjs.org/vite/-/vite-8.0.0.tgz\",\n\
                    \x20 \"resolved\": \"https://mirror.example/vite-8.0.0.tgz\",\n";
        let found = findings("ui/package-lock.json", lock);
        assert_eq!(
            found,
            ["ui/package-lock.json:2: does not come from the public registry"]
        );
        assert_eq!(
            findings("Cargo.lock", "source = \"git+https://example.org/x\"").len(),
            1
        );
    }

    #[test]
    fn a_setting_that_steers_elsewhere_is_found() {
        let found = findings(
            "ui/.npmrc",
            "fund=false\nregistry=https://mirror.example/\n",
        );
        assert_eq!(found, ["ui/.npmrc:2: names a registry"]);
        assert_eq!(
            findings("ui/.npmrc", "@ours:registry=https://mirror.example/").len(),
            1
        );
        let found = findings(
            "bench/requirements.txt",
            "--index-url https://mirror.example/",
        );
        assert_eq!(found, ["bench/requirements.txt:1: names a registry"]);
        assert!(findings("ui/.npmrc", "omit-lockfile-registry-resolved=true").is_empty());
    }
}
