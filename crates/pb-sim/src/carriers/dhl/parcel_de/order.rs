//! `POST /orders` and `DELETE /orders`: each parcel by itself. The same order twice is sold twice.
use super::desk::{Client, Desk, Payload, berlin, ship_date};
use super::product::{PRODUCTS, Product};
use super::refusal::{Refusal, refused, said, several, status};
use super::shape::{DOOR, LOCKER, OFFICE, ORDER, SHIPMENT};
use super::{EKP, PREFIX, SHORT_EKP, label};
use crate::carriers::World;
use crate::carriers::course::Course;
use crate::carriers::dhl::{UNION, all, list, text};
use crate::carriers::ledger::{Sale, Sold};
use crate::carriers::schema::check;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;
use pb_domain::{CheckRule, Currency, Money};
use rust_decimal::Decimal;
use serde_json::{Value, json};

pub(super) const PROFILE: &str = "STANDARD_GRUPPENPROFIL";
/// Shipments in one request.
const MOST: usize = 30;
/// German postal codes that no address has.
const UNKNOWN_CODES: &[&str] = &["00000", "99999"];

pub(super) async fn create(
    State(desk): State<Desk>,
    _: Client,
    Query(query): Query<Vec<(String, String)>>,
    payload: Payload,
) -> Result<Response, Refusal> {
    let body = payload.read(ORDER)?;
    is_profile(text(body, "/profile"))?;
    let shipments = list(body, "/shipments");
    if shipments.is_empty() || shipments.len() > MOST {
        return Err(Refusal::new(400, "shipments: 1 to 30 are allowed."));
    }
    let (rehearsal, codable) = (flag(&query, "validate")?, flag(&query, "mustEncode")?);
    let format = label::format(&query)?;
    let mut world = desk.world();
    let today = world.clock.now().to_zoned(berlin()).date();
    let items: Vec<Value> = shipments
        .iter()
        .map(|shipment| match look(shipment, today, codable) {
            Err((property, words)) => refused(&property, &words),
            Ok((_, warning)) if rehearsal => item(&status(200, "ok"), warning),
            Ok((product, warning)) => match sell(&mut world, shipment, product) {
                None => refused("billingNumber", "The number range is exhausted."),
                Some(sale) => {
                    let mut item = item(&status(200, "ok"), warning);
                    item["shipmentNo"] = json!(sale.shipment);
                    item["shipmentRefNo"] = shipment["refNo"].clone();
                    item["routingCode"] = json!("40327653113+99000943058020");
                    item["label"] = label::document(&sale, format);
                    if let Some(form) = label::customs(&sale, format) {
                        item["customsDoc"] = form;
                    }
                    world.ledger.sales.push(sale);
                    item
                }
            },
        })
        .collect();
    Ok(several(&items))
}

fn item(sstatus: &Value, warning: Option<&str>) -> Value {
    let mut item = json!({ "sstatus": sstatus });
    if let Some(words) = warning {
        item["validationMessages"] = json!([
            { "property": "consignee", "validationMessage": words, "validationState": "Warning" },
        ]);
    }
    item
}

pub(super) fn is_profile(profile: &str) -> Result<(), Refusal> {
    match profile == PROFILE {
        true => Ok(()),
        false => Err(Refusal::new(
            400,
            format!("The profile {profile} is not known."),
        )),
    }
}

/// A truth value of a query; no where it is not given.
pub(super) fn flag(query: &[(String, String)], name: &str) -> Result<bool, Refusal> {
    match all(query, name).first().copied() {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(other) => Err(Refusal::new(
            400,
            format!("{name}: {other} is not a boolean."),
        )),
    }
}

type Wrong = (String, String);

