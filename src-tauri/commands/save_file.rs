//! Saving a file where a person says.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pb_station::api::{Code, Failure, FileOut, Result};
use std::path::{Path, PathBuf};
use tauri::WebviewWindow;
use tauri_plugin_dialog::DialogExt as _;
use tokio::sync::oneshot;

/// Asks where to save a file and writes it there; `None` when the person thinks better of it.
#[tauri::command]
pub(crate) async fn save_file(window: WebviewWindow, file: FileOut) -> Result<Option<PathBuf>> {
    let (answer, chosen) = oneshot::channel();
    window
        .dialog()
        .file()
        .set_parent(&window)
        .set_file_name(&file.name)
        .save_file(move |path| {
            // Nobody waits any more when the window was closed meanwhile.
            let _ = answer.send(path);
        });
    let Some(path) = chosen.await.ok().flatten() else {
        return Ok(None);
    };
    let path = path
        .into_path()
        .map_err(|e| Failure::new(Code::Storage, format!("This place cannot be written: {e}")))?;
    write(&path, &file)?;
    Ok(Some(path))
}

fn write(path: &Path, file: &FileOut) -> Result<()> {
    let bytes = STANDARD.decode(&file.base64).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The contents of {} cannot be read: {e}", file.name),
        )
    })?;
    std::fs::write(path, bytes).map_err(|e| {
        Failure::new(
            Code::Storage,
            format!("{} could not be saved: {e}", path.display()),
        )
        .hint("Choose another folder, or free some space, and save again.")
        .retry()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(base64: &str) -> FileOut {
        FileOut {
            name: "tracking.csv".into(),
            mime: "text/csv".into(),
            base64: base64.into(),
        }
    }

    #[test]
    fn writes_the_bytes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("tracking.csv");
        write(&path, &file("T3JkZXI7w7w=")).expect("a fresh folder can be written");
        assert_eq!(
            std::fs::read_to_string(path).expect("it was just written"),
            "Order;ü"
        );
    }

    #[test]
    fn says_which_file_could_not_be_saved() {
        let failure = write(Path::new("/nowhere/tracking.csv"), &file(""))
            .expect_err("there is no such folder");
        assert_eq!(failure.code, Code::Storage);
        assert!(
            failure
                .text
                .starts_with("/nowhere/tracking.csv could not be saved"),
            "{}",
            failure.text
        );
        assert!(failure.retry && !failure.hint.is_empty());
    }
}
