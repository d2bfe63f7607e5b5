//! What labels from the pools cost, on the rate screen and again when one is bought.
use crate::Station;
use crate::accounts;
use crate::api::{Buy, Code, Failure, RateOutcome, Result};
use jiff::Zoned;
use pb_carriers::engine::Reachability;
use pb_carriers::{Consignment, Cx, Profile, Ship};
use pb_domain::{
    Account, Direction, Money, PoolPrice, PoolService, PooledRate, Problem, ProblemKind, Rate,
    RateSurety,
};
use pb_store::StoredPool;

/// An account's answer with what its pools offer beside it: always for one that prices here and for pools
/// whose merchant wants it so, else while the carrier cannot be reached.
pub(crate) async fn with_offers(
    station: &Station,
    account: &Account,
    consignment: &Consignment,
    now: &Zoned,
    outcome: RateOutcome,
) -> RateOutcome {
    let pools: Result<Vec<StoredPool>> = async {
        let mut pools = station.store.pools().await?;
        pools.retain(|p| p.account == account.id);
        Ok(pools)
    }
    .await;
    let (Ok(pools), Ok(profile)) = (pools, accounts::carrier(&account.carrier)) else {
        return outcome;
    };
    if pools.is_empty() {
        return outcome;
    }
    let asked = Asked {
        station,
        account,
        profile,
        consignment,
        now,
    };
    if consignment.direction == Direction::Return {
        return asked.without_pools(&pools, outcome);
    }
    match (&profile.ship, outcome) {
        (Ship::Own, RateOutcome::Rates { rates, notes }) => asked.own(&pools, rates, notes),
        (Ship::Own, failed) => failed,
        (Ship::Remote(_), outcome) => asked.remote(&pools, outcome).await,
    }
}

struct Asked<'a> {
    station: &'a Station,
    account: &'a Account,
    profile: &'a Profile,
    consignment: &'a Consignment,
    now: &'a Zoned,
}

impl Asked<'_> {
    fn today(&self) -> String {
        self.now.date().to_string()
    }

    fn enough(&self, pool: &StoredPool) -> bool {
        let parcels = u64::try_from(self.consignment.parcels.len()).unwrap_or(u64::MAX);
        pool.left(&self.today()) >= parcels
    }

    /// Numbers that were given for parcels to customers label none that come back: what is labelled with them alone
    /// is not offered.
    fn without_pools(&self, pools: &[StoredPool], outcome: RateOutcome) -> RateOutcome {
        match (&self.profile.ship, outcome) {
            (Ship::Own, RateOutcome::Rates { rates, mut notes }) => {
                let (pooled, rates): (Vec<Rate>, Vec<Rate>) = rates
                    .into_iter()
                    .partition(|rate| pools.iter().any(|p| serves(p, &rate.service).is_some()));
                notes.extend(pooled.iter().map(|rate| no_return(&rate.service_name)));
                RateOutcome::Rates { rates, notes }
            }
            (_, outcome) => outcome,
        }
    }

    /// An account's own prices hold; a service that has pools is labelled with their numbers alone.
    fn own(&self, pools: &[StoredPool], rates: Vec<Rate>, mut notes: Vec<Problem>) -> RateOutcome {
        let mut offered = Vec::with_capacity(rates.len());
        for mut rate in rates {
            let mut of_service = pools
                .iter()
                .filter(|p| serves(p, &rate.service).is_some())
                .peekable();
            if of_service.peek().is_some() {
                let Some(pool) = of_service.find(|p| self.enough(p)) else {
                    notes.push(used_up(&rate.service_name));
                    continue;
                };
                rate.pooled = Some(PooledRate {
                    pool: pool.id,
                    basis: format!(
                        "The price table of {}; a number of {}",
                        self.account.name, pool.name
                    ),
                    booked_later: self.profile.books.is_some(),
                });
            }
            offered.push(rate);
        }
        RateOutcome::Rates {
            rates: offered,
            notes,
        }
    }

    async fn remote(&self, pools: &[StoredPool], outcome: RateOutcome) -> RateOutcome {
        let unreachable = *self.station.engine.reachability().borrow() == Reachability::Unreachable;
        let away = match &outcome {
            RateOutcome::Late | RateOutcome::Remembered { .. } => true,
            RateOutcome::Failed { problem } => {
                unreachable || problem.kind == ProblemKind::Unavailable
            }
            RateOutcome::Rates { .. } => false,
        };
        let mut offers: Vec<Rate> = Vec::new();
        let mut lacking: Vec<(&str, Problem)> = Vec::new();
        for pool in pools.iter().filter(|p| away || p.terms.always) {
            for service in &pool.terms.services {
                if offers.iter().any(|r| r.service == service.code) {
                    continue;
                }
                if !self.enough(pool) {
                    lacking.push((&service.code, used_up(&service.name)));
                    continue;
                }
                match price(
                    self.station,
                    self.account,
                    pool,
                    service,
                    self.consignment,
                    self.now,
                )
                .await
                {
                    Ok(rate) => offers.push(rate),
                    Err(failure) => {
                        let problem =
                            Problem::new(ProblemKind::Unsupported, failure.text).hint(failure.hint);
                        lacking.push((&service.code, problem));
                    }
                }
            }
        }
        // What another pool of the service still has is no shortage.
        lacking.retain(|(code, _)| offers.iter().all(|r| r.service != *code));
        let mut said: Vec<Problem> = lacking.into_iter().map(|(_, problem)| problem).collect();
        match outcome {
            RateOutcome::Rates {
                mut rates,
                mut notes,
            } => {
                rates.extend(offers);
                notes.extend(said);
                RateOutcome::Rates { rates, notes }
            }
            outcome if offers.is_empty() => outcome,
            RateOutcome::Failed { problem } => {
                said.insert(0, problem);
                RateOutcome::Rates {
                    rates: offers,
                    notes: said,
                }
            }
            RateOutcome::Remembered { mut rates, problem } => {
                rates.extend(offers);
                RateOutcome::Remembered { rates, problem }
            }
            RateOutcome::Late => {
                said.insert(
                    0,
                    Problem::new(
                        ProblemKind::Unavailable,
                        "The carrier did not answer in time",
                    ),
                );
                RateOutcome::Rates {
                    rates: offers,
                    notes: said,
                }
            }
        }
    }
}

