//! Backups: writing one, finding what is there, checking one by restoring it.
//!
//! A backup is a folder with the database, encrypted with the key of its time, `profile.json` with the
//! slots that open that key, and `backup.json` with what was counted at the moment of the copy. It is
//! written under another name and renamed when all of it is on the disk.
use crate::api::{BackupPlan, BackupReason, BackupView, Code, Failure, Result};
use crate::profile::{ProfileFile, ProfileFolder, sync, sync_folder, write_json};
use jiff::Timestamp;
use pb_store::{DatabaseFacts, DatabaseKey, check_database, copy_database};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// How a backup's folder ends.
const ENDING: &str = ".pbbackup";
/// How one ends that is being written; a stop leaves it behind.
const WRITING: &str = ".writing";
/// How one ends that was written and found bad at once.
const DAMAGED: &str = ".damaged";
/// How the scratch folders begin that a check restores into.
const SCRATCH: &str = "check-backup-";

/// What stands in `backup.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct BackupFile {
    made_at: Timestamp,
    reason: BackupReason,
    /// Version of the program that made it.
    version: String,
    /// Tells keys apart, and says nothing of them.
    key: String,
    /// What was counted.
    pub(super) facts: DatabaseFacts,
}

/// A backup in a folder.
#[derive(Clone, Debug)]
pub(crate) struct Backup {
    pub(super) path: PathBuf,
    pub(super) file: BackupFile,
}

/// What a backup is made of.
pub(crate) struct Source<'a> {
    pub(crate) folder: &'a ProfileFolder,
    pub(crate) file: &'a ProfileFile,
    pub(crate) key: &'a DatabaseKey,
}

/// Where a bench keeps its backups.
pub(crate) fn place(folder: &ProfileFolder, plan: &BackupPlan) -> PathBuf {
    plan.folder
        .as_deref()
        .map_or_else(|| folder.path().join("backups"), PathBuf::from)
}

/// Tells keys apart; one cannot be found from it.
pub(super) fn key_id(key: &DatabaseKey) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"packbench key id");
    hasher.update(key.bytes());
    hex::encode(&hasher.finalize()[..8])
}

fn trouble(path: &Path, done: &str, e: &std::io::Error) -> Failure {
    let hint = match e.kind() {
        std::io::ErrorKind::StorageFull => "Free some space, or choose another folder for backups",
        std::io::ErrorKind::PermissionDenied => {
            "Let this user write there, or choose another folder for backups"
        }
        _ => "Check that the disk is connected, or choose another folder for backups",
    };
    Failure::new(
        Code::Storage,
        format!("The backup {} cannot be {done}: {e}", path.display()),
    )
    .hint(hint)
    .retry()
}

/// Runs work on files beside the async threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    crate::Station::blocking(work).await?
}

/// Makes a backup, checks it by restoring it, and deletes the oldest that are too many.
pub(crate) async fn make(
    source: Source<'_>,
    reason: BackupReason,
    now: Timestamp,
) -> Result<Backup> {
    let place = place(source.folder, &source.file.backups);
    make_folder(&place).map_err(|e| trouble(&place, "written", &e))?;
    let name = free_name(&place, now);
    let done = place.join(format!("{name}{ENDING}"));
    let draft = place.join(format!("{name}{ENDING}{WRITING}"));
    let written = write(&source, reason, now, &draft, &done).await;
    if written.is_err() {
        // What is left of it is no backup.
        let _ = fs::remove_dir_all(&draft);
    }
    let backup = written?;
    if let Err(failure) = check(&backup, source.key, source.folder).await {
        let damaged = place.join(format!("{name}{DAMAGED}"));
        if let Err(error) = fs::rename(&backup.path, &damaged) {
            tracing::error!(%error, "a bad backup cannot be renamed");
        }
        return Err(failure);
    }
    prune(&place, &backup, source.file.backups.keep);
    Ok(backup)
}

