//! What is made of every other answer.
use super::*;

#[test]
fn rates_are_read_and_odd_ones_left_out() {
    let read = rate::parse(&recorded!("rates_200.json"), &account("person")).unwrap();
    let van = &read.rates[0];
    assert_eq!((van.service.as_str(), van.total), ("van", usd(640)));
    assert_eq!(van.charges.len(), 2);
    assert_eq!(van.carrier_data, json!({ "quote": "Q-7f3a" }));
    assert_eq!(van.delivery_date.as_deref(), Some("2026-11-21"));
    assert!(read.notes[0].text.contains("No bikes today"));
    let odd = json!({ "rates": [
        { "service": "euro", "total": { "minor": 1, "currency": "EUR" } },
        { "service": "float", "total": { "minor": 1.5, "currency": "USD" } },
        { "service": "minus", "total": { "minor": -1, "currency": "USD" } },
        { "service": "odd", "total": { "minor": 1, "currency": "XX" } },
        { "service": "plain", "total": { "minor": 7, "currency": "USD" },
          "charges": [{ "label": "Base", "amount": { "minor": 6, "currency": "USD" } }] },
    ] });
    let read = rate::parse(&answer(200, &odd.to_string()), &account("person")).unwrap();
    assert_eq!(read.notes.len(), 4);
    let [plain] = read.rates.as_slice() else {
        panic!("{read:?}")
    };
    assert_eq!(
        (plain.service_name.as_str(), plain.carrier_name.as_str()),
        ("plain", "Our courier")
    );
    assert_eq!(plain.charges, [], "they do not add up");
}

#[test]
fn a_failure_says_what_to_do() {
    let account = account("person");
    let kind = |answer: &Answer| rate::parse(answer, &account).unwrap_err();
    for (failed, expected) in [
        (recorded!("unauthorized_401.json"), ProblemKind::Auth),
        (recorded!("rate_limited_429.json"), ProblemKind::RateLimited),
        (recorded!("internal_500.json"), ProblemKind::Unavailable),
        (recorded!("unsupported_422.json"), ProblemKind::Unsupported),
        (answer(200, "<html>"), ProblemKind::Unavailable),
        (answer(500, "<html>"), ProblemKind::Unavailable),
        (answer(404, ""), ProblemKind::Unavailable),
    ] {
        let problem = kind(&failed);
        assert_eq!(problem.kind, expected, "{failed:?}");
        assert!(!problem.hint.is_empty(), "{problem:?}");
    }
    // What a wrong answer held may be somebody's address.
    let leaky = answer(200, r#"{"rates": "Bo Birch, Elm Street"}"#);
    assert!(!format!("{:?}", kind(&leaky)).contains("Birch"));
}

#[test]
fn the_connection_test_holds_the_account_against_the_service() {
    let about = || connection::parse(&recorded!("about_200.json")).unwrap();
    for settle in ["person", "find", "resend"] {
        let text = connection::compare(&about(), &account(settle)).unwrap();
        assert!(text.starts_with("Valley Couriers answers"), "{text}");
        assert_eq!(text.contains("need no person"), settle == "person");
    }
    let field = |about: &wire::About, account: &Account| {
        let problem = connection::compare(about, account).unwrap_err();
        (problem.field.unwrap_or_default(), problem.hint)
    };
    let mut forgetful = about();
    forgetful.features.idempotency = false;
    assert_eq!(field(&forgetful, &account("resend")).0, "settle");
    let mut dumb = about();
    dumb.features.find = false;
    assert_eq!(field(&dumb, &account("find")).0, "settle");
    let mut priceless = about();
    priceless.features.rates = false;
    assert_eq!(field(&priceless, &account("person")).0, "url");
    let mut euro = about();
    euro.currencies = vec!["EUR".to_owned()];
    assert_eq!(field(&euro, &account("person")).0, "currency");
    for stranger in [answer(200, "<html>"), answer(404, ""), answer(200, "{}")] {
        let problem = connection::parse(&stranger).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some("url"));
    }
    let mut later: Value = wanted!("about_200.json");
    later["protocol"] = json!(2);
    let problem = connection::parse(&answer(200, &later.to_string())).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unsupported);
    assert_eq!(
        connection::parse(&recorded!("unauthorized_401.json"))
            .unwrap_err()
            .kind,
        ProblemKind::Auth
    );
}

