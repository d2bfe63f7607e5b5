//! The operating system's keychain.
use super::blocking;
use crate::api::{Code, Failure, Result};
use keyring::v1::{Entry, Error};
use zeroize::Zeroizing;

const SERVICE: &str = "Packbench";

/// Whether it can be used on this machine.
pub(crate) async fn works() -> bool {
    blocking(|| match Entry::new(SERVICE, "probe") {
        Ok(entry) => matches!(entry.get_secret(), Ok(_) | Err(Error::NoEntry)),
        Err(_) => false,
    })
    .await
    .unwrap_or(false)
}

/// Keeps a key under a name, and proves that it comes back.
pub(super) async fn keep(entry: &str, key: &[u8; 32]) -> Result<()> {
    let (name, secret) = (entry.to_owned(), Zeroizing::new(*key));
    let stored = blocking(move || {
        let entry = Entry::new(SERVICE, &name)?;
        entry.set_secret(secret.as_slice())?;
        let back = Zeroizing::new(entry.get_secret()?);
        Ok::<_, Error>(back.as_slice() == secret.as_slice())
    })
    .await?;
    match stored {
        Ok(true) => Ok(()),
        _ => Err(Failure::new(
            Code::Passphrase,
            "This system has no keychain for the bench's key",
        )
        .hint("Choose a passphrase instead; it is asked at each start")),
    }
}

/// The key under a name.
pub(super) async fn get(entry: &str) -> Result<Zeroizing<[u8; 32]>> {
    let name = entry.to_owned();
    let found = blocking(move || Entry::new(SERVICE, &name)?.get_secret()).await?;
    let bytes = Zeroizing::new(found.map_err(|_| not_given())?);
    let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| not_given())?;
    Ok(Zeroizing::new(key))
}

/// The keychain does not open a slot.
pub(super) fn not_given() -> Failure {
    Failure::new(
        Code::Passphrase,
        "The keychain does not give this bench's key",
    )
    .hint("Unlock the keychain, or sign in as the user who set the bench up, then try again")
    .retry()
}

/// Takes a key away that opens nothing any more; whether it is gone.
pub(crate) async fn forget(entry: &str) -> bool {
    let name = entry.to_owned();
    let gone = blocking(move || {
        let deleted = Entry::new(SERVICE, &name).and_then(|e| e.delete_credential());
        matches!(deleted, Ok(()) | Err(Error::NoEntry))
    });
    gone.await.unwrap_or(false)
}
