//! A change: one transaction with its lines of the station's log.
use crate::{Actor, LogHead, Result, Store, log};
use jiff::Timestamp;
use sqlx::{Sqlite, SqliteConnection, Transaction};
use std::sync::Arc;
use tokio::sync::watch;
use uuid::Uuid;

/// A transaction on the one writing connection. Dropped without [`Change::commit`], it undoes itself.
pub struct Change {
    tx: Transaction<'static, Sqlite>,
    station: Arc<str>,
    actor: Actor,
    head: Option<LogHead>,
    heads: Arc<watch::Sender<Option<LogHead>>>,
    /// When the change is made.
    pub at: Timestamp,
}

impl Store {
    /// Begins a change at a time; waits for the change before it to end.
    pub async fn change(&self, at: Timestamp) -> Result<Change> {
        let begun = self.writer.begin_with("BEGIN IMMEDIATE").await;
        let tx = match begun {
            // A full disk makes SQLite undo the transaction by itself, and sqlx then counts one that
            // is not there. Such a connection is done with; the next one is sound.
            Err(sqlx::Error::InvalidSavePointStatement) => {
                self.writer.acquire().await?.close().await?;
                self.writer.begin_with("BEGIN IMMEDIATE").await?
            }
            begun => begun?,
        };
        Ok(Change {
            tx,
            station: Arc::clone(&self.station),
            actor: self.actor.clone(),
            head: None,
            heads: Arc::clone(&self.heads),
            at,
        })
    }
}

impl Change {
    /// Adds a line to the station's log: what happened, to which thing, in words, with its data.
    pub async fn log(
        &mut self,
        kind: &str,
        subject: Option<Uuid>,
        text: &str,
        payload: &serde_json::Value,
    ) -> Result<()> {
        let (station, actor, at) = (Arc::clone(&self.station), self.actor.clone(), self.at);
        let head = log::append(
            self.connection(),
            &station,
            &actor,
            at,
            kind,
            subject,
            text,
            payload,
        )
        .await?;
        self.head = Some(head);
        Ok(())
    }

    /// Makes it durable.
    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await?;
        if self.head.is_some() {
            self.heads.send_replace(self.head);
        }
        Ok(())
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }

    pub(crate) fn now(&self) -> String {
        self.at.to_string()
    }
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Change")
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}
