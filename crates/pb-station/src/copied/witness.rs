//! The witness: what a database looked like last, kept outside the profile's folder.
//!
//! A copy of the folder, a restored backup, a rolled-back disk carry the database away without it, and
//! so it tells. It is a small file for each database in the user's state folder: the epoch, the end of
//! the log, and for every own series how far numbers may have been given. These ceilings are written
//! before a number is given, in steps, so that they are never behind.
//!
//! What is synced replaces the file. What every change adds is not, since no purchase may wait for it: it
//! goes to a second file beside, which a power cut may lose or spoil, and the first one stays whole.
use crate::api::{Code, Failure, Result};
use pb_store::{Change, LogHead, Store};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Overrides the folder for what is remembered outside the profiles.
const STATE: &str = "PACKBENCH_STATE";

/// Numbers that are covered at a time: a restore skips at most so many.
const STEP: u64 = 100;

/// The machine and the user's state folder, by which a copy is noticed.
#[derive(Clone, Debug)]
pub struct Whereabouts {
    /// Where witnesses are kept; outside the folders of profiles.
    pub state: PathBuf,
    /// What tells this machine from others; only a hash of it is kept.
    pub machine: String,
}

impl Whereabouts {
    /// This machine and this user. `home` holds the profiles; where the system gives no state folder,
    /// one beside them has to do.
    pub fn of_this_user(home: &Path) -> Self {
        let given = std::env::var_os(STATE)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from);
        let state = given.unwrap_or_else(|| {
            directories::ProjectDirs::from("", "", "packbench").map_or_else(
                || home.join("state"),
                |dirs| {
                    dirs.state_dir()
                        .unwrap_or_else(|| dirs.data_local_dir())
                        .to_path_buf()
                },
            )
        });
        let machine = machine_uid::get().unwrap_or_else(|error| {
            tracing::warn!(%error, "this system does not say which machine it is");
            String::new()
        });
        Self { state, machine }
    }

    /// This machine and user, as a database may know them. Another user of the same machine has
    /// another state folder, and so counts as another machine.
    pub(super) fn hash(&self, database: &str) -> String {
        let mut hasher = Sha256::new();
        for part in [
            self.machine.as_bytes(),
            self.state.as_os_str().as_encoded_bytes(),
            database.as_bytes(),
        ] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        hex::encode(hasher.finalize())
    }

    fn file(&self, database: &str) -> PathBuf {
        // The id comes from the database; only its own letters make a name.
        let name: String = database
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        self.state.join("witness").join(format!("{name}.json"))
    }

    /// What is remembered of a database.
    pub(super) fn read(&self, database: &str) -> Option<Memory> {
        let file = self.file(database);
        let whole = read(&file);
        match (whole, read(&recent(&file))) {
            (Some(mut whole), Some(recent)) => {
                if whole.epoch == recent.epoch {
                    whole.see(recent.head.as_ref());
                }
                Some(whole)
            }
            (whole, recent) => whole.or(recent),
        }
    }
}

/// What is remembered of a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memory {
    pub(super) epoch: i64,
    /// The profile's folder, so that a copy beside it is told from one that was moved.
    pub(super) folder: PathBuf,
    pub(super) head: Option<LogHead>,
    /// Up to which number each own series may have been given.
    pub(super) ceilings: BTreeMap<String, u64>,
}

impl Memory {
    fn see(&mut self, head: Option<&LogHead>) {
        let seq = |head: Option<&LogHead>| head.map(|h| h.seq);
        if seq(head) >= seq(self.head.as_ref()) {
            self.head = head.cloned();
        }
    }

    /// The end of the log, as a copy is noted with it.
    pub(super) fn end(&self) -> Option<(i64, String)> {
        self.head.as_ref().map(|h| (h.seq, h.hash.clone()))
    }
}

/// The witness of the open database. A demo has none.
#[derive(Clone)]
pub(crate) struct Witness(Option<Arc<Kept>>);

struct Kept {
    file: PathBuf,
    memory: Mutex<Memory>,
}

impl Witness {
    pub(crate) fn none() -> Self {
        Self(None)
    }

    /// Begins, or goes on, to remember.
    pub(super) fn keep(here: &Whereabouts, database: &str, memory: Memory) -> Result<Self> {
        let witness = Self(Some(Arc::new(Kept {
            file: here.file(database),
            memory: Mutex::new(memory),
        })));
        witness.write(true, |_| {})?;
        Ok(witness)
    }

