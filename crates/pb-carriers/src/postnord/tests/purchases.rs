//! What is made of every answer to a purchase.
use super::*;

fn said(answer: &Answer, parcels: usize) -> Result<crate::Bought, Problem> {
    ship::parse(answer, &prepared(), parcels)
}

#[test]
fn a_sale_is_a_sale() {
    for (sold, format) in [
        (recorded!("ship_200.json"), Format::Pdf),
        (recorded!("ship_zpl_200.json"), Format::Zpl),
        (recorded!("ship_object_200.json"), Format::Pdf),
    ] {
        let bought = said(&sold, 1).unwrap();
        assert_eq!(bought.carrier_ref, "37350045000000001");
        assert_eq!(bought.parcels[0].tracking_number, FIRST);
        assert_eq!(bought.charged, sek(5_900), "by the table: none is stated");
        assert_eq!(bought.labels[0].format, format);
        assert_eq!(
            bought.carrier_data,
            json!({ "label": "zpl", "prints": [PRINT] })
        );
        assert_eq!(
            bought.tracking_url,
            format!("https://tracking.postnord.com/se/?id={FIRST}")
        );
    }
    // Labels come in any order, and are sorted by their numbers.
    let two = said(&recorded!("ship_two_200.json"), 2).unwrap();
    let numbers: Vec<&str> = two
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    assert_eq!(numbers, [FIRST, SECOND]);
    let first = String::from_utf8(two.labels[0].bytes.clone()).unwrap();
    assert!(first.contains(&format!("^FD{FIRST}^FS")), "{first}");
    assert_eq!(two.carrier_data["prints"], json!([PRINT, SECOND_PRINT]));
    let in_one = said(&recorded!("ship_two_in_one_200.json"), 2).unwrap();
    assert_eq!(in_one.labels.len(), 1, "one for all");
}

#[test]
fn odd_trimmings_do_not_unmake_a_sale() {
    let bought = said(&recorded!("ship_label_failed_200.json"), 1).unwrap();
    assert_eq!(bought.labels, [], "to be fetched again");
    assert_eq!(bought.carrier_data["prints"], json!([PRINT]));
    let mut sold: Value = serde_json::from_str(include_str!("../fixtures/ship_200.json")).unwrap();
    sold["labelPrintout"][0]["printout"]["data"] = json!("PGh0bWw+");
    let info = &mut sold["bookingResponse"]["idInformation"][0];
    info["urls"] = json!([{ "type": "TRACKING", "url": "javascript:alert(1)" }]);
    info["ids"][0]["printId"] = Value::Null;
    info["ids"].as_array_mut().unwrap().truncate(1);
    let bought = said(&answer(200, &sold.to_string()), 1).unwrap();
    assert_eq!(bought.labels, []);
    assert_eq!(bought.carrier_data["prints"], json!([]));
    assert_eq!(bought.carrier_ref, FIRST);
    assert_eq!(
        bought.tracking_url,
        format!("https://tracking.postnord.com/en/?id={FIRST}")
    );
}

#[test]
fn a_yes_that_says_fail_is_a_no() {
    let problem = said(&recorded!("ship_failed_200.json"), 1).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert!(problem.text.contains("not offered to postal code"));
    let problem = said(&recorded!("ship_failed_201.json"), 1).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Invalid);
    assert_eq!(problem.carrier_code, "SACUS-BR-24062502");
    assert_eq!(problem.field.as_deref(), Some("eori"));
}

#[test]
fn only_what_postnord_calls_a_no_is_one() {
    for (no, kind, code, field) in [
        (
            recorded!("application_400.json"),
            ProblemKind::Invalid,
            "APPLICATION_ID",
            Some("application_id"),
        ),
        (
            recorded!("customer_400.json"),
            ProblemKind::Invalid,
            "API-005",
            Some("customer_number"),
        ),
        (
            recorded!("shipment_400.json"),
            ProblemKind::Refused,
            "",
            None,
        ),
        (
            recorded!("method_405.json"),
            ProblemKind::Refused,
            "Method Not Allowed",
            None,
        ),
        (
            recorded!("key_403.json"),
            ProblemKind::Auth,
            "Forbidden",
            None,
        ),
        (
            recorded!("throttled_429.json"),
            ProblemKind::RateLimited,
            "Too Many Requests",
            None,
        ),
    ] {
        let problem = said(&no, 1).unwrap_err();
        assert_eq!(
            (problem.kind, problem.carrier_code.as_str()),
            (kind, code),
            "{no:?}"
        );
        assert_eq!(problem.field.as_deref(), field, "{no:?}");
        assert!(!problem.carrier_text.is_empty() && !problem.hint.is_empty());
    }
    let problem = said(&recorded!("application_400.json"), 1).unwrap_err();
    assert!(problem.text.contains("itemIdentification"), "all of them");
}

#[test]
fn everything_else_is_unknown() {
    let spoilt = |change: &dyn Fn(&mut Value)| {
        let mut sold: Value =
            serde_json::from_str(include_str!("../fixtures/ship_200.json")).unwrap();
        change(&mut sold["bookingResponse"]["idInformation"][0]);
        answer(200, &sold.to_string())
    };
    for unclear in [
        recorded!("down_503.json"),
        recorded!("late_504.json"),
        recorded!("page_503.html"),
        recorded!("refusal_200.json"),
        recorded!("ship_part_200.json"),
        recorded!("ship_two_200.json"),
        // It says that it failed, and gave numbers, or gives no reason.
        spoilt(&|info| info["status"] = json!("FAIL")),
        spoilt(&|info| *info = json!({ "status": "FAIL" })),
        spoilt(&|info| info["status"] = json!("ERROR")),
        spoilt(&|info| info["ids"][0]["value"] = json!(" ")),
        answer(302, ""),
        answer(400, "<html>"),
        answer(404, "{}"),
        answer(499, r#"{"message":"Client closed request"}"#),
    ] {
        let problem = said(&unclear, 1).unwrap_err();
        assert_eq!(
            problem.kind,
            ProblemKind::UnknownOutcome,
            "{unclear:?}: {problem:?}"
        );
        assert!(!problem.hint.is_empty());
    }
    let problem = said(&recorded!("ship_part_200.json"), 2).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    assert_eq!(problem.carrier_code, "WEIGHT_LIMIT", "its words are kept");
    assert!(problem.text.contains(FIRST));
    // One number for two parcels, and the same number twice.
    assert!(said(&recorded!("ship_200.json"), 2).is_err());
    let twice = include_str!("../fixtures/ship_two_200.json").replace(SECOND, FIRST);
    assert!(said(&answer(200, &twice), 2).is_err());
}

#[test]
fn a_label_is_fetched_again_or_told_why_not() {
    let numbers = |all: &[&str]| -> Vec<String> { all.iter().map(|n| (*n).to_owned()).collect() };
    let again = label::parse(&recorded!("label_200.json"), &numbers(&[FIRST])).unwrap();
    assert_eq!(again[0].format, Format::Zpl);
    let two = label::parse(&recorded!("label_two_200.json"), &numbers(&[FIRST, SECOND])).unwrap();
    assert_eq!(two.len(), 2);
    let problem =
        label::parse(&recorded!("label_unknown_200.json"), &numbers(&[FIRST])).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Refused);
    assert!(problem.text.contains("id not found") && problem.hint.contains("portal"));
    let strange = label::parse(&recorded!("label_two_200.json"), &numbers(&[FIRST, "1"]));
    assert_eq!(strange.unwrap_err().kind, ProblemKind::Refused);
}