/// Looks a shipment through: its product, and what is a warning only.
fn look(
    shipment: &Value,
    today: Date,
    codable: bool,
) -> Result<(&'static Product, Option<&'static str>), Wrong> {
    let wrong = |property: &str, words: &str| Err((property.to_owned(), words.to_owned()));
    check(shipment, SHIPMENT, "").map_err(|complaint| said(&complaint))?;
    let consignee = &shipment["consignee"];
    let kind = if !consignee["lockerID"].is_null() {
        LOCKER
    } else if !consignee["retailID"].is_null() {
        OFFICE
    } else {
        DOOR
    };
    check(consignee, kind, "consignee").map_err(|complaint| said(&complaint))?;
    drop_point(consignee)?;
    for side in ["length", "width", "height"] {
        let given = &shipment["details"]["dim"][side];
        // 30.0 is whole too.
        if given.as_f64().is_some_and(|given| given.fract() != 0.0) {
            let property = format!("details.dim.{side}");
            return wrong(&property, &format!("The value {given} is not allowed."));
        }
    }
    let code = text(shipment, "/product");
    let Some(product) = PRODUCTS.iter().find(|product| product.code == code) else {
        return wrong("product", "The product is not sold any more.");
    };
    let billing = text(shipment, "/billingNumber");
    let (ekp, rest) = billing.split_at_checked(10).unwrap_or_default();
    if ![EKP, SHORT_EKP].contains(&ekp) || rest.len() != 4 {
        return wrong("billingNumber", "The billing number is not known.");
    }
    if !rest.starts_with(product.procedure) {
        return wrong(
            "billingNumber",
            "The billing number is not one of the product.",
        );
    }
    let reference = text(shipment, "/refNo");
    if !reference.is_empty() && reference.chars().count() < 8 {
        return wrong("refNo", "The reference has fewer than 8 characters.");
    }
    let day = text(shipment, "/shipDate");
    if !day.is_empty() {
        match ship_date(day) {
            Some(day) if day >= today => {}
            Some(_) => return wrong("shipDate", "The date is in the past."),
            None => return wrong("shipDate", &format!("The value {day} is not allowed.")),
        }
    }
    if text(shipment, "/shipper/country") != "DEU" {
        return wrong("shipper.country", "Shipments leave from Germany.");
    }
    let country = match text(consignee, "/country") {
        "" => "DEU",
        country => country,
    };
    if product.home != (country == "DEU") {
        return wrong("consignee.country", "The product does not go there.");
    }
    let weight = &shipment["details"]["weight"];
    let value: Decimal = weight["value"].to_string().parse().unwrap_or_default();
    let grams = match text(weight, "/uom") {
        "kg" => value * Decimal::from(1_000),
        _ => value,
    };
    if grams > Decimal::from(product.heaviest) {
        return wrong("details.weight", "The weight is too high.");
    }
    let services = &shipment["services"];
    if !services["signedForByRecipient"].is_null() && !product.home {
        return wrong(
            "services.signedForByRecipient",
            "The service is not available.",
        );
    }
    let cash = &services["cashOnDelivery"];
    if !cash.is_null() {
        if text(cash, "/amount/currency") != "EUR" {
            return wrong(
                "services.cashOnDelivery.amount",
                "The currency must be EUR.",
            );
        }
        if cash["bankAccount"].is_null() && cash["accountReference"].is_null() {
            return wrong("services.cashOnDelivery", "The bank account is missing.");
        }
    }
    let in_union = UNION.iter().any(|two| three(two) == country);
    if !in_union && shipment["customs"].is_null() {
        return wrong("customs", "Customs data are mandatory.");
    }
    if country == "DEU" && !consignee["phone"].is_null() {
        return wrong(
            "consignee.phone",
            "The telephone number must not be transmitted.",
        );
    }
    let postal = text(consignee, "/postalCode");
    if country != "DEU" {
        return Ok((product, None));
    }
    if postal.len() != 5 || !postal.bytes().all(|b| b.is_ascii_digit()) {
        return wrong(
            "consignee.postalCode",
            "The postal code has not five digits.",
        );
    }
    if !UNKNOWN_CODES.contains(&postal) {
        return Ok((product, None));
    }
    match codable {
        true => wrong("consignee.postalCode", "The address cannot be encoded."),
        false => Ok((product, Some("The address cannot be encoded."))),
    }
}

fn drop_point(consignee: &Value) -> Result<(), Wrong> {
    let wrong = |property: &str, words: &str| Err((property.to_owned(), words.to_owned()));
    let id = |name: &str| consignee[name].as_u64();
    if id("lockerID").is_some_and(|id| !(100..=999).contains(&id)) {
        return wrong(
            "consignee.lockerID",
            "The number of the locker has three digits.",
        );
    }
    if let Some(id) = id("retailID") {
        if !(401..=999).contains(&id) {
            return wrong(
                "consignee.retailID",
                "The number of the post office is not known.",
            );
        }
        if consignee["postNumber"].is_null() && consignee["email"].is_null() {
            return wrong(
                "consignee.postNumber",
                "A post number or an e-mail is needed.",
            );
        }
    }
    let post = text(consignee, "/postNumber");
    let digits = (6..=10).contains(&post.len()) && post.bytes().all(|b| b.is_ascii_digit());
    match post.is_empty() || digits {
        true => Ok(()),
        false => wrong(
            "consignee.postNumber",
            "A post number has six to ten digits.",
        ),
    }
}

