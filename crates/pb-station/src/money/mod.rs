//! Money at risk: what was paid for, or may have been, and is not on its way.

mod row;
mod watchdog;

pub(crate) use watchdog::{look, start, warnings};

use crate::Station;
use crate::api::{Code, Failure, MoneyAtRisk, Nothing, OfflineSettings, Result, SeeRisk};
use crate::settings::refuse;
use jiff::{SignedDuration, Timestamp};
use pb_carriers::{BoughtRef, CARRIERS, Ship};
use pb_domain::{FieldProblem, Money, RiskKind};
use pb_store::{StoredPurchase, StoredRisk};
use row::Row;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

const KEY: &str = "offline";
/// What was bought longer ago is past any carrier's time to void it, and past any claim.
const HORIZON_DAYS: u32 = 120;
/// Where neither the carrier nor the merchant says how long a label can be voided: rather too short than
/// too long, so that the warning comes in time.
const ASSUMED_WINDOW_DAYS: u32 = 7;

/// What a station keeps of it in memory.
#[derive(Default)]
pub(crate) struct MoneyWatch(Mutex<Looked>);

#[derive(Default)]
struct Looked {
    at: Option<Timestamp>,
    warnings: Vec<watchdog::Warning>,
}

impl MoneyWatch {
    fn with<T>(&self, look: impl FnOnce(&mut Looked) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What a bench starts with.
fn defaults() -> OfflineSettings {
    OfflineSettings {
        print_when_bought: false,
        void_unused: false,
        void_after_days: 2,
        scan_days: 4,
        warn_days: 2,
        void_window_days: BTreeMap::new(),
    }
}

/// What is done without a person, and by when.
pub(crate) async fn settings(station: &Station) -> Result<OfflineSettings> {
    Ok(station.store.setting(KEY).await?.unwrap_or_else(defaults))
}

/// The same, for a host.
pub(crate) async fn get_settings(station: &Station, _: Nothing) -> Result<OfflineSettings> {
    settings(station).await
}

/// Saves what is done without a person, and by when.
pub(crate) async fn save_settings(
    station: &Station,
    settings: OfflineSettings,
) -> Result<OfflineSettings> {
    let mut fields = Vec::new();
    for (field, days, most) in [
        ("void_after_days", settings.void_after_days, 90),
        ("scan_days", settings.scan_days, 60),
    ] {
        if !(1..=most).contains(&days) {
            fields.push(FieldProblem {
                field: field.into(),
                text: format!("Between 1 and {most} days"),
            });
        }
    }
    if settings.warn_days > 60 {
        fields.push(FieldProblem {
            field: "warn_days".into(),
            text: "At most 60 days".into(),
        });
    }
    for (account, days) in &settings.void_window_days {
        let known = station.store.account(*account).await?.is_some();
        if !known || !(1..=365).contains(days) {
            fields.push(FieldProblem {
                field: format!("void_window_days.{account}"),
                text: "Between 1 and 365 days, for an account that is there".into(),
            });
        }
    }
    refuse(fields)?;
    let mut change = station.store.change(station.now()).await?;
    change.save_setting(KEY, Some(&settings)).await?;
    change
        .log(
            "settings_saved",
            None,
            "Settings for offline work and money at risk saved",
            &json!(settings),
        )
        .await?;
    change.commit().await?;
    look(station).await;
    Ok(settings)
}

/// All money at risk.
pub(crate) async fn at_risk(station: &Station, _: Nothing) -> Result<MoneyAtRisk> {
    let mut rows = Vec::new();
    for row in rows_of(station).await? {
        rows.push(row.view(station).await?);
    }
    let mut totals: BTreeMap<&str, Money> = BTreeMap::new();
    for row in &rows {
        let code = row.amount.currency.code();
        let sum = totals
            .entry(code)
            .or_insert(Money::zero(row.amount.currency));
        // A sum that no longer fits a number of 64 bits is none that a bench has.
        *sum = sum.checked_add(row.amount).unwrap_or(*sum);
    }
    Ok(MoneyAtRisk {
        totals: totals.into_values().collect(),
        rows,
        looked_at: station.money.with(|l| l.at).map(|at| at.to_string()),
    })
}

/// Looks everything through now: asks carriers about labels that were never scanned, warns, and voids what
/// the merchant wants voided.
pub(crate) async fn look_now(station: &Station, _: Nothing) -> Result<MoneyAtRisk> {
    let kept = station.itself();
    Station::finish(Box::pin(async move {
        watchdog::run(&kept).await?;
        at_risk(&kept, Nothing {}).await
    }))
    .await
}

/// A person has seen a row, and settled it as far as it can be.
pub(crate) async fn see(station: &Station, request: SeeRisk) -> Result<MoneyAtRisk> {
    let purchase = station
        .store
        .purchase_of(request.shipment)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", request.shipment))?;
    if matches!(
        request.kind,
        RiskKind::PurchaseUnknown | RiskKind::VoidUnknown
    ) {
        return Err(Failure::new(
            Code::Precondition,
            "What is unknown stays until it is settled",
        )
        .hint("Ask the carrier, or say what you see on its pages"));
    }
    let mut change = station.store.change(station.now()).await?;
    change.see_risk(purchase.id, request.kind).await?;
    let text = match request.kind {
        RiskKind::RefundAwaited => "A person says that the money is back",
        _ => "A person says that nothing is at risk here",
    };
    change
        .log(
            "risk_seen",
            Some(request.shipment.0),
            text,
            &json!({ "kind": request.kind }),
        )
        .await?;
    change.commit().await?;
    look(station).await;
    at_risk(station, Nothing {}).await
}

/// Every purchase at risk, the most urgent first.
async fn rows_of(station: &Station) -> Result<Vec<Row>> {
    let settings = settings(station).await?;
    let now = station.now();
    let mut seen = HashSet::new();
    let mut rows: Vec<Row> = facts(station, &settings)
        .await?
        .into_iter()
        .filter(|risk| seen.insert(risk.purchase.id))
        .filter_map(|risk| Row::of(risk, &settings, now))
        .collect();
    rows.sort_by(|a, b| {
        (a.kind, a.void_until, a.purchase().id).cmp(&(b.kind, b.void_until, b.purchase().id))
    });
    Ok(rows)
}

/// What is known of purchases at carriers that are paid.
async fn facts(station: &Station, settings: &OfflineSettings) -> Result<Vec<StoredRisk>> {
    // An own label costs nothing: it is thrown away.
    let paid: Vec<&str> = CARRIERS
        .iter()
        .filter(|p| matches!(p.ship, Ship::Remote(_)))
        .map(|p| p.id)
        .collect();
    let ago = |n| {
        let at = station.now().checked_sub(days(n)).unwrap_or_default();
        at.to_string()
    };
    let (since, scanned_by_now) = (ago(HORIZON_DAYS), ago(settings.scan_days));
    Ok(station.store.risks(&since, &scanned_by_now, &paid).await?)
}

/// For how many days a purchase can be voided, and whether that is only assumed; `None` where it cannot be.
fn window(purchase: &StoredPurchase, settings: &OfflineSettings) -> Option<(u32, bool)> {
    let voids = pb_carriers::find(&purchase.carrier)?.void?;
    let bought = BoughtRef {
        carrier_ref: purchase.carrier_ref.clone(),
        carrier_data: purchase.carrier_data.clone(),
        tracking_numbers: Vec::new(),
        service: purchase.rate.service.clone(),
    };
    Some(match voids.window_days(&bought) {
        Some(days) => (days, false),
        None => match settings.void_window_days.get(&purchase.account) {
            Some(days) => (*days, true),
            None => (ASSUMED_WINDOW_DAYS, true),
        },
    })
}

fn days(n: u32) -> SignedDuration {
    SignedDuration::from_hours(i64::from(n) * 24)
}
