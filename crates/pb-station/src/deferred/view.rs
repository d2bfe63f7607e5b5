//! What waits for the network, as hosts see it.
use crate::api::{DeferredList, DeferredProgress, DeferredView, Nothing, Result};
use crate::shipments::service;
use crate::{Station, print};
use pb_domain::{DeferredKind, DeferredState, Direction, ShipmentId};
use pb_store::StoredDeferred;

/// How many that were done are shown.
const DONE: u32 = 20;

/// All that waits for the network, and what was done last.
pub(crate) async fn list(station: &Station, _: Nothing) -> Result<DeferredList> {
    let mut work = Vec::new();
    for one in open(station).await? {
        work.push(view(station, one).await?);
    }
    let mut done = Vec::new();
    for one in station.store.deferred_done(DONE).await? {
        done.push(view(station, one).await?);
    }
    Ok(DeferredList {
        work,
        done,
        progress: progress(station).await?,
        network: station.network().await?,
    })
}

/// What waits of one shipment.
pub(crate) async fn of_shipment(station: &Station, id: ShipmentId) -> Result<Vec<DeferredView>> {
    let mut views = Vec::new();
    for one in station.store.deferred_of(id).await? {
        if !one.state.is_over() && !is_seen_to(station, &one).await? {
            views.push(view(station, one).await?);
        }
    }
    Ok(views)
}

/// How much waits, and what is being done.
pub(crate) async fn progress(station: &Station) -> Result<DeferredProgress> {
    let mut progress = DeferredProgress::from(station.deferred.running());
    for one in open(station).await? {
        match one.state {
            DeferredState::Waiting | DeferredState::Running | DeferredState::Unknown => {
                progress.waiting += 1;
            }
            DeferredState::Asks | DeferredState::Failed | DeferredState::Bought => {
                progress.for_person += 1;
            }
            DeferredState::Done | DeferredState::Cancelled => {}
        }
    }
    Ok(progress)
}

/// What is not over, in the order in which it is done.
pub(crate) async fn open(station: &Station) -> Result<Vec<StoredDeferred>> {
    let mut open = Vec::new();
    for one in station.store.deferred_open().await? {
        if !is_seen_to(station, &one).await? {
            open.push(one);
        }
    }
    open.sort_by_key(|one| (one.kind, one.id));
    Ok(open)
}

/// A label that was announced and is at a printer, or was there, needs no announcement, and a return's none once
/// it was saved for the customer; nor does a purchase that failed, once its order was packed anew.
async fn is_seen_to(station: &Station, work: &StoredDeferred) -> Result<bool> {
    let returned = match station.store.purchase_of(work.shipment).await? {
        Some(purchase) => (purchase.direction == Direction::Return).then_some(purchase.id),
        None => None,
    };
    match (work.kind, work.state) {
        (_, DeferredState::Bought) => {
            if !print::label_jobs(station, work.shipment).await?.is_empty() {
                return Ok(true);
            }
            match returned {
                Some(purchase) => Ok(station.store.risk(purchase).await?.is_some_and(|r| r.saved)),
                None => Ok(false),
            }
        }
        (DeferredKind::Buy, DeferredState::Failed) if returned.is_none() => {
            let order = station.store.order(work.order).await?;
            Ok(order.is_some_and(|o| o.state.is_packed()))
        }
        _ => Ok(false),
    }
}

async fn view(station: &Station, work: StoredDeferred) -> Result<DeferredView> {
    let purchase = station.store.purchase_of(work.shipment).await?;
    let account = station.store.account(work.account).await?;
    let bought = purchase.as_ref().and_then(|p| p.charged);
    let amount = purchase
        .as_ref()
        .filter(|_| work.kind == DeferredKind::Buy)
        .map(|p| bought.unwrap_or(p.rate.total));
    Ok(DeferredView {
        id: work.id,
        kind: work.kind,
        shipment: work.shipment,
        direction: purchase
            .as_ref()
            .map_or(Direction::Outbound, |p| p.direction),
        order: work.order,
        order_number: work.order_number,
        service: purchase.map(|p| service(&p.rate)).unwrap_or_default(),
        account_name: account.map(|a| a.name).unwrap_or_default(),
        amount,
        can_cancel: work.state.may_be_cancelled(),
        state: work.state,
        attempts: work.attempts,
        next_try_at: work.next_try_at,
        text: work.text,
        hint: work.hint,
        price: work.price,
        at: work.created_at,
        changed_at: work.changed_at,
    })
}
