//! `POST /tracking/v3r2/tracking` and `GET /tracking/v3/tracking/{number}`.
use super::desk::{Client, Desk, Payload, local, text, today};
use super::refusal::Refusal;
use super::shape::TRACK;
use super::{PREFIX, number, price};
use crate::carriers::World;
use crate::carriers::course::{Course, Scan, Stage};
use crate::carriers::ledger::{Sale, Sold};
use crate::carriers::schema::check;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Code, words, category and summary of a stage.
pub(super) fn words(stage: Stage) -> [&'static str; 4] {
    match stage {
        Stage::LabelCreated => [
            "GX",
            "Shipping Label Created, USPS Awaiting Item",
            "Pre-Shipment",
            "A shipping label has been prepared for your item.",
        ],
        Stage::PickedUp => [
            "03",
            "USPS in possession of item",
            "Accepted",
            "USPS is now in possession of your item.",
        ],
        Stage::InTransit => [
            "10",
            "Arrived at USPS Regional Origin Facility",
            "In Transit",
            "Your item arrived at a USPS facility.",
        ],
        Stage::OutForDelivery => [
            "OF",
            "Out for Delivery",
            "Out for Delivery",
            "Your item is out for delivery.",
        ],
        Stage::Delivered => [
            "01",
            "Delivered, Front Door/Porch",
            "Delivered",
            "Your item was delivered to the front door or porch.",
        ],
        Stage::Exception => [
            "02",
            "Notice Left (No Authorized Recipient Available)",
            "Delivery Attempt",
            "We attempted to deliver your item.",
        ],
        Stage::Returning => [
            "09",
            "Return to Sender Processed",
            "Return to Sender",
            "Your item is being returned to the sender.",
        ],
        Stage::Returned => [
            "01",
            "Delivered, To Original Sender",
            "Delivered",
            "Your item was delivered to the original sender.",
        ],
    }
}

/// A parcel of a number, or why there is nothing to say.
fn found<'a>(world: &'a World, wanted: &str) -> Result<(&'a Sale, &'a Sold), Refusal> {
    if !number::is_package_number(wanted) && !number::is_s10(wanted) {
        let words = format!("{wanted} is not a valid tracking number");
        return Err(Refusal::bad("150003", words));
    }
    let sale = world.ledger.numbered(PREFIX, wanted);
    let parcel = sale.and_then(|s| Some((s, s.parcels.iter().find(|p| p.number == wanted)?)));
    parcel.ok_or_else(|| {
        Refusal::bad(
            "150001",
            "A status update is not yet available on your package",
        )
    })
}

pub(super) async fn many(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Response, Refusal> {
    let wrapped = json!({ "numbers": payload.0 });
    check(&wrapped, TRACK, "").map_err(|c| Refusal::field(&c))?;
    let world = desk.world();
    let mut failed = Vec::new();
    let mut entries = Vec::new();
    for asked in wrapped["numbers"].as_array().into_iter().flatten() {
        let wanted = text(asked, "/trackingNumber");
        match found(&world, wanted) {
            Ok((sale, parcel)) => entries.push(tracked(&world, sale, parcel)),
            Err(refusal) => {
                entries.push(json!({
                    "trackingNumber": wanted,
                    "statusCode": refusal.status().to_string(),
                    "error": refusal.error(),
                }));
                failed.push(refusal);
            }
        }
    }
    if failed.len() == entries.len() && entries.len() == 1 {
        return Err(failed.remove(0));
    }
    let status = match failed.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::MULTI_STATUS,
    };
    Ok((status, Json(entries)).into_response())
}

