//! `DELETE /api/v1/package/cancel?tracking_id=`.
use super::desk::{Client, Desk};
use super::refusal::Refusal;
use super::{PREFIX, track};
use axum::Json;
use axum::extract::{Query, State};
use serde_json::{Value, json};
use std::collections::HashMap;

/// In which a shipment can be cancelled.
const CANCELLABLE: &[&str] = &["Order Placed", "Picked Up", "In Transit"];

pub(super) async fn cancel(
    State(desk): State<Desk>,
    _: Client,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let id = query.get("tracking_id").map_or("", |id| id.trim());
    if id.is_empty() {
        return Err(Refusal::bad("tracking_id cannot be null or empty"));
    }
    let acknowledged = |status: bool, remark: String| {
        Ok(Json(json!({
            "data": [{ "status": status, "remark": remark, "tracking_id": id }],
        })))
    };
    let mut world = desk.world();
    let now = world.clock.now();
    let current = {
        let own = desk.own();
        let sale = world.ledger.numbered(PREFIX, id);
        let sale = sale.filter(|sale| sale.shipment == id);
        sale.map(|sale| track::current(&own, sale, now))
    };
    match current {
        None => acknowledged(false, "Shipment not found".to_owned()),
        Some(status) if !CANCELLABLE.contains(&status) => acknowledged(
            false,
            format!("Shipment cannot be cancelled in status {status}"),
        ),
        Some(_) => {
            let sales = world.ledger.sales.iter_mut();
            let theirs = sales.filter(|sale| sale.carrier == PREFIX && sale.shipment == id);
            for parcel in theirs.flat_map(|sale| &mut sale.parcels) {
                parcel.voided_at = Some(now);
            }
            acknowledged(true, "Successfully cancelled shipment".to_owned())
        }
    }
}
