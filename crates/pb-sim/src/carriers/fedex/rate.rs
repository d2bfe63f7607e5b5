//! `POST /rate/v1/rates/quotes`.
use super::desk::{Client, Desk, Payload, day, list, text, today};
use super::load::{Load, Price, dollars, number};
use super::refusal::Refusal;
use super::shape::RATE_REQUEST;
use super::table::{self, Service};
use axum::Json;
use axum::extract::State;
use jiff::civil::{Date, Weekday};
use serde_json::{Value, json};

/// Kinds of prices that can be asked for.
const KINDS: &[&str] = &["ACCOUNT", "LIST", "PREFERRED", "INCENTIVE"];

pub(super) async fn quotes(
    State(desk): State<Desk>,
    client: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read(RATE_REQUEST)?;
    client.owns(text(request, "/accountNumber/value"))?;
    let shipment = &request["requestedShipment"];
    let kinds = list(shipment, "/rateRequestType");
    let is_odd = |kind: &&Value| !KINDS.contains(&kind.as_str().unwrap_or_default());
    if let Some(odd) = kinds.iter().find(is_odd) {
        let words = format!("There is no kind of price {odd}");
        return Err(Refusal::value("requestedShipment/rateRequestType", words));
    }
    let ends = ["shipper", "recipient"].map(|end| &shipment[end]["address"]);
    for (end, address) in ["shipper", "recipient"].into_iter().zip(ends) {
        postal(address, &format!("requestedShipment/{end}/address"))?;
    }
    let load = Load::of(shipment, ends[0], ends[1])?;
    let now = today(&desk.world());
    let ships = match shipment["shipDateStamp"].is_null() {
        true => now,
        false => day(request, "/requestedShipment/shipDateStamp")?,
    };
    if ships < now {
        let words = format!("{ships} has passed");
        return Err(Refusal::value("requestedShipment/shipDateStamp", words));
    }
    let (from, to) = load.countries();
    let crosses = from != to && shipment["documentShipment"] != true;
    if crosses && shipment["customsClearanceDetail"].is_null() {
        let words = "Goods that cross a border have commodities";
        return Err(Refusal::bad("COMMODITY.NOT.FOUND", words));
    }
    let wanted = text(shipment, "/serviceType");
    let timed = request["rateRequestControlParameters"]["returnTransitTimes"] == true;
    let offered: Vec<Value> = load
        .services()
        .into_iter()
        .filter(|service| wanted.is_empty() || service.code == wanted)
        .map(|service| offer(&load, service, kinds, timed.then_some(ships)))
        .collect();
    if offered.is_empty() {
        let words =
            "The service is not offered for this origin, destination and packaging combination.";
        return Err(Refusal::bad("SERVICE.PACKAGECOMBINATION.INVALID", words));
    }
    Ok(client.answer(json!({
        "rateReplyDetails": offered,
        "quoteDate": ships.to_string(),
        "encoded": false,
    })))
}

/// A code that the country has, where it has codes.
pub(super) fn postal(address: &Value, path: &str) -> Result<(), Refusal> {
    let given = text(address, "/postalCode");
    let shape = |shape: &str| {
        given.chars().count() == shape.len()
            && given.chars().zip(shape.chars()).all(|(c, s)| match s {
                '9' => c.is_ascii_digit(),
                'A' => c.is_ascii_uppercase(),
                s => c == s,
            })
    };
    let good = match text(address, "/countryCode") {
        "US" => ["99999", "99999-9999", "999999999"]
            .iter()
            .any(|s| shape(s)),
        "CA" => ["A9A9A9", "A9A 9A9"].iter().any(|s| shape(s)),
        "DE" | "FR" | "IT" | "ES" => shape("99999"),
        _ => true,
    };
    if good {
        return Ok(());
    }
    let words = format!("{path}/postalCode may not be {given}");
    Err(Refusal::bad("COUNTRY.POSTALCODE.INVALID", words))
}

