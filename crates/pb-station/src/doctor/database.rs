//! The database: pages, seals, search indexes, and the chain of the records.
use super::{Check, Seen};
use crate::Station;
use crate::api::Result;
use crate::records;
use async_trait::async_trait;
use std::path::Path;

const RESTORE: &str = "Restore the newest backup, and keep this folder until you have seen that nothing is missing. Buy nothing meanwhile";

/// Whether the file is whole.
pub(super) struct Database;

#[async_trait]
impl Check for Database {
    fn id(&self) -> &'static str {
        "database"
    }

    fn title(&self) -> &'static str {
        "Database"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let unsound = station.store.check_sound().await?;
        let mut seen = Vec::new();
        if !unsound.seals.is_empty() {
            seen.push(Seen::wrong(
                format!("{} pages are not as they were written", unsound.seals.len()),
                "The disk lost or changed something, or somebody wrote into the file",
                RESTORE,
            ));
        }
        if !unsound.pages.is_empty() {
            seen.push(Seen::wrong(
                format!("The database is damaged: {}", unsound.pages.join("; ")),
                "Some of what was saved may not be found any more",
                RESTORE,
            ));
        }
        if !unsound.pointers.is_empty() {
            let mut tables = unsound.pointers;
            tables.dedup();
            seen.push(Seen::wrong(
                format!(
                    "Rows point to others that are not there: {}",
                    tables.join(", ")
                ),
                "A shipment may lack its order or its label",
                RESTORE,
            ));
        }
        if seen.is_empty() {
            seen.push(Seen::good("Every page is whole and sealed"));
        }
        Ok(seen)
    }
}

/// Whether searches find everything.
pub(super) struct SearchIndex;

#[async_trait]
impl Check for SearchIndex {
    fn id(&self) -> &'static str {
        "search"
    }

    fn title(&self) -> &'static str {
        "Search"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        if station.store.check_search().await? {
            return Ok(Vec::new());
        }
        Ok(vec![
            Seen::wrong(
                "The search index does not fit the orders and shipments",
                "Searching may not find everything; nothing is lost",
                "Let it be mended: the index is made anew",
            )
            .mendable(),
        ])
    }

    async fn mend(&self, station: &Station) -> Result<Option<String>> {
        let rows = station.store.rebuild_search().await?;
        Ok(Some(format!(
            "The search index was made anew over {rows} orders and shipments"
        )))
    }
}

/// What was written and is not in the database's own file yet.
pub(super) struct Waiting;

/// A write-ahead log grows to some megabytes; more means that nobody could put it away.
const LARGE: u64 = 64 * 1024 * 1024;

#[async_trait]
impl Check for Waiting {
    fn id(&self) -> &'static str {
        "write_ahead_log"
    }

    fn title(&self) -> &'static str {
        "Write-ahead log"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let path = Path::new(&station.profile.folder).join("station.db-wal");
        let bytes = tokio::fs::metadata(&path).await.map_or(0, |m| m.len());
        if bytes <= LARGE {
            return Ok(Vec::new());
        }
        Ok(vec![
            Seen::warning(
                format!(
                    "{} MB wait to be put into the database's file",
                    bytes / 1_000_000
                ),
                "Nothing is lost; starting takes longer",
                "Let it be mended",
            )
            .mendable(),
        ])
    }

    async fn mend(&self, station: &Station) -> Result<Option<String>> {
        let done = station.store.flush().await?;
        Ok(done.then(|| "The write-ahead log was put into the database's file".to_owned()))
    }
}

/// Whether the records are as they were written.
pub(super) struct Chain;

#[async_trait]
impl Check for Chain {
    fn id(&self) -> &'static str {
        "records"
    }

    fn title(&self) -> &'static str {
        "Records"
    }

    async fn look(&self, station: &Station) -> Result<Vec<Seen>> {
        let check = station.store.check_chain().await?;
        let text = records::in_words(&check);
        Ok(vec![match check.broken_at {
            None => Seen::good(text),
            Some(_) => Seen::wrong(
                text,
                "Somebody changed the records afterwards, or the database is damaged. What was bought and printed is kept elsewhere and is not touched by it",
                "Keep a copy of the folder as it is, and find out who had it; compare with a backup or with records that were saved as a file",
            ),
        }])
    }
}
