//! The checkout as the checks see it: its texts and its packages.
use crate::cargo::root;
use anyhow::{Context as _, bail};
use cargo_metadata::{MetadataCommand, Package};
use std::process::Command;

/// A text file of the checkout.
pub(crate) struct File {
    /// Its path from the root, with slashes.
    pub(crate) path: String,
    /// All of it.
    pub(crate) text: String,
}

impl File {
    /// Whether it lies in one of these folders, or is one of these files.
    pub(crate) fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| {
            self.path == *place || place.ends_with('/') && self.path.starts_with(place)
        })
    }

    /// Whether its name ends with one of these.
    pub(crate) fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.path.ends_with(ending))
    }

    /// Lines that a test finds, each as `path:number`.
    pub(crate) fn lines_where(&self, test: impl Fn(&str) -> bool) -> Vec<String> {
        self.search(&self.text, test)
    }

    /// The same, but for the tests at the bottom.
    pub(crate) fn shipped_lines_where(&self, test: impl Fn(&str) -> bool) -> Vec<String> {
        let tests = self.text.find("\n#[cfg(test)]\nmod tests {");
        self.search(&self.text[..tests.unwrap_or(self.text.len())], test)
    }

    fn search(&self, text: &str, test: impl Fn(&str) -> bool) -> Vec<String> {
        let found = (1..).zip(text.lines()).filter(|(_, line)| test(line));
        found
            .map(|(number, _)| format!("{}:{number}", self.path))
            .collect()
    }
}

/// The checkout.
pub(crate) struct Tree {
    /// Text files that are tracked or would be.
    pub(crate) files: Vec<File>,
    /// The workspace's packages.
    pub(crate) packages: Vec<Package>,
}

impl Tree {
    /// Reads the checkout.
    pub(crate) fn load() -> anyhow::Result<Self> {
        let mut metadata = MetadataCommand::new();
        metadata.manifest_path(root().join("Cargo.toml")).no_deps();
        let packages = metadata
            .exec()
            .context("cargo cannot read the workspace")?
            .packages;
        Ok(Self {
            files: texts()?,
            packages,
        })
    }

    /// A file by its path.
    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// A tree of these files alone.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).into(),
            text: (*text).into(),
        };
        Self {
            files: files.iter().map(file).collect(),
            packages: Vec::new(),
        }
    }
}

fn texts() -> anyhow::Result<Vec<File>> {
    let list = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
            "--deduplicate",
        ])
        .current_dir(root())
        .output()
        .context("git does not run")?;
    if !list.status.success() {
        bail!(
            "git cannot list the files: {}",
            String::from_utf8_lossy(&list.stderr).trim()
        );
    }
    let paths = String::from_utf8(list.stdout).context("a path is not UTF-8")?;
    let mut files = Vec::new();
    for path in paths.split_terminator('\0') {
        // What is deleted but still tracked cannot be read, and what is not UTF-8 is not a text.
        if let Ok(text) = std::fs::read_to_string(root().join(path)) {
            files.push(File {
                path: path.to_owned(),
                text,
            });
        }
    }
    Ok(files)
}