fn offer(load: &Load, service: &Service, kinds: &[Value], ships: Option<Date>) -> Value {
    let priced = |kind: &Value| match kind.as_str() {
        Some("ACCOUNT") => Some(("ACCOUNT", load.price(service, true))),
        Some("LIST") => Some(("LIST", load.price(service, false))),
        _ => None,
    };
    let details: Vec<Value> = kinds
        .iter()
        .filter_map(priced)
        .map(|(kind, price)| detail(load, service, kind, price))
        .collect();
    let mut offer = json!({
        "serviceType": service.code,
        "serviceName": service.name,
        "packagingType": "YOUR_PACKAGING",
        "customerMessages": [],
        "ratedShipmentDetails": details,
        "operationalDetail": { "ineligibleForMoneyBackGuarantee": service.days > 3 },
        "signatureOptionType": "SERVICE_DEFAULT",
        "serviceDescription": {
            "serviceType": service.code,
            "description": service.name.replace('®', ""),
        },
    });
    let Some(ships) = ships else { return offer };
    let arrives = after(ships, service.days);
    if service.by.is_empty() {
        // A day is not committed to, only how many they are.
        offer["commit"] = json!({
            "label": "Delivery by end of day",
            "transitDays": {
                "minimumTransitTime": table::in_words(service.days),
                "description": format!("{} Business Days", service.days),
            },
        });
        return offer;
    }
    let time = format!("{arrives}T{}", service.by);
    offer["operationalDetail"]["deliveryDate"] = time.as_str().into();
    offer["operationalDetail"]["commitDate"] = time.as_str().into();
    offer["operationalDetail"]["deliveryDay"] = weekday(arrives).into();
    offer["operationalDetail"]["transitTime"] = table::in_words(service.days).into();
    offer["commit"] = json!({
        "dateDetail": { "dayOfWeek": weekday(arrives), "dayFormat": time },
    });
    offer
}

/// A price of one kind; amounts are numbers, and the currency stands beside them.
fn detail(load: &Load, service: &Service, kind: &str, price: Price) -> Value {
    let by_contract = price.discount > 0;
    let pieces: Vec<Value> = (0..)
        .zip(&load.pieces)
        .map(|(at, piece)| {
            let listed = load.piece_price(service, piece);
            let price = match by_contract {
                true => listed.by_contract(),
                false => listed,
            };
            json!({
                "groupNumber": 0,
                "sequenceNumber": at + 1,
                "effectiveNetDiscount": dollars(price.discount),
                "packageRateDetail": {
                    "rateType": format!("PAYOR_{kind}_PACKAGE"),
                    "ratedWeightMethod": "ACTUAL",
                    "baseCharge": dollars(price.base),
                    "netFreight": dollars(price.base - price.discount),
                    "totalSurcharges": dollars(price.fuel + price.home + price.options),
                    "netFedExCharge": dollars(price.total()),
                    "totalTaxes": 0.0,
                    "netCharge": dollars(price.total()),
                    "totalRebates": 0.0,
                    "surcharges": price.surcharges(),
                    "currency": "USD",
                },
            })
        })
        .collect();
    json!({
        "rateType": kind,
        "ratedWeightMethod": "ACTUAL",
        "totalDiscounts": dollars(price.discount),
        "totalBaseCharge": dollars(price.base),
        "totalNetCharge": dollars(price.total()),
        "totalVatCharge": 0.0,
        "totalNetFedExCharge": dollars(price.total()),
        "totalDutiesAndTaxes": 0.0,
        "totalNetChargeWithDutiesAndTaxes": dollars(price.total()),
        "totalDutiesTaxesAndFees": 0.0,
        "totalAncillaryFeesAndTaxes": 0.0,
        "shipmentRateDetail": {
            "dimDivisor": 139,
            "totalSurcharges": dollars(price.fuel + price.home + price.options),
            "totalFreightDiscount": dollars(price.discount),
            "surCharges": price.surcharges(),
            "totalBillingWeight": { "units": "LB", "value": number(load.billed()) },
            "currency": "USD",
        },
        "ratedPackages": pieces,
        "currency": "USD",
    })
}

/// The day so many business days later.
pub(super) fn after(day: Date, business_days: usize) -> Date {
    let mut day = day;
    let mut left = business_days;
    while left > 0 {
        day = day.tomorrow().unwrap_or(day);
        let free = [Weekday::Saturday, Weekday::Sunday].contains(&day.weekday());
        left -= usize::from(!free);
    }
    day
}

fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "MON",
        Weekday::Tuesday => "TUE",
        Weekday::Wednesday => "WED",
        Weekday::Thursday => "THU",
        Weekday::Friday => "FRI",
        Weekday::Saturday => "SAT",
        Weekday::Sunday => "SUN",
    }
}
