//! `POST /waybill/v1/GenerateWayBill`. A reference that was sold before is not sold again: its waybill is named.
use super::desk::{Client, Desk, Payload, india, text};
use super::place;
use super::refusal::{Refusal, status};
use super::shape::WAYBILL;
use super::{CUSTOMER_CODE, ORIGIN_AREA, PREFIX};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::ledger::{Sale, Sold};
use crate::label::{self, Label};
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use pb_domain::{Currency, Money};
use serde_json::{Value, json};

/// Characters of an address line.
const LINE: usize = 30;

pub(super) async fn generate(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(WAYBILL, "Profile")?;
    let mut world = desk.world();
    contract(&asked)?;
    if let Some(sale) = known(&world, &asked) {
        return Err(Refusal::new("CreditReferenceNo", sale));
    }
    lines(&asked)?;
    cash(&asked)?;
    pickup(&asked, world.clock.now())?;
    pieces(&asked)?;
    served(&asked)?;
    let sale = sell(&mut world, &asked);
    let answer = answer(&sale);
    world.ledger.sales.push(sale);
    Ok(Json(answer))
}

/// A member of the services.
fn service<'a>(asked: &'a Value, name: &str) -> &'a Value {
    &asked["Request"]["Services"][name]
}

/// The customer is the login's, to the letter, and ships from its area.
fn contract(asked: &Value) -> Result<(), Refusal> {
    let shown = [
        text(asked, "/Request/Shipper/CustomerCode"),
        text(asked, "/Request/Shipper/OriginArea"),
    ];
    match shown == [CUSTOMER_CODE, ORIGIN_AREA] {
        true => Ok(()),
        false => Err(Refusal::new(
            "UnauthorizedUser",
            "Unauthorized User, Area Customer code not mapped",
        )),
    }
}

/// What is said of a reference that was sold before.
fn known(world: &World, asked: &Value) -> Option<String> {
    let reference = text(asked, "/Request/Services/CreditReferenceNo");
    let sale = world.ledger.under(PREFIX, reference).next()?;
    let place = place::find(text(&sale.asked, "/Request/Consignee/ConsigneePincode"));
    let area = place.map_or("", |place| place.area);
    Some(format!(
        "Waybill already genereated for this CreditReferenceNo. Waybill No : {} Dest Area : {area} Dest Scrcd : {area}",
        sale.shipment
    ))
}

/// No address line is longer than it may be.
fn lines(asked: &Value) -> Result<(), Refusal> {
    for (party, prefix) in [("Consignee", "Consignee"), ("Shipper", "Customer")] {
        for number in 2..=3 {
            let name = format!("{prefix}Address{number}");
            let line = text(&asked["Request"][party], &format!("/{name}"));
            if line.chars().count() > LINE {
                let words = format!("{name} must not exceed {LINE} characters");
                return Err(Refusal::new(&format!("Invalid{name}"), words));
            }
        }
    }
    Ok(())
}

/// Cash has its keys, and what is paid has none.
fn cash(asked: &Value) -> Result<(), Refusal> {
    let amounts = ["CollactableAmount", "CollectableAmount"].map(|name| service(asked, name));
    let stated: Vec<&&Value> = amounts.iter().filter(|amount| !amount.is_null()).collect();
    let with_cash = service(asked, "SubProductCode") == "C";
    match (with_cash, stated.as_slice()) {
        (false, []) => Ok(()),
        (true, [first, rest @ ..]) if rest.iter().all(|other| other == first) => Ok(()),
        (true, _) => Err(Refusal::new(
            "InvalidCollectableAmount",
            "CollectableAmount is required for SubProductCode C",
        )),
        (false, _) => Err(Refusal::new(
            "InvalidCollectableAmount",
            "CollectableAmount is for SubProductCode C alone",
        )),
    }
}

/// `/Date(ms)/` of today or later in India.
fn pickup(asked: &Value, now: Timestamp) -> Result<(), Refusal> {
    let written = text(asked, "/Request/Services/PickupDate");
    let millis = written
        .strip_prefix("/Date(")
        .and_then(|rest| rest.strip_suffix(")/"))
        .and_then(|digits| digits.parse().ok());
    let at = millis.and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let day = |at: Timestamp| at.to_zoned(india()).date();
    let time = text(asked, "/Request/Services/PickupTime");
    let is_time =
        time.get(..2).is_some_and(|h| h < "24") && time.get(2..).is_some_and(|m| m < "60");
    match at {
        Some(at) if day(at) >= day(now) && is_time => Ok(()),
        Some(_) if is_time => Err(Refusal::new(
            "InvalidPickupDate",
            "PickupDate must be today or later",
        )),
        _ => Err(Refusal::new(
            "InvalidPickupDate",
            "PickupDate or PickupTime is not valid",
        )),
    }
}

