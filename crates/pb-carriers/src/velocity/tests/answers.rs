//! What is made of rates, lanes, warehouses, labels and failures.
use super::*;
use crate::{LabelAgain as _, RateAnswer};
use pb_domain::Problem;

fn rated(answer: &Answer) -> RateAnswer {
    rate::parse(answer, &account()).unwrap()
}

#[test]
fn every_courier_is_an_offer_with_tax_and_fee() {
    let answer = rated(&recorded!("rates_200.json"));
    let [road, air] = answer.rates.as_slice() else {
        panic!("{:?}", answer.rates)
    };
    assert_eq!(road.service, COURIER);
    assert_eq!(road.service_name, "Delhivery Standard, by road");
    // (93.80 + 3) × 1.18
    assert_eq!(road.total, inr(11_422));
    let parts: Vec<(&str, i64)> = road
        .charges
        .iter()
        .map(|c| (c.label.as_str(), c.amount.minor))
        .collect();
    assert_eq!(
        parts,
        [
            ("Transport", 6_250),
            ("Cash on delivery", 3_130),
            ("Platform fee", 300),
            ("GST", 1_742)
        ]
    );
    assert_eq!(road.delivery_date.as_deref(), Some("2026-12-01"));
    assert_eq!(road.transit_days, None);
    assert_eq!(road.carrier_data["applicable_weight"], "1250");
    // 34 × 1.18, from texts.
    assert_eq!(air.total, inr(4_012));
    assert_eq!(air.service_name, "Bluedart Air, by air");
    assert_eq!(air.delivery_date, None);
    let [closed] = answer.notes.as_slice() else {
        panic!("{:?}", answer.notes)
    };
    assert!(closed.text.contains("Ekart Standard"), "{closed:?}");
}

#[test]
fn the_account_says_the_tax() {
    let untaxed = with(&[(rate::TAX, "0")]);
    let answer = rate::parse(&recorded!("rates_200.json"), &untaxed).unwrap();
    assert_eq!(answer.rates[0].total, inr(9_680));
    assert!(answer.rates[0].charges.iter().all(|c| c.label != "GST"));
    for odd in ["", "much", "-1", "101"] {
        let account = with(&[(rate::TAX, odd)]);
        let problem = rate::parse(&recorded!("rates_200.json"), &account).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(rate::TAX), "{odd}");
    }
}

#[test]
fn what_comes_back_has_a_price_of_its_own() {
    let answer = rated(&recorded!("rates_return_200.json"));
    assert_eq!(answer.rates[0].total, inr(10_773), "91.30 × 1.18");
    assert_eq!(
        answer.rates[0].delivery_date.as_deref(),
        Some("2026-12-02"),
        "without a zone it is the day in India"
    );
}

#[test]
fn a_price_that_cannot_be_is_a_note() {
    let with_charges = |charges: Value| {
        let courier = json!({ "carrier_id": "CAR1", "carrier_name": "Any", "charges": charges });
        let told = json!({ "status": "SUCCESS", "result": { "serviceable_couriers": [courier] } });
        rated(&answer(200, &told.to_string()))
    };
    for odd in [
        json!({}),
        json!({ "total_forward_charges": 0 }),
        json!({ "total_forward_charges": -3 }),
        json!({ "total_forward_charges": "free" }),
        json!({ "total_forward_charges": "79228162514264337593543950335" }),
        Value::Null,
    ] {
        let told = with_charges(odd.clone());
        assert_eq!((told.rates.len(), told.notes.len()), (0, 1), "{odd}");
        assert!(told.notes[0].text.contains("Any"), "{odd}");
    }
    // Cash that is more than all of it is no part of it.
    let told = with_charges(json!({ "total_forward_charges": 50, "cod_charges": 60 }));
    assert_eq!(told.rates[0].total, inr(5_900));
    assert_eq!(told.rates[0].charges[0].amount, inr(5_000));
}

#[test]
fn nobody_who_takes_it_is_said() {
    let none = json!({ "status": "SUCCESS", "result": { "serviceable_couriers": [] } });
    let told = rated(&answer(200, &none.to_string()));
    assert_eq!(told.rates, []);
    assert!(told.notes[0].text.contains("None of Velocity's couriers"));
    let refused = answer(
        200,
        r#"{"status":"FAILURE","message":"No zone for this lane"}"#,
    );
    let problem = rate::parse(&refused, &account()).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert_eq!(problem.carrier_text, "No zone for this lane");
}

#[test]
fn a_lane_is_served_by_somebody_or_nobody() {
    let lane = serviceability::parse(&recorded!("served_200.json")).unwrap();
    let served = serviceability::served(&lane, true);
    assert!(served.served && served.cash_on_delivery == Some(true));
    assert_eq!(served.words, "DTDC Standard, Delhivery Standard");
    assert_eq!(lane.zone, "zone_a");
    assert_eq!(serviceability::served(&lane, false).cash_on_delivery, None);
    let lane = serviceability::parse(&recorded!("not_served_200.json")).unwrap();
    let served = serviceability::served(&lane, true);
    assert!(!served.served && served.cash_on_delivery == Some(false));
    assert!(served.words.contains("cash"), "{served:?}");
    assert!(!serviceability::served(&lane, false).served);
}

