//! Whole databases: copying one into a new file under the same or another key, and checking a file.
//!
//! A copy is made by SQLCipher's own `sqlcipher_export`, which is SQLite's VACUUM into an attached
//! database, inside one reading transaction: what is counted is exactly what is copied, while others
//! go on writing. `VACUUM INTO` would copy as well, but refuses a transaction around it, so that
//! nothing could be counted for the same moment, and it keeps the key. SQLite's backup API copies
//! encrypted pages as they are, and would need a pointer to the connection.
use crate::{DatabaseKey, LogHead, Result, StoreError, log};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection};
use std::collections::BTreeMap;
use std::path::Path;

/// What is counted in a database when it is copied, and again when the copy is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseFacts {
    /// Version of the newest migration.
    pub schema: i64,
    /// The database's id and epoch; `None` in one that is older than these.
    pub identity: Option<(String, i64)>,
    /// The end of the log.
    pub head: Option<LogHead>,
    /// Rows of every table.
    pub rows: BTreeMap<String, i64>,
}

/// Version of the newest migration; zero in a database without any.
pub(crate) async fn schema(connection: &mut SqliteConnection) -> Result<i64> {
    let tables: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
            .fetch_one(&mut *connection)
            .await?;
    if tables == 0 {
        return Ok(0);
    }
    let newest: Option<i64> = sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations")
        .fetch_one(connection)
        .await?;
    Ok(newest.unwrap_or(0))
}

async fn facts(connection: &mut SqliteConnection) -> Result<DatabaseFacts> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut rows = BTreeMap::new();
    for table in tables {
        let sql = format!("SELECT count(*) FROM \"{}\"", table.replace('"', "\"\""));
        let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
            .fetch_one(&mut *connection)
            .await?;
        rows.insert(table, count);
    }
    let identity = if rows.contains_key("identity") {
        sqlx::query_as("SELECT database, epoch FROM identity")
            .fetch_optional(&mut *connection)
            .await?
    } else {
        None
    };
    let head = if rows.contains_key("log") {
        log::head(&mut *connection).await?
    } else {
        None
    };
    Ok(DatabaseFacts {
        schema: schema(connection).await?,
        identity,
        head,
        rows,
    })
}

/// Copies a database into a new file, encrypted with a key of its own choice, as of one moment, while
/// others may write. The answer is what was counted at that moment. The file is not yet synced.
pub async fn copy_database(
    from: &Path,
    key: &DatabaseKey,
    to: &Path,
    to_key: &DatabaseKey,
) -> Result<DatabaseFacts> {
    // SQLite attaches with the flags of the connection, which must not make what it copies from.
    std::fs::File::create_new(to).map_err(|e| match e.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full,
        _ => StoreError::ReadOnly(format!("{} cannot be made: {e}", to.display())),
    })?;
    let mut connection = key.options(from).await?.connect().await?;
    let copied = copy(&mut connection, to, to_key).await;
    connection.close().await?;
    copied
}

async fn copy(
    connection: &mut SqliteConnection,
    to: &Path,
    key: &DatabaseKey,
) -> Result<DatabaseFacts> {
    let to = to
        .to_str()
        .ok_or_else(|| StoreError::ReadOnly("the folder's name is not Unicode".into()))?;
    sqlx::query("ATTACH DATABASE ? AS copy KEY ?")
        .bind(to)
        .bind(key.raw().as_str())
        .execute(&mut *connection)
        .await?;
    sqlx::query("BEGIN").execute(&mut *connection).await?;
    let facts = facts(&mut *connection).await?;
    sqlx::query("SELECT sqlcipher_export('copy')")
        .fetch_all(&mut *connection)
        .await?;
    sqlx::query("COMMIT").execute(&mut *connection).await?;
    sqlx::query("DETACH DATABASE copy")
        .execute(connection)
        .await?;
    Ok(facts)
}

/// Writes all that the write-ahead log holds into the database's own file and removes the log. Nobody
/// else may have it open.
pub async fn calm_database(path: &Path, key: &DatabaseKey) -> Result<()> {
    let mut connection = key.options(path).await?.connect().await?;
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode = DELETE")
        .fetch_one(&mut connection)
        .await?;
    connection.close().await?;
    if mode != "delete" {
        return Err(StoreError::ReadOnly(format!(
            "its write-ahead log cannot be ended, the mode stays {mode}"
        )));
    }
    Ok(())
}

