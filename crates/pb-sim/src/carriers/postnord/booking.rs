//! `POST /rest/shipment/v3/edi` and `…/edi/labels/{pdf,zpl}`. The same instruction twice is booked twice, and so is
//! one whose indicator says Deletion: nothing here takes a booking back.
use super::desk::{Asked, Desk, Payload, is_customer, list, text};
use super::refusal::{Refusal, fault, response};
use super::shape::INSTRUCTION;
use super::table::{self, ADDONS, ISSUERS, Service};
use super::{PREFIX, label, number};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use crate::carriers::schema::check;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use pb_domain::{Currency, Money};
use serde_json::{Value, json};
use uuid::Uuid;

/// What a declaration lacks without EORI, VOEC or IOSS.
const NO_NUMBER: &str = "SACUS-BR-24062502";

/// Words of categories that the specification has.
const CATEGORIES: &[&str] = &[
    "GIFT",
    "DOCUMENT",
    "RETURNED GOODS",
    "COMMERCIAL SAMPLE",
    "OTHER",
    "SALE OF GOODS",
];

/// Books without labels: 201 with the booking alone.
pub(super) async fn edi(
    State(desk): State<Desk>,
    asked: Asked,
    payload: Payload,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    asked.only(&[])?;
    let booked = book(&desk, &payload.0)?;
    Ok((StatusCode::CREATED, Json(booked.response)))
}

/// Books and brings the labels: 200 with both.
pub(super) async fn with_labels(
    State(desk): State<Desk>,
    Path(format): Path<String>,
    asked: Asked,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let look = label::Look::of(&format, &asked, true)?;
    let booked = book(&desk, &payload.0)?;
    let parcels: Vec<label::Piece<'_>> = booked
        .sales
        .iter()
        .flat_map(|sale| (0..sale.parcels.len()).map(move |at| (sale, at)))
        .zip(&booked.prints)
        .map(|((sale, at), print)| label::Piece { sale, at, print })
        .collect();
    Ok(Json(json!({
        "bookingResponse": booked.response,
        "labelPrintout": label::printouts(&parcels, look)?,
    })))
}

/// What came of an instruction.
struct Booked {
    response: Value,
    sales: Vec<Sale>,
    /// What each parcel's label is printed again by.
    prints: Vec<String>,
}

fn book(desk: &Desk, instruction: &Value) -> Result<Booked, Refusal> {
    if instruction.is_object() && !instruction["shipment"].is_array() {
        return Err(Refusal::plain("edi.shipment is not iterable"));
    }
    check(instruction, INSTRUCTION, "").map_err(|c| Refusal::field(&c))?;
    date(text(instruction, "/messageDate"), "messageDate")?;
    let shipments = list(instruction, "/shipment");
    for shipment in shipments {
        origin(shipment)?;
        numbers(shipment)?;
        let loading = text(shipment, "/dateAndTimes/loadingDate");
        if !loading.is_empty() {
            date(loading, "loadingDate")?;
        }
    }
    let is_test = instruction["testIndicator"] == true;
    let mut world = desk.world();
    let mut booked = Booked {
        response: Value::Null,
        sales: Vec::new(),
        prints: Vec::new(),
    };
    let mut information = Vec::new();
    for shipment in shipments {
        let wrong = rules(shipment);
        if !wrong.is_empty() {
            let faults = wrong.iter().map(|(code, words)| fault(code, words));
            let faults: Vec<Value> = faults.collect();
            information.push(json!({
                "status": "FAIL",
                "ids": null,
                "urls": null,
                "errorResponse": response("Validation failed", &faults),
            }));
            continue;
        }
        let sale = sell(&mut world, shipment);
        let prints: Vec<String> = sale
            .parcels
            .iter()
            .map(|_| Uuid::new_v4().simple().to_string())
            .collect();
        information.push(sold(&sale, &prints));
        if !is_test {
            let mut own = desk.own();
            for (print, parcel) in prints.iter().zip(&sale.parcels) {
                own.prints.insert(print.clone(), parcel.number.clone());
            }
            world.ledger.sales.push(sale.clone());
        }
        booked.sales.push(sale);
        booked.prints.extend(prints);
    }
    booked.response = json!({
        "bookingId": Uuid::new_v4().simple().to_string().to_uppercase(),
        "idInformation": information,
    });
    Ok(booked)
}

