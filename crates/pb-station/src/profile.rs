//! A profile's folder: who owns it, what it is called, how its database is opened.
use crate::api::{BackupPlan, Code, Failure, Result};
use crate::key::{self, EarlierKey, Slot};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

/// What stands in `profile.json`; nothing in it is secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ProfileFile {
    /// The station's id: its log lines carry it.
    pub(crate) station: String,
    /// The ways to open the database; none in a profile of the earlier form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) slots: Vec<Slot>,
    /// The way of the earlier form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<EarlierKey>,
    /// Whether the database key is still the one that the first passphrase gave, in the earlier form.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) derived: bool,
    /// Names in the keychain whose keys open nothing any more and are to be taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) forget: Vec<String>,
    /// When backups are made, and where to: here, so that a bench that does not open knows.
    #[serde(default)]
    pub(crate) backups: BackupPlan,
    /// Whether a backup was put here since the last start.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) came_back: bool,
}

impl ProfileFile {
    /// A profile with one way to open it.
    pub(crate) fn new(station: String, slot: Slot) -> Self {
        Self {
            station,
            slots: vec![slot],
            key: None,
            derived: false,
            forget: Vec::new(),
            backups: BackupPlan::default(),
            came_back: false,
        }
    }

    /// Whether it may open without asking a person.
    pub(crate) fn has_keychain(&self) -> bool {
        self.key == Some(EarlierKey::Keychain)
            || self
                .slots
                .iter()
                .any(|s| matches!(s, Slot::Keychain { .. } | Slot::Demo))
    }

    /// Whether a passphrase opens it.
    pub(crate) fn has_passphrase(&self) -> bool {
        matches!(self.key, Some(EarlierKey::Passphrase { .. }))
            || self
                .slots
                .iter()
                .any(|s| matches!(s, Slot::Passphrase { .. }))
    }

    /// Whether a recovery code opens it, and whether a person has checked the code.
    pub(crate) fn recovery(&self) -> Option<bool> {
        self.slots.iter().find_map(|s| match s {
            Slot::Recovery { checked, .. } => Some(*checked),
            _ => None,
        })
    }
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

    /// Whether there is a profile, if only one whose restore was cut off.
    pub(crate) fn exists(&self) -> bool {
        self.file().exists() || crate::safety::swap::is_pending(self)
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
        write_json(&self.file(), file).map_err(|e| self.trouble("written", &e))
    }

    pub(crate) fn trouble(&self, done: &str, e: &std::io::Error) -> Failure {
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

/// Writes a JSON file so that it is there whole or not at all, a power cut included.
pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> std::io::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".new");
    let draft = PathBuf::from(draft);
    fs::write(&draft, serde_json::to_vec_pretty(value)?)?;
    sync(&draft)?;
    fs::rename(&draft, path)?;
    // Without it a power cut may take the name back, and the database's key with it.
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// Makes a file's contents last.
pub(crate) fn sync(path: &Path) -> std::io::Result<()> {
    // Windows syncs only what was opened for writing.
    OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Makes the names in a folder last, where the system has that.
pub(crate) fn sync_folder(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    File::open(path)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// A new station's id.
pub(crate) fn new_station_id() -> Result<String> {
    Ok(key::random_hex::<8>()?.to_uppercase())
}
