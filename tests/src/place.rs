//! Where the built programs and the checkout are.
use std::path::PathBuf;

/// The checkout's folder: that of the cargo that runs the test, wherever it was built.
pub fn checkout() -> PathBuf {
    let tests = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let tests = tests.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    tests
        .parent()
        .expect("the tests lie one folder down")
        .to_path_buf()
}

/// The folder with the fonts, filled by `scripts/fonts.sh`.
pub fn fonts() -> PathBuf {
    checkout().join("assets/fonts")
}

/// A program of the workspace, built beside the test or the measurement that runs.
pub fn app(name: &str) -> PathBuf {
    let running = std::env::current_exe().expect("a running program has a path");
    let folder = running.parent().expect("a program lies in a folder");
    let built = if folder.ends_with("deps") {
        folder.parent().expect("cargo puts tests into deps/")
    } else {
        folder
    };
    built.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// A program that `scripts/install-tools.sh` installs.
pub(crate) fn tool(name: &str) -> PathBuf {
    checkout().join("target/tools/bin").join(name)
}
