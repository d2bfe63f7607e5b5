//! What a look-up by waybill numbers proves.
use super::*;
use settle::Found;

fn found(answer: &Answer, consignment: &Consignment) -> Found {
    settle::parse(answer, &borne(consignment)).unwrap()
}

fn unclear(answer: &Answer, consignment: &Consignment) -> Problem {
    let Found::Unclear(problem) = found(answer, consignment) else {
        panic!("nobody can say")
    };
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    assert!(problem.hint.contains(FIRST));
    problem
}

#[test]
fn what_is_found_with_its_order_was_sold() {
    assert_eq!(
        found(&recorded!("found_200.json"), &consignment()),
        Found::Sold
    );
    assert_eq!(found(&recorded!("track_two_200.json"), &two()), Found::Sold);
    assert_eq!(
        found(&recorded!("track_200.json"), &consignment()),
        Found::Sold,
        "on its way already"
    );
}

#[test]
fn the_journal_knows_numbers_and_orders() {
    let orders: Vec<(String, String)> = borne(&two())
        .into_iter()
        .map(|b| (b.number, b.order))
        .collect();
    assert_eq!(
        orders,
        [
            (FIRST.to_owned(), "1001".to_owned()),
            (SECOND.to_owned(), "1001-2".to_owned())
        ]
    );
    // A request that is no manifest has one number, by its reference.
    let foreign = Prepared {
        request: Request::get("https://track.delhivery.com/"),
        ..prepared_for(&account(), &consignment())
    };
    let one = settle::borne(&foreign, 1).unwrap();
    assert_eq!((one[0].number.as_str(), one[0].order.as_str()), (FIRST, ""));
    assert_eq!(
        settle::borne(&foreign, 2).unwrap_err().kind,
        ProblemKind::UnknownOutcome
    );
}

#[test]
fn what_is_not_found_proves_nothing() {
    assert_eq!(
        found(&recorded!("track_unknown_200.json"), &consignment()),
        Found::Nothing
    );
    let unknown = include_str!("../fixtures/track_unknown_200.json");
    assert_eq!(found(&answer(404, unknown), &consignment()), Found::Nothing);
    let empty = answer(200, r#"{"ShipmentData":[]}"#);
    assert_eq!(found(&empty, &consignment()), Found::Nothing);
    let now = "2026-11-27T18:00:00Z".parse().unwrap();
    let soon = settle::nothing_yet(FIRST, &consignment(), now);
    assert_eq!(
        (soon.kind, soon.retry_after),
        (ProblemKind::UnknownOutcome, Some(300))
    );
    let later = "2026-11-29T18:00:00Z".parse().unwrap();
    let late = settle::nothing_yet(FIRST, &consignment(), later);
    assert_eq!(late.retry_after, None, "a person looks");
}

#[test]
fn what_is_anothers_cancelled_or_half_is_no_sale() {
    let foreign = Consignment {
        reference: "2002".to_owned(),
        ..consignment()
    };
    let problem = unclear(&recorded!("found_200.json"), &foreign);
    assert!(problem.text.contains("1001") && problem.text.contains("2002"));
    assert_eq!(problem.retry_after, None);
    let problem = unclear(&recorded!("found_cancelled_200.json"), &consignment());
    assert!(problem.text.contains("cancelled"), "{problem:?}");
    let half = unclear(&recorded!("found_200.json"), &two());
    assert_eq!(half.retry_after, Some(300), "the other may still show");
}

#[test]
fn a_question_that_failed_is_no_answer() {
    for failed in [
        recorded!("down_500.json"),
        recorded!("credentials_401.json"),
        recorded!("firewall_403.html"),
        answer(200, "<html>"),
        answer(200, "{}"),
        answer(500, include_str!("../fixtures/track_unknown_200.json")),
    ] {
        let asked = settle::parse(&failed, &borne(&consignment()));
        assert!(asked.is_err(), "{failed:?}");
    }
}
