//! The station's log: append-only, numbered, each line hashed over the one before.
//!
//! A line's `text` is covered by its hash and stays for good, so it never holds what is of a person or may be:
//! an address, a carrier's or a printer's own words. Those go into the payload, which can be erased; under
//! `says` they are shown behind the text for as long as they are there.
use crate::row::{Columns, json};
use crate::{Actor, Result, Store};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;
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
    /// Somebody's own words about it, until they are erased; empty when there are none.
    pub says: String,
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

/// The chain as far as it was walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChainCheck {
    /// Lines that were read.
    pub lines: u64,
    /// Those whose payload is erased.
    pub erased: u64,
    /// The number of the first line that does not fit; `None` when all do.
    pub broken_at: Option<i64>,
}

#[expect(clippy::too_many_arguments, reason = "exactly the columns of a line")]
pub(crate) async fn append(
    connection: &mut SqliteConnection,
    station: &str,
    actor: &Actor,
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
        Some(actor.word()),
    );
    sqlx::query(
        "INSERT INTO log (seq, station, at, kind, subject, text, payload, payload_hash, previous, hash, operator)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
    .bind(actor.word())
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

/// Walks the whole chain, some lines at a time, until one does not fit.
pub(crate) async fn check(connection: &mut SqliteConnection) -> Result<ChainCheck> {
    let mut check = ChainCheck::default();
    let mut link = Link {
        next: 1,
        previous: vec![0; 32],
        named: false,
    };
    loop {
        let rows = sqlx::query("SELECT * FROM log WHERE seq >= ? ORDER BY seq LIMIT ?")
            .bind(link.next)
            .bind(PAGE)
            .fetch_all(&mut *connection)
            .await?;
        if rows.is_empty() {
            // A line before the first one is as wrong as a gap.
            check.broken_at = sqlx::query_scalar("SELECT seq FROM log WHERE seq < 1 LIMIT 1")
                .fetch_optional(connection)
                .await?;
            return Ok(check);
        }
        for row in &rows {
            if !link.fits(row, &mut check)? {
                return Ok(check);
            }
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
    operator: Option<&str>,
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
    // Lines that are older than the column keep the hash they have.
    if let Some(operator) = operator {
        hasher.update((operator.len() as u64).to_be_bytes());
        hasher.update(operator);
    }
    hasher.finalize().to_vec()
}

/// Whether a line fits behind the one before it, which had this number and hash; answers its own hash.
struct Link {
    next: i64,
    previous: Vec<u8>,
    /// Lines without an operator are older than every line with one.
    named: bool,
}

/// Who did it; a backup may be older than the column.
fn operator(row: &SqliteRow) -> Result<Option<String>> {
    use sqlx::Row as _;
    match row.try_get("operator") {
        Err(sqlx::Error::ColumnNotFound(_)) => Ok(None),
        other => Ok(other?),
    }
}

impl Link {
    fn fits(&mut self, row: &SqliteRow, check: &mut ChainCheck) -> Result<bool> {
        let c = Columns(row);
        let seq = c.integer("seq")?;
        let payload_hash = c.bytes("payload_hash")?;
        let operator = operator(row)?;
        let hash = line_hash(
            &c.text("station")?,
            seq,
            &c.text("at")?,
            &c.text("kind")?,
            c.optional_id("subject", |u| u)?,
            &c.text("text")?,
            &payload_hash,
            &self.previous,
            operator.as_deref(),
        );
        let payload = c.optional_text("payload")?;
        let payload_fits = payload
            .as_ref()
            .is_none_or(|p| Sha256::digest(p.as_bytes()).as_slice() == payload_hash);
        let fits = seq == self.next
            && c.bytes("hash")? == hash
            && payload_fits
            && (operator.is_some() || !self.named);
        check.lines += 1;
        check.erased += u64::from(payload.is_none());
        if !fits {
            check.broken_at = Some(seq);
        }
        self.next = seq + 1;
        self.previous = hash;
        self.named |= operator.is_some();
        Ok(fits)
    }
}

impl Store {
    /// The log lines about one thing, oldest first.
    pub async fn log_of(&self, subject: Uuid) -> Result<Vec<LogLine>> {
        let rows = sqlx::query(
            "SELECT seq, at, kind, text, coalesce(json_extract(payload, '$.says'), '') AS says
             FROM log WHERE subject = ? ORDER BY seq",
        )
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
                    says: c.text("says")?,
                })
            })
            .collect()
    }

    /// Walks the whole chain, some lines at a time, until one does not fit.
    pub async fn check_chain(&self) -> Result<ChainCheck> {
        check(&mut *self.readers.acquire().await?).await
    }

    /// Walks the whole chain; the number of the first line that does not fit, if any.
    pub async fn check_log(&self) -> Result<Option<i64>> {
        Ok(self.check_chain().await?.broken_at)
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
    use super::*;
    use crate::DatabaseKey;

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

    async fn three_lines(dir: &tempfile::TempDir) -> Store {
        let store = Store::open(&dir.path().join("s.db"), &DatabaseKey::new([1; 32]), "S1")
            .await
            .expect("opens");
        let ann = store.acting(Actor::Operator("Ann".into()));
        for (i, store) in [&store, &ann, &store].into_iter().enumerate() {
            let mut change = store.change(Timestamp::UNIX_EPOCH).await.expect("begins");
            let facts = serde_json::json!({ "i": i, "says": "words" });
            change
                .log("test", None, "something", &facts)
                .await
                .expect("logs");
            change.commit().await.expect("commits");
        }
        store
    }

    #[tokio::test]
    async fn who_did_it_stands_in_the_line_and_is_covered_by_its_hash() {
        let dir = tempfile::tempdir().expect("folder");
        let store = three_lines(&dir).await;
        let who: Vec<String> = sqlx::query_scalar("SELECT operator FROM log ORDER BY seq")
            .fetch_all(&store.readers)
            .await
            .expect("reads");
        assert_eq!(who, ["station", "Ann", "station"]);
        for sql in [
            "UPDATE log SET operator = 'Ben' WHERE seq = 2",
            "UPDATE log SET operator = NULL WHERE seq = 2",
        ] {
            sqlx::query(sql)
                .execute(&store.writer)
                .await
                .expect("tampers");
            assert_eq!(
                store.check_log().await.expect("reads"),
                Some(2),
                "{sql} shows"
            );
        }
    }

    #[tokio::test]
    async fn lines_from_before_there_were_operators_keep_their_hash() {
        let dir = tempfile::tempdir().expect("folder");
        let store = three_lines(&dir).await;
        // As an older version wrote the first line.
        let payload_hash: Vec<u8> =
            sqlx::query_scalar("SELECT payload_hash FROM log WHERE seq = 1")
                .fetch_one(&store.readers)
                .await
                .expect("reads");
        let at = Timestamp::UNIX_EPOCH.to_string();
        let old = line_hash(
            "S1",
            1,
            &at,
            "test",
            None,
            "something",
            &payload_hash,
            &[0; 32],
            None,
        );
        assert_eq!(
            hex::encode(&old),
            "51f4901839d4b7c99e7fbe66ad697f985be6fc299b6ec87cc45cc3adb9d1dd30",
            "what older versions wrote still verifies"
        );
        sqlx::query("DELETE FROM log WHERE seq > 1")
            .execute(&store.writer)
            .await
            .expect("cuts");
        sqlx::query("UPDATE log SET operator = NULL, hash = ? WHERE seq = 1")
            .bind(old)
            .execute(&store.writer)
            .await
            .expect("writes");
        let mut change = store.change(Timestamp::UNIX_EPOCH).await.expect("begins");
        let facts = serde_json::json!(null);
        change
            .log("test", None, "later", &facts)
            .await
            .expect("logs");
        change.commit().await.expect("commits");
        let check = store.check_chain().await.expect("reads");
        assert_eq!((check.lines, check.broken_at), (2, None));
    }
}
