//! What a look-up by our reference proves.
use super::settle::{Found, Sold};
use super::*;
use crate::SettleWay;

fn found(answer: &Answer, consignment: &Consignment, now: &str) -> Result<Found, Problem> {
    settle::parse(answer, REFERENCE, consignment, now.parse().unwrap())
}

fn unclear(answer: &Answer, consignment: &Consignment) -> Problem {
    match found(answer, consignment, NOW).unwrap() {
        Found::Unclear(problem) => problem,
        sold => panic!("{sold:?}"),
    }
}

#[test]
fn what_is_found_was_booked() {
    let sold = Sold {
        shipment: "37350045000000001".to_owned(),
        numbers: vec![FIRST.to_owned()],
    };
    let one = found(&recorded!("found_200.json"), &consignment(), NOW);
    assert_eq!(one, Ok(Found::Sold(sold)));
    // Told apart by their weights, in whichever unit.
    let two = found(&recorded!("found_two_200.json"), &two(), NOW).unwrap();
    let Found::Sold(two) = two else {
        panic!("{two:?}")
    };
    assert_eq!(two.numbers, [FIRST, SECOND]);
    // What lists no references is taken at PostNord's word.
    let mut bare: Value = serde_json::from_str(include_str!("../fixtures/found_200.json")).unwrap();
    bare["TrackingInformationResponse"]["shipments"][0]["shipmentReferences"] = json!([]);
    let bare = found(&answer(200, &bare.to_string()), &consignment(), NOW);
    assert!(matches!(bare, Ok(Found::Sold(_))));
}

#[test]
fn what_is_not_found_proves_nothing_and_is_asked_again_for_a_while() {
    for nothing in [
        recorded!("track_unknown_200.json"),
        recorded!("found_others_200.json"),
        answer(200, r#"{"TrackingInformationResponse":{}}"#),
    ] {
        let problem = unclear(&nothing, &consignment());
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
        assert_eq!(problem.retry_after, Some(600));
        assert!(problem.hint.contains(REFERENCE));
        let late = found(&nothing, &consignment(), "2026-11-29T00:00:01Z").unwrap();
        let Found::Unclear(late) = late else {
            panic!("{late:?}")
        };
        assert_eq!(late.retry_after, None, "a person looks");
    }
}

#[test]
fn what_does_not_fit_is_for_a_person() {
    for (odd, asked, word) in [
        (recorded!("found_two_200.json"), consignment(), "2 parcels"),
        (recorded!("found_200.json"), two(), "1 parcels"),
        (recorded!("found_twice_200.json"), two(), "2 shipments"),
    ] {
        let problem = unclear(&odd, &asked);
        assert!(problem.text.contains(word), "{problem:?}");
        assert!(problem.text.contains(FIRST));
    }
    let mut other = two();
    other.parcels[0] = parcel(777);
    let problem = unclear(&recorded!("found_two_200.json"), &other);
    assert!(problem.text.contains("weights"), "{problem:?}");
}

#[test]
fn a_question_that_fails_settles_nothing() {
    for (failed, kind) in [
        (recorded!("key_403.json"), ProblemKind::Auth),
        (recorded!("down_503.json"), ProblemKind::Unavailable),
        (recorded!("throttled_429.json"), ProblemKind::RateLimited),
    ] {
        let problem = found(&failed, &consignment(), NOW).unwrap_err();
        assert_eq!(problem.kind, kind);
    }
}

#[test]
fn an_account_without_a_customer_number_asks_a_person() {
    assert_eq!(settle::way(&account()), SettleWay::FindByReference);
    let without = with(&[("customer_number", "")]);
    assert_eq!(settle::way(&without), SettleWay::AskAPerson);
}
