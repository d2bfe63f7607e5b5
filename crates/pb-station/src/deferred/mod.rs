//! Work that waits for the network: put aside by a person, done in order when it is back.
//!
//! A purchase that waits has its row in the journal, in state `deferred`, which holds the order's slot: what
//! refuses a second purchase is the same as ever. Everything here only says when it is tried.

mod drain;
mod purchase;
mod view;
mod watch;

pub(crate) use drain::follow;
pub(crate) use view::{list, of_shipment, open, progress};
pub(crate) use watch::start;

use crate::Station;
use crate::api::{
    AnswerDeferred, Buy, Code, DeferredList, DeferredProgress, DeferredRef, DoLater, Event,
    Failure, Nothing, Result, ShipmentRef, ShipmentView,
};
use crate::{accounts, buy, consign, orders, shipments};
use jiff::{SignedDuration, Timestamp};
use pb_carriers::Ship;
use pb_carriers::engine::Reachability;
use pb_domain::{
    AccountId, DeferredId, DeferredKind, DeferredState, OrderId, Problem, ProblemKind,
    PurchaseEvent, PurchaseState, ShipmentId,
};
use pb_store::{StoreError, StoredDeferred, StoredPurchase};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;
use tokio::time::Instant;

/// The wait before what could not be done is tried again without news of the network; it doubles from there.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(15);
/// Longer than any carrier is waited for.
const LONGEST_TRY: std::time::Duration = std::time::Duration::from_secs(100);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_secs(10 * 60);

/// What a station keeps of it in memory.
#[derive(Default)]
pub(crate) struct Deferred {
    /// Something waits anew, or is to be tried now.
    wake: Notify,
    /// A piece of work moved on.
    moved: Notify,
    /// One works at a time.
    draining: tokio::sync::Mutex<()>,
    /// What is being done, and how far it is.
    running: Mutex<Running>,
}

#[derive(Clone, Default)]
struct Running {
    text: Option<String>,
    done: u32,
    total: u32,
}

