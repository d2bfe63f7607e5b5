//! Keys and backups of the open bench, and what a restore or a new database key does to it.
pub(crate) mod backup;
mod core_dumps;
mod keys;
mod rekey;
mod restore;
mod schedule;
pub(crate) mod swap;

pub use core_dumps::no_core_dumps;
pub(crate) use keys::{
    advice, check_recovery_code, keys, move_on, new_recovery_code, set_passphrase, use_keychain,
};
pub(crate) use rekey::rekey;
pub(crate) use restore::{at_door, door, find_backups, restore};
pub(crate) use schedule::trouble as backup_trouble;

use crate::Station;
use crate::api::{
    BackupPlan, BackupReason, BackupRef, BackupVerified, BackupsView, Code, Failure, Nothing,
    Result,
};
use crate::app::Shared;
use crate::copied::{self, Witness};
use crate::key::OpenedBy;
use crate::profile::{ProfileFile, ProfileFolder};
use backup::{Backup, Source};
use jiff::Timestamp;
use pb_store::DatabaseKey;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::Notify;

/// What an open bench is kept safe with.
pub(crate) struct Safe {
    pub(crate) folder: ProfileFolder,
    pub(crate) key: DatabaseKey,
    pub(crate) witness: Witness,
    opened_by: Mutex<OpenedBy>,
    file: tokio::sync::Mutex<ProfileFile>,
    owner: Weak<Shared>,
    /// One backup is made at a time.
    making: tokio::sync::Mutex<()>,
    backups: Mutex<Backups>,
    plan: Notify,
}

/// How backups stand.
#[derive(Clone, Debug, Default)]
struct Backups {
    last: Option<Timestamp>,
    trouble: Option<(Timestamp, String)>,
    running: bool,
}

impl Safe {
    pub(crate) fn new(
        folder: ProfileFolder,
        file: ProfileFile,
        (key, opened_by): (DatabaseKey, OpenedBy),
        witness: Witness,
        owner: Weak<Shared>,
    ) -> Self {
        Self {
            folder,
            key,
            witness,
            opened_by: Mutex::new(opened_by),
            file: tokio::sync::Mutex::new(file),
            owner,
            making: tokio::sync::Mutex::new(()),
            backups: Mutex::default(),
            plan: Notify::new(),
        }
    }

    /// `profile.json` as it is now.
    pub(crate) async fn file(&self) -> ProfileFile {
        self.file.lock().await.clone()
    }

