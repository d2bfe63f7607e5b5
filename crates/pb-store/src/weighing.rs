//! Weights that a scale gave to parcels, with the frames behind them.
use crate::row::{Columns, json};
use crate::{Change, Result, Store};
use pb_domain::{Evidence, ParcelId, WeighDecision, Weight};

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
    /// Why it was given to this parcel; `None` for what was weighed before this was kept.
    pub decision: Option<WeighDecision>,
    /// When it was taken, RFC 3339.
    pub taken_at: String,
    /// The scale's name. Empty for what was weighed before this was kept; for a while it told the port and
    /// the protocol too.
    pub scale: String,
    /// Where the scale was, in words; empty for what was weighed before this was kept.
    pub port: String,
    /// What it spoke, in words; empty for the same.
    pub protocol: String,
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
                    decision: c.optional_json("decision")?,
                    taken_at: c.text("taken_at")?,
                    scale: c.text("scale")?,
                    port: c.text("scale_port")?,
                    protocol: c.text("scale_protocol")?,
                })
            })
            .transpose()
    }
}

impl Change {
    /// Keeps what a scale gave to a parcel; a newer reading of the same parcel replaces it.
    pub async fn save_weighing(&mut self, weighing: &StoredWeighing) -> Result<()> {
        sqlx::query(
            "INSERT INTO weighing (parcel_id, weight, shown, since, taken_at, evidence, decision, scale,
                 scale_port, scale_protocol)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (parcel_id) DO UPDATE SET weight = excluded.weight, shown = excluded.shown,
                 since = excluded.since, taken_at = excluded.taken_at, evidence = excluded.evidence,
                 decision = excluded.decision, scale = excluded.scale,
                 scale_port = excluded.scale_port, scale_protocol = excluded.scale_protocol",
        )
        .bind(weighing.parcel.0)
        .bind(weighing.weight.micrograms())
        .bind(&weighing.shown)
        .bind(&weighing.since)
        .bind(&weighing.taken_at)
        .bind(json("evidence", &weighing.evidence)?)
        .bind(
            weighing
                .decision
                .as_ref()
                .map(|decision| json("decision", decision))
                .transpose()?,
        )
        .bind(&weighing.scale)
        .bind(&weighing.port)
        .bind(&weighing.protocol)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DatabaseKey;
    use jiff::Timestamp;
    use pb_domain::Emptied;
    use uuid::Uuid;

    #[tokio::test]
    async fn a_weight_is_kept_with_its_frames_its_scale_and_its_reason() {
        let dir = tempfile::tempdir().expect("folder");
        let path = dir.path().join("station.db");
        let store = Store::open(&path, &DatabaseKey::new([7; 32]), "S1")
            .await
            .expect("opens");
        let at = Timestamp::UNIX_EPOCH;
        let frame = Evidence {
            at,
            hex: "0230312e3235300d".to_owned(),
            shown: "1.250 kg".to_owned(),
            says: "stable".to_owned(),
        };
        let mut weighing = StoredWeighing {
            parcel: ParcelId(Uuid::from_u128(1)),
            weight: Weight::from_grams(1250),
            shown: "1.250 kg".to_owned(),
            since: at.to_string(),
            evidence: vec![frame.clone()],
            decision: Some(WeighDecision {
                stable_since: at,
                frames: 2,
                last_frame: at,
                taken_at: at,
                fresh_ms: 2000,
                emptied: Emptied::Seen { frame },
            }),
            taken_at: at.to_string(),
            scale: "Pallets".to_owned(),
            port: "Serial /dev/ttyS0 9600 7E1".to_owned(),
            protocol: "Toledo".to_owned(),
        };
        for _ in 0..2 {
            let mut change = store.change(at).await.expect("writes");
            change.save_weighing(&weighing).await.expect("writes");
            change.commit().await.expect("writes");
            let kept = store.weighing(weighing.parcel).await.expect("reads");
            assert_eq!(kept.as_ref(), Some(&weighing));
            // As it was kept before there were reasons.
            weighing.decision = None;
        }
    }

    #[test]
    fn frames_that_were_kept_without_words_still_read() {
        let kept = r#"[{"at": "2026-11-20T10:00:00Z", "hex": "0230", "shown": "1 kg"}]"#;
        let evidence: Vec<Evidence> = serde_json::from_str(kept).expect("reads");
        assert_eq!(evidence[0].says, "");
    }
}
