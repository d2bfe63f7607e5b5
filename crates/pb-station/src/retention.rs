//! For how long things are kept. Once a day, and soon after each start, what is old enough is erased, a little at a time.
use crate::Station;
use crate::api::{
    Code, Failure, Nothing, Result, RetentionReport, RetentionRow, RetentionView, SetRetention,
};
use jiff::{SignedDuration, Timestamp};
use pb_domain::FieldProblem;
use pb_store::{RETENTION, RetentionRule};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

/// Days by rule, where a person chose them.
const KEY: &str = "retention";
/// When it was last looked.
const LAST_RUN: &str = "retention_ran";
/// Rows that are erased in one change: some milliseconds.
const STEP: u32 = 100;
/// Pause between two steps, in which others write.
const PAUSE: Duration = Duration::from_millis(20);
const DAY: Duration = Duration::from_secs(24 * 3_600);
/// The first look after a start: a packer comes first.
const AFTER_START: Duration = Duration::from_secs(5);
/// What was seen less than a month ago is seen every day. Past that, the clock may have leapt.
const LEAP: SignedDuration = SignedDuration::from_hours(31 * 24);
/// Fewest days that may be chosen: a label may be printed again for a while.
const FEWEST: u32 = 7;

async fn chosen(station: &Station) -> Result<BTreeMap<String, Option<u32>>> {
    Ok(station.store.setting(KEY).await?.unwrap_or_default())
}

/// For how long things are kept.
pub(crate) async fn view(station: &Station, _: Nothing) -> Result<RetentionView> {
    let chosen = chosen(station).await?;
    Ok(RetentionView {
        rules: RETENTION
            .iter()
            .map(|rule| RetentionRow {
                id: rule.id.into(),
                what: rule.what.into(),
                days: chosen.get(rule.id).copied().unwrap_or(rule.days),
                usual: rule.days,
            })
            .collect(),
        last_run: station.store.setting(LAST_RUN).await?,
    })
}

/// Sets for how long one kind of thing is kept.
pub(crate) async fn set(station: &Station, request: SetRetention) -> Result<RetentionView> {
    let rule = RETENTION
        .iter()
        .find(|rule| rule.id == request.id)
        .ok_or_else(|| {
            Failure::not_found("kind of things that are kept for a while:", &request.id)
        })?;
    if request
        .days
        .is_some_and(|days| !(FEWEST..=36_500).contains(&days))
    {
        let text = format!("At least {FEWEST} days, or for good");
        return Err(
            Failure::new(Code::Invalid, text.clone()).fields(vec![FieldProblem {
                field: "days".into(),
                text,
            }]),
        );
    }
    let mut all = chosen(station).await?;
    let old = all
        .insert(rule.id.to_owned(), request.days)
        .unwrap_or(rule.days);
    let mut change = station.store.change(station.now()).await?;
    change.save_setting(KEY, Some(&all)).await?;
    let text = match request.days {
        Some(days) => format!("{} are kept for {days} days", rule.what),
        None => format!("{} are kept for good", rule.what),
    };
    let facts = json!({ "rule": rule.id, "days": [old, request.days] });
    change.log("retention_set", None, &text, &facts).await?;
    change.commit().await?;
    view(station, Nothing {}).await
}

/// Erases what is old enough, soon after the start and then daily, for as long as the station is open.
pub(crate) async fn daily(station: Station) {
    // Before anything is written at the time that the clock has now.
    let mut leap = leapt(&station, station.now()).await;
    tokio::time::sleep(AFTER_START).await;
    loop {
        let looked = match leap {
            Ok(waits) => look(&station, waits).await,
            Err(failure) => Err(failure),
        };
        match looked {
            Ok(report) if !report.waits.is_empty() => tracing::warn!("{}", report.waits),
            Ok(_) => {}
            Err(failure) => tracing::error!(%failure, "what is old enough cannot be erased"),
        }
        tokio::time::sleep(DAY).await;
        leap = leapt(&station, station.now()).await;
    }
}

/// Erases now what has been kept for long enough.
pub(crate) async fn run(station: &Station, _: Nothing) -> Result<RetentionReport> {
    let waits = leapt(station, station.now()).await?;
    look(station, waits).await
}

/// Erases what has been kept for long enough, unless there is a reason to wait.
async fn look(station: &Station, waits: Option<String>) -> Result<RetentionReport> {
    let now = station.now();
    let mut report = RetentionReport {
        erased: BTreeMap::new(),
        waits: waits.unwrap_or_default(),
    };
    if report.waits.is_empty() {
        for row in view(station, Nothing {}).await?.rules {
            let Some(days) = row.days else { continue };
            let rule = RETENTION.iter().find(|rule| rule.id == row.id);
            let before = now
                .checked_sub(SignedDuration::from_hours(24 * i64::from(days)))
                .unwrap_or(Timestamp::MIN);
            if let Some(rule) = rule {
                let erased = erase(station, rule, before).await?;
                if erased > 0 {
                    report.erased.insert(row.id, erased);
                }
            }
        }
    }
    let mut change = station.store.change(station.now()).await?;
    change.save_setting(LAST_RUN, Some(&now)).await?;
    if !report.erased.is_empty() {
        let parts: Vec<String> = report
            .erased
            .iter()
            .map(|(rule, count)| format!("{rule} {count}"))
            .collect();
        let text = format!("Erased because its time was over: {}", parts.join(", "));
        change
            .log("retention", None, &text, &json!(report.erased))
            .await?;
    }
    change.commit().await?;
    let searched = |rule: &RetentionRule| rule.searched && report.erased.contains_key(rule.id);
    if RETENTION.iter().any(searched) {
        station.store.purge_search().await?;
    }
    if !report.erased.is_empty() && !station.store.flush().await? {
        tracing::info!("the write-ahead log is in use; the next look empties it");
    }
    Ok(report)
}

/// Why nothing is erased now: the clock went back behind the newest record, or leapt. A leap that is still there
/// a day later is believed.
async fn leapt(station: &Station, now: Timestamp) -> Result<Option<String>> {
    let last: Option<Timestamp> = station.store.setting(LAST_RUN).await?;
    let newest = station.store.newest_record().await?;
    let newest: Option<Timestamp> = newest.and_then(|record| record.at.parse().ok());
    let Some(seen) = last.max(newest) else {
        return Ok(None);
    };
    let passed = now.duration_since(seen);
    Ok(if passed < -SignedDuration::from_hours(24) {
        Some("Nothing is erased: this machine's clock went back behind what was done before".into())
    } else if passed > LEAP {
        Some("Nothing is erased today: the clock says that more than a month has passed, which a day of work must bear out first".into())
    } else {
        None
    })
}

async fn erase(station: &Station, rule: &RetentionRule, before: Timestamp) -> Result<u64> {
    let before = before.to_string();
    let before = before.trim_end_matches('Z');
    let mut erased = 0;
    loop {
        let mut change = station.store.change(station.now()).await?;
        let step = change.retain(rule, before, STEP).await?;
        change.commit().await?;
        erased += step;
        if step < u64::from(STEP) {
            return Ok(erased);
        }
        tokio::time::sleep(PAUSE).await;
    }
}
