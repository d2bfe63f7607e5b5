//! The tracking API: its login, and `getTrackDetails` by number or by reference. A consignment is tracked from its
//! booking on, which is when DTDC has the parcel.
use super::desk::{Desk, Payload, header_of, india, text};
use super::pin;
use super::refusal::Refusal;
use super::shape::TRACK;
use super::{PASSWORD, PREFIX, USERNAME};
use crate::carriers::course::{Course, Scan, Stage};
use crate::carriers::ledger::Sale;
use crate::carriers::token::Worth;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

/// How long a token lives.
pub(super) const LIFETIME: Duration = Duration::from_secs(3_600);
/// What a token of the simulation's begins with, before its 32 digits.
const OURS: &str = "sim";

/// The user's name, a colon and 32 digits, as bare text.
pub(super) async fn authenticate(
    State(desk): State<Desk>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let given = ["username", "password"].map(|name| query.get(name).map_or("", String::as_str));
    if given != [USERNAME, PASSWORD] {
        return (StatusCode::UNAUTHORIZED, "Unauthorized").into_response();
    }
    let mut world = desk.world();
    let now = world.clock.now();
    let token = world.tokens.give(PREFIX, USERNAME, now, LIFETIME);
    format!("{USERNAME}:{}", token.trim_start_matches(OURS)).into_response()
}

/// Action, code and status of a stage that DTDC knows of.
fn spelt(stage: Stage) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match stage {
        Stage::LabelCreated => return None,
        Stage::PickedUp => ("Booked", "BKD", "Booked"),
        Stage::InTransit => ("In Transit", "OBMD", "In Transit"),
        Stage::OutForDelivery => ("Out For Delivery", "OUTDLV", "Out For Delivery"),
        Stage::Delivered => ("Delivered", "DLV", "Delivered"),
        Stage::Exception => ("Not Delivered", "NONDLV", "Attempted"),
        Stage::Returning => ("CONSIGNMENT HAS RETURNED", "RTO", "RTO"),
        Stage::Returned => ("RTO Delivered", "RTODLV", "RTO Delivered"),
    })
}

pub(super) async fn details(
    State(desk): State<Desk>,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let shown = header_of(&headers, "x-access-token");
    let digits = shown.split_once(':').map_or("", |(_, digits)| digits);
    let world = desk.world();
    let now = world.clock.now();
    let token = format!("{OURS}{digits}");
    if !matches!(world.tokens.worth(PREFIX, &token, now), Worth::Good(_)) {
        return Err(Refusal::nobody("Unauthorized"));
    }
    let asked = payload.read(TRACK)?;
    let number = text(&asked, "/strcnno");
    let sale = match text(&asked, "/trkType") {
        "cnno" => world.ledger.numbered(PREFIX, number),
        _ => world.ledger.under(PREFIX, number).last(),
    };
    let known = sale.map(|sale| (sale, scans(sale, now)));
    let Some((sale, scans)) = known.filter(|(_, scans)| !scans.is_empty()) else {
        return Ok(Json(json!({
            "statusCode": 200,
            "statusFlag": false,
            "status": "FAILED",
            "errorDetails": [
                { "name": "strShipmentNo", "value": number },
                { "name": "strError", "value": "NO DATA FOUND FOR THIS CNNO NUMBER" },
            ],
            "trackHeader": null,
            "trackDetails": null,
        })));
    };
    let mut answer = known_track(sale, &scans);
    if text(&asked, "/addtnlDtl") == "N" {
        answer["trackDetails"] = Value::Null;
    }
    Ok(Json(answer))
}

/// What DTDC saw of a consignment, oldest first; nothing of one that was cancelled before.
fn scans(sale: &Sale, now: Timestamp) -> Vec<Scan> {
    let scans = sale.parcels.first().map(|parcel| sale.scans(parcel, now));
    let scans = scans.unwrap_or_default().into_iter();
    scans.filter(|scan| spelt(scan.stage).is_some()).collect()
}

fn known_track(sale: &Sale, scans: &[Scan]) -> Value {
    let city = |path: &str| pin::find(text(&sale.asked, path)).map_or("", |place| place.city);
    let (from, to) = (
        city("/origin_details/pincode"),
        city("/destination_details/pincode"),
    );
    let form = |at: Timestamp, form: &str| at.to_zoned(india()).strftime(form).to_string();
    let place = |stage: Stage| match stage {
        Stage::PickedUp | Stage::Returned => from,
        _ => to,
    };
    let details: Vec<Value> = scans
        .iter()
        .filter_map(|scan| {
            let (action, code, _) = spelt(scan.stage)?;
            Some(json!({
                "strCode": code,
                "strAction": action,
                "strManifestNo": "",
                "strOrigin": place(scan.stage),
                "strDestination": "",
                "strActionDate": form(scan.at, "%d%m%Y"),
                "strActionTime": form(scan.at, "%H%M"),
                "sTrRemarks": match scan.stage {
                    Stage::Exception => "PARTY NOT AVAILABLE",
                    _ => "",
                },
            }))
        })
        .collect();
    let last = scans.last();
    let status = last
        .and_then(|scan| spelt(scan.stage))
        .map_or("", |(_, _, status)| status);
    let last_at = last.map_or(sale.sold_at, |scan| scan.at);
    json!({
        "statusCode": 200,
        "statusFlag": true,
        "status": "SUCCESS",
        "errorDetails": null,
        "trackHeader": {
            "strShipmentNo": sale.shipment,
            "strRefNo": sale.references.first(),
            "strCNProduct": sale.service,
            "strOrigin": from,
            "strOriginRemarks": "Booked By",
            "strPieces": sale.parcels.len().to_string(),
            "strWeightUnit": "KG",
            "strWeight": text(&sale.asked, "/weight"),
            "strDestination": to,
            "strStatus": status,
            "strStatusTransOn": form(last_at, "%d%m%Y"),
            "strStatusTransTime": form(last_at, "%H%M"),
            "strRemarks": "",
            "strNoOfAttempts": "",
            "strRtoNumber": "",
            "strExpectedDeliveryDate": form(Course::expected(sale.sold_at), "%d%m%Y"),
            "strRevExpectedDeliveryDate": "",
        },
        "trackDetails": details,
    })
}
