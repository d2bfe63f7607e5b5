//! The dependency law: who may know whom.
use super::tree::Tree;
use cargo_metadata::{Dependency, DependencyKind, Package};

/// What each package may use of the others when it ships. Tests may use more.
const MEMBERS: &[(&str, &[&str])] = &[
    ("packbench", &["pb-station", "pb-sim"]),
    ("pb-cli", &["pb-domain", "pb-station", "pb-sim"]),
    (
        "pb-station",
        &[
            "pb-domain",
            "pb-labels",
            "pb-zpl",
            "pb-import",
            "pb-carriers",
            "pb-devices",
            "pb-store",
        ],
    ),
    ("pb-labels", &["pb-domain"]),
    // Labels say what a renderer does; this is one.
    ("pb-zpl", &["pb-domain", "pb-labels"]),
    ("pb-import", &["pb-domain"]),
    ("pb-carriers", &["pb-domain"]),
    ("pb-devices", &["pb-domain"]),
    ("pb-store", &["pb-domain"]),
    ("pb-domain", &[]),
];

/// Packages that do not ship, and may use anything but the shell.
const NOT_SHIPPED: &[&str] = &["pb-sim", "journeys", "xtask"];

/// Libraries that one package alone may name when it ships.
const ALONE: &[(&str, &str)] = &[
    ("sqlx", "pb-store"),
    ("libsqlite3-sys", "pb-store"),
    ("jiff-sqlx", "pb-store"),
    ("reqwest", "pb-carriers"),
    ("labelize", "pb-zpl"),
    ("rusb", "pb-devices"),
    ("hidapi", "pb-devices"),
    ("serialport", "pb-devices"),
    ("ipp", "pb-devices"),
    ("ureq", "pb-devices"),
    ("axum", "pb-cli"),
];

/// What the domain may use: nothing that reads, waits, or reaches out.
const DOMAIN: &[&str] = &[
    "serde",
    "serde_json",
    "ts-rs",
    "uuid",
    "jiff",
    "rust_decimal",
    "iso_currency",
    "celes",
    "thiserror",
];

/// What the domain may not say: no clock, no randomness, no input or output, no floating point, no
/// waiting.
const NOT_IN_DOMAIN: &[&str] = &[
    "now(",
    "now_v7",
    "new_v4",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "f32",
    "f64",
    "async fn",
];

/// Checks the law.
pub(crate) fn check(tree: &Tree) -> Vec<String> {
    let mut findings = domain(tree);
    for package in &tree.packages {
        findings.extend(shell(package));
        if !NOT_SHIPPED.contains(&package.name.as_str()) {
            findings.extend(members(package));
            findings.extend(alone(package));
            findings.extend(simulation(package));
        }
    }
    findings
}

fn shipped(package: &Package) -> impl Iterator<Item = &Dependency> {
    let tests_only = DependencyKind::Development;
    package
        .dependencies
        .iter()
        .filter(move |dependency| dependency.kind != tests_only)
}

/// Only the shell names Tauri, in whatever way.
fn shell(package: &Package) -> Vec<String> {
    let tauri = package
        .dependencies
        .iter()
        .filter(|d| d.name.split('-').next() == Some("tauri"));
    let found = tauri.filter(|_| package.name.as_str() != "packbench");
    found
        .map(|d| format!("{} names {}: only packbench may", package.name, d.name))
        .collect()
}

fn members(package: &Package) -> Vec<String> {
    let name = package.name.as_str();
    let Some((_, allowed)) = MEMBERS.iter().find(|(member, _)| *member == name) else {
        return vec![format!("{name}: tidy does not say what it may depend on")];
    };
    let ours = shipped(package).filter(|dependency| dependency.path.is_some());
    let wrong = ours.filter(|dependency| !allowed.contains(&dependency.name.as_str()));
    wrong
        .map(|dependency| format!("{name} may not depend on {}", dependency.name))
        .collect()
}

fn alone(package: &Package) -> Vec<String> {
    let name = package.name.as_str();
    let mut findings = Vec::new();
    for dependency in shipped(package) {
        for (library, owner) in ALONE {
            if dependency.name == *library && name != *owner {
                findings.push(format!("{name} names {library}: only {owner} may"));
            }
        }
    }
    findings
}

/// What ships knows the simulation only behind the feature `demo`.
fn simulation(package: &Package) -> Vec<String> {
    let name = &package.name;
    let mut findings = Vec::new();
    if shipped(package).any(|dependency| dependency.name == "pb-sim" && !dependency.optional) {
        findings.push(format!(
            "{name} depends on pb-sim, and not only for the demo"
        ));
    }
    for (feature, enabled) in &package.features {
        if feature != "demo" && enabled.iter().any(|enabled| enabled.contains("pb-sim")) {
            findings.push(format!(
                "{name}: the feature {feature} brings pb-sim; only demo may"
            ));
        }
    }
    findings
}

