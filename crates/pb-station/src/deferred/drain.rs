//! Working off what waits, in order: what is unknown first, then voids, purchases, labels, tracking.
//!
//! Each piece moves on in the database before and after it is done, so that a stop at any point leaves it
//! waiting, or with its purchase in the journal, which is settled by asking. One that fails lets the others
//! go on; of an account that cannot be reached, the rest waits.
use super::{FIRST_WAIT, LONGEST_WAIT, Running, after, defer, emit_progress, purchase, tell, view};
use crate::api::{Code, Failure, Result, ShipmentRef, VoidShipment};
use crate::failure::in_full;
use crate::{Station, accounts, buy, money, print, settle, track, void, waybills};
use pb_domain::{
    AccountId, DeferredId, DeferredKind, DeferredState, Direction, ProblemKind, PurchaseState,
    ShipmentId,
};
use pb_store::StoredDeferred;
use std::collections::HashSet;

/// What is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// All that waits: there is news of the network, or a person wants it.
    All,
    /// What is due.
    Due,
}

/// What came of one piece of work.
pub(super) enum Came {
    /// It is done.
    Done,
    /// It was not possible now: it waits on.
    Later(Failure),
    /// A person must answer first.
    Asks(Failure),
    /// It cannot be done.
    Failed(Failure),
    /// The purchase says what came of it.
    AsItsPurchase,
}

/// Works off what waits. One at a time; a second one waits for the first.
pub(super) async fn drain(station: &Station, which: Which) {
    let _one_at_a_time = station.deferred.draining.lock().await;
    if which == Which::All {
        settle::settle_open(station.clone()).await;
    }
    let mut lost: HashSet<AccountId> = HashSet::new();
    let mut tried: HashSet<DeferredId> = HashSet::new();
    let mut done = 0;
    loop {
        let left = match waiting(station, which, &tried).await {
            Ok(left) => left,
            Err(failure) => {
                tracing::error!(%failure, "what waits for the network cannot be read");
                break;
            }
        };
        let Some(work) = left.iter().find(|w| !lost.contains(&w.account)) else {
            break;
        };
        station.deferred.set_running(Running {
            text: Some(words(work)),
            done,
            total: done + u32::try_from(left.len()).unwrap_or(u32::MAX),
        });
        emit_progress(station).await;
        tried.insert(work.id);
        let outcome = Box::pin(one(station, work.clone())).await;
        station.deferred.moved.notify_waiters();
        match outcome {
            Ok(true) => {}
            Ok(false) => drop(lost.insert(work.account)),
            Err(failure) => {
                tracing::error!(work = %work.id, %failure, "work that waited cannot be written down");
            }
        }
        done += 1;
        tell(station, work.shipment).await;
    }
    station.deferred.set_running(Running::default());
    emit_progress(station).await;
    if which == Which::All {
        // What was labelled here with numbers of a pool, and then new numbers.
        waybills::catch_up(station.clone()).await;
    }
    if done > 0 {
        // A label that was bought or voided changes what is at risk.
        money::look(station).await;
    }
    if let Err(failure) = forget(station).await {
        tracing::warn!(%failure, "work that is over cannot be forgotten");
    }
}

/// What waits and was not tried in this round, in order.
async fn waiting(
    station: &Station,
    which: Which,
    tried: &HashSet<DeferredId>,
) -> Result<Vec<StoredDeferred>> {
    let now = station.now();
    let mut open = view::open(station).await?;
    open.retain(|w| {
        let due = w
            .next_try_at
            .parse()
            .is_ok_and(|at: jiff::Timestamp| at <= now);
        w.state == DeferredState::Waiting && !tried.contains(&w.id) && (which == Which::All || due)
    });
    Ok(open)
}

fn words(work: &StoredDeferred) -> String {
    let number = &work.order_number;
    match work.kind {
        DeferredKind::Void => format!("Voiding the label of order {number}"),
        DeferredKind::Buy => format!("Buying the label of order {number}"),
        DeferredKind::Label => format!("Fetching the label of order {number}"),
        DeferredKind::Track => format!("Asking where order {number} is"),
    }
}

