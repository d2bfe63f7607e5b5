//! What is made of every answer to a purchase, and how one without an answer is looked for.
use super::*;
use crate::{Bought, SettleWay, Settled, Ships as _};
use pb_domain::Problem;

fn said(answer: &Answer, parcels: usize) -> Result<Bought, Problem> {
    ship::parse(answer, &prepared(), parcels)
}

#[test]
fn a_sale_is_a_sale() {
    assert_eq!(prepared().reference, REFERENCE);
    let bought = said(&recorded!("sold_200.json"), 2).unwrap();
    assert_eq!(bought.carrier_ref, NUMBER);
    assert_eq!(bought.parcels.len(), 2);
    assert!(bought.parcels.iter().all(|p| p.tracking_number == NUMBER));
    assert_eq!(bought.charged, inr(12_000), "as the table says");
    assert_eq!(bought.labels, [], "to be fetched");
    assert_eq!(
        bought.carrier_data,
        json!({ "reference": REFERENCE, "pieces": ["D70420017001"], "chargeable_weight": "1.25" })
    );
    assert!(bought.tracking_url.ends_with(NUMBER));
}

#[test]
fn only_what_dtdc_calls_a_no_is_one() {
    for (no, kind, code) in [
        (
            recorded!("refused_200.json"),
            ProblemKind::Refused,
            "WRONG_INPUT",
        ),
        (
            recorded!("rejected_400.json"),
            ProblemKind::Refused,
            "VALIDATION",
        ),
        (recorded!("key_401.json"), ProblemKind::Auth, "UNAUTHORIZED"),
        (
            recorded!("throttled_429.json"),
            ProblemKind::RateLimited,
            "TOO_MANY",
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
            serde_json::from_str(include_str!("../fixtures/sold_200.json")).unwrap();
        change(&mut sold);
        answer(200, &sold.to_string())
    };
    for unclear in [
        recorded!("down_500.json"),
        sold(|s| s["data"][0]["success"] = json!("true")),
        sold(|s| s["data"][0]["reference_number"] = Value::Null),
        sold(|s| s["data"][0]["reference_number"] = json!("soon")),
        sold(|s| s["data"][0]["customer_reference_number"] = json!("1002-X")),
        sold(|s| s["data"] = json!([])),
        sold(|s| {
            let entry = s["data"][0].clone();
            s["data"] = json!([entry.clone(), entry]);
        }),
        answer(200, "{}"),
        answer(204, ""),
        answer(302, ""),
        answer(400, "<html>"),
        answer(408, r#"{"message":"too slow"}"#),
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
fn what_is_found_under_the_reference_was_sold() {
    let found = |answer: &Answer| settle::parse(answer, REFERENCE);
    let number = Ok(Some(NUMBER.to_owned()));
    assert_eq!(found(&recorded!("track_200.json")), number);
    assert_eq!(found(&recorded!("track_delivered_200.json")), number);
    assert_eq!(found(&recorded!("track_unknown_200.json")), Ok(None));
    assert_eq!(found(&recorded!("track_unknown_400.json")), Ok(None));
    // Another's consignment is not this one.
    assert!(settle::parse(&recorded!("track_200.json"), "1002-X").is_err());
    assert!(found(&recorded!("track_failed_200.json")).is_err());
}

#[test]
fn what_is_not_found_proves_nothing_and_is_asked_again_for_some_days() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let soon = settle::nothing_yet(REFERENCE, &consignment(), at("2026-11-29T12:00:00Z"));
    assert_eq!(soon.kind, ProblemKind::UnknownOutcome);
    assert_eq!(soon.retry_after, Some(900));
    assert!(soon.hint.contains(REFERENCE), "{soon:?}");
    let late = settle::nothing_yet(REFERENCE, &consignment(), at("2026-11-30T00:00:00Z"));
    assert_eq!(late.retry_after, None);
}

#[tokio::test]
async fn without_the_tracking_login_a_person_looks() {
    let ships = ship::DtdcShips;
    assert_eq!(ships.settle_way(&account()), SettleWay::FindByReference);
    let mut without = account();
    without.secrets.remove(login::PASSWORD);
    assert_eq!(ships.settle_way(&without), SettleWay::AskAPerson);
    let _installed_already = rustls::crypto::ring::default_provider().install_default();
    let engine = crate::engine::Engine::new(crate::engine::EngineOptions::default()).unwrap();
    let now = jiff::Zoned::now();
    let cx = crate::Cx {
        account: &without,
        engine: &engine,
        now: &now,
    };
    let settled = ships.settle(cx, &prepared(), &consignment()).await;
    let Ok(Settled::StillUnknown(problem)) = settled else {
        panic!("{settled:?}")
    };
    assert!(problem.hint.contains(REFERENCE) && problem.retry_after.is_none());
}
