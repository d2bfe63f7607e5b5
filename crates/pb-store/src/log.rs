//! The station's log: append-only, numbered, each line hashed over the one before.
use crate::row::{Columns, json};
use crate::{Result, Store};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;
use uuid::Uuid;

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: String,
    /// What kind of thing happened.
    pub kind: String,
    /// In words.
    pub text: String,
}

/// The end of the log: what a copy is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogHead {
    /// Number of the last line.
    pub seq: i64,
    /// Its hash, hexadecimal; it covers all lines before.
    pub hash: String,
    /// When it was written, RFC 3339.
    pub at: String,
}

/// Lines that are checked at a time.
const PAGE: i64 = 1000;

pub(crate) async fn append(
    connection: &mut SqliteConnection,
    station: &str,
    at: Timestamp,
    kind: &str,
    subject: Option<Uuid>,
    text: &str,
    payload: &serde_json::Value,
) -> Result<LogHead> {
    let last: Option<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT seq, hash FROM log ORDER BY seq DESC LIMIT 1")
            .fetch_optional(&mut *connection)
            .await?;
    let (seq, previous) = last.map_or_else(|| (1, vec![0; 32]), |(seq, hash)| (seq + 1, hash));
    let payload = json("payload", payload)?;
    let payload_hash = Sha256::digest(payload.as_bytes());
    let at = at.to_string();
    let hash = line_hash(
        station,
        seq,
        &at,
        kind,
        subject,
        text,
        &payload_hash,
        &previous,
    );
    sqlx::query(
        "INSERT INTO log (seq, station, at, kind, subject, text, payload, payload_hash, previous, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(seq)
    .bind(station)
    .bind(&at)
    .bind(kind)
    .bind(subject)
    .bind(text)
    .bind(payload)
    .bind(payload_hash.to_vec())
    .bind(previous)
    .bind(&hash)
    .execute(connection)
    .await?;
    Ok(LogHead {
        seq,
        hash: hex::encode(hash),
        at,
    })
}

/// The end of the log; `None` when it is empty.
pub(crate) async fn head(connection: &mut SqliteConnection) -> Result<Option<LogHead>> {
    let last: Option<(i64, Vec<u8>, String)> =
        sqlx::query_as("SELECT seq, hash, at FROM log ORDER BY seq DESC LIMIT 1")
            .fetch_optional(connection)
            .await?;
    Ok(last.map(|(seq, hash, at)| LogHead {
        seq,
        hash: hex::encode(hash),
        at,
    }))
}

/// Walks the whole chain; the number of the first line that does not fit, if any.
pub(crate) async fn check(connection: &mut SqliteConnection) -> Result<Option<i64>> {
    let mut expected = (1, vec![0; 32]);
    loop {
        let rows = sqlx::query("SELECT * FROM log WHERE seq >= ? ORDER BY seq LIMIT ?")
            .bind(expected.0)
            .bind(PAGE)
            .fetch_all(&mut *connection)
            .await?;
        if rows.is_empty() {
            // A line before the first one is as wrong as a gap.
            let stray: Option<i64> =
                sqlx::query_scalar("SELECT seq FROM log WHERE seq < 1 LIMIT 1")
                    .fetch_optional(connection)
                    .await?;
            return Ok(stray);
        }
        for row in &rows {
            let c = Columns(row);
            let seq = c.integer("seq")?;
            let payload_hash = c.bytes("payload_hash")?;
            let hash = line_hash(
                &c.text("station")?,
                seq,
                &c.text("at")?,
                &c.text("kind")?,
                c.optional_id("subject", |u| u)?,
                &c.text("text")?,
                &payload_hash,
                &expected.1,
            );
            let payload_fits = c
                .optional_text("payload")?
                .is_none_or(|p| Sha256::digest(p.as_bytes()).as_slice() == payload_hash);
            if seq != expected.0 || c.bytes("hash")? != hash || !payload_fits {
                return Ok(Some(seq));
            }
            expected = (seq + 1, hash);
        }
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "exactly the columns that the chain covers"
)]
fn line_hash(
    station: &str,
    seq: i64,
    at: &str,
    kind: &str,
    subject: Option<Uuid>,
    text: &str,
    payload_hash: &[u8],
    previous: &[u8],
) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for part in [
        station.as_bytes(),
        &seq.to_be_bytes(),
        at.as_bytes(),
        kind.as_bytes(),
        subject.as_ref().map_or(&[][..], |s| s.as_bytes()),
        text.as_bytes(),
        payload_hash,
        previous,
    ] {
        // The length before each part keeps two different lines from hashing alike.
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_vec()
}

impl Store {
    /// The log lines about one thing, oldest first.
    pub async fn log_of(&self, subject: Uuid) -> Result<Vec<LogLine>> {
        let rows =
            sqlx::query("SELECT seq, at, kind, text FROM log WHERE subject = ? ORDER BY seq")
                .bind(subject)
                .fetch_all(&self.readers)
                .await?;
        rows.iter()
            .map(|row| {
                let c = Columns(row);
                Ok(LogLine {
                    seq: c.integer("seq")?,
                    at: c.text("at")?,
                    kind: c.text("kind")?,
                    text: c.text("text")?,
                })
            })
            .collect()
    }

    /// Walks the whole chain; the number of the first line that does not fit, if any.
    pub async fn check_log(&self) -> Result<Option<i64>> {
        check(&mut *self.readers.acquire().await?).await
    }

    /// The end of the log; `None` when it is empty.
    pub async fn log_head(&self) -> Result<Option<LogHead>> {
        head(&mut *self.readers.acquire().await?).await
    }

    /// When the log began, RFC 3339; `None` when it is empty.
    pub async fn log_begin(&self) -> Result<Option<String>> {
        Ok(
            sqlx::query_scalar("SELECT at FROM log ORDER BY seq LIMIT 1")
                .fetch_optional(&self.readers)
                .await?,
        )
    }

    /// The hash of one line, hexadecimal; `None` when there is no such line.
    pub async fn log_hash(&self, seq: i64) -> Result<Option<String>> {
        let hash: Option<Vec<u8>> = sqlx::query_scalar("SELECT hash FROM log WHERE seq = ?")
            .bind(seq)
            .fetch_optional(&self.readers)
            .await?;
        Ok(hash.map(hex::encode))
    }
}

#[cfg(test)]
mod tests {
    use crate::{DatabaseKey, Store};
    use jiff::Timestamp;

    #[tokio::test]
    async fn a_changed_line_breaks_the_chain() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(&dir.path().join("s.db"), &DatabaseKey::new([1; 32]), "S1")
            .await
            .expect("opens");
        for i in 0..3 {
            let mut change = store.change(Timestamp::UNIX_EPOCH).await.expect("begins");
            change
                .log("test", None, "something", &serde_json::json!({ "i": i }))
                .await
                .expect("logs");
            change.commit().await.expect("commits");
        }
        assert_eq!(store.check_log().await.expect("reads"), None);
        sqlx::query("UPDATE log SET payload = NULL WHERE seq = 1")
            .execute(&store.writer)
            .await
            .expect("erases");
        assert_eq!(
            store.check_log().await.expect("reads"),
            None,
            "a payload may be erased"
        );
        sqlx::query("UPDATE log SET text = 'else' WHERE seq = 2")
            .execute(&store.writer)
            .await
            .expect("tampers");
        assert_eq!(store.check_log().await.expect("reads"), Some(2));
    }
}
