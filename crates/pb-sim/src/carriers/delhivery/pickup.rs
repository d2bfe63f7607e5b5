//! `POST /fm/request/new/`: a driver comes to the warehouse. One request a day is open.
use super::WAREHOUSE;
use super::desk::{Client, Desk, Payload, local, text};
use super::refusal::Refusal;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use serde_json::{Value, json};

const FIELDS: [&str; 4] = [
    "pickup_location",
    "pickup_date",
    "pickup_time",
    "expected_package_count",
];
const DAYS_AHEAD: i64 = 7;

fn no(words: &str) -> Refusal {
    Refusal::of(
        400,
        json!({
            "status": false, "success": false,
            "error": { "message": words, "code": 660 },
            "data": { "message": words },
        }),
    )
}

pub(super) async fn create(
    State(desk): State<Desk>,
    _: Client,
    Payload(request): Payload,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let Some(object) = request.as_object() else {
        return Err(no("The request is no object"));
    };
    if let Some(name) = object.keys().find(|name| !FIELDS.contains(&name.as_str())) {
        return Err(no(&format!("{name} is not a known key")));
    }
    if let Some(name) = FIELDS.iter().find(|name| request[**name].is_null()) {
        return Err(no(&format!("{name} is mandatory")));
    }
    if request["pickup_location"] != WAREHOUSE {
        return Err(no("Pickup location does not exist"));
    }
    let mut world = desk.world();
    let today = local(world.clock.now()).date();
    let day: Option<Date> = text(&request, "pickup_date").parse().ok();
    let within = |day: &Date| *day >= today && *day <= today.saturating_add(DAYS_AHEAD.days());
    let Some(day) = day.filter(within) else {
        return Err(no("Pickup date is not valid"));
    };
    let time = text(&request, "pickup_time");
    if Time::strptime("%H:%M:%S", time).is_err() {
        return Err(no("Pickup time is not valid"));
    }
    let count = request["expected_package_count"].as_u64();
    let Some(count) = count.filter(|count| *count > 0) else {
        return Err(no("expected_package_count is not valid"));
    };
    let mut own = desk.own();
    if let Some((_, number)) = own.pickups.iter().find(|(open, _)| *open == day) {
        let words = "Pickup request already exists";
        return Err(Refusal::of(
            400,
            json!({
                "status": false, "success": false, "pr_exist": true, "pickup_id": number,
                "error": { "message": words, "code": 669 },
                "data": { "message": words },
            }),
        ));
    }
    let number = world.next_serial() % 10_000_000 + 10_000_000;
    own.pickups.push((day, number));
    Ok((
        StatusCode::CREATED,
        Json(json!({
            "pickup_id": number,
            "client_name": super::CLIENT,
            "pickup_location_name": WAREHOUSE,
            "incoming_center_name": "Pune_Hub (Maharashtra)",
            "pickup_time": time,
            "pickup_date": day.to_string(),
            "expected_package_count": count,
        })),
    ))
}
