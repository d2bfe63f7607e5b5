//! Voiding a bought label.
use crate::Station;
use crate::api::{Code, Event, Failure, Result, ShipmentRef, ShipmentView, VoidShipment};
use crate::failure::in_full;
use crate::{accounts, settle, shipments};
use pb_carriers::{Cx, Ship};
use pb_domain::{
    Problem, ProblemKind, PurchaseEvent, PurchaseState, ShipmentStatus, VoidEvent, VoidId,
    VoidState,
};
use pb_store::{Change, StoreError, StoredPurchase};
use serde_json::json;

/// Voids a shipment, or records what a person knows about a void.
pub(crate) async fn void(station: &Station, request: VoidShipment) -> Result<ShipmentView> {
    let kept = station.clone();
    station
        .see_through(async move {
            let station = kept;
            let purchase = find(&station, request).await?;
            let lock = station.order_lock(purchase.order);
            let _one_at_a_time = lock.lock().await;
            let purchase = find(&station, request).await?;
            let outcome = void_locked(&station, request, &purchase).await;
            station.emit(Event::Shipment { id: request.id });
            station.emit(Event::Orders);
            station.emit_attention().await;
            outcome?;
            shipments::get(&station, ShipmentRef { id: request.id }).await
        })
        .await
}

async fn find(station: &Station, request: VoidShipment) -> Result<StoredPurchase> {
    station
        .store
        .purchase_of(request.id)
        .await?
        .ok_or_else(|| Failure::not_found("shipment", request.id))
}

async fn void_locked(
    station: &Station,
    request: VoidShipment,
    purchase: &StoredPurchase,
) -> Result<()> {
    match purchase.state {
        PurchaseState::Bought => {}
        PurchaseState::Voided => {
            return Err(Failure::new(
                Code::Precondition,
                "This shipment is voided already",
            ));
        }
        PurchaseState::Unknown => {
            return Err(Failure::new(
                Code::PurchaseUnknown,
                "It is not known whether this shipment was bought",
            )
            .hint("Settle that first")
            .shipment(request.id));
        }
        _ => {
            return Err(Failure::new(
                Code::Precondition,
                "Nothing was bought for this shipment, so nothing can be voided",
            ));
        }
    }
    let profile = accounts::carrier(&purchase.carrier)?;
    if request.person_says_voided || matches!(profile.ship, Ship::Own) {
        return person_says(station, purchase).await;
    }
    let Some(voids) = profile.void else {
        return Err(Failure::new(
            Code::Precondition,
            format!("{} cannot void a label from here", profile.name),
        )
        .hint("Void it on the carrier's own pages, then say here that it is voided"));
    };
    let account = accounts::find(station, purchase.account).await?;
    let bought = settle::bought_ref(station, purchase).await?;
    let now = station.zoned_now().await?;
    let id = VoidId(station.new_id());
    let mut change = station.store.change(station.now()).await?;
    change
        .intend_void(id, purchase.id)
        .await
        .map_err(|e| match e {
            StoreError::Taken => Failure::new(
                Code::Precondition,
                "A void of this shipment is under way, or its outcome is unknown",
            )
            .hint("Look at the carrier's own pages; if it is voided there, say so here"),
            other => other.into(),
        })?;
    change.step_void(id, VoidEvent::Send, None).await?;
    change
        .log(
            "void_sent",
            Some(request.id.0),
            &format!("Asked {} to void", account.name),
            &json!({ "void": id }),
        )
        .await?;
    change.commit().await?;
    let cx = Cx {
        account: &account,
        engine: &station.engine,
        now: &now,
    };
    let answer = voids.void(cx, &bought).await;
    let mut change = station.store.change(station.now()).await?;
    match answer {
        Ok(()) => {
            change.step_void(id, VoidEvent::Confirm, None).await?;
            voided(&mut change, purchase, "Voided by the carrier").await?;
            change.commit().await?;
            Ok(())
        }
        Err(problem) => {
            let unknown = problem.kind == ProblemKind::UnknownOutcome;
            let event = if unknown {
                VoidEvent::LoseTrack
            } else {
                VoidEvent::Refuse
            };
            change.step_void(id, event, Some(&problem)).await?;
            let text = if unknown {
                "It is not known whether it was voided"
            } else {
                "Not voided"
            };
            let text = format!("{text}: {}", in_full(&problem));
            change
                .log(
                    "void_failed",
                    Some(request.id.0),
                    &text,
                    &json!({ "void": id, "problem": problem }),
                )
                .await?;
            change.commit().await?;
            let mut failure = Failure::from(problem);
            if unknown {
                failure.code = Code::Precondition;
            }
            Err(failure.shipment(request.id))
        }
    }
}

/// A person's word: for own labels, for carriers that cannot, and for an attempt that is unknown.
async fn person_says(station: &Station, purchase: &StoredPurchase) -> Result<()> {
    let open = station
        .store
        .void_of(purchase.id)
        .await?
        .filter(|v| v.state == VoidState::Unknown);
    let mut change = station.store.change(station.now()).await?;
    let id = match open {
        Some(open) => open.id,
        None => {
            let id = VoidId(station.new_id());
            change.intend_void(id, purchase.id).await?;
            change.step_void(id, VoidEvent::Send, None).await?;
            id
        }
    };
    change.step_void(id, VoidEvent::Confirm, None).await?;
    voided(&mut change, purchase, "Voided, by a person's word").await?;
    change.commit().await?;
    Ok(())
}

async fn voided(change: &mut Change, purchase: &StoredPurchase, text: &str) -> Result<()> {
    change
        .step_purchase(purchase.id, PurchaseEvent::Void, None)
        .await?;
    change
        .set_status(purchase.shipment, ShipmentStatus::Cancelled)
        .await?;
    change.settle_order_state(purchase.order).await?;
    change
        .log(
            "purchase_voided",
            Some(purchase.shipment.0),
            text,
            &json!({ "purchase": purchase.id }),
        )
        .await?;
    Ok(())
}

/// After a stop in the middle: a void that never left is refused, one that may have left is unknown.
pub(crate) async fn recover(station: &Station) -> Result<()> {
    for void in station.store.open_voids().await? {
        let event = match void.state {
            VoidState::Intended => VoidEvent::Refuse,
            VoidState::Sent => VoidEvent::LoseTrack,
            _ => continue,
        };
        let problem = Problem::new(
            ProblemKind::UnknownOutcome,
            "The station stopped while the carrier was asked to void",
        )
        .hint("Look at the carrier's own pages; if it is voided there, say so here");
        let mut change = station.store.change(station.now()).await?;
        change.step_void(void.id, event, Some(&problem)).await?;
        change
            .log(
                "void_failed",
                None,
                &problem.text,
                &json!({ "void": void.id }),
            )
            .await?;
        change.commit().await?;
    }
    Ok(())
}
