//! The key of a profile's database, and the slots that open it.
//!
//! The database key is random. `profile.json` keeps it sealed, once for each way to open the bench: a
//! key in the operating system's keychain, a passphrase, a recovery code. Any one slot is enough, and
//! adding or taking one away re-encrypts nothing.
mod keychain;
mod recovery;
mod seal;

pub(crate) use keychain::{forget, works as keychain_works};
pub(crate) use recovery::RecoveryCode;

use crate::api::{Code, Failure, Result};
use pb_store::DatabaseKey;
use seal::{Sealed, Stretch};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// One way to the database key; nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Slot {
    /// Sealed with a key that the keychain holds under a name of its own.
    Keychain {
        /// The keychain's name for it.
        entry: String,
        /// The database key.
        sealed: Sealed,
    },
    /// Sealed with a passphrase.
    Passphrase {
        /// How the passphrase becomes a key.
        stretch: Stretch,
        /// The database key.
        sealed: Sealed,
    },
    /// Sealed with a recovery code.
    Recovery {
        /// How the code becomes a key.
        stretch: Stretch,
        /// The database key.
        sealed: Sealed,
        /// Whether a person has entered the code once since it was shown.
        checked: bool,
    },
    /// The demo's own: it guards nothing, and the demo holds nothing real.
    Demo,
}

/// How a profile was opened before there were slots. Such a profile still opens, and is then moved on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum EarlierKey {
    /// The database key itself was in the keychain, under the profile's station id.
    Keychain,
    /// The database key was derived from the passphrase.
    Passphrase {
        /// Salt, hexadecimal.
        salt: String,
        /// Memory in KiB.
        memory_kib: u32,
        /// Passes over it.
        passes: u32,
    },
}

/// Which slot opened a bench.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenedBy {
    Keychain,
    Passphrase,
    Recovery,
    Demo,
}

/// Random bytes of the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The system gives no random numbers: {e}"),
        )
    })?;
    Ok(bytes)
}

/// Random bytes as hexadecimal: ids of stations and names of entries.
pub(crate) fn random_hex<const N: usize>() -> Result<String> {
    Ok(hex::encode(random::<N>()?))
}

/// A key for a new database, or a new key for one that exists.
pub(crate) fn new_database_key() -> Result<DatabaseKey> {
    Ok(DatabaseKey::new(*Zeroizing::new(random::<32>()?)))
}

/// A slot that the keychain opens. What is there under other names stays.
pub(crate) async fn keychain_slot(station: &str, key: &DatabaseKey) -> Result<Slot> {
    let entry = format!("{station}-{}", random_hex::<4>()?);
    let lock = Zeroizing::new(random::<32>()?);
    keychain::keep(&entry, &lock).await?;
    Ok(Slot::Keychain {
        entry,
        sealed: seal::seal(&lock, "keychain", key)?,
    })
}

/// A slot that a passphrase opens.
pub(crate) async fn passphrase_slot(passphrase: &str, key: &DatabaseKey) -> Result<Slot> {
    let stretch = Stretch::new()?;
    let lock = stretch.stretch(passphrase).await?;
    Ok(Slot::Passphrase {
        stretch,
        sealed: seal::seal(&lock, "passphrase", key)?,
    })
}

/// A slot that a recovery code opens.
pub(crate) async fn recovery_slot(code: &RecoveryCode, key: &DatabaseKey) -> Result<Slot> {
    let stretch = Stretch::new()?;
    let lock = stretch.stretch(code.letters()).await?;
    Ok(Slot::Recovery {
        stretch,
        sealed: seal::seal(&lock, "recovery", key)?,
        checked: false,
    })
}

/// Opens the database key: with the keychain where a slot lies there, else with what a person gave, a
/// passphrase or a recovery code. A wrong word changes nothing.
pub(crate) async fn open(slots: &[Slot], secret: Option<&str>) -> Result<(DatabaseKey, OpenedBy)> {
    let mut keychain = None;
    for slot in slots {
        match slot {
            Slot::Demo => {
                let key = DatabaseKey::new(*b"packbench demo: guards nothing..");
                return Ok((key, OpenedBy::Demo));
            }
            Slot::Keychain { entry, sealed } => match keychain::get(entry).await {
                Ok(lock) => match seal::open(&lock, "keychain", sealed) {
                    Some(key) => return Ok((key, OpenedBy::Keychain)),
                    None => keychain = Some(keychain::not_given()),
                },
                Err(failure) => keychain = Some(failure),
            },
            Slot::Passphrase { .. } | Slot::Recovery { .. } => {}
        }
    }
    let has_recovery = slots.iter().any(|s| matches!(s, Slot::Recovery { .. }));
    let Some(secret) = secret.filter(|s| !s.is_empty()) else {
        return Err(match keychain {
            Some(failure) if has_recovery => {
                failure.hint("Unlock the keychain, or sign in as the user who set the bench up, then try again. The recovery code opens the bench too")
            }
            Some(failure) => failure,
            None => Failure::new(Code::Passphrase, "This bench is locked with a passphrase"),
        });
    };
    if let Some(found) = with_secret(slots, secret).await? {
        return Ok(found);
    }
    Err(wrong_secret(slots, secret))
}

