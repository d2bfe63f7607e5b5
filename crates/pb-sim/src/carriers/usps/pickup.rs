//! `POST /pickup/v3/carrier-pickup`, `GET` and `DELETE …/{number}`. Whoever deletes names the version that was read last.
use super::address::is_in_state;
use super::desk::{Client, Desk, Payload, header_of, text, today};
use super::refusal::Refusal;
use super::shape::PICKUP;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::{Date, Weekday};
use serde_json::{Value, json};
use uuid::Uuid;

/// A pickup that was taken.
pub(super) struct Pickup {
    number: String,
    version: String,
    day: Date,
    request: Value,
}

impl Pickup {
    fn json(&self) -> Value {
        json!({
            "confirmationNumber": self.number,
            "pickupDate": self.day.to_string(),
            "carrierPickupRequest": self.request,
        })
    }
}

fn version() -> String {
    Uuid::new_v4().simple().to_string()
}

pub(super) async fn create(
    State(desk): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Response, Refusal> {
    let request = payload.read(PICKUP)?;
    let mut world = desk.world();
    let today = today(world.clock.now());
    let given = text(request, "/pickupDate");
    let day = given.parse::<Date>().ok();
    let ahead = day
        .and_then(|day| today.until(day).ok())
        .map(|span| span.get_days());
    let (Some(day), Some(ahead)) = (day, ahead) else {
        return Err(Refusal::bad("020016", "Invalid pickup date").about("pickupDate"));
    };
    if ahead < 0 {
        return Err(Refusal::bad("020016", "The pickup date is past").about("pickupDate"));
    }
    if ahead > 365 {
        let words = "The pickup date is more than a year ahead";
        return Err(Refusal::bad("020017", words).about("pickupDate"));
    }
    if day.weekday() == Weekday::Sunday {
        let words = "There is no pickup on that day";
        return Err(Refusal::bad("020018", words).about("pickupDate"));
    }
    let location = &request["pickupLocation"];
    let instructions = text(location, "/specialInstructions");
    if instructions.chars().count() > 255 {
        return Err(Refusal::bad("020019", "specialInstructions are too long"));
    }
    if location["packageLocation"] == "OTHER" && instructions.is_empty() {
        let words = "specialInstructions are required for OTHER";
        return Err(Refusal::bad("020019", words).about("pickupLocation.specialInstructions"));
    }
    let address = &request["pickupAddress"]["address"];
    let (zip, state) = (text(address, "/ZIPCode"), text(address, "/state"));
    if !zip.is_empty() && !is_in_state(zip, state) {
        return Err(Refusal::bad("010005", "Address Not Found").about("pickupAddress.address"));
    }
    let mut own = desk.own();
    let same = |p: &Pickup| p.day == day && p.request["pickupAddress"]["address"] == *address;
    if own.pickups.iter().any(same) {
        return Err(Refusal::bad(
            "020001",
            "A pickup exists already for this address and day",
        ));
    }
    let pickup = Pickup {
        number: format!("WTC{:09}", world.next_serial() % 1_000_000_000),
        version: version(),
        day,
        request: request.clone(),
    };
    let answer = (
        [(header::ETAG, pickup.version.clone())],
        Json(pickup.json()),
    )
        .into_response();
    own.pickups.push(pickup);
    Ok(answer)
}

fn unknown() -> Refusal {
    Refusal::bad("020002", "There is no such pickup").about("confirmationNumber")
}

pub(super) async fn look(
    State(desk): State<Desk>,
    _: Client,
    Path(number): Path<String>,
) -> Result<Response, Refusal> {
    let own = desk.own();
    let pickup = own
        .pickups
        .iter()
        .find(|p| p.number == number)
        .ok_or_else(unknown)?;
    let version = [(header::ETAG, pickup.version.clone())];
    Ok((version, Json(json!([pickup.json()]))).into_response())
}

pub(super) async fn cancel(
    State(desk): State<Desk>,
    _: Client,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let mut own = desk.own();
    let at = own
        .pickups
        .iter()
        .position(|p| p.number == number)
        .ok_or_else(unknown)?;
    match header_of(&headers, header::IF_MATCH.as_str()) {
        "" => {
            let words = "OASValidation: the header If-Match is required";
            return Err(Refusal::bad("400", words).about("If-Match"));
        }
        given if given != own.pickups[at].version => {
            return Err(Refusal::new(412, "412", "The ETag is not the present one"));
        }
        _ => {}
    }
    own.pickups.remove(at);
    Ok(().into_response())
}