fn used_up(service: &str) -> Problem {
    Problem::new(
        ProblemKind::Unsupported,
        format!("Not enough waybill numbers are left for {service}"),
    )
    .hint("Add numbers in Settings → Waybill numbers")
}

fn no_return(service: &str) -> Problem {
    Problem::new(
        ProblemKind::Unsupported,
        format!("{service} is labelled with waybill numbers, and those label no returns"),
    )
}

/// Whether a label may be made with a waybill number, where the rate wants one.
pub(crate) fn may_label(request: &Buy, consignment: &Consignment) -> Result<()> {
    if request.rate.pooled.is_some() && consignment.direction == Direction::Return {
        return Err(no_return(&request.rate.service_name).into());
    }
    Ok(())
}

/// The service of a pool with a code.
pub(super) fn serves<'a>(pool: &'a StoredPool, code: &str) -> Option<&'a PoolService> {
    pool.terms.services.iter().find(|s| s.code == code)
}

/// What a label of a pool costs until the carrier says so.
pub(super) async fn price(
    station: &Station,
    account: &Account,
    pool: &StoredPool,
    service: &PoolService,
    consignment: &Consignment,
    now: &Zoned,
) -> Result<Rate> {
    let booked_later = accounts::carrier(&account.carrier)?.books.is_some();
    let offer = |total: Money, basis: String| Rate {
        account: account.id,
        carrier_name: account.name.clone(),
        service: service.code.clone(),
        service_name: service.name.clone(),
        total,
        charges: Vec::new(),
        transit_days: None,
        delivery_date: None,
        surety: RateSurety::Table,
        pooled: Some(PooledRate {
            pool: pool.id,
            basis,
            booked_later,
        }),
        carrier_data: serde_json::Value::Null,
    };
    let table = match &pool.terms.price {
        PoolPrice::Account { account } => *account,
        PoolPrice::Fixed { amount } => {
            let parcels = i64::try_from(consignment.parcels.len()).unwrap_or(i64::MAX);
            let minor = amount.minor.checked_mul(parcels).ok_or_else(|| {
                Failure::new(
                    Code::Invalid,
                    format!("{amount} for each of so many parcels is too much to count"),
                )
            })?;
            let basis = format!("The fixed price of {}: {amount} a parcel", pool.name);
            return Ok(offer(Money::new(minor, amount.currency), basis));
        }
    };
    let table = accounts::to_ask(station, table).await?;
    let cx = Cx {
        account: &table,
        engine: &station.engine,
        now,
    };
    let answer = accounts::carrier(&table.carrier)?
        .rates
        .rate(cx, consignment)
        .await?;
    let is = |text: &str| {
        text.eq_ignore_ascii_case(&service.code) || text.eq_ignore_ascii_case(&service.name)
    };
    let mut rates = answer.rates.into_iter();
    let priced = rates.find(|r| is(&r.service) || is(&r.service_name)).ok_or_else(|| {
        let text = format!("The price table of {} has no price for {}", table.name, service.name);
        Failure::new(Code::CarrierRefused, text)
            .hint("Add a line with the service's code to the table, or set a fixed price for these numbers")
    })?;
    Ok(Rate {
        charges: priced.charges,
        transit_days: priced.transit_days,
        delivery_date: priced.delivery_date,
        ..offer(priced.total, format!("The price table of {}", table.name))
    })
}
