//! `GET /api/track/v1/…`: by number, by reference, and the parcels of a shipment.
use super::desk::{Client, Desk, many, text, transaction};
use super::refusal::Refusal;
use super::{PREFIX, number, table, transit};
use crate::carriers::World;
use crate::carriers::course::{Course, Scan, Stage};
use crate::carriers::ledger::{Sale, Sold};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

/// How long it is known.
const KEPT: Duration = Duration::from_secs(120 * 86_400);
/// Parcels of a shipment in one answer.
const PAGE: usize = 50;

/// How a scan is written: type, two-character code, three-digit code, words.
pub(super) struct Status {
    pub(super) kind: &'static str,
    pub(super) code: &'static str,
    pub(super) number: &'static str,
    pub(super) words: &'static str,
}

const fn status(
    kind: &'static str,
    code: &'static str,
    number: &'static str,
    words: &'static str,
) -> Status {
    Status {
        kind,
        code,
        number,
        words,
    }
}

static VOIDED: Status = status("MV", "VP", "007", "Shipment information voided");

impl Status {
    pub(super) fn of(stage: Stage) -> Self {
        match stage {
            Stage::LabelCreated => status(
                "M",
                "MP",
                "003",
                "Shipper created a label, UPS has not received the package yet.",
            ),
            Stage::PickedUp => status("I", "OR", "038", "Picked up"),
            Stage::InTransit => status("I", "DP", "005", "Departed from Facility"),
            Stage::OutForDelivery => status("I", "OT", "021", "Out For Delivery Today"),
            Stage::Delivered => status("D", "FS", "011", "DELIVERED"),
            Stage::Exception => status(
                "X",
                "48",
                "022",
                "The customer was not available on the 1st attempt.",
            ),
            Stage::Returning => status("X", "UF", "035", "Returning to sender"),
            Stage::Returned => status("D", "B0", "034", "Delivered to the original sender"),
        }
    }

    fn json(&self) -> Value {
        json!({
            "type": self.kind,
            "code": self.code,
            "statusCode": self.number,
            "description": self.words,
            "simplifiedTextDescription": self.words,
        })
    }
}

pub(super) async fn by_number(
    State(desk): State<Desk>,
    _: Client,
    headers: HeaderMap,
    Path(wanted): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    transaction(&headers)?;
    inquiry(&wanted)?;
    flags(&query)?;
    let world = desk.world();
    let found = sold(&world, &wanted);
    let found =
        found.and_then(|sale| Some((sale, sale.parcels.iter().find(|p| p.number == wanted)?)));
    Ok(Json(match found {
        Some((sale, parcel)) => {
            let package = package(sale, parcel, world.clock.now());
            json!({ "trackResponse": { "shipment": [{
                "inquiryNumber": wanted,
                "package": [package],
            }] } })
        }
        None => unknown(&wanted),
    }))
}

pub(super) async fn by_reference(
    State(desk): State<Desk>,
    _: Client,
    headers: HeaderMap,
    Path(reference): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    transaction(&headers)?;
    flags(&query)?;
    let day = |name: &str| -> Result<Option<Date>, Refusal> {
        let Some(given) = query.get(name) else {
            return Ok(None);
        };
        jiff::fmt::strtime::parse("%Y%m%d", given)
            .and_then(|day| day.to_date())
            .map(Some)
            .map_err(|_| Refusal::bad("10006", format!("Invalid value of {name}: {given}")))
    };
    let (from, to) = (day("fromPickUpDate")?, day("toPickUpDate")?);
    let world = desk.world();
    let now = world.clock.now();
    let shipments: Vec<Value> = world
        .ledger
        .under(PREFIX, &reference)
        .filter(|sale| is_kept(sale, now))
        .filter(|sale| {
            let day = transit::today(sale.sold_at);
            from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
        })
        .map(|sale| {
            let package = |parcel| package(sale, parcel, now);
            let packages: Vec<Value> = sale.parcels.iter().map(package).collect();
            json!({ "inquiryNumber": sale.shipment, "package": packages })
        })
        .collect();
    Ok(Json(match shipments.is_empty() {
        true => unknown(&reference),
        false => json!({ "trackResponse": { "shipment": shipments } }),
    }))
}

