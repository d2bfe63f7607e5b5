//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with Velocity's own
//! words where it has some.
use super::*;
use crate::spoilt::{Good, bears};
use crate::{Asked, Reads as _};
use pb_domain::Problem;

/// Every operation: its name, what it leaves behind, and a good answer.
fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds, Drafts};
    vec![
        ("warehouse", Drafts, recorded!("warehouse_200.json")),
        ("rate", Asks, recorded!("rates_200.json")),
        ("serviceability", Asks, recorded!("served_200.json")),
        ("buy", Binds, recorded!("forward_200.json")),
        ("find", Asks, recorded!("found_200.json")),
        ("label", Asks, recorded!("label_200.pdf")),
        ("void", Binds, recorded!("cancel_200.json")),
        ("track", Asks, recorded!("track_200.json")),
    ]
}

/// What an operation makes of an answer.
fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let asked = Asked {
        account: &account(),
        consignment: &consignment(),
        number: if name == "find" { ORDER } else { BILL },
        quoted: inr(11_422),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::VelocityReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| Good::new(name, effect, answer))
        .collect();
    bears(&reads::VelocityReads, &all, parse);
    let back = Good::new("buy", Effect::Binds, recorded!("reverse_200.json"));
    assert!(parse(back.name, &recorded!("reverse_200.json")).is_ok());
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
    assert_eq!(shown("warehouse"), json!({ "warehouse": "WHAB12" }));
    assert_eq!(shown("buy")["tracking_numbers"], json!([BILL]));
    assert_eq!(shown("find")["sold"], BILL);
    assert_eq!(shown("label")["format"], "pdf");
    assert_eq!(shown("void"), json!({ "taken": true }));
    assert_eq!(shown("rate")["rates"][0]["total"]["minor"], 11_422);
    assert_eq!(shown("track")["status"], "delivered");
    assert_eq!(shown("serviceability")["zone"], "zone_a");
    for (answer, shown) in [
        (recorded!("found_none_200.json"), json!({ "nothing": true })),
        (
            recorded!("found_200.json"),
            json!({ "sold": BILL, "courier": "Delhivery Standard" }),
        ),
    ] {
        assert_eq!(parse("find", &answer).unwrap(), shown);
    }
}

#[test]
fn failures_in_velocitys_words_keep_them() {
    for (name, effect, _) in operations() {
        // The file store is another's, and does not speak so.
        if name == "label" {
            continue;
        }
        let in_doubt = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        };
        for (failed, kind) in [
            (recorded!("phone_400.json"), ProblemKind::Invalid),
            (recorded!("no_waybill_422.json"), ProblemKind::Refused),
            (recorded!("refused_200.json"), ProblemKind::Refused),
            (recorded!("key_401.json"), ProblemKind::Auth),
            (recorded!("throttled_429.json"), ProblemKind::RateLimited),
            (recorded!("down_500.json"), in_doubt),
            (recorded!("gateway_504.json"), in_doubt),
        ] {
            let problem = parse(name, &failed).expect_err(name);
            assert_eq!(problem.kind, kind, "{name}: {failed:?}");
            assert!(!problem.carrier_text.is_empty(), "{name}: {failed:?}");
        }
    }
}
