//! What is made of rates, voids, labels, addresses, pickups and logins.
use super::*;
use crate::engine::Login as _;
use crate::{AddressStanding, PickupOrder, PickupParcels};
use secrecy::ExposeSecret as _;
use std::time::Duration;

fn rates(answer: &Answer) -> Vec<Rate> {
    rate::parse(answer, &account(), &consignment())
        .unwrap()
        .rates
}

#[test]
fn the_contracts_price_comes_before_the_lists() {
    let rates = rates(&recorded!("rates_200.json"));
    let [ground, air] = rates.as_slice() else {
        panic!("{rates:?}")
    };
    assert_eq!(
        (ground.service.as_str(), ground.service_name.as_str()),
        ("03", "Ground")
    );
    assert_eq!(ground.total, usd(956));
    let parts: Vec<(&str, i64)> = ground
        .charges
        .iter()
        .map(|c| (c.label.as_str(), c.amount.minor))
        .collect();
    assert_eq!(parts, [("Transport", 810), ("Fuel Surcharge", 146)]);
    assert_eq!(ground.transit_days, Some(3));
    assert_eq!(ground.delivery_date.as_deref(), Some("2026-12-03"));
    // Without a contract's price the list's, with its taxes.
    assert_eq!(air.total, usd(6_625));
    assert_eq!(air.charges.len(), 3);
    assert_eq!(
        (air.transit_days, air.delivery_date.as_deref()),
        (Some(1), None)
    );
}

#[test]
fn one_offer_may_be_an_object_and_amounts_may_be_numbers() {
    let rates = rates(&recorded!("rates_one_200.json"));
    assert_eq!(rates.len(), 1);
    assert_eq!(rates[0].total, usd(956));
    assert_eq!(rates[0].charges.len(), 2);
}

#[test]
fn an_odd_offer_is_a_note_beside_the_others() {
    let offer = |code: &str, value: Value, currency: &str| {
        json!({ "Service": { "Code": code },
            "TotalCharges": { "CurrencyCode": currency, "MonetaryValue": value } })
    };
    let odd = json!({ "RateResponse": { "RatedShipment": [
        offer("03", json!("7.00"), "USD"),
        offer("01", json!("much"), "USD"),
        offer("02", json!("0.00"), "USD"),
        offer("12", json!("-1"), "USD"),
        offer("13", json!("1"), "XX"),
        offer("", json!("1"), "USD"),
        offer("99", json!("8"), "USD"),
        [1, 2], "odd", null,
    ] } });
    let read = rate::parse(&answer(200, &odd.to_string()), &account(), &consignment()).unwrap();
    let names: Vec<&str> = read.rates.iter().map(|r| r.service_name.as_str()).collect();
    assert_eq!(names, ["Ground", "Service 99"]);
    assert_eq!(read.notes.len(), 8);
    let whole: Vec<&str> = read.rates[0]
        .charges
        .iter()
        .map(|c| c.label.as_str())
        .collect();
    assert_eq!(whole, [""; 0], "nothing adds up to the total");
}

#[test]
fn returns_are_not_offered_where_ups_does_not_take_them() {
    let offer = |code: &str| json!({ "Service": { "Code": code }, "TotalCharges": { "CurrencyCode": "USD", "MonetaryValue": "7" } });
    let list =
        json!({ "RateResponse": { "RatedShipment": [offer("13"), offer("59"), offer("03")] } });
    let back = Consignment {
        direction: Direction::Return,
        ..consignment()
    };
    let answer = answer(200, &list.to_string());
    let read = rate::parse(&answer, &account(), &back).unwrap();
    assert_eq!(read.rates.len(), 1);
    assert_eq!(rates(&answer).len(), 3);
}

