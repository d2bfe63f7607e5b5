//! Noticing at a start that the database came from a copy, and acting on it in one change.
use super::witness::Memory;
use super::{QUARANTINE, Whereabouts, Witness};
use crate::api::{Result, Settings};
use crate::{key, settings};
use jiff::Timestamp;
use pb_store::{CopyKind, Identity, Store, StoredCopy};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Letters of a prefix that is drawn: none that is taken for another.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// What a start found.
pub(crate) struct Found {
    identity: Identity,
    memory: Option<Memory>,
    folder: PathBuf,
    /// What it is, when it came from a copy that was not noticed before.
    pub(crate) copy: Option<CopyKind>,
}

/// Compares the database with its witness, before anything else may happen. `came_back` says that a
/// backup was restored into this folder since the last start.
pub(crate) async fn look(
    store: &Store,
    here: &Whereabouts,
    folder: &Path,
    came_back: bool,
) -> Result<Found> {
    let folder = folder
        .canonicalize()
        .unwrap_or_else(|_| folder.to_path_buf());
    let identity = store.identity().await?;
    let memory = here.read(&identity.database);
    let mut copy = compare(store, &identity, memory.as_ref(), here, &folder, came_back).await?;
    // Noticed before, and then the station stopped before the witness was told.
    if copy == Some(CopyKind::Restored)
        && let Some(noticed) = store.copies().await?.into_iter().next()
        && noticed.epoch == identity.epoch
        && noticed.witness == memory.as_ref().and_then(Memory::end)
        && memory.as_ref().is_some_and(|m| m.epoch < identity.epoch)
    {
        copy = None;
    }
    Ok(Found {
        identity,
        memory,
        folder,
        copy,
    })
}

/// Acts on what was found, in one change, and remembers from now on.
pub(crate) async fn act(
    store: &Store,
    here: &Whereabouts,
    found: Found,
    now: Timestamp,
) -> Result<Witness> {
    let Found {
        identity,
        memory,
        folder,
        copy,
    } = found;
    let Some(kind) = copy else {
        return same(store, here, identity, memory, folder, now).await;
    };
    let known = memory.as_ref().and_then(Memory::end);
    let database = match kind {
        CopyKind::Restored => identity.database.clone(),
        CopyKind::Cloned => key::random_hex::<16>()?,
    };
    let next = Identity {
        machine: Some(here.hash(&database)),
        epoch: identity.epoch + 1,
        database,
    };
    let ceilings = memory.map(|m| m.ceilings).unwrap_or_default();
    if kind == CopyKind::Cloned {
        // Before the database says that it is another one: else the next start finds no witness again.
        let begun = Memory {
            epoch: next.epoch,
            folder: folder.clone(),
            head: None,
            ceilings: ceilings.clone(),
        };
        Witness::keep(here, &next.database, begun)?;
    }
    note(store, kind, &identity, &next, &ceilings, known, now).await?;
    let memory = Memory {
        epoch: next.epoch,
        folder,
        head: store.log_head().await?,
        ceilings,
    };
    Witness::keep(here, &next.database, memory)
}

