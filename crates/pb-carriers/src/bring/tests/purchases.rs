//! What is made of every answer to a booking.
use super::*;

fn said(answer: &Answer, parcels: usize) -> Result<(crate::Bought, ship::Sale), Problem> {
    ship::parse(answer, &prepared(), parcels)
}

#[test]
fn a_booking_is_a_sale() {
    let (bought, sale) = said(&recorded!("booked_200.json"), 1).unwrap();
    assert_eq!(bought.carrier_ref, NUMBER);
    assert_eq!(bought.parcels[0].tracking_number, FIRST);
    assert_eq!(bought.charged, nok(11_500), "as quoted");
    assert_eq!(bought.labels, [], "they are elsewhere");
    let at = "https://api.bring.com/labels/id/0f9e8d7c-0000-4000-8000-000000000001.pdf";
    assert_eq!(sale.labels, at);
    assert_eq!(bought.carrier_data, json!({ "labels": at }));
    assert_eq!(
        bought.tracking_url,
        "https://tracking.bring.com/tracking/70438101900000014?lang=en"
    );
}

#[test]
fn parcels_are_told_by_the_numbers_they_were_given() {
    let two = include_str!("../fixtures/booked_two_200.json");
    let numbers = |text: &str| -> Vec<String> {
        let (bought, _) = said(&answer(200, text), 2).unwrap();
        bought
            .parcels
            .into_iter()
            .map(|p| p.tracking_number)
            .collect()
    };
    assert_eq!(numbers(two), [FIRST, SECOND]);
    // Else they stand as they came.
    let unnamed = two.replace("\"correlationId\":\"2\"", "\"correlationId\":\"1\"");
    assert_eq!(numbers(&unnamed), [SECOND, FIRST]);
    let (bought, _) = said(&answer(200, two), 2).unwrap();
    assert_eq!(
        bought.tracking_url,
        "https://tracking.bring.com/tracking/70438101900000014"
    );
}

#[test]
fn odd_trimmings_do_not_unmake_a_sale() {
    let mut booked: Value =
        serde_json::from_str(include_str!("../fixtures/booked_200.json")).unwrap();
    let consignment = &mut booked["consignments"][0];
    consignment["errors"] = json!([{}, "odd", null]);
    consignment["confirmation"]["links"] = json!("none");
    consignment["confirmation"]["dateAndTimes"] = json!([]);
    let (bought, sale) = said(&answer(200, &booked.to_string()), 1).unwrap();
    assert_eq!(
        (bought.carrier_ref.as_str(), sale.labels.as_str()),
        (NUMBER, "")
    );
    assert!(bought.tracking_url.starts_with("https://"));
}

#[test]
fn only_what_bring_calls_a_no_is_one() {
    for (no, kind, code, field) in [
        (
            recorded!("refused_200.json"),
            ProblemKind::Refused,
            "BOOK-INPUT-024",
            None,
        ),
        (
            recorded!("postal_code_400.json"),
            ProblemKind::Invalid,
            "BOOK_INPUT-057-RECIPIENT",
            Some("ship_to.postal_code"),
        ),
        (
            recorded!("customer_200.json"),
            ProblemKind::Invalid,
            "BOOK-INPUT-021",
            Some("customer_number"),
        ),
        (
            recorded!("unauthorized_200.json"),
            ProblemKind::Auth,
            "BOOK-AUTHORIZATION-001",
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
            "{problem:?}"
        );
        assert!(!problem.carrier_text.is_empty());
    }
    let problem = said(&recorded!("refused_200.json"), 1).unwrap_err();
    assert!(
        problem.text.contains("outside coverage"),
        "in English: {problem:?}"
    );
    let problem = said(&recorded!("postal_code_400.json"), 1).unwrap_err();
    assert!(
        problem.text.contains("mobile number"),
        "all of them: {problem:?}"
    );
    // A code that is not known yet is a no of booking's all the same.
    let newer = include_str!("../fixtures/refused_200.json").replace("BOOK-INPUT-024", "BULK-099");
    let problem = said(&answer(200, &newer), 1).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Refused);
    for (status, body, kind) in [
        (401, "Authentication failed", ProblemKind::Auth),
        (403, "", ProblemKind::Auth),
        (429, "", ProblemKind::RateLimited),
    ] {
        assert_eq!(
            said(&answer(status, body), 1).unwrap_err().kind,
            kind,
            "{status}"
        );
    }
}

#[test]
fn everything_else_is_unknown() {
    let both = {
        let mut both: Value =
            serde_json::from_str(include_str!("../fixtures/booked_200.json")).unwrap();
        let refused: Value =
            serde_json::from_str(include_str!("../fixtures/refused_200.json")).unwrap();
        both["consignments"][0]["errors"] = refused["consignments"][0]["errors"].clone();
        both.to_string()
    };
    let nameless = include_str!("../fixtures/booked_200.json").replace(FIRST, " ");
    let numberless = include_str!("../fixtures/booked_200.json").replace(NUMBER, "");
    for unclear in [
        recorded!("internal_200.json"),
        recorded!("internal_500.json"),
        recorded!("booked_two_200.json"),
        answer(200, &both),
        answer(200, &nameless),
        answer(200, &numberless),
        answer(200, r#"{"consignments":[]}"#),
        answer(200, r#"{"consignments":[{"errors":[]}]}"#),
        answer(200, r#"{"fieldErrors":[{"code":"INVALID_ARGUMENT"}]}"#),
        answer(302, ""),
        answer(400, "<html>"),
        answer(400, r#"{"status":400,"error":"Bad Request"}"#),
        answer(403, "<html>"),
        answer(404, "{}"),
    ] {
        let problem = said(&unclear, 1).unwrap_err();
        assert_eq!(
            problem.kind,
            ProblemKind::UnknownOutcome,
            "{unclear:?}: {problem:?}"
        );
        assert!(!problem.hint.is_empty());
    }
    let problem = said(&recorded!("internal_200.json"), 1).unwrap_err();
    assert_eq!(
        problem.carrier_code, "BOOK-INTERNAL-002",
        "its words are kept"
    );
    // One number for two parcels, and the same number twice.
    assert!(said(&recorded!("booked_200.json"), 2).is_err());
    let twice = include_str!("../fixtures/booked_two_200.json").replace(SECOND, FIRST);
    assert!(said(&answer(200, &twice), 2).is_err());
}
