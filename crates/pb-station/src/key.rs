//! The key of a profile's database: in the operating system's keychain, else from a passphrase.
use crate::api::{Code, Failure, Result};
use argon2::Argon2;
use pb_store::DatabaseKey;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const SERVICE: &str = "Packbench";

/// Where a profile's key is; kept beside the database, holds nothing secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum KeySource {
    /// In the keychain, under the profile's station id.
    Keychain,
    /// Derived from a passphrase with Argon2id.
    Passphrase {
        /// Salt, hexadecimal.
        salt: String,
        /// Memory in KiB.
        memory_kib: u32,
        /// Passes over it.
        passes: u32,
    },
    /// The demo's own: it guards nothing, and the demo holds nothing real.
    Demo,
}

fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The system gives no random numbers: {e}"),
        )
    })?;
    Ok(bytes)
}

/// A random 256-bit token as hexadecimal, and a random id for a station.
pub(crate) fn random_hex<const N: usize>() -> Result<String> {
    Ok(hex::encode(random::<N>()?))
}

/// Whether the keychain can be used on this machine.
pub(crate) async fn keychain_works() -> bool {
    blocking(|| match keyring::v1::Entry::new(SERVICE, "probe") {
        Ok(entry) => matches!(entry.get_secret(), Ok(_) | Err(keyring::v1::Error::NoEntry)),
        Err(_) => false,
    })
    .await
    .unwrap_or(false)
}

/// Makes a key for a new profile.
pub(crate) async fn make(
    station: &str,
    passphrase: Option<&str>,
) -> Result<(KeySource, DatabaseKey)> {
    if let Some(passphrase) = passphrase {
        let source = KeySource::Passphrase {
            salt: random_hex::<16>()?,
            memory_kib: 64 * 1024,
            passes: 3,
        };
        let key = open(&source, station, Some(passphrase)).await?;
        return Ok((source, key));
    }
    let bytes = Zeroizing::new(random::<32>()?);
    let (user, secret) = (station.to_owned(), bytes.clone());
    let stored = blocking(move || {
        let entry = keyring::v1::Entry::new(SERVICE, &user)?;
        entry.set_secret(secret.as_slice())?;
        entry.get_secret()
    })
    .await?;
    match stored {
        Ok(back) if back == bytes.as_slice() => Ok((KeySource::Keychain, DatabaseKey::new(*bytes))),
        _ => Err(Failure::new(
            Code::Passphrase,
            "This system has no keychain for the bench's key",
        )
        .hint("Choose a passphrase instead; it is asked at each start")),
    }
}

/// The key of a profile that exists.
pub(crate) async fn open(
    source: &KeySource,
    station: &str,
    passphrase: Option<&str>,
) -> Result<DatabaseKey> {
    match source {
        KeySource::Demo => Ok(DatabaseKey::new(*b"packbench demo: guards nothing..")),
        KeySource::Keychain => {
            let user = station.to_owned();
            let found =
                blocking(move || keyring::v1::Entry::new(SERVICE, &user)?.get_secret()).await?;
            let bytes: [u8; 32] = found
                .ok()
                .and_then(|b| b.try_into().ok())
                .ok_or_else(|| {
                    Failure::new(Code::Passphrase, "The keychain does not give this bench's key")
                        .hint("Unlock the keychain, or sign in as the user who set the bench up, then try again")
                        .retry()
                })?;
            Ok(DatabaseKey::new(bytes))
        }
        KeySource::Passphrase {
            salt,
            memory_kib,
            passes,
        } => {
            let passphrase = passphrase.filter(|p| !p.is_empty()).ok_or_else(|| {
                Failure::new(Code::Passphrase, "This bench is locked with a passphrase")
            })?;
            let broken = |what: String| {
                Failure::new(
                    Code::Storage,
                    format!("The profile's file is damaged: {what}"),
                )
            };
            let salt = hex::decode(salt).map_err(|e| broken(e.to_string()))?;
            let params = argon2::Params::new(*memory_kib, *passes, 1, Some(32))
                .map_err(|e| broken(e.to_string()))?;
            let secret = Zeroizing::new(passphrase.as_bytes().to_vec());
            let derived = blocking(move || {
                let mut key = Zeroizing::new([0u8; 32]);
                Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
                    .hash_password_into(&secret, &salt, key.as_mut_slice())
                    .map(|()| key)
            })
            .await?;
            let key = derived.map_err(|e| broken(e.to_string()))?;
            Ok(DatabaseKey::new(*key))
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
    async fn a_passphrase_gives_the_same_key_again_and_another_does_not() {
        let (source, _) = make("S", Some("correct horse")).await.expect("makes");
        let shown = format!("{source:?}");
        assert!(!shown.contains("horse"));
        assert!(open(&source, "S", Some("correct horse")).await.is_ok());
        let missing = open(&source, "S", None).await.expect_err("needs it");
        assert_eq!(missing.code, Code::Passphrase);
    }
}
