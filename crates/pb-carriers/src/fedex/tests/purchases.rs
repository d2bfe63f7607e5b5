//! What is made of every answer to a purchase.
use super::*;
use pb_domain::Problem;

fn said(answer: &Answer, parcels: usize) -> Result<crate::Bought, Problem> {
    ship::parse(answer, usd(7_000), parcels)
}

fn changed(change: impl FnOnce(&mut Value)) -> Answer {
    let mut sold: Value = serde_json::from_str(include_str!("../fixtures/ship_200.json")).unwrap();
    change(&mut sold["output"]["transactionShipments"][0]);
    answer(200, &sold.to_string())
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
        assert_eq!(bought.charged, usd(6_703), "by contract");
        assert_eq!(bought.labels[0].format, Format::Zpl);
        assert_eq!(
            bought.tracking_url,
            "https://www.fedex.com/fedextrack/?trknbr=771000000013"
        );
    }
    // The second parcel is told first.
    let two = said(&recorded!("ship_two_200.json"), 2).unwrap();
    let numbers: Vec<&str> = two
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    assert_eq!(numbers, [FIRST, SECOND]);
    assert_eq!(two.labels.len(), 2);
    let first = String::from_utf8_lossy(&two.labels[0].bytes).into_owned();
    assert!(first.contains(FIRST), "{first}");
    assert_eq!(two.charged, usd(13_303));
}

#[test]
fn odd_trimmings_do_not_unmake_a_sale() {
    let bought = said(
        &changed(|sale| {
            sale["completedShipmentDetail"] = json!("none");
            sale["masterTrackingNumber"] = Value::Null;
            sale["pieceResponses"][0]["packageDocuments"][1]["encodedLabel"] = json!("PGh0bWw+");
            sale["pieceResponses"][0]["packageSequenceNumber"] = json!("first");
        }),
        1,
    )
    .unwrap();
    assert_eq!(bought.charged, usd(6_703), "as the piece has it");
    assert_eq!(bought.labels, [], "a page is no label");
    assert_eq!(bought.carrier_ref, FIRST);
    let free = said(
        &changed(|sale| {
            sale["completedShipmentDetail"] = Value::Null;
            sale["pieceResponses"][0]["netChargeAmount"] = json!(0.0);
        }),
        1,
    );
    assert_eq!(free.unwrap().charged, usd(7_000), "as quoted");
    // A label of another kind is one where there is no plain one.
    let back = said(
        &changed(|sale| {
            let documents = &mut sale["pieceResponses"][0]["packageDocuments"];
            documents[1]["contentType"] = json!("RETURN_LABEL");
            documents[0]["contentType"] = json!("RECEIPT");
        }),
        1,
    );
    assert_eq!(back.unwrap().labels.len(), 1);
}

#[test]
fn only_what_fedex_calls_a_no_is_one() {
    for (no, kind) in [
        (recorded!("service_400.json"), ProblemKind::Refused),
        (recorded!("phone_400.json"), ProblemKind::Invalid),
        (recorded!("account_400.json"), ProblemKind::Invalid),
        (recorded!("credentials_401.json"), ProblemKind::Auth),
        (recorded!("forbidden_403.json"), ProblemKind::Auth),
        (recorded!("throttled_429.json"), ProblemKind::RateLimited),
    ] {
        let problem = said(&no, 1).unwrap_err();
        assert_eq!(problem.kind, kind, "{no:?}");
        assert!(!problem.carrier_text.is_empty());
    }
    let problem = said(&recorded!("phone_400.json"), 1).unwrap_err();
    assert!(problem.text.contains("Postal code"), "all of them");
}

#[test]
fn everything_else_is_unknown() {
    let nameless = changed(|sale| sale["pieceResponses"][0]["trackingNumber"] = json!(" "));
    for unclear in [
        recorded!("down_500.json"),
        recorded!("unavailable_503.json"),
        recorded!("unwell_400.json"),
        recorded!("refusal_200.json"),
        recorded!("refusal_object_200.json"),
        // A job is still to be done, or was.
        recorded!("job_200.json"),
        recorded!("ship_two_200.json"),
        nameless,
        answer(302, ""),
        answer(400, "<html>"),
        answer(404, "{}"),
        answer(400, r#"{"errors":[]}"#),
    ] {
        let problem = said(&unclear, 1).unwrap_err();
        assert_eq!(
            problem.kind,
            ProblemKind::UnknownOutcome,
            "{unclear:?}: {problem:?}"
        );
        assert!(!problem.hint.is_empty());
    }
    // One number for two parcels, and the same number twice.
    assert!(said(&recorded!("ship_200.json"), 2).is_err());
    let twice = include_str!("../fixtures/ship_two_200.json").replace(SECOND, FIRST);
    assert!(said(&answer(200, &twice), 2).is_err());
}
