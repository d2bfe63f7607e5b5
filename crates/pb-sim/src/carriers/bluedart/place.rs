//! Where Blue Dart goes, made up by the PIN code: `POST /finder/v1/GetServicesforPincode`.
use super::desk::{Client, Desk, Payload, text};
use super::refusal::Refusal;
use super::shape::FIND;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

/// The first two digits of PIN codes that are served, with the area, the city and the state there.
static SERVED: &[(&str, &str, &str, &str)] = &[
    ("11", "DEL", "NEW DELHI", "DELHI"),
    ("30", "JAI", "JAIPUR", "RAJASTHAN"),
    ("38", "AMD", "AHMEDABAD", "GUJARAT"),
    ("40", "BOM", "MUMBAI", "MAHARASHTRA"),
    ("41", "PNQ", "PUNE", "MAHARASHTRA"),
    ("50", "HYD", "HYDERABAD", "TELANGANA"),
    ("56", "BLR", "BENGALURU", "KARNATAKA"),
    ("60", "MAA", "CHENNAI", "TAMIL NADU"),
    ("70", "CCU", "KOLKATA", "WEST BENGAL"),
    ("74", "IXZ", "PORT BLAIR", "ANDAMAN"),
];

/// A place that is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) area: &'static str,
    pub(super) city: &'static str,
    state: &'static str,
    /// Whether cash is collected.
    cash: bool,
    /// Whether trucks come.
    ground: bool,
}

/// What is done at a PIN code. One that ends with 9 has no cash; to the islands no trucks go.
pub(super) fn find(pin: &str) -> Option<Place> {
    let (head, area, city, state) = SERVED.iter().find(|(head, ..)| pin.starts_with(head))?;
    Some(Place {
        area,
        city,
        state,
        cash: !pin.ends_with('9'),
        ground: *head != "74",
    })
}

impl Place {
    /// Whether a product comes here, and leaves from here.
    pub(super) fn has(self, product: &str, cash: bool) -> bool {
        (product != "E" || self.ground) && (self.cash || !cash)
    }
}

pub(super) async fn find_services(
    State(_): State<Desk>,
    _: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let asked = payload.read(FIND, "profile")?;
    let pin = text(&asked, "/pinCode");
    let Some(place) = find(pin).filter(|_| pin.len() == 6) else {
        return Ok(Json(json!({ "GetServicesforPincodeResult": {
            "IsError": true, "ErrorMessage": "InvalidPincode", "PinCode": null,
        } })));
    };
    let flag = |product: &str, cash: bool| match place.has(product, cash) {
        true => "Yes",
        false => "No",
    };
    Ok(Json(json!({ "GetServicesforPincodeResult": {
        "AreaCode": place.area,
        "CityDescription": place.city,
        "State": place.state,
        "PinCode": pin,
        "ErrorMessage": "Valid",
        "IsError": false,
        "Embargo": "No",
        "ApexInbound": "Yes",
        "ApexOutbound": "Yes",
        "GroundInbound": flag("E", false),
        "GroundOutbound": flag("E", false),
        "DomesticPriorityInbound": "Yes",
        "DomesticPriorityOutbound": "Yes",
        "DPCODServiceInbound": flag("D", true),
        "DPCODServiceOutbound": flag("D", true),
        "eTailPrePaidAirInbound": "Yes",
        "eTailPrePaidAirOutound": "Yes",
        "eTailPrePaidGroundInbound": flag("E", false),
        "eTailPrePaidGroundOutbound": flag("E", false),
        "eTailCODAirInbound": flag("A", true),
        "eTailCODAirOutbound": flag("A", true),
        "eTailCODGroundInbound": flag("E", true),
        "eTailCODGroundOutbound": flag("E", true),
        "BharatDartCODInbound": flag("A", true),
        "BharatDartCODOutbound": flag("A", true),
    } })))
}
