//! Voiding a bought label.
use crate::Station;
use crate::api::{Code, Event, Failure, Result, ShipmentRef, ShipmentView, VoidShipment};
use crate::failure::{in_full, of_a_deed};
use crate::{accounts, outcome, print, settle, shipments, waybills};
use jiff::Timestamp;
use pb_carriers::engine::without_secrets;
use pb_carriers::{Cx, Ship};
use pb_domain::{
    Problem, ProblemKind, PurchaseEvent, PurchaseState, ShipmentStatus, VoidEvent, VoidId,
    VoidState,
};
use pb_store::{Change, StoreError, StoredPurchase, StoredRisk, StoredVoid};
use serde_json::json;
use std::sync::Arc;
use tracing::Instrument as _;

/// Whether a label is surely unused, by what is known of it at a time.
pub(crate) type Sure = Arc<dyn Fn(StoredRisk, Timestamp) -> bool + Send + Sync>;

/// Who wants it.
enum Why {
    /// A person.
    Person,
    /// Nobody used the label: why, and what must still hold when the carrier is asked.
    Unused { because: String, sure: Sure },
}

/// Voids a shipment, or records what a person knows about a void.
pub(crate) async fn void(station: &Station, request: VoidShipment) -> Result<ShipmentView> {
    run(station, request, Why::Person).await
}

/// Voids a label that is surely unused, without a person. `sure` is asked once more in the very change that
/// writes the attempt down: from then on its label does not begin to print.
pub(crate) async fn void_by_itself(
    station: &Station,
    request: VoidShipment,
    because: String,
    sure: Sure,
) -> Result<ShipmentView> {
    run(station, request, Why::Unused { because, sure }).await
}

