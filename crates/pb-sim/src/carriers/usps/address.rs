//! `GET /addresses/v3/address`, and what is known of ZIP Codes: the states that begin with a digit.
use super::desk::Client;
use super::refusal::Refusal;
use axum::Json;
use axum::extract::Query;
use serde_json::{Value, json};
use std::collections::HashMap;

/// By the first digit of a ZIP Code.
const STATES: [&str; 10] = [
    "CT MA ME NH NJ PR RI VI VT AE",
    "DE NY PA",
    "DC MD NC SC VA WV",
    "AL FL GA MS TN AA",
    "IN KY MI OH",
    "IA MN MT ND SD WI",
    "IL KS MO NE",
    "AR LA OK TX",
    "AZ CO ID NM NV UT WY",
    "AK AS CA GU HI MH MP FM OR PW WA AP",
];

/// Whether a ZIP Code may be one of the United States.
pub(super) fn is_in_country(zip: &str) -> bool {
    let digits = zip.get(..5).unwrap_or_default();
    digits.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with("000")
}

/// Whether a ZIP Code lies in a state.
pub(super) fn is_in_state(zip: &str, state: &str) -> bool {
    let first = zip.chars().next().and_then(|c| c.to_digit(10));
    let states = first.and_then(|digit| STATES.get(digit as usize));
    is_in_country(zip) && states.is_some_and(|s| s.split(' ').any(|s| s == state))
}

const NAMES: &[&str] = &[
    "firm",
    "streetAddress",
    "secondaryAddress",
    "city",
    "state",
    "urbanization",
    "ZIPCode",
    "ZIPPlus4",
];

/// A street with the word *Nowhere* in it is unknown, one with *Twin* is several, and one with *Tower* has flats.
pub(super) async fn check(
    _: Client,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<Value>, Refusal> {
    if let Some(name) = query.keys().find(|name| !NAMES.contains(&name.as_str())) {
        let words = format!("OASValidation: there is no parameter {name}");
        return Err(Refusal::bad("400", words).about(name));
    }
    let of = |name: &str| query.get(name).map_or("", |v| v.trim());
    for name in ["streetAddress", "state"] {
        if of(name).is_empty() {
            let words = format!("OASValidation: the parameter {name} is required");
            return Err(Refusal::bad("400", words).about(name));
        }
    }
    let (street, state, zip) = (of("streetAddress"), of("state"), of("ZIPCode"));
    if !STATES.iter().any(|s| s.split(' ').any(|s| s == state)) {
        return Err(Refusal::bad("010003", "Invalid State Code").about("state"));
    }
    if !zip.is_empty() && !is_in_country(zip) {
        return Err(Refusal::bad("010002", "Invalid Zip Code").about("ZIPCode"));
    }
    if zip.is_empty() && of("city").is_empty() {
        return Err(Refusal::bad("010004", "Invalid City").about("city"));
    }
    if street.contains("Nowhere") || !zip.is_empty() && !is_in_state(zip, state) {
        return Err(Refusal::bad("010005", "Address Not Found"));
    }
    if street.contains("Twin") {
        return Err(Refusal::bad("010006", "Multiple addresses were found"));
    }
    let lacks_flat = street.contains("Tower") && of("secondaryAddress").is_empty();
    let mut answer = json!({
        "firm": of("firm"),
        "address": {
            "streetAddress": street.to_uppercase(),
            "streetAddressAbbreviation": "",
            "secondaryAddress": of("secondaryAddress").to_uppercase(),
            "city": of("city").to_uppercase(),
            "cityAbbreviation": "",
            "state": state,
            "ZIPCode": zip,
            "ZIPPlus4": if lacks_flat { "" } else { "1203" },
            "urbanization": of("urbanization"),
        },
        "additionalInfo": {
            "deliveryPoint": "03",
            "carrierRoute": "C007",
            "DPVConfirmation": if lacks_flat { "D" } else { "Y" },
            "DPVCMRA": "N",
            "business": if of("firm").is_empty() { "N" } else { "Y" },
            "centralDeliveryPoint": "N",
            "vacant": "N",
        },
        "corrections": [],
        "matches": [{ "code": "31", "text": "Single Response - exact match" }],
        "warnings": [],
    });
    if lacks_flat {
        answer["corrections"] = json!([{ "code": "32", "text": "More information is needed" }]);
        answer["matches"] = json!([]);
    }
    Ok(Json(answer))
}
