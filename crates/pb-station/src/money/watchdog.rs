//! The refund watchdog: at the start and every hour it looks for labels that were paid and not used, warns
//! before they can no longer be voided, and voids them where the merchant wants that.
//!
//! Without a person it voids only what is surely on no parcel: never printed, or printed and, by what the
//! carrier says now, never scanned. What may be on paper is left to people. Each void goes through the
//! journal of voids like a person's own.
use super::row::{Row, facts_of, since};
use super::{days, facts, rows_of, settings, window};
use crate::api::{Attention, AttentionKind, OfflineSettings, Result, ShipmentRef, VoidShipment};
use crate::{Station, track, void};
use jiff::{SignedDuration, Timestamp};
use pb_domain::{PurchaseId, PurchaseState, RiskKind};
use pb_store::StoredRisk;
use std::sync::Arc;
use std::time::Duration;

const EVERY: SignedDuration = SignedDuration::from_hours(1);
/// How often the clock is looked at: it may be set, and a sleeping machine does not count.
const TICK: Duration = Duration::from_secs(5);
/// Labels that carriers are asked about in one round at most.
const ASKED: usize = 50;
/// A carrier is not asked about the same label more often than this.
const ASK_AGAIN: SignedDuration = SignedDuration::from_hours(12);
/// How long a label that was voided without a person shows among what needs one.
const SHOWN_DAYS: u32 = 3;

/// Something that a person should know of.
#[derive(Clone)]
pub(super) struct Warning {
    purchase: PurchaseId,
    kind: RiskKind,
    attention: Attention,
}

/// Looks at the start and then every hour.
pub(crate) fn start(station: &Station) {
    let kept = station.clone();
    station.run(async move {
        let station = kept;
        loop {
            let now = station.now();
            let last = station.money.with(|l| l.at);
            if last.is_none_or(|last| now.duration_since(last).abs() >= EVERY)
                && let Err(failure) = run(&station).await
            {
                tracing::error!(%failure, "money at risk cannot be looked through");
                // Not every few seconds, whatever is wrong.
                station.money.with(|l| l.at = Some(now));
            }
            tokio::time::sleep(TICK).await;
        }
    });
}

/// The whole round: asks, voids, warns.
pub(super) async fn run(station: &Station) -> Result<()> {
    station.money.with(|l| l.at = Some(station.now()));
    let settings = settings(station).await?;
    ask_where_they_are(station, &settings).await?;
    if settings.void_unused {
        void_unused(station, &settings).await?;
    }
    look(station).await;
    Ok(())
}

/// Looks at what is known now, and asks nobody: what is to be warned of.
pub(crate) async fn look(station: &Station) {
    let found = async {
        let settings = settings(station).await?;
        let rows = rows_of(station).await?;
        Ok::<_, crate::api::Failure>(
            rows.iter()
                .filter_map(|row| warning(row, &settings, station.now()))
                .collect::<Vec<_>>(),
        )
    };
    match found.await {
        Ok(warnings) => station.money.with(|l| l.warnings = warnings),
        Err(failure) => tracing::error!(%failure, "money at risk cannot be read"),
    }
    station.emit_attention().await;
}

/// What was warned of and is still so.
pub(crate) async fn warnings(station: &Station) -> Result<Vec<Attention>> {
    let warned = station.money.with(|l| l.warnings.clone());
    if warned.is_empty() {
        return Ok(Vec::new());
    }
    let settings = settings(station).await?;
    let mut list = Vec::with_capacity(warned.len());
    for warning in warned {
        let Some(risk) = station.store.risk(warning.purchase).await? else {
            continue;
        };
        if !risk.seen.contains(&warning.kind)
            && facts_of(&risk, &settings).kind() == Some(warning.kind)
        {
            list.push(warning.attention);
        }
    }
    Ok(list)
}