    fn opened_by(&self) -> OpenedBy {
        *self
            .opened_by
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn backups(&self) -> Backups {
        self.backups
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn note(&self, change: impl FnOnce(&mut Backups)) {
        change(&mut self.backups.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn last_backup(&self) -> Option<Timestamp> {
        self.backups().last
    }

    fn backup_trouble(&self) -> Option<(Timestamp, String)> {
        self.backups().trouble
    }

    fn is_backing_up(&self) -> bool {
        self.backups().running
    }

    async fn plan_changed(&self) {
        self.plan.notified().await;
    }

    /// What the bench is opened with again after it was closed.
    pub(crate) fn opening(&self) -> (ProfileFolder, DatabaseKey, OpenedBy) {
        (self.folder.clone(), self.key.clone(), self.opened_by())
    }

    /// The program that holds the station, to have the bench closed and opened again.
    fn owner(&self) -> Result<Arc<Shared>> {
        self.owner
            .upgrade()
            .ok_or_else(|| Failure::new(Code::Precondition, "This bench is being closed"))
    }
}

/// A demo guards nothing and begins afresh each time.
fn refuse_demo(station: &Station) -> Result<()> {
    if station.profile.demo {
        return Err(Failure::new(
            Code::Precondition,
            "The demo bench has no keys and no backups: it holds nothing real",
        )
        .hint("Set up your own bench"));
    }
    Ok(())
}

/// Begins to remember what the station does, and to make backups.
pub(crate) async fn start(station: &Station) -> Result<()> {
    if station.profile.demo {
        return Ok(());
    }
    station.run(copied::watch(
        station.safe.witness.clone(),
        station.store.clone(),
    ));
    let newest = own_backups(station).await?.first().map(Backup::made_at);
    station.safe.note(|b| b.last = newest);
    station.run(schedule::run(station.clone()));
    Ok(())
}

async fn place(station: &Station) -> PathBuf {
    backup::place(&station.safe.folder, &station.safe.file().await.backups)
}

/// The backups of this bench in its folder of backups, newest first. One that was made before a
/// database had an id is told by its key.
async fn own_backups(station: &Station) -> Result<Vec<Backup>> {
    let place = place(station).await;
    let database = station.store.identity().await?.database;
    let found = Station::blocking(move || backup::find(&place)).await?;
    Ok(found
        .into_iter()
        .filter(|b| b.is_of(&database) || b.has_key(&station.safe.key))
        .collect())
}

/// Makes a backup now, whatever the schedule says.
async fn back_up(station: &Station, reason: BackupReason) -> Result<Backup> {
    let _one_at_a_time = station.safe.making.lock().await;
    station.safe.note(|b| b.running = true);
    let file = station.safe.file().await;
    let source = Source {
        folder: &station.safe.folder,
        file: &file,
        key: &station.safe.key,
    };
    let made = backup::make(source, reason, station.now()).await;
    let now = station.now();
    station.safe.note(|b| {
        b.running = false;
        match &made {
            Ok(backup) => {
                b.last = Some(backup.made_at());
                b.trouble = None;
            }
            Err(failure) => {
                b.trouble = Some((now, format!("{}. {}", failure.text, failure.hint)));
            }
        }
    });
    station.emit_attention().await;
    let backup = made?;
    let mut change = station.store.change(station.now()).await?;
    let text = format!("Backup {} made and checked", backup.name());
    change
        .log("backup_made", None, &text, &json!({ "reason": reason }))
        .await?;
    change.commit().await?;
    Ok(backup)
}

/// Makes a backup now and checks it.
pub(crate) async fn backup_now(station: &Station, _: Nothing) -> Result<BackupsView> {
    refuse_demo(station)?;
    let kept = station.clone();
    Station::finish(async move { back_up(&kept, BackupReason::ByHand).await.map(drop) }).await?;
    backups(station, Nothing {}).await
}

/// The plan of backups and what is there.
pub(crate) async fn backups(station: &Station, _: Nothing) -> Result<BackupsView> {
    refuse_demo(station)?;
    let plan = station.safe.file().await.backups;
    let place = place(station).await;
    let database = station.store.identity().await?.database;
    let looked = place.clone();
    let found = Station::blocking(move || backup::find(&looked)).await?;
    Ok(BackupsView {
        same_disk: place.starts_with(station.safe.folder.path()),
        folder: place.display().to_string(),
        next_at: schedule::next(station).await?.map(|t| t.to_string()),
        trouble: backup_trouble(station).await?,
        backups: found
            .iter()
            .map(|b| b.view(Some(&database), Some(&station.safe.key)))
            .collect(),
        plan,
    })
}

/// Changes when backups are made and where they lie. Those that are there stay where they are.
pub(crate) async fn save_backup_plan(
    station: &Station,
    mut plan: BackupPlan,
) -> Result<BackupsView> {
    refuse_demo(station)?;
    schedule::refuse_bad(&plan.schedule, plan.keep)?;
    plan.folder = plan
        .folder
        .map(|f| f.trim().to_owned())
        .filter(|f| !f.is_empty());
    if let Some(folder) = plan.folder.clone() {
        let made = Station::blocking(move || try_folder(Path::new(&folder))).await?;
        made.map_err(|why| {
            let field = pb_domain::FieldProblem {
                field: "folder".into(),
                text: why.clone(),
            };
            Failure::new(Code::Invalid, why)
                .hint("Choose a folder that this user may write to; nothing was saved")
                .fields(vec![field])
        })?;
    }
    {
        let mut file = station.safe.file.lock().await;
        let next = ProfileFile {
            backups: plan.clone(),
            ..file.clone()
        };
        station.safe.folder.write(&next)?;
        *file = next;
    }
    let mut change = station.store.change(station.now()).await?;
    change
        .log(
            "backup_plan_saved",
            None,
            "Plan of backups saved",
            &json!(plan),
        )
        .await?;
    change.commit().await?;
    let newest = own_backups(station).await?.first().map(Backup::made_at);
    station.safe.note(|b| {
        b.trouble = None;
        b.last = newest;
    });
    station.safe.plan.notify_one();
    station.emit_attention().await;
    backups(station, Nothing {}).await
}

/// Whether backups can be written to a folder; else why not.
fn try_folder(folder: &Path) -> Result<(), String> {
    let cannot = |e: std::io::Error| format!("{} cannot be used: {e}", folder.display());
    if !folder.is_absolute() {
        return Err(format!(
            "{} is not a whole path, such as /media/backup or D:\\Backup",
            folder.display()
        ));
    }
    std::fs::create_dir_all(folder).map_err(cannot)?;
    tempfile::tempfile_in(folder).map(drop).map_err(cannot)
}

/// The backup that a person named: by its name in the bench's folder of backups, or by a path.
async fn named(station: &Station, name: &str) -> Result<Backup> {
    let known = place(station).await.join(name);
    Backup::at(&known).or_else(|_| Backup::at(Path::new(name)))
}

/// Checks a backup by restoring it into a scratch folder and opening it there.
pub(crate) async fn verify_backup(station: &Station, request: BackupRef) -> Result<BackupVerified> {
    refuse_demo(station)?;
    let backup = named(station, &request.backup).await?;
    let running = Some((&station.safe.key, station.safe.opened_by()));
    let opened = restore::open_key(&backup, running, None, request.secret.as_deref()).await?;
    backup::check(&backup, &opened.key, &station.safe.folder).await?;
    let view = backup.view(None, None);
    Ok(BackupVerified {
        name: backup.name(),
        text: format!(
            "It was opened as a copy and is whole: {} orders, {} shipments, and the log's chain holds",
            view.orders, view.shipments
        ),
    })
}