async fn run(station: &Station, request: VoidShipment, why: Why) -> Result<ShipmentView> {
    let kept = station.clone();
    let span = tracing::info_span!("shipment", shipment = %request.id);
    station
        .see_through(async move {
            let station = kept;
            let purchase = find(&station, request).await?;
            let lock = station.order_lock(purchase.order);
            let _one_at_a_time = lock.lock().await;
            let purchase = find(&station, request).await?;
            let outcome = void_locked(&station, request, &purchase, &why).await;
            if outcome.is_ok() {
                print::give_up_voided(&station, request.id).await?;
                station.emit(Event::Numbers);
            }
            station.emit(Event::Shipment { id: request.id });
            station.emit(Event::Orders);
            station.emit_attention().await;
            outcome?;
            shipments::get(&station, ShipmentRef { id: request.id }).await
        })
        .instrument(span)
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
    why: &Why,
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
    // Under the order's lock, an attempt that is under way is one that was cut off.
    if let Some(open) = station.store.void_of(purchase.id).await? {
        recover_one(station, &open).await?;
    }
    let booking = station.store.booking_of(purchase.id).await?;
    if let Some(booking) = &booking {
        waybills::may_void(booking)?;
    }
    let profile = accounts::carrier(&purchase.carrier)?;
    let here_alone = matches!(profile.ship, Ship::Own)
        || booking.as_ref().is_some_and(waybills::nothing_to_tell);
    if request.person_says_voided || here_alone {
        return person_says(station, purchase).await;
    }
    let Some(voids) = profile.void else {
        return Err(Failure::new(
            Code::Precondition,
            format!("{} cannot void a label from here", profile.name),
        )
        .hint("Void it on the carrier's own pages, then say here that it is voided"));
    };
    let account = accounts::to_ask(station, purchase.account).await?;
    let bought = settle::bought_ref(station, purchase).await?;
    let now = station.zoned_now();
    let (_, shipment) = settle::find(station, request.id).await?;
    let about = settle::about(purchase, &shipment);
    let id = VoidId(station.new_id());
    let unknown = station
        .store
        .void_of(purchase.id)
        .await?
        .filter(|v| v.state == VoidState::Unknown);
    let mut change = station.store.change(station.now()).await?;
    if let Why::Unused { because, sure } = why {
        let risk = station.store.risk(purchase.id).await?;
        if !risk.is_some_and(|risk| sure(risk, change.at)) {
            return Err(Failure::new(
                Code::Precondition,
                "The label is in use by now, so it is not voided",
            ));
        }
        change
            .log(
                "void_by_itself",
                Some(request.id.0),
                &format!("To be voided without a person: {because}"),
                &json!({ "void": id }),
            )
            .await?;
    }
    // Asking twice to void costs nothing, and the second answer may be a clear one.
    if let Some(unknown) = unknown {
        change
            .step_void(unknown.id, VoidEvent::Refuse, unknown.problem.as_ref())
            .await?;
    }
    change
        .intend_void(id, purchase.id)
        .await
        .map_err(|e| match e {
            StoreError::Taken => {
                Failure::new(Code::Precondition, "A void of this shipment is under way")
                    .hint("Wait a moment, then look at the shipment again")
            }
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
    let engine = station.engine.about(about);
    let cx = Cx {
        account: &account,
        engine: &engine,
        now: &now,
    };
    tracing::info!(purchase = %purchase.id, "the carrier is asked to void");
    let answer = voids.void(cx, &bought).await;
    let answer = answer.map_err(|p| without_secrets(&account, p));
    if let Err(failure) = write(station, id, purchase, &answer).await {
        let said = match &answer {
            Ok(()) => "The label was voided".to_owned(),
            Err(problem) => format!("The label was not surely voided: {}", in_full(problem)),
        };
        let kept = Arc::new((purchase.clone(), answer));
        outcome::until_written(station, purchase.order, move |station| {
            let kept = Arc::clone(&kept);
            async move { write(&station, id, &kept.0, &kept.1).await }
        });
        return Err(Failure::new(
            failure.code,
            format!("{said}, but that cannot be written down: {}", failure.text),
        )
        .hint("Free some space on the disk and leave Packbench open: it is written down by itself then")
        .shipment(request.id));
    }
    answer.map_err(|problem| of_a_deed(problem).shipment(request.id))
}

/// Writes the carrier's answer down, unless that is done.
async fn write(
    station: &Station,
    id: VoidId,
    purchase: &StoredPurchase,
    answer: &Result<(), Problem>,
) -> Result<()> {
    let void = station.store.void_of(purchase.id).await?;
    let unknown = matches!(answer, Err(p) if p.kind == ProblemKind::UnknownOutcome);
    match void.filter(|v| v.id == id).map(|v| v.state) {
        Some(VoidState::Sent) => {}
        Some(VoidState::Unknown) if !unknown => {}
        _ => return Ok(()),
    }
    let mut change = station.store.change(station.now()).await?;
    match answer {
        Ok(()) => {
            change.step_void(id, VoidEvent::Confirm, None).await?;
            voided(&mut change, purchase, "Voided by the carrier").await?;
        }
        Err(problem) => {
            let (event, text) = if unknown {
                (
                    VoidEvent::LoseTrack,
                    "It is not known whether it was voided",
                )
            } else {
                (VoidEvent::Refuse, "Not voided")
            };
            change.step_void(id, event, Some(problem)).await?;
            let facts = json!({ "void": id, "problem": problem, "says": in_full(problem) });
            change
                .log("void_failed", Some(purchase.shipment.0), text, &facts)
                .await?;
        }
    }
    Ok(change.commit().await?)
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
    waybills::voided(change, purchase).await?;
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
        recover_one(station, &void).await?;
    }
    Ok(())
}

async fn recover_one(station: &Station, void: &StoredVoid) -> Result<()> {
    let event = match void.state {
        VoidState::Intended => VoidEvent::Refuse,
        VoidState::Sent => VoidEvent::LoseTrack,
        _ => return Ok(()),
    };
    let problem = Problem::new(
        ProblemKind::UnknownOutcome,
        "The station stopped while the carrier was asked to void",
    )
    .hint("Look at the carrier's own pages; if it is voided there, say so here");
    let subject = station.store.purchase(void.purchase).await?;
    let mut change = station.store.change(station.now()).await?;
    change.step_void(void.id, event, Some(&problem)).await?;
    let facts = json!({ "void": void.id });
    change
        .log(
            "void_failed",
            subject.map(|p| p.shipment.0),
            &problem.text,
            &facts,
        )
        .await?;
    Ok(change.commit().await?)
}
