//! What a look-up proves about an unknown purchase.
use super::*;
use history::Verdict;
use settle::Found;

fn find(answer: &Answer) -> Found {
    settle::parse(answer, usd(1), 2).unwrap_or_else(|p| panic!("{p:?}"))
}

#[test]
fn a_created_shipment_is_adopted() {
    let Found::Bought(bought) = find(&recorded!("shipment_created_200.json")) else {
        panic!("it was sold")
    };
    assert_eq!(bought.parcels[1].tracking_number, "1ZXXXXXXXXXXXXXXX1B");
    assert_eq!(bought.charged, usd(1_234));
    assert_eq!(bought.labels, [], "a look-up leaves it out");
}

#[test]
fn one_on_its_way_is_adopted_too() {
    let mut shipment: Value =
        serde_json::from_slice(&recorded!("shipment_created_200.json").body).unwrap();
    for status in ["shipped", "in_transit", "delivered", "needs_attention"] {
        shipment["status"] = json!(status);
        let found = find(&answer(200, &shipment.to_string()));
        assert!(matches!(found, Found::Bought(_)), "{status}");
    }
}

#[test]
fn nothing_else_settles() {
    assert!(matches!(
        find(&recorded!("shipment_draft_200.json")),
        Found::Draft
    ));
    for unclear in [
        recorded!("shipment_cancelled_200.json"),
        recorded!("no_shipment_404.json"),
    ] {
        assert!(matches!(find(&unclear), Found::Unclear(_)));
    }
    for failed in [
        recorded!("page_404.html"),
        recorded!("server_error_500.json"),
        recorded!("wrong_key_401.json"),
    ] {
        assert!(settle::parse(&failed, usd(1), 1).is_err());
    }
}

fn verdict(answer: &Answer) -> Verdict {
    let log: Value = serde_json::from_slice(&answer.body).unwrap();
    // The newest entry is first; where there is a purchase, that is it.
    let path = log["data"]["logs"]["edges"][0]["node"]["path"]
        .as_str()
        .unwrap();
    let shipment = path.split('/').nth(3).unwrap_or("shp_0");
    history::parse(answer, shipment).unwrap_or_else(|p| panic!("{p:?}"))
}

#[test]
fn only_a_logged_refusal_proves_that_nothing_was_bought() {
    let Verdict::Refused(problem) = verdict(&recorded!("history_refused_200.json")) else {
        panic!("it was refused")
    };
    assert_eq!(problem.carrier_code, "120100");
    for unclear in [
        recorded!("history_lost_200.json"),
        recorded!("history_empty_200.json"),
        recorded!("history_nothing_200.json"),
    ] {
        let Verdict::Unclear(problem) = verdict(&unclear) else {
            panic!("nobody can know")
        };
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    }
}

#[test]
fn a_refusal_beside_anything_unclear_proves_nothing() {
    let entry = |status: u16, response: Value| json!({ "node": { "path": "/v1/shipments/shp_1/purchase", "method": "POST", "status_code": status, "response": response } });
    let refusal =
        json!({ "messages": [{ "code": "120100", "message": "No", "carrier_name": "ups" }] });
    for other in [
        entry(200, json!({ "id": "shp_1" })),
        entry(500, json!(null)),
        entry(424, json!({})),
    ] {
        let log = json!({ "data": { "logs": { "edges": [entry(424, refusal.clone()), other] } } });
        let verdict = history::parse(&answer(200, &log.to_string()), "shp_1").expect("a log");
        assert!(matches!(verdict, Verdict::Unclear(_)));
    }
    // Another shipment's refusal is not ours.
    let log = json!({ "data": { "logs": { "edges": [entry(424, refusal)] } } });
    let verdict = history::parse(&answer(200, &log.to_string()), "shp_2").expect("a log");
    assert!(matches!(verdict, Verdict::Unclear(_)));
}

#[test]
fn a_log_that_is_not_shown_proves_nothing() {
    for silent in [
        recorded!("page_404.html"),
        answer(
            200,
            r#"{"data":null,"errors":[{"message":"User is not authenticated"}]}"#,
        ),
        answer(200, "<html>"),
    ] {
        let verdict = history::parse(&silent, "shp_1").expect("an answer");
        assert!(matches!(verdict, Verdict::Unclear(_)));
    }
    for failed in [
        recorded!("wrong_key_401.json"),
        recorded!("throttled_429.json"),
        answer(502, ""),
    ] {
        assert!(history::parse(&failed, "shp_1").is_err());
    }
}
