//! `POST /scan-forms/v3/scan-form`.
use super::desk::{Client, Desk, Payload, day, text, today};
use super::refusal::Refusal;
use super::shape::SCAN_FORM;
use super::void::is_manifested;
use super::{MID, PREFIX, number, paper};
use crate::carriers::World;
use crate::carriers::ledger::Sale;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

pub(super) async fn create(
    State(desk): State<Desk>,
    _: Client,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Response, Refusal> {
    let request = payload.read(SCAN_FORM)?;
    let image = &request["imageInfo"];
    let format = text(image, "/imageType");
    if !["", "PDF", "NONE"].contains(&format) {
        let words = format!("imageType {format} is not drawn here");
        return Err(Refusal::bad("400", words).about("imageInfo.imageType"));
    }
    if text(request, "/fromAddress/firm").is_empty()
        && text(request, "/fromAddress/lastName").is_empty()
    {
        return Err(Refusal::bad("160168", "A name or a firm is required").about("fromAddress"));
    }
    let mut world = desk.world();
    let today = today(world.clock.now());
    if day(text(request, "/mailingDate"), today, 30).is_none() {
        let words = "The mailing date is past or more than 30 days ahead";
        return Err(Refusal::bad("160034", words).about("mailingDate"));
    }
    let numbers = numbers(&world, &desk, request)?;
    let serial = world.next_serial();
    let form = number::package_number("92750", MID, serial);
    let mut facts = json!({
        "form": "5630",
        "mailingDate": request["mailingDate"],
        "overwriteMailingDate": request["overwriteMailingDate"],
        "entryFacilityZIPCode": request["entryFacilityZIPCode"],
        "destinationEntryFacilityType": request["destinationEntryFacilityType"],
        "manifestNumber": form,
        "trackingNumbers": numbers,
        "fromAddress": request["fromAddress"],
    });
    if !image.is_null() {
        facts["imageInfo"] = image.clone();
    }
    let drawn = (format != "NONE").then(|| paper::form(&form, request, numbers.len()));
    desk.own().scanned.extend(numbers);
    Ok(paper::answer(
        &headers,
        ("SCANFormMetaData", facts),
        ("SCANFormImage", drawn),
    ))
}

/// The labels that are to be on it: those that are named, or all of the Mailer ID that may be.
fn numbers(world: &World, desk: &Desk, request: &Value) -> Result<Vec<String>, Refusal> {
    let shipment = &request["shipment"];
    let named = shipment["trackingNumbers"].as_array();
    let by_mid = ["MID", "manifestMID"]
        .iter()
        .find(|n| !shipment[**n].is_null());
    let on_form = |sale: &Sale| eligible(world, desk, request, sale);
    match (named, by_mid) {
        (Some(named), None) => {
            let mut numbers = Vec::new();
            for number in named.iter().filter_map(Value::as_str) {
                let sale = world.ledger.numbered(PREFIX, number);
                let sale = sale.ok_or_else(|| {
                    Refusal::bad("160039", format!("The label {number} is unknown"))
                })?;
                on_form(sale)?;
                if numbers.iter().any(|n| n == number) {
                    return Err(Refusal::bad(
                        "160040",
                        format!("The label {number} is there twice"),
                    ));
                }
                numbers.push(number.to_owned());
            }
            Ok(numbers)
        }
        (None, Some(name)) => {
            if shipment[*name] != MID {
                return Err(Refusal::bad(
                    "160165",
                    "The Mailer ID is not the business's",
                ));
            }
            let ours = world.ledger.sales.iter().filter(|s| s.carrier == PREFIX);
            let numbers: Vec<String> = ours
                .filter(|s| on_form(s).is_ok())
                .map(|s| s.shipment.clone())
                .collect();
            match numbers.is_empty() {
                true => Err(Refusal::bad("160037", "There are no labels for the form")),
                false => Ok(numbers),
            }
        }
        _ => Err(Refusal::bad(
            "400",
            "OASValidation: shipment is one of trackingNumbers, MID or manifestMID",
        )
        .about("shipment")),
    }
}

fn eligible(world: &World, desk: &Desk, request: &Value, sale: &Sale) -> Result<(), Refusal> {
    let number = &sale.shipment;
    let refuse =
        |code: &str, why: &str| Err(Refusal::bad(code, format!("The label {number} {why}")));
    let package = &sale.asked["packageDescription"];
    if sale.voided() {
        return refuse("160397", "is canceled");
    }
    if desk.own().scanned.contains(number) {
        return refuse("160040", "is on a SCAN form already");
    }
    if sale.service.ends_with("RETURN_SERVICE") {
        return refuse("160160", "is not eligible for a SCAN form");
    }
    if is_manifested(sale, world.clock.now()) {
        return refuse("160398", "is manifested already");
    }
    if sale.asked["fromAddress"]["ZIPCode"] != request["entryFacilityZIPCode"] {
        return refuse("160161", "enters at another ZIP Code");
    }
    let overwrites = request["overwriteMailingDate"] == true;
    if !overwrites && package["mailingDate"] != request["mailingDate"] {
        return refuse("160006", "has another mailing date");
    }
    Ok(())
}