fn domain(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    let package = tree
        .packages
        .iter()
        .find(|package| package.name.as_str() == "pb-domain");
    for dependency in package.into_iter().flat_map(shipped) {
        if !DOMAIN.contains(&dependency.name.as_str()) {
            findings.push(format!(
                "pb-domain depends on {}: it reads and waits",
                dependency.name
            ));
        }
    }
    for file in tree
        .files
        .iter()
        .filter(|file| file.is_in(&["crates/pb-domain/src/"]))
    {
        for word in NOT_IN_DOMAIN {
            let says = |line: &str| line.contains(word) && !line.trim_start().starts_with("//");
            for place in file.shipped_lines_where(says) {
                findings.push(format!("{place}: the domain has no “{word}”"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use cargo_metadata::MetadataCommand;

    const OPTIONAL: bool = true;

    /// A package with one dependency, as cargo writes it.
    fn package(name: &str, dependency: &str, kind: &str, optional: bool) -> Package {
        let path = if dependency.starts_with("pb-") {
            "\"/x\""
        } else {
            "null"
        };
        let metadata = format!(
            r#"{{
                "packages": [{{
                    "name": "{name}", "version": "0.1.0", "id": "{name}", "targets": [],
                    "features": {{}}, "manifest_path": "/x/Cargo.toml", "edition": "2024",
                    "dependencies": [{{
                        "name": "{dependency}", "source": null, "req": "*", "kind": {kind},
                        "rename": null, "optional": {optional}, "uses_default_features": true,
                        "features": [], "target": null, "registry": null, "path": {path}
                    }}]
                }}],
                "workspace_members": [], "resolve": null, "workspace_root": "/x",
                "target_directory": "/x/target", "version": 1
            }}"#
        );
        let metadata = MetadataCommand::parse(metadata).expect("cargo writes it so");
        metadata.packages.into_iter().next().expect("there is one")
    }

    fn findings(package: Package) -> Vec<String> {
        check(&Tree {
            files: Vec::new(),
            packages: vec![package],
        })
    }

    #[test]
    fn siblings_do_not_know_each_other_but_in_tests() {
        let found = findings(package("pb-labels", "pb-devices", "null", !OPTIONAL));
        assert_eq!(found, ["pb-labels may not depend on pb-devices"]);
        assert!(findings(package("pb-labels", "pb-zpl", r#""dev""#, !OPTIONAL)).is_empty());
    }

    #[test]
    fn only_the_shell_names_tauri() {
        for kind in ["null", r#""build""#, r#""dev""#] {
            assert!(findings(package("packbench", "tauri-build", kind, !OPTIONAL)).is_empty());
            let found = findings(package("journeys", "tauri-build", kind, !OPTIONAL));
            assert_eq!(found, ["journeys names tauri-build: only packbench may"]);
        }
    }

    #[test]
    fn each_library_has_its_place() {
        for (library, owner) in ALONE {
            assert!(findings(package(owner, library, "null", !OPTIONAL)).is_empty());
            assert_eq!(
                findings(package("pb-station", library, "null", !OPTIONAL)).len(),
                1
            );
            assert!(findings(package("pb-sim", library, "null", !OPTIONAL)).is_empty());
        }
    }

    #[test]
    fn the_simulation_is_optional_in_what_ships() {
        assert!(findings(package("pb-cli", "pb-sim", "null", OPTIONAL)).is_empty());
        let found = findings(package("pb-cli", "pb-sim", "null", !OPTIONAL));
        assert_eq!(
            found,
            ["pb-cli depends on pb-sim, and not only for the demo"]
        );
    }

    #[test]
    fn a_new_crate_must_be_placed() {
        let found = findings(package("pb-new", "serde", "null", !OPTIONAL));
        assert_eq!(found, ["pb-new: tidy does not say what it may depend on"]);
    }

    #[test]
    fn the_domain_has_no_clock_and_no_runtime() {
        let found = findings(package("pb-domain", "tokio", "null", !OPTIONAL));
        assert_eq!(found, ["pb-domain depends on tokio: it reads and waits"]);
        let text = "//! X.\n// not now()\nlet t = now();\n\n#[cfg(test)]\nmod tests {\nnow()\n";
        let found = check(&Tree::of(&[("crates/pb-domain/src/x.rs", text)]));
        assert_eq!(
            found,
            ["crates/pb-domain/src/x.rs:3: the domain has no “now(”"]
        );
    }
}
