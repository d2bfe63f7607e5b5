//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with FedEx's own code
//! and words where it has some.
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
        ("track", Asks, recorded!("track_200.json")),
        ("address", Asks, recorded!("address_known_200.json")),
        ("pickup", Binds, recorded!("pickup_200.json")),
        ("pickup cancel", Binds, recorded!("pickup_cancel_200.json")),
        ("close", Binds, recorded!("close_200.json")),
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
    reads::FedexReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| Good::new(name, effect, answer))
        .collect();
    bears(&reads::FedexReads, &all, parse);
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
    assert_eq!(shown("login"), json!({ "seconds": 3_600 }));
    let bought = shown("buy");
    assert_eq!(bought["tracking_numbers"], json!([FIRST]));
    assert_eq!(bought["labels"][0]["format"], "zpl");
    assert_eq!(shown("void"), json!({ "void": true }));
    assert_eq!(shown("find")["shipment"], FIRST);
    assert_eq!(shown("rate")["rates"][1]["total"]["minor"], 956);
    assert_eq!(shown("pickup")["number"], "NQAA97 FDXE 2026-11-27 AUSA");
    assert_eq!(shown("close")["documents"][0]["format"], "pdf");
    let news = answer(200, include_str!("../fixtures/news.json"));
    let news = parse("webhook", &news).unwrap();
    assert_eq!(news[0]["tracking_number"], FIRST);
}

#[test]
fn failures_in_fedexs_words_keep_them() {
    for (name, effect, _) in operations() {
        // A login's failure is looked at by its status before it is read.
        if name == "login" {
            continue;
        }
        let (in_doubt, in_200) = match effect {
            Effect::Binds => (ProblemKind::UnknownOutcome, ProblemKind::UnknownOutcome),
            _ => (ProblemKind::Unavailable, ProblemKind::Refused),
        };
        let service = "SERVICE.PACKAGECOMBINATION.INVALID";
        for (failed, code, kind) in [
            (recorded!("service_400.json"), service, ProblemKind::Refused),
            (
                recorded!("phone_400.json"),
                "RECIPIENTCONTACT.PHONENUMBER.INVALID",
                ProblemKind::Invalid,
            ),
            (
                recorded!("gone_404.json"),
                "NOT.FOUND.ERROR",
                ProblemKind::Refused,
            ),
            (
                recorded!("credentials_401.json"),
                "NOT.AUTHORIZED.ERROR",
                ProblemKind::Auth,
            ),
            (
                recorded!("forbidden_403.json"),
                "FORBIDDEN.ERROR",
                ProblemKind::Auth,
            ),
            (
                recorded!("throttled_429.json"),
                "",
                ProblemKind::RateLimited,
            ),
            (
                recorded!("down_500.json"),
                "INTERNAL.SERVER.ERROR",
                in_doubt,
            ),
            (
                recorded!("unavailable_503.json"),
                "SERVICE.UNAVAILABLE.ERROR",
                in_doubt,
            ),
            (
                recorded!("unwell_400.json"),
                "SYSTEM.UNEXPECTED.ERROR",
                in_doubt,
            ),
            (recorded!("refusal_200.json"), service, in_200),
            (recorded!("refusal_object_200.json"), service, in_200),
        ] {
            let problem = parse(name, &failed).expect_err(name);
            assert_eq!(
                (problem.carrier_code.as_str(), problem.kind),
                (code, kind),
                "{name}: {failed:?}"
            );
            assert!(!problem.carrier_text.is_empty(), "{name}: {failed:?}");
        }
        let page = answer(503, include_str!("../fixtures/page_503.html"));
        assert_eq!(parse(name, &page).expect_err(name).kind, in_doubt);
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
        "/output",
        "/output/transactionShipments",
        "/output/transactionShipments/0/pieceResponses",
        "/output/transactionShipments/0/pieceResponses/0/trackingNumber",
    ] {
        let problem = ship::parse(&gone(sold, pointer), usd(1), 1).expect_err(pointer);
        assert_eq!(problem.kind, ProblemKind::UnknownOutcome);
    }
    let pickup = include_str!("../fixtures/pickup_200.json");
    let nameless = gone(pickup, "/output/pickupConfirmationCode");
    assert!(pickup::parse(&nameless, "FDXE", "2026-11-27").is_err());
    let close = include_str!("../fixtures/close_200.json");
    assert!(close::parse(&gone(close, "/output/closeDocuments")).is_err());
    let address = include_str!("../fixtures/address_known_200.json");
    for pointer in [
        "/output/resolvedAddresses",
        "/output/resolvedAddresses/0/attributes",
    ] {
        assert!(
            address::parse(&gone(address, pointer), &reno()).is_err(),
            "{pointer}"
        );
    }
    let rates = include_str!("../fixtures/rates_200.json");
    let mut value: Value = serde_json::from_str(rates).unwrap();
    value["output"] = json!({});
    let none = answer(200, &value.to_string());
    assert!(rate::parse(&none, &account(), &consignment()).is_err());
}
