//! Restoring a backup: it takes the bench's place in one stroke, and what was here is set aside.
use super::backup::{self, Backup};
use super::{refuse_demo, swap};
use crate::Station;
use crate::api::{
    BackupRef, BackupView, Code, DoorView, Failure, FindBackups, RestoredView, Result,
};
use crate::key::{self, OpenedBy};
use crate::profile::{ProfileFile, ProfileFolder};
use jiff::Timestamp;
use pb_store::{DatabaseKey, Store, StoreError};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the databases go that a restore took the place of.
const ASIDE: &str = "set-aside";

/// What opens a backup.
pub(crate) struct Opened {
    pub(crate) key: DatabaseKey,
    pub(crate) by: OpenedBy,
    /// Whether the slots of the present bench open it: then they stay, with the present passphrase.
    present_slots: bool,
}

/// The key of a backup: the running one where it fits, else what the present slots give, else what its
/// own give.
pub(super) async fn open_key(
    backup: &Backup,
    running: Option<(&DatabaseKey, OpenedBy)>,
    present: Option<&ProfileFile>,
    secret: Option<&str>,
) -> Result<Opened> {
    if let Some((key, by)) = running
        && backup.has_key(key)
    {
        return Ok(Opened {
            key: key.clone(),
            by,
            present_slots: true,
        });
    }
    if let Some(present) = present
        && let Ok((key, by)) = key::open(&present.slots, secret).await
        && backup.has_key(&key)
    {
        return Ok(Opened {
            key,
            by,
            present_slots: true,
        });
    }
    let file = backup.profile()?;
    let opened = match &file.key {
        Some(earlier) => key::open_earlier(earlier, &file.station, secret).await,
        None => key::open(&file.slots, secret).await,
    };
    let (key, by) = opened.map_err(|failure| match secret {
        Some(_) => failure,
        None => Failure::new(
            Code::Passphrase,
            format!(
                "The backup {} is locked with the keys of its time",
                backup.name()
            ),
        )
        .hint(if file.has_passphrase() {
            "Enter the passphrase that the bench had then, or its recovery code"
        } else {
            "Enter the recovery code that the bench had then"
        }),
    })?;
    // A derived key is only known to be right when it opens something.
    if !backup.has_key(&key) {
        return Err(StoreError::WrongKey.into());
    }
    Ok(Opened {
        key,
        by,
        present_slots: false,
    })
}

/// Copies a backup beside the present bench and checks it there; nothing present is touched.
async fn fetch(folder: &ProfileFolder, backup: &Backup, key: &DatabaseKey) -> Result<()> {
    let newest = Store::newest_schema();
    if backup.file.facts.schema > newest {
        return Err(StoreError::Newer.into());
    }
    let to = swap::begin(folder)?;
    let (from, into, whose) = (backup.path.join("station.db"), to.clone(), folder.clone());
    let copied = Station::blocking(move || fs::copy(from, into)).await?;
    copied.map_err(|e| whose.trouble("written", &e))?;
    backup::check_restored(backup, &to, key).await
}

/// `profile.json` of a bench that a backup became.
async fn profile_of(
    backup: &Backup,
    present: Option<&ProfileFile>,
    opened: &Opened,
    secret: Option<&str>,
) -> Result<ProfileFile> {
    if let Some(present) = present
        && opened.present_slots
    {
        return Ok(ProfileFile {
            came_back: true,
            ..present.clone()
        });
    }
    let then = super::move_on(backup.profile()?, &opened.key, secret).await?;
    Ok(ProfileFile {
        // Where backups go is this machine's own.
        backups: present.map(|p| p.backups.clone()).unwrap_or_default(),
        forget: Vec::new(),
        came_back: true,
        ..then
    })
}

fn aside_name(folder: &ProfileFolder, now: Timestamp) -> Option<String> {
    folder.database().exists().then(|| {
        let base = format!("{ASIDE}/{}", now.strftime("%Y-%m-%dT%H%M%SZ"));
        (1..)
            .map(|n| {
                if n == 1 {
                    base.clone()
                } else {
                    format!("{base}-{n}")
                }
            })
            .find(|name| !folder.path().join(name).exists())
            .expect("some number is free")
    })
}

