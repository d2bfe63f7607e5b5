//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with Delhivery's
//! own words where it has some.
use super::*;
use crate::spoilt::{Good, bears};
use crate::{Asked, Reads as _};

/// Every operation but the webhook: its name, what it leaves behind, and a good answer.
fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds, Drafts};
    vec![
        ("rate", Asks, recorded!("rate_200.json")),
        ("transit", Asks, recorded!("transit_200.json")),
        ("serviceability", Asks, recorded!("serve_200.json")),
        ("numbers", Drafts, recorded!("numbers_200.json")),
        ("number", Drafts, recorded!("number_200.json")),
        ("buy", Binds, recorded!("made_200.json")),
        ("find", Asks, recorded!("found_200.json")),
        ("book", Binds, recorded!("made_200.json")),
        ("label", Asks, recorded!("slip_200.json")),
        ("label file", Asks, recorded!("slip_200.pdf")),
        ("void", Binds, recorded!("cancelled_200.json")),
        ("return", Binds, recorded!("cancelled_200.json")),
        ("change address", Binds, recorded!("edited_200.json")),
        ("try again", Binds, recorded!("again_200.json")),
        ("track", Asks, recorded!("track_200.json")),
        ("pickup", Binds, recorded!("pickup_201.json")),
    ]
}

/// What an operation makes of an answer.
fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let asked = Asked {
        account: &account(),
        consignment: &consignment(),
        number: FIRST,
        quoted: inr(11_800),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::DelhiveryReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| Good::new(name, effect, answer))
        .collect();
    bears(&reads::DelhiveryReads, &all, parse);
}

#[test]
fn what_is_read_is_shown_without_links_and_labels() {
    let shown = |name: &str| {
        let (_, _, good) = operations()
            .into_iter()
            .find(|(n, _, _)| *n == name)
            .unwrap();
        parse(name, &good).unwrap()
    };
    assert_eq!(shown("rate")["rate"]["total"]["minor"], 11_800);
    assert_eq!(shown("numbers")["numbers"][1], SECOND);
    assert_eq!(shown("buy")["tracking_numbers"], json!([FIRST]));
    assert_eq!(shown("find")["tracking_numbers"], json!([FIRST]));
    assert_eq!(shown("label"), json!({ "host": "slips.example.com" }));
    assert_eq!(shown("label file")["format"], "pdf");
    assert_eq!(shown("pickup")["number"], "4021337");
    let push = answer(200, include_str!("../fixtures/push.json"));
    assert_eq!(
        parse("webhook", &push).unwrap()[0]["tracking_number"],
        FIRST
    );
}

#[test]
fn who_is_not_let_in_and_who_asks_too_often_did_nothing() {
    for (name, _, _) in operations() {
        // The file store is another's house.
        if name == "label file" {
            continue;
        }
        for (said, kind) in [
            (recorded!("credentials_401.json"), ProblemKind::Auth),
            (recorded!("credentials_403.json"), ProblemKind::Auth),
            (answer(200, "Login or API Key Required"), ProblemKind::Auth),
            (answer(401, ""), ProblemKind::Auth),
            (recorded!("firewall_403.html"), ProblemKind::RateLimited),
            (answer(429, ""), ProblemKind::RateLimited),
        ] {
            let problem = parse(name, &said).expect_err(name);
            assert_eq!(problem.kind, kind, "{name}: {said:?}");
        }
        let firewall = parse(name, &recorded!("firewall_403.html")).unwrap_err();
        assert_eq!(firewall.retry_after, Some(30), "{name}");
    }
}

#[test]
fn failures_in_its_words_keep_them() {
    for (name, effect, _) in operations() {
        if name == "label file" {
            continue;
        }
        let wrong = parse(name, &recorded!("wrong_400.json")).expect_err(name);
        assert_eq!(
            (wrong.kind, wrong.carrier_text.as_str()),
            (ProblemKind::Refused, "Something in it is wrong"),
            "{name}"
        );
        let down = parse(name, &recorded!("down_500.json")).expect_err(name);
        let in_doubt = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        };
        assert_eq!(
            (down.kind, down.carrier_text.as_str()),
            (in_doubt, "Internal server error"),
            "{name}"
        );
    }
}
