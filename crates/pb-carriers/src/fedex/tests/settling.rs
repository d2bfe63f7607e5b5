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

fn two() -> Consignment {
    Consignment {
        parcels: vec![parcel(pounds(28)), parcel(pounds(50))],
        ..consignment()
    }
}

#[test]
fn it_is_asked_under_the_account_that_bought_around_the_ship_date() {
    let number = ship::account_number(&prepared().request);
    let request = settle::request(&account(), KEY, number, &consignment(), Uuid::nil()).unwrap();
    assert_eq!(
        (request.method.as_str(), request.url.as_str()),
        ("POST", "https://apis.fedex.com/track/v1/referencenumbers")
    );
    assert_eq!(
        body(&request),
        json!({
            "referencesInformation": {
                "value": KEY,
                "accountNumber": NUMBER,
                "shipDateBegin": "2026-11-19",
                "shipDateEnd": "2026-12-11",
            },
            "includeDetailedScans": true,
        })
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
fn parcels_are_told_by_their_places_or_else_by_their_weights() {
    let Found::Sold(sold) = found(&recorded!("found_two_200.json"), &two()) else {
        panic!("it was sold")
    };
    assert_eq!(
        sold.numbers,
        [SECOND, FIRST],
        "the first is the second's number"
    );
    assert_eq!(sold.shipment, SECOND);
    // Without places, 2.8 lb and 5 lb.
    let placeless = include_str!("../fixtures/found_two_200.json")
        .replace("\"sequenceNumber\": \"2\"", "\"sequenceNumber\": \"1\"");
    let placeless = answer(200, &placeless);
    let Found::Sold(sold) = found(&placeless, &two()) else {
        panic!("it was sold")
    };
    assert_eq!(sold.numbers, [SECOND, FIRST]);
    // Weights that fit nobody's are nobody's.
    let mut other = two();
    other.parcels[1].weight = pounds(51);
    let problem = unclear(&placeless, &other);
    assert!(problem.text.contains(FIRST) && problem.text.contains(SECOND));
    // Too many, or too few.
    unclear(&recorded!("found_two_200.json"), &consignment());
    other.parcels = vec![parcel(pounds(28)); 3];
    unclear(&recorded!("found_two_200.json"), &other);
}

#[test]
fn what_is_not_found_proves_nothing() {
    for none in [
        recorded!("found_nothing_200.json"),
        recorded!("found_nothing_404.json"),
        recorded!("track_unknown_200.json"),
        answer(200, r#"{"output":{"completeTrackResults":[]}}"#),
    ] {
        let problem = unclear(&none, &consignment());
        assert_eq!(problem.retry_after, Some(600), "it may still show");
    }
    let mut old = consignment();
    old.ship_date = "2026-11-20".to_owned();
    let problem = unclear(&recorded!("found_nothing_200.json"), &old);
    assert_eq!(problem.retry_after, None, "a person looks");
}

#[test]
fn what_is_anothers_or_void_is_no_sale() {
    let foreign = include_str!("../fixtures/found_200.json").replace(KEY, "SOMEBODY-ELSES");
    unclear(&answer(200, &foreign), &consignment());
    let problem = unclear(&recorded!("found_void_200.json"), &consignment());
    assert!(problem.text.contains("cancelled"), "{problem:?}");
}

#[test]
fn a_question_that_failed_is_no_answer() {
    for failed in [
        recorded!("down_500.json"),
        recorded!("credentials_401.json"),
        recorded!("gone_404.json"),
        recorded!("track_refused_200.json"),
        answer(200, "<html>"),
        answer(200, "{}"),
    ] {
        let asked = settle::parse(&failed, KEY, &consignment(), now());
        assert!(asked.is_err(), "{failed:?}");
    }
}
