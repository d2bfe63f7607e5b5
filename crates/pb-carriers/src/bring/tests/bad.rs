//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with Bring's own code
//! and words where it has some.
use super::*;
use crate::spoilt::{Good, bears};
use crate::{Asked, Reads as _};

/// Every operation but the webhook: its name, what it leaves behind, and a good answer.
fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds};
    vec![
        ("test", Asks, recorded!("customers_200.json")),
        ("rate", Asks, recorded!("rates_200.json")),
        ("buy", Binds, recorded!("booked_200.json")),
        ("label", Asks, recorded!("label_200.pdf")),
        ("find", Asks, recorded!("track_200.json")),
        ("track", Asks, recorded!("track_200.json")),
        ("subscribe", Asks, recorded!("subscribed_201.json")),
    ]
}

/// What an operation makes of an answer.
fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let number = match name {
        "find" => REFERENCE,
        _ => FIRST,
    };
    let asked = Asked {
        account: &account(),
        consignment: &consignment(),
        number,
        quoted: nok(11_500),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::BringReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| Good::new(name, effect, answer))
        .collect();
    bears(&reads::BringReads, &all, parse);
}

#[test]
fn what_is_read_is_shown_without_labels() {
    let shown = |name: &str| {
        let (_, _, good) = operations()
            .into_iter()
            .find(|(n, _, _)| *n == name)
            .unwrap();
        parse(name, &good).unwrap()
    };
    assert_eq!(shown("buy")["tracking_numbers"], json!([FIRST]));
    assert_eq!(shown("label")["format"], "pdf");
    assert_eq!(shown("find")["consignment"], NUMBER);
    assert_eq!(shown("rate")["rates"][0]["total"]["minor"], 11_500);
    assert_eq!(shown("track")["status"], "ready_for_pickup");
    let cast = answer(200, include_str!("../fixtures/cast.json"));
    let news = parse("webhook", &cast).unwrap();
    assert_eq!(news[0]["tracking_number"], FIRST);
    let mut moved = answer(302, "");
    let to = "https://store.example/x".parse().unwrap();
    moved.headers.insert("location", to);
    assert_eq!(
        parse("label", &moved).unwrap(),
        json!({ "moved_to": "https://store.example/x" })
    );
}

#[test]
fn failures_in_brings_words_keep_them() {
    for (name, effect, _) in operations() {
        let in_doubt = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        };
        for (failed, code, kind) in [
            (
                recorded!("postal_code_400.json"),
                "BOOK_INPUT-057-RECIPIENT",
                ProblemKind::Invalid,
            ),
            (
                recorded!("rates_invalid_400.json"),
                "INVALID_ARGUMENT",
                ProblemKind::Invalid,
            ),
            (
                recorded!("subscribe_invalid_400.json"),
                "400",
                ProblemKind::Refused,
            ),
            (
                recorded!("internal_500.json"),
                "BOOK-INTERNAL-001",
                in_doubt,
            ),
        ] {
            let problem = parse(name, &failed).expect_err(name);
            assert_eq!(
                (problem.carrier_code.as_str(), problem.kind),
                (code, kind),
                "{name}: {failed:?}"
            );
            assert!(!problem.carrier_text.is_empty(), "{name}: {failed:?}");
        }
    }
}

#[test]
fn what_is_needed_cannot_be_missing() {
    let gone = |fixture: &str, pointer: &str| {
        let mut value: Value = serde_json::from_str(fixture).unwrap();
        *value.pointer_mut(pointer).unwrap() = Value::Null;
        answer(200, &value.to_string())
    };
    let booked = include_str!("../fixtures/booked_200.json");
    for pointer in [
        "/consignments",
        "/consignments/0",
        "/consignments/0/confirmation",
        "/consignments/0/confirmation/consignmentNumber",
        "/consignments/0/confirmation/packages",
        "/consignments/0/confirmation/packages/0/packageNumber",
    ] {
        let problem = ship::parse(&gone(booked, pointer), &prepared(), 1).expect_err(pointer);
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    }
    let rates = include_str!("../fixtures/rates_200.json");
    for pointer in ["/consignments", "/consignments/0/products"] {
        assert!(
            rate::parse(&gone(rates, pointer), &account()).is_err(),
            "{pointer}"
        );
    }
    let track = include_str!("../fixtures/track_200.json");
    for pointer in ["/consignmentSet", "/consignmentSet/0/packageSet"] {
        assert!(
            track::parse(&gone(track, pointer), FIRST).is_err(),
            "{pointer}"
        );
    }
    let customers = include_str!("../fixtures/customers_200.json");
    assert!(connection::parse(&gone(customers, "/customers"), &account()).is_err());
}