impl Deferred {
    fn running(&self) -> Running {
        self.running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set_running(&self, running: Running) {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = running;
    }
}

/// The request of a purchase that waits, as it is stored.
#[derive(Serialize, Deserialize)]
struct BuyLater {
    /// What was asked for.
    buy: Buy,
    /// A person wants it although the order was put on hold, or cancelled in its shop, meanwhile.
    despite_hold: bool,
}

/// Buys a label when the network is back; until then the order is out of the queue.
pub(crate) async fn buy_later(station: &Station, request: Buy) -> Result<ShipmentView> {
    let kept = station.clone();
    station
        .see_through(async move {
            let station = kept;
            let lock = station.order_lock(request.draft.order);
            let _one_at_a_time = lock.lock().await;
            buy_later_locked(&station, request).await
        })
        .await
}

async fn buy_later_locked(station: &Station, request: Buy) -> Result<ShipmentView> {
    if let Some(view) = buy::already(station, &request.draft).await? {
        return Ok(view);
    }
    let order = orders::find(station, request.draft.order).await?;
    let consignment = consign::consignment(station, &request.draft, &order.order).await?;
    let account = accounts::to_ask(station, request.rate.account).await?;
    if matches!(accounts::carrier(&account.carrier)?.ship, Ship::Own) {
        return Err(Failure::new(
            Code::Precondition,
            format!("{} needs no network", account.name),
        )
        .hint("Buy it now"));
    }
    let now = station.zoned_now();
    let (mut change, _) = buy::intend(
        station,
        &request,
        &order,
        &consignment,
        &account,
        &now,
        PurchaseState::Deferred,
    )
    .await?;
    let shipment = request.draft.id;
    let stored = BuyLater {
        buy: request,
        despite_hold: false,
    };
    let stored = serde_json::to_value(&stored).map_err(|e| unwritable(&e))?;
    let work = new(
        station,
        DeferredKind::Buy,
        shipment,
        order.order.id,
        order.order.data.key.number,
        account.id,
        Some(stored),
    );
    change.defer(&work).await?;
    change.commit().await?;
    station.scales.open(None);
    tell(station, shipment).await;
    station.deferred.wake.notify_one();
    shipments::get(station, ShipmentRef { id: shipment }).await
}

/// Has a void, a look-up or the fetching of a label done when the network is back.
pub(crate) async fn do_later(station: &Station, request: DoLater) -> Result<ShipmentView> {
    let purchase = station
        .store
        .purchase_of(request.shipment)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", request.shipment))?;
    let profile = accounts::carrier(&purchase.carrier)?;
    let possible = match request.kind {
        DeferredKind::Buy => false,
        DeferredKind::Void => profile.void.is_some(),
        DeferredKind::Label => profile.label_again.is_some(),
        DeferredKind::Track => profile.track.is_some(),
    };
    if purchase.state != PurchaseState::Bought || !possible {
        return Err(Failure::new(
            Code::Precondition,
            "There is nothing here that waits for the network",
        )
        .hint("Look at the shipment again"));
    }
    defer(station, request.kind, &purchase).await?;
    tell(station, request.shipment).await;
    station.deferred.wake.notify_one();
    shipments::get(
        station,
        ShipmentRef {
            id: request.shipment,
        },
    )
    .await
}

/// Writes work with a bought shipment down, unless the same waits already.
async fn defer(station: &Station, kind: DeferredKind, purchase: &StoredPurchase) -> Result<()> {
    let shipment = station
        .store
        .shipment(purchase.shipment)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", purchase.shipment))?;
    let work = new(
        station,
        kind,
        shipment.id,
        purchase.order,
        shipment.order_number,
        purchase.account,
        None,
    );
    let mut change = station.store.change(station.now()).await?;
    match change.defer(&work).await {
        Err(StoreError::Taken) => return Ok(()),
        other => other?,
    }
    let text = match kind {
        DeferredKind::Void => "It is voided when the network is back",
        DeferredKind::Buy => "It is bought when the network is back",
        DeferredKind::Label => "Its label is fetched when the network is back",
        DeferredKind::Track => "The carrier is asked where it is when the network is back",
    };
    change
        .log(
            "deferred",
            Some(shipment.id.0),
            text,
            &json!({ "work": work.id, "kind": kind }),
        )
        .await?;
    Ok(change.commit().await?)
}

fn new(
    station: &Station,
    kind: DeferredKind,
    shipment: ShipmentId,
    order: OrderId,
    order_number: String,
    account: AccountId,
    request: Option<serde_json::Value>,
) -> StoredDeferred {
    let now = station.now();
    // Where the last call came through there is nothing to wait for.
    let lost = *station.engine.reachability().borrow() == Reachability::Unreachable;
    StoredDeferred {
        id: DeferredId(station.new_id()),
        kind,
        shipment,
        order,
        order_number,
        account,
        request,
        state: DeferredState::Waiting,
        attempts: 0,
        next_try_at: if lost { after(now, FIRST_WAIT) } else { now }.to_string(),
        text: String::new(),
        hint: String::new(),
        price: None,
        created_at: now.to_string(),
        changed_at: now.to_string(),
    }
}

/// Takes work away that has not begun, or the note about work that is over.
pub(crate) async fn cancel(station: &Station, request: DeferredRef) -> Result<DeferredList> {
    let mut had_begun = until_it_rests(station, request.id).await?;
    let (mut change, mut work) = loop {
        let mut change = station.store.change(station.now()).await?;
        let work = change
            .deferred(request.id)
            .await?
            .ok_or_else(|| Failure::not_found("work that waits", request.id))?;
        if work.state != DeferredState::Running || had_begun {
            break (change, work);
        }
        // It began a moment ago. What tries it needs the database, too.
        drop(change);
        had_begun = until_it_rests(station, request.id).await?;
    };
    match work.state {
        state if state.may_be_cancelled() => {
            work.state = DeferredState::Cancelled;
            if work.kind == DeferredKind::Buy
                && let Some(purchase) = change.purchase_of(work.shipment).await?
                && purchase.state == PurchaseState::Deferred
            {
                let problem = Problem::new(
                    ProblemKind::Refused,
                    "Taken away by a person before it was bought",
                );
                change
                    .step_purchase(purchase.id, PurchaseEvent::Abandon, Some(&problem))
                    .await?;
                change.settle_order_state(work.order).await?;
            }
            change
                .log(
                    "deferred_cancelled",
                    Some(work.shipment.0),
                    "What waited for the network was taken away; nothing had been sent",
                    &json!({ "work": work.id }),
                )
                .await?;
        }
        DeferredState::Failed | DeferredState::Bought if !had_begun => {
            work.state = DeferredState::Done;
        }
        DeferredState::Done | DeferredState::Cancelled if !had_begun => {}
        _ => {
            return Err(Failure::new(
                Code::Precondition,
                format!("Order {}: it has begun", work.order_number),
            )
            .hint("Wait until it is over; what was bought can be voided then"));
        }
    }
    change.save_deferred(&work).await?;
    change.commit().await?;
    tell(station, work.shipment).await;
    list(station, Nothing {}).await
}

/// What is being tried now may turn out to wait on, as without a network it does within a moment. Whether it
/// was being tried.
async fn until_it_rests(station: &Station, id: DeferredId) -> Result<bool> {
    let end = Instant::now() + LONGEST_TRY;
    let mut had_begun = false;
    loop {
        let moved = station.deferred.moved.notified();
        let work = station.store.deferred(id).await?;
        if work.is_none_or(|w| w.state != DeferredState::Running) {
            return Ok(had_begun);
        }
        had_begun = true;
        if tokio::time::timeout_at(end, moved).await.is_err() {
            return Ok(true);
        }
    }
}

/// A person answers what a purchase asks that waits; it goes on then.
pub(crate) async fn answer(station: &Station, request: AnswerDeferred) -> Result<DeferredList> {
    let mut change = station.store.change(station.now()).await?;
    let mut work = change
        .deferred(request.id)
        .await?
        .ok_or_else(|| Failure::not_found("work that waits", request.id))?;
    if work.state != DeferredState::Asks || work.price != request.price {
        return Err(Failure::new(
            Code::Precondition,
            format!(
                "Order {}: something else is asked by now",
                work.order_number
            ),
        )
        .hint("Look at what waits again"));
    }
    let mut stored = stored_request(&work)?;
    match request.price {
        Some(price) => stored.buy.accepted = Some(price),
        None => stored.despite_hold = true,
    }
    work.request = Some(serde_json::to_value(&stored).map_err(|e| unwritable(&e))?);
    work.state = DeferredState::Waiting;
    work.next_try_at = station.now().to_string();
    work.text.clear();
    work.hint.clear();
    work.price = None;
    change.save_deferred(&work).await?;
    let text = match request.price {
        Some(price) => format!("A person accepted {price}"),
        None => "A person said that it is to be bought all the same".to_owned(),
    };
    let facts = json!({ "work": work.id, "price": request.price });
    change
        .log("deferred_answered", Some(work.shipment.0), &text, &facts)
        .await?;
    change.commit().await?;
    tell(station, work.shipment).await;
    station.deferred.wake.notify_one();
    list(station, Nothing {}).await
}

/// Looks at what waits again: something about it changed.
pub(crate) fn wake(station: &Station) {
    station.deferred.wake.notify_one();
}

/// Tries everything that waits now, and says what is left.
pub(crate) async fn try_now(station: &Station, _: Nothing) -> Result<DeferredList> {
    // What was put aside is bought by the station, whoever says when.
    let kept = station.itself();
    // On the heap: it holds what every kind of work holds.
    Station::finish(Box::pin(async move {
        drain::drain(&kept, drain::Which::All).await;
        list(&kept, Nothing {}).await
    }))
    .await
}

/// After a stop in the middle: what was being done waits again, or follows its purchase.
pub(crate) async fn recover(station: &Station) -> Result<()> {
    for work in station.store.deferred_open().await? {
        drain::recover_one(station, work).await?;
    }
    Ok(())
}

fn stored_request(work: &StoredDeferred) -> Result<BuyLater> {
    let request = work.request.clone().unwrap_or_default();
    serde_json::from_value(request).map_err(|e| {
        Failure::new(
            Code::Internal,
            format!("The request that waits cannot be read: {e}"),
        )
    })
}

fn unwritable(e: &serde_json::Error) -> Failure {
    Failure::new(
        Code::Internal,
        format!("The request cannot be written down: {e}"),
    )
}

/// A time that much later.
fn after(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}

/// Hosts hear that a shipment's work moved.
async fn tell(station: &Station, shipment: ShipmentId) {
    station.emit(Event::Shipment { id: shipment });
    station.emit(Event::Orders);
    emit_progress(station).await;
    station.emit_attention().await;
}

async fn emit_progress(station: &Station) {
    match progress(station).await {
        Ok(progress) => station.emit(Event::Deferred { progress }),
        Err(failure) => tracing::error!(%failure, "what waits for the network cannot be read"),
    }
}

impl From<Running> for DeferredProgress {
    fn from(running: Running) -> Self {
        Self {
            running: running.text,
            done: running.done,
            total: running.total,
            ..Self::default()
        }
    }
}