fn date(text: &str, name: &str) -> Result<(), Refusal> {
    match text.parse::<Timestamp>() {
        Ok(_) => Ok(()),
        Err(_) => Err(Refusal::bad(&format!("{name} ({text}) is not a date-time"))),
    }
}

/// The customer number is the issuer's, and the parcel leaves from the issuer's country.
fn origin(shipment: &Value) -> Result<(), Refusal> {
    let consignor = &shipment["parties"]["consignor"];
    let code = text(consignor, "/issuerCode");
    let number = text(consignor, "/partyIdentification/partyId");
    let issuer = ISSUERS.iter().find(|(issuer, _, _)| *issuer == code);
    let known = issuer.filter(|(_, country, digits)| {
        digits.contains(&number.len()) && is_customer(number, country)
    });
    let Some((_, country, _)) = known else {
        let words = format!("The customer number {number} does not belong to the issuer {code}");
        return Err(Refusal::customer(&words));
    };
    let from = text(consignor, "/party/address/countryCode");
    if from != *country {
        let words = format!("The sender's country {from} is not the agreement's {country}");
        return Err(Refusal::customer(&words));
    }
    match text(consignor, "/partyIdentification/partyIdType") {
        "160" => Ok(()),
        _ => Err(Refusal::customer("The consignor is not a customer number")),
    }
}

/// Numbers that the client gives are what it says they are; `0` asks PostNord for one.
fn numbers(shipment: &Value) -> Result<(), Refusal> {
    for item in items(shipment) {
        let id = text(item, "/itemIdentification/itemId");
        let kind = text(item, "/itemIdentification/itemIdType");
        let good = match kind {
            _ if id == "0" => true,
            "SSCC" | "" => number::is_sscc(id),
            _ => true,
        };
        if !good {
            let words = format!("unable to determine id type of {id} ({kind})");
            return Err(Refusal::item(&words));
        }
    }
    Ok(())
}

fn items(shipment: &Value) -> Vec<&Value> {
    let goods = list(shipment, "/goodsItem").iter();
    goods.flat_map(|goods| list(goods, "/items")).collect()
}

