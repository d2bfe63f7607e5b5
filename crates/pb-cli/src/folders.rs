//! Where the data, the fonts and the built window are.
use pb_station::api::{Code, Failure, Result};
use std::path::{Path, PathBuf};

/// Names the folder that holds the profiles.
const HOME: &str = "PACKBENCH_HOME";
/// Names the folder with the fonts labels are drawn with.
const FONTS: &str = "PACKBENCH_FONTS";
/// Names the folder with the built window.
const UI: &str = "PACKBENCH_UI";

/// The folder that holds the profiles, the same as the window's.
pub(crate) fn home(told: Option<&Path>) -> Result<PathBuf> {
    if let Some(home) = told.map(Path::to_path_buf).or_else(|| given(HOME)) {
        return Ok(home);
    }
    let folders = directories::ProjectDirs::from("", "", "packbench").ok_or_else(|| {
        Failure::new(Code::Storage, "This account has no home folder").hint(format!(
            "Set {HOME} to a folder for the data, or use --home"
        ))
    })?;
    Ok(folders.data_dir().to_path_buf())
}

/// The folder with the fonts: beside the installed program, or in the source checkout it was built from.
pub(crate) fn fonts() -> PathBuf {
    let installed = beside_program(
        &["../share/packbench/fonts", "fonts"],
        "NotoSans-Regular.ttf",
    );
    given(FONTS)
        .or(installed)
        .unwrap_or_else(|| checkout().join("assets/fonts"))
}

/// The folder with the built window: as told, beside the installed program, or in the checkout.
pub(crate) fn ui(told: Option<&Path>) -> Result<PathBuf> {
    let folder = told
        .map(Path::to_path_buf)
        .or_else(|| given(UI))
        .or_else(|| beside_program(&["../share/packbench/ui", "ui"], "index.html"))
        .unwrap_or_else(|| checkout().join("ui/dist"));
    if folder.join("index.html").is_file() {
        return Ok(folder);
    }
    Err(Failure::new(
        Code::NotFound,
        format!("The built window is not in {}", folder.display()),
    )
    .hint(format!(
        "Build it with `npm --prefix ui run build`, or name its folder with --ui or {UI}"
    )))
}

/// The first of some folders near the program that holds a file.
fn beside_program(folders: &[&str], holding: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let near = program.parent()?;
    folders
        .iter()
        .map(|folder| near.join(folder))
        .find(|folder| folder.join(holding).is_file())
}

fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn given(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}
