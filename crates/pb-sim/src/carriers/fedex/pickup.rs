//! `POST /pickup/v1/pickups`, and `PUT /pickup/v1/pickups/cancel` by all that an order is known by.
use super::desk::{Client, Desk, Payload, day, text, today};
use super::refusal::Refusal;
use super::shape::{PICKUP_CANCEL_REQUEST, PICKUP_REQUEST};
use axum::Json;
use axum::extract::State;
use jiff::civil::{Date, Time};
use serde_json::{Value, json};

/// Days ahead that a driver may be ordered for.
const DAYS_AHEAD: i32 = 14;

/// A driver who is to come.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pickup {
    code: String,
    company: String,
    day: Date,
    /// Empty with Ground.
    location: String,
    cancelled: bool,
}

pub(super) async fn create(
    State(desk): State<Desk>,
    client: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read(PICKUP_REQUEST)?;
    client.owns(text(request, "/associatedAccountNumber/value"))?;
    let origin = &request["originDetail"];
    let company = text(request, "/carrierCode");
    if company == "FDXG" && origin["packageLocation"].is_null() {
        let words = "Ground wants to know where the parcels are";
        return Err(Refusal::value("originDetail/packageLocation", words));
    }
    let address = &origin["pickupLocation"]["address"];
    if text(address, "/countryCode") == "US" && text(address, "/postalCode").is_empty() {
        let words = "The postal code is missing";
        return Err(Refusal::bad("PICKUP.POSTALCODE.MISSING", words));
    }
    let ready = text(origin, "/readyDateTimestamp");
    let wrong = |path: &str| Refusal::value(path, "It is no such time");
    let (date, time) = ready.split_once('T').unwrap_or((ready, ""));
    let date: Date = date
        .parse()
        .map_err(|_| wrong("originDetail/readyDateTimestamp"))?;
    let time: Time = time
        .trim_end_matches('Z')
        .parse()
        .map_err(|_| wrong("originDetail/readyDateTimestamp"))?;
    let close: Time = text(origin, "/customerCloseTime")
        .parse()
        .map_err(|_| wrong("originDetail/customerCloseTime"))?;
    if close <= time {
        return Err(wrong("originDetail/customerCloseTime"));
    }
    let mut world = desk.world();
    let today = today(&world);
    let ahead = today.until(date).map_or(-1, |span| span.get_days());
    if ahead < 0 {
        let words = "Pickup cannot be requested for a day that has passed.";
        return Err(Refusal::bad("PICKUP.REQUESTED.PREVIOUS.DAY", words));
    }
    if ahead > DAYS_AHEAD {
        return Err(wrong("originDetail/readyDateTimestamp"));
    }
    let kind = text(origin, "/pickupDateType");
    let fits = match kind {
        "SAME_DAY" => ahead == 0,
        "FUTURE_DAY" => ahead > 0,
        _ => true,
    };
    if !fits {
        let words = format!("{kind} is not {date}");
        return Err(Refusal::value("originDetail/pickupDateType", words));
    }
    let location = match company {
        "FDXE" => "AUSA",
        _ => "",
    };
    let pickup = Pickup {
        code: format!("{location}{}", world.next_serial() % 10_000),
        company: company.to_owned(),
        day: date,
        location: location.to_owned(),
        cancelled: false,
    };
    let mut output = json!({
        "pickupConfirmationCode": pickup.code,
        "message": "Courier on the way",
        "alerts": [],
    });
    if !location.is_empty() {
        output["location"] = location.into();
    }
    desk.own().pickups.push(pickup);
    Ok(client.answer(output))
}

pub(super) async fn cancel(
    State(desk): State<Desk>,
    client: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read(PICKUP_CANCEL_REQUEST)?;
    client.owns(text(request, "/associatedAccountNumber/value"))?;
    let date = day(request, "/scheduledDate")?;
    let code = text(request, "/pickupConfirmationCode");
    let company = match text(request, "/carrierCode") {
        "" => "FDXE",
        company => company,
    };
    let location = text(request, "/location");
    if company == "FDXE" && location.is_empty() {
        return Err(Refusal::value("location", "Express wants to know it"));
    }
    let mut own = desk.own();
    let pickup = own.pickups.iter_mut().find(|pickup| {
        pickup.code == code
            && pickup.company == company
            && pickup.day == date
            && (pickup.location == location || company == "FDXG")
            && !pickup.cancelled
    });
    let pickup = pickup.ok_or_else(|| {
        let words = format!("There is no pickup {code} of {company} on {date}");
        Refusal::bad("PICKUP.NUMBER.EXPIRED", words)
    })?;
    pickup.cancelled = true;
    Ok(client.answer(json!({
        "pickupConfirmationCode": code,
        "cancelConfirmationMessage": "Requested pickup has been cancelled Successfully.",
        "alerts": [],
    })))
}
