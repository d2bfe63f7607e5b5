//! What is made of every answer to a purchase.
use super::*;
use ship::Said;

fn said(answer: &Answer, parcels: usize) -> Said {
    ship::parse(answer, &prepared(), parcels, now())
}

#[test]
fn a_sale_is_a_sale() {
    let Said::Sold(bought) = said(&recorded!("sold_201.json"), 1) else {
        panic!("it was sold")
    };
    assert_eq!(bought.carrier_ref, "S-1042");
    assert_eq!(bought.parcels[0].tracking_number, "VC100000017");
    assert_eq!(bought.charged, usd(640));
    assert_eq!(bought.labels[0].format, Format::Zpl);
    assert_eq!(bought.tracking_url, "https://valley.example/t/VC100000017");
}

#[test]
fn odd_trimmings_do_not_unmake_a_sale() {
    let mut sold: Value = wanted!("sold_201.json");
    sold["charge"] = json!("6.40");
    sold["labels"] = json!([{ "base64": "PGh0bWw+" }]);
    sold["tracking_url"] = json!("javascript:alert(1)");
    sold["something"] = json!({ "new": true });
    let Said::Sold(bought) = said(&answer(200, &sold.to_string()), 1) else {
        panic!("it was sold")
    };
    assert_eq!(bought.charged, usd(640), "as quoted");
    assert_eq!(bought.labels, [], "to be fetched again");
    assert_eq!(bought.tracking_url, "");
    // Two labels for three parcels are nobody's.
    sold["parcels"] =
        json!([{ "tracking_number": "A" }, { "tracking_number": "B" }, { "tracking_number": "C" }]);
    let zpl = json!({ "base64": "XlhBXlha" });
    sold["labels"] = json!([zpl, zpl]);
    let Said::Sold(bought) = said(&answer(200, &sold.to_string()), 3) else {
        panic!("it was sold")
    };
    assert_eq!(bought.labels, []);
}

#[test]
fn only_what_the_contract_calls_a_no_is_one() {
    for (no, kind) in [
        (recorded!("invalid_422.json"), ProblemKind::Invalid),
        (recorded!("refused_422.json"), ProblemKind::Refused),
        (recorded!("price_changed_422.json"), ProblemKind::Refused),
        (recorded!("too_late_422.json"), ProblemKind::Refused),
        (recorded!("unsupported_422.json"), ProblemKind::Unsupported),
        (recorded!("unauthorized_401.json"), ProblemKind::Auth),
        (recorded!("rate_limited_429.json"), ProblemKind::RateLimited),
    ] {
        let Said::Refused(problem) = said(&no, 1) else {
            panic!("{kind:?}: it was refused")
        };
        assert_eq!(problem.kind, kind);
        assert!(
            !problem.carrier_code.is_empty() && !problem.hint.is_empty()
                || kind == ProblemKind::Refused
        );
    }
    let Said::Refused(problem) = said(&recorded!("invalid_422.json"), 1) else {
        panic!("it was refused")
    };
    assert_eq!(problem.field.as_deref(), Some("ship_to.postal_code"));
    let Said::Refused(problem) = said(&wait(recorded!("rate_limited_429.json"), "7"), 1) else {
        panic!("it was refused")
    };
    assert_eq!(problem.retry_after, Some(7));
}

#[test]
fn everything_else_is_unknown() {
    let mut other_reference: Value = wanted!("sold_201.json");
    other_reference["reference"] = json!("another");
    let mut no_number: Value = wanted!("sold_201.json");
    no_number["parcels"] = json!([{ "tracking_number": " " }]);
    let mut strange: Value = wanted!("sold_201.json");
    strange["status"] = json!("probably");
    let whole = include_str!("../fixtures/sold_201.json");
    for unclear in [
        recorded!("processing_202.json"),
        recorded!("processing_409.json"),
        recorded!("key_conflict_409.json"),
        recorded!("duplicate_reference_409.json"),
        recorded!("internal_500.json"),
        recorded!("void_200.json"),
        recorded!("not_found_404.json"),
        answer(201, &whole[..whole.len() / 2]),
        answer(201, &format!("{whole}{whole}")),
        answer(200, ""),
        answer(200, "{}"),
        answer(204, ""),
        answer(500, "<html>"),
        answer(502, ""),
        answer(429, ""),
        answer(401, "<html>Sign in</html>"),
        answer(400, "{\"error\":\"no\"}"),
        answer(422, r#"{"code":"a_new_one"}"#),
        answer(302, ""),
        answer(201, &other_reference.to_string()),
        answer(201, &no_number.to_string()),
        answer(201, &strange.to_string()),
    ] {
        let Said::Unclear(problem) = said(&unclear, 1) else {
            panic!("{unclear:?}: nobody knows")
        };
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{unclear:?}");
        assert!(!problem.hint.is_empty(), "{problem:?}");
    }
    // One number for two parcels.
    assert!(matches!(
        said(&recorded!("sold_201.json"), 2),
        Said::Unclear(_)
    ));
    let Said::Unclear(problem) = said(&recorded!("processing_202.json"), 1) else {
        panic!("it is still at work")
    };
    assert_eq!(problem.retry_after, Some(33), "until settled_after");
    assert!(matches!(
        said(&recorded!("key_expired_409.json"), 1),
        Said::KeyExpired(_)
    ));
}