/// Opens a database and checks it whole: every page's seal, SQLite's own structure, references between
/// rows, and the log's chain. The answer is what is in it, and what is wrong with it in words.
pub async fn check_database(
    path: &Path,
    key: &DatabaseKey,
) -> Result<(DatabaseFacts, Vec<String>)> {
    let mut connection = key.options(path).await?.connect().await?;
    let mut problems: Vec<String> = sqlx::query_scalar("PRAGMA cipher_integrity_check")
        .fetch_all(&mut connection)
        .await?;
    let structure: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_all(&mut connection)
        .await?;
    problems.extend(structure.into_iter().filter(|line| line != "ok"));
    let loose = sqlx::query("PRAGMA foreign_key_check")
        .fetch_all(&mut connection)
        .await?
        .len();
    if loose > 0 {
        problems.push(format!("{loose} rows refer to rows that are not there"));
    }
    let facts = facts(&mut connection).await?;
    if facts.head.is_some()
        && let Some(line) = log::check(&mut connection).await?.broken_at
    {
        problems.push(format!("the log's chain breaks at line {line}"));
    }
    connection.close().await?;
    Ok((facts, problems))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use jiff::Timestamp;
    use serde_json::json;

    async fn store(path: &Path, key: &DatabaseKey) -> Store {
        let store = Store::open(path, key, "S1").await.expect("opens");
        let mut change = store.change(Timestamp::UNIX_EPOCH).await.expect("begins");
        change
            .save_setting("kept", Some(&"PLANTED-SECRET"))
            .await
            .expect("saves");
        change
            .log("test", None, "something", &json!({}))
            .await
            .expect("logs");
        change.commit().await.expect("commits");
        store
    }

    #[tokio::test]
    async fn a_copy_is_whole_and_opens_with_its_own_key_alone() {
        let dir = tempfile::tempdir().expect("folder");
        let (from, to) = (dir.path().join("a.db"), dir.path().join("b.db"));
        let (old, new) = (DatabaseKey::new([1; 32]), DatabaseKey::new([2; 32]));
        let open = store(&from, &old).await;
        let counted = copy_database(&from, &old, &to, &new).await.expect("copies");
        assert_eq!(counted.rows["setting"], 1);
        assert_eq!(counted.head.as_ref().map(|h| h.seq), Some(1));
        let (facts, problems) = check_database(&to, &new).await.expect("checks");
        assert_eq!((facts, problems), (counted, Vec::new()));
        assert!(matches!(
            check_database(&to, &old).await,
            Err(StoreError::WrongKey)
        ));
        let copy = Store::open(&to, &new, "S1").await.expect("opens");
        let kept: Option<String> = copy.setting("kept").await.expect("reads");
        assert_eq!(kept.as_deref(), Some("PLANTED-SECRET"));
        copy.close().await;
        open.close().await;
        for entry in std::fs::read_dir(dir.path()).expect("reads").flatten() {
            let bytes = std::fs::read(entry.path()).expect("reads");
            let plain = bytes.windows(14).any(|w| w == b"PLANTED-SECRET");
            assert!(!plain, "{:?} holds plain text", entry.path());
        }
    }

    #[tokio::test]
    async fn a_flipped_byte_is_found() {
        let dir = tempfile::tempdir().expect("folder");
        let (from, to) = (dir.path().join("a.db"), dir.path().join("b.db"));
        let key = DatabaseKey::new([1; 32]);
        store(&from, &key).await.close().await;
        copy_database(&from, &key, &to, &key).await.expect("copies");
        let mut bytes = std::fs::read(&to).expect("reads");
        let at = bytes.len() - 2000;
        bytes[at] ^= 1;
        std::fs::write(&to, bytes).expect("writes");
        // It may be a page without which nothing can be read.
        match check_database(&to, &key).await {
            Ok((_, problems)) => assert!(!problems.is_empty()),
            Err(error) => assert!(!matches!(error, StoreError::WrongKey), "{error:?}"),
        }
    }

    #[tokio::test]
    async fn a_calm_database_has_no_write_ahead_log() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("a.db");
        let key = DatabaseKey::new([1; 32]);
        let open = store(&path, &key).await;
        assert!(dir.path().join("a.db-wal").exists());
        open.close().await;
        calm_database(&path, &key).await.expect("calms");
        assert!(!dir.path().join("a.db-wal").exists());
    }
}
