//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with UPS's own
//! code and words where it has some.
use super::*;
use crate::spoilt::{Good, bears};
use crate::{Asked, Reads as _};
use pb_domain::Problem;

/// Every operation but the webhook: its name, what it leaves behind, and a good answer.
fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds};
    vec![
        ("login", Asks, recorded!("token_200.json")),
        ("rate", Asks, recorded!("rates_200.json")),
        ("buy", Binds, recorded!("ship_200.json")),
        ("find", Asks, recorded!("found_200.json")),
        ("void", Binds, recorded!("void_200.json")),
        ("label", Asks, recorded!("recovery_200.json")),
        ("track", Asks, recorded!("track_200.json")),
        ("address", Asks, recorded!("address_known_200.json")),
        ("pickup", Binds, recorded!("pickup_200.json")),
        ("pickup cancel", Binds, recorded!("pickup_cancel_200.json")),
        ("subscribe", Asks, recorded!("subscribed_200.json")),
    ]
}

/// What an operation makes of an answer.
fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let number = match name {
        "find" => KEY,
        _ => FIRST,
    };
    let asked = Asked {
        account: &account(),
        consignment: &consignment(),
        number,
        quoted: usd(956),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::UpsReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| Good::new(name, effect, answer))
        .collect();
    bears(&reads::UpsReads, &all, parse);
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
    assert_eq!(shown("login"), json!({ "seconds": 14_399 }));
    let bought = shown("buy");
    assert_eq!(bought["tracking_numbers"], json!([FIRST]));
    assert_eq!(bought["labels"][0]["format"], "zpl");
    assert_eq!(shown("void"), json!({ "void": true }));
    assert_eq!(shown("find")["shipment"], FIRST);
    assert_eq!(shown("rate")["rates"][0]["total"]["minor"], 956);
    let alert = answer(200, include_str!("../fixtures/alert.json"));
    let news = parse("webhook", &alert).unwrap();
    assert_eq!(news[0]["tracking_number"], FIRST);
}

#[test]
fn failures_in_upss_words_keep_them() {
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
                recorded!("service_400.json"),
                "111212",
                ProblemKind::Refused,
            ),
            (
                recorded!("malformed_400.json"),
                "10002",
                ProblemKind::Invalid,
            ),
            (
                recorded!("credentials_401.json"),
                "250002",
                ProblemKind::Auth,
            ),
            (recorded!("blocked_403.json"), "250003", ProblemKind::Auth),
            (
                recorded!("throttled_429.json"),
                "10429",
                ProblemKind::RateLimited,
            ),
            (recorded!("down_500.json"), "20001", in_doubt),
            (recorded!("unwell_400.json"), "10004", in_doubt),
            (recorded!("refusal_200.json"), "120500", in_200),
            (recorded!("refusal_object_200.json"), "120500", in_200),
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
    let sold = include_str!("../fixtures/ship_200.json");
    for pointer in [
        "/ShipmentResponse",
        "/ShipmentResponse/ShipmentResults",
        "/ShipmentResponse/ShipmentResults/PackageResults",
        "/ShipmentResponse/ShipmentResults/PackageResults/0/TrackingNumber",
    ] {
        let problem = ship::parse(&gone(sold, pointer), &prepared(), 1).expect_err(pointer);
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    }
    let void = include_str!("../fixtures/void_200.json");
    for pointer in [
        "/VoidShipmentResponse/SummaryResult",
        "/VoidShipmentResponse/SummaryResult/Status/Code",
    ] {
        assert!(
            void::parse(&gone(void, pointer), FIRST).is_err(),
            "{pointer}"
        );
    }
    let pickup = include_str!("../fixtures/pickup_200.json");
    assert!(pickup::parse(&gone(pickup, "/PickupCreationResponse/PRN")).is_err());
    let rates = include_str!("../fixtures/rates_200.json");
    let none = gone(rates, "/RateResponse/RatedShipment");
    assert!(rate::parse(&none, &account(), &consignment()).is_err());
}