async fn write(
    source: &Source<'_>,
    reason: BackupReason,
    now: Timestamp,
    draft: &Path,
    done: &Path,
) -> Result<Backup> {
    make_folder(draft).map_err(|e| trouble(done, "written", &e))?;
    let database = draft.join("station.db");
    let facts = copy_database(&source.folder.database(), source.key, &database, source.key).await?;
    let file = BackupFile {
        made_at: now,
        reason,
        version: env!("CARGO_PKG_VERSION").into(),
        key: key_id(source.key),
        facts,
    };
    let profile = ProfileFile {
        forget: Vec::new(),
        backups: BackupPlan::default(),
        ..source.file.clone()
    };
    let (draft, done) = (draft.to_owned(), done.to_owned());
    blocking(move || {
        let finished = || -> std::io::Result<()> {
            sync(&database)?;
            write_json(&draft.join("profile.json"), &profile)?;
            write_json(&draft.join("backup.json"), &file)?;
            sync_folder(&draft)?;
            fs::rename(&draft, &done)?;
            sync_folder(done.parent().unwrap_or(Path::new(".")))
        };
        finished().map_err(|e| trouble(&done, "written", &e))?;
        Ok(Backup { path: done, file })
    })
    .await
}

/// For this user alone.
fn make_folder(path: &Path) -> std::io::Result<()> {
    fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn free_name(place: &Path, now: Timestamp) -> String {
    // Windows has no colons in names.
    let base = now.strftime("%Y-%m-%dT%H%M%SZ").to_string();
    (1..)
        .map(|n| {
            if n == 1 {
                base.clone()
            } else {
                format!("{base}-{n}")
            }
        })
        .find(|name| !place.join(format!("{name}{ENDING}")).exists())
        .expect("some number is free")
}

/// Restores a backup into a scratch folder, opens it there with the key, and compares it with what was
/// counted when it was made.
pub(crate) async fn check(
    backup: &Backup,
    key: &DatabaseKey,
    folder: &ProfileFolder,
) -> Result<()> {
    let (from, inside) = (backup.path.clone(), folder.path().to_owned());
    let scratch = blocking(move || {
        let copied = || -> std::io::Result<tempfile::TempDir> {
            let scratch = tempfile::Builder::new()
                .prefix(SCRATCH)
                .tempdir_in(inside)?;
            fs::copy(from.join("station.db"), scratch.path().join("station.db"))?;
            Ok(scratch)
        };
        copied().map_err(|e| trouble(&from, "checked", &e))
    })
    .await?;
    let checked = check_restored(backup, &scratch.path().join("station.db"), key).await;
    blocking(move || {
        if let Err(error) = scratch.close() {
            tracing::warn!(%error, "a scratch folder cannot be deleted");
        }
        Ok(())
    })
    .await?;
    checked
}

/// The same for a database that was copied out of a backup.
pub(super) async fn check_restored(
    backup: &Backup,
    database: &Path,
    key: &DatabaseKey,
) -> Result<()> {
    let damaged = |why: String| {
        Failure::new(
            Code::Storage,
            format!("The backup {} is damaged: {why}", backup.name()),
        )
        .hint("Use another one; make a new one now if the bench still works")
    };
    let (facts, problems) = check_database(database, key)
        .await
        .map_err(|e| damaged(e.to_string()))?;
    if let Some(first) = problems.first() {
        return Err(damaged(first.clone()));
    }
    if facts != backup.file.facts {
        return Err(damaged(
            "it does not hold what was counted when it was made".into(),
        ));
    }
    Ok(())
}

impl Backup {
    /// The backup at a path: its folder.
    pub(crate) fn at(path: &Path) -> Result<Self> {
        let unreadable = |e: String| {
            Failure::new(
                Code::Storage,
                format!("There is no backup at {}: {e}", path.display()),
            )
            .hint(format!(
                "Name a folder that ends in {ENDING} and holds backup.json"
            ))
        };
        let bytes = fs::read(path.join("backup.json")).map_err(|e| unreadable(e.to_string()))?;
        let file = serde_json::from_slice(&bytes).map_err(|e| unreadable(e.to_string()))?;
        Ok(Self {
            path: path.to_owned(),
            file,
        })
    }

    /// Its folder's name.
    pub(crate) fn name(&self) -> String {
        self.path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    pub(crate) fn made_at(&self) -> Timestamp {
        self.file.made_at
    }

    /// Whether it is of a database with an id; one from before there were ids is nobody's.
    pub(super) fn is_of(&self, database: &str) -> bool {
        self.file
            .facts
            .identity
            .as_ref()
            .is_some_and(|(id, _)| id == database)
    }

    pub(super) fn has_key(&self, key: &DatabaseKey) -> bool {
        self.file.key == key_id(key)
    }

    /// The slots and the station that it was made with.
    pub(super) fn profile(&self) -> Result<ProfileFile> {
        let path = self.path.join("profile.json");
        let damaged = |e: String| {
            Failure::new(
                Code::Storage,
                format!("The backup {} is damaged: {e}", self.name()),
            )
        };
        let bytes = fs::read(path).map_err(|e| damaged(e.to_string()))?;
        serde_json::from_slice(&bytes).map_err(|e| damaged(e.to_string()))
    }

    pub(super) fn view(&self, database: Option<&str>, key: Option<&DatabaseKey>) -> BackupView {
        let rows = |table: &str| {
            let count = self.file.facts.rows.get(table).copied().unwrap_or(0);
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        BackupView {
            name: self.name(),
            path: self.path.display().to_string(),
            made_at: self.file.made_at.to_string(),
            reason: self.file.reason,
            orders: rows("orders"),
            shipments: rows("shipment"),
            bytes: fs::metadata(self.path.join("station.db")).map_or(0, |m| m.len()),
            this_bench: database.is_some_and(|id| self.is_of(id)),
            this_key: key.is_some_and(|key| self.has_key(key)),
        }
    }
}

/// The backups in a folder, newest first; a path to one backup finds it.
pub(crate) fn find(place: &Path) -> Vec<Backup> {
    if let Ok(one) = Backup::at(place) {
        return vec![one];
    }
    let Ok(entries) = fs::read_dir(place) else {
        return Vec::new();
    };
    let mut found: Vec<Backup> = entries
        .flatten()
        .filter(|e| e.file_name().to_string_lossy().ends_with(ENDING))
        .filter_map(|e| Backup::at(&e.path()).ok())
        .collect();
    found.sort_by_key(|b| std::cmp::Reverse((b.file.made_at, b.path.clone())));
    found
}

/// Deletes the oldest backups of the same bench beyond those that are kept.
fn prune(place: &Path, newest: &Backup, keep: u32) {
    let Some((database, _)) = &newest.file.facts.identity else {
        return;
    };
    let keep = usize::try_from(keep.max(1)).unwrap_or(usize::MAX);
    let same = find(place).into_iter().filter(|b| b.is_of(database));
    for old in same.skip(keep) {
        if old.path == newest.path {
            continue;
        }
        // First out of the way, so that a stop leaves no half of a backup that looks whole.
        let gone = old.path.with_extension("pbbackup.writing");
        let deleted = fs::rename(&old.path, &gone).and_then(|()| fs::remove_dir_all(&gone));
        if let Err(error) = deleted {
            tracing::warn!(%error, backup = %old.path.display(), "an old backup cannot be deleted");
        }
    }
}

/// Clears away what a stop left half done. The profile's lock is held.
pub(crate) fn tidy(folder: &ProfileFolder, plan: &BackupPlan) {
    let inside = |place: &Path, is: fn(&str) -> bool| {
        for entry in fs::read_dir(place).into_iter().flatten().flatten() {
            if is(&entry.file_name().to_string_lossy())
                && let Err(error) = fs::remove_dir_all(entry.path())
            {
                tracing::warn!(%error, "a folder that is not needed any more cannot be deleted");
            }
        }
    };
    inside(folder.path(), |name| name.starts_with(SCRATCH));
    // A folder that several benches share may hold what another one is writing.
    if plan.folder.is_none() {
        inside(&place(folder, plan), |name| {
            name.ends_with(&format!("{ENDING}{WRITING}"))
        });
    }
}
