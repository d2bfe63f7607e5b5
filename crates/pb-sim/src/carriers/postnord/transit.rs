//! `GET /rest/transport/v2/transittime/addresstoaddress`: an entry for each service that was asked for, and one for
//! each variant of it with an add-on.
use super::booking::is_sold;
use super::desk::{Asked, Desk};
use super::refusal::Refusal;
use super::table::{self, SERVICES};
use axum::Json;
use axum::extract::State;
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Weekday};
use serde_json::{Value, json};

/// Names of the add-ons that a time depends on.
const TIMED: &[(&str, &str)] = &[("D6", "Before 09:00"), ("D7", "Before 12:00")];

pub(super) async fn times(State(_): State<Desk>, asked: Asked) -> Result<Json<Value>, Refusal> {
    asked.only(&[
        ("startTime", &[]),
        ("serviceCodes", &[]),
        ("additionalServiceCodes", &[]),
        ("originAddress", &[]),
        ("originPostalCode", &[]),
        ("originCountryCode", &[]),
        ("destinationAddress", &[]),
        ("destinationPostalCode", &[]),
        ("destinationCountryCode", &[]),
        ("showInternalAdditionalServiceCode", &["true", "false"]),
    ])?;
    let start = asked.must("startTime")?;
    let start: DateTime = start
        .parse()
        .map_err(|_| Refusal::parameter("startTime", Some(start)))?;
    let from = asked.must("originCountryCode")?;
    let to = asked.must("destinationCountryCode")?;
    for (name, country) in [("originCountryCode", from), ("destinationCountryCode", to)] {
        let plain = country.len() == 2 && country.bytes().all(|b| b.is_ascii_alphabetic());
        if !plain {
            return Err(Refusal::parameter(name, Some(country)));
        }
    }
    let origin = asked.must("originPostalCode")?;
    let postal = asked.must("destinationPostalCode")?;
    let codes: Vec<&str> = match asked.get("serviceCodes") {
        "" => SERVICES.iter().map(|s| s.code).collect(),
        codes => codes.split(',').collect(),
    };
    let addons = asked.get("additionalServiceCodes").split(',');
    let addons: Vec<&str> = addons.filter(|a| !a.is_empty()).collect();
    let shows = asked.is("showInternalAdditionalServiceCode");
    let mut entries = Vec::new();
    for code in codes {
        let Some(service) = table::find(code) else {
            let words = format!("Requested service '{code}' not found.");
            entries.push(entry(code, "", &[], &Err(words)));
            continue;
        };
        let served = if !table::is_postal(from, origin) {
            Err(format!(
                "Service {code} is not offered from postal code '{origin}'."
            ))
        } else if !table::is_postal(to, postal) || !is_sold(service, from, to) {
            Err(format!(
                "Service {code} is not offered to postal code '{postal}'."
            ))
        } else {
            Ok(days(start.date(), from, to))
        };
        entries.push(entry(code, service.name, &[], &served));
        for (addon, name) in TIMED
            .iter()
            .filter(|(a, _)| addons.contains(a) && service.home)
        {
            let variant = match &served {
                Ok(_) if postal.starts_with('9') => Err(format!(
                    "Service {code}-{addon} is not offered to postal code '{postal}'."
                )),
                other => other.clone(),
            };
            let mut shown = json!({ "code": format!("L{addon}"), "name": name });
            if shows {
                shown["additionalServiceCode"] = (*addon).into();
            }
            entries.push(entry(code, service.name, &[shown], &variant));
        }
    }
    Ok(Json(Value::Array(entries)))
}

/// When it leaves and arrives, and the fewest and most days.
type Way = (Date, Date, u32, u32);

fn days(start: Date, from: &str, to: &str) -> Way {
    let nordic = |country: &str| ["SE", "DK", "NO", "FI"].contains(&country);
    let (least, most) = if from == to {
        (1, 2)
    } else if nordic(from) && nordic(to) {
        (2, 4)
    } else {
        (4, 8)
    };
    let mut arrives = start;
    let mut left = most;
    while left > 0 {
        arrives = arrives.saturating_add(1.day());
        if !matches!(arrives.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    (start, arrives, least, most)
}

fn entry(code: &str, name: &str, addons: &[Value], served: &Result<Way, String>) -> Value {
    let (eta, words) = match served {
        Ok((leaves, arrives, least, most)) => (
            json!({
                "dateOfDeparture": leaves.to_string(),
                "timeOfDeparture": format!("{leaves}T17:00:00"),
                "timeOfArrival": format!("{arrives}T18:00:00"),
                "dayRangeOfArrival": { "daysMinimum": least, "daysMaximum": most },
                "latestTimeOfBooking": format!("{leaves}T16:00:00"),
                "eveningPickUp": false,
                "deliveryPoint": null,
            }),
            Value::Null,
        ),
        Err(words) => (Value::Null, words.as_str().into()),
    };
    json!({
        "service": { "basicServiceCode": code, "name": name, "additionalServices": addons },
        "isSupported": !name.is_empty(),
        "isBookable": served.is_ok(),
        "errorMessage": words,
        "estimatedTimeOfArrival": eta,
    })
}
