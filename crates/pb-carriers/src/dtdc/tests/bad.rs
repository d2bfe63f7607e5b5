//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with DTDC's own code and
//! words where it has some.
use super::*;
use crate::spoilt::{Good, bears};
use crate::{Asked, Reads as _};
use pb_domain::Problem;

/// Every operation: its name, what it leaves behind, and a good answer.
fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds};
    vec![
        ("login", Asks, recorded!("token_200.txt")),
        ("serviceability", Asks, recorded!("pin_200.json")),
        ("buy", Binds, recorded!("sold_200.json")),
        ("find", Asks, recorded!("track_200.json")),
        ("label", Asks, recorded!("label_200.json")),
        ("void", Binds, recorded!("cancelled_200.json")),
        ("track", Asks, recorded!("track_200.json")),
    ]
}

/// What an operation makes of an answer.
fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let asked = Asked {
        account: &account(),
        consignment: &consignment(),
        number: match name {
            "buy" | "find" => REFERENCE,
            _ => NUMBER,
        },
        quoted: inr(12_000),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::DtdcReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| Good::new(name, effect, answer))
        .collect();
    bears(&reads::DtdcReads, &all, parse);
}

#[test]
fn what_is_read_is_shown_without_labels_and_tokens() {
    let shown = |name: &str| {
        let all = operations();
        let (_, _, good) = all.iter().find(|(n, _, _)| *n == name).unwrap();
        parse(name, good).unwrap()
    };
    assert_eq!(shown("login"), json!({ "seconds": 1_800 }));
    assert_eq!(shown("buy")["tracking_numbers"], json!([NUMBER]));
    assert_eq!(shown("find"), json!({ "found": NUMBER }));
    assert_eq!(shown("label")["format"], "pdf");
    assert_eq!(shown("void"), json!({ "void": true }));
    assert_eq!(shown("serviceability")["cash_on_delivery"], true);
}

#[test]
fn failures_in_dtdcs_words_keep_them() {
    for (name, effect, _) in operations() {
        // A login's failure is looked at by its status before it is read.
        if name == "login" {
            continue;
        }
        let in_doubt = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        };
        for (failed, code, kind) in [
            (
                recorded!("rejected_400.json"),
                "VALIDATION",
                ProblemKind::Refused,
            ),
            (recorded!("key_401.json"), "UNAUTHORIZED", ProblemKind::Auth),
            (
                recorded!("throttled_429.json"),
                "TOO_MANY",
                ProblemKind::RateLimited,
            ),
            (recorded!("down_500.json"), "INTERNAL", in_doubt),
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
