//! Asking every account for rates, under one deadline.
use crate::Station;
use crate::api::{Event, RateLine, RateList, RateOutcome, RateRequest, Result};
use crate::{accounts, consign, orders, waybills};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use jiff::Zoned;
use pb_carriers::engine::{About, Engine, without_secrets};
use pb_carriers::{Consignment, Cx};
use pb_domain::{Account, ParcelId, Rate, pick};
use std::time::Duration;
use tokio::time::Instant;
use tracing::Instrument as _;

/// How long the whole rate screen may take; who is later is a line that says so.
const DEADLINE: Duration = Duration::from_secs(15);

/// Asks every account for rates; lines arrive as events.
pub(crate) async fn rate(station: &Station, request: RateRequest) -> Result<RateList> {
    let span = tracing::info_span!("shipment", shipment = %request.draft.id);
    rate_all(station, request).instrument(span).await
}

async fn rate_all(station: &Station, request: RateRequest) -> Result<RateList> {
    let order = orders::find(station, request.draft.order).await?.order;
    let consignment = consign::consignment(station, &request.draft, &order).await?;
    let now = station.zoned_now().await?;
    let deadline = Instant::now() + DEADLINE;
    let accounts: Vec<Account> = station
        .store
        .accounts()
        .await?
        .into_iter()
        .filter(|a| a.enabled)
        .collect();
    let about = About::shipment(request.draft.id, None, &consignment);
    let engine = station.engine.until(deadline).about(about);
    let mut pending: FuturesUnordered<_> = accounts
        .iter()
        .map(|account| ask(&engine, account, &consignment, &now, deadline))
        .collect();
    let mut lines = Vec::with_capacity(accounts.len());
    while let Some(line) = pending.next().await {
        station.emit(Event::Rate {
            request: request.request.clone(),
            line: line.clone(),
        });
        lines.push(line);
    }
    let parcels: Vec<ParcelId> = consignment.parcels.iter().map(|p| p.id).collect();
    station
        .seen
        .rated(request.draft.id, &parcels, station.now());
    let mut rates: Vec<Rate> = lines
        .iter()
        .flat_map(|line| match &line.outcome {
            RateOutcome::Rates { rates, .. } => rates.clone(),
            RateOutcome::Failed { .. } | RateOutcome::Late => Vec::new(),
        })
        .collect();
    rates.sort_by(|a, b| {
        (a.total.currency.code(), a.total.minor).cmp(&(b.total.currency.code(), b.total.minor))
    });
    let pick = pick(station.settings().await?.rate_rule, &rates);
    Ok(RateList { lines, rates, pick })
}

async fn ask(
    engine: &Engine,
    account: &Account,
    consignment: &Consignment,
    now: &Zoned,
    deadline: Instant,
) -> RateLine {
    let began = Instant::now();
    let cx = Cx {
        account,
        engine,
        now,
    };
    let outcome = match accounts::carrier(&account.carrier) {
        Ok(profile) => {
            match tokio::time::timeout_at(deadline, profile.rates.rate(cx, consignment)).await {
                Ok(Ok(answer)) => RateOutcome::Rates {
                    rates: answer.rates,
                    notes: answer
                        .notes
                        .into_iter()
                        .map(|note| without_secrets(account, note))
                        .collect(),
                },
                Ok(Err(problem)) => RateOutcome::Failed {
                    problem: without_secrets(account, problem),
                },
                Err(_) => RateOutcome::Late,
            }
        }
        Err(failure) => RateOutcome::Failed {
            problem: pb_domain::Problem::new(pb_domain::ProblemKind::Unsupported, failure.text)
                .hint(failure.hint),
        },
    };
    let outcome = waybills::with_offers(station, account, consignment, now, outcome).await;
    RateLine {
        account: account.id,
        account_name: account.name.clone(),
        outcome,
        took_ms: u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX),
    }
}
