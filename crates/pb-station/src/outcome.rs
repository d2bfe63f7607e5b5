//! What came of asking, written down in any case: at once, or as soon as the disk takes it.
use crate::api::{Code, Event, Failure, Result};
use crate::buy::{record_bought, record_refused, record_unknown, recover_one};
use crate::{Station, deferred, settle};
use pb_carriers::Bought;
use pb_domain::{OrderId, Problem, ProblemKind, PurchaseId, PurchaseState, ShipmentId};
use std::sync::Arc;
use std::time::Duration;

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The carrier's answer to a purchase.
pub(crate) enum Outcome {
    /// It sold.
    Bought(Box<Bought>),
    /// It said no.
    Refused(Problem),
    /// Nobody knows.
    Unknown(Problem),
}

impl Outcome {
    pub(crate) fn of(answer: Result<Bought, Problem>) -> Self {
        match answer {
            Ok(bought) => Self::Bought(Box::new(bought)),
            Err(p) if p.kind == ProblemKind::UnknownOutcome => Self::Unknown(p),
            Err(p) => Self::Refused(p),
        }
    }

    /// What happened, for a person whose disk did not take it.
    fn text(&self) -> String {
        match self {
            Self::Bought(bought) => {
                let numbers: Vec<_> = bought
                    .parcels
                    .iter()
                    .map(|p| p.tracking_number.as_str())
                    .collect();
                format!(
                    "The label was bought for {} ({})",
                    bought.charged,
                    numbers.join(", ")
                )
            }
            Self::Refused(_) => "The label was not bought".into(),
            Self::Unknown(_) => "It is not known whether the label was bought".into(),
        }
    }
}

/// Which purchase an outcome is of.
#[derive(Clone, Copy)]
pub(crate) struct Of {
    pub(crate) purchase: PurchaseId,
    pub(crate) order: OrderId,
    pub(crate) shipment: ShipmentId,
    /// The merchant's tolerance when it was bought.
    pub(crate) tolerance: u32,
}

/// Writes an outcome down. When that fails it is kept in memory and tried until it works; what is lost
/// by a stop in between is `unknown` at the next start.
pub(crate) async fn write(station: &Station, of: Of, outcome: Outcome) -> Result<Outcome> {
    let Err(failure) = try_to_write(station, of, &outcome).await else {
        return Ok(outcome);
    };
    tracing::error!(purchase = %of.purchase, %failure, "an outcome cannot be written down yet");
    let told = Failure::new(
        failure.code,
        format!("{}, but that cannot be written down: {}", outcome.text(), failure.text),
    )
    .hint("Free some space on the disk and leave Packbench open: it is written down by itself then. Do not buy it again")
    .shipment(of.shipment);
    let outcome = Arc::new(outcome);
    until_written(station, of.order, move |station| {
        let outcome = Arc::clone(&outcome);
        async move { write_late(&station, of, &outcome).await }
    });
    Err(told)
}

async fn try_to_write(station: &Station, of: Of, outcome: &Outcome) -> Result<()> {
    match outcome {
        Outcome::Bought(bought) => {
            let mut change = station.store.change(station.now()).await?;
            record_bought(station, &mut change, of.purchase, bought, of.tolerance).await?;
            Ok(change.commit().await?)
        }
        Outcome::Refused(problem) => record_refused(station, of.purchase, problem).await,
        Outcome::Unknown(problem) => {
            record_unknown(station, of.purchase, of.shipment, problem).await
        }
    }
}

async fn write_late(station: &Station, of: Of, outcome: &Outcome) -> Result<()> {
    let Some(purchase) = station.store.purchase(of.purchase).await? else {
        return Ok(());
    };
    if purchase.state != PurchaseState::Sent {
        return Ok(());
    }
    match try_to_write(station, of, outcome).await {
        // The database takes other things and not this one: it is settled by asking.
        Err(failure) if failure.code != Code::Storage => {
            tracing::error!(purchase = %of.purchase, %failure, "an outcome cannot be kept");
            let problem = Problem::new(
                ProblemKind::UnknownOutcome,
                "The carrier answered, and the answer cannot be kept",
            )
            .hint("Ask the carrier what it knows, or look at its own pages");
            record_unknown(station, of.purchase, of.shipment, &problem).await
        }
        other => other,
    }
}

/// A purchase that never left and could not be given up yet: given up as soon as the disk takes it.
pub(crate) async fn give_up(station: &Station, of: Of) {
    if let Err(failure) = give_up_now(station, of).await {
        tracing::error!(purchase = %of.purchase, %failure, "a purchase cannot be given up yet");
        until_written(station, of.order, move |station| async move {
            give_up_now(&station, of).await
        });
    }
}

async fn give_up_now(station: &Station, of: Of) -> Result<()> {
    match station.store.purchase(of.purchase).await? {
        Some(purchase) if purchase.state == PurchaseState::Intended => {
            recover_one(station, &purchase).await
        }
        _ => Ok(()),
    }
}

/// Tries in the background, under the order's lock, until it works or the station closes.
pub(crate) fn until_written<W>(
    station: &Station,
    order: OrderId,
    work: impl Fn(Station) -> W + Send + Sync + 'static,
) where
    W: Future<Output = Result<()>> + Send + 'static,
{
    let kept = station.clone();
    station.run(async move {
        let station = kept;
        let mut pause = FIRST_PAUSE;
        loop {
            tokio::time::sleep(pause).await;
            let written = {
                let lock = station.order_lock(order);
                let _one_at_a_time = lock.lock().await;
                work(station.clone()).await
            };
            match written {
                Ok(()) => break,
                Err(failure) => tracing::warn!(%order, %failure, "not written down yet"),
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        station.emit(Event::Orders);
        station.emit_attention().await;
        settle::settle_open(station.itself()).await;
        deferred::wake(&station);
    });
}
