//! Where DTDC goes, made up by the PIN code: `POST /ratecalapi/PincodeApiCall`, which anybody may ask.
use super::desk::{Desk, Payload, text};
use super::refusal::Refusal;
use super::shape::LANE;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

/// The first two digits of PIN codes that are served, with the city and the state there.
static SERVED: &[(&str, &str, &str)] = &[
    ("11", "DELHI", "DELHI"),
    ("30", "JAIPUR", "RAJASTHAN"),
    ("40", "MUMBAI", "MAHARASHTRA"),
    ("41", "PUNE", "MAHARASHTRA"),
    ("50", "HYDERABAD", "TELANGANA"),
    ("56", "BENGALURU", "KARNATAKA"),
    ("60", "CHENNAI", "TAMIL NADU"),
    ("70", "KOLKATA", "WEST BENGAL"),
];

/// A place that is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) city: &'static str,
    state: &'static str,
    /// Whether cash is collected.
    pub(super) cash: bool,
}

/// What is done at a PIN code. One that ends with 9 has no cash.
pub(super) fn find(pin: &str) -> Option<Place> {
    let (_, city, state) = SERVED.iter().find(|(head, ..)| pin.starts_with(head))?;
    let is_pin = pin.len() == 6 && pin.bytes().all(|b| b.is_ascii_digit());
    is_pin.then_some(Place {
        city,
        state,
        cash: !pin.ends_with('9'),
    })
}

pub(super) async fn lane(State(_): State<Desk>, payload: Payload) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(LANE)?;
    let (from, to) = (text(&asked, "/orgPincode"), text(&asked, "/desPincode"));
    let flag = |yes: bool| if yes { "Y" } else { "N" };
    let places = (find(from), find(to));
    let served = matches!(places, (Some(_), Some(_)));
    let there = places.1;
    Ok(Json(json!({
        "ZIPCODE_RESP": [{
            "MESSAGE": if served { "SUCCESS" } else { "PINCODE NOT SERVICEABLE" },
            "ORGPIN": from,
            "DESTPIN": to,
            "DESTCITY": there.map_or("", |place| place.city),
            "DESTSTATE": there.map_or("", |place| place.state),
            "SERV_COD": flag(served && there.is_some_and(|place| place.cash)),
            "SERVFLAG": flag(served),
        }],
        "SERV_LIST_DTLS": [{ "CODE": "B2C", "NAME": "B2C PRIORITY", "TAT": "3" }],
    })))
}
