//! `PUT /ship/v1/shipments/cancel`: of a whole shipment, by any of its numbers, until it is handed over or its day is closed.
use super::PREFIX;
use super::desk::{Client, Desk, Payload, text};
use super::refusal::Refusal;
use super::shape::CANCEL_REQUEST;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

pub(super) async fn cancel(
    State(desk): State<Desk>,
    client: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read(CANCEL_REQUEST)?;
    client.owns(text(request, "/accountNumber/value"))?;
    let wanted = text(request, "/trackingNumber");
    let mut world = desk.world();
    let now = world.clock.now();
    let sale = world.ledger.numbered(PREFIX, wanted).ok_or_else(|| {
        let words = format!("There is no shipment {wanted}");
        Refusal::bad("TRACKINGNUMBER.ENTERED.INVALID", words)
    })?;
    if sale.voided() {
        let words = "The shipment is already cancelled.";
        return Err(Refusal::bad("SHIPMENT.ALREADY.CANCELLED", words));
    }
    let on_its_way = sale.parcels.iter().any(|p| sale.handed_over(p, now));
    let closed = desk.own().closed.contains(&sale.shipment);
    if on_its_way || closed {
        let message = match closed {
            true => "The day of the shipment is closed.",
            false => "The shipment has been tendered and cannot be cancelled.",
        };
        return Ok(client.answer(json!({
            "cancelledShipment": false,
            "cancelledHistory": false,
            "message": message,
        })));
    }
    let numbers: Vec<String> = sale.parcels.iter().map(|p| p.number.clone()).collect();
    for number in &numbers {
        if let Some(parcel) = world.ledger.parcel_mut(number) {
            parcel.voided_at = Some(now);
        }
    }
    Ok(client.answer(json!({
        "cancelledShipment": true,
        "cancelledHistory": true,
        "successMessage": "Success",
    })))
}
