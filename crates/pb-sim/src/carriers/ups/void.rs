//! `DELETE /api/shipments/{version}/void/cancel/{shipment}?trackingnumber={package}`.
use super::PREFIX;
use super::desk::{Client, Desk};
use super::rate::known_version;
use super::refusal::Refusal;
use axum::Json;
use axum::extract::{Path, Query, State};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

/// What the documentation has for tests of the Customer Integration Environment.
const CIE_SHIPMENT: &str = "1Z2220060294314162";
/// How long after the sale; the documentation does not say.
const WINDOW: Duration = Duration::from_secs(28 * 86_400);
/// Packages in one request.
const MOST: usize = 20;

pub(super) async fn void(
    State(desk): State<Desk>,
    client: Client,
    Path((version, shipment)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Json<Value>, Refusal> {
    known_version(&version)?;
    let packages = packages(query)?;
    if client.cie && shipment == CIE_SHIPMENT {
        return Ok(Json(answer(&packages)));
    }
    let nothing = || {
        let words = "The Pickup Request Shipment has nothing to void within the void period";
        Refusal::bad("190102", words)
    };
    let mut world = desk.world();
    let now = world.clock.now();
    let sale = world
        .ledger
        .numbered(PREFIX, &shipment)
        .ok_or_else(nothing)?;
    let over = sale.sold_at.checked_add(WINDOW).unwrap_or(Timestamp::MAX);
    let known = packages
        .iter()
        .all(|p| sale.numbers().contains(&p.as_str()));
    if sale.shipment != shipment || now > over || !known {
        return Err(nothing());
    }
    let wanted: Vec<String> = sale
        .parcels
        .iter()
        .filter(|p| packages.is_empty() || packages.contains(&p.number))
        .filter(|p| p.voided_at.is_none() && !sale.handed_over(p, now))
        .map(|p| p.number.clone())
        .collect();
    // All of what was named, or of a whole shipment what is left of it, if none of it is on its way.
    let on_its_way = sale.parcels.iter().any(|p| sale.handed_over(p, now));
    let enough = match packages.is_empty() {
        true => !wanted.is_empty() && !on_its_way,
        false => wanted.len() == packages.len(),
    };
    if !enough {
        return Err(nothing());
    }
    for number in &wanted {
        if let Some(parcel) = world.ledger.parcel_mut(number) {
            parcel.voided_at = Some(now);
        }
    }
    Ok(Json(answer(&packages)))
}

/// The package numbers of a query: the name again and again, or a list as JSON.
fn packages(query: Vec<(String, String)>) -> Result<Vec<String>, Refusal> {
    let mut packages = Vec::new();
    for (name, value) in query {
        if name != "trackingnumber" {
            continue;
        }
        if value.starts_with('[') {
            let list: Vec<String> = serde_json::from_str(&value).map_err(|_| {
                Refusal::bad("10006", format!("trackingnumber is no list: {value}"))
            })?;
            packages.extend(list);
        } else if !value.is_empty() {
            packages.push(value);
        }
    }
    packages.sort();
    packages.dedup();
    if packages.len() > MOST {
        let words = format!("trackingnumber has more than {MOST} entries");
        return Err(Refusal::bad("10006", words));
    }
    Ok(packages)
}

fn answer(packages: &[String]) -> Value {
    let done = json!({ "Code": "1", "Description": "Voided" });
    let mut answer = json!({
        "Response": { "ResponseStatus": { "Code": "1", "Description": "Success" } },
        "SummaryResult": { "Status": done },
    });
    let of = |number: &String| json!({ "TrackingNumber": number, "Status": done });
    match packages {
        [] => {}
        // As the live service writes one.
        [one] => answer["PackageLevelResult"] = of(one),
        all => answer["PackageLevelResult"] = all.iter().map(of).collect(),
    }
    json!({ "VoidShipmentResponse": answer })
}
