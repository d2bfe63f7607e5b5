//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with Ekart's own code
//! and words where it has some.
use super::*;
use crate::spoilt::{Good, bears};
use crate::{Asked, Reads as _};
use pb_domain::Problem;

/// Every operation but the webhook: its name, what it leaves behind, and a good answer.
fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds, Drafts};
    vec![
        ("login", Asks, recorded!("token_200.json")),
        ("addresses", Asks, recorded!("addresses_200.json")),
        ("address", Drafts, recorded!("address_200.json")),
        ("rate", Asks, recorded!("estimate_200.json")),
        ("buy", Binds, recorded!("created_200.json")),
        ("void", Binds, recorded!("cancelled_200.json")),
        ("label", Asks, recorded!("label_200.pdf")),
        ("track", Asks, recorded!("track_200.json")),
        ("serviceability", Asks, recorded!("served_200.json")),
        ("instruct", Binds, recorded!("ndr_200.json")),
        ("manifest", Binds, recorded!("manifest_200.json")),
        ("manifest paper", Asks, recorded!("label_200.pdf")),
        ("webhooks", Asks, recorded!("webhooks_200.json")),
        ("subscribe", Drafts, recorded!("webhook_200.json")),
    ]
}

/// What an operation makes of an answer.
fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let number = match name {
        "address" => ALIAS,
        _ => ID,
    };
    let asked = Asked {
        account: &account(),
        consignment: &consignment(),
        number,
        quoted: inr(24_662),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::EkartReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| {
            let good = Good::new(name, effect, answer);
            match name {
                "addresses" | "webhooks" => good.listing(),
                _ => good,
            }
        })
        .collect();
    bears(&reads::EkartReads, &all, parse);
}

#[test]
fn what_is_read_is_shown_without_labels_and_tokens() {
    let shown = |name: &str| {
        let (_, _, good) = operations()
            .into_iter()
            .find(|(n, _, _)| *n == name)
            .unwrap();
        parse(name, &good).unwrap()
    };
    assert_eq!(shown("login"), json!({ "seconds": 61_234 }));
    let bought = shown("buy");
    assert_eq!(bought["shipment"], ID);
    assert_eq!(bought["tracking_numbers"], json!([WAYBILL]));
    assert_eq!(shown("label")["format"], "pdf");
    assert_eq!(shown("void"), json!({ "void": true }));
    assert_eq!(shown("rate")["rates"][0]["total"]["minor"], 24_662);
    assert_eq!(shown("serviceability")["cash"], "25000");
    assert_eq!(shown("manifest")["number"], "8800421");
    let hook = shown("subscribe").to_string();
    assert!(!hook.contains("never-shown"), "{hook}");
    let news = answer(200, include_str!("../fixtures/track_updated.json"));
    let news = parse("webhook", &news).unwrap();
    assert_eq!(news[0]["tracking_number"], WAYBILL);
}

#[test]
fn failures_in_ekarts_words_keep_them() {
    for (name, effect, _) in operations() {
        // A login's failure is looked at by its status before it is read.
        if name == "login" {
            continue;
        }
        let in_doubt = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        };
        let in_200 = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Invalid,
        };
        for (failed, code, kind) in [
            (
                recorded!("cod_400.json"),
                "SWIFT_VALIDATION_EXCEPTION",
                ProblemKind::Invalid,
            ),
            (
                recorded!("path_404.json"),
                "PATH_NOT_IMPLEMENTED",
                ProblemKind::Refused,
            ),
            (
                recorded!("wrong_password_401.json"),
                "SWIFT_AUTHENTICATION_EXCEPTION",
                ProblemKind::Auth,
            ),
            (
                recorded!("throttled_429.json"),
                "SWIFT_RATE_LIMIT_EXCEPTION",
                ProblemKind::RateLimited,
            ),
            (
                recorded!("down_500.json"),
                "SWIFT_INTERNAL_EXCEPTION",
                in_doubt,
            ),
            (
                recorded!("failure_200.json"),
                "SWIFT_VALIDATION_EXCEPTION",
                in_200,
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
