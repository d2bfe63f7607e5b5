//! `POST /api/addressvalidation/{version}/{option}`. Which addresses there are is made up: a street with a
//! house number, in a state that its postal code is in, exists.
use super::desk::{Client, Desk, Payload, many, response, text};
use super::refusal::Refusal;
use super::shape::{ADDRESS_REQUEST, other_code};
use super::table;
use axum::Json;
use axum::extract::{Path, Query, State};
use serde_json::{Value, json};
use std::collections::HashMap;

pub(super) async fn validate(
    State(_): State<Desk>,
    client: Client,
    Path((version, option)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
    payload: Payload,
) -> Result<Json<Value>, Refusal> {
    if !["v1", "v2"].contains(&version.as_str()) {
        return Err(Refusal::bad(
            "20002",
            format!("There is no version {version}"),
        ));
    }
    let (validates, classifies) = match option.as_str() {
        "1" => (true, false),
        "2" => (false, true),
        "3" => (true, true),
        _ => {
            return Err(Refusal::bad(
                "10006",
                format!("There is no option {option}"),
            ));
        }
    };
    if let Some(size) = query.get("maximumcandidatelistsize") {
        let good = size.parse::<u8>().is_ok_and(|size| size <= 50);
        if !good {
            let words = format!("Invalid value of maximumcandidatelistsize: {size}");
            return Err(Refusal::bad("10006", words));
        }
    }
    let request = payload.read("XAVRequest", ADDRESS_REQUEST, other_code)?;
    let given = &request["AddressKeyFormat"];
    let country = text(given, "/CountryCode");
    if !["US", "PR"].contains(&country) {
        let words = format!("Invalid value of XAVRequest/AddressKeyFormat/CountryCode: {country}");
        return Err(Refusal::bad("10006", words));
    }
    let state = text(given, "/PoliticalDivision1");
    if client.cie && !["NY", "CA"].contains(&state) {
        let words = "The Customer Integration Environment knows addresses in NY and CA alone";
        return Err(Refusal::bad("10006", words));
    }
    let street = many(&given["AddressLine"])
        .first()
        .and_then(|line| line.as_str())
        .unwrap_or_default();
    let postal = text(given, "/PostcodePrimaryLow");
    let there = table::is_in_state(postal, state) && !text(given, "/PoliticalDivision2").is_empty();
    let number = street.starts_with(|c: char| c.is_ascii_digit());
    let mut answer = json!({ "Response": response(request) });
    let exists = there && number && street.contains(' ');
    let classification = match exists {
        true if text(given, "/ConsigneeName").is_empty() => ("2", "Residential"),
        true => ("1", "Commercial"),
        false => ("0", "UnClassified"),
    };
    let classification = json!({ "Code": classification.0, "Description": classification.1 });
    if validates {
        let which = match (there, exists) {
            (_, true) => "ValidAddressIndicator",
            (true, false) if !street.is_empty() => "AmbiguousAddressIndicator",
            _ => "NoCandidatesIndicator",
        };
        answer[which] = json!("");
        let streets: Vec<String> = match which {
            "ValidAddressIndicator" => vec![street.to_uppercase()],
            "AmbiguousAddressIndicator" => [1, 99]
                .map(|house| format!("{house} {}", street.to_uppercase()))
                .into(),
            _ => Vec::new(),
        };
        let candidates = streets.into_iter().map(|street| {
            let mut candidate = json!({ "AddressKeyFormat": key(given, &street, postal) });
            if classifies {
                candidate["AddressClassification"] = classification.clone();
            }
            candidate
        });
        let candidates: Vec<Value> = candidates.collect();
        if !candidates.is_empty() {
            answer["Candidate"] = candidates.into();
        }
    }
    if classifies {
        answer["AddressClassification"] = classification;
    }
    Ok(Json(json!({ "XAVResponse": answer })))
}

/// An address as UPS writes it.
fn key(given: &Value, street: &str, postal: &str) -> Value {
    let five: String = postal.chars().take(5).collect();
    // The last four digits follow from the street, so that the same address has the same.
    let four = street.bytes().fold(1_000u32, |sum, byte| {
        1_000 + (sum * 31 + u32::from(byte)) % 9_000
    });
    let (town, state) = (
        text(given, "/PoliticalDivision2").to_uppercase(),
        text(given, "/PoliticalDivision1"),
    );
    json!({
        "AddressLine": [street],
        "PoliticalDivision2": town,
        "PoliticalDivision1": state,
        "PostcodePrimaryLow": five,
        "PostcodeExtendedLow": four.to_string(),
        "Region": format!("{town} {state} {five}-{four}"),
        "CountryCode": text(given, "/CountryCode"),
    })
}
