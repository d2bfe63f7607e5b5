//! What a look-up by our reference proves.
use super::*;
use settle::Found;

fn at_six() -> Timestamp {
    "2026-11-27T18:00:00Z".parse().unwrap()
}

fn found(answer: &Answer, consignment: &Consignment) -> Found {
    settle::parse(answer, REFERENCE, consignment, at_six()).unwrap()
}

fn unclear(answer: &Answer, consignment: &Consignment) -> Problem {
    let Found::Unclear(problem) = found(answer, consignment) else {
        panic!("nobody can say")
    };
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    assert!(problem.hint.contains(REFERENCE));
    problem
}

#[test]
fn what_is_found_was_sold() {
    let Found::Sold(sold) = found(&recorded!("track_200.json"), &consignment()) else {
        panic!("it was sold")
    };
    assert_eq!(
        (sold.consignment.as_str(), sold.numbers.as_slice()),
        (NUMBER, &[FIRST.to_owned()][..])
    );
}

#[test]
fn parcels_are_told_by_their_weights() {
    let mut two = consignment();
    two.parcels = vec![parcel(1_250), parcel(2_000)];
    let Found::Sold(sold) = found(&recorded!("found_two_200.json"), &two) else {
        panic!("it was sold")
    };
    assert_eq!(sold.numbers, [SECOND, FIRST]);
    // Weights that fit nobody's are nobody's.
    two.parcels[1].weight = Weight::from_grams(2_001);
    let problem = unclear(&recorded!("found_two_200.json"), &two);
    assert!(problem.text.contains(FIRST) && problem.text.contains(SECOND));
    // Too many, or too few.
    two.parcels.pop();
    unclear(&recorded!("found_two_200.json"), &two);
    two.parcels = vec![parcel(1_250); 3];
    unclear(&recorded!("found_two_200.json"), &two);
}

#[test]
fn what_is_not_found_proves_nothing() {
    let not_found = answer(404, include_str!("../fixtures/track_unknown_200.json"));
    for none in [recorded!("track_unknown_200.json"), not_found] {
        let problem = unclear(&none, &consignment());
        assert_eq!(problem.retry_after, Some(900), "it may still show");
    }
    let mut old = consignment();
    old.ship_date = "2026-11-20".to_owned();
    let problem = unclear(&recorded!("track_unknown_200.json"), &old);
    assert_eq!(problem.retry_after, None, "a person looks");
}

#[test]
fn what_is_anothers_is_no_sale() {
    let sold = include_str!("../fixtures/track_200.json");
    for reference in ["SOMEBODY-ELSES", "", "1001"] {
        unclear(
            &answer(200, &sold.replace(REFERENCE, reference)),
            &consignment(),
        );
    }
    let one: Value = serde_json::from_str(sold).unwrap();
    let twice = json!({ "consignmentSet": [one["consignmentSet"][0], one["consignmentSet"][0]] });
    let problem = unclear(&answer(200, &twice.to_string()), &consignment());
    assert!(problem.text.contains("2 consignments"), "{problem:?}");
}

#[test]
fn a_question_that_failed_is_no_answer() {
    for failed in [
        recorded!("track_busy_200.json"),
        recorded!("track_bad_200.json"),
        recorded!("internal_500.json"),
        answer(401, "Authentication failed"),
        answer(404, "<html>"),
        answer(200, "<html>"),
        answer(200, "{}"),
    ] {
        let asked = settle::parse(&failed, REFERENCE, &consignment(), at_six());
        assert!(asked.is_err(), "{failed:?}");
    }
}

#[test]
fn marks_differ_where_references_do_not() {
    let reference = |id: &str| {
        let purchase = PurchaseId(id.parse().unwrap());
        ship::prepared(
            &account(),
            purchase,
            &consignment(),
            &rate_of("5800"),
            &now(),
        )
        .unwrap()
        .reference
    };
    let (one, other) = (
        reference(PURCHASE),
        reference("0193c0de-0000-7000-8000-000000000002"),
    );
    assert!(one.starts_with("1001-") && other.starts_with("1001-") && one != other);
    let mut unnamed = consignment();
    unnamed.reference.clear();
    let prepared = try_prepare(&account(), &unnamed, "5800").unwrap();
    assert_eq!(prepared.reference, "000000000001");
}
