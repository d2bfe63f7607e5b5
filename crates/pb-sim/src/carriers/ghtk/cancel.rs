//! `POST /services/shipment/cancel/…`, by label or by `partner_id:`; before the driver has the parcel.
use super::course::{CANCELLABLE, status};
use super::desk::{Client, sold};
use super::refusal::Refusal;
use crate::carriers::Shared;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) async fn cancel(
    State(shared): State<Shared>,
    _: Client,
    Path(said): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let mut world = shared.world();
    let now = world.clock.now();
    let sale = sold(&world, &said)?;
    if !CANCELLABLE.contains(&status(sale, now)) {
        return Err(Refusal::new("Đơn hàng không được phép hủy"));
    }
    let label = sale.shipment.clone();
    let parcel = world.ledger.parcel_mut(&label);
    parcel.ok_or_else(Refusal::no_order)?.voided_at = Some(now);
    let log_id = Uuid::new_v4().simple().to_string();
    Ok(Json(
        json!({ "success": true, "message": "", "log_id": log_id }),
    ))
}
