//! `POST /cancel-order`, which is carried out a minute later by the clock, unless the parcel was picked up by then.
use super::PREFIX;
use super::desk::{Client, Desk, Own, Payload};
use super::refusal::Refusal;
use super::shape::BILLS;
use crate::carriers::World;
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

/// How long it takes.
const LATER: Duration = Duration::from_secs(60);

pub(super) async fn cancel(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(BILLS)?;
    let mut world = desk.world();
    let mut own = desk.own();
    carry_out(&mut world, &own);
    let now = world.clock.now();
    let bills = asked["awbs"].as_array().into_iter().flatten();
    for bill in bills.filter_map(Value::as_str) {
        let sale = world.ledger.numbered(PREFIX, bill);
        let Some(parcel) = sale.and_then(|sale| Some((sale, sale.parcels.first()?))) else {
            return Err(Refusal::undone(format!(
                "Cancellation failed: no shipment {bill}"
            )));
        };
        let (sale, parcel) = parcel;
        if parcel.voided_at.is_some() {
            let words = format!("Cancellation failed: {bill} is cancelled already");
            return Err(Refusal::undone(words));
        }
        if sale.handed_over(parcel, now) {
            let words = format!("Cancellation failed: {bill} is picked up");
            return Err(Refusal::undone(words));
        }
    }
    for bill in asked["awbs"].as_array().into_iter().flatten() {
        own.cancellations
            .push((bill.as_str().unwrap_or_default().to_owned(), now));
    }
    let words = "Bulk Shipment cancellation is in progress. Please wait for some time.";
    Ok(Json(json!({ "message": words })))
}

/// Carries out what is due.
pub(super) fn carry_out(world: &mut World, own: &Own) {
    let now = world.clock.now();
    for (bill, taken) in &own.cancellations {
        let due = taken.checked_add(LATER).unwrap_or(Timestamp::MAX);
        let sales = world.ledger.sales.iter_mut();
        let sale = sales
            .filter(|sale| sale.carrier == PREFIX)
            .find(|sale| sale.numbers().contains(&bill.as_str()));
        let Some(sale) = sale.filter(|_| due <= now) else {
            continue;
        };
        let gone = sale.parcels.iter().any(|p| sale.handed_over(p, due));
        let open = sale.parcels.iter_mut().filter(|p| p.voided_at.is_none());
        open.filter(|_| !gone)
            .for_each(|parcel| parcel.voided_at = Some(due));
    }
}
