//! What is made of every answer to a purchase, and of every answer to it again.
use super::*;
use crate::{Bought, Settled};
use pb_domain::Problem;

fn said(answer: &Answer) -> Result<Bought, Problem> {
    ship::bought(vec![ship::parse(answer)?], &prepared())
}

#[test]
fn a_sale_is_a_sale_in_one_piece_or_several_parts() {
    for (sold, number, charged, format) in [
        (recorded!("label_200.json"), FIRST, 956, Format::Zpl),
        (recorded!("label_parts_200.bin"), FIRST, 956, Format::Zpl),
        (
            recorded!("label_extras_200.json"),
            FIRST,
            956 + 370 + 400,
            Format::Zpl,
        ),
        (recorded!("return_parts_200.bin"), SECOND, 956, Format::Pdf),
        (
            recorded!("label_abroad_200.json"),
            ABROAD,
            3_417,
            Format::Pdf,
        ),
    ] {
        let bought = said(&sold).unwrap();
        assert_eq!(bought.carrier_ref, number);
        assert_eq!(bought.parcels[0].tracking_number, number);
        assert_eq!(bought.charged, usd(charged), "postage, extras and fees");
        assert_eq!(bought.labels[0].format, format);
        assert!(bought.tracking_url.ends_with(number));
        assert!(bought.tracking_url.starts_with("https://tools.usps.com/"));
    }
    let bought = said(&recorded!("label_200.json")).unwrap();
    assert_eq!(bought.carrier_data["way"], "home");
    assert_eq!(bought.carrier_data["mailing_date"], "2026-11-27");
    assert_eq!(bought.carrier_data["from"]["ZIPCode"], "78701");
    assert_eq!(bought.carrier_data["image"], "ZPL203DPI");
}

#[test]
fn several_labels_are_one_purchase() {
    let labels = [
        recorded!("label_200.json"),
        recorded!("label_second_200.json"),
    ];
    let sold = |answers: &[Answer]| {
        let all = answers.iter().map(|a| ship::parse(a).unwrap()).collect();
        ship::bought(
            all,
            &prepared_for(&account(), &two_parcels(), "PRIORITY_MAIL"),
        )
    };
    let bought = sold(&labels).unwrap();
    let numbers: Vec<&str> = bought
        .parcels
        .iter()
        .map(|p| p.tracking_number.as_str())
        .collect();
    assert_eq!(numbers, [FIRST, SECOND]);
    assert_eq!((bought.charged, bought.labels.len()), (usd(2 * 956), 2));
    assert_eq!(
        bought.carrier_data["way"], "home",
        "of the first of the bodies"
    );
    // The same label twice is not two.
    let twice = [recorded!("label_200.json"), recorded!("label_200.json")];
    assert_eq!(sold(&twice).unwrap_err().kind, ProblemKind::UnknownOutcome);
}

#[test]
fn odd_trimmings_do_not_unmake_a_sale() {
    let mut sold: Value = serde_json::from_str(include_str!("../fixtures/label_200.json")).unwrap();
    sold["postage"] = json!({});
    sold["labelImage"] = json!("PGh0bWw+");
    let bought = said(&answer(200, &sold.to_string())).unwrap();
    assert_eq!(bought.charged, usd(956), "as quoted");
    assert_eq!(bought.labels, [], "to be fetched again");
}

