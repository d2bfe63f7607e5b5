//! Pincodes: which there are, and what is done at them. All of it is made up but the names of towns.
use super::TOKEN;
use super::desk::{Asked, Desk};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A pincode.
pub(super) struct Pin {
    pub(super) pin: &'static str,
    pub(super) city: &'static str,
    pub(super) state: &'static str,
    pub(super) state_code: &'static str,
    pub(super) sort_code: &'static str,
    pub(super) cod: bool,
    pub(super) pickup: bool,
    /// Most that a parcel may be worth; 0 for no limit.
    pub(super) max_amount: u32,
    pub(super) embargo: bool,
}

macro_rules! pins {
    ($($pin:literal $city:literal $state:literal $code:literal $sort:literal cod: $cod:literal pickup: $pickup:literal max: $max:literal embargo: $embargo:literal)*) => {
        &[$(Pin {
            pin: $pin, city: $city, state: $state, state_code: $code, sort_code: $sort,
            cod: $cod, pickup: $pickup, max_amount: $max, embargo: $embargo,
        }),*]
    };
}

const PINS: &[Pin] = pins! {
    "110001" "New Delhi" "Delhi" "DL" "DEL/CON" cod: true pickup: true max: 0 embargo: false
    "400001" "Mumbai" "Maharashtra" "MH" "BOM/FRT" cod: true pickup: true max: 0 embargo: false
    "411001" "Pune" "Maharashtra" "MH" "PNQ/CMP" cod: true pickup: true max: 0 embargo: false
    "560001" "Bengaluru" "Karnataka" "KA" "BLR/ASH" cod: true pickup: true max: 0 embargo: false
    "600001" "Chennai" "Tamil Nadu" "TN" "MAA/GTN" cod: true pickup: false max: 5000 embargo: false
    "700001" "Kolkata" "West Bengal" "WB" "CCU/BBD" cod: true pickup: true max: 0 embargo: true
    "194103" "Leh" "Ladakh" "LA" "IXL/KHA" cod: false pickup: false max: 0 embargo: false
};

/// The pincode, if there is one.
pub(super) fn find(pin: &str) -> Option<&'static Pin> {
    PINS.iter().find(|known| known.pin == pin)
}

/// Whether parcels go there now.
pub(super) fn serves(pin: &str) -> bool {
    find(pin).is_some_and(|known| !known.embargo)
}

impl Pin {
    /// Where scans are made.
    pub(super) fn hub(&self) -> String {
        format!("{}_Hub ({})", self.city, self.state)
    }

    fn json(&self) -> Value {
        let yes = |truth: bool| if truth { "Y" } else { "N" };
        json!({ "postal_code": {
            "pin": self.pin.parse::<u32>().unwrap_or_default(),
            "city": self.city,
            "district": self.city,
            "inc": self.hub(),
            "state_code": self.state_code,
            "country_code": "IN",
            "sort_code": self.sort_code,
            "pre_paid": "Y",
            "cash": yes(self.cod),
            "cod": yes(self.cod),
            "pickup": yes(self.pickup),
            "repl": yes(self.pickup),
            "is_oda": "N",
            "max_amount": f64::from(self.max_amount),
            "max_weight": 0.0,
            "remarks": if self.embargo { "Embargo" } else { "" },
            "covid_zone": null,
        } })
    }
}

/// All, or the one that is asked for. Who is not known hears it in a bare text.
pub(super) async fn codes(State(_): State<Desk>, headers: HeaderMap, asked: Asked) -> Response {
    let given = super::desk::header_of(&headers, header::AUTHORIZATION.as_str());
    if given.strip_prefix("Token ") != Some(TOKEN) {
        return (StatusCode::UNAUTHORIZED, "Login or API Key Required").into_response();
    }
    if let Err(refusal) = asked.only(&["filter_codes"]) {
        return refusal.into_response();
    }
    let wanted: Vec<&str> = asked
        .get("filter_codes")
        .split(',')
        .filter(|pin| !pin.is_empty())
        .collect();
    let listed = PINS
        .iter()
        .filter(|known| wanted.is_empty() || wanted.contains(&known.pin));
    let codes: Vec<Value> = listed.map(Pin::json).collect();
    Json(json!({ "delivery_codes": codes })).into_response()
}
