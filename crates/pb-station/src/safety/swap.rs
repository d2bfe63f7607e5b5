//! Putting a new database and a new `profile.json` in the place of the present ones, at one stroke.
//!
//! The new files are made whole in `swap/`. `swap.json` then says that they count: before it stands,
//! nothing has changed; once it stands, the next start finishes what was begun. So a stop at any
//! instant leaves the old bench or the new one, and never a mixture.
use crate::api::{Code, Failure, Result};
use crate::profile::{ProfileFile, ProfileFolder, sync, sync_folder, write_json};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A database and what SQLite keeps beside it; the write-ahead log first, since it belongs to what it
/// lies beside.
const PRESENT: [&str; 4] = [
    "station.db-wal",
    "station.db-shm",
    "station.db-journal",
    "station.db",
];

/// What a started swap still has to do.
#[derive(Serialize, Deserialize)]
struct Pending {
    /// The folder, inside the profile's, that the present files go to; `None` deletes them.
    aside: Option<String>,
}

fn new_files(folder: &ProfileFolder) -> PathBuf {
    folder.path().join("swap")
}

fn pending(folder: &ProfileFolder) -> PathBuf {
    folder.path().join("swap.json")
}

/// Whether a swap was begun and is not finished.
pub(crate) fn is_pending(folder: &ProfileFolder) -> bool {
    pending(folder).exists()
}

/// An empty place for the new database; the path it must be written to.
pub(super) fn begin(folder: &ProfileFolder) -> Result<PathBuf> {
    let new = new_files(folder);
    clear(&new)
        .and_then(|()| fs::create_dir(&new))
        .map_err(|e| folder.trouble("written", &e))?;
    Ok(new.join("station.db"))
}

/// Gives a swap up that was not committed.
pub(super) fn give_up(folder: &ProfileFolder) {
    if let Err(error) = clear(&new_files(folder)) {
        tracing::warn!(%error, "a folder that is not needed any more cannot be deleted");
    }
}

/// The new database and this profile count from here on. The database may be open nowhere. The answer
/// is the folder that the present files went to.
pub(super) fn commit(
    folder: &ProfileFolder,
    file: &ProfileFile,
    aside: Option<&str>,
) -> Result<Option<PathBuf>> {
    let new = new_files(folder);
    let begun = || -> std::io::Result<()> {
        sync(&new.join("station.db"))?;
        write_json(&new.join("profile.json"), file)?;
        sync_folder(&new)?;
        sync_folder(folder.path())?;
        write_json(
            &pending(folder),
            &Pending {
                aside: aside.map(str::to_owned),
            },
        )
    };
    begun().map_err(|e| folder.trouble("written", &e))?;
    finish(folder)?;
    Ok(aside.map(|a| folder.path().join(a)))
}

/// Finishes a swap that was begun, and clears away one that never counted. The profile's lock is held.
pub(crate) fn finish(folder: &ProfileFolder) -> Result<()> {
    let text = match fs::read(pending(folder)) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => {
            give_up(folder);
            return Ok(());
        }
        Err(e) => return Err(folder.trouble("read", &e)),
    };
    let what: Pending = serde_json::from_slice(&text).map_err(|e| {
        Failure::new(
            Code::Storage,
            format!("{} is damaged: {e}", pending(folder).display()),
        )
        .hint("A restore was cut off. What it found here is in the folders “swap” and “set-aside” beside it")
    })?;
    roll_on(folder, what.aside.as_deref()).map_err(|e| folder.trouble("written", &e))
}

