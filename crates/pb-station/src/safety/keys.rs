//! What opens the bench: changing the passphrase, moving between it and the keychain, recovery codes.
//!
//! Each change writes `profile.json` anew, whole or not at all; the database is not touched. A key in
//! the keychain is deleted only after the file that does without it is on the disk.
use super::{Safe, refuse_demo};
use crate::Station;
use crate::api::{
    CheckRecoveryCode, Code, Failure, KeysView, Nothing, OpenedWith, RecoveryCodeView,
    RecoveryState, Result, SetPassphrase, WithPassphrase,
};
use crate::key::{self, EarlierKey, OpenedBy, RecoveryCode, Slot};
use crate::profile::ProfileFile;
use pb_domain::FieldProblem;
use pb_store::DatabaseKey;
use serde_json::json;
use std::sync::PoisonError;

/// Fewer characters are guessed too fast.
const SHORTEST: usize = 8;

/// What opens the bench.
pub(crate) async fn keys(station: &Station, _: Nothing) -> Result<KeysView> {
    let file = station.safe.file().await;
    let opened_by = match station.safe.opened_by() {
        OpenedBy::Keychain => OpenedWith::Keychain,
        OpenedBy::Passphrase => OpenedWith::Passphrase,
        OpenedBy::Recovery => OpenedWith::Recovery,
        OpenedBy::Demo => OpenedWith::Demo,
    };
    Ok(KeysView {
        keychain: file.has_keychain() && !station.profile.demo,
        passphrase: file.has_passphrase(),
        recovery: match file.recovery() {
            None => RecoveryState::None,
            Some(false) => RecoveryState::Unchecked,
            Some(true) => RecoveryState::Checked,
        },
        keychain_works: key::keychain_works().await,
        opened_by,
        from_first_passphrase: file.derived,
        advice: advice(station)
            .await
            .or_else(|| {
                file.derived.then(|| "The database key is still the one that the first passphrase gave: make a new database key, so that no earlier passphrase opens a copy of it".to_owned())
            })
            .unwrap_or_default(),
    })
}

/// What a person should do about the keys, when it matters.
pub(crate) async fn advice(station: &Station) -> Option<String> {
    if station.profile.demo {
        return None;
    }
    let file = station.safe.file().await;
    let advice = match (file.recovery(), file.has_passphrase()) {
        _ if station.safe.opened_by() == OpenedBy::Recovery && !file.has_passphrase() => {
            "This bench was opened with its recovery code: set a passphrase, or let this machine's keychain open it"
        }
        (None, false) => {
            "Only this machine's keychain opens this bench and its backups: make a recovery code, so that a broken machine does not take them along"
        }
        (Some(false), false) => {
            "The recovery code was never entered: enter it once from the paper, so that it is sure to be right"
        }
        _ => return None,
    };
    Some(advice.to_owned())
}

/// Whoever changes what opens a bench that has a passphrase must know it, or the recovery code.
pub(super) async fn confirm(file: &ProfileFile, given: Option<&str>) -> Result<()> {
    if !file.has_passphrase() {
        return Ok(());
    }
    let Some(given) = given.filter(|g| !g.is_empty()) else {
        return Err(Failure::new(
            Code::Passphrase,
            "The passphrase of this bench is asked first",
        )
        .hint("Enter the present passphrase, or the recovery code"));
    };
    match key::with_secret(&file.slots, given).await? {
        Some(_) => Ok(()),
        None => Err(key::wrong_secret(&file.slots, given)),
    }
}

/// A passphrase that can be guessed in no time is refused.
fn refuse_short(new: &str) -> Result<()> {
    if new.chars().count() >= SHORTEST {
        return Ok(());
    }
    let text = format!("Use at least {SHORTEST} characters");
    Err(Failure::new(Code::Invalid, text.clone())
        .hint("A few words are good; nothing was changed")
        .fields(vec![FieldProblem {
            field: "new".into(),
            text,
        }]))
}

/// Takes slots away; keychain entries among them are forgotten once that is written.
fn take_away(file: &mut ProfileFile, which: fn(&Slot) -> bool) {
    let (gone, kept) = std::mem::take(&mut file.slots).into_iter().partition(which);
    file.slots = kept;
    let gone: Vec<Slot> = gone;
    file.forget.extend(gone.into_iter().filter_map(|s| match s {
        Slot::Keychain { entry, .. } => Some(entry),
        _ => None,
    }));
}

fn by_person(slot: &Slot) -> bool {
    matches!(slot, Slot::Keychain { .. } | Slot::Passphrase { .. })
}

fn by_code(slot: &Slot) -> bool {
    matches!(slot, Slot::Recovery { .. })
}

/// Writes the changed profile and the log, then empties the keychain of what opens nothing any more.
async fn keep(
    station: &Station,
    file: &mut ProfileFile,
    next: ProfileFile,
    kind: &str,
    text: &str,
) -> Result<()> {
    station.safe.folder.write(&next)?;
    *file = next;
    let mut change = station.store.change(station.now()).await?;
    change.log(kind, None, text, &json!(null)).await?;
    change.commit().await?;
    forget(&station.safe, file).await
}