/// Does one piece of work. `false` when its account's carrier cannot be reached.
async fn one(station: &Station, work: StoredDeferred) -> Result<bool> {
    let kept = station.clone();
    station
        .see_through(async move {
            let station = kept;
            let Some(work) = begin(&station, work.id).await? else {
                return Ok(true);
            };
            let came = match work.kind {
                DeferredKind::Buy => purchase::buy(&station, &work).await,
                DeferredKind::Void => voided(&station, work.shipment).await,
                DeferredKind::Label => fetched(&station, work.shipment).await,
                DeferredKind::Track => {
                    came(track::track(&station, ShipmentRef { id: work.shipment }).await)
                }
            };
            let reached = !matches!(&came, Came::Later(_));
            write(&station, work, came).await?;
            Ok(reached)
        })
        .await
}

/// From now on it cannot be taken away; `None` when it was.
async fn begin(station: &Station, id: DeferredId) -> Result<Option<StoredDeferred>> {
    let mut change = station.store.change(station.now()).await?;
    let Some(mut work) = change.deferred(id).await? else {
        return Ok(None);
    };
    if work.state != DeferredState::Waiting {
        return Ok(None);
    }
    work.state = DeferredState::Running;
    work.attempts = work.attempts.saturating_add(1);
    change.save_deferred(&work).await?;
    change.commit().await?;
    Ok(Some(work))
}

async fn voided(station: &Station, id: ShipmentId) -> Came {
    match station.store.purchase_of(id).await {
        Ok(Some(p)) if p.state == PurchaseState::Bought => {}
        // A person was faster.
        Ok(_) => return Came::Done,
        Err(error) => return Came::Later(error.into()),
    }
    let request = VoidShipment {
        id,
        person_says_voided: false,
    };
    came(void::void(station, request).await)
}

async fn fetched(station: &Station, id: ShipmentId) -> Came {
    match station.store.parcels(id).await {
        Ok(parcels) if parcels.iter().all(|p| p.label.is_some()) => return Came::Done,
        Ok(_) => {}
        Err(error) => return Came::Later(error.into()),
    }
    came(settle::label_again(station, ShipmentRef { id }).await)
}

/// What an answer means for work that is harmless to repeat.
fn came<T>(answer: Result<T>) -> Came {
    match answer {
        Ok(_) => Came::Done,
        Err(failure) if matches!(failure.code, Code::CarrierUnreachable | Code::Storage) => {
            Came::Later(failure)
        }
        Err(failure) => Came::Failed(failure),
    }
}

/// Writes down what came of it.
async fn write(station: &Station, mut work: StoredDeferred, came: Came) -> Result<()> {
    let failure = match came {
        Came::AsItsPurchase => return follow_one(station, work).await,
        Came::Done if work.kind == DeferredKind::Buy => return follow_one(station, work).await,
        Came::Done => {
            work.state = DeferredState::Done;
            None
        }
        Came::Later(failure) => {
            work.state = DeferredState::Waiting;
            let doublings = work.attempts.saturating_sub(1).min(10);
            let wait = FIRST_WAIT
                .checked_mul(1 << doublings)
                .map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT));
            work.next_try_at = after(station.now(), wait).to_string();
            Some(failure)
        }
        Came::Asks(failure) => {
            work.state = DeferredState::Asks;
            Some(failure)
        }
        Came::Failed(failure) => {
            work.state = DeferredState::Failed;
            Some(failure)
        }
    };
    note(&mut work, failure);
    save(station, &work).await?;
    if work.kind == DeferredKind::Label && work.state == DeferredState::Done {
        // The purchase that waited for this label can be announced, or its label printed.
        follow(station, work.shipment).await;
    }
    Ok(())
}

fn note(work: &mut StoredDeferred, failure: Option<Failure>) {
    work.price = failure.as_ref().and_then(|f| f.price);
    (work.text, work.hint) = failure.map(|f| (f.text, f.hint)).unwrap_or_default();
}

