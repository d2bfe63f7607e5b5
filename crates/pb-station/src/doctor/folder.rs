//! The profile's folder: who may read it, and what was left behind in it.
use super::{Check, Seen};
use crate::Station;
use crate::api::{Code, Failure, Result};
use crate::profile::ProfileFolder;
use async_trait::async_trait;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Files that nobody but their owner may read.
const PRIVATE: &[&str] = &[
    "station.db",
    "station.db-wal",
    "station.db-shm",
    "profile.json",
];
/// What is written first under another name; younger ones may still be at work.
const TEMPORARY: &[&str] = &["new", "tmp", "part"];
const LEFT_BEHIND: Duration = Duration::from_secs(3_600);

/// The folder and its files.
pub(super) struct Folder;

#[async_trait]
impl Check for Folder {
    fn id(&self) -> &'static str {
        "folder"
    }

    fn title(&self) -> &'static str {
        "Folder and files"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let folder = PathBuf::from(&station.profile.folder);
        Station::blocking(move || look_at(&folder)).await?
    }

    async fn mend(&self, station: &Station) -> Result<Option<String>> {
        let folder = PathBuf::from(&station.profile.folder);
        Station::blocking(move || {
            let tightened = tighten(&folder)?;
            let left = left_behind(&folder)?;
            for path in &left {
                fs::remove_file(path).map_err(|e| trouble(path, &e))?;
            }
            Ok((tightened || !left.is_empty()).then(|| {
                format!(
                    "Folder and files are for this user alone; {} files that were left behind are removed",
                    left.len()
                )
            }))
        })
        .await?
    }
}

fn trouble(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        Code::Storage,
        format!("{} cannot be looked at or changed: {error}", path.display()),
    )
    .hint("Check that the disk is connected and that the folder belongs to this user")
}

/// Looks at a profile's folder.
pub(super) fn look_at(folder: &Path) -> Result<Vec<Seen>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut seen = Vec::new();
    let open = open_to_others(folder)?;
    if !open.is_empty() {
        seen.push(
            Seen::wrong(
                format!("Other users of this machine may read {}", open.join(", ")),
                "The database is encrypted, yet nobody else has any business there",
                "Let it be mended, or take the rights away by hand",
            )
            .mendable(),
        );
    }
    let left = left_behind(folder)?;
    if !left.is_empty() {
        let names: Vec<String> = left.iter().filter_map(|p| name(p)).collect();
        seen.push(
            Seen::warning(
                format!("Left behind: {}", names.join(", ")),
                "Something stopped while it wrote a file; the file under its own name is whole",
                "Let it be mended: the remains are removed",
            )
            .mendable(),
        );
    }
    Ok(seen)
}

fn name(path: &Path) -> Option<String> {
    Some(path.file_name()?.to_string_lossy().into_owned())
}

/// Temporary files that are old enough to belong to nobody.
fn left_behind(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|e| trouble(folder, &e))?;
    let mut left = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        let temporary = path
            .extension()
            .is_some_and(|e| TEMPORARY.iter().any(|t| e == *t));
        let old = entry.metadata().is_ok_and(|m| {
            m.is_file()
                && m.modified().is_ok_and(|at| {
                    SystemTime::now()
                        .duration_since(at)
                        .is_ok_and(|age| age > LEFT_BEHIND)
                })
        });
        if temporary && old {
            left.push(path);
        }
    }
    left.sort();
    Ok(left)
}

/// What of a folder and its files others than their owner may read or write.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> Result<Vec<String>> {
    let in_words = |path: PathBuf| match path == folder {
        true => "the folder".to_owned(),
        false => name(&path).unwrap_or_default(),
    };
    let open = too_open(folder)?;
    Ok(open.into_iter().map(|(path, _)| in_words(path)).collect())
}

/// Windows keeps a user's data folder for that user alone.
#[cfg(not(unix))]
fn open_to_others(_: &Path) -> Result<Vec<String>> {
    Ok(Vec::new())
}

/// The folder and its files that others have rights to, each with its mode.
#[cfg(unix)]
fn too_open(folder: &Path) -> Result<Vec<(PathBuf, u32)>> {
    use std::os::unix::fs::PermissionsExt as _;
    let files = PRIVATE.iter().map(|file| folder.join(file));
    let there = std::iter::once(folder.to_owned()).chain(files.filter(|path| path.exists()));
    let mut open = Vec::new();
    for path in there {
        let rights = fs::metadata(&path)
            .map_err(|e| trouble(&path, &e))?
            .permissions();
        if rights.mode() & 0o077 != 0 {
            open.push((path, rights.mode()));
        }
    }
    Ok(open)
}

/// Takes the rights of all others away; whether any had some.
#[cfg(unix)]
pub(crate) fn tighten(folder: &Path) -> Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    let open = too_open(folder)?;
    for (path, mode) in &open {
        fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700))
            .map_err(|e| trouble(path, &e))?;
    }
    Ok(!open.is_empty())
}