/// The same with what a person gave alone.
pub(crate) async fn with_secret(
    slots: &[Slot],
    secret: &str,
) -> Result<Option<(DatabaseKey, OpenedBy)>> {
    for slot in slots {
        if let Slot::Passphrase { stretch, sealed } = slot {
            let lock = stretch.stretch(secret).await?;
            if let Some(key) = seal::open(&lock, "passphrase", sealed) {
                return Ok(Some((key, OpenedBy::Passphrase)));
            }
        }
    }
    let Ok(code) = RecoveryCode::read(secret) else {
        return Ok(None);
    };
    for slot in slots {
        if let Slot::Recovery {
            stretch, sealed, ..
        } = slot
        {
            let lock = stretch.stretch(code.letters()).await?;
            if let Some(key) = seal::open(&lock, "recovery", sealed) {
                return Ok(Some((key, OpenedBy::Recovery)));
            }
        }
    }
    Ok(None)
}

/// What a person gave opens nothing.
pub(crate) fn wrong_secret(slots: &[Slot], secret: &str) -> Failure {
    let passphrase = slots.iter().any(|s| matches!(s, Slot::Passphrase { .. }));
    let (text, hint) = match RecoveryCode::read(secret) {
        Ok(_) => (
            "The recovery code does not open this bench's database",
            "Nothing was changed. It may be an earlier code, or another bench's",
        ),
        Err(why) if !passphrase => (
            "This is not a recovery code",
            // Where it went wrong is worth more than that it did.
            why,
        ),
        Err(_) => (
            "The passphrase does not open this bench's database",
            "Nothing was changed. Check the keyboard's language and Caps Lock, then try again",
        ),
    };
    Failure::new(Code::Passphrase, text).hint(hint)
}

/// The database key of a profile of the earlier form.
pub(crate) async fn open_earlier(
    earlier: &EarlierKey,
    station: &str,
    passphrase: Option<&str>,
) -> Result<(DatabaseKey, OpenedBy)> {
    match earlier {
        EarlierKey::Keychain => Ok((
            DatabaseKey::new(*keychain::get(station).await?),
            OpenedBy::Keychain,
        )),
        EarlierKey::Passphrase {
            salt,
            memory_kib,
            passes,
        } => {
            let passphrase = passphrase.filter(|p| !p.is_empty()).ok_or_else(|| {
                Failure::new(Code::Passphrase, "This bench is locked with a passphrase")
            })?;
            let stretch = Stretch::earlier(salt.clone(), *memory_kib, *passes);
            let key = stretch.stretch(passphrase).await?;
            Ok((DatabaseKey::new(*key), OpenedBy::Passphrase))
        }
    }
}

/// Keychains and key derivation block; they run beside the async threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Failure::new(Code::Internal, format!("A background task failed: {e}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_slot_opens_the_same_key_and_a_wrong_word_opens_none() {
        let key = new_database_key().expect("random");
        let code = RecoveryCode::new().expect("random");
        let slots = [
            passphrase_slot("correct horse", &key).await.expect("seals"),
            recovery_slot(&code, &key).await.expect("seals"),
        ];
        let shown = serde_json::to_string(&slots).expect("JSON");
        assert!(!shown.contains("horse") && !shown.contains(&hex::encode(key.bytes())));
        let (one, by) = open(&slots, Some("correct horse")).await.expect("opens");
        assert_eq!((one.bytes(), by), (key.bytes(), OpenedBy::Passphrase));
        let shown = code.shown().to_lowercase();
        let (two, by) = open(&slots, Some(&shown)).await.expect("opens");
        assert_eq!((two.bytes(), by), (key.bytes(), OpenedBy::Recovery));
        for wrong in [
            "Correct horse",
            "",
            RecoveryCode::new().expect("random").shown().as_str(),
        ] {
            let failure = open(&slots, Some(wrong)).await.expect_err("wrong");
            assert_eq!(failure.code, Code::Passphrase, "{wrong}");
        }
    }
}
