//! `POST /address/v1/addresses/resolve`. Which addresses there are is made up: a street that begins with a number is one, a
//! tower has suites, and odd numbers are homes.
use super::desk::{Client, Desk, Payload, list, text};
use super::rate::postal;
use super::refusal::Refusal;
use super::shape::ADDRESS_REQUEST;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

/// Countries that addresses are looked up in.
const COUNTRIES: &[&str] = &["US", "CA", "MX", "DE", "FR", "GB", "NL", "IT", "ES"];

pub(super) async fn resolve(
    State(_): State<Desk>,
    client: Client,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    let request = payload.read(ADDRESS_REQUEST)?;
    let resolved: Vec<Value> = list(request, "/addressesToValidate")
        .iter()
        .map(|asked| {
            let mut found = found(&asked["address"]);
            if let Some(id) = asked["clientReferenceId"].as_str() {
                found["clientReferenceId"] = id.into();
            }
            found
        })
        .collect();
    Ok(client.answer(json!({ "resolvedAddresses": resolved })))
}

fn found(address: &Value) -> Value {
    let lines: Vec<String> = list(address, "/streetLines")
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_uppercase)
        .collect();
    let first = lines.first().map_or("", String::as_str);
    let number: String = first.chars().take_while(char::is_ascii_digit).collect();
    let country = text(address, "/countryCode");
    let supported = COUNTRIES.contains(&country);
    let resolved = supported && !number.is_empty() && postal(address, "address").is_ok();
    let suite_missing = resolved && first.contains("TOWER") && lines.len() < 2;
    let says = |truth: bool| if truth { "true" } else { "false" };
    let mut attributes = json!({
        "CountrySupported": says(supported),
        "Resolved": says(resolved),
        "Matched": says(resolved),
        "SuiteRequiredButMissing": says(suite_missing),
        "InvalidSuiteNumber": "false",
        "MultipleMatches": "false",
        "PostalValidated": says(resolved),
    });
    // Delivery points are known at home alone.
    if country == "US" {
        attributes["DPV"] = says(resolved && !suite_missing).into();
    }
    let odd = number.ends_with(['1', '3', '5', '7', '9']);
    let code = text(address, "/postalCode");
    let (base, add_on) = code.split_once('-').unwrap_or((code, ""));
    let message = match (resolved, suite_missing) {
        (false, _) => {
            json!([{ "code": "STANDARDIZED.ADDRESS.NOTFOUND", "message": "Standardized address is not found." }])
        }
        (true, true) => {
            json!([{ "code": "SUITE.NUMBER.REQUIRED", "message": "Suite number is required." }])
        }
        (true, false) => json!([]),
    };
    json!({
        "streetLinesToken": lines,
        "city": text(address, "/city").to_uppercase(),
        "cityToken": [{ "changed": false, "value": text(address, "/city").to_uppercase() }],
        "stateOrProvinceCode": text(address, "/stateOrProvinceCode"),
        "postalCodeToken": { "changed": false, "value": code },
        "parsedPostalCode": { "base": base, "addOn": add_on, "deliveryPoint": "" },
        "countryCode": country,
        "classification": match (resolved, odd) {
            (false, _) => "UNKNOWN",
            (true, true) => "RESIDENTIAL",
            (true, false) => "BUSINESS",
        },
        "postOfficeBox": false,
        "customerMessage": message,
        "attributes": attributes,
    })
}