#[test]
fn a_void_is_void_as_a_whole_or_not() {
    let parse = |answer: &Answer| void::parse(answer, FIRST);
    assert_eq!(parse(&recorded!("void_200.json")), Ok(()));
    assert_eq!(parse(&recorded!("void_object_200.json")), Ok(()));
    let part = parse(&recorded!("void_part_200.json")).unwrap_err();
    assert_eq!(part.kind, ProblemKind::UnknownOutcome);
    assert!(part.text.contains(SECOND), "{part:?}");
    let late = parse(&recorded!("void_nothing_400.json")).unwrap_err();
    assert_eq!(
        (late.kind, late.carrier_code.as_str()),
        (ProblemKind::Refused, "190102")
    );
    assert!(!late.hint.is_empty());
    for unclear in [
        answer(200, "{}"),
        answer(200, r#"{"VoidShipmentResponse":{}}"#),
        answer(204, ""),
    ] {
        let kind = parse(&unclear).unwrap_err().kind;
        assert_eq!(kind, ProblemKind::UnknownOutcome, "{unclear:?}");
    }
}

#[test]
fn labels_come_again_by_their_numbers() {
    let again = label::parse(&recorded!("recovery_200.json")).unwrap();
    assert_eq!(again.shipment, FIRST);
    assert_eq!(again.labels.len(), 2);
    assert!(
        again.labels[SECOND]
            .bytes
            .windows(18)
            .any(|w| w == SECOND.as_bytes())
    );
    // Whatever was asked for.
    let cash = label::parse(&recorded!("recovery_object_200.json")).unwrap();
    assert_eq!(cash.labels[FIRST].format, Format::Gif);
    let page = json!({ "LabelRecoveryResponse": { "LabelResults": {
        "TrackingNumber": FIRST, "LabelImage": { "GraphicImage": "PGh0bWw+" } } } });
    let none = label::parse(&answer(200, &page.to_string())).unwrap();
    assert!(none.labels.is_empty(), "a page is no label");
}

#[test]
fn an_address_is_known_one_of_several_or_unknown() {
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
    assert_eq!(candidate.postal_code, "89501-1203");
    assert_eq!(candidate.name, "Bo Birch");
    let several = parse(&recorded!("address_ambiguous_200.json")).unwrap();
    assert_eq!(several.standing, AddressStanding::Ambiguous);
    assert_eq!((several.candidates.len(), several.residential), (2, None));
    let unknown = parse(&recorded!("address_unknown_200.json")).unwrap();
    assert_eq!(unknown.standing, AddressStanding::Unknown);
    let both = r#"{"XAVResponse":{"ValidAddressIndicator":"","NoCandidatesIndicator":""}}"#;
    assert!(parse(&answer(200, both)).is_err(), "it cannot be both");
}

fn driver() -> PickupOrder {
    PickupOrder {
        address: austin(),
        day: "2026-11-30".to_owned(),
        ready: "10:00".to_owned(),
        close: "17:30".to_owned(),
        parcels: vec![PickupParcels {
            service: "03".to_owned(),
            count: 4,
            country: country("US"),
        }],
        weight: pounds(900),
        heaviest: pounds(701),
        instructions: String::new(),
        reference: String::new(),
    }
}

#[test]
fn a_driver_is_ordered_and_sent_home() {
    let request = pickup::request(&account(), &driver(), Uuid::nil()).unwrap();
    assert!(request.url.ends_with("/api/pickupcreation/v2409/pickup"));
    let asked = body(&request);
    let asked = &asked["PickupCreationRequest"];
    assert_eq!(
        asked["PickupDateInfo"],
        json!({ "CloseTime": "1730", "ReadyTime": "1000", "PickupDate": "20261130" })
    );
    assert_eq!(
        asked["PickupPiece"],
        json!([{ "ServiceCode": "003", "Quantity": "4", "DestinationCountryCode": "US", "ContainerCode": "01" }])
    );
    assert_eq!(asked["OverweightIndicator"], "Y");
    assert_eq!(
        asked["TotalWeight"],
        json!({ "Weight": "90", "UnitOfMeasurement": "LBS" })
    );
    let ordered = pickup::parse(&recorded!("pickup_200.json")).unwrap();
    assert_eq!(
        (ordered.number.as_str(), ordered.charged),
        ("2929AONCALL", Some(usd(870)))
    );
    let refused = pickup::parse(&recorded!("pickup_refused_400.json")).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Refused);
    let home = pickup::cancel_request(&account(), "2929AONCALL", Uuid::nil()).unwrap();
    assert!(home.url.ends_with("/api/shipments/v2409/pickup/02"));
    assert_eq!(header(&home, "Prn"), "2929AONCALL");
    assert_eq!(
        pickup::parse_cancel(&recorded!("pickup_cancel_200.json")),
        Ok(())
    );
    assert!(pickup::cancel_request(&account(), "a\r\nb", Uuid::nil()).is_err());
    assert!(pickup::parse_cancel(&answer(200, r#"{"PickupCancelResponse":{}}"#)).is_err());
}

#[test]
fn an_order_of_a_driver_names_what_is_wrong_with_it() {
    type Change = fn(&mut PickupOrder);
    let cases: &[(&str, Change)] = &[
        ("address.phone", |o| o.address.phone.clear()),
        ("address.company", |o| o.address.company = "x".repeat(28)),
        ("day", |o| o.day = "tomorrow".to_owned()),
        ("ready", |o| o.ready = "10".to_owned()),
        ("close", |o| o.close = "09:59".to_owned()),
        ("parcels", |o| o.parcels.clear()),
        ("weight", |o| o.weight = Weight::ZERO),
        ("instructions", |o| o.instructions = "x".repeat(58)),
    ];
    for (field, change) in cases {
        let mut odd = driver();
        change(&mut odd);
        let problem = pickup::request(&account(), &odd, Uuid::nil()).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(*field));
    }
}

#[test]
fn a_login_gives_a_token_whose_seconds_are_a_text() {
    let grant = login::LOGIN.read(&recorded!("token_200.json")).unwrap();
    assert_eq!(grant.token.expose_secret(), "made-up-token");
    assert_eq!(grant.lifetime, Duration::from_secs(14_399));
    let said = login::LOGIN.said(&recorded!("credentials_401.json"));
    assert_eq!(
        said,
        (
            "250002".to_owned(),
            "Invalid Authentication Information.".to_owned()
        )
    );
    // What is not in its words is not repeated.
    let page = answer(400, "Basic aHVzaA==");
    assert_eq!(login::LOGIN.said(&page), ("400".to_owned(), String::new()));
    assert!(login::LOGIN.expired(&recorded!("credentials_401.json")));
    assert!(login::LOGIN.expired(&recorded!("blocked_403.json")));
    assert!(!login::LOGIN.expired(&recorded!("postal_code_400.json")));
    assert!(!login::LOGIN.expired(&recorded!("rates_200.json")));
    let refused = login::LOGIN
        .read(&recorded!("refusal_200.json"))
        .unwrap_err();
    assert_eq!(refused.carrier_code, "120500");
}

#[test]
fn its_numbers_are_known_by_their_check_digit() {
    use crate::Likeness;
    for (text, likeness) in [
        (FIRST, Likeness::CheckDigit),
        ("1ZA1B2C30310420014", Likeness::No),
        ("1Z5R89390357567127", Likeness::CheckDigit),
        ("1Z5R8939035756712", Likeness::No),
        ("1z5R89390357567127", Likeness::No),
        ("", Likeness::No),
        ("1Z", Likeness::No),
    ] {
        assert_eq!((PROFILE.likeness)(text), likeness, "{text}");
    }
}
