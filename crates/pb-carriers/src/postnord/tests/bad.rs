//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with PostNord's
//! own code and words where it has some.
use super::*;
use crate::spoilt::{Good, bears};
use crate::{Asked, Reads as _};

/// Every operation: its name, what it leaves behind, and a good answer.
fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds};
    vec![
        ("rate", Asks, recorded!("transit_200.json")),
        ("point", Asks, recorded!("points_200.json")),
        ("buy", Binds, recorded!("ship_200.json")),
        ("find", Asks, recorded!("found_200.json")),
        ("label", Asks, recorded!("label_200.json")),
        ("track", Asks, recorded!("track_200.json")),
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
        quoted: sek(5_900),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::PostNordReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| {
            let good = Good::new(name, effect, answer);
            match name {
                "rate" => good.listing(),
                _ => good,
            }
        })
        .collect();
    bears(&reads::PostNordReads, &all, parse);
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
    let bought = shown("buy");
    assert_eq!(bought["tracking_numbers"], json!([FIRST]));
    assert_eq!(bought["labels"][0]["format"], "pdf");
    assert_eq!(shown("label")["labels"][0]["format"], "zpl");
    assert_eq!(shown("find")["tracking_numbers"], json!([FIRST]));
    assert_eq!(shown("rate")["transit"][0]["days"], 2);
    assert_eq!(shown("rate")["served"]["served"], true);
    assert_eq!(shown("point")["id"], "209042");
    assert_eq!(shown("track")["status"], "in_transit");
}

#[test]
fn failures_in_postnords_words_keep_them() {
    for (name, effect, _) in operations() {
        let in_doubt = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        };
        for (failed, code, kind) in [
            (
                recorded!("application_400.json"),
                "APPLICATION_ID",
                ProblemKind::Invalid,
            ),
            (
                recorded!("method_405.json"),
                "Method Not Allowed",
                ProblemKind::Refused,
            ),
            (recorded!("key_403.json"), "Forbidden", ProblemKind::Auth),
            (
                recorded!("throttled_429.json"),
                "Too Many Requests",
                ProblemKind::RateLimited,
            ),
            (recorded!("late_504.json"), "Gateway Timeout", in_doubt),
        ] {
            let problem = parse(name, &failed).expect_err(name);
            assert_eq!(
                (problem.carrier_code.as_str(), problem.kind),
                (code, kind),
                "{name}: {failed:?}"
            );
            assert!(!problem.carrier_text.is_empty(), "{name}: {failed:?}");
        }
        // The words of a refusal in a 200 are kept, whatever they leave in doubt.
        let problem = parse(name, &recorded!("refusal_200.json")).expect_err(name);
        assert_eq!(problem.carrier_code, "API-005", "{name}: {problem:?}");
        let problem = parse(name, &recorded!("down_503.json")).expect_err(name);
        assert_eq!(problem.kind, in_doubt, "{name}");
        assert!(!problem.carrier_text.is_empty(), "{name}");
    }
}

#[test]
fn what_is_needed_cannot_be_missing() {
    let sold = include_str!("../fixtures/ship_200.json");
    for pointer in [
        "/bookingResponse",
        "/bookingResponse/idInformation",
        "/bookingResponse/idInformation/0/status",
        "/bookingResponse/idInformation/0/ids",
        "/bookingResponse/idInformation/0/ids/0/value",
        "/bookingResponse/idInformation/0/ids/0/idType",
    ] {
        let mut value: Value = serde_json::from_str(sold).unwrap();
        *value.pointer_mut(pointer).unwrap() = Value::Null;
        let gone = answer(200, &value.to_string());
        let problem = ship::parse(&gone, &prepared(), 1).expect_err(pointer);
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome, "{pointer}");
    }
}
