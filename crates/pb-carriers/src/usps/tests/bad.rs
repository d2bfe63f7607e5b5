//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with USPS's own
//! code and words where it has some.
use super::*;
use crate::spoilt::{Good, bears};
use crate::{Asked, Reads as _};
use pb_domain::Problem;

/// Every operation but the webhook: its name, what it leaves behind, and a good answer.
fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds};
    let mut look = recorded!("pickup_look_200.json");
    look.headers
        .insert("etag", HeaderValue::from_static("33a64df5"));
    vec![
        ("login", Asks, recorded!("token_200.json")),
        ("test", Asks, recorded!("account_200.json")),
        ("rate", Asks, recorded!("options_200.json")),
        ("buy", Binds, recorded!("label_200.json")),
        ("resend", Binds, recorded!("label_abroad_200.json")),
        ("void", Binds, recorded!("cancelled_200.json")),
        ("label", Asks, recorded!("reprint_200.json")),
        ("track", Asks, recorded!("tracked_200.json")),
        ("track one", Asks, recorded!("tracked_one_200.json")),
        ("address", Asks, recorded!("address_known_200.json")),
        ("pickup", Binds, recorded!("pickup_200.json")),
        ("pickup look", Asks, look),
        ("pickup cancel", Binds, answer(200, "")),
        ("manifest", Binds, recorded!("scan_200.json")),
        ("subscribe", Asks, recorded!("subscribed_200.json")),
    ]
}

/// What an operation makes of an answer.
fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let asked = Asked {
        account: &account(),
        consignment: &consignment(),
        number: FIRST,
        quoted: usd(956),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::UspsReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| match name {
            "pickup cancel" => Good::new(name, effect, answer).silent(),
            _ => Good::new(name, effect, answer),
        })
        .collect();
    bears(&reads::UspsReads, &all, parse);
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
    assert_eq!(shown("login"), json!({ "seconds": 28_799 }));
    let payment = parse("login", &recorded!("payment_200.json")).unwrap();
    assert_eq!(payment, json!({ "seconds": 28_800 }));
    let bought = shown("buy");
    assert_eq!(bought["tracking_numbers"], json!([FIRST]));
    assert_eq!(bought["labels"][0]["format"], "zpl");
    assert_eq!(shown("resend")["tracking_numbers"], json!([ABROAD]));
    assert_eq!(shown("void"), json!({ "void": true }));
    assert_eq!(shown("rate")["rates"][0]["total"]["minor"], 956);
    assert_eq!(shown("track")["status"], "out_for_delivery");
    assert_eq!(shown("manifest")["documents"][0]["format"], "pdf");
    let notice = answer(200, include_str!("../fixtures/notice.json"));
    let news = parse("webhook", &notice).unwrap();
    assert_eq!(news[0]["tracking_number"], FIRST);
}

#[test]
fn failures_in_uspss_words_keep_them() {
    for (name, effect, _) in operations() {
        // A login's failure is looked at by its status before it is read.
        if name == "login" {
            continue;
        }
        let in_doubt = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        };
        let mut cases = vec![
            (
                recorded!("refused_400.json"),
                "030002",
                ProblemKind::Refused,
            ),
            (recorded!("zip_400.json"), "160183", ProblemKind::Invalid),
            (recorded!("unauthorized_401.json"), "401", ProblemKind::Auth),
            (recorded!("forbidden_403.json"), "403", ProblemKind::Auth),
            (
                recorded!("throttled_429.json"),
                "429",
                ProblemKind::RateLimited,
            ),
            (recorded!("down_503.json"), "503", in_doubt),
        ];
        let in_200 = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Refused,
        };
        cases.push((recorded!("refusal_200.json"), "030002", in_200));
        for (failed, code, kind) in cases {
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
