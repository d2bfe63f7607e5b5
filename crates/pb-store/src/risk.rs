//! What is known of purchases whose money may be at risk.
use crate::purchase::read as read_purchase;
use crate::row::{Columns, word};
use crate::{Change, Result, Store, StoredPurchase};
use pb_domain::{Problem, PurchaseId, RiskKind, ShipmentStatus, VoidState};
use sqlx::sqlite::SqliteRow;

/// Rows of one sort at most.
const LIMIT: u32 = 1000;

/// One purchase, and what became of its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRisk {
    /// The purchase.
    pub purchase: StoredPurchase,
    /// When it came into the state it is in, RFC 3339.
    pub changed_at: String,
    /// The order's number.
    pub order_number: String,
    /// Where the shipment stands.
    pub status: ShipmentStatus,
    /// When the carrier was asked last where it is, RFC 3339.
    pub tracked_at: Option<String>,
    /// Whether a label of it is on paper.
    pub printed: bool,
    /// Whether a print of a label is under way or waits.
    pub printing: bool,
    /// Whether a label may be on paper, and nobody has said.
    pub unconfirmed: bool,
    /// Whether a label was saved as a file.
    pub saved: bool,
    /// Whether the order has a later bought shipment in the same direction.
    pub later: bool,
    /// The newest attempt to void: its state, and what the carrier said.
    pub void: Option<(VoidState, Option<Problem>)>,
    /// Whether the station voided it by itself.
    pub voided_by_itself: bool,
    /// What a person has seen of it.
    pub seen: Vec<RiskKind>,
}

/// What is selected of each; `$rest` says of which. A later purchase is looked for by the words of the
/// partial index that holds it.
macro_rules! facts {
    ($rest:literal) => {
        concat!(
            "SELECT p.*, s.order_number, s.status, s.tracked_at,
                EXISTS (SELECT 1 FROM print_job j WHERE j.shipment_id = p.shipment_id AND j.kind = 'label' AND j.state = 'printed') AS printed,
                EXISTS (SELECT 1 FROM print_job j WHERE j.shipment_id = p.shipment_id AND j.kind = 'label'
                    AND j.state IN ('queued', 'held', 'sending', 'accepted')) AS printing,
                EXISTS (SELECT 1 FROM print_job j WHERE j.shipment_id = p.shipment_id AND j.kind = 'label' AND j.state = 'unconfirmed') AS unconfirmed,
                EXISTS (SELECT 1 FROM log l INDEXED BY log_subject WHERE l.subject = p.shipment_id AND l.kind = 'label_saved') AS saved,
                EXISTS (SELECT 1 FROM log l INDEXED BY log_subject WHERE l.subject = p.shipment_id AND l.kind = 'void_by_itself') AS voided_by_itself,
                EXISTS (SELECT 1 FROM purchase q WHERE q.order_id = p.order_id AND q.direction = p.direction AND q.rowid > p.rowid
                    AND q.state NOT IN ('refused', 'abandoned', 'voided') AND q.state = 'bought') AS later,
                (SELECT v.state FROM void v WHERE v.purchase_id = p.id ORDER BY v.rowid DESC LIMIT 1) AS void_state,
                (SELECT v.problem FROM void v WHERE v.purchase_id = p.id ORDER BY v.rowid DESC LIMIT 1) AS void_problem,
                (SELECT json_group_array(r.kind) FROM risk_seen r WHERE r.purchase_id = p.id) AS seen
             FROM ",
            $rest
        )
    };
}

