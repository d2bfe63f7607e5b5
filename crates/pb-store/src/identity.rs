//! Which database this is: its id, its epoch, and the machine it was last opened on.
use crate::row::Columns;
use crate::{Change, Result, Store};

/// Which database this is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// 32 hexadecimal digits, made with the database; a clone takes one of its own.
    pub database: String,
    /// Begins at 1, and rises whenever the database is found to have come from a copy.
    pub epoch: i64,
    /// A hash over the machine and the database; `None` until it was first opened.
    pub machine: Option<String>,
}

impl Store {
    /// Which database this is.
    pub async fn identity(&self) -> Result<Identity> {
        let row = sqlx::query("SELECT database, epoch, machine FROM identity")
            .fetch_one(&self.readers)
            .await?;
        let c = Columns(&row);
        Ok(Identity {
            database: c.text("database")?,
            epoch: c.integer("epoch")?,
            machine: c.optional_text("machine")?,
        })
    }
}

impl Change {
    /// Keeps which database this is.
    pub async fn save_identity(&mut self, identity: &Identity) -> Result<()> {
        sqlx::query("UPDATE identity SET database = ?, epoch = ?, machine = ?")
            .bind(&identity.database)
            .bind(identity.epoch)
            .bind(&identity.machine)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