async fn save(station: &Station, work: &StoredDeferred) -> Result<()> {
    let mut change = station.store.change(station.now()).await?;
    change.save_deferred(work).await?;
    Ok(change.commit().await?)
}

/// After a shipment's purchase was settled: what waited for it moves on with it.
pub(crate) async fn follow(station: &Station, shipment: ShipmentId) {
    let followed = async {
        for work in station.store.deferred_of(shipment).await? {
            let moves = matches!(work.state, DeferredState::Unknown | DeferredState::Bought);
            if work.kind == DeferredKind::Buy && moves {
                follow_one(station, work).await?;
            }
        }
        Ok::<_, Failure>(())
    };
    if let Err(failure) = followed.await {
        tracing::error!(%shipment, %failure, "work that waited cannot follow its purchase");
    }
}

/// What was being done when the station stopped.
pub(super) async fn recover_one(station: &Station, mut work: StoredDeferred) -> Result<()> {
    match (work.kind, work.state) {
        (DeferredKind::Buy, DeferredState::Running | DeferredState::Unknown) => {
            follow_one(station, work).await
        }
        (_, DeferredState::Running) => {
            // Each of these is harmless to ask for again.
            work.state = DeferredState::Waiting;
            save(station, &work).await
        }
        _ => Ok(()),
    }
}

/// Puts a purchase's work where its row in the journal says.
async fn follow_one(station: &Station, mut work: StoredDeferred) -> Result<()> {
    let Some(bought) = station.store.purchase_of(work.shipment).await? else {
        return Err(Failure::not_found("purchase of shipment", work.shipment));
    };
    match bought.state {
        PurchaseState::Deferred | PurchaseState::Intended => {
            work.state = DeferredState::Waiting;
        }
        PurchaseState::Sent | PurchaseState::Unknown => {
            work.state = DeferredState::Unknown;
            "It is not known whether it was bought; the carrier is asked"
                .clone_into(&mut work.text);
        }
        PurchaseState::Bought => {
            work.text.clear();
            work.hint.clear();
            work.state = announce(station, &bought).await?;
        }
        PurchaseState::Voided => work.state = DeferredState::Done,
        PurchaseState::Refused | PurchaseState::Abandoned => {
            let problem = bought.problem.clone();
            let unreachable = problem.as_ref().is_some_and(|p| {
                matches!(p.kind, ProblemKind::Unavailable | ProblemKind::RateLimited)
            });
            if unreachable && purchase::again(station, &bought).await? {
                // The carrier was not reached after all: nothing was bought, and it waits on.
                work.state = DeferredState::Waiting;
            } else {
                work.state = DeferredState::Failed;
            }
            if let Some(problem) = problem {
                work.text = in_full(&problem);
                work.hint = problem.hint;
            }
        }
    }
    save(station, &work).await
}

/// The label of a purchase that waited is there: it prints, or waits for a person who prints it.
async fn announce(station: &Station, bought: &pb_store::StoredPurchase) -> Result<DeferredState> {
    let shipment = bought.shipment;
    let parcels = station.store.parcels(shipment).await?;
    if parcels.iter().any(|p| p.label.is_none())
        && accounts::carrier(&bought.carrier).is_ok_and(|p| p.label_again.is_some())
    {
        defer(station, DeferredKind::Label, bought).await?;
        return Ok(DeferredState::Bought);
    }
    if !print::label_jobs(station, shipment).await?.is_empty() {
        return Ok(DeferredState::Done);
    }
    // A return's label is the customer's: a person prints or saves it.
    if bought.direction == Direction::Outbound && money::settings(station).await?.print_when_bought
    {
        buy::print_at_once(station, shipment).await;
        return Ok(DeferredState::Done);
    }
    Ok(DeferredState::Bought)
}

/// What is over for a month is of no use to anybody.
async fn forget(station: &Station) -> Result<()> {
    let month = jiff::SignedDuration::from_hours(30 * 24);
    let before = station.now().checked_sub(month).unwrap_or_default();
    let mut change = station.store.change(station.now()).await?;
    change.forget_deferred(&before.to_string()).await?;
    Ok(change.commit().await?)
}
