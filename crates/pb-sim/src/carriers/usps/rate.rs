//! `POST /shipments/v3/options/search`.
use super::address::is_in_country;
use super::desk::{Client, Desk, Payload, day, text, today};
use super::price::{CLASSES, Class, Load, Rule, number, zone};
use super::refusal::Refusal;
use super::shape::{ABROAD_CLASSES, HOME_CLASSES, OPTIONS, RETURN_CLASSES};
use super::{ACCOUNT, EMPTY_ACCOUNT, MID};
use axum::Json;
use axum::extract::State;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde_json::{Value, json};

/// Days ahead that prices are told for.
const DAYS_AHEAD: i32 = 30;

pub(super) async fn search(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read(OPTIONS)?;
    let package = &request["packageDescription"];
    let today = today(desk.world().clock.now());
    let mailing = match text(package, "/mailingDate") {
        "" => today,
        given => day(given, today, DAYS_AHEAD).ok_or_else(|| {
            Refusal::bad("030001", format!("Invalid mailingDate {given}"))
                .about("packageDescription.mailingDate")
        })?,
    };
    let load = Load::of(package, &package["packageValue"])?;
    load.is_taken()?;
    let lane = Lane::of(request)?;
    let wanted = classes(text(package, "/mailClass"), &lane)?;
    let mut priced = Vec::new();
    for option in request["pricingOptions"].as_array().into_iter().flatten() {
        let kind = kind(option, &lane)?;
        let options: Vec<Value> = CLASSES
            .iter()
            .filter(|c| wanted.contains(&c.code) && load.fits(c))
            .map(|class| shipping_option(class, &load, &lane, kind, mailing))
            .collect();
        let mut answer = option.clone();
        answer["shippingOptions"] = options.into();
        priced.push(answer);
    }
    let mut answer = json!({ "originZIPCode": request["originZIPCode"], "pricingOptions": priced });
    for name in [
        "destinationZIPCode",
        "foreignPostalCode",
        "destinationCountryCode",
    ] {
        if !request[name].is_null() {
            answer[name] = request[name].clone();
        }
    }
    Ok(Json(answer))
}

/// Where from and to.
struct Lane {
    zone: i64,
    abroad: bool,
}

impl Lane {
    fn of(request: &Value) -> Result<Self, Refusal> {
        let origin = text(request, "/originZIPCode");
        let no_zone = |name: &str| {
            Refusal::bad(
                "030001",
                "No zone for this pair of ZIP Codes, date and class",
            )
            .about(name)
        };
        if !is_in_country(origin) {
            return Err(no_zone("originZIPCode"));
        }
        match (
            text(request, "/destinationZIPCode"),
            text(request, "/destinationCountryCode"),
        ) {
            ("", "") => Err(Refusal::bad(
                "400",
                "OASValidation: Object has missing required properties: destinationZIPCode",
            )
            .about("destinationZIPCode")),
            ("", "US") => Err(Refusal::bad("030001", "The country is not another one")
                .about("destinationCountryCode")),
            ("", _) => Ok(Self {
                zone: 9,
                abroad: true,
            }),
            (to, _) => Ok(Self {
                zone: zone(origin, to).ok_or_else(|| no_zone("destinationZIPCode"))?,
                abroad: false,
            }),
        }
    }
}

fn classes<'a>(wanted: &'a str, lane: &Lane) -> Result<Vec<&'a str>, Refusal> {
    let all: &[&str] = match (wanted, lane.abroad) {
        ("ALL" | "ALL_OUTBOUND", false) => HOME_CLASSES,
        ("ALL_RETURNS", false) => RETURN_CLASSES,
        ("ALL", true) => ABROAD_CLASSES,
        (one, false) if HOME_CLASSES.contains(&one) || RETURN_CLASSES.contains(&one) => {
            return Ok(vec![wanted]);
        }
        (one, true) if ABROAD_CLASSES.contains(&one) => return Ok(vec![wanted]),
        _ => {
            let words = format!("OASValidation mailClass {wanted} is not allowed");
            return Err(Refusal::bad("400", words).about("packageDescription.mailClass"));
        }
    };
    Ok(all.to_vec())
}

