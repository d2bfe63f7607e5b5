//! Opening the database and reading from it.
use crate::{Result, StoreError};
use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::Path;
use std::time::Duration;
use zeroize::Zeroizing;

/// The 256-bit key the database is encrypted with. Never shown, never logged, wiped when dropped.
#[derive(Clone)]
pub struct DatabaseKey(Zeroizing<[u8; 32]>);

impl DatabaseKey {
    /// From raw key bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey(…)")
    }
}

/// An open database: several readers, one writer.
#[derive(Clone)]
pub struct Store {
    pub(crate) readers: SqlitePool,
    pub(crate) writer: SqlitePool,
    pub(crate) station: String,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("station", &self.station)
            .finish_non_exhaustive()
    }
}

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/station");

impl Store {
    /// Opens the database, making and migrating it as needed. `station` is the id that its log lines
    /// carry. A wrong key touches nothing.
    pub async fn open(path: &Path, key: &DatabaseKey, station: &str) -> Result<Self> {
        // SQLCipher takes a raw key as x'…'; sqlx sends the `key` pragma before all others.
        let hex_key = Zeroizing::new(format!("\"x'{}'\"", hex::encode(key.0.as_slice())));
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .pragma("key", hex_key.to_string())
            // Refusals come back as errors; SQLCipher's own log would go to stderr.
            .pragma("cipher_log_level", "NONE")
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: a committed `sent` survives a power cut. With NORMAL, WAL may lose it, and a
            // purchase with it.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("temp_store", "MEMORY")
            // sqlx would log the statement that carries the key, loudly when the disk is slow.
            .disable_statement_logging();
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options.clone())
            .await?;
        MIGRATIONS.run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .acquire_timeout(Duration::from_secs(30))
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self {
            readers,
            writer,
            station: station.to_owned(),
        })
    }

    /// Waits until it is closed.
    pub async fn closed(&self) {
        self.readers.close_event().await;
    }

    /// Closes it in order.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// Whether a file is there and opens with the key, without changing it.
    pub async fn probe(path: &Path, key: &DatabaseKey) -> Result<()> {
        let hex_key = Zeroizing::new(format!("\"x'{}'\"", hex::encode(key.0.as_slice())));
        let options = SqliteConnectOptions::new()
            .filename(path)
            .read_only(true)
            .pragma("key", hex_key.to_string())
            .pragma("cipher_log_level", "NONE")
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options)
            .await?;
        let read = sqlx::query("SELECT count(*) FROM sqlite_schema")
            .fetch_one(&pool)
            .await;
        pool.close().await;
        read.map(drop).map_err(StoreError::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Logged(Arc<Mutex<Vec<u8>>>);

    impl Write for Logged {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("a log").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn the_key_is_never_logged() {
        let logged = Logged::default();
        let to = logged.clone();
        // For the whole process: sqlx runs SQLite on threads of its own.
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_writer(move || to.clone())
            .init();
        tracing::info!("the log is heard");
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("station.db");
        let key = DatabaseKey::new([0xa7; 32]);
        let store = Store::open(&path, &key, "S1").await.expect("opens");
        Store::probe(&path, &key).await.expect("opens");
        store.close().await;
        let bytes = logged.0.lock().expect("a log").clone();
        let log = String::from_utf8_lossy(&bytes);
        assert!(log.contains("the log is heard"));
        assert!(!log.contains("a7a7a7a7"), "{log}");
    }

    #[tokio::test]
    async fn what_needs_a_person_is_found_without_reading_every_shipment() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("station.db");
        let store = Store::open(&path, &DatabaseKey::new([7; 32]), "S1")
            .await
            .expect("opens");
        for (sql, index) in [
            (crate::purchase::WITHOUT_LABEL, "parcel_without_label"),
            (crate::purchase::UNACKNOWLEDGED, "purchase_unacknowledged"),
            (crate::print_job::FAILED, "print_job_failed"),
            (crate::print_job::FAILED, "print_job_document"),
            (crate::risk::UNPRINTED, "purchase_bought"),
            (crate::risk::UNSCANNED, "purchase_slot"),
            (crate::risk::UNSCANNED, "log_subject"),
            (crate::risk::VOIDS, "void_settled"),
        ] {
            let plan: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")))
                    .fetch_all(&store.readers)
                    .await
                    .expect("plans");
            let plan: Vec<_> = plan.into_iter().map(|p| p.3).collect();
            assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
        }
    }

    #[tokio::test]
    async fn a_wrong_key_is_refused_and_nothing_is_readable() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("station.db");
        let store = Store::open(&path, &DatabaseKey::new([7; 32]), "S1")
            .await
            .expect("opens");
        store.close().await;
        let wrong = Store::open(&path, &DatabaseKey::new([8; 32]), "S1").await;
        assert!(matches!(wrong, Err(StoreError::WrongKey)), "{wrong:?}");
        let bytes = std::fs::read(&path).expect("file");
        assert!(!bytes.starts_with(b"SQLite format 3"), "encrypted at rest");
        assert!(
            Store::probe(&path, &DatabaseKey::new([7; 32]))
                .await
                .is_ok()
        );
        assert!(
            Store::open(&path, &DatabaseKey::new([7; 32]), "S1")
                .await
                .is_ok()
        );
    }

    #[tokio::test]
    async fn a_newer_database_is_refused() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("station.db");
        let key = DatabaseKey::new([7; 32]);
        let store = Store::open(&path, &key, "S1").await.expect("opens");
        sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (99990101000000, 'later', 1, x'00', 0)")
            .execute(&store.writer).await.expect("insert");
        store.close().await;
        let newer = Store::open(&path, &key, "S1").await;
        assert!(matches!(newer, Err(StoreError::Newer)), "{newer:?}");
    }

    #[tokio::test]
    async fn a_full_disk_loses_nothing_that_was_saved() {
        let dir = tempfile::tempdir().expect("folder");
        let store = Store::open(
            &dir.path().join("station.db"),
            &DatabaseKey::new([7; 32]),
            "S1",
        )
        .await
        .expect("opens");
        let at = jiff::Timestamp::UNIX_EPOCH;
        let mut change = store.change(at).await.expect("begins");
        change
            .save_setting("kept", Some(&"safe"))
            .await
            .expect("saves");
        change.commit().await.expect("commits");
        // SQLite answers a page limit as it answers a full disk: SQLITE_FULL.
        let pages: i64 = sqlx::query_scalar("PRAGMA page_count")
            .fetch_one(&store.writer)
            .await
            .expect("counts");
        let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", pages + 2));
        sqlx::query(limit)
            .execute(&store.writer)
            .await
            .expect("limits");
        let big = "x".repeat(1_000_000);
        let mut change = store.change(at).await.expect("begins");
        let full = change.save_setting("lost", Some(&big)).await;
        assert!(matches!(full, Err(StoreError::Full)), "{full:?}");
        drop(change);
        assert_eq!(
            store
                .setting::<String>("kept")
                .await
                .expect("reads")
                .as_deref(),
            Some("safe")
        );
        assert_eq!(store.setting::<String>("lost").await.expect("reads"), None);
        let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", pages + 10_000));
        sqlx::query(limit)
            .execute(&store.writer)
            .await
            .expect("frees space");
        let mut change = store.change(at).await.expect("begins");
        change
            .save_setting("lost", Some(&big))
            .await
            .expect("saves now");
        change.commit().await.expect("commits");
    }
}