fn warning(row: &Row, settings: &OfflineSettings, now: Timestamp) -> Option<Warning> {
    let (kind, text) = match row.kind {
        RiskKind::NeverPrinted | RiskKind::NeverScanned | RiskKind::Replaced => {
            let until = row.void_until.filter(|until| now < *until)?;
            let warn_from = until.checked_sub(days(settings.warn_days)).ok()?;
            if now < warn_from {
                return None;
            }
            let left = until.duration_since(now).as_hours();
            let left = match left {
                0 => "less than an hour".to_owned(),
                1..48 => format!("{left} hours"),
                _ => format!("{} days", left / 24),
            };
            let text = format!(
                "Order {}: {} at risk. {}. It can be voided for {left}",
                row.order_number(),
                row.amount(),
                row.text()
            );
            (AttentionKind::VoidDeadline, text)
        }
        RiskKind::RefundAwaited if row.voided_by_itself() && row.age() < SHOWN_DAYS => {
            let text = format!(
                "Order {}: its unused label for {} was voided by itself. The order waits to be packed again",
                row.order_number(),
                row.amount()
            );
            (AttentionKind::VoidedByItself, text)
        }
        _ => return None,
    };
    Some(Warning {
        purchase: row.purchase().id,
        kind: row.kind,
        attention: Attention {
            kind,
            text,
            shipment: Some(row.purchase().shipment),
            job: None,
        },
    })
}

/// Asks carriers about labels that are on paper and should have been scanned by now.
async fn ask_where_they_are(station: &Station, settings: &OfflineSettings) -> Result<()> {
    let now = station.now();
    let mut due: Vec<StoredRisk> = facts(station, settings)
        .await?
        .into_iter()
        .filter(|risk| {
            let known = facts_of(risk, settings);
            let age = now.duration_since(since(risk));
            let asked_lately = risk
                .tracked_at
                .as_ref()
                .and_then(|at| at.parse::<Timestamp>().ok())
                .is_some_and(|at| now.duration_since(at).abs() < ASK_AGAIN);
            known.purchase == PurchaseState::Bought
                && known.printed
                && !known.scanned
                && age >= days(settings.scan_days)
                && !asked_lately
                && can_track(risk)
        })
        .collect();
    // Those first whose time to be voided ends first.
    due.sort_by_key(|risk| {
        let window = window(&risk.purchase, settings).map_or(0, |(n, _)| n);
        since(risk).checked_add(days(window)).ok()
    });
    for risk in due.into_iter().take(ASKED) {
        if let Err(failure) = ask(station, &risk).await {
            tracing::info!(shipment = %risk.purchase.shipment, %failure, "not tracked");
        }
    }
    Ok(())
}

fn can_track(risk: &StoredRisk) -> bool {
    pb_carriers::find(&risk.purchase.carrier).is_some_and(|p| p.track.is_some())
}

async fn ask(station: &Station, risk: &StoredRisk) -> Result<()> {
    let id = risk.purchase.shipment;
    track::track(station, ShipmentRef { id }).await.map(drop)
}

/// Voids what is surely unused and old enough.
async fn void_unused(station: &Station, settings: &OfflineSettings) -> Result<()> {
    for row in rows_of(station).await? {
        if !wanted(&row, settings) {
            continue;
        }
        let risk = station.store.risk(row.purchase().id).await?;
        let Some(risk) = risk else { continue };
        // A label may have been printed elsewhere: what the carrier says now counts, where it says anything.
        if can_track(&risk)
            && let Err(failure) = ask(station, &risk).await
        {
            tracing::info!(shipment = %risk.purchase.shipment, %failure, "not voided: not tracked");
            continue;
        }
        let request = VoidShipment {
            id: risk.purchase.shipment,
            person_says_voided: false,
        };
        let kept = settings.clone();
        let sure: void::Sure = Arc::new(move |risk, now| {
            Row::of(risk, &kept, now).is_some_and(|row| wanted(&row, &kept))
        });
        if let Err(failure) = void::void_by_itself(station, request, row.text(), sure).await {
            tracing::warn!(shipment = %request.id, %failure, "an unused label was not voided");
        }
    }
    Ok(())
}

/// Whether a label is voided without a person: certainly unused, old enough, and still within its time.
fn wanted(row: &Row, settings: &OfflineSettings) -> bool {
    let old_enough = match row.kind {
        RiskKind::NeverPrinted => row.age() >= settings.void_after_days,
        RiskKind::NeverScanned => row.age() >= settings.void_after_days.max(settings.scan_days),
        _ => false,
    };
    old_enough && row.may_be_voided() && row.facts.is_surely_unused()
}
