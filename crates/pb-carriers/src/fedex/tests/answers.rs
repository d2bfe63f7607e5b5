//! What is made of rates, voids, addresses and logins.
use super::*;
use crate::engine::Login as _;
use crate::{AddressStanding, Likeness};
use secrecy::ExposeSecret as _;
use std::time::Duration;

fn rates_for(answer: &Answer, account: &Account) -> crate::RateAnswer {
    rate::parse(answer, account, &consignment()).unwrap()
}

fn parts(rate: &Rate) -> Vec<(&str, i64)> {
    let charges = rate.charges.iter();
    charges
        .map(|c| (c.label.as_str(), c.amount.minor))
        .collect()
}

#[test]
fn the_contracts_price_comes_before_the_lists_and_is_chosen_by_kind_and_currency() {
    let rates = rates_for(&recorded!("rates_200.json"), &account()).rates;
    let [overnight, home, extra] = rates.as_slice() else {
        panic!("{rates:?}")
    };
    assert_eq!(
        (overnight.service.as_str(), overnight.service_name.as_str()),
        ("PRIORITY_OVERNIGHT", "FedEx Priority Overnight")
    );
    assert_eq!(overnight.total, usd(6_703), "though the list's is first");
    assert_eq!(
        parts(overnight),
        [
            ("Transport", 8_810),
            ("Discounts", -3_524),
            ("Fuel Surcharge", 872),
            ("Residential delivery surcharge", 545),
        ]
    );
    assert_eq!(
        (overnight.transit_days, overnight.delivery_date.as_deref()),
        (Some(1), Some("2026-11-30"))
    );
    assert_eq!(home.total, usd(956), "not in Canadian dollars");
    assert_eq!(
        (home.transit_days, home.delivery_date.as_deref()),
        (Some(4), None)
    );
    // What FedEx has no name for, and no contract.
    assert_eq!(extra.service_name, "FedEx First Overnight Extra Hours");
    assert_eq!((extra.total, extra.transit_days), (usd(12_000), None));
    let listed = rates_for(
        &recorded!("rates_200.json"),
        &with(&[("prices", "published")]),
    );
    assert_eq!(listed.rates[0].total, usd(10_263));
}

#[test]
fn amounts_may_be_objects_and_lists_of_one_their_entry() {
    let rates = rates_for(&recorded!("rates_object_200.json"), &account()).rates;
    assert_eq!(rates.len(), 1);
    assert_eq!(rates[0].total, usd(956));
    assert_eq!(
        parts(&rates[0]),
        [
            ("Transport", 950),
            ("Discounts", -150),
            ("Fuel Surcharge", 156)
        ]
    );
    assert_eq!(
        (rates[0].transit_days, rates[0].delivery_date.as_deref()),
        (Some(3), Some("2026-12-02"))
    );
}

#[test]
fn an_odd_offer_is_a_note_beside_the_others() {
    let offer = |service: &str, kind: &str, amount: Value, currency: &str| {
        json!({ "serviceType": service, "ratedShipmentDetails": [
            { "rateType": kind, "totalNetCharge": amount, "currency": currency }
        ] })
    };
    let odd = json!({ "output": { "rateReplyDetails": [
        offer("FEDEX_GROUND", "ACCOUNT", json!("7.00"), "USD"),
        offer("FEDEX_2_DAY", "ACCOUNT", json!("much"), "USD"),
        offer("FEDEX_2_DAY", "ACCOUNT", json!(0.0), "USD"),
        offer("FEDEX_2_DAY", "ACCOUNT", json!(-1), "USD"),
        offer("FEDEX_2_DAY", "ACCOUNT", json!(1), "XX"),
        offer("FEDEX_2_DAY", "PREFERRED_ACCOUNT", json!(1), "USD"),
        offer("FEDEX_2_DAY", "INCENTIVE", json!(1), "USD"),
        offer("", "ACCOUNT", json!(1), "USD"),
        offer("SMART_POST", "PAYOR_ACCOUNT_SHIPMENT", json!(8), "USD"),
        [1, 2], "odd", null,
    ] } });
    let read = rates_for(&answer(200, &odd.to_string()), &account());
    let names: Vec<&str> = read.rates.iter().map(|r| r.service_name.as_str()).collect();
    assert_eq!(names, ["FedEx Ground", "Smart Post"]);
    assert_eq!(read.notes.len(), 10);
    assert_eq!(parts(&read.rates[0]), [], "nothing adds up to the total");
    let none = rates_for(&recorded!("rates_none_200.json"), &account());
    assert!(none.rates.is_empty());
    assert_eq!(none.notes[0].carrier_code, "RATE.LOCATION.NOSERVICE");
}

