//! What is made of every answer to a purchase.
use super::*;
use pb_domain::Problem;

fn said(answer: &Answer, parcels: usize) -> Result<crate::Bought, Problem> {
    ship::parse(answer, &prepared(), parcels)
}

#[test]
fn a_sale_is_a_sale() {
    for sold in [
        recorded!("ship_200.json"),
        recorded!("ship_object_200.json"),
    ] {
        let bought = said(&sold, 1).unwrap();
        assert_eq!(bought.carrier_ref, FIRST);
        assert_eq!(bought.parcels[0].tracking_number, FIRST);
        assert_eq!(bought.charged, usd(956), "by contract");
        assert_eq!(bought.labels[0].format, Format::Zpl);
        assert_eq!(bought.carrier_data, json!({ "label": "ZPL" }));
        assert_eq!(
            bought.tracking_url,
            "https://www.ups.com/track?tracknum=1ZA1B2C30310420013"
        );
    }
    let two = said(&recorded!("ship_two_200.json"), 2).unwrap();
    let numbers: Vec<&str> = two
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    assert_eq!(numbers, [FIRST, SECOND]);
    assert_eq!(two.labels.len(), 2);
}

#[test]
fn odd_trimmings_do_not_unmake_a_sale() {
    let mut sold: Value = serde_json::from_str(include_str!("../fixtures/ship_200.json")).unwrap();
    let results = &mut sold["ShipmentResponse"]["ShipmentResults"];
    results["NegotiatedRateCharges"] = json!("none");
    results["ShipmentCharges"] = json!([]);
    results["ShipmentIdentificationNumber"] = json!(null);
    results["PackageResults"][0]["ShippingLabel"]["GraphicImage"] = json!("PGh0bWw+");
    let bought = said(&answer(200, &sold.to_string()), 1).unwrap();
    assert_eq!(bought.charged, usd(956), "as quoted");
    assert_eq!(bought.labels, [], "to be fetched again");
    assert_eq!(bought.carrier_ref, FIRST);
}

#[test]
fn only_what_ups_calls_a_no_is_one() {
    for (no, kind, code) in [
        (
            recorded!("service_400.json"),
            ProblemKind::Refused,
            "111212",
        ),
        (
            recorded!("malformed_400.json"),
            ProblemKind::Invalid,
            "10002",
        ),
        (
            recorded!("postal_code_400.json"),
            ProblemKind::Invalid,
            "120208",
        ),
        (
            recorded!("credentials_401.json"),
            ProblemKind::Auth,
            "250002",
        ),
        (recorded!("blocked_403.json"), ProblemKind::Auth, "250003"),
        (
            recorded!("throttled_429.json"),
            ProblemKind::RateLimited,
            "10429",
        ),
    ] {
        let problem = said(&no, 1).unwrap_err();
        assert_eq!(
            (problem.kind, problem.carrier_code.as_str()),
            (kind, code),
            "{no:?}"
        );
        assert!(!problem.carrier_text.is_empty());
    }
    let problem = said(&recorded!("postal_code_400.json"), 1).unwrap_err();
    assert_eq!(problem.field.as_deref(), Some("ship_to.postal_code"));
    assert!(problem.text.contains("state province"), "all of them");
}

#[test]
fn everything_else_is_unknown() {
    let mut failed: Value =
        serde_json::from_str(include_str!("../fixtures/ship_200.json")).unwrap();
    failed["ShipmentResponse"]["Response"]["ResponseStatus"]["Code"] = json!("0");
    let mut nameless: Value =
        serde_json::from_str(include_str!("../fixtures/ship_200.json")).unwrap();
    nameless["ShipmentResponse"]["ShipmentResults"]["PackageResults"][0]["TrackingNumber"] =
        json!(" ");
    for unclear in [
        recorded!("down_500.json"),
        recorded!("unwell_400.json"),
        recorded!("refusal_200.json"),
        recorded!("refusal_object_200.json"),
        answer(200, &failed.to_string()),
        answer(200, &nameless.to_string()),
        recorded!("ship_two_200.json"),
        answer(302, ""),
        answer(400, "<html>"),
        answer(404, "{}"),
    ] {
        let problem = said(&unclear, 1).unwrap_err();
        assert_eq!(
            problem.kind,
            ProblemKind::UnknownOutcome,
            "{unclear:?}: {problem:?}"
        );
        assert!(!problem.hint.is_empty());
    }
    let problem = said(&recorded!("refusal_200.json"), 1).unwrap_err();
    assert_eq!(problem.carrier_code, "120500", "its words are kept");
    // One number for two parcels, and the same number twice.
    assert!(said(&recorded!("ship_200.json"), 2).is_err());
    let twice = include_str!("../fixtures/ship_two_200.json").replace(SECOND, FIRST);
    assert!(said(&answer(200, &twice), 2).is_err());
}