/// From here on the backup counts; where the present database went.
async fn exchange(folder: &ProfileFolder, file: ProfileFile, now: Timestamp) -> Result<String> {
    let (folder, aside) = (folder.clone(), aside_name(folder, now));
    let went = Station::blocking(move || swap::commit(&folder, &file, aside.as_deref())).await??;
    Ok(went.map(|p| p.display().to_string()).unwrap_or_default())
}

/// Restores a backup over the open bench.
pub(crate) async fn restore(station: &Station, request: BackupRef) -> Result<RestoredView> {
    refuse_demo(station)?;
    let owner = station.safe.owner()?;
    let backup = super::named(station, &request.backup).await?;
    let running = Some((&station.safe.key, station.safe.opened_by()));
    let opened = open_key(&backup, running, None, request.secret.as_deref()).await?;
    let folder = station.safe.folder.clone();
    let now = station.now();
    let fetched = fetch(&folder, &backup, &opened.key).await;
    if fetched.is_err() {
        swap::give_up(&folder);
    }
    fetched?;
    let present = station.safe.file().await;
    let secret = request.secret.as_deref();
    let file = profile_of(&backup, Some(&present), &opened, secret).await?;
    // The station that this was asked of stops meanwhile; the work must not.
    Station::finish(async move {
        let made_at = backup.made_at().to_string();
        let (_, set_aside) = owner
            .while_closed(async |folder, _, _| {
                Ok(((opened.key, opened.by), exchange(folder, file, now).await?))
            })
            .await?;
        Ok(RestoredView {
            state: owner.state().await,
            made_at,
            set_aside,
        })
    })
    .await
}

/// Restores a backup where no bench is open: on a new machine, or in the place of one that is locked.
pub(crate) async fn at_door(
    folder: &ProfileFolder,
    now: Timestamp,
    request: &BackupRef,
) -> Result<(Opened, String, String)> {
    swap::finish(folder)?;
    let present = folder.read().ok();
    let plan = present.as_ref().map(|p| p.backups.clone());
    let place = backup::place(folder, &plan.unwrap_or_default());
    let backup = Backup::at(&place.join(&request.backup))
        .or_else(|_| Backup::at(Path::new(&request.backup)))?;
    let secret = request.secret.as_deref();
    let opened = open_key(&backup, None, present.as_ref(), secret).await?;
    let fetched = fetch(folder, &backup, &opened.key).await;
    if fetched.is_err() {
        swap::give_up(folder);
    }
    fetched?;
    let file = profile_of(&backup, present.as_ref(), &opened, secret).await?;
    let aside = exchange(folder, file, now).await?;
    Ok((opened, backup.made_at().to_string(), aside))
}

/// What can be done before the bench is open; here for one that is.
pub(crate) async fn door(station: &Station, request: FindBackups) -> Result<DoorView> {
    let file = station.safe.file().await;
    look(&station.safe.folder, Some(&file), request).await
}

/// The same where no bench is open.
pub(crate) async fn find_backups(folder: &ProfileFolder, request: FindBackups) -> Result<DoorView> {
    let present = folder.read().ok();
    look(folder, present.as_ref(), request).await
}

async fn look(
    folder: &ProfileFolder,
    present: Option<&ProfileFile>,
    request: FindBackups,
) -> Result<DoorView> {
    let plan = present.map(|p| p.backups.clone()).unwrap_or_default();
    let place = request
        .folder
        .map(|f| f.trim().to_owned())
        .filter(|f| !f.is_empty())
        .map_or_else(|| backup::place(folder, &plan), PathBuf::from);
    let looked = place.clone();
    let found = Station::blocking(move || backup::find(&looked)).await?;
    let backups: Vec<BackupView> = found.iter().map(|b| b.view(None, None)).collect();
    Ok(DoorView {
        exists: folder.exists(),
        keychain: present.is_some_and(ProfileFile::has_keychain),
        passphrase: present.is_some_and(ProfileFile::has_passphrase),
        recovery: present.is_some_and(|p| p.recovery().is_some()),
        folder: place.display().to_string(),
        backups,
    })
}