#[test]
fn only_what_usps_calls_a_no_is_one() {
    for (no, kind, code, field) in [
        (
            recorded!("refused_400.json"),
            ProblemKind::Refused,
            "030002",
            None,
        ),
        (
            recorded!("funds_400.json"),
            ProblemKind::Refused,
            "100007",
            None,
        ),
        (
            recorded!("mailing_date_400.json"),
            ProblemKind::Invalid,
            "160001",
            Some("ship_date"),
        ),
        (
            recorded!("zip_400.json"),
            ProblemKind::Invalid,
            "160183",
            Some("ship_to.postal_code"),
        ),
        (
            recorded!("schema_400.json"),
            ProblemKind::Invalid,
            "400",
            None,
        ),
        (
            recorded!("unauthorized_401.json"),
            ProblemKind::Auth,
            "401",
            None,
        ),
        (
            recorded!("forbidden_403.json"),
            ProblemKind::Auth,
            "403",
            None,
        ),
        (
            recorded!("throttled_429.json"),
            ProblemKind::RateLimited,
            "429",
            None,
        ),
    ] {
        let problem = said(&no).unwrap_err();
        assert_eq!(
            (problem.kind, problem.carrier_code.as_str()),
            (kind, code),
            "{no:?}"
        );
        assert_eq!(problem.field.as_deref(), field, "{problem:?}");
        assert!(!problem.carrier_text.is_empty());
    }
    let problem = said(&recorded!("funds_400.json")).unwrap_err();
    assert!(problem.hint.contains("Put money"), "{problem:?}");
}

#[test]
fn everything_else_is_unknown() {
    let parts = include_str!("../fixtures/label_parts_200.bin");
    let mut nameless: Value =
        serde_json::from_str(include_str!("../fixtures/label_200.json")).unwrap();
    nameless["trackingNumber"] = json!(" ");
    for unclear in [
        recorded!("down_503.json"),
        recorded!("refusal_200.json"),
        answer(200, &nameless.to_string()),
        answer(200, &parts[..parts.len() / 2]),
        answer(200, &parts.replace("labelMetadata", "somethingElse")),
        answer(200, "--\r\n"),
        answer(200, "--x"),
        answer(302, ""),
        answer(400, "<html>"),
        answer(404, "{}"),
    ] {
        let problem = said(&unclear).unwrap_err();
        assert_eq!(
            problem.kind,
            ProblemKind::UnknownOutcome,
            "{unclear:?}: {problem:?}"
        );
        assert!(!problem.hint.is_empty());
    }
    let problem = said(&recorded!("refusal_200.json")).unwrap_err();
    assert_eq!(problem.carrier_code, "030002", "its words are kept");
}

#[test]
fn what_the_same_request_again_proves() {
    let again = |answer: &Answer| ship::settled(said(answer));
    let Ok(Settled::Bought(bought)) = again(&recorded!("label_200.json")) else {
        panic!("the label of the key")
    };
    assert_eq!(bought.carrier_ref, FIRST);
    for no in [recorded!("refused_400.json"), recorded!("zip_400.json")] {
        let settled = again(&no);
        assert!(matches!(settled, Ok(Settled::NotBought(_))), "{settled:?}");
    }
    for unclear in [recorded!("down_503.json"), answer(200, "<html>")] {
        let settled = again(&unclear);
        assert!(
            matches!(settled, Ok(Settled::StillUnknown(_))),
            "{settled:?}"
        );
    }
    // These are about the question.
    for asked in [
        recorded!("throttled_429.json"),
        recorded!("forbidden_403.json"),
    ] {
        assert!(again(&asked).is_err(), "{asked:?}");
    }
}

#[test]
fn a_label_is_printed_again() {
    assert_eq!(
        label::parse(&recorded!("reprint_200.json")).unwrap().format,
        Format::Zpl
    );
    assert!(label::parse(&answer(200, r#"{"reprintInfo":{}}"#)).is_err());
}

#[test]
fn cancelled_or_disputed_is_void() {
    for yes in [
        recorded!("cancelled_200.json"),
        recorded!("disputed_200.json"),
    ] {
        assert_eq!(void::parse(&yes, FIRST), Ok(()));
    }
    let other = void::parse(&recorded!("cancelled_200.json"), SECOND).unwrap_err();
    assert_eq!(
        other.kind,
        ProblemKind::UnknownOutcome,
        "another's is not ours"
    );
    let no = void::parse(&recorded!("not_refundable_400.json"), FIRST).unwrap_err();
    assert_eq!(
        (no.kind, no.carrier_code.as_str()),
        (ProblemKind::Refused, "160301")
    );
    assert!(!no.hint.is_empty());
    let odd = void::parse(&answer(200, r#"{"status":"PENDING"}"#), FIRST).unwrap_err();
    assert_eq!(odd.kind, ProblemKind::UnknownOutcome);
}
