//! `GET /tracking` and `GET /shipments/{number}/tracking`. A shipment shows as soon as it is made, without
//! checkpoints.
use super::PREFIX;
use super::desk::{Client, Desk};
use super::refusal::Refusal;
use super::shape::{LEVELS, VIEWS};
use crate::carriers::World;
use crate::carriers::course::{Course, Scan, Stage};
use crate::carriers::dhl::{all, list, text};
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use serde_json::{Value, json};

/// Numbers in one call.
const MOST: usize = 100;

/// What is wanted of a shipment.
#[derive(Clone, Copy)]
struct View {
    checkpoints: bool,
    last: bool,
    pieces: bool,
}

pub(super) async fn one(
    State(desk): State<Desk>,
    _: Client,
    Path(number): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Json<Value>, Refusal> {
    let view = view(&query)?;
    let world = desk.world();
    let found: Vec<&Sale> = world
        .ledger
        .numbered(PREFIX, &number)
        .filter(|sale| sale.shipment == number)
        .into_iter()
        .collect();
    told(&world, &found, view)
}

pub(super) async fn many(
    State(desk): State<Desk>,
    _: Client,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Json<Value>, Refusal> {
    let view = view(&query)?;
    let (waybills, pieces) = (
        all(&query, "shipmentTrackingNumber"),
        all(&query, "pieceTrackingNumber"),
    );
    if waybills.len() + pieces.len() > MOST {
        return Err(Refusal::at("shipmentTrackingNumber", "at most 100 numbers"));
    }
    let world = desk.world();
    let mut found: Vec<&Sale> = Vec::new();
    if waybills.is_empty() && pieces.is_empty() {
        found.extend(by_reference(&world, &query)?);
    }
    for waybill in waybills {
        let sale = world.ledger.numbered(PREFIX, waybill);
        found.extend(sale.filter(|sale| sale.shipment == waybill));
    }
    for piece in pieces {
        let sale = world.ledger.numbered(PREFIX, piece);
        found.extend(sale.filter(|sale| sale.numbers().contains(&piece)));
    }
    told(&world, &found, view)
}

/// By a reference an account and days must be given.
fn by_reference<'a>(
    world: &'a World,
    query: &'a [(String, String)],
) -> Result<Vec<&'a Sale>, Refusal> {
    let given = |name: &str| {
        let value = all(query, name).first().copied().unwrap_or_default();
        match value {
            "" => Err(Refusal::at(name, "is required")),
            value => Ok(value),
        }
    };
    let reference = given("shipmentReference")?;
    let account = given("shipperAccountNumber")?;
    let day = |name: &str| -> Result<Date, Refusal> {
        given(name)?
            .parse()
            .map_err(|_| Refusal::coded(400, "998", format!("Invalid date of {name}")))
    };
    let days = day("dateRangeFrom")?..=day("dateRangeTo")?;
    let planned = |sale: &&Sale| {
        let day = text(&sale.asked, "/plannedShippingDateAndTime").get(..10);
        day.and_then(|day| day.parse().ok())
            .is_some_and(|day: Date| days.contains(&day))
    };
    let pays = |sale: &&Sale| {
        let accounts = list(&sale.asked, "/accounts");
        accounts.iter().any(|a| text(a, "/number") == account)
    };
    let under = world.ledger.under(PREFIX, reference);
    Ok(under.filter(planned).filter(pays).collect())
}

fn view(query: &[(String, String)]) -> Result<View, Refusal> {
    let one = |name: &str, values: &[&str], otherwise: &'static str| -> Result<String, Refusal> {
        let given = all(query, name).first().copied().unwrap_or(otherwise);
        match values.contains(&given) {
            true => Ok(given.to_owned()),
            false => Err(Refusal::at(name, &format!("{given} is not a valid value"))),
        }
    };
    let view = one("trackingView", VIEWS, "all-checkpoints")?;
    let level = one("levelOfDetail", LEVELS, "shipment")?;
    Ok(View {
        checkpoints: view != "shipment-details-only",
        last: view == "last-checkpoint",
        pieces: level != "shipment",
    })
}

fn told(world: &World, found: &[&Sale], view: View) -> Result<Json<Value>, Refusal> {
    if found.is_empty() {
        return Err(Refusal::new(404, "No Shipments Found"));
    }
    let shipments: Vec<Value> = found
        .iter()
        .map(|sale| shipment(world, sale, view))
        .collect();
    Ok(Json(json!({ "shipments": shipments })))
}

fn shipment(world: &World, sale: &Sale, view: View) -> Value {
    let references = list(&sale.asked, "/customerReferences");
    let mut shipment = json!({
        "shipmentTrackingNumber": sale.shipment,
        "status": "Success",
        "shipmentTimestamp": sale.sold_at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        "productCode": sale.service,
        "description": text(&sale.asked, "/content/description"),
        "shipperReferences": references,
        "numberOfPieces": sale.parcels.len(),
        "estimatedDeliveryDate": Course::expected(sale.sold_at).strftime("%Y-%m-%d").to_string(),
        "events": sale.parcels.first().map(|p| events(world, sale, p, view)).unwrap_or_default(),
    });
    if view.pieces {
        let pieces: Vec<Value> = (1..)
            .zip(&sale.parcels)
            .map(|(number, parcel)| {
                json!({
                    "number": number,
                    "typeCode": "3",
                    "shipmentTrackingNumber": sale.shipment,
                    "trackingNumber": parcel.number,
                    "events": events(world, sale, parcel, view),
                })
            })
            .collect();
        shipment["pieces"] = Value::Array(pieces);
    }
    shipment
}

/// Oldest first; that a label was made is no checkpoint.
fn events(world: &World, sale: &Sale, parcel: &Sold, view: View) -> Vec<Value> {
    if !view.checkpoints {
        return Vec::new();
    }
    let scans = sale.scans(parcel, world.clock.now());
    let mut events: Vec<Value> = scans.iter().filter_map(|scan| event(sale, *scan)).collect();
    if view.last {
        events = events.pop().into_iter().collect();
    }
    events
}

fn event(sale: &Sale, scan: Scan) -> Option<Value> {
    let (code, words, there) = match scan.stage {
        Stage::LabelCreated => return None,
        Stage::PickedUp => ("PU", "Shipment picked up", false),
        Stage::InTransit => ("PL", "Processed", false),
        Stage::OutForDelivery => ("WC", "Shipment is out with courier for delivery", true),
        Stage::Delivered => ("OK", "Delivered", true),
        Stage::Exception => ("NH", "Recipient not home", true),
        Stage::Returning => ("FD", "Forwarded to the shipper", true),
        Stage::Returned => ("RT", "Returned to shipper", false),
    };
    let side = match there {
        true => "receiverDetails",
        false => "shipperDetails",
    };
    let place = &sale.asked["customerDetails"][side]["postalAddress"];
    let city = text(place, "/cityName").to_uppercase();
    Some(json!({
        "date": scan.at.strftime("%Y-%m-%d").to_string(),
        "time": scan.at.strftime("%H:%M:%S").to_string(),
        "GMTOffset": "+00:00",
        "typeCode": code,
        "description": words,
        "serviceArea": [{
            "code": city.chars().take(3).collect::<String>(),
            "description": format!("{city}-{}", text(place, "/countryCode")),
        }],
    }))
}