pub(super) async fn one(
    State(desk): State<Desk>,
    _: Client,
    Path(wanted): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    let expand = query.get("expand").map_or("SUMMARY", String::as_str);
    if !["SUMMARY", "DETAIL"].contains(&expand) {
        return Err(
            Refusal::bad("400", "OASValidation: expand is SUMMARY or DETAIL").about("expand"),
        );
    }
    let world = desk.world();
    let (sale, parcel) = found(&world, &wanted)?;
    let mut answer = tracked(&world, sale, parcel);
    let expected = answer["deliveryDateExpectation"]["expectedDeliveryDate"].clone();
    if let Some(object) = answer.as_object_mut() {
        object.remove("deliveryDateExpectation");
        object.remove("servicesEligibility");
    }
    if expected.is_string() {
        answer["expectedDeliveryTimeStamp"] =
            format!("{}T21:00:00Z", expected.as_str().unwrap_or_default()).into();
    }
    answer["endOfDay"] = "true".into();
    answer["accessControl"] = "FREE".into();
    for event in answer["trackingEvents"]
        .as_array_mut()
        .into_iter()
        .flatten()
    {
        // The older version has another name for it.
        event["eventZIP"] = event["eventZIPCode"].take();
    }
    if expand == "SUMMARY" {
        answer["trackingEvents"] = json!([]);
    }
    Ok(Json(answer))
}

/// A parcel as the newer version has it.
pub(super) fn tracked(world: &World, sale: &Sale, parcel: &Sold) -> Value {
    let now = world.clock.now();
    let scans = sale.scans(parcel, now);
    let mut events: Vec<Value> = scans.iter().rev().map(|scan| event(sale, *scan)).collect();
    let last = scans.last().map_or(Stage::LabelCreated, |s| s.stage);
    let [_, mut status, mut category, mut summary] = words(last);
    if let Some(at) = parcel.voided_at {
        [status, category, summary] = [
            "Label Cancelled",
            "Alert",
            "The shipping label was cancelled.",
        ];
        let mut cancelled = event(
            sale,
            Scan {
                stage: Stage::LabelCreated,
                at,
            },
        );
        cancelled["eventType"] = status.into();
        cancelled["eventCode"] = "".into();
        events.insert(0, cancelled);
    }
    let (from, to) = (&sale.asked["fromAddress"], &sale.asked["toAddress"]);
    let mut answer = json!({
        "trackingNumber": parcel.number,
        "status": status,
        "statusCategory": category,
        "statusSummary": summary,
        "mailClass": price::class(&sale.service).map(|c| format!("{}<SUP>&#174;</SUP>", c.name)),
        "mailType": "DM",
        "serviceTypeCode": "001",
        "services": ["USPS Tracking<SUP>&#174;</SUP>"],
        "originCity": from["city"],
        "originState": from["state"],
        "originZIPCode": from["ZIPCode"],
        "destinationCity": to["city"],
        "destinationState": to["state"],
        "destinationZIPCode": to["ZIPCode"],
        "servicesEligibility": { "proofOfDeliveryEnabled": "false", "RREEnabled": "false" },
        "trackingEvents": events,
    });
    let is_over = matches!(last, Stage::Delivered | Stage::Returned) || parcel.voided_at.is_some();
    if !is_over {
        let expected = today(Course::expected(sale.sold_at)).to_string();
        answer["deliveryDateExpectation"] = json!({
            "expectedDeliveryDate": expected,
            "endOfDay": "true",
        });
    }
    answer
}

fn event(sale: &Sale, scan: Scan) -> Value {
    let [code, words, ..] = words(scan.stage);
    let side = match scan.stage {
        Stage::LabelCreated | Stage::PickedUp | Stage::InTransit | Stage::Returned => "fromAddress",
        _ => "toAddress",
    };
    let place = &sale.asked[side];
    let or_empty = |value: &Value| value.as_str().unwrap_or_default().to_uppercase();
    json!({
        "eventType": words,
        "eventTimestamp": local(scan.at).strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        "GMTTimestamp": scan.at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "GMTOffset": "-06:00",
        "eventCity": or_empty(&place["city"]),
        "eventState": or_empty(&place["state"]),
        "eventZIPCode": or_empty(&place["ZIPCode"]),
        "eventCountry": or_empty(&place["countryISOAlpha2Code"]),
        "eventCode": code,
        "firm": "",
        "name": "",
        "authorizedAgent": "false",
        "actionCode": "",
        "reasonCode": "",
    })
}