/// The kind of price; a contract's account is the business's.
fn kind<'a>(option: &'a Value, lane: &Lane) -> Result<&'a str, Refusal> {
    let kind = match text(option, "/priceType") {
        "" => "COMMERCIAL",
        kind => kind,
    };
    if kind != "CONTRACT" {
        return Ok(kind);
    }
    let account = &option["paymentAccount"];
    let number = text(account, "/accountNumber");
    let is_ours = match text(account, "/accountType") {
        "EPS" => [ACCOUNT, EMPTY_ACCOUNT].contains(&number),
        "MID" => number == MID && !lane.abroad,
        _ => false,
    };
    match is_ours {
        true => Ok(kind),
        false => Err(
            Refusal::bad("030020", "There is no contract for this account")
                .about("pricingOptions.paymentAccount"),
        ),
    }
}

fn shipping_option(class: &Class, load: &Load, lane: &Lane, kind: &str, mailing: Date) -> Value {
    let options: Vec<Value> = class
        .indicators
        .iter()
        .filter_map(|(indicator, rule)| {
            let postage = load.postage(class, *rule, lane.zone, kind)?;
            Some(rate_option(
                class,
                load,
                lane,
                (indicator, *rule, postage, kind),
                mailing,
            ))
        })
        .collect();
    json!({ "mailClass": class.code, "rateOptions": options })
}

fn rate_option(
    class: &Class,
    load: &Load,
    lane: &Lane,
    (indicator, rule, postage, kind): (&str, Rule, i64, &str),
    mailing: Date,
) -> Value {
    let fees = load.fees();
    let base = postage + fees.iter().map(|(_, cents)| cents).sum::<i64>();
    let category = match (indicator, load.is_nonstandard()) {
        ("FE" | "E4", _) => "FLATS",
        (_, true) if matches!(rule, Rule::Single | Rule::Dimensional) => "NONSTANDARD",
        _ => "MACHINABLE",
    };
    let extras: Vec<(u64, &str, i64)> = load
        .extras()
        .iter()
        .filter(|code| class.extras.contains(code))
        .filter_map(|code| load.extra(*code).map(|(name, cents)| (*code, name, cents)))
        .collect();
    let mut option = json!({
        "totalBasePrice": number(base),
        "rates": [{
            "description": format!("{} {category} {indicator}", class.name),
            "startDate": "2025-07-13",
            "endDate": "",
            "SKU": "DUXP0XXXXC00000",
            "price": number(postage),
            "zone": format!("{:02}", lane.zone),
            "weight": load.pounds(),
            "dimWeight": 0,
            "priceType": kind,
            "fees": fees.iter().map(|(name, cents)| json!({ "name": name, "SKU": "D813XUXXXXX0000", "price": number(*cents) })).collect::<Vec<_>>(),
            "productName": class.name,
            "productDefinition": "",
            "processingCategory": category,
            "rateIndicator": indicator,
            "destinationEntryFacilityType": "NONE",
            "mailClass": class.code,
        }],
        "extraServices": extras.iter().map(|(code, name, cents)| json!({
            "extraService": code.to_string(), "name": name, "SKU": "DXTX0XXXXCX0000",
            "priceType": kind, "price": number(*cents), "warnings": [],
        })).collect::<Vec<_>>(),
    });
    if !load.extras().is_empty() {
        let total = base + extras.iter().map(|(_, _, cents)| cents).sum::<i64>();
        option["totalPrice"] = number(total).into();
    }
    let is_return = class.code.ends_with("RETURN_SERVICE");
    if !lane.abroad && !is_return {
        let arrival = mailing.saturating_add(class.days.days()).to_string();
        option["commitment"] = json!({
            "name": format!("{} Days", class.days),
            "scheduleDeliveryDate": arrival,
            "expectedDeliveryDate": arrival,
            "guaranteedDelivery": class.days == 1,
            "isPriorityMailNextDay": false,
        });
    }
    option
}
