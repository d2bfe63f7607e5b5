//! Asking the carrier where a shipment is.
use crate::Station;
use crate::api::{Code, Event, Failure, Result, ShipmentRef, ShipmentView};
use crate::{accounts, settle, shipments};
use pb_carriers::Cx;
use pb_carriers::engine::without_secrets;
use pb_domain::{PurchaseState, TrackingEvent};
use serde_json::json;
use tracing::Instrument as _;

/// Asks the carrier where a shipment is, parcel by parcel.
pub(crate) async fn track(station: &Station, request: ShipmentRef) -> Result<ShipmentView> {
    let span = tracing::info_span!("shipment", shipment = %request.id);
    ask(station, request).instrument(span).await
}

async fn ask(station: &Station, request: ShipmentRef) -> Result<ShipmentView> {
    let (purchase, shipment) = settle::find(station, request.id).await?;
    if purchase.state != PurchaseState::Bought {
        return Err(Failure::new(
            Code::Precondition,
            "Only a bought shipment can be tracked",
        ));
    }
    let profile = accounts::carrier(&purchase.carrier)?;
    let Some(tracks) = profile.track else {
        return Err(Failure::new(
            Code::Precondition,
            format!("{} has no tracking", profile.name),
        ));
    };
    let account = accounts::to_ask(station, purchase.account).await?;
    let bought = settle::bought_ref(station, &purchase).await?;
    let now = station.zoned_now();
    let engine = station.engine.about(settle::about(&purchase, &shipment));
    let cx = Cx {
        account: &account,
        engine: &engine,
        now: &now,
    };
    let mut events: Vec<TrackingEvent> = Vec::new();
    let mut status = None;
    for number in &bought.tracking_numbers {
        let answer = tracks.track(cx, &bought, number).await;
        let answer = answer.map_err(|p| without_secrets(&account, p))?;
        // Several parcels: the shipment stands where its first parcel stands; every parcel's events show.
        status = status.or(answer.status);
        events.extend(answer.events);
    }
    events.sort_by(|a, b| b.at.cmp(&a.at));
    let mut change = station.store.change(station.now()).await?;
    change.save_tracking(request.id, &events).await?;
    // It may have been voided while the carrier answered; then it stays cancelled.
    let bought = change
        .purchase(purchase.id)
        .await?
        .is_some_and(|p| p.state == PurchaseState::Bought);
    if let Some(status) = status.filter(|_| bought) {
        change.set_status(request.id, status).await?;
    }
    let facts = json!({ "events": events.len(), "status": status });
    change
        .log(
            "tracked",
            Some(request.id.0),
            "Asked the carrier where it is",
            &facts,
        )
        .await?;
    change.commit().await?;
    station.emit(Event::Shipment { id: request.id });
    shipments::get(station, request).await
}