pub(super) async fn shipment(
    State(desk): State<Desk>,
    _: Client,
    headers: HeaderMap,
    Path(wanted): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    transaction(&headers)?;
    inquiry(&wanted)?;
    let count = |name: &str, otherwise: usize| -> Result<usize, Refusal> {
        let Some(given) = query.get(name) else {
            return Ok(otherwise);
        };
        let words = || Refusal::bad("10006", format!("Invalid value of {name}: {given}"));
        given.parse().map_err(|_| words())
    };
    let (offset, most) = (count("offset", 0)?, count("count", PAGE)?.min(PAGE));
    let world = desk.world();
    let now = world.clock.now();
    Ok(Json(match sold(&world, &wanted) {
        Some(sale) => {
            let page = sale.parcels.iter().skip(offset).take(most);
            let packages: Vec<Value> = page.map(|p| package(sale, p, now)).collect();
            json!({ "trackResponse": { "shipment": [{
                "inquiryNumber": sale.shipment,
                "package": packages,
            }] } })
        }
        None => unknown(&wanted),
    }))
}

/// A number of 7 to 34 characters; what looks like a `1Z` number must be one.
fn inquiry(wanted: &str) -> Result<(), Refusal> {
    let plain = wanted.chars().all(|c| c.is_ascii_alphanumeric());
    let good = plain && (7..=34).contains(&wanted.len());
    if !good || wanted.starts_with("1Z") && !number::is_number(wanted) {
        return Err(Refusal::bad("TV1002", "Invalid inquiry number"));
    }
    Ok(())
}

fn flags(query: &HashMap<String, String>) -> Result<(), Refusal> {
    for name in ["returnSignature", "returnMilestones", "returnPOD"] {
        if let Some(given) = query.get(name)
            && !["true", "false"].contains(&given.as_str())
        {
            return Err(Refusal::bad(
                "10006",
                format!("Invalid value of {name}: {given}"),
            ));
        }
    }
    Ok(())
}

fn is_kept(sale: &Sale, now: Timestamp) -> bool {
    now <= sale.sold_at.checked_add(KEPT).unwrap_or(Timestamp::MAX)
}

fn sold<'a>(world: &'a World, number: &str) -> Option<&'a Sale> {
    let sale = world.ledger.numbered(PREFIX, number);
    sale.filter(|sale| is_kept(sale, world.clock.now()))
}

/// Not found is no error here.
fn unknown(wanted: &str) -> Value {
    json!({ "trackResponse": { "shipment": [{
        "inquiryNumber": wanted,
        "warnings": [{ "code": "TW0001", "message": "Tracking Information Not Found" }],
    }] } })
}

/// Where a scan is made: at the sender's end until it has left it.
pub(super) fn place(sale: &Sale, stage: Stage) -> &Value {
    let shipment = &sale.asked["Shipment"];
    let from = match &shipment["ShipFrom"] {
        Value::Null => &shipment["Shipper"]["Address"],
        from => &from["Address"],
    };
    match stage {
        Stage::LabelCreated | Stage::PickedUp | Stage::InTransit | Stage::Returned => from,
        Stage::OutForDelivery | Stage::Delivered | Stage::Exception | Stage::Returning => {
            &shipment["ShipTo"]["Address"]
        }
    }
}

