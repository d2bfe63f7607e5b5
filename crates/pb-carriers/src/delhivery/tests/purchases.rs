//! What is made of every answer to a manifest, as a purchase and as a booking.
use super::*;

fn bought(answer: &Answer, parcels: usize) -> Result<(), Problem> {
    ship::parse(answer, &numbers(parcels))
}

fn booked(answer: &Answer) -> Result<book::Told, Problem> {
    book::parse(answer, &borne(&consignment()))
}

#[test]
fn a_sale_is_a_sale() {
    assert_eq!(bought(&recorded!("made_200.json"), 1), Ok(()));
    assert_eq!(bought(&recorded!("made_two_200.json"), 2), Ok(()));
    assert_eq!(booked(&recorded!("made_200.json")), Ok(book::Told::Booked));
    let prepared = prepared_for(&account(), &two());
    let sold = ship::bought(numbers(2), Vec::new(), &prepared, &two());
    assert_eq!(sold.carrier_ref, FIRST, "the master");
    let sold_numbers: Vec<&str> = sold
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    assert_eq!(sold_numbers, [FIRST, SECOND], "in the parcels' order");
    assert_eq!(sold.charged, inr(11_800), "as quoted: it states no price");
    assert_eq!(
        sold.carrier_data,
        json!({ "reverse": false, "pin": "560001" })
    );
    assert_eq!(
        sold.tracking_url,
        "https://www.delhivery.com/track/package/84301230000014"
    );
    assert_eq!(ship::numbers(&prepared, 2).unwrap(), numbers(2));
}

#[test]
fn a_no_of_every_parcel_is_one() {
    for (no, kind, field) in [
        (
            recorded!("refused_pincode_200.json"),
            ProblemKind::Refused,
            "ship_to.postal_code",
        ),
        (
            recorded!("refused_order_200.json"),
            ProblemKind::Refused,
            "options.reference",
        ),
        (
            recorded!("refused_warehouse_200.json"),
            ProblemKind::Invalid,
            "pickup_location",
        ),
        (
            recorded!("refused_token_200.json"),
            ProblemKind::Auth,
            "token",
        ),
        (
            recorded!("refused_balance_200.json"),
            ProblemKind::Refused,
            "",
        ),
    ] {
        let problem = bought(&no, 1).unwrap_err();
        assert_eq!(
            (problem.kind, problem.field.as_deref().unwrap_or_default()),
            (kind, field),
            "{problem:?}"
        );
        assert!(!problem.carrier_text.is_empty() && !problem.hint.is_empty());
        assert_eq!(booked(&no).unwrap_err().kind, kind);
    }
}

#[test]
fn a_number_that_is_not_taken_is_one_thing_for_a_purchase_and_another_for_a_booking() {
    let not_taken = recorded!("refused_waybill_200.json");
    let problem = bought(&not_taken, 1).unwrap_err();
    assert_eq!(
        problem.kind,
        ProblemKind::Refused,
        "nothing was sold under it"
    );
    assert!(matches!(booked(&not_taken), Ok(book::Told::InUse(_))));
    // Whose manifest was there before? A purchase's number was new.
    let duplicate = recorded!("refused_duplicate_200.json");
    let problem = bought(&duplicate, 1).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    assert!(matches!(booked(&duplicate), Ok(book::Told::InUse(_))));
}

#[test]
fn everything_else_is_unknown() {
    let good = include_str!("../fixtures/made_200.json");
    let parsed: Value = serde_json::from_str(good).unwrap();
    let changed = |pointer: &str, value: Value| {
        let mut changed = parsed.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        answer(200, &changed.to_string())
    };
    let others_no = include_str!("../fixtures/refused_waybill_200.json").replace(FIRST, SECOND);
    for unclear in [
        recorded!("in_part_200.json"),
        recorded!("made_in_part_200.json"),
        recorded!("made_two_200.json"),
        recorded!("down_500.json"),
        answer(200, &others_no),
        changed("/packages/0/waybill", json!(SECOND)),
        changed("/packages/0/waybill", json!("")),
        changed("/packages/0/status", json!("Pending")),
        changed("/packages", json!([])),
        answer(200, r#"{"success":false,"packages":[]}"#),
        answer(302, ""),
        answer(400, "<html>"),
        answer(404, "{}"),
    ] {
        let problem = bought(&unclear, 1).unwrap_err();
        assert_eq!(
            problem.kind,
            ProblemKind::UnknownOutcome,
            "{unclear:?}: {problem:?}"
        );
        assert!(!problem.hint.is_empty());
        assert_eq!(
            booked(&unclear).unwrap_err().kind,
            ProblemKind::UnknownOutcome
        );
    }
    // One parcel of two.
    assert!(bought(&recorded!("made_in_part_200.json"), 2).is_err());
    assert!(bought(&recorded!("made_200.json"), 2).is_err());
    // The same number twice is one parcel.
    let twice = include_str!("../fixtures/made_two_200.json").replace(SECOND, FIRST);
    assert!(bought(&answer(200, &twice), 2).is_err());
}

#[test]
fn a_booking_that_was_there_before_is_proved_by_its_order() {
    use settle::Found;
    let refused = || match booked(&recorded!("refused_duplicate_200.json")) {
        Ok(book::Told::InUse(problem)) => problem,
        other => panic!("{other:?}"),
    };
    let found = |answer: &Answer, consignment: &Consignment| {
        settle::parse(answer, &borne(consignment)).unwrap()
    };
    assert_eq!(
        book::proved(
            found(&recorded!("found_200.json"), &consignment()),
            refused()
        ),
        Ok(())
    );
    let another = Consignment {
        reference: "1002".to_owned(),
        ..consignment()
    };
    let anothers = found(&recorded!("found_200.json"), &another);
    let problem = book::proved(anothers, refused()).unwrap_err();
    assert_eq!(
        (problem.kind, problem.carrier_text.as_str()),
        (ProblemKind::Refused, "Duplicate waybill")
    );
    let nothing = book::proved(Found::Nothing, refused()).unwrap_err();
    assert_eq!(nothing.kind, ProblemKind::Unavailable, "it is sent again");
    let half = found(&recorded!("found_200.json"), &two());
    let problem = book::proved(half, refused()).unwrap_err();
    assert_eq!(
        problem.kind,
        ProblemKind::UnknownOutcome,
        "it is sent again"
    );
}