/// The pieces are those that are measured.
fn pieces(asked: &Value) -> Result<(), Refusal> {
    let measured = service(asked, "Dimensions")
        .as_array()
        .into_iter()
        .flatten();
    let measured: u64 = measured.filter_map(|one| one["Count"].as_u64()).sum();
    match measured == count(asked) {
        true => Ok(()),
        false => Err(Refusal::new(
            "InvalidPieceCount",
            "PieceCount differs from the Count of Dimensions",
        )),
    }
}

fn count(asked: &Value) -> u64 {
    let count = text(asked, "/Request/Services/PieceCount");
    count.parse().unwrap_or_default()
}

/// Both ends have the product.
fn served(asked: &Value) -> Result<(), Refusal> {
    let product = text(asked, "/Request/Services/ProductCode");
    let with_cash = service(asked, "SubProductCode") == "C";
    for (what, path) in [
        ("Shipper", "/Request/Shipper/CustomerPincode"),
        ("Consignee", "/Request/Consignee/ConsigneePincode"),
    ] {
        let pin = text(asked, path);
        if !place::find(pin).is_some_and(|place| place.has(product, with_cash)) {
            let words = format!("{what} pincode {pin} is not serviceable for this product");
            return Err(Refusal::new("InvalidPincode", words));
        }
    }
    Ok(())
}

/// One number for all pieces.
fn sell(world: &mut World, asked: &Value) -> Sale {
    let number = format!("7{:010}", world.next_serial() % 10_000_000_000);
    let parcel = Sold {
        number: number.clone(),
        voided_at: None,
        course: Course::default(),
    };
    let rupees = Currency::from_code("INR").expect("a currency of ISO 4217");
    Sale {
        carrier: PREFIX,
        shipment: number,
        service: format!(
            "{}{}",
            text(asked, "/Request/Services/ProductCode"),
            text(asked, "/Request/Services/SubProductCode")
        ),
        references: vec![text(asked, "/Request/Services/CreditReferenceNo").to_owned()],
        parcels: vec![parcel; usize::try_from(count(asked)).unwrap_or(1)],
        // No price is stated; the month's bill has it.
        charge: Money::zero(rupees),
        sold_at: world.clock.now(),
        asked: asked.clone(),
    }
}

fn answer(sale: &Sale) -> Value {
    let asked = &sale.asked;
    let to = place::find(text(asked, "/Request/Consignee/ConsigneePincode"));
    let area = to.map_or("", |place| place.area);
    let content = match service(asked, "PDFOutputNotRequired") == true {
        true => Value::Null,
        false => label::pdf(&labels(sale))
            .into_iter()
            .map(Value::from)
            .collect(),
    };
    let token = match service(asked, "RegisterPickup") == true {
        true => format!("P{}", sale.shipment),
        false => String::new(),
    };
    json!({ "GenerateWayBillResult": {
        "AWBNo": sale.shipment,
        "AWBPrintContent": content,
        "AvailableAmountForBooking": 0,
        "AvailableBalance": 0,
        "CCRCRDREF": sale.references.first(),
        "DestinationArea": area,
        "DestinationLocation": area,
        "IsError": false,
        "IsErrorInPU": false,
        "Status": status("Valid", "Waybill Generation Sucessful"),
        "TokenNumber": token,
        "TransactionAmount": 0,
    } })
}

/// A page a piece, each with the waybill's number.
fn labels(sale: &Sale) -> Vec<Label<'_>> {
    let request = &sale.asked["Request"];
    let count = sale.parcels.len();
    let page = |at: usize| Label {
        carrier: "Blue Dart",
        service: &sale.service,
        tracking_number: &sale.shipment,
        reference: text(request, "/Services/CreditReferenceNo"),
        shipper: party(&request["Shipper"], "Customer"),
        recipient: party(&request["Consignee"], "Consignee"),
        piece: (at + 1, count),
        weight: format!("{} kg", text(request, "/Services/ActualWeight")),
    };
    (0..count).map(page).collect()
}

fn party(party: &Value, prefix: &str) -> Vec<String> {
    let names = ["Name", "Address1", "Address2", "Address3", "Pincode"];
    let lines = names.map(|name| text(party, &format!("/{prefix}{name}")).to_owned());
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}
