//! For how long things are kept: one line a rule, each erased in small steps.
use crate::{Change, Result, Store};

/// What is erased once it is old enough, and never while it is needed.
#[derive(Clone, Copy, Debug)]
pub struct RetentionRule {
    /// Stable id, under which its days are set.
    pub id: &'static str,
    /// What it is, in words, beginning a line.
    pub what: &'static str,
    /// Days it is kept unless told; `None` keeps it for good.
    pub days: Option<u32>,
    /// Whether it is searched by its words, which then leave the search index too, see [`Store::purge_search`].
    pub searched: bool,
    /// Erase the oldest that came before `?1`, RFC 3339, at most `?2` rows of each; the last one is counted.
    erase: &'static [&'static str],
}

/// Still open: its outcome is not known, or something of it is on its way to paper. `s` is the shipment's id.
macro_rules! open {
    ($s:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM purchase p WHERE p.shipment_id = ", $s, " AND p.state IN ('deferred', 'intended', 'sent', 'unknown'))
              OR EXISTS (SELECT 1 FROM booking b WHERE b.shipment_id = ", $s, " AND b.state IN ('due', 'sent', 'refused', 'unknown'))
              OR EXISTS (SELECT 1 FROM purchase p JOIN void v ON v.purchase_id = p.id
                         WHERE p.shipment_id = ", $s, " AND v.state IN ('intended', 'sent', 'unknown'))
              OR EXISTS (SELECT 1 FROM print_job j WHERE j.shipment_id = ", $s, "
                         AND j.state IN ('queued', 'held', 'sending', 'accepted', 'unconfirmed')))"
        )
    };
}

/// Every rule. What else is kept for a while adds a line here.
pub const RETENTION: &[RetentionRule] = &[
    RetentionRule {
        id: "events",
        what: "Details behind the records",
        days: Some(90),
        searched: false,
        erase: &[concat!(
            "UPDATE log SET payload = NULL WHERE seq IN (
                 SELECT seq FROM log INDEXED BY log_payload WHERE payload IS NOT NULL AND at < ?1
                 AND NOT (subject IS NOT NULL AND ",
            open!("log.subject"),
            ") ORDER BY at LIMIT ?2)"
        )],
    },
    RetentionRule {
        id: "calls",
        what: "Calls to carriers and their answers",
        days: Some(30),
        searched: true,
        erase: &[
            "DELETE FROM api_call_search WHERE rowid IN (
                 SELECT seq FROM api_call INDEXED BY api_call_at WHERE at < ?1 ORDER BY at LIMIT ?2)",
            "DELETE FROM api_call WHERE seq IN (
                 SELECT seq FROM api_call INDEXED BY api_call_at WHERE at < ?1 ORDER BY at LIMIT ?2)",
        ],
    },
    RetentionRule {
        id: "labels",
        what: "Labels and other documents",
        days: None,
        searched: false,
        erase: &[concat!(
            "UPDATE document SET bytes = x'', erased_at = ?3 WHERE id IN (
                 SELECT d.id FROM document d INDEXED BY document_kept WHERE d.erased_at IS NULL AND d.created_at < ?1
                 AND NOT ",
            open!("d.shipment_id"),
            " AND NOT (d.kind = 'label' -- bought and never on paper
                 AND EXISTS (SELECT 1 FROM purchase p WHERE p.shipment_id = d.shipment_id AND p.state = 'bought')
                 AND NOT EXISTS (SELECT 1 FROM print_job j WHERE j.document_id = d.id AND j.state = 'printed'))
                 ORDER BY d.created_at LIMIT ?2)"
        )],
    },
    RetentionRule {
        id: "manifests",
        what: "Manifests that carriers made",
        days: Some(90),
        searched: false,
        erase: &["DELETE FROM manifest_paper WHERE rowid IN (
                    SELECT rowid FROM manifest_paper INDEXED BY manifest_paper_at WHERE created_at < ?1
                    ORDER BY created_at LIMIT ?2)"],
    },
    RetentionRule {
        id: "printouts",
        what: "Slips, lists and test pages that were printed",
        days: Some(30),
        searched: false,
        erase: &["UPDATE print_job SET payload = NULL, payload_format = NULL WHERE id IN (
                    SELECT id FROM print_job INDEXED BY print_job_carried WHERE payload IS NOT NULL AND changed_at < ?1
                    AND state IN ('printed', 'not_printed', 'failed', 'cancelled') ORDER BY changed_at LIMIT ?2)"],
    },
];

impl Change {
    /// Erases at most so many things of a rule that came before a moment, RFC 3339 in UTC; how many.
    pub async fn retain(&mut self, rule: &RetentionRule, before: &str, rows: u32) -> Result<u64> {
        let at = self.now();
        let mut erased = 0;
        for sql in rule.erase {
            let done = sqlx::query(*sql)
                .bind(before)
                .bind(rows)
                .bind(&at)
                .execute(self.connection())
                .await?;
            erased = done.rows_affected();
        }
        Ok(erased)
    }
}

impl Store {
    /// Puts what was changed into the database's file and empties the write-ahead log, so that what was erased
    /// is in neither. False while somebody still reads; then the next time does it.
    pub async fn flush(&self) -> Result<bool> {
        let (busy, _, _): (i64, i64, i64) = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&self.writer)
            .await?;
        Ok(busy == 0)
    }
}
