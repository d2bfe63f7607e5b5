//! Asking every account for rates, under one deadline.
use crate::Station;
use crate::api::{Event, RateBasis, RateLine, RateList, RateOutcome, RateRequest, Result};
use crate::{accounts, consign, orders, remember, returns, waybills};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use jiff::Zoned;
use pb_carriers::engine::{About, Engine, without_secrets};
use pb_carriers::{Consignment, Cx};
use pb_domain::{
    Account, Direction, ParcelId, Pick, Problem, ProblemKind, Rate, RateSurety, Shipped, pick_for,
};
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
    let now = station.zoned_now();
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
    let likeness = remember::likeness(&consignment);
    let mut pending: FuturesUnordered<_> = accounts
        .iter()
        .map(|account| {
            ask(
                station,
                &engine,
                account,
                &consignment,
                &likeness,
                &now,
                deadline,
            )
        })
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
    let live = lines.iter().filter_map(|line| match &line.outcome {
        RateOutcome::Rates { rates, .. }
            if line.basis == Some(RateBasis::Live) && !rates.is_empty() =>
        {
            // What a pool offers was not stated by the carrier.
            let stated = rates.iter().filter(|r| r.pooled.is_none()).cloned();
            Some((line.account, stated.collect()))
        }
        _ => None,
    });
    let live: Vec<_> = live.collect();
    remember::keep(station, &likeness, &live).await;
    let mut rates: Vec<Rate> = lines
        .iter()
        .flat_map(|line| match &line.outcome {
            RateOutcome::Rates { rates, .. } | RateOutcome::Remembered { rates, .. } => {
                rates.clone()
            }
            RateOutcome::Failed { .. } | RateOutcome::Late => Vec::new(),
        })
        .collect();
    rates.sort_by(|a, b| {
        (a.total.currency.code(), a.total.minor).cmp(&(b.total.currency.code(), b.total.minor))
    });
    let skus: Vec<&str> = order.data.lines.iter().map(|l| l.sku.as_str()).collect();
    let shipped = Shipped {
        ship_to: &consignment.ship_to,
        weight: consignment.parcels.iter().map(|p| p.weight).sum(),
        value: consignment.goods_value,
        skus: &skus,
    };
    let settings = station.settings();
    // Shipping rules are about what goes to customers.
    let rules = match consignment.direction {
        Direction::Outbound => settings.shipping_rules.as_slice(),
        Direction::Return => &[],
    };
    let chosen = pick_for(rules, settings.rate_rule, shipped, &rates);
    let pick = sure(chosen, &rates);
    Ok(RateList { lines, rates, pick })
}

/// A rule does not choose a price from memory where another could be bought now: a person does.
fn sure(chosen: Pick, rates: &[Rate]) -> Pick {
    let remembered = |rate: &Rate| rate.surety == RateSurety::Remembered;
    match &chosen {
        Pick::Chosen { index, .. }
            if rates.get(*index).is_some_and(remembered) && !rates.iter().all(remembered) =>
        {
            Pick::AskPerson {
                reason: "The rule's choice is an estimate: its carrier cannot be reached now"
                    .into(),
            }
        }
        _ => chosen,
    }
}

async fn ask(
    station: &Station,
    engine: &Engine,
    account: &Account,
    consignment: &Consignment,
    likeness: &str,
    now: &Zoned,
    deadline: Instant,
) -> RateLine {
    let began = Instant::now();
    let cx = Cx {
        account,
        engine,
        now,
    };
    let profile = accounts::carrier(&account.carrier);
    if let Ok(profile) = &profile
        && let Some(problem) = returns::refused_by(profile, consignment)
    {
        return RateLine {
            account: account.id,
            account_name: account.name.clone(),
            outcome: RateOutcome::Failed { problem },
            basis: None,
            took_ms: 0,
        };
    }
    let outcome = match profile {
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
            problem: Problem::new(ProblemKind::Unsupported, failure.text).hint(failure.hint),
        },
    };
    let stated = matches!(outcome, RateOutcome::Rates { .. });
    let outcome = waybills::with_offers(station, account, consignment, now, outcome).await;
    let pooled = !stated && matches!(outcome, RateOutcome::Rates { .. });
    // Where a pool's price took a failure's place, each rate says itself how sure it is.
    let (outcome, basis) = match pooled {
        true => (outcome, None),
        false => basis(station, account, likeness, outcome).await,
    };
    RateLine {
        account: account.id,
        account_name: account.name.clone(),
        outcome,
        basis,
        took_ms: u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX),
    }
}

/// How sure the answer is; what an account that cannot be reached last stated takes the answer's place.
async fn basis(
    station: &Station,
    account: &Account,
    likeness: &str,
    outcome: RateOutcome,
) -> (RateOutcome, Option<RateBasis>) {
    let Ok(profile) = accounts::carrier(&account.carrier) else {
        return (outcome, None);
    };
    match outcome {
        RateOutcome::Rates { .. } => {
            let basis = match profile.table {
                Some(table) => RateBasis::Table {
                    name: table.title().to_owned(),
                    changed_at: station
                        .store
                        .table_changed_at(account.id)
                        .await
                        .unwrap_or_default(),
                },
                None => RateBasis::Live,
            };
            (outcome, Some(basis))
        }
        RateOutcome::Failed { problem } if problem.kind == ProblemKind::Unavailable => {
            match remember::recall(station, account.id, likeness).await {
                Ok(Some((rates, at))) => (
                    RateOutcome::Remembered { rates, problem },
                    Some(RateBasis::Remembered { at }),
                ),
                Ok(None) => (RateOutcome::Failed { problem }, None),
                Err(failure) => {
                    tracing::warn!(%failure, "remembered prices cannot be read");
                    (RateOutcome::Failed { problem }, None)
                }
            }
        }
        other => (other, None),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use pb_domain::{AccountId, Currency, Money, RateRule};

    fn rate(minor: i64, surety: RateSurety) -> Rate {
        Rate {
            account: AccountId(uuid::Uuid::nil()),
            carrier_name: "Acme".into(),
            service: minor.to_string(),
            service_name: "Ground".into(),
            total: Money::new(minor, Currency::from_code("USD").unwrap()),
            charges: Vec::new(),
            transit_days: None,
            delivery_date: None,
            surety,
            pooled: None,
            carrier_data: serde_json::Value::Null,
        }
    }

    fn picked(rates: &[Rate]) -> Option<usize> {
        let any = Shipped {
            ship_to: &pb_domain::Address::default(),
            weight: pb_domain::Weight::default(),
            value: None,
            skus: &[],
        };
        match sure(pick_for(&[], RateRule::Cheapest, any, rates), rates) {
            Pick::Chosen { index, .. } => Some(index),
            Pick::AskPerson { .. } => None,
        }
    }

    #[test]
    fn a_rule_does_not_prefer_an_estimate_to_what_can_be_bought_now() {
        let memory = rate(500, RateSurety::Remembered);
        let table = rate(900, RateSurety::Table);
        assert_eq!(picked(&[memory.clone(), table.clone()]), None);
        assert_eq!(
            picked(&[rate(400, RateSurety::Stated), memory.clone()]),
            Some(0)
        );
        assert_eq!(
            picked(&[memory.clone(), rate(600, RateSurety::Remembered)]),
            Some(0)
        );
    }
}
