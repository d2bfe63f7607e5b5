//! Where the data and the fonts are.
use anyhow::Context as _;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// Overrides the folder that holds the profiles.
const HOME: &str = "PACKBENCH_HOME";
/// Overrides the folder with the fonts labels are drawn with.
const FONTS: &str = "PACKBENCH_FONTS";

/// The folder that holds the profiles, the same for `pb`.
pub(crate) fn home() -> anyhow::Result<PathBuf> {
    if let Some(home) = given(HOME) {
        return Ok(home);
    }
    let folders = directories::ProjectDirs::from("", "", "packbench").with_context(|| {
        format!("this account has no home folder; set {HOME} to a folder for the data")
    })?;
    Ok(folders.data_dir().to_path_buf())
}

/// The folder with the fonts: beside the installed program, or in the source checkout it was built from.
pub(crate) fn fonts(resources: &Path) -> PathBuf {
    let installed = resources.join("fonts");
    given(FONTS).unwrap_or_else(|| {
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts");
        if installed.is_dir() {
            installed
        } else {
            checkout
        }
    })
}

/// The name under which a second start finds the first, one for each data folder.
pub(crate) fn bus_name(home: &Path) -> String {
    let digest = Sha256::digest(home.as_os_str().as_encoded_bytes());
    format!("org.packbench.station.h{}", hex::encode(&digest[..8]))
}

fn given(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installed_fonts_come_before_the_checkout() {
        let resources = tempfile::tempdir().expect("a temporary folder");
        assert!(fonts(resources.path()).ends_with("assets/fonts"));
        let installed = resources.path().join("fonts");
        std::fs::create_dir(&installed).expect("an empty folder takes another");
        assert_eq!(fonts(resources.path()), installed);
    }

    #[test]
    fn benches_with_different_data_do_not_share_a_window() {
        assert_eq!(bus_name(Path::new("/a")), bus_name(Path::new("/a")));
        assert_ne!(bus_name(Path::new("/a")), bus_name(Path::new("/b")));
    }
}