#[test]
fn a_warehouse_is_known_by_its_id() {
    let id = warehouse::parse(&recorded!("warehouse_200.json")).unwrap();
    assert_eq!(id, "WHAB12");
    for odd in [
        r#"{"status":"SUCCESS","payload":{}}"#,
        r#"{"status":"SUCCESS","payload":{"warehouse_id":"12"}}"#,
        r#"{"status":"SUCCESS","payload":{"warehouse_id":""}}"#,
    ] {
        let problem = warehouse::parse(&answer(200, odd)).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Unavailable, "{odd}");
    }
    let refused = answer(400, r#"{"error":"Name has already been taken"}"#);
    let problem = warehouse::parse(&refused).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert_eq!(problem.carrier_text, "Name has already been taken");
}

#[test]
fn a_label_is_one_whole_pdf() {
    let label = label::parse(&recorded!("label_200.pdf")).unwrap();
    assert_eq!(label.format, pb_domain::Format::Pdf);
    let whole = include_bytes!("../fixtures/label_200.pdf");
    for (status, body, says) in [
        (
            403,
            b"<Error><Code>AccessDenied</Code></Error>".to_vec(),
            "403",
        ),
        (200, b"<html>".to_vec(), "no label"),
        (200, b"^XA^XZ".to_vec(), "no label"),
        (200, whole[..whole.len() - 9].to_vec(), "whole"),
        (200, [whole.as_slice(), whole].concat(), "whole"),
    ] {
        let problem = label::parse(&bytes(status, &body)).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Unavailable);
        assert!(problem.text.contains(says), "{says}: {problem:?}");
    }
}

#[tokio::test]
async fn a_label_without_a_link_cannot_be_had_again() {
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let engine = crate::engine::Engine::new(crate::engine::EngineOptions::default()).unwrap();
    let (account, now) = (account(), now());
    let cx = crate::Cx {
        account: &account,
        engine: &engine,
        now: &now,
    };
    let none = bought(BILL);
    let again = label::VelocityLabelAgain.label_again(cx, &none);
    let problem = again.await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Refused);
    let mut plain = bought(BILL);
    plain.carrier_data = json!({ "label_url": "http://labels.example.com/x" });
    let again = label::VelocityLabelAgain.label_again(cx, &plain);
    assert_eq!(again.await.unwrap_err().kind, ProblemKind::Unavailable);
}

fn failed(answer: &Answer) -> Problem {
    serviceability::parse(answer).unwrap_err()
}

#[test]
fn failures_are_known_by_their_words() {
    for (said, kind, field) in [
        (
            recorded!("phone_400.json"),
            ProblemKind::Invalid,
            Some("ship_to.phone"),
        ),
        (
            recorded!("errors_400.json"),
            ProblemKind::Invalid,
            Some("ship_to.region"),
        ),
        (recorded!("details_400.json"), ProblemKind::Refused, None),
        (recorded!("no_waybill_422.json"), ProblemKind::Refused, None),
        (
            recorded!("refused_200.json"),
            ProblemKind::Refused,
            Some("ship_to.postal_code"),
        ),
        (recorded!("key_401.json"), ProblemKind::Auth, Some("token")),
        (
            recorded!("no_access_403.json"),
            ProblemKind::Auth,
            Some("token"),
        ),
        (
            recorded!("throttled_429.json"),
            ProblemKind::RateLimited,
            None,
        ),
        (
            recorded!("gateway_504.json"),
            ProblemKind::Unavailable,
            None,
        ),
        (recorded!("down_500.json"), ProblemKind::Unavailable, None),
    ] {
        let problem = failed(&said);
        assert_eq!(
            (problem.kind, problem.field.as_deref()),
            (kind, field),
            "{problem:?}"
        );
        assert!(!problem.carrier_text.is_empty(), "{problem:?}");
        assert!(!problem.hint.is_empty(), "{problem:?}");
    }
    let details = failed(&recorded!("details_400.json"));
    assert_eq!(details.carrier_text, "billing_pincode is not valid");
    assert_eq!(details.carrier_code, "400");
}

#[test]
fn each_known_word_of_the_guide_is_read() {
    for (words, kind, field) in [
        (
            "Pickup location is not serviceable by this carrier",
            ProblemKind::Refused,
            Some("ship_from.postal_code"),
        ),
        ("This route is not serviceable", ProblemKind::Refused, None),
        (
            "Warehouse not activated. Please contact support team",
            ProblemKind::Refused,
            Some("warehouses"),
        ),
        (
            "Invalid warehouse_id",
            ProblemKind::Invalid,
            Some("warehouses"),
        ),
        (
            "Address exceeds maximum allowed length - 255",
            ProblemKind::Invalid,
            Some("ship_to.line1"),
        ),
        (
            "Drop City length should be less than or equal to 50 char",
            ProblemKind::Invalid,
            Some("ship_to.city"),
        ),
        (
            "Customer name is missing or contains unsupported characters",
            ProblemKind::Invalid,
            Some("ship_to.name"),
        ),
        (
            "Drop EmailID is invalid",
            ProblemKind::Invalid,
            Some("ship_to.email"),
        ),
        (
            "COD Orders not allowed on this destination",
            ProblemKind::Refused,
            Some("options.cod"),
        ),
        (
            "COD amount is invalid or out of the allowed range",
            ProblemKind::Invalid,
            Some("options.cod"),
        ),
        (
            "Package weight is invalid or out of the allowed range",
            ProblemKind::Invalid,
            Some("parcels.0.weight"),
        ),
        (
            "Largest value of dimension exceeds max allowed value - 75",
            ProblemKind::Invalid,
            Some("parcels.0.dimensions"),
        ),
        ("Insufficient wallet balance", ProblemKind::Refused, None),
    ] {
        let problem = super::super::answer::no("422", words);
        assert_eq!(
            (problem.kind, problem.field.as_deref()),
            (kind, field),
            "{words}"
        );
        assert_eq!(problem.carrier_text, words);
    }
}
