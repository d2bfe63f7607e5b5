//! `PUT /ship/v1/endofday/`: closes what the account ships by Ground on a day.
use super::desk::{Client, Desk, Payload, day, list, text, today};
use super::refusal::Refusal;
use super::shape::CLOSE_REQUEST;
use super::{PREFIX, label, table};
use crate::carriers::ledger::Sale;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

pub(super) async fn close(
    State(desk): State<Desk>,
    client: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read(CLOSE_REQUEST)?;
    client.owns(text(request, "/accountNumber/value"))?;
    let kinds = list(request, "/closeDocumentSpecification/closeDocumentTypes");
    if let Some(odd) = kinds.iter().find(|kind| *kind != "MANIFEST") {
        let path = "closeDocumentSpecification/closeDocumentTypes";
        return Err(Refusal::value(path, format!("{odd} is not made here")));
    }
    let date = day(request, "/closeDate")?;
    let world = desk.world();
    if date > today(&world) {
        let words = "Ship date is invalid.";
        return Err(Refusal::bad("AVAILABILITY.SHIP.DATE.INVALID", words));
    }
    let mut own = desk.own();
    let written = date.to_string();
    let is_due = |sale: &&Sale| {
        let shipped = text(&sale.asked, "/requestedShipment/shipDatestamp");
        sale.carrier == PREFIX
            && table::is_ground(&sale.service)
            && shipped == written
            && !sale.voided()
            && !own.closed.contains(&sale.shipment)
    };
    let due: Vec<&Sale> = world.ledger.sales.iter().filter(is_due).collect();
    if due.is_empty() {
        let words = format!("There is nothing to close for {date}");
        return Err(Refusal::bad("CLOSE.SHIPMENTS.NOTFOUND", words));
    }
    let papers: Vec<Value> = kinds
        .iter()
        .map(|_| {
            json!({
                "type": "MANIFEST",
                "imageType": "PDF",
                "copiesToPrint": 1,
                "parts": [{
                    "documentPartSequenceNumber": 1,
                    "image": label::manifest(&written, &due),
                }],
            })
        })
        .collect();
    let closed: Vec<String> = due.iter().map(|sale| sale.shipment.clone()).collect();
    own.closed.extend(closed);
    Ok(client.answer(json!({ "closeDocuments": papers, "alerts": [] })))
}