fn package(sale: &Sale, parcel: &Sold, now: Timestamp) -> Value {
    let scans = sale.scans(parcel, now);
    let mut activity: Vec<Value> = scans.iter().map(|scan| activity(sale, *scan)).collect();
    let mut current = scans.last().map(|scan| Status::of(scan.stage).json());
    if let Some(at) = parcel.voided_at {
        activity.push(happened(
            &sale.asked["Shipment"]["Shipper"]["Address"],
            &VOIDED,
            at,
        ));
        current = Some(VOIDED.json());
    }
    if let Some(current) = current.as_mut().and_then(Value::as_object_mut) {
        // Here `code` is the number.
        if let Some(number) = current.get("statusCode").cloned() {
            current.insert("code".to_owned(), number);
        }
    }
    activity.reverse();
    let delivered = scans.iter().find(|s| s.stage == Stage::Delivered);
    let shipment = &sale.asked["Shipment"];
    let at = sale.numbers().iter().position(|n| *n == parcel.number);
    let asked = at.and_then(|at| many(&shipment["Package"]).get(at).copied());
    let asked = asked.unwrap_or(&Value::Null);
    let references = [&asked["ReferenceNumber"], &shipment["ReferenceNumber"]];
    let references: Vec<Value> = references
        .into_iter()
        .flat_map(many)
        .map(|r| json!({ "type": text(r, "/Code"), "number": text(r, "/Value") }))
        .collect();
    let day = |at: Timestamp| transit::local(at).strftime("%Y%m%d").to_string();
    let time = |at: Timestamp| transit::local(at).strftime("%H%M%S").to_string();
    let mut package = json!({
        "trackingNumber": parcel.number,
        "packageCount": sale.parcels.len(),
        "activity": activity,
        "currentStatus": current,
        "packageAddress": [
            address("ORIGIN", place(sale, Stage::PickedUp), ""),
            address("DESTINATION", &shipment["ShipTo"]["Address"], text(shipment, "/ShipTo/Name")),
        ],
        "service": {
            "code": sale.service,
            "levelCode": sale.service,
            "description": table::find(&sale.service).map(|s| s.name),
        },
        "weight": {
            "unitOfMeasurement": text(asked, "/PackageWeight/UnitOfMeasurement/Code"),
            "weight": text(asked, "/PackageWeight/Weight"),
        },
        "referenceNumber": references,
    });
    match delivered {
        Some(scan) => {
            package["deliveryDate"] = json!([{ "type": "DEL", "date": day(scan.at) }]);
            package["deliveryTime"] = json!({ "type": "DEL", "endTime": time(scan.at) });
            package["deliveryInformation"] = json!({
                "location": "Front Door",
                "receivedBy": text(shipment, "/ShipTo/Name").to_uppercase(),
            });
        }
        None if parcel.voided_at.is_none() => {
            let expected = Course::expected(sale.sold_at);
            package["deliveryDate"] = json!([{ "type": "SDD", "date": day(expected) }]);
            package["deliveryTime"] = json!({ "type": "EOD", "endTime": "230000" });
        }
        None => {}
    }
    package
}

fn address(kind: &str, address: &Value, name: &str) -> Value {
    json!({
        "type": kind,
        "name": name,
        "attentionName": name,
        "address": {
            "city": text(address, "/City"),
            "stateProvince": text(address, "/StateProvinceCode"),
            "postalCode": text(address, "/PostalCode"),
            "country": text(address, "/CountryCode"),
            "countryCode": text(address, "/CountryCode"),
        },
    })
}

fn activity(sale: &Sale, scan: Scan) -> Value {
    happened(place(sale, scan.stage), &Status::of(scan.stage), scan.at)
}

fn happened(address: &Value, status: &Status, at: Timestamp) -> Value {
    let local = transit::local(at);
    let gmt = at.to_zoned(TimeZone::UTC);
    json!({
        "date": local.strftime("%Y%m%d").to_string(),
        "time": local.strftime("%H%M%S").to_string(),
        "gmtDate": gmt.strftime("%Y%m%d").to_string(),
        "gmtTime": gmt.strftime("%H:%M:%S").to_string(),
        "gmtOffset": "-05:00",
        "location": {
            "slic": "7800",
            "address": {
                "city": text(address, "/City"),
                "stateProvince": text(address, "/StateProvinceCode"),
                "postalCode": text(address, "/PostalCode"),
                "country": text(address, "/CountryCode"),
                "countryCode": text(address, "/CountryCode"),
            },
        },
        "status": status.json(),
    })
}