    /// Remembers the end of the log. Without `sync` it outlives this process, not a power cut.
    pub(crate) fn saw(&self, head: &LogHead, sync: bool) -> Result<()> {
        self.write(sync, |memory| memory.see(Some(head)))
    }

    /// The next number of an own series. That it may be given is remembered before it is.
    pub(crate) async fn next_number(&self, change: &mut Change, series: &str) -> Result<u64> {
        let number = change.next_number(series).await?;
        let covered = self.0.as_ref().is_none_or(|kept| {
            let memory = kept.memory.lock().unwrap_or_else(PoisonError::into_inner);
            memory.ceilings.get(series).is_some_and(|c| *c >= number)
        });
        if !covered {
            self.write(true, |memory| {
                memory.ceilings.insert(series.to_owned(), number + STEP);
            })?;
        }
        Ok(number)
    }

    fn write(&self, sync: bool, change: impl FnOnce(&mut Memory)) -> Result<()> {
        let Some(kept) = &self.0 else { return Ok(()) };
        let mut memory = kept.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = memory.clone();
        change(&mut next);
        let file = match sync {
            true => kept.file.clone(),
            false => recent(&kept.file),
        };
        write(&file, &next, sync).map_err(|e| {
            Failure::new(
                Code::Storage,
                format!(
                    "What this bench has done cannot be remembered in {}: {e}",
                    kept.file.display()
                ),
            )
            .hint(format!(
                "Free some space, or let this user write there; {STATE} names another folder"
            ))
            .retry()
        })?;
        *memory = next;
        Ok(())
    }
}

/// The file beside a witness that is not synced.
fn recent(file: &Path) -> PathBuf {
    file.with_extension("recent")
}

/// What stands in a file; `None` when it is not there, or spoilt.
fn read(file: &Path) -> Option<Memory> {
    let bytes = fs::read(file).ok()?;
    match serde_json::from_slice(&bytes) {
        Ok(memory) => Some(memory),
        Err(error) => {
            tracing::warn!(%error, file = %file.display(), "a witness cannot be read");
            None
        }
    }
}

fn write(file: &Path, memory: &Memory, sync: bool) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut draft = file.as_os_str().to_owned();
    draft.push(".new");
    let draft = PathBuf::from(draft);
    let mut out = File::create(&draft)?;
    out.write_all(&serde_json::to_vec(memory)?)?;
    if sync {
        out.sync_all()?;
    }
    drop(out);
    fs::rename(&draft, file)?;
    #[cfg(unix)]
    if sync {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// How often what is remembered is synced, while there are changes.
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// Remembers every change, until the station stops.
pub(crate) async fn watch(witness: Witness, store: Store) {
    let mut heads = store.heads();
    let mut synced: Option<Instant> = None;
    while heads.changed().await.is_ok() {
        let Some(head) = heads.borrow_and_update().clone() else {
            continue;
        };
        let sync = synced.is_none_or(|at| at.elapsed() >= SYNC_EVERY);
        let witness = witness.clone();
        let wrote = tokio::task::spawn_blocking(move || witness.saw(&head, sync));
        match wrote.await {
            Ok(Ok(())) if sync => synced = Some(Instant::now()),
            Ok(Ok(())) => {}
            Ok(Err(failure)) => tracing::warn!(%failure, "the witness is behind"),
            Err(error) => tracing::error!(%error, "the witness is behind"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(seq: i64) -> LogHead {
        LogHead {
            seq,
            hash: format!("{seq:064x}"),
            at: "2026-01-01T00:00:00Z".into(),
        }
    }

    fn seen(here: &Whereabouts) -> Option<i64> {
        here.read("D1").expect("a witness").head.map(|h| h.seq)
    }

    #[test]
    fn what_a_power_cut_spoils_does_not_take_the_witness_along() {
        let state = tempfile::tempdir().expect("a folder");
        let here = Whereabouts {
            state: state.path().to_owned(),
            machine: "M".into(),
        };
        let memory = Memory {
            epoch: 1,
            folder: "/profile".into(),
            head: Some(head(3)),
            ceilings: BTreeMap::new(),
        };
        let witness = Witness::keep(&here, "D1", memory).expect("writes");
        witness.saw(&head(4), true).expect("writes");
        witness.saw(&head(5), false).expect("writes");
        assert_eq!(seen(&here), Some(5), "a kill loses nothing");
        fs::write(recent(&here.file("D1")), b"").expect("spoils");
        assert_eq!(seen(&here), Some(4), "what was synced is whole");
        witness.saw(&head(6), true).expect("writes");
        assert_eq!(seen(&here), Some(6), "the older of both does not count");
    }
}
