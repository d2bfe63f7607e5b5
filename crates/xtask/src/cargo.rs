//! Cargo as every task calls it: one selection of packages and features, so that all share one build.
use anyhow::Context as _;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// All packages, the window served from inside the binary.
pub(crate) const ALL: &[&str] = &["--workspace", "--features", "packbench/custom-protocol"];
/// The same, and the tests that drive the window, and those of print queues.
pub(crate) const ALL_AND_WINDOW: &[&str] = &[
    "--workspace",
    "--features",
    "packbench/custom-protocol,journeys/window,journeys/cups",
];

/// The folder of the checkout: that of the cargo that runs this, wherever it was built.
pub(crate) fn root() -> PathBuf {
    let ours = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let ours = ours.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    let crates = ours.parent().expect("xtask lies in crates/");
    crates
        .parent()
        .expect("crates/ lies at the root")
        .to_path_buf()
}

/// Writes the window's types, or only compares them: a test does both, since it has the station.
pub(crate) fn generated_types(check: bool) -> anyhow::Result<ExitCode> {
    let mut test = cargo("test", ALL);
    test.args(["--quiet", "--test", "types"]);
    if !check {
        test.env("PACKBENCH_WRITE_TYPES", "1");
    }
    finish(test)
}

/// Takes the picture of the window for the README: a test of the window that keeps what it sees.
pub(crate) fn screenshot() -> anyhow::Result<ExitCode> {
    let mut build = cargo("build", ALL_AND_WINDOW);
    build.args(["--bin", "packbench"]);
    let built = finish(build)?;
    if built != ExitCode::SUCCESS {
        return Ok(built);
    }
    let mut test = cargo("test", ALL_AND_WINDOW);
    test.args(["--test", "window", "picture"])
        .env("PACKBENCH_PICTURE", root().join("docs/window.png"));
    finish(test)
}

fn cargo(task: &str, selection: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root()).arg(task).args(selection);
    command
}

fn finish(mut command: Command) -> anyhow::Result<ExitCode> {
    let status = command.status().context("cargo does not run")?;
    Ok(ExitCode::from(u8::from(!status.success())))
}
