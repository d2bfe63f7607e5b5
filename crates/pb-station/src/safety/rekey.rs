//! A new database key: the database is written anew under it, and no page under the old one is left.
//!
//! The new database is made beside the old one, checked, and swapped in together with the
//! `profile.json` that opens it. SQLCipher's `PRAGMA rekey` changes the file in place instead, where a
//! stop leaves a half that a journal must undo; and it leaves frames under the old key in the log.
use super::{keys, refuse_demo, swap};
use crate::Station;
use crate::api::{BackupReason, Code, Failure, Nothing, Rekeyed, Result, WithPassphrase};
use crate::app::Shared;
use crate::key::{self, OpenedBy, RecoveryCode, Slot};
use crate::profile::{ProfileFile, ProfileFolder};
use pb_store::{DatabaseKey, calm_database, check_database, copy_database};
use serde_json::json;

/// Gives the database a new key. The bench closes for as long as that takes, and opens again.
pub(crate) async fn rekey(station: &Station, request: WithPassphrase) -> Result<Rekeyed> {
    refuse_demo(station)?;
    let owner = station.safe.owner()?;
    let file = station.safe.file().await;
    let passphrase = request.passphrase.as_deref();
    keys::confirm(&file, passphrase).await?;
    let new = new_slots(&file, passphrase).await?;
    // The station that this was asked of stops meanwhile; the work must not.
    Station::finish(async move { swap_key(&owner, new).await }).await
}

/// A new key, the profile that opens it, and the recovery code to show.
type New = (DatabaseKey, ProfileFile, Option<String>);

async fn swap_key(owner: &Shared, (new, next, code): New) -> Result<Rekeyed> {
    let (station, ()) = owner
        .while_closed(async |folder, old, by| {
            let written = rewrite(folder, old, &new, &next).await;
            if written.is_err() {
                swap::give_up(folder);
                // Keys that were put into the keychain for it open nothing.
                for slot in &next.slots {
                    if let Slot::Keychain { entry, .. } = slot {
                        key::forget(entry).await;
                    }
                }
            }
            written.map(|()| ((new.clone(), by), ()))
        })
        .await?;
    {
        let mut file = station.safe.file.lock().await;
        keys::forget(&station.safe, &mut file).await?;
    }
    let mut change = station.store.change(station.now()).await?;
    change
        .log(
            "database_rekeyed",
            None,
            "The database has a new key",
            &json!(null),
        )
        .await?;
    change.commit().await?;
    // The backups so far are under the old key; one under the new is made at once, beside the work.
    let kept = station.clone();
    station.run(async move {
        if let Err(failure) = super::back_up(&kept, BackupReason::Rekey).await {
            tracing::warn!(%failure, "the backup after a new database key was not made");
        }
    });
    station.emit_attention().await;
    Ok(Rekeyed {
        code,
        keys: keys::keys(&station, Nothing {}).await?,
    })
}

/// The same ways to open it, for a new key.
async fn new_slots(present: &ProfileFile, passphrase: Option<&str>) -> Result<New> {
    let new = key::new_database_key()?;
    let mut next = ProfileFile {
        slots: Vec::new(),
        derived: false,
        ..present.clone()
    };
    let mut code = None;
    for slot in &present.slots {
        match slot {
            Slot::Keychain { entry, .. } => {
                next.slots
                    .push(key::keychain_slot(&present.station, &new).await?);
                next.forget.push(entry.clone());
            }
            Slot::Passphrase { .. } => {
                let known = passphrase.unwrap_or_default();
                // A recovery code may have been given for it: the new key needs the passphrase itself.
                match key::with_secret(&present.slots, known).await? {
                    Some((_, OpenedBy::Passphrase)) => {}
                    _ => {
                        return Err(Failure::new(
                            Code::Passphrase,
                            "A new database key needs the passphrase itself, not the recovery code",
                        )
                        .hint("Set a new passphrase first; the recovery code is enough for that"));
                    }
                }
                next.slots.push(key::passphrase_slot(known, &new).await?);
            }
            Slot::Recovery { .. } => {
                let made = RecoveryCode::new()?;
                next.slots.push(key::recovery_slot(&made, &new).await?);
                code = Some(made.shown());
            }
            Slot::Demo => {
                return Err(Failure::new(
                    Code::Precondition,
                    "This bench guards nothing, so it needs no new key",
                ));
            }
        }
    }
    Ok((new, next, code))
}

/// Writes the database anew, checks it, and swaps it in.
async fn rewrite(
    folder: &ProfileFolder,
    old: &DatabaseKey,
    new: &DatabaseKey,
    next: &ProfileFile,
) -> Result<()> {
    let present = folder.database();
    calm_database(&present, old).await?;
    let to = swap::begin(folder)?;
    let counted = copy_database(&present, old, &to, new).await?;
    let (found, problems) = check_database(&to, new).await?;
    if found != counted || !problems.is_empty() {
        return Err(Failure::new(
            Code::Storage,
            format!(
                "The database could not be written anew as it is: {}",
                problems
                    .first()
                    .map_or("something was counted differently", String::as_str)
            ),
        )
        .hint("Nothing was changed, and the bench goes on with its present key"));
    }
    let (folder, next) = (folder.clone(), next.clone());
    Station::blocking(move || swap::commit(&folder, &next, None).map(drop)).await?
}