/// Each step looks at what is there, so it may be repeated from anywhere.
fn roll_on(folder: &ProfileFolder, aside: Option<&str>) -> std::io::Result<()> {
    let here = folder.path();
    let new = new_files(folder);
    let aside = aside.map(|name| here.join(name));
    if let Some(aside) = &aside {
        fs::create_dir_all(aside)?;
    }
    let put_away = |name: &str| -> std::io::Result<()> {
        let moved = match &aside {
            Some(aside) => fs::rename(here.join(name), aside.join(name)),
            None => fs::remove_file(here.join(name)),
        };
        match moved {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(e),
            _ => Ok(()),
        }
    };
    // As long as the new file is there, what lies in its place is the old one.
    if new.join("station.db").exists() {
        PRESENT.iter().try_for_each(|name| put_away(name))?;
        fs::rename(new.join("station.db"), here.join("station.db"))?;
    }
    if new.join("profile.json").exists() {
        put_away("profile.json")?;
        fs::rename(new.join("profile.json"), here.join("profile.json"))?;
    }
    if let Some(aside) = &aside {
        sync_folder(aside)?;
    }
    sync_folder(here)?;
    fs::remove_file(pending(folder))?;
    clear(&new)?;
    sync_folder(here)
}

fn clear(path: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Slot;

    fn profile(station: &str) -> ProfileFile {
        ProfileFile::new(station.into(), Slot::Demo)
    }

    fn text(path: impl AsRef<Path>) -> String {
        fs::read_to_string(path).unwrap_or_default()
    }

    /// A swap that was begun, with `steps` of its renames done by hand: where a kill may leave it.
    fn cut_off(folder: &ProfileFolder, steps: usize) {
        let (here, new, aside) = (
            folder.path().to_owned(),
            new_files(folder),
            folder.path().join("set-aside"),
        );
        folder.write(&profile("old")).expect("writes");
        for name in PRESENT {
            fs::write(here.join(name), format!("old {name}")).expect("writes");
        }
        let to = begin(folder).expect("begins");
        fs::write(to, "new station.db").expect("writes");
        write_json(&new.join("profile.json"), &profile("new")).expect("writes");
        write_json(
            &pending(folder),
            &Pending {
                aside: Some("set-aside".into()),
            },
        )
        .expect("writes");
        fs::create_dir(&aside).expect("makes");
        let mut moves: Vec<(PathBuf, PathBuf)> = PRESENT
            .iter()
            .map(|n| (here.join(n), aside.join(n)))
            .collect();
        moves.push((new.join("station.db"), here.join("station.db")));
        moves.push((here.join("profile.json"), aside.join("profile.json")));
        moves.push((new.join("profile.json"), here.join("profile.json")));
        for (from, to) in moves.into_iter().take(steps) {
            fs::rename(from, to).expect("renames");
        }
    }

    #[test]
    fn cut_off_anywhere_it_is_finished_at_the_next_start() {
        for steps in 0..=7 {
            let dir = tempfile::tempdir().expect("a folder");
            let folder = ProfileFolder::new(dir.path(), "bench");
            folder.make().expect("makes");
            cut_off(&folder, steps);
            assert!(folder.exists(), "after {steps}");
            finish(&folder).expect("finishes");
            assert_eq!(text(folder.database()), "new station.db", "after {steps}");
            assert_eq!(folder.read().expect("reads").station, "new");
            let aside = folder.path().join("set-aside");
            for name in PRESENT {
                assert_eq!(
                    text(aside.join(name)),
                    format!("old {name}"),
                    "after {steps}"
                );
            }
            assert!(text(aside.join("profile.json")).contains("old"));
            assert!(!folder.path().join("station.db-wal").exists());
            assert!(!new_files(&folder).exists() && !is_pending(&folder));
            finish(&folder).expect("nothing is left to do");
        }
    }

    #[test]
    fn what_never_counted_is_cleared_away() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = ProfileFolder::new(dir.path(), "bench");
        folder.make().expect("makes");
        folder.write(&profile("old")).expect("writes");
        fs::write(begin(&folder).expect("begins"), "half").expect("writes");
        finish(&folder).expect("clears");
        assert!(!new_files(&folder).exists());
        assert_eq!(folder.read().expect("reads").station, "old");
    }
}