#[test]
fn days_are_words() {
    let days = |words: &str| {
        let offer = json!({ "output": { "rateReplyDetails": [{
            "serviceType": "FEDEX_GROUND",
            "operationalDetail": { "transitTime": words },
            "ratedShipmentDetails": [{ "rateType": "LIST", "totalNetCharge": 1, "currency": "USD" }],
        }] } });
        rates_for(&answer(200, &offer.to_string()), &account()).rates[0].transit_days
    };
    for (words, expected) in [
        ("ONE_DAY", Some(1)),
        ("FOUR_DAYS", Some(4)),
        ("FIFTEEN_DAYS", Some(15)),
        ("TWENTY_DAYS", Some(20)),
        ("TWENTY_ONE_DAYS", None),
        ("SMARTPOST_TRANSIT_DAYS", None),
        ("UNKNOWN", None),
        ("4", None),
        ("_DAYS", None),
        ("", None),
    ] {
        assert_eq!(days(words), expected, "{words}");
    }
}

#[test]
fn a_void_is_one_only_when_fedex_says_so() {
    let parse = |answer: &Answer| void::parse(answer, FIRST);
    assert_eq!(parse(&recorded!("void_200.json")), Ok(()));
    assert_eq!(
        parse(&recorded!("void_again_400.json")),
        Ok(()),
        "it was before"
    );
    let not = parse(&recorded!("void_not_200.json")).unwrap_err();
    assert_eq!(not.kind, ProblemKind::Refused);
    assert!(
        not.text.contains("tendered") && !not.hint.is_empty(),
        "{not:?}"
    );
    for unclear in [
        answer(200, "{}"),
        answer(200, r#"{"output":{}}"#),
        answer(200, r#"{"output":{"cancelledHistory":true}}"#),
        answer(204, ""),
    ] {
        let kind = parse(&unclear).unwrap_err().kind;
        assert_eq!(kind, ProblemKind::UnknownOutcome, "{unclear:?}");
    }
}

#[test]
fn an_address_is_known_doubted_or_unknown() {
    let parse = |answer: &Answer| address::parse(answer, &reno());
    let known = parse(&recorded!("address_known_200.json")).unwrap();
    assert_eq!(
        (known.standing, known.residential),
        (AddressStanding::Known, Some(true))
    );
    let candidate = &known.candidates[0];
    assert_eq!(
        (candidate.line1.as_str(), candidate.line2.as_str()),
        ("5 ELM ST", "FLAT 3")
    );
    assert_eq!(
        (
            candidate.city.as_str(),
            candidate.region.as_str(),
            candidate.postal_code.as_str()
        ),
        ("RENO", "NV", "89501-1203")
    );
    assert_eq!(candidate.name, "Bo Birch");
    let suite = parse(&recorded!("address_suite_200.json")).unwrap();
    assert_eq!(
        (suite.standing, suite.residential, suite.candidates.len()),
        (AddressStanding::Ambiguous, None, 1)
    );
    let unknown = parse(&recorded!("address_unknown_200.json")).unwrap();
    assert_eq!(
        (unknown.standing, unknown.candidates.len()),
        (AddressStanding::Unknown, 0)
    );
    let country = parse(&recorded!("address_country_200.json")).unwrap_err();
    assert_eq!(country.kind, ProblemKind::Unsupported);
    let attributes = |attributes: Value| {
        let body = json!({ "output": { "resolvedAddresses": [{ "attributes": attributes }] } });
        parse(&answer(200, &body.to_string())).map(|checked| checked.standing)
    };
    // Where no delivery points are known, a match is enough.
    assert_eq!(
        attributes(json!({ "Resolved": "true", "Matched": "true" })),
        Ok(AddressStanding::Known)
    );
    assert_eq!(
        attributes(json!({ "Resolved": "true", "Matched": "false" })),
        Ok(AddressStanding::Ambiguous)
    );
    for flaw in ["InvalidSuiteNumber", "MultipleMatches"] {
        let flawed = json!({ "Resolved": "true", "DPV": "true", flaw: "true" });
        assert_eq!(attributes(flawed), Ok(AddressStanding::Ambiguous), "{flaw}");
    }
    assert!(attributes(json!({ "Resolved": "perhaps" })).is_err());
    assert!(attributes(Value::Null).is_err());
}

#[test]
fn quebec_comes_back_by_its_code_of_today() {
    let body = include_str!("../fixtures/address_known_200.json")
        .replace(
            "\"stateOrProvinceCode\": \"NV\"",
            "\"stateOrProvinceCode\": \"PQ\"",
        )
        .replace("\"countryCode\": \"US\"", "\"countryCode\": \"CA\"");
    let found = address::parse(&answer(200, &body), &reno()).unwrap();
    assert_eq!(found.candidates[0].region, "QC");
}

#[test]
fn a_login_gives_a_token_for_an_hour() {
    let grant = login::LOGIN.read(&recorded!("token_200.json")).unwrap();
    assert_eq!(grant.token.expose_secret(), "made-up-token");
    assert_eq!(grant.lifetime, Duration::from_secs(3_600));
    let said = login::LOGIN.said(&recorded!("credentials_401.json"));
    assert_eq!(said.0, "NOT.AUTHORIZED.ERROR");
    // What is not in its words is not repeated; a bare 403 is what too many logins get.
    let page = answer(400, "client_secret=hush");
    assert_eq!(login::LOGIN.said(&page), ("400".to_owned(), String::new()));
    assert!(
        login::LOGIN
            .said(&answer(403, ""))
            .1
            .contains("ten minutes")
    );
    assert!(login::LOGIN.expired(&recorded!("credentials_401.json")));
    assert!(!login::LOGIN.expired(&recorded!("forbidden_403.json")));
    assert_ne!(login::LOGIN.name(), login::TRACK_LOGIN.name());
    let refused = login::LOGIN
        .read(&recorded!("refusal_200.json"))
        .unwrap_err();
    assert_eq!(refused.carrier_code, "SERVICE.PACKAGECOMBINATION.INVALID");
}

#[test]
fn codes_lead_to_the_field_they_are_about() {
    let field = |answer: &Answer| {
        let problem = rate::parse(answer, &account(), &consignment()).unwrap_err();
        (problem.kind, problem.field)
    };
    assert_eq!(
        field(&recorded!("phone_400.json")),
        (ProblemKind::Invalid, Some("ship_to.phone".to_owned()))
    );
    assert_eq!(
        field(&recorded!("account_400.json")),
        (ProblemKind::Invalid, Some("account_number".to_owned()))
    );
    assert_eq!(
        field(&recorded!("service_400.json")),
        (ProblemKind::Refused, None)
    );
    for (code, expected) in [
        ("COUNTRY.POSTALCODE.INVALID", None),
        ("SHIPPER.STREETLINE1.EMPTY", Some("ship_from.line1")),
        (
            "REQUESTEDSHIPMENT.TOTALDECLAREDVALUE.MISMATCH",
            Some("options.insurance"),
        ),
        (
            "COMMODITIES.CUSTOMSVALUE.LESSTHANREQUIRED",
            Some("customs.items"),
        ),
    ] {
        let body = json!({ "errors": [{ "code": code, "message": "No." }] });
        let (kind, field) = field(&answer(422, &body.to_string()));
        assert_eq!(
            (kind, field.as_deref()),
            (ProblemKind::Invalid, expected),
            "{code}"
        );
    }
}

#[test]
fn its_numbers_are_known_by_their_check_digit() {
    let is = |text: &str| (PROFILE.likeness)(text);
    for good in [
        // Mock numbers of the documentation, and an example of each kind of barcode.
        "568838414941",
        "986578788855",
        "149331877648230",
        "041441760228964",
        "000123450000000027",
        "9611020987654312345672",
        "1001921334250001000300779017972697",
        "02394653001023698293",
        "61292701078443410536",
        "9261292701078443410536",
        FIRST,
        SECOND,
    ] {
        assert_eq!(is(good), Likeness::CheckDigit, "{good}");
        let last = (good.as_bytes()[good.len() - 1] - b'0' + 1) % 10;
        let wrong = format!("{}{last}", &good[..good.len() - 1]);
        assert_eq!(is(&wrong), Likeness::No, "{wrong}");
    }
    for none in [
        "",
        "77100000001",
        "77100000001x",
        "1Z5R89390357567127",
        "123456789012345678",
        "9400111899223197428490",
        "77394653001023698293",
        "٧٧١٠٠٠٠٠٠٠١٣",
    ] {
        assert_eq!(is(none), Likeness::No, "{none}");
    }
    // The number is within the older barcode.
    let astra = format!("3{}{FIRST}0201", "0".repeat(15));
    assert_eq!(is(&astra), Likeness::CheckDigit);
}