/// Takes keys out of the keychain that open nothing any more; what cannot be taken now is tried at the
/// next start.
pub(super) async fn forget(safe: &Safe, file: &mut ProfileFile) -> Result<()> {
    if file.forget.is_empty() {
        return Ok(());
    }
    let mut left = Vec::new();
    for entry in &file.forget {
        if !key::forget(entry).await {
            left.push(entry.clone());
        }
    }
    let next = ProfileFile {
        forget: left,
        ..file.clone()
    };
    safe.folder.write(&next)?;
    *file = next;
    Ok(())
}

fn opened(safe: &Safe, by: OpenedBy) {
    *safe
        .opened_by
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = by;
}

/// Sets or changes the passphrase; it takes the keychain's place.
pub(crate) async fn set_passphrase(station: &Station, request: SetPassphrase) -> Result<KeysView> {
    refuse_demo(station)?;
    let mut file = station.safe.file.lock().await;
    confirm(&file, request.old.as_deref()).await?;
    refuse_short(&request.new)?;
    let slot = key::passphrase_slot(&request.new, &station.safe.key).await?;
    let mut next = file.clone();
    take_away(&mut next, by_person);
    next.slots.insert(0, slot);
    let text = if file.has_passphrase() {
        "The passphrase was changed"
    } else {
        "A passphrase opens this bench now, and the keychain does not"
    };
    keep(station, &mut file, next, "passphrase_set", text).await?;
    drop(file);
    opened(&station.safe, OpenedBy::Passphrase);
    station.emit_attention().await;
    keys(station, Nothing {}).await
}

/// Lets the keychain open the bench, in the passphrase's place.
pub(crate) async fn use_keychain(station: &Station, request: WithPassphrase) -> Result<KeysView> {
    refuse_demo(station)?;
    let mut file = station.safe.file.lock().await;
    confirm(&file, request.passphrase.as_deref()).await?;
    let slot = key::keychain_slot(&file.station, &station.safe.key).await?;
    let mut next = file.clone();
    take_away(&mut next, by_person);
    next.slots.insert(0, slot);
    let text = "The keychain opens this bench now, and no passphrase does";
    keep(station, &mut file, next, "keychain_set", text).await?;
    drop(file);
    opened(&station.safe, OpenedBy::Keychain);
    station.emit_attention().await;
    keys(station, Nothing {}).await
}

/// Makes a recovery code; the one before opens nothing any more but backups of its time.
pub(crate) async fn new_recovery_code(
    station: &Station,
    request: WithPassphrase,
) -> Result<RecoveryCodeView> {
    refuse_demo(station)?;
    let mut file = station.safe.file.lock().await;
    confirm(&file, request.passphrase.as_deref()).await?;
    let code = RecoveryCode::new()?;
    let slot = key::recovery_slot(&code, &station.safe.key).await?;
    let mut next = file.clone();
    take_away(&mut next, by_code);
    next.slots.push(slot);
    let text = "A new recovery code was made";
    keep(station, &mut file, next, "recovery_code_made", text).await?;
    drop(file);
    station.emit_attention().await;
    Ok(RecoveryCodeView {
        code: code.shown(),
        keys: keys(station, Nothing {}).await?,
    })
}

/// A person enters the recovery code from the paper; only whether it is right is kept.
pub(crate) async fn check_recovery_code(
    station: &Station,
    request: CheckRecoveryCode,
) -> Result<KeysView> {
    refuse_demo(station)?;
    let mut file = station.safe.file.lock().await;
    let codes: Vec<Slot> = file.slots.iter().filter(|s| by_code(s)).cloned().collect();
    if codes.is_empty() {
        return Err(
            Failure::new(Code::Precondition, "This bench has no recovery code")
                .hint("Make one first"),
        );
    }
    if key::with_secret(&codes, &request.code).await?.is_none() {
        return Err(key::wrong_secret(&codes, &request.code));
    }
    let mut next = file.clone();
    for slot in &mut next.slots {
        if let Slot::Recovery { checked, .. } = slot {
            *checked = true;
        }
    }
    let text = "The recovery code was entered and is right";
    keep(station, &mut file, next, "recovery_code_checked", text).await?;
    drop(file);
    station.emit_attention().await;
    keys(station, Nothing {}).await
}

/// A profile of the earlier form with the same way to open it in a slot. The key stays: the database is
/// not touched.
pub(crate) async fn move_on(
    mut file: ProfileFile,
    key: &DatabaseKey,
    passphrase: Option<&str>,
) -> Result<ProfileFile> {
    match file.key.take() {
        Some(EarlierKey::Keychain) => {
            file.slots = vec![key::keychain_slot(&file.station, key).await?];
            file.forget.push(file.station.clone());
        }
        Some(EarlierKey::Passphrase { .. }) => {
            let passphrase = passphrase.unwrap_or_default();
            file.slots = vec![key::passphrase_slot(passphrase, key).await?];
            file.derived = true;
        }
        None => {}
    }
    Ok(file)
}
