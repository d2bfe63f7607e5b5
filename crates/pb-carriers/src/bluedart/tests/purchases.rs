//! What is made of every answer to a purchase, and to one that was sent again.
use super::*;
use crate::{Bought, SettleWay, Settled, Ships as _};
use pb_domain::{Format, Problem};

fn said(answer: &Answer, parcels: usize) -> Result<Bought, Problem> {
    ship::parse(answer, &prepared(), parcels)
}

#[test]
fn a_sale_is_a_sale_with_its_label() {
    for sold in [
        recorded!("sold_200.json"),
        recorded!("sold_base64_200.json"),
    ] {
        let bought = said(&sold, 1).unwrap();
        assert_eq!(bought.carrier_ref, NUMBER);
        assert_eq!(bought.parcels[0].tracking_number, NUMBER);
        assert_eq!(bought.charged, inr(12_000), "as the table says");
        assert_eq!(bought.labels.len(), 1);
        assert_eq!(bought.labels[0].format, Format::Pdf);
        assert!(bought.labels[0].bytes.starts_with(b"%PDF-"));
        assert_eq!(bought.carrier_data["area"], "BOM");
        assert_eq!(bought.carrier_data["reference"], prepared().reference);
    }
    // Several parcels of one waybill have one number.
    let several = said(&recorded!("sold_200.json"), 3).unwrap();
    assert_eq!(several.parcels.len(), 3);
    assert!(several.parcels.iter().all(|p| p.tracking_number == NUMBER));
}

#[test]
fn odd_labels_and_pickups_do_not_unmake_a_sale() {
    let sold = |content: Value| {
        let mut sold: Value =
            serde_json::from_str(include_str!("../fixtures/sold_unlabelled_200.json")).unwrap();
        sold["GenerateWayBillResult"]["AWBPrintContent"] = content;
        answer(200, &sold.to_string())
    };
    for odd in [
        Value::Null,
        json!([]),
        json!([37, 80, 68, 70, 45]),
        json!([37, 80, 256]),
        json!("JVBERi0xLjQK"),
        json!("not base64!"),
        json!(7),
        json!({ "a": 1 }),
    ] {
        let bought = said(&sold(odd.clone()), 1).unwrap();
        assert_eq!(bought.labels, [], "{odd}");
    }
    let unfetched = said(&recorded!("sold_no_pickup_200.json"), 1).unwrap();
    assert_eq!(unfetched.carrier_ref, NUMBER);
}

#[test]
fn a_reference_that_was_sold_before_is_that_sale() {
    for repeated in [
        recorded!("repeated_200.json"),
        recorded!("repeated_400.json"),
    ] {
        let bought = said(&repeated, 2).unwrap();
        assert_eq!(bought.carrier_ref, NUMBER);
        assert_eq!(bought.parcels.len(), 2);
        assert_eq!(bought.labels, [], "it does not give the label again");
    }
    let unreadable = r#"{"GenerateWayBillResult":{"IsError":true,"Status":[{"StatusCode":"X",
        "StatusInformation":"Waybill already genereated for this CreditReferenceNo"}]}}"#;
    let problem = said(&answer(200, unreadable), 1).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
}

#[test]
fn only_what_blue_dart_calls_a_no_is_one() {
    for (no, kind, code) in [
        (
            recorded!("refused_200.json"),
            ProblemKind::Refused,
            "InvalidPincode",
        ),
        (
            recorded!("refused_400.json"),
            ProblemKind::Refused,
            "InvalidWeight",
        ),
        (
            recorded!("customer_code_400.json"),
            ProblemKind::Auth,
            "UnauthorizedUser",
        ),
        (
            recorded!("unauthorized_401.json"),
            ProblemKind::Auth,
            "Unauthorized",
        ),
        (recorded!("path_415.json"), ProblemKind::Refused, ""),
        (
            recorded!("throttled_429.json"),
            ProblemKind::RateLimited,
            "TooManyRequests",
        ),
    ] {
        let problem = said(&no, 1).unwrap_err();
        assert_eq!(
            (problem.kind, problem.carrier_code.as_str()),
            (kind, code),
            "{no:?}"
        );
    }
}

#[test]
fn everything_else_is_unknown() {
    let sold = |change: fn(&mut Value)| {
        let mut sold: Value =
            serde_json::from_str(include_str!("../fixtures/sold_unlabelled_200.json")).unwrap();
        change(&mut sold["GenerateWayBillResult"]);
        answer(200, &sold.to_string())
    };
    for unclear in [
        recorded!("down_500.json"),
        recorded!("contradicted_200.json"),
        sold(|s| s["IsError"] = json!(true)),
        sold(|s| s["IsError"] = json!("false")),
        sold(|s| s["AWBNo"] = json!("")),
        sold(|s| s["AWBNo"] = json!("soon")),
        sold(|s| s["AWBNo"] = Value::Null),
        answer(200, r#"{"title":"Valid"}"#),
        answer(200, "{}"),
        answer(204, ""),
        answer(302, ""),
        answer(400, "<html>"),
        answer(404, "{}"),
        answer(408, r#"{"title":"Timeout"}"#),
    ] {
        let problem = said(&unclear, 1).unwrap_err();
        assert_eq!(
            problem.kind,
            ProblemKind::UnknownOutcome,
            "{unclear:?}: {problem:?}"
        );
        assert!(!problem.hint.is_empty());
    }
}

#[test]
fn an_unknown_purchase_is_sent_again() {
    assert_eq!(
        ship::BlueDartShips.settle_way(&account()),
        SettleWay::Resend
    );
    let prepared = prepared();
    for known in [recorded!("sold_200.json"), recorded!("repeated_400.json")] {
        let Settled::Bought(bought) = settle::resent(&known, &prepared, 1) else {
            panic!("{known:?}")
        };
        assert_eq!(bought.carrier_ref, NUMBER);
    }
    // A no proves nothing about the first time; it is for a person, and not asked again by itself.
    for (unclear, again) in [
        (recorded!("refused_200.json"), None),
        (recorded!("refused_400.json"), None),
        (recorded!("unauthorized_401.json"), None),
        (recorded!("down_500.json"), Some(300)),
        (recorded!("throttled_429.json"), Some(300)),
        (answer(200, "{}"), Some(300)),
    ] {
        let Settled::StillUnknown(problem) = settle::resent(&unclear, &prepared, 1) else {
            panic!("{unclear:?}")
        };
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
        assert_eq!(problem.retry_after, again, "{unclear:?}");
        assert!(problem.hint.contains(&prepared.reference), "{problem:?}");
    }
}