/// What PostNord's rules say against a shipment: codes and words.
fn rules(shipment: &Value) -> Vec<(&'static str, String)> {
    let mut wrong = Vec::new();
    let mut say = |words: String| wrong.push(("", words));
    let code = text(shipment, "/service/basicServiceCode");
    let addons: Vec<&str> = list(shipment, "/service/additionalServiceCode")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let has = |addon: &str| addons.contains(&addon);
    let from = text(shipment, "/parties/consignor/party/address/countryCode");
    let to = &shipment["parties"]["consignee"]["party"]["address"];
    let (country, postal) = (text(to, "/countryCode"), text(to, "/postalCode"));
    match table::find(code) {
        None => say(format!("The service {code} does not exist")),
        Some(service) => {
            if !is_sold(service, from, country) {
                say(format!(
                    "The service {code} is not offered from {from} to {country}"
                ));
            }
        }
    }
    for addon in addons.iter().filter(|addon| !ADDONS.contains(addon)) {
        say(format!("The additional service {addon} does not exist"));
    }
    for (prefix, address) in [
        (
            "consignor",
            &shipment["parties"]["consignor"]["party"]["address"],
        ),
        ("consignee", to),
    ] {
        let (country, postal) = (text(address, "/countryCode"), text(address, "/postalCode"));
        if !table::is_postal(country, postal) {
            say(format!(
                "The postal code {postal} of the {prefix} is not one of {country}"
            ));
        }
    }
    let sms = text(shipment, "/parties/consignee/party/contact/smsNo");
    let email = text(shipment, "/parties/consignee/party/contact/emailAddress");
    if code == "17" && !has("C7") && !has("A6") && !has("F1") {
        say("The service 17 needs the additional service C7".to_owned());
    }
    if (has("C7") || has("A3")) && sms.is_empty() {
        say("smsNo of the consignee is missing".to_owned());
    }
    if has("A4") && email.is_empty() {
        say("emailAddress of the consignee is missing".to_owned());
    }
    if has("D6") && postal.starts_with('9') {
        say(format!("D6 is not offered to postal code {postal}"));
    }
    let point = &shipment["parties"]["deliveryParty"]["partyIdentification"];
    let is_point = text(point, "/partyIdType") == "156";
    if code == "19" && table::wants_point(country) && !has("A7") {
        say(format!("The service 19 to {country} needs A7"));
    }
    if has("A7") && !is_point {
        say("A7 needs a service point as deliveryParty".to_owned());
    }
    for (addon, block) in [("A1", "cashOnDelivery"), ("A5", "insurance")] {
        if has(addon) == shipment[block].is_null() {
            say(format!("{addon} and {block} go together"));
        }
    }
    let packages = shipment["numberOfPackages"]["value"].as_u64();
    let count = u64::try_from(items(shipment).len()).unwrap_or(u64::MAX);
    if packages.is_some_and(|packages| packages != count) {
        say(format!("numberOfPackages is not the {count} items"));
    }
    for block in ["customsDeclarationCN22", "customsDeclarationCN23"] {
        let declaration = &shipment[block];
        if declaration.is_null() {
            continue;
        }
        for category in list(declaration, "/categoryOfItem/categoryType") {
            if !category.as_str().is_some_and(|c| CATEGORIES.contains(&c)) {
                say(format!("{category} is not a category of {block}"));
            }
        }
    }
    for block in ["customsDeclarationCN22", "customsDeclarationCN23"] {
        let declaration = &shipment[block];
        let numbers = ["EORIorPersonalIdNumber", "voec", "ioss"];
        if !declaration.is_null() && numbers.iter().all(|n| declaration[*n].is_null()) {
            let words = format!("EORI, VOEC or IOSS is missing in {block}");
            wrong.push((NO_NUMBER, words));
        }
    }
    wrong
}

/// Whether customers of a country have a service that goes there.
pub(super) fn is_sold(service: &Service, from: &str, to: &str) -> bool {
    let agreed = service.agreements.is_empty() || service.agreements.contains(&from);
    agreed && service.goes(from, to)
}

fn sell(world: &mut World, shipment: &Value) -> Sale {
    let given = text(shipment, "/shipmentIdentification/shipmentId");
    let parcels: Vec<Sold> = items(shipment)
        .into_iter()
        .map(|item| Sold {
            number: match text(item, "/itemIdentification/itemId") {
                "0" => number::item(world.next_serial()),
                own => own.to_owned(),
            },
            voided_at: None,
            course: Course::default(),
        })
        .collect();
    let references = list(shipment, "/references").iter();
    let krona = Currency::from_code("SEK").expect("ISO 4217 has it");
    Sale {
        carrier: PREFIX,
        shipment: match given {
            "" | "0" => number::shipment(world.next_serial()),
            own => own.to_owned(),
        },
        service: text(shipment, "/service/basicServiceCode").to_owned(),
        references: references
            .map(|r| text(r, "/referenceNo").to_owned())
            .collect(),
        parcels,
        // No answer of PostNord's states a charge.
        charge: Money::zero(krona),
        sold_at: world.clock.now(),
        asked: shipment.clone(),
    }
}

fn sold(sale: &Sale, prints: &[String]) -> Value {
    let mut ids: Vec<Value> = sale
        .parcels
        .iter()
        .zip(prints)
        .map(|(parcel, print)| json!({ "idType": "itemId", "value": parcel.number, "printId": print }))
        .collect();
    ids.push(json!({ "idType": "shipmentId", "value": sale.shipment, "printId": null }));
    let country = text(&sale.asked, "/parties/consignor/party/address/countryCode");
    let first = sale.parcels.first().map_or("", |p| p.number.as_str());
    json!({
        "status": "OK",
        "references": { "shipment": sale.asked["references"], "item": [] },
        "ids": ids,
        "urls": [{
            "type": "TRACKING",
            "url": format!("https://tracking.postnord.com/{}/?id={first}", country.to_lowercase()),
        }],
        "errorResponse": null,
    })
}
