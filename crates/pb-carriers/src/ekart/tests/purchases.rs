//! What is made of every answer to a purchase.
use super::*;
use crate::{Bought, SettleWay, Ships as _};
use pb_domain::Problem;

fn said(answer: &Answer, parcels: usize) -> Result<Bought, Problem> {
    ship::parse(answer, &prepared(), parcels)
}

#[test]
fn a_sale_is_a_sale() {
    let bought = said(&recorded!("created_200.json"), 1).unwrap();
    assert_eq!(bought.carrier_ref, ID);
    assert_eq!(
        bought.parcels[0].tracking_number, WAYBILL,
        "as on the label"
    );
    assert_eq!(
        bought.charged,
        inr(24_662),
        "as quoted: the answer has no price"
    );
    assert_eq!(bought.labels, [], "to be fetched");
    assert_eq!(
        bought.carrier_data,
        json!({ "id": ID, "vendor": "EKART", "order": "1001" })
    );
    assert_eq!(
        bought.tracking_url,
        format!("https://app.elite.ekartlogistics.in/track/{ID}")
    );
    let cash = said(&recorded!("created_cod_200.json"), 1).unwrap();
    assert_eq!(cash.parcels[0].tracking_number, "PBXC0000004712");
    // Several parcels of one shipment have one number.
    let several = said(&recorded!("created_200.json"), 3).unwrap();
    assert_eq!(several.parcels.len(), 3);
    assert!(several.parcels.iter().all(|p| p.tracking_number == WAYBILL));
}

#[test]
fn odd_trimmings_do_not_unmake_a_sale() {
    let odd = json!({ "status": true, "tracking_id": ID, "barcodes": [], "vendor": 7 });
    let bought = said(&answer(200, &odd.to_string()), 1).unwrap();
    assert_eq!(bought.parcels[0].tracking_number, ID);
}

#[test]
fn only_what_ekart_calls_a_no_is_one() {
    let refused = said(&recorded!("create_refused_200.json"), 1).unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Refused);
    assert_eq!(refused.carrier_text, "Drop pincode is not serviceable");
    for (no, kind, code, field) in [
        (
            recorded!("validation_400.json"),
            ProblemKind::Invalid,
            "SWIFT_VALIDATION_EXCEPTION",
            None,
        ),
        (
            recorded!("cod_400.json"),
            ProblemKind::Invalid,
            "SWIFT_VALIDATION_EXCEPTION",
            Some("options.cod"),
        ),
        (
            recorded!("alias_404.json"),
            ProblemKind::Refused,
            "SWIFT_RESOURCE_NOT_FOUND_EXCEPTION",
            None,
        ),
        (
            recorded!("path_404.json"),
            ProblemKind::Refused,
            "PATH_NOT_IMPLEMENTED",
            None,
        ),
        (
            recorded!("wrong_password_401.json"),
            ProblemKind::Auth,
            "SWIFT_AUTHENTICATION_EXCEPTION",
            None,
        ),
        (
            recorded!("throttled_429.json"),
            ProblemKind::RateLimited,
            "SWIFT_RATE_LIMIT_EXCEPTION",
            None,
        ),
    ] {
        let problem = said(&no, 1).unwrap_err();
        assert_eq!(
            (
                problem.kind,
                problem.carrier_code.as_str(),
                problem.field.as_deref()
            ),
            (kind, code, field),
            "{no:?}"
        );
        assert!(!problem.carrier_text.is_empty());
    }
}

#[test]
fn everything_else_is_unknown() {
    let sold = |change: fn(&mut Value)| {
        let mut sold: Value =
            serde_json::from_str(include_str!("../fixtures/created_200.json")).unwrap();
        change(&mut sold);
        answer(200, &sold.to_string())
    };
    for unclear in [
        recorded!("down_500.json"),
        recorded!("failure_200.json"),
        sold(|s| s["status"] = json!(false)),
        sold(|s| s["status"] = json!("true")),
        sold(|s| s["tracking_id"] = json!(" ")),
        sold(|s| s["tracking_id"] = Value::Null),
        answer(200, "{}"),
        answer(204, ""),
        answer(302, ""),
        answer(400, "<html>"),
        answer(404, "{}"),
        answer(408, r#"{"code":"TIMEOUT","message":"too slow"}"#),
    ] {
        let problem = said(&unclear, 1).unwrap_err();
        assert_eq!(
            problem.kind,
            ProblemKind::UnknownOutcome,
            "{unclear:?}: {problem:?}"
        );
        assert!(!problem.hint.is_empty());
    }
    let contradiction = said(&sold(|s| s["status"] = json!(false)), 1).unwrap_err();
    assert!(contradiction.text.contains(ID), "{contradiction:?}");
    let kept = said(&recorded!("failure_200.json"), 1).unwrap_err();
    assert_eq!(kept.carrier_code, "SWIFT_VALIDATION_EXCEPTION");
}

#[tokio::test]
async fn a_person_settles_by_the_orders_number() {
    let account = account();
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let engine = crate::engine::Engine::new(crate::engine::EngineOptions::default()).unwrap();
    let now = jiff::Zoned::now();
    let cx = crate::Cx {
        account: &account,
        engine: &engine,
        now: &now,
    };
    assert_eq!(ship::SHIPS.settle_way(&account), SettleWay::AskAPerson);
    let settled = ship::SHIPS.settle(cx, &prepared(), &consignment()).await;
    let Ok(crate::Settled::StillUnknown(problem)) = settled else {
        panic!("{settled:?}")
    };
    assert!(problem.hint.contains("1001"), "{problem:?}");
    assert_eq!(problem.retry_after, None);
}

#[test]
fn what_a_person_found_is_known_by_the_number_that_was_given() {
    assert_eq!(ship::id_of(&bought(ID)), ID);
    let found = BoughtRef {
        carrier_ref: "1001".to_owned(),
        carrier_data: Value::Null,
        tracking_numbers: vec![ID.to_owned()],
        service: String::new(),
    };
    assert_eq!(ship::id_of(&found), ID, "not the order's number");
    let request = manifest::request(&account(), &[found]).unwrap();
    assert_eq!(body(&request), json!({ "ids": [ID] }));
}
