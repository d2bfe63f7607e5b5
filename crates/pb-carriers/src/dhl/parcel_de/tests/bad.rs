//! Bad answers, for every operation that is read alone.
use super::*;
use crate::engine::Effect;
use crate::spoilt::{Good, bears};
use crate::{Asked, Reads as _};
use pb_domain::Problem;

fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds};
    vec![
        ("login", Asks, recorded!("parcel_token_200.json")),
        ("test", Asks, recorded!("parcel_sold_200.json")),
        ("validate", Asks, recorded!("parcel_void_200.json")),
        ("buy", Binds, recorded!("parcel_sold_200.json")),
        ("return", Binds, recorded!("parcel_return_201.json")),
        ("void", Binds, recorded!("parcel_void_200.json")),
        ("label", Asks, recorded!("parcel_sold_200.json")),
        ("manifest", Binds, recorded!("parcel_manifest_207.json")),
        ("manifest paper", Asks, recorded!("parcel_paper_200.json")),
        ("track", Asks, recorded!("unified_track_200.json")),
    ]
}

fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let asked = Asked {
        account: &with(&[]),
        consignment: &consignment(),
        number: FIRST,
        quoted: euro(490),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::ParcelReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| Good::new(name, effect, answer))
        .collect();
    bears(&reads::ParcelReads, &all, parse);
}

#[test]
fn what_is_read_is_shown_without_labels_and_tokens() {
    let shown = |name: &str| {
        let mut all = operations().into_iter();
        let (_, _, good) = all.find(|(n, _, _)| *n == name).unwrap();
        parse(name, &good).unwrap()
    };
    assert_eq!(shown("login"), json!({ "seconds": 1_799 }));
    let bought = shown("buy");
    assert_eq!(bought["tracking_numbers"], json!([FIRST]));
    assert_eq!(bought["labels"][0]["format"], "zpl");
    assert!(!bought.to_string().contains("^XA"));
    let part = parse("buy", &recorded!("parcel_part_207.json")).unwrap_err();
    assert_eq!(
        part.kind,
        ProblemKind::UnknownOutcome,
        "one of one parcel is not clear"
    );
    let news = answer(200, include_str!("../../fixtures/unified_push.json"));
    assert_eq!(
        parse("webhook", &news).unwrap()[0]["tracking_number"],
        FIRST
    );
}

#[test]
fn failures_in_dhls_words_keep_them() {
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
                recorded!("parcel_credentials_401.json"),
                "401",
                ProblemKind::Auth,
            ),
            (
                recorded!("parcel_throttled_429.json"),
                "429",
                ProblemKind::RateLimited,
            ),
            (recorded!("parcel_down_500.json"), "500", in_doubt),
        ] {
            let problem = parse(name, &failed).expect_err(name);
            assert_eq!(
                (problem.carrier_code.as_str(), problem.kind),
                (code, kind),
                "{name}"
            );
            assert!(!problem.carrier_text.is_empty());
        }
    }
}
