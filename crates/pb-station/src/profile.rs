//! A profile's folder: who owns it, what it is called, where its key is.
use crate::api::{Code, Failure, Result};
use crate::key::{self, KeySource};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

/// What stands in `profile.json`; nothing in it is secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ProfileFile {
    /// The station's id: its log lines and its keychain entry carry it.
    pub(crate) station: String,
    /// Where the key is.
    pub(crate) key: KeySource,
}

/// A profile's folder.
#[derive(Clone, Debug)]
pub(crate) struct ProfileFolder(PathBuf);

impl ProfileFolder {
    pub(crate) fn new(home: &Path, name: &str) -> Self {
        Self(home.join("profiles").join(name))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("station.db")
    }

    fn file(&self) -> PathBuf {
        self.0.join("profile.json")
    }

    pub(crate) fn exists(&self) -> bool {
        self.file().exists()
    }

    /// Makes the folder, for this user alone.
    pub(crate) fn make(&self) -> Result<()> {
        fs::create_dir_all(&self.0).map_err(|e| self.trouble("made", &e))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&self.0, fs::Permissions::from_mode(0o700))
                .map_err(|e| self.trouble("protected", &e))?;
        }
        Ok(())
    }

    /// Empties the folder, but for the lock that is held.
    pub(crate) fn empty(&self) -> Result<()> {
        let entries = fs::read_dir(&self.0).map_err(|e| self.trouble("read", &e))?;
        for entry in entries.flatten().filter(|e| e.file_name() != "lock") {
            let path = entry.path();
            let removed = if path.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            removed.map_err(|e| self.trouble("emptied", &e))?;
        }
        Ok(())
    }

    /// Takes the folder for this process, or says that another has it.
    pub(crate) fn lock(&self) -> Result<Option<File>> {
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.0.join("lock"))
            .map_err(|e| self.trouble("locked", &e))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(lock)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(e)) => Err(self.trouble("locked", &e)),
        }
    }

    pub(crate) fn read(&self) -> Result<ProfileFile> {
        let text = fs::read_to_string(self.file()).map_err(|e| self.trouble("read", &e))?;
        serde_json::from_str(&text).map_err(|e| {
            Failure::new(
                Code::Storage,
                format!("{} is damaged: {e}", self.file().display()),
            )
        })
    }

    /// Writes `profile.json` so that it is there whole or not at all.
    pub(crate) fn write(&self, file: &ProfileFile) -> Result<()> {
        let text = serde_json::to_string_pretty(file).map_err(|e| {
            Failure::new(
                Code::Internal,
                format!("The profile cannot be written: {e}"),
            )
        })?;
        let draft = self.0.join("profile.json.new");
        let write = || -> std::io::Result<()> {
            fs::write(&draft, text)?;
            File::open(&draft)?.sync_all()?;
            fs::rename(&draft, self.file())?;
            // Without it a power cut may take the name back, and the database's key with it.
            #[cfg(unix)]
            File::open(&self.0)?.sync_all()?;
            Ok(())
        };
        write().map_err(|e| self.trouble("written", &e))
    }

    fn trouble(&self, done: &str, e: &std::io::Error) -> Failure {
        let hint = match e.kind() {
            std::io::ErrorKind::StorageFull => "Free some space, then try again",
            std::io::ErrorKind::PermissionDenied => {
                "Check that this user may write there, or set PACKBENCH_HOME to another folder"
            }
            _ => "Check that the disk is connected",
        };
        Failure::new(
            Code::Storage,
            format!("The folder {} cannot be {done}: {e}", self.0.display()),
        )
        .hint(hint)
        .retry()
    }
}

/// A new station's id.
pub(crate) fn new_station_id() -> Result<String> {
    Ok(key::random_hex::<8>()?.to_uppercase())
}
