//! `POST …/consignment/cancel`: each consignment by itself, until it is picked up.
use super::desk::{Client, Desk, Payload, text};
use super::refusal::Refusal;
use super::shape::CANCEL;
use super::{CUSTOMER_CODE, PREFIX};
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

pub(super) async fn cancel(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(CANCEL)?;
    if text(&asked, "/customerCode") != CUSTOMER_CODE {
        return Err(Refusal::bad("Customer code does not belong to Client"));
    }
    let mut world = desk.world();
    let now = world.clock.now();
    let (mut done, mut failures) = (Vec::new(), Vec::new());
    let numbers = asked["AWBNo"].as_array().into_iter().flatten();
    for number in numbers.filter_map(Value::as_str) {
        let sales = world.ledger.sales.iter_mut();
        let sale = sales
            .filter(|sale| sale.carrier == PREFIX)
            .find(|sale| sale.shipment == number);
        let no = match &sale {
            None => Some("Consignment not found"),
            Some(sale) if sale.voided() => Some("Consignment is already cancelled"),
            Some(sale) if sale.parcels.iter().any(|p| sale.handed_over(p, now)) => {
                Some("Consignment is already picked up")
            }
            Some(_) => None,
        };
        match (no, sale) {
            (None, Some(sale)) => {
                for parcel in &mut sale.parcels {
                    parcel.voided_at = Some(now);
                }
                done.push(json!({ "success": true, "reference_number": number }));
            }
            (words, _) => failures.push(json!({
                "reference_number": number, "reason": "INVALID_STATUS", "message": words,
            })),
        }
    }
    Ok(Json(json!({
        "status": "OK",
        "success": failures.is_empty(),
        "successConsignments": done,
        "failures": failures,
    })))
}
