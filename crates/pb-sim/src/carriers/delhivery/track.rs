//! Tracking: up to fifty waybills, or orders.
use super::desk::{Asked, Client, Desk, Own, stamp, text};
use super::refusal::Refusal;
use super::shape::{number, written};
use super::story::{Known, Status, all, find};
use super::{CLIENT, WAREHOUSE, pin};
use crate::carriers::course::Course;
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Value, json};

const MOST: usize = 50;

pub(super) async fn packages(
    State(desk): State<Desk>,
    _: Client,
    asked: Asked,
) -> Result<Json<Value>, Refusal> {
    asked.only(&["waybill", "ref_ids", "verbose"])?;
    let list = |name: &str| -> Vec<String> {
        let entries = asked.get(name).split(',').map(str::trim);
        entries
            .filter(|e| !e.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (numbers, orders) = (list("waybill"), list("ref_ids"));
    if numbers.len() + orders.len() > MOST {
        return Err(Refusal::bad(format!("At most {MOST} waybills at once")));
    }
    let world = desk.world();
    let own = desk.own();
    let now = world.clock.now();
    let mut found: Vec<Known<'_>> = numbers.iter().filter_map(|n| find(&world, n)).collect();
    found.extend(
        all(&world)
            .into_iter()
            .filter(|known| orders.iter().any(|o| o == text(known.asked, "order"))),
    );
    if found.is_empty() {
        return Err(Refusal::of(
            200,
            json!({
                "Success": false,
                "Error": "No such waybill or order ID found",
                "rmk": "Data does not exists for provided Waybill(s)",
            }),
        ));
    }
    let data: Vec<Value> = found
        .iter()
        .map(|known| json!({ "Shipment": shipment(known, &own, now) }))
        .collect();
    Ok(Json(json!({ "ShipmentData": data })))
}

fn shipment(known: &Known<'_>, own: &Own, now: Timestamp) -> Value {
    let asked = known.asked;
    let scans = known.scans(own, now);
    let scan = |scan: &crate::carriers::course::Scan| {
        let status = Status::of(scan.stage, known.is_reverse());
        json!({ "ScanDetail": {
            "ScanDateTime": stamp(scan.at),
            "ScanType": status.kind,
            "Scan": status.word,
            "StatusDateTime": stamp(scan.at),
            "ScannedLocation": known.place(scan.stage),
            "StatusCode": status.code,
            "Instructions": status.words,
        } })
    };
    let last = scans.last();
    let status = known.status(own, now);
    let to = pin::find(&written(&asked["pin"]));
    let expected = stamp(Course::expected(known.sale.sold_at));
    let float = |name: &str| number(&asked[name]).and_then(|n| n.to_f64());
    json!({
        "AWB": known.parcel.number,
        "ReferenceNo": text(asked, "order"),
        "OrderType": text(asked, "payment_mode"),
        "SenderName": CLIENT,
        "PickupLocation": WAREHOUSE,
        "Origin": "Pune",
        "Destination": to.map(|place| place.city),
        "PickUpDate": stamp(known.sale.sold_at),
        "PickedupDate": null,
        "ExpectedDeliveryDate": expected,
        "PromisedDeliveryDate": expected,
        "DeliveryDate": null,
        "CODAmount": float("cod_amount").unwrap_or_default(),
        "InvoiceAmount": float("total_amount").unwrap_or_default(),
        "ChargedWeight": float("weight"),
        "DispatchCount": 0,
        "ReverseInTransit": false,
        "Quantity": "",
        "Ewaybill": [],
        "Extras": "",
        "Consignee": {
            "Name": text(asked, "name"), "Address1": [], "Address2": [], "Address3": "",
            "City": to.map(|place| place.city), "State": to.map(|place| place.state),
            "PinCode": number(&asked["pin"]).and_then(|n| n.to_u32()), "Country": "India",
            "Telephone1": "", "Telephone2": "",
        },
        "Status": {
            "Status": status.word,
            "StatusLocation": last.map(|scan| known.place(scan.stage)),
            "StatusDateTime": last.map(|scan| stamp(scan.at)),
            "StatusType": status.kind,
            "StatusCode": status.code,
            "RecievedBy": "",
            "Instructions": status.words,
        },
        "Scans": scans.iter().map(scan).collect::<Vec<_>>(),
    })
}
