//! What can go wrong with the database.

/// A database failure, named by what happened.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The key does not open the file, or the file is not a database.
    #[error("the database cannot be opened with this key")]
    WrongKey,
    /// A newer version of the program wrote it.
    #[error("the database was written by a newer version of Packbench")]
    Newer,
    /// The disk is full.
    #[error("the disk is full; nothing was written")]
    Full,
    /// The file system refuses writing.
    #[error("the database cannot be written: {0}")]
    ReadOnly(String),
    /// A uniqueness rule was hit: the thing exists already.
    #[error("it exists already")]
    Taken,
    /// A stored value cannot be read back.
    #[error("a stored value of “{column}” cannot be read: {why}")]
    Unreadable {
        /// Column or type.
        column: &'static str,
        /// The reader's words.
        why: String,
    },
    /// Anything else the database says.
    #[error("the database failed: {0}")]
    Database(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let Some(db) = error.as_database_error() else {
            return Self::Database(error.to_string());
        };
        if db.is_unique_violation() {
            return Self::Taken;
        }
        // SQLite's primary result codes are the low byte: https://www.sqlite.org/rescode.html
        let code = db
            .code()
            .and_then(|c| c.parse::<u32>().ok())
            .map(|c| c & 0xff);
        match code {
            Some(13) => Self::Full,
            Some(26) => Self::WrongKey,
            Some(5 | 6 | 8 | 10 | 14) => Self::ReadOnly(db.message().to_owned()),
            _ => Self::Database(db.message().to_owned()),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError as M;
        match error {
            M::VersionMissing(_) | M::VersionTooNew(..) => Self::Newer,
            M::Execute(e) | M::ExecuteMigration(e, _) => e.into(),
            other => Self::Database(other.to_string()),
        }
    }
}
