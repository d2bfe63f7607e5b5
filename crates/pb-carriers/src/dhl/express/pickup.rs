//! Pickups: `POST /pickups`, and `DELETE /pickups/{number}` to take one back.
//!
//! DHL has no key for an order of a driver: two orders are two drivers. So it leaves once, and what is not a clear
//! yes or no is unknown.

use super::consignment::kilograms;
use super::host::{self, call};
use super::party;
use super::said::{missing, read};
use crate::check::invalid;
use crate::dhl::party::within;
use crate::dhl::wire::{text, without_blanks};
use crate::engine::{Answer, Effect, Request};
use crate::{Cx, Pickup, PickupOrder, PickupParcels, Pickups};
use async_trait::async_trait;
use jiff::civil::{Date, Time};
use pb_domain::{Account, Problem, Weight};
use serde_json::{Value, json};

/// Longest words to the driver.
const INSTRUCTIONS: usize = 75;
/// Where the driver goes in the house.
const LOCATION: &str = "reception";
/// Why an order is taken back.
const REASON: &str = "not needed";

pub(super) struct ExpressPickups;

#[async_trait]
impl Pickups for ExpressPickups {
    async fn order(&self, cx: Cx<'_>, order: &PickupOrder) -> Result<Pickup, Problem> {
        let request = request(cx, order)?;
        parse(&call(cx, "pickup", Effect::Binds, &request).await?)
    }

    async fn cancel(&self, cx: Cx<'_>, number: &str) -> Result<(), Problem> {
        let request = cancel_request(cx.account, number)?;
        parse_cancel(&call(cx, "pickup cancel", Effect::Binds, &request).await?)
    }
}

pub(super) fn request(cx: Cx<'_>, order: &PickupOrder) -> Result<Request, Problem> {
    let day: Date = order
        .day
        .parse()
        .map_err(|_| invalid("day", "The day is not written as YYYY-MM-DD"))?;
    let time = |text: &str, field: &str| -> Result<Time, Problem> {
        Time::strptime("%H:%M", text)
            .map_err(|_| invalid(field, format!("{text} is not a time written as HH:MM")))
    };
    let (ready, close) = (time(&order.ready, "ready")?, time(&order.close, "close")?);
    if close <= ready {
        return Err(invalid(
            "close",
            "The pickup would end before the parcels are ready",
        ));
    }
    let number = host::number(cx.account, host::ACCOUNT)?;
    let account = json!([{ "typeCode": "shipper", "number": number }]);
    let mut weights = weights(order)?.into_iter();
    let shipments: Vec<Value> = order
        .parcels
        .iter()
        .map(|parcels| shipment(parcels, &account, &mut weights))
        .collect();
    let instructions = within(
        &order.instructions,
        INSTRUCTIONS,
        "instructions",
        "The words to the driver",
    )?;
    let instructions =
        (!instructions.is_empty()).then(|| json!({ "value": instructions, "typeCode": "TBD" }));
    let mut body = without_blanks(json!({
        "plannedPickupDateAndTime": host::stamp(day.to_datetime(ready), cx.now)?,
        "closeTime": close.strftime("%H:%M").to_string(),
        "location": LOCATION,
        "locationType": match order.address.company.trim() {
            "" => "residence",
            _ => "business",
        },
        "accounts": account,
        "specialInstructions": instructions.as_slice(),
        "shipmentDetails": shipments,
    }));
    body["customerDetails"] = json!({ "shipperDetails": party::party("address", &order.address)? });
    Ok(Request::post_json(
        host::url(cx.account, &["pickups"])?,
        &body,
    ))
}

/// Each parcel's weight: the heaviest first, the others share the rest alike.
fn weights(order: &PickupOrder) -> Result<Vec<Weight>, Problem> {
    let count: u32 = order.parcels.iter().map(|p| p.count).sum();
    if count == 0 || order.parcels.iter().any(|p| p.count == 0) {
        return Err(invalid("parcels", "There is nothing to be picked up"));
    }
    if order.weight <= Weight::ZERO || order.heaviest <= Weight::ZERO {
        return Err(invalid("weight", "The parcels have no weight"));
    }
    let mut weights = vec![order.heaviest.min(order.weight)];
    if count > 1 {
        let rest = order.weight.micrograms() - weights[0].micrograms();
        let each = rest.div_euclid(i64::from(count - 1)).max(1);
        weights.extend((1..count).map(|_| Weight::from_micrograms(each)));
    }
    Ok(weights)
}

fn shipment(
    parcels: &PickupParcels,
    account: &Value,
    weights: &mut impl Iterator<Item = Weight>,
) -> Value {
    let packages: Vec<Value> = weights
        .take(usize::try_from(parcels.count).unwrap_or(usize::MAX))
        .map(|weight| json!({ "weight": kilograms(weight) }))
        .collect();
    json!({
        "productCode": parcels.service,
        "accounts": account,
        // What is in them was declared with their waybills.
        "isCustomsDeclarable": false,
        "unitOfMeasurement": "metric",
        "packages": packages,
    })
}

pub(super) fn parse(answer: &Answer) -> Result<Pickup, Problem> {
    let made = read(answer, Effect::Binds)?;
    let numbers = &made["dispatchConfirmationNumbers"];
    let number = match numbers {
        Value::Array(numbers) => numbers.iter().map(text).find(|n| !n.is_empty()),
        one => Some(text(one)).filter(|n| !n.is_empty()),
    };
    Ok(Pickup {
        number: number.ok_or_else(|| missing(Effect::Binds, "number of the pickup"))?,
        charged: None,
    })
}

pub(super) fn cancel_request(account: &Account, number: &str) -> Result<Request, Problem> {
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(invalid(
            "number",
            format!("{number} is not the number of a pickup"),
        ));
    }
    let mut url = host::url(account, &["pickups", number])?;
    url.query_pairs_mut()
        .append_pair("requestorName", &account.name)
        .append_pair("reason", REASON);
    Ok(Request {
        method: "DELETE".to_owned(),
        ..Request::get(url)
    })
}

/// The status alone says yes: no body is documented.
pub(super) fn parse_cancel(answer: &Answer) -> Result<(), Problem> {
    let is_yes = matches!(answer.status, 200 | 202 | 204);
    if is_yes && answer.body.trim_ascii().is_empty() {
        return Ok(());
    }
    read(answer, Effect::Binds).map(|_| ())
}