/// Bought, not scanned as far as the carrier was asked, and not on paper.
pub(crate) const UNPRINTED: &str = facts!(
    "purchase p INDEXED BY purchase_bought JOIN shipment s ON s.id = p.shipment_id
     WHERE p.state = 'bought' AND p.created_at >= ?1 AND s.status IN ('pending', 'label_created')
     AND p.carrier IN (SELECT value FROM json_each(?2))
     AND NOT EXISTS (SELECT 1 FROM print_job j WHERE j.shipment_id = p.shipment_id AND j.kind = 'label' AND j.state = 'printed')
     ORDER BY p.created_at DESC LIMIT ?3"
);
/// The same on paper, and old enough to have been scanned; the newest first, which can still be voided.
pub(crate) const UNSCANNED: &str = facts!(
    "purchase p INDEXED BY purchase_bought JOIN shipment s ON s.id = p.shipment_id
     WHERE p.state = 'bought' AND p.created_at >= ?1 AND p.created_at <= ?4 AND s.status IN ('pending', 'label_created')
     AND p.carrier IN (SELECT value FROM json_each(?2))
     AND EXISTS (SELECT 1 FROM print_job j WHERE j.shipment_id = p.shipment_id AND j.kind = 'label' AND j.state = 'printed')
     ORDER BY p.created_at DESC LIMIT ?3"
);
/// Voided, or an attempt at it that came to nothing clear.
pub(crate) const VOIDS: &str = facts!(
    "(SELECT DISTINCT purchase_id FROM void INDEXED BY void_settled
        WHERE state IN ('voided', 'unknown', 'refused') AND created_at >= ?1) w
     JOIN purchase p ON p.id = w.purchase_id JOIN shipment s ON s.id = p.shipment_id
     WHERE p.state IN ('bought', 'voided') AND p.carrier IN (SELECT value FROM json_each(?2))
     ORDER BY p.created_at DESC LIMIT ?3"
);
const UNKNOWN: &str = facts!(
    "purchase p JOIN shipment s ON s.id = p.shipment_id WHERE p.state IN ('intended', 'sent', 'unknown')
     AND p.state = 'unknown' ORDER BY p.created_at LIMIT ?1"
);
const ONE: &str =
    facts!("purchase p JOIN shipment s ON s.id = p.shipment_id WHERE p.id = ?1 LIMIT 1");

fn read(row: &SqliteRow) -> Result<StoredRisk> {
    let c = Columns(row);
    let void = match c.optional_text("void_state")? {
        Some(_) => Some((c.word("void_state")?, c.optional_json("void_problem")?)),
        None => None,
    };
    Ok(StoredRisk {
        purchase: read_purchase(row)?,
        changed_at: c.text("changed_at")?,
        order_number: c.text("order_number")?,
        status: c.word("status")?,
        tracked_at: c.optional_text("tracked_at")?,
        printed: c.flag("printed")?,
        printing: c.flag("printing")?,
        unconfirmed: c.flag("unconfirmed")?,
        saved: c.flag("saved")?,
        later: c.flag("later")?,
        void,
        voided_by_itself: c.flag("voided_by_itself")?,
        seen: c.json("seen")?,
    })
}

impl Store {
    /// What may be at risk: purchases of the named carriers since a time that were not printed, or bought
    /// before another time and not scanned; unclear and done voids; and all that are unknown. Times are
    /// RFC 3339. One purchase may come twice.
    pub async fn risks(
        &self,
        since: &str,
        scanned_by_now: &str,
        carriers: &[&str],
    ) -> Result<Vec<StoredRisk>> {
        let carriers = serde_json::json!(carriers).to_string();
        let mut found = Vec::new();
        let rows = sqlx::query(UNKNOWN)
            .bind(LIMIT)
            .fetch_all(&self.readers)
            .await?;
        found.extend(rows);
        for (sql, before) in [
            (UNPRINTED, None),
            (UNSCANNED, Some(scanned_by_now)),
            (VOIDS, None),
        ] {
            let mut query = sqlx::query(sql).bind(since).bind(&carriers).bind(LIMIT);
            if let Some(before) = before {
                query = query.bind(before);
            }
            let rows = query.fetch_all(&self.readers).await?;
            found.extend(rows);
        }
        found.iter().map(read).collect()
    }

    /// What is known of one purchase.
    pub async fn risk(&self, id: PurchaseId) -> Result<Option<StoredRisk>> {
        let row = sqlx::query(ONE)
            .bind(id.0)
            .fetch_optional(&self.readers)
            .await?;
        row.as_ref().map(read).transpose()
    }
}

impl Change {
    /// A person has seen a risk, and settled it as far as it can be.
    pub async fn see_risk(&mut self, id: PurchaseId, kind: RiskKind) -> Result<()> {
        let at = self.now();
        sqlx::query("INSERT OR REPLACE INTO risk_seen (purchase_id, kind, at) VALUES (?, ?, ?)")
            .bind(id.0)
            .bind(word("kind", &kind)?)
            .bind(at)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
