//! Where the built programs and the checkout are.
use std::path::{Path, PathBuf};

/// The checkout's folder.
pub fn checkout() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the tests lie one folder down")
        .to_path_buf()
}

/// A program of the workspace, built beside the test that runs.
pub fn app(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    let built = test
        .ancestors()
        .nth(2)
        .expect("cargo puts tests into deps/");
    built.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// A program that `scripts/install-tools.sh` installs.
pub(crate) fn tool(name: &str) -> PathBuf {
    checkout().join("target/tools/bin").join(name)
}
