//! Buying what waited for the network: the same journal, the same lock, the same draft.
use super::drain::Came;
use super::stored_request;
use crate::api::{Code, Failure, Result};
use crate::buy::Purchase;
use crate::{Station, accounts, copied, orders};
use pb_carriers::engine::About;
use pb_carriers::{Consignment, Ship};
use pb_domain::{Direction, HoldReason, PurchaseId, PurchaseState};
use pb_store::{StoreError, StoredDeferred, StoredOrder, StoredPurchase};
use serde_json::json;

/// Buys it, under the order's lock, unless its row in the journal says that something else became of it.
pub(super) async fn buy(station: &Station, work: &StoredDeferred) -> Came {
    let lock = station.order_lock(work.order);
    let _one_at_a_time = lock.lock().await;
    let _first = station.calls.buying();
    match buy_locked(station, work).await {
        Ok(came) => came,
        Err(failure) => match failure.code {
            Code::CarrierUnreachable | Code::Storage => Came::Later(failure),
            Code::PriceChanged => Came::Asks(failure),
            Code::PurchaseUnknown => Came::AsItsPurchase,
            _ => Came::Failed(failure),
        },
    }
}

async fn buy_locked(station: &Station, work: &StoredDeferred) -> Result<Came> {
    let Some(purchase) = station.store.purchase_of(work.shipment).await? else {
        return Err(Failure::not_found("purchase of shipment", work.shipment));
    };
    if purchase.state != PurchaseState::Deferred {
        return Ok(Came::AsItsPurchase);
    }
    let stored = stored_request(work)?;
    let order = orders::find(station, work.order).await?;
    // That the shop cancelled or refunded it meanwhile is what a return is for.
    if !stored.despite_hold
        && stored.buy.draft.direction == Direction::Outbound
        && let Some(reason) = held(&order)
    {
        return Ok(Came::Asks(
            Failure::new(
                Code::Precondition,
                format!("Order {}: {}", work.order_number, reason.text()),
            )
            .hint("Buy its label all the same, or take it away"),
        ));
    }
    if station.store.order_in_doubt(work.order).await? {
        return Ok(Came::Asks(copied::in_doubt(&work.order_number)));
    }
    let now = station.zoned_now();
    let consignment = consignment(station, work, &now.date().to_string()).await?;
    let settings = station.settings();
    let account = accounts::to_ask(station, purchase.account).await;
    let about = About::shipment(work.shipment, Some(purchase.id), &consignment);
    let engine = station.engine.about(about);
    let bought = |account| Purchase {
        station,
        id: purchase.id,
        engine: engine.clone(),
        account,
        now: &now,
        consignment: &consignment,
        settings: &settings,
        request: &stored.buy,
    };
    let account = match account {
        Ok(account) => account,
        // Its row in the journal cannot come to anything any more.
        Err(failure) => {
            let gone = accounts::find(station, purchase.account).await?;
            return Err(bought(&gone)
                .abandon(failure)
                .await
                .err()
                .unwrap_or_else(|| Failure::not_found("account", purchase.account)));
        }
    };
    let profile = accounts::carrier(&account.carrier)?;
    let Ship::Remote(ships) = &profile.ship else {
        return Err(Failure::new(
            Code::Internal,
            format!("{} needs no network, so nothing waits for it", account.name),
        ));
    };
    match bought(&account).deferred(*ships).await {
        Ok(()) => Ok(Came::Done),
        // It was sent and did not arrive: the journal says refused, and it begins anew.
        Err(failure) if failure.code == Code::CarrierUnreachable => {
            match station.store.purchase(purchase.id).await? {
                Some(sent) if sent.state == PurchaseState::Refused => {
                    again(station, &sent).await?;
                    Ok(Came::Later(failure))
                }
                _ => Err(failure),
            }
        }
        Err(failure) => Err(failure),
    }
}

/// Why the order should not be shipped any more: put aside here, or cancelled in its shop since.
fn held(order: &StoredOrder) -> Option<HoldReason> {
    let says = order.source_says.as_ref().and_then(|says| says.hold);
    order.order.data.hold.or(says)
}

/// What is bought: as it was packed, and handed over no earlier than today.
async fn consignment(station: &Station, work: &StoredDeferred, today: &str) -> Result<Consignment> {
    let mut shipment = station
        .store
        .shipment(work.shipment)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", work.shipment))?;
    let unreadable = |e: serde_json::Error| {
        Failure::new(
            Code::Internal,
            format!("The shipment's row cannot be read: {e}"),
        )
    };
    let mut consignment: Consignment =
        serde_json::from_value(shipment.consignment).map_err(unreadable)?;
    if consignment.ship_date.as_str() < today {
        let text = format!(
            "The ship date is {today}; it was {}, and the network was away",
            consignment.ship_date
        );
        today.clone_into(&mut consignment.ship_date);
        shipment.consignment = serde_json::to_value(&consignment).map_err(unreadable)?;
        let mut change = station.store.change(station.now()).await?;
        change.save_shipment(&shipment).await?;
        change
            .log(
                "ship_date_moved",
                Some(shipment.id.0),
                &text,
                &json!({ "day": today }),
            )
            .await?;
        change.commit().await?;
    }
    Ok(consignment)
}

/// A purchase that the carrier never got waits anew, under an idempotency key of its own. `false` when the
/// order's slot was taken by another one meanwhile.
pub(super) async fn again(station: &Station, refused: &StoredPurchase) -> Result<bool> {
    let mut change = station.store.change(station.now()).await?;
    let purchase = StoredPurchase {
        id: PurchaseId(station.new_id()),
        state: PurchaseState::Deferred,
        prepared: None,
        problem: None,
        ..refused.clone()
    };
    match change.intend_purchase(&purchase).await {
        Err(StoreError::Taken) => return Ok(false),
        other => other?,
    }
    let facts = json!({ "purchase": purchase.id, "before": refused.id });
    change
        .log(
            "purchase_deferred",
            Some(purchase.shipment.0),
            "The carrier was not reached: it is bought when the network is back",
            &facts,
        )
        .await?;
    change.settle_order_state(purchase.order).await?;
    change.commit().await?;
    Ok(true)
}
