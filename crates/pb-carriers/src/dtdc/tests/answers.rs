//! What is made of logins, tests, voids, labels and places.
use super::*;
use crate::Likeness;
use crate::engine::Login as _;
use secrecy::ExposeSecret as _;

#[test]
fn a_token_has_its_form() {
    let grant = login::LOGIN.read(&recorded!("token_200.txt")).unwrap();
    assert_eq!(
        grant.token.expose_secret(),
        "DT0042_trk_json:00112233445566778899aabbccddeeff"
    );
    for odd in [
        "",
        "Invalid user",
        "DT0042:short",
        ":00112233445566778899aabbccddeeff",
        "DT 42:00112233445566778899aabbccddeeff",
        "DT0042:00112233445566778899aabbccddeefg",
    ] {
        assert!(login::LOGIN.read(&answer(200, odd)).is_err(), "{odd}");
    }
    assert!(login::LOGIN.expired(&recorded!("key_401.json")));
    // What is not in its words is not repeated.
    let page = answer(400, "hush-tracking_password");
    assert_eq!(login::LOGIN.said(&page), ("400".to_owned(), String::new()));
}

#[test]
fn a_key_is_taken_where_dtdc_speaks_of_the_number() {
    for taken in [
        recorded!("label_unknown_400.json"),
        recorded!("label_200.json"),
        answer(404, r#"{"message":"not found"}"#),
    ] {
        assert_eq!(connection::parse(&taken), Ok(()), "{taken:?}");
    }
    for (not, kind) in [
        (recorded!("key_401.json"), ProblemKind::Auth),
        (recorded!("down_500.json"), ProblemKind::Unavailable),
        (answer(200, "{}"), ProblemKind::Unavailable),
        (answer(404, "<html>"), ProblemKind::Unavailable),
    ] {
        assert_eq!(connection::parse(&not).unwrap_err().kind, kind, "{not:?}");
    }
}

#[test]
fn a_void_is_of_the_consignment_that_was_asked_for() {
    let parse = |answer: &Answer| void::parse(answer, NUMBER);
    assert_eq!(parse(&recorded!("cancelled_200.json")), Ok(()));
    for no in [
        recorded!("cancel_refused_200.json"),
        answer(
            200,
            r#"{"failures":[{"message":"Consignment is already picked up"}]}"#,
        ),
        answer(
            200,
            r#"{"success":false,"message":"Consignment is already picked up"}"#,
        ),
    ] {
        let problem = parse(&no).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Refused, "{no:?}");
        assert!(problem.carrier_text.contains("picked up") && !problem.hint.is_empty());
    }
    for unclear in [
        answer(200, "{}"),
        answer(
            200,
            r#"{"status":"OK","success":true,"successConsignments":[]}"#,
        ),
        answer(
            200,
            r#"{"successConsignments":[{"reference_number":"D70420018","success":true}]}"#,
        ),
        answer(
            200,
            r#"{"failures":[{"reference_number":"D70420018","message":"no"}]}"#,
        ),
        answer(204, ""),
        recorded!("down_500.json"),
    ] {
        let kind = parse(&unclear).unwrap_err().kind;
        assert_eq!(kind, ProblemKind::UnknownOutcome, "{unclear:?}");
    }
}

#[test]
fn a_label_is_one_whole_document_of_its_consignment() {
    let label = label::parse(&recorded!("label_200.json"), NUMBER).unwrap();
    assert_eq!(label.format, pb_domain::Format::Pdf);
    assert!(label.bytes.starts_with(b"%PDF-"));
    assert!(label::parse(&recorded!("label_200.json"), "D70420018").is_err());
    for odd in [
        json!({ "label": "JVBERi0xLjQK" }),
        json!({ "label": "not base64!" }),
        json!({ "label": null }),
        json!({ "label": 7 }),
    ] {
        let kind = label::parse(&answer(200, &odd.to_string()), NUMBER)
            .unwrap_err()
            .kind;
        assert_eq!(kind, ProblemKind::Unavailable, "{odd}");
    }
    let unknown = label::parse(&recorded!("label_unknown_400.json"), NUMBER).unwrap_err();
    assert_eq!(unknown.kind, ProblemKind::Refused);
}

#[test]
fn a_lane_is_served_with_or_without_cash() {
    let served =
        |answer: &Answer, cash| serve::with_cash(serve::parse(answer, "400001").unwrap(), cash);
    let there = served(&recorded!("pin_200.json"), true);
    assert!(
        there.served && there.cash_on_delivery == Some(true),
        "{there:?}"
    );
    let not = served(&recorded!("pin_unserved_200.json"), false);
    assert!(
        !not.served && not.words == "PINCODE NOT SERVICEABLE",
        "{not:?}"
    );
    assert!(served(&recorded!("pin_no_cash_200.json"), false).served);
    let no_cash = served(&recorded!("pin_no_cash_200.json"), true);
    assert!(
        !no_cash.served && no_cash.words.contains("cash"),
        "{no_cash:?}"
    );
    // Another place's answer is none.
    assert!(serve::parse(&recorded!("pin_200.json"), "400002").is_err());
    assert!(
        serve::parse(
            &answer(200, r#"{"ZIPCODE_RESP":[{"SERVFLAG":"?"}]}"#),
            "400001"
        )
        .is_err()
    );
}

#[test]
fn its_numbers_are_known_by_their_form() {
    for (text, likeness) in [
        (NUMBER, Likeness::Form),
        ("V01197967", Likeness::Form),
        ("D123456789", Likeness::Form),
        ("d70420017", Likeness::No),
        ("D7042001", Likeness::No),
        ("D1234567890", Likeness::No),
        ("DD0420017", Likeness::No),
        ("100008518801", Likeness::No),
        ("D७०४२००१७", Likeness::No),
        ("", Likeness::No),
    ] {
        assert_eq!((PROFILE.likeness)(text), likeness, "{text}");
    }
}
