//! Transit times: with rates, and `POST /api/shipments/v1/transittimes`. Business days are Monday to Friday.
use super::desk::{Client, Desk, Payload, text, transaction};
use super::refusal::Refusal;
use super::shape::{TRANSIT, other_code};
use super::table::{self, Service};
use crate::carriers::schema::check;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use jiff::civil::{Date, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use serde_json::{Value, json};

/// Local time of everything that UPS does here: Eastern Standard Time, without summer.
pub(super) fn local(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::fixed(Offset::constant(-5)))
}

pub(super) fn today(now: Timestamp) -> Date {
    local(now).date()
}

/// The day so many business days later.
fn after(day: Date, business_days: i64) -> Date {
    let mut day = day;
    let mut left = business_days;
    while left > 0 {
        day = day.tomorrow().unwrap_or(day);
        let free = [Weekday::Saturday, Weekday::Sunday].contains(&day.weekday());
        left -= i64::from(!free);
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

/// `TimeInTransit` of a rate.
pub(super) fn of(service: &Service, name: &str, pickup: Date) -> Value {
    let arrival = after(pickup, service.days);
    let total = days_between(pickup, arrival);
    json!({
        "PickupDate": pickup.strftime("%Y%m%d").to_string(),
        "PackageBillType": "03",
        "ServiceSummary": {
            "Service": { "Description": name },
            "GuaranteedIndicator": if service.days < 3 { "1" } else { "0" },
            "EstimatedArrival": {
                "Arrival": {
                    "Date": arrival.strftime("%Y%m%d").to_string(),
                    "Time": service.by,
                },
                "BusinessDaysInTransit": service.days.to_string(),
                "Pickup": { "Date": pickup.strftime("%Y%m%d").to_string(), "Time": "180000" },
                "DayOfWeek": weekday(arrival),
                "CustomerCenterCutoff": "160000",
                "DelayCount": "0",
                "HolidayCount": "0",
                "RestDays": (total - service.days).to_string(),
                "TotalTransitDays": total.to_string(),
            },
            "SaturdayDelivery": "0",
            "SundayDelivery": "0",
        },
    })
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

pub(super) async fn times(
    State(_): State<Desk>,
    _: Client,
    headers: HeaderMap,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    transaction(&headers)?;
    let request = &payload.0;
    check(request, TRANSIT, "").map_err(|c| Refusal::field(&c, other_code(&c.path)))?;
    let given = text(request, "/shipDate");
    let day: Date = given
        .parse()
        .map_err(|_| Refusal::bad("10006", format!("Invalid value of shipDate: {given}")))?;
    let from = text(request, "/originCountryCode");
    let to = text(request, "/destinationCountryCode");
    if table::crosses_customs(from, to) && text(request, "/shipmentContentsValue").is_empty() {
        return Err(Refusal::bad("111549", "Invalid shipment contents value"));
    }
    let services: Vec<Value> = table::services(from, to)
        .into_iter()
        .filter(|service| !service.level.is_empty())
        .map(|service| {
            let arrival = after(day, service.days);
            let by: String = service.by.chars().take(4).collect();
            let time = format!("{}:{}:00", &by[..2], &by[2..]);
            json!({
                "serviceLevel": service.level,
                "serviceLevelDescription": table::name(service, from),
                "shipDate": day.to_string(),
                "deliveryDate": arrival.to_string(),
                "deliveryTime": time,
                "commitTime": time,
                "deliveryDaysOfWeek": weekday(arrival),
                "businessTransitDays": service.days,
                "totalTransitDays": days_between(day, arrival),
                "guaranteeIndicator": if service.days < 3 { "1" } else { "0" },
            })
        })
        .collect();
    Ok(Json(json!({
        "emsResponse": {
            "shipDate": day.to_string(),
            "numberOfServices": services.len(),
            "services": services,
        },
    })))
}
