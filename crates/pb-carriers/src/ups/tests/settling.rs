//! What a look-up by our reference proves.
use super::*;
use settle::Found;

fn now() -> Timestamp {
    "2026-11-27T18:00:00Z".parse().unwrap()
}

fn found(answer: &Answer, consignment: &Consignment) -> Found {
    settle::parse(answer, KEY, consignment, now()).unwrap()
}

fn unclear(answer: &Answer, consignment: &Consignment) -> pb_domain::Problem {
    let Found::Unclear(problem) = found(answer, consignment) else {
        panic!("nobody can say")
    };
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    assert!(problem.hint.contains(KEY));
    problem
}

#[test]
fn it_is_asked_under_the_reference_around_the_ship_date() {
    let request = settle::request(&account(), KEY, &consignment(), Uuid::nil()).unwrap();
    assert_eq!(
        request.url,
        format!(
            "https://onlinetools.ups.com/api/track/v1/reference/details/{KEY}?locale=en_US&fromPickUpDate=20261119&toPickUpDate=20261211"
        )
    );
}

#[test]
fn what_is_found_was_sold() {
    let Found::Sold(sold) = found(&recorded!("found_200.json"), &consignment()) else {
        panic!("it was sold")
    };
    assert_eq!(
        (sold.shipment.as_str(), sold.numbers.as_slice()),
        (FIRST, &[FIRST.to_owned()][..])
    );
}

#[test]
fn parcels_are_told_by_their_weights() {
    let mut two = consignment();
    two.parcels = vec![parcel(pounds(28)), parcel(pounds(50))];
    let Found::Sold(sold) = found(&recorded!("found_two_200.json"), &two) else {
        panic!("it was sold")
    };
    assert_eq!(sold.shipment, FIRST);
    assert_eq!(sold.numbers, [SECOND, FIRST], "2.8 lb and 5 lb");
    // Weights that fit nobody's are nobody's.
    two.parcels[1].weight = pounds(51);
    let problem = unclear(&recorded!("found_two_200.json"), &two);
    assert!(problem.text.contains(FIRST) && problem.text.contains(SECOND));
    // Too many, or too few.
    two.parcels.pop();
    unclear(&recorded!("found_two_200.json"), &two);
    two.parcels = vec![parcel(pounds(28)); 3];
    unclear(&recorded!("found_two_200.json"), &two);
}

#[test]
fn what_is_not_found_proves_nothing() {
    for none in [
        recorded!("track_unknown_200.json"),
        recorded!("track_unknown_404.json"),
        answer(200, r#"{"trackResponse":{"shipment":[]}}"#),
    ] {
        let problem = unclear(&none, &consignment());
        assert_eq!(problem.retry_after, Some(600), "it may still show");
    }
    let mut old = consignment();
    old.ship_date = "2026-11-20".to_owned();
    let problem = unclear(&recorded!("track_unknown_200.json"), &old);
    assert_eq!(problem.retry_after, None, "a person looks");
}

#[test]
fn what_is_anothers_or_void_is_no_sale() {
    let foreign = include_str!("../fixtures/found_200.json").replace(KEY, "SOMEBODY-ELSES");
    unclear(&answer(200, &foreign), &consignment());
    let problem = unclear(&recorded!("found_void_200.json"), &consignment());
    assert!(problem.text.contains("void"), "{problem:?}");
}

#[test]
fn a_question_that_failed_is_no_answer() {
    for failed in [
        recorded!("down_500.json"),
        recorded!("credentials_401.json"),
        answer(200, "<html>"),
        answer(200, "{}"),
    ] {
        let asked = settle::parse(&failed, KEY, &consignment(), now());
        assert!(asked.is_err(), "{failed:?}");
    }
}