/// The one change that notes a copy.
async fn note(
    store: &Store,
    kind: CopyKind,
    before: &Identity,
    next: &Identity,
    ceilings: &BTreeMap<String, u64>,
    witness: Option<(i64, String)>,
    now: Timestamp,
) -> Result<()> {
    let head = store.log_head().await?;
    let mut settings: Settings = store
        .setting(settings::KEY)
        .await?
        .unwrap_or_else(settings::defaults);
    let old_prefix = settings.station_prefix.clone();
    let mut change = store.change(now).await?;
    if kind == CopyKind::Cloned {
        settings.station_prefix = new_prefix(&old_prefix)?;
        change.save_setting(settings::KEY, Some(&settings)).await?;
    }
    for (series, ceiling) in ceilings {
        change.raise_series(series, ceiling + 1).await?;
    }
    let copy = StoredCopy {
        epoch: next.epoch,
        kind,
        copied_at: head.map(|h| h.at).unwrap_or_default(),
        noticed_at: now.to_string(),
        witness,
        old_prefix,
        new_prefix: settings.station_prefix,
        settled_at: None,
    };
    change.save_identity(next).await?;
    change.note_copy(&copy).await?;
    let mut done = vec![match kind {
        CopyKind::Restored => "This bench was put back to an earlier state".to_owned(),
        CopyKind::Cloned => format!(
            "This bench is a copy of another one; its own tracking numbers begin with {} from now on",
            copy.new_prefix
        ),
    }];
    for quarantine in QUARANTINE {
        done.extend(quarantine(&mut change, &copy).await?);
    }
    let text = done.join("; ");
    let facts = json!({ "kind": kind, "epoch": next.epoch, "from": before.database, "prefix": copy.new_prefix });
    change.log("copy_noticed", None, &text, &facts).await?;
    change.commit().await?;
    tracing::warn!(epoch = next.epoch, "{text}");
    Ok(())
}

/// `None` for the database that was here last, as it was left.
async fn compare(
    store: &Store,
    identity: &Identity,
    memory: Option<&Memory>,
    here: &Whereabouts,
    folder: &Path,
    came_back: bool,
) -> Result<Option<CopyKind>> {
    let Some(memory) = memory else {
        // A database that was never opened with its identity has no witness anywhere.
        let first = identity.machine.is_none() && !came_back;
        return Ok((!first).then_some(CopyKind::Cloned));
    };
    let elsewhere = identity
        .machine
        .as_ref()
        .is_some_and(|m| *m != here.hash(&identity.database));
    let beside = memory.folder != folder && memory.folder.join("station.db").exists();
    if elsewhere || beside {
        return Ok(Some(CopyKind::Cloned));
    }
    let Some(known) = &memory.head else {
        return Ok(came_back.then_some(CopyKind::Restored));
    };
    let here_too = store.log_hash(known.seq).await?.as_deref() == Some(known.hash.as_str());
    // A backup that was put back is all there only when it ends where the witness saw the end.
    let whole = here_too && (!came_back || store.log_head().await?.as_ref() == Some(known));
    Ok((!whole).then_some(CopyKind::Restored))
}

async fn same(
    store: &Store,
    here: &Whereabouts,
    identity: Identity,
    memory: Option<Memory>,
    folder: PathBuf,
    now: Timestamp,
) -> Result<Witness> {
    let ceilings = memory.map(|m| m.ceilings).unwrap_or_default();
    let memory = Memory {
        epoch: identity.epoch,
        folder,
        head: store.log_head().await?,
        ceilings,
    };
    // Before the database claims to have a witness.
    let witness = Witness::keep(here, &identity.database, memory)?;
    let machine = Some(here.hash(&identity.database));
    if identity.machine != machine {
        let mut change = store.change(now).await?;
        change
            .save_identity(&Identity {
                machine,
                ..identity
            })
            .await?;
        change.commit().await?;
    }
    Ok(witness)
}

/// A prefix that no other bench has: the first letter of the old one, and five that are drawn, one of
/// 33 million. A prefix is never longer than six letters, and numbers tell it from any shorter one by
/// their length.
fn new_prefix(old: &str) -> Result<String> {
    let mut prefix: String = old.chars().take(1).collect();
    for byte in key::random::<5>()? {
        // 256 is a multiple of 32: every letter is as likely as any other.
        prefix.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    Ok(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pb_domain::series_number;
    use std::collections::BTreeSet;

    #[test]
    fn a_drawn_prefix_is_a_prefix_and_its_own() {
        let drawn: BTreeSet<String> = (0..500)
            .map(|_| new_prefix("PB").expect("random"))
            .collect();
        assert!(drawn.len() >= 499, "{}", drawn.len());
        for prefix in drawn {
            assert!(prefix.starts_with('P') && prefix.len() == 6, "{prefix}");
            series_number(&prefix, 1).expect("a valid prefix");
        }
    }
}
