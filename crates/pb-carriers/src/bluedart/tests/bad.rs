//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with Blue Dart's own
//! code and words where it has some.
use super::*;
use crate::spoilt::{Good, bears};
use crate::{Asked, Reads as _};
use pb_domain::Problem;

/// Every operation: its name, what it leaves behind, and a good answer.
fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds};
    vec![
        ("login", Asks, recorded!("token_200.json")),
        ("serviceability", Asks, recorded!("pin_200.json")),
        ("buy", Binds, recorded!("sold_base64_200.json")),
        ("resend", Binds, recorded!("sold_base64_200.json")),
        ("void", Binds, recorded!("cancelled_200.json")),
        ("track", Asks, recorded!("track_200.xml")),
    ]
}

/// What an operation makes of an answer.
fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let asked = Asked {
        account: &account(),
        consignment: &consignment(),
        number: NUMBER,
        quoted: inr(12_000),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::BlueDartReads.read(name, asked, answer)
}

/// As the sold answer is, but a no in the very place that says whether it is one is a clear no.
#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| Good::new(name, effect, answer))
        .collect();
    // `IsError: true` beside a waybill's number is a contradiction, and stays unknown; a void has the number of
    // what it is about in it, and there a no is a no.
    let no = |name: &str, answer: &Answer| {
        let whole: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        name == "void" && whole["CancelWaybillResult"]["IsError"] == true
    };
    bears(&reads::BlueDartReads, &all, |name, answer| {
        let read = parse(name, answer);
        if no(name, answer) {
            let problem = read.expect_err("it says no");
            assert_eq!(problem.kind, ProblemKind::Refused);
            return Err(Problem::new(ProblemKind::UnknownOutcome, "looked at above"));
        }
        read
    });
}

#[test]
fn what_is_read_is_shown_without_labels_and_tokens() {
    let shown = |name: &str| {
        let all = operations();
        let (_, _, good) = all.iter().find(|(n, _, _)| *n == name).unwrap();
        parse(name, good).unwrap()
    };
    assert_eq!(shown("login"), json!({ "seconds": 72_000 }));
    for name in ["buy", "resend"] {
        let bought = shown(name);
        assert_eq!(bought["shipment"], NUMBER);
        assert_eq!(bought["tracking_numbers"], json!([NUMBER]));
        assert_eq!(bought["labels"][0]["format"], "pdf");
    }
    assert_eq!(shown("void"), json!({ "void": true }));
    assert_eq!(
        shown("serviceability")[0],
        json!({ "product": "A", "paid": true, "cash": true })
    );
}

#[test]
fn failures_in_blue_darts_words_keep_them() {
    for (name, effect, _) in operations() {
        // A login's failure is looked at by its status before it is read.
        if name == "login" {
            continue;
        }
        let unsure = |kind| match name {
            // Nothing proves that it was not sold when it was asked for first.
            "resend" => ProblemKind::UnknownOutcome,
            _ => kind,
        };
        let in_doubt = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        };
        for (failed, code, kind) in [
            (
                recorded!("refused_400.json"),
                "InvalidWeight",
                unsure(ProblemKind::Refused),
            ),
            (
                recorded!("customer_code_400.json"),
                "UnauthorizedUser",
                unsure(ProblemKind::Auth),
            ),
            (
                recorded!("unauthorized_401.json"),
                "Unauthorized",
                unsure(ProblemKind::Auth),
            ),
            (
                recorded!("throttled_429.json"),
                "TooManyRequests",
                unsure(ProblemKind::RateLimited),
            ),
            (recorded!("down_500.json"), "Internal", in_doubt),
        ] {
            let problem = parse(name, &failed).expect_err(name);
            assert_eq!(
                (problem.carrier_code.as_str(), problem.kind),
                (code, kind),
                "{name}: {failed:?}"
            );
        }
        let path = parse(name, &recorded!("path_415.json")).expect_err(name);
        assert_eq!(path.kind, unsure(ProblemKind::Refused), "{name}");
        let words = answer(415, "Access to the method is not allowed");
        let path = parse(name, &words).expect_err(name);
        assert_eq!(path.kind, unsure(ProblemKind::Refused), "{name}");
        let other = parse(name, &answer(415, "Unsupported")).expect_err(name);
        assert_eq!(other.kind, in_doubt, "{name}");
    }
}
