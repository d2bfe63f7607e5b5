//! Where Ekart goes, made up by the PIN code: `GET /api/v2/serviceability/{pincode}`.
use super::desk::{Client, Desk};
use super::refusal::Refusal;
use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

/// The first two digits of PIN codes that are served, with the city and the state there.
static SERVED: &[(u32, &str, &str)] = &[
    (11, "New Delhi", "DL"),
    (30, "Jaipur", "RJ"),
    (38, "Ahmedabad", "GJ"),
    (40, "Mumbai", "MH"),
    (41, "Pune", "MH"),
    (50, "Hyderabad", "TG"),
    (56, "Bengaluru", "KA"),
    (60, "Chennai", "TN"),
    (70, "Kolkata", "WB"),
];

/// A place that is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) city: &'static str,
    pub(super) state: &'static str,
    /// Most cash, in rupees; 0 where none is collected.
    pub(super) cash: u32,
    /// Whether returns are fetched.
    pub(super) returns: bool,
}

/// What is done at a PIN code. One that ends with 9 has no cash, with 5 little, with 8 no returns.
pub(super) fn find(pin: u32) -> Option<Place> {
    let (_, city, state) = SERVED.iter().find(|(head, ..)| pin / 10_000 == *head)?;
    Some(Place {
        city,
        state,
        cash: match pin % 10 {
            9 => 0,
            5 => 2_000,
            _ => 49_999,
        },
        returns: pin % 10 != 8,
    })
}

pub(super) async fn serviceability(
    State(_): State<Desk>,
    _: Client,
    Path(pin): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let pin: u32 = pin
        .parse()
        .ok()
        .filter(|pin| (100_000..=999_999).contains(pin))
        .ok_or_else(|| Refusal::bad("pincode must be a number of six digits"))?;
    let Some(place) = find(pin) else {
        let words = format!("Pincode {pin} is not serviceable");
        return Err(Refusal::new(422, "SWIFT_UNPROCESSABLE_EXCEPTION", words));
    };
    Ok(Json(json!({
        "status": true,
        "pincode": pin,
        "remark": "Serviceable",
        "details": {
            "cod": place.cash > 0,
            "max_cod_amount": place.cash,
            "forward_pickup": true,
            "forward_drop": true,
            "reverse_pickup": place.returns,
            "reverse_drop": true,
            "city": place.city,
            "state": place.state,
        },
    })))
}
