//! Sealing the database key: XChaCha20-Poly1305 under a key that is random, or stretched from a
//! person's word with Argon2id.
use super::{blocking, random, random_hex};
use crate::api::{Code, Failure, Result};
use argon2::Argon2;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use pb_store::DatabaseKey;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Says what is sealed, so that a slot of one kind cannot be passed off as another.
const PURPOSE: &str = "packbench database key 1 ";

/// Most memory that a profile's file may ask for: a damaged number must not take the machine down.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 64;

/// A sealed database key; hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sealed {
    nonce: String,
    bytes: String,
}

/// How a person's word becomes a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stretch {
    salt: String,
    memory_kib: u32,
    passes: u32,
}

pub(super) fn seal(lock: &[u8; 32], kind: &str, key: &DatabaseKey) -> Result<Sealed> {
    let nonce = random::<24>()?;
    let bytes = XChaCha20Poly1305::new(&(*lock).into())
        .encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: key.bytes(),
                aad: format!("{PURPOSE}{kind}").as_bytes(),
            },
        )
        .map_err(|_| Failure::new(Code::Internal, "The key could not be sealed"))?;
    Ok(Sealed {
        nonce: hex::encode(nonce),
        bytes: hex::encode(bytes),
    })
}

/// `None` when the lock is not the right one, or the slot was changed.
pub(super) fn open(lock: &[u8; 32], kind: &str, sealed: &Sealed) -> Option<DatabaseKey> {
    let nonce: [u8; 24] = hex::decode(&sealed.nonce).ok()?.try_into().ok()?;
    let bytes = hex::decode(&sealed.bytes).ok()?;
    let opened = XChaCha20Poly1305::new(&(*lock).into()).decrypt(
        &XNonce::from(nonce),
        Payload {
            msg: &bytes,
            aad: format!("{PURPOSE}{kind}").as_bytes(),
        },
    );
    let opened = Zeroizing::new(opened.ok()?);
    let key: [u8; 32] = opened.as_slice().try_into().ok()?;
    Some(DatabaseKey::new(*Zeroizing::new(key)))
}

impl Stretch {
    /// 64 MiB and three passes: a tenth of a second on a bench, a wall for whoever guesses.
    pub(super) fn new() -> Result<Self> {
        Ok(Self {
            salt: random_hex::<16>()?,
            memory_kib: 64 * 1024,
            passes: 3,
        })
    }

    pub(super) fn earlier(salt: String, memory_kib: u32, passes: u32) -> Self {
        Self {
            salt,
            memory_kib,
            passes,
        }
    }

    pub(super) async fn stretch(&self, word: &str) -> Result<Zeroizing<[u8; 32]>> {
        let broken = |what: String| {
            Failure::new(
                Code::Storage,
                format!("The profile's file is damaged: {what}"),
            )
        };
        if self.memory_kib > MOST_MEMORY_KIB || self.passes > MOST_PASSES {
            return Err(broken("it asks for more memory than there may be".into()));
        }
        let salt = hex::decode(&self.salt).map_err(|e| broken(e.to_string()))?;
        let params = argon2::Params::new(self.memory_kib, self.passes, 1, Some(32))
            .map_err(|e| broken(e.to_string()))?;
        let word = Zeroizing::new(word.as_bytes().to_vec());
        let derived = blocking(move || {
            let mut key = Zeroizing::new([0u8; 32]);
            Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
                .hash_password_into(&word, &salt, key.as_mut_slice())
                .map(|()| key)
        })
        .await?;
        derived.map_err(|e| broken(e.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_changed_does_not_open() {
        let key = DatabaseKey::new([7; 32]);
        let sealed = seal(&[1; 32], "keychain", &key).expect("seals");
        assert!(open(&[1; 32], "keychain", &sealed).is_some());
        assert!(open(&[2; 32], "keychain", &sealed).is_none());
        assert!(open(&[1; 32], "recovery", &sealed).is_none());
        let mut changed = sealed.clone();
        changed.bytes.replace_range(0..2, "00");
        let same = changed == sealed;
        assert!(same || open(&[1; 32], "keychain", &changed).is_none());
    }
}