/// Windows keeps a user's data folder for that user alone.
#[cfg(not(unix))]
pub(crate) fn tighten(_: &Path) -> Result<bool> {
    Ok(false)
}

/// What can be said of a bench that is not open, from its files alone.
pub(super) fn closed(folder: &ProfileFolder) -> Seen {
    const NEXT: &str = "Open the bench and look again: then everything inside is checked, too";
    let database = folder.database();
    if !folder.exists() && !database.exists() {
        return Seen::warning(
            "There is no bench here yet",
            "Nothing is set up in this folder",
            "Set the bench up, or name another folder or profile",
        );
    }
    if !folder.exists() {
        return Seen::wrong(
            "The bench's database is there, but profile.json, which says how it is opened, is gone",
            "Without it the database cannot be opened",
            "Put profile.json back from a copy of the folder, or restore a backup",
        );
    }
    if let Err(failure) = folder.read() {
        return Seen::wrong(
            failure.text,
            "profile.json says how the database is opened",
            "Put profile.json back from a copy of the folder, or restore a backup",
        );
    }
    let mut head = [0; 16];
    let length = fs::metadata(&database).map_or(0, |m| m.len());
    let read = fs::File::open(&database).and_then(|mut file| file.read_exact(&mut head));
    match read {
        Err(error) => Seen::wrong(
            format!("The bench's database cannot be read: {error}"),
            "Nothing can be looked up or shipped",
            "Check that the disk is connected; else restore a backup",
        ),
        Ok(()) if head.starts_with(b"SQLite format 3") => Seen::wrong(
            "The file of the bench's database is not encrypted, so it is not this bench's",
            "Somebody put another file in its place",
            "Put the right file back from a copy of the folder, or restore a backup",
        ),
        // SQLCipher's pages have 4096 bytes unless told otherwise, and a file is made of whole pages.
        Ok(()) if !length.is_multiple_of(4_096) => Seen::wrong(
            "The file of the bench's database ends in the middle of a page",
            "It was cut off, by a full disk or a copy that broke off",
            "Restore a backup; keep this file until you have seen that nothing is missing",
        ),
        Ok(()) => Seen::warning(
            "The bench is not open",
            "What is inside the database could not be looked at",
            NEXT,
        ),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn what_others_may_read_is_found_and_mended() {
        let dir = tempfile::tempdir().expect("folder");
        let file = dir.path().join("station.db");
        fs::write(&file, "x").expect("writes");
        tighten(dir.path()).expect("tightens");
        assert_eq!(look_at(dir.path()).expect("looks"), []);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("opens");
        let seen = look_at(dir.path()).expect("looks");
        assert!(
            seen[0].can_mend && seen[0].text.contains("station.db"),
            "{seen:?}"
        );
        assert!(tighten(dir.path()).expect("tightens"));
        assert_eq!(look_at(dir.path()).expect("looks"), []);
    }

    #[test]
    fn only_old_temporary_files_were_left_behind() {
        let dir = tempfile::tempdir().expect("folder");
        let (old, new) = (
            dir.path().join("profile.json.new"),
            dir.path().join("b.tmp"),
        );
        for path in [&old, &new] {
            fs::write(path, "x").expect("writes");
        }
        let long_ago = SystemTime::now() - LEFT_BEHIND * 2;
        let file = fs::File::options().write(true).open(&old).expect("opens");
        file.set_modified(long_ago).expect("ages");
        assert_eq!(left_behind(dir.path()).expect("looks"), [old]);
    }

    #[test]
    fn a_bench_that_does_not_open_is_told_apart_from_outside() {
        let home = tempfile::tempdir().expect("folder");
        let folder = ProfileFolder::new(home.path(), "bench");
        assert!(closed(&folder).text.contains("no bench here"));
        folder.make().expect("makes");
        let database = folder.database();
        fs::write(&database, b"SQLite format 3\0").expect("writes");
        assert!(closed(&folder).text.contains("profile.json"));
        fs::write(folder.path().join("profile.json"), "{").expect("writes");
        assert!(closed(&folder).text.contains("damaged"));
        let file = r#"{"station":"A","key":{"kind":"keychain"}}"#;
        fs::write(folder.path().join("profile.json"), file).expect("writes");
        assert!(closed(&folder).text.contains("not encrypted"));
        fs::write(&database, vec![7; 5_000]).expect("writes");
        assert!(closed(&folder).text.contains("middle of a page"));
        fs::write(&database, vec![7; 8_192]).expect("writes");
        assert!(closed(&folder).text.contains("not open"));
        fs::remove_file(&database).expect("removes");
        assert!(closed(&folder).text.contains("cannot be read"));
    }
}
