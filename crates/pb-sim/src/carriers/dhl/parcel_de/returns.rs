//! `POST /orders` of the Returns API.
use super::desk::{Client, Desk, Payload};
use super::refusal::Refusal;
use super::shape::RETURN;
use super::{PREFIX, RECEIVER, label};
use crate::carriers::course::Course;
use crate::carriers::dhl::{all, text};
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use pb_domain::{CheckRule, Currency, Money};
use serde_json::{Value, json};

pub(super) async fn create(
    State(desk): State<Desk>,
    _: Client,
    Query(query): Query<Vec<(String, String)>>,
    payload: Payload,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let kind = all(&query, "labelType").first().copied().unwrap_or("BOTH");
    if !["SHIPMENT_LABEL", "QR_LABEL", "BOTH"].contains(&kind) {
        return Err(Refusal::new(
            400,
            format!("labelType: {kind} is not known."),
        ));
    }
    let body = payload.read(RETURN)?;
    if text(body, "/receiverId") != RECEIVER {
        return Err(Refusal::new(400, "receiverId: The receiver is not known."));
    }
    let mut world = desk.world();
    let covered = format!("99999{:06}", world.next_serial() % 1_000_000);
    let check = CheckRule::Mod10FourNine.digit(&covered).unwrap_or('0');
    let number = format!("{covered}{check}");
    let sale = Sale {
        carrier: PREFIX,
        shipment: number.clone(),
        service: "V07PAK".to_owned(),
        references: ["/customerReference", "/shipmentReference"]
            .map(|path| text(body, path).to_owned())
            .into(),
        parcels: vec![Sold {
            number: number.clone(),
            voided_at: None,
            course: Course::default(),
        }],
        charge: Money::new(450, Currency::from_code("EUR").expect("a currency")),
        sold_at: world.clock.now(),
        asked: body.clone(),
    };
    let label = &label::document(&sale, "PDF")["b64"];
    let answer = json!({
        "sstatus": { "title": "Created", "status": 201, "detail": "Created" },
        "shipmentNo": number,
        "label": { "b64": label },
        "routingCode": "40327653113+99000933090010",
    });
    world.ledger.sales.push(sale);
    Ok((StatusCode::CREATED, Json(answer)))
}
