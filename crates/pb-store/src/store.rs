//! Opening the database and reading from it.
use crate::{Actor, LogHead, Result};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OnceCell, watch};
use zeroize::Zeroizing;

/// The 256-bit key the database is encrypted with. Never shown, never logged, wiped when dropped.
#[derive(Clone)]
pub struct DatabaseKey(Zeroizing<[u8; 32]>);

impl DatabaseKey {
    /// From raw key bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The raw bytes, to be sealed and to nothing else.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As SQLCipher takes a raw key: `x'…'`.
    pub(crate) fn raw(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("x'{}'", hex::encode(self.0.as_slice())))
    }

    /// How a database is opened with this key, and nothing else about it.
    pub(crate) async fn options(&self, path: &Path) -> Result<SqliteConnectOptions> {
        ready().await?;
        // sqlx sends the `key` pragma before all others.
        let quoted = Zeroizing::new(format!("\"{}\"", self.raw().as_str()));
        Ok(SqliteConnectOptions::new()
            .filename(path)
            .pragma("key", quoted.to_string())
            // Refusals come back as errors; SQLCipher's own log would go to stderr.
            .pragma("cipher_log_level", "NONE")
            .busy_timeout(Duration::from_secs(5))
            .pragma("temp_store", "MEMORY")
            // sqlx would log the statement that carries the key, loudly when the disk is slow.
            .disable_statement_logging())
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
    pub(crate) station: Arc<str>,
    /// Who makes the changes that begin here.
    pub(crate) actor: Actor,
    pub(crate) heads: Arc<watch::Sender<Option<LogHead>>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("station", &self.station)
            .finish_non_exhaustive()
    }
}

/// SQLCipher sets itself up while the first database opens, and SQLite tells a second thread that all is ready before
/// that is done: its key is then refused. So that the first opens alone.
async fn ready() -> Result<()> {
    static READY: OnceCell<()> = OnceCell::const_new();
    let first = || async {
        let connection = SqliteConnectOptions::new()
            .in_memory(true)
            .connect()
            .await?;
        Ok(connection.close().await?)
    };
    READY.get_or_try_init(first).await.copied()
}

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/station");

impl Store {
    /// Opens the database, making and migrating it as needed. `station` is the id that its log lines
    /// carry. A wrong key touches nothing.
    pub async fn open(path: &Path, key: &DatabaseKey, station: &str) -> Result<Self> {
        Self::connect(key.options(path).await?, station).await
    }

    /// Opens what the options say, and migrates it.
    async fn connect(options: SqliteConnectOptions, station: &str) -> Result<Self> {
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // FULL: a committed `sent` survives a power cut. With NORMAL, WAL may lose it, and a
            // purchase with it.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // What is erased is overwritten in the file.
            .pragma("secure_delete", "ON");
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
            station: station.into(),
            actor: Actor::Station,
            heads: Arc::new(watch::Sender::new(None)),
        })
    }

    /// A database in the clear, opened as every other one: for tests that look into its file.
    #[cfg(test)]
    pub(crate) async fn open_in_the_clear(path: &Path) -> Result<Self> {
        ready().await?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(Duration::from_secs(5))
            .pragma("temp_store", "MEMORY");
        Self::connect(options, "S1").await
    }

    /// The same database, changed by somebody: the lines of the log say by whom.
    #[must_use]
    pub fn acting(&self, actor: Actor) -> Self {
        Self {
            actor,
            ..self.clone()
        }
    }

    /// The same under another station's id, which log lines carry from now on.
    #[must_use]
    pub fn renamed(self, station: &str) -> Self {
        Self {
            station: station.into(),
            ..self
        }
    }

    /// The end of the log after each change that was committed, as it grows.
    pub fn heads(&self) -> watch::Receiver<Option<LogHead>> {
        self.heads.subscribe()
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

    /// Whether the database at a path lacks migrations that this program has; `false` where there is
    /// none. Nothing is changed.
    pub async fn wants_migration(path: &Path, key: &DatabaseKey) -> Result<bool> {
        if !path.exists() {
            return Ok(false);
        }
        let mut connection = key.options(path).await?.connect().await?;
        let applied = if crate::snapshot::schema(&mut connection).await? == 0 {
            Vec::new()
        } else {
            sqlx::query_scalar("SELECT version FROM _sqlx_migrations")
                .fetch_all(&mut connection)
                .await?
        };
        sqlx::Connection::close(connection).await?;
        let lacks = |m: &sqlx::migrate::Migration| !applied.contains(&m.version);
        Ok(!applied.is_empty() && MIGRATIONS.iter().any(lacks))
    }

    /// Version of the newest migration that this program has.
    pub fn newest_schema() -> i64 {
        MIGRATIONS.iter().map(|m| m.version).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StoreError;
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
        let copied = dir.path().join("copy.db");
        let copy = crate::copy_database(&path, &key, &copied, &key).await;
        copy.expect("copies");
        crate::check_database(&copied, &key).await.expect("checks");
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
            (crate::api_call::STATS, "COVERING INDEX api_call_took"),
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
