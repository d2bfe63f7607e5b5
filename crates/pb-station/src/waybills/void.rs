//! Voiding what was labelled with numbers of a pool.
use crate::Station;
use crate::api::{Code, Failure, Result};
use pb_domain::{
    BookingEvent, BookingState, ParcelId, PrintState, ShipmentId, WaybillEvent, WaybillState,
};
use pb_store::{Change, StoredBooking, StoredPurchase};

/// Whether a shipment may be voided as its booking stands: not while nobody knows what the carrier has.
pub(crate) fn may_void(booking: &StoredBooking) -> Result<()> {
    match booking.state {
        BookingState::Sent | BookingState::Unknown => Err(Failure::new(
            Code::Precondition,
            "It is not known whether the carrier has this shipment",
        )
        .hint("Settle its booking first: ask the carrier, or say what you see on its pages")
        .shipment(booking.shipment)),
        _ => Ok(()),
    }
}

/// Whether the carrier has never heard of the shipment, so that there is nobody to ask for a void.
pub(crate) fn nothing_to_tell(booking: &StoredBooking) -> bool {
    matches!(
        booking.state,
        BookingState::Due | BookingState::Refused | BookingState::Cancelled
    )
}

/// The booking and the numbers of a purchase that is voided in this change. A number whose label certainly
/// never left is free again; its parcel forgets it, so that a scan finds the one parcel that has it.
pub(crate) async fn voided(change: &mut Change, purchase: &StoredPurchase) -> Result<()> {
    if let Some(booking) = change.booking_of(purchase.id).await?
        && nothing_to_tell(&booking)
        && booking.state != BookingState::Cancelled
    {
        change
            .step_booking(booking.id, BookingEvent::Cancel, booking.problem.as_ref())
            .await?;
    }
    let left = change
        .label_states(purchase.shipment)
        .await?
        .into_iter()
        .any(may_be_paper);
    for waybill in change.waybills_of(purchase.shipment).await? {
        let Some(parcel) = waybill.parcel else {
            continue;
        };
        let free = waybill.state == WaybillState::Reserved && !left;
        let event = if free {
            WaybillEvent::Free
        } else {
            WaybillEvent::Void
        };
        if waybill.state != WaybillState::Void {
            change
                .step_waybills(purchase.shipment, event, Some(&[parcel]))
                .await?;
        }
        if free {
            change.set_tracking_number(parcel, "").await?;
        }
    }
    Ok(())
}

/// Whether bytes of a label in this state may have reached a printer.
fn may_be_paper(state: PrintState) -> bool {
    !matches!(
        state,
        PrintState::Queued | PrintState::Held | PrintState::Failed | PrintState::Cancelled
    )
}

/// A shipment's labels leave the station, as a file or on paper: their numbers are never free again.
pub(crate) async fn may_have_left(station: &Station, shipment: ShipmentId) -> Result<()> {
    let waybills = station.store.waybills_of(shipment).await?;
    let reserved: Vec<ParcelId> = waybills
        .iter()
        .filter(|w| w.state == WaybillState::Reserved)
        .filter_map(|w| w.parcel)
        .collect();
    if reserved.is_empty() {
        return Ok(());
    }
    let mut change = station.store.change(station.now()).await?;
    change
        .note_waybills_printed(shipment, Some(&reserved))
        .await?;
    Ok(change.commit().await?)
}
