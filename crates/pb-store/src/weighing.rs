//! Weights that a scale gave to parcels, with the frames behind them.
use crate::row::{Columns, json};
use crate::{Change, Result, Store};
use pb_domain::{Evidence, ParcelId, Weight};

/// A weight that a scale gave to a parcel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredWeighing {
    /// Which parcel.
    pub parcel: ParcelId,
    /// The weight.
    pub weight: Weight,
    /// The scale's own value and unit.
    pub shown: String,
    /// When it turned stable, RFC 3339.
    pub since: String,
    /// The raw frames.
    pub evidence: Vec<Evidence>,
}

impl Store {
    /// What a scale gave to a parcel.
    pub async fn weighing(&self, parcel: ParcelId) -> Result<Option<StoredWeighing>> {
        let row = sqlx::query("SELECT * FROM weighing WHERE parcel_id = ?")
            .bind(parcel.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref()
            .map(|row| {
                let c = Columns(row);
                Ok(StoredWeighing {
                    parcel: c.id("parcel_id", ParcelId)?,
                    weight: Weight::from_micrograms(c.integer("weight")?),
                    shown: c.text("shown")?,
                    since: c.text("since")?,
                    evidence: c.json("evidence")?,
                })
            })
            .transpose()
    }
}

impl Change {
    /// Keeps what a scale gave to a parcel; a newer reading of the same parcel replaces it.
    pub async fn save_weighing(&mut self, weighing: &StoredWeighing) -> Result<()> {
        let taken_at = self.now();
        sqlx::query(
            "INSERT INTO weighing (parcel_id, weight, shown, since, taken_at, evidence) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (parcel_id) DO UPDATE SET weight = excluded.weight, shown = excluded.shown,
                 since = excluded.since, taken_at = excluded.taken_at, evidence = excluded.evidence",
        )
        .bind(weighing.parcel.0)
        .bind(weighing.weight.micrograms())
        .bind(&weighing.shown)
        .bind(&weighing.since)
        .bind(taken_at)
        .bind(json("evidence", &weighing.evidence)?)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