#[test]
fn void_is_only_what_is_called_void() {
    let parse = |answer: &Answer| void::parse(answer, "S-1042", Effect::Binds);
    assert_eq!(parse(&recorded!("void_200.json")), Ok(()));
    for (no, kind) in [
        (recorded!("not_voidable_409.json"), ProblemKind::Refused),
        (recorded!("not_found_404.json"), ProblemKind::Refused),
        (recorded!("unsupported_422.json"), ProblemKind::Unsupported),
        (recorded!("shipment_200.json"), ProblemKind::UnknownOutcome),
        (recorded!("internal_500.json"), ProblemKind::UnknownOutcome),
        (answer(200, "{}"), ProblemKind::UnknownOutcome),
        (answer(404, ""), ProblemKind::UnknownOutcome),
    ] {
        assert_eq!(parse(&no).unwrap_err().kind, kind, "{no:?}");
    }
    let other = void::parse(&recorded!("void_200.json"), "S-1", Effect::Binds);
    assert_eq!(other.unwrap_err().kind, ProblemKind::UnknownOutcome);
}

#[test]
fn tracking_speaks_our_words() {
    let there = track::parse(&recorded!("tracking_200.json")).unwrap();
    assert_eq!(there.status, Some(ShipmentStatus::InTransit));
    assert_eq!(there.events[1].status, Some(ShipmentStatus::PickedUp));
    assert_eq!(there.events[1].at, "2026-11-20T16:05:00-06:00");
    let none = track::parse(&recorded!("not_found_404.json")).unwrap();
    assert_eq!((none.status, none.events.len()), (None, 0));
    assert!(track::parse(&answer(404, "<html>")).is_err());
    assert_eq!(track::status("teleported"), None);
}

#[test]
fn labels_again_are_labels_or_none_yet() {
    let again = label::parse(&recorded!("labels_200.json"), 1).unwrap();
    assert_eq!(again[0].format, Format::Zpl);
    for none in [
        recorded!("not_found_404.json"),
        answer(200, r#"{"labels":[]}"#),
    ] {
        assert_eq!(label::parse(&none, 1), Ok(Vec::new()));
    }
    for bad in [
        r#"{"labels":[{"base64":"!!"}]}"#,
        r#"{"labels":[{"base64":"PGh0bWw+"}]}"#,
    ] {
        let problem = label::parse(&answer(200, bad), 1).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Refused);
    }
}

#[test]
fn numbers_are_taken_all_or_none() {
    let numbers = number::parse_numbers(&recorded!("numbers_201.json"), 3).unwrap();
    assert_eq!(numbers[0].number, "VC200000014");
    assert_eq!(
        numbers[0].expires_at,
        Some("2026-12-20T00:00:00Z".parse().unwrap())
    );
    assert_eq!(numbers[2].expires_at, None);
    // Fewer than asked for is fine, more is not.
    assert!(number::parse_numbers(&recorded!("numbers_201.json"), 9).is_ok());
    assert!(number::parse_numbers(&recorded!("numbers_201.json"), 2).is_err());
    for bad in [
        json!([]),
        json!([{ "number": "" }]),
        json!([{ "number": "A B" }]),
        json!([{ "number": "Ä1" }]),
        json!([{ "number": "1".repeat(41) }]),
        json!([{ "number": "A" }, { "number": "A" }]),
        json!([{ "number": "A", "expires_at": "soon" }]),
    ] {
        let body = json!({ "numbers": bad }).to_string();
        let problem = number::parse_numbers(&answer(201, &body), 5).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Unavailable, "{bad}");
    }
}

#[test]
fn a_booking_is_booked_refused_or_sent_again() {
    let parse = |answer: &Answer| number::parse_booking(answer, "VC200000014", 1);
    let booked = parse(&recorded!("booking_201.json")).unwrap();
    assert_eq!(
        (booked.carrier_ref.as_str(), booked.charged),
        ("B-311", usd(490))
    );
    for (failed, kind) in [
        (recorded!("number_used_409.json"), ProblemKind::Refused),
        (recorded!("refused_422.json"), ProblemKind::Refused),
        (recorded!("unsupported_422.json"), ProblemKind::Refused),
        (recorded!("invalid_422.json"), ProblemKind::Invalid),
        (recorded!("internal_500.json"), ProblemKind::UnknownOutcome),
        (recorded!("unauthorized_401.json"), ProblemKind::Auth),
        (answer(201, "{}"), ProblemKind::UnknownOutcome),
    ] {
        assert_eq!(parse(&failed).unwrap_err().kind, kind, "{failed:?}");
    }
    let other = number::parse_booking(&recorded!("booking_201.json"), "VC1", 1);
    assert_eq!(other.unwrap_err().kind, ProblemKind::UnknownOutcome);
}
