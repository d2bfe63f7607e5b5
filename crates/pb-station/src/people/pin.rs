//! PINs: hashed with Argon2id, tried one at a time, and slower after each wrong one.
use crate::Station;
use crate::api::{Code, Failure, Result};
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use jiff::{SignedDuration, Timestamp};
use pb_domain::pin_pause;
use pb_store::{Actor, StoredOperator};
use serde_json::json;
use zeroize::Zeroizing;

/// Memory in KiB and passes, as OWASP's Password Storage Cheat Sheet has them for Argon2id: some 30 ms. What a
/// PIN lacks in length the pauses make up for; the file with the hashes is encrypted.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// A PIN's hash, as a PHC string.
pub(super) async fn hash(pin: &str) -> Result<String> {
    let pin = Zeroizing::new(pin.to_owned());
    let hashed = Station::blocking(move || {
        let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|e| e.to_string())?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash: PasswordHash = argon2
            .hash_password(pin.as_bytes())
            .map_err(|e| e.to_string())?;
        Ok::<_, String>(hash.to_string())
    });
    hashed
        .await?
        .map_err(|e| Failure::new(Code::Internal, format!("The PIN cannot be kept: {e}")))
}

async fn fits(pin: &str, hash: &str) -> Result<bool> {
    let (pin, hash) = (Zeroizing::new(pin.to_owned()), hash.to_owned());
    Station::blocking(move || {
        let Ok(hash) = PasswordHash::new(&hash) else {
            return false;
        };
        Argon2::default()
            .verify_password(pin.as_bytes(), &hash)
            .is_ok()
    })
    .await
}

/// The operator with a name, if the PIN is right and does not come too soon.
pub(super) async fn check(station: &Station, name: &str, pin: &str) -> Result<StoredOperator> {
    // One at a time: many at once would all be checked before the first is counted.
    let _one_at_a_time = station.people.trying().await;
    let name = name.trim();
    let mut change = station.store.change(station.now()).await?;
    let operator = change
        .operator_called(name)
        .await?
        .filter(|o| o.removed_at.is_none())
        .ok_or_else(|| {
            Failure::new(
                Code::WrongPin,
                format!("Nobody called {name} may sign in here"),
            )
            .hint("Choose the name from the list; a manager adds new ones in Settings → People")
        })?;
    let now = change.at;
    if let Some(seconds) = must_wait(&operator, now) {
        return Err(Failure::new(
            Code::WrongPin,
            format!(
                "Too many wrong PINs for {}: try again in {}",
                operator.name,
                in_words(seconds)
            ),
        )
        .hint("A manager can give a new PIN in Settings → People")
        .retry());
    }
    change.count_try(operator.id).await?;
    change.commit().await?;
    if fits(pin, &operator.pin).await? {
        let mut change = station.store.change(station.now()).await?;
        change.forget_tries(operator.id).await?;
        change.commit().await?;
        return Ok(operator);
    }
    let wrong = operator.wrong.saturating_add(1);
    // Nobody knows who it was.
    let somebody = station.store.acting(Actor::Person);
    let mut change = somebody.change(station.now()).await?;
    let text = format!("Wrong PIN for {}", operator.name);
    let facts = json!({ "tries": wrong });
    change
        .log("wrong_pin", Some(operator.id.0), &text, &facts)
        .await?;
    change.commit().await?;
    let failure = Failure::new(
        Code::WrongPin,
        format!("That is not {}’s PIN", operator.name),
    );
    Err(match pin_pause(wrong) {
        0 => failure.hint("Try again"),
        seconds => failure.hint(format!("The next try counts in {}", in_words(seconds))),
    })
}

/// Seconds until the next try counts. A clock that was set back makes nobody wait longer than the pause.
fn must_wait(operator: &StoredOperator, now: Timestamp) -> Option<u64> {
    let pause = pin_pause(operator.wrong);
    let last: Timestamp = operator.wrong_at.as_deref()?.parse().ok()?;
    let passed = now.duration_since(last);
    if passed < SignedDuration::ZERO {
        return None;
    }
    let left = pause.checked_sub(passed.as_secs().unsigned_abs())?;
    (left > 0).then_some(left)
}

fn in_words(seconds: u64) -> String {
    match seconds {
        1 => "1 second".to_owned(),
        0..120 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}
