//! `POST /waybill/v1/CancelWaybill`, until the parcel is scanned in.
use super::PREFIX;
use super::desk::{Client, Desk, Payload, text};
use super::refusal::{Refusal, status};
use super::shape::CANCEL;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

pub(super) async fn cancel(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(CANCEL, "Profile")?;
    let number = text(&asked, "/Request/AWBNo");
    let mut world = desk.world();
    let now = world.clock.now();
    let sales = world.ledger.sales.iter_mut();
    let sale = sales
        .filter(|sale| sale.carrier == PREFIX)
        .find(|sale| sale.shipment == number);
    let (code, words) = match &sale {
        None => ("InvalidAWBNo", "Waybill not found"),
        Some(sale) if sale.voided() => ("AlreadyCancelled", "Waybill is already cancelled"),
        Some(sale) if sale.parcels.iter().any(|p| sale.handed_over(p, now)) => (
            "Inscanned",
            "Waybill is already inscanned and cannot be cancelled",
        ),
        Some(_) => ("Valid", "Waybill cancelled"),
    };
    let is_error = code != "Valid";
    if let Some(sale) = sale.filter(|_| !is_error) {
        for parcel in &mut sale.parcels {
            parcel.voided_at = Some(now);
        }
    }
    Ok(Json(json!({ "CancelWaybillResult": {
        "AWBNo": number,
        "IsError": is_error,
        "Status": status(code, words),
    } })))
}