/// The three letters of a country of the Union.
fn three(two: &str) -> &'static str {
    const THREE: &[(&str, &str)] = &[
        ("AT", "AUT"),
        ("BE", "BEL"),
        ("BG", "BGR"),
        ("CY", "CYP"),
        ("CZ", "CZE"),
        ("DE", "DEU"),
        ("DK", "DNK"),
        ("EE", "EST"),
        ("ES", "ESP"),
        ("FI", "FIN"),
        ("FR", "FRA"),
        ("GR", "GRC"),
        ("HR", "HRV"),
        ("HU", "HUN"),
        ("IE", "IRL"),
        ("IT", "ITA"),
        ("LT", "LTU"),
        ("LU", "LUX"),
        ("LV", "LVA"),
        ("MT", "MLT"),
        ("NL", "NLD"),
        ("PL", "POL"),
        ("PT", "PRT"),
        ("RO", "ROU"),
        ("SE", "SWE"),
        ("SI", "SVN"),
        ("SK", "SVK"),
    ];
    let found = THREE.iter().find(|(short, _)| *short == two);
    found.map_or("", |(_, long)| long)
}

/// A sale; none where the customer's range of numbers has none left.
fn sell(world: &mut World, shipment: &Value, product: &Product) -> Option<Sale> {
    let billing = text(shipment, "/billingNumber");
    let is_short = |sale: &&Sale| {
        sale.carrier == PREFIX && text(&sale.asked, "/billingNumber").starts_with(SHORT_EKP)
    };
    let given = world.ledger.sales.iter().filter(is_short).count();
    if billing.starts_with(SHORT_EKP) && given > 0 {
        return None;
    }
    let number = number(world.next_serial());
    Some(Sale {
        carrier: PREFIX,
        shipment: number.clone(),
        service: product.code.to_owned(),
        references: vec![text(shipment, "/refNo").to_owned()],
        parcels: vec![Sold {
            number,
            voided_at: None,
            course: Course::default(),
        }],
        charge: Money::new(
            product.cents,
            Currency::from_code("EUR").expect("a currency"),
        ),
        sold_at: world.clock.now(),
        asked: shipment.clone(),
    })
}

/// An SSCC of twenty digits.
pub(super) fn number(serial: u64) -> String {
    let covered = format!("00340434{:011}", serial % 100_000_000_000);
    let check = CheckRule::Mod10Gs1.digit(&covered).unwrap_or('0');
    format!("{covered}{check}")
}

pub(super) async fn delete(
    State(desk): State<Desk>,
    _: Client,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    is_profile(all(&query, "profile").first().copied().unwrap_or_default())?;
    let wanted = all(&query, "shipment");
    if wanted.is_empty() || wanted.len() > MOST {
        return Err(Refusal::new(400, "shipment: 1 to 30 are allowed."));
    }
    let mut world = desk.world();
    let now = world.clock.now();
    let items: Vec<Value> = wanted
        .iter()
        .map(|number| {
            let sale = world
                .ledger
                .numbered(PREFIX, number)
                .filter(|s| !s.voided());
            let own = desk.own();
            let words = match sale {
                None => Some("The shipment does not exist or was already deleted."),
                Some(sale) if own.is_closed(sale, number, now) => {
                    Some("The shipment is closed and cannot be deleted.")
                }
                Some(_) => None,
            };
            drop(own);
            match words {
                Some(words) => json!({ "shipmentNo": number, "sstatus": status(400, words) }),
                None => {
                    if let Some(parcel) = world.ledger.parcel_mut(number) {
                        parcel.voided_at = Some(now);
                    }
                    json!({ "shipmentNo": number, "sstatus": status(200, "ok") })
                }
            }
        })
        .collect();
    Ok(several(&items))
}
