//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with Viettel Post's own
//! code and words where it has some.
use super::*;
use crate::spoilt::{Good, answer, bears};
use crate::{Asked, Reads as _};

/// Every operation but the webhook: its name, what it leaves behind, and a good answer.
fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds};
    vec![
        ("login", Asks, recorded!("login_200.json")),
        ("test", Asks, recorded!("inventory_200.json")),
        ("warehouses", Asks, recorded!("inventory_200.json")),
        ("places", Asks, recorded!("wards_new_200.json")),
        ("rate", Asks, recorded!("prices_200.json")),
        ("quote", Asks, recorded!("price_200.json")),
        ("serviceability", Asks, recorded!("prices_200.json")),
        ("buy", Binds, recorded!("ship_200.json")),
        ("void", Binds, recorded!("updated_200.json")),
        ("label code", Asks, recorded!("code_200.json")),
        ("label", Asks, recorded!("label_200.pdf")),
        ("track", Asks, recorded!("track_200.json")),
        ("instruct", Binds, recorded!("updated_200.json")),
    ]
}

/// Those to which a bare empty list is an answer.
const LISTING: &[&str] = &["test", "warehouses", "places", "rate", "serviceability"];

/// What an operation makes of an answer.
fn parse(name: &str, answer: &Answer) -> Result<Value, Problem> {
    let asked = Asked {
        account: &account(),
        consignment: &consignment(),
        number: ORDER,
        quoted: dong(27_500),
        now: Timestamp::UNIX_EPOCH,
    };
    reads::ViettelReads.read(name, asked, answer)
}

#[test]
fn bad_answers_do_no_harm() {
    let all: Vec<Good> = operations()
        .into_iter()
        .map(|(name, effect, answer)| {
            let good = Good::new(name, effect, answer);
            match LISTING.contains(&name) {
                true => good.listing(),
                false => good,
            }
        })
        .collect();
    bears(&reads::ViettelReads, &all, parse);
}

#[test]
fn what_is_read_is_shown_without_labels_codes_and_tokens() {
    let shown = |name: &str| {
        let (_, _, good) = operations()
            .into_iter()
            .find(|(n, _, _)| *n == name)
            .unwrap();
        parse(name, &good).unwrap()
    };
    assert_eq!(shown("login"), json!({ "seconds": 86_400 }));
    assert_eq!(
        shown("test"),
        json!({ "warehouses": [5_818_802, 5_818_803] })
    );
    assert_eq!(shown("places")["places"][0]["name"], "PHƯỜNG SÀI GÒN");
    assert_eq!(shown("rate")["rates"][0]["total"]["minor"], 26_400);
    assert_eq!(shown("quote")["total"]["minor"], 27_500);
    assert_eq!(shown("serviceability")["served"], true);
    assert_eq!(shown("buy")["tracking_numbers"], json!([ORDER]));
    assert_eq!(shown("void"), json!({ "done": true }));
    assert_eq!(shown("label code"), json!({ "code": true }));
    assert_eq!(shown("label")["format"], "pdf");
    assert_eq!(shown("track")["status"], "out_for_delivery");
    let told = parse(
        "webhook",
        &answer(200, include_str!("../fixtures/news.json")),
    );
    assert_eq!(told.unwrap()[0]["tracking_number"], ORDER);
}

#[test]
fn failures_in_viettel_posts_words_keep_them() {
    use ProblemKind::{Auth, Invalid, Refused};
    for (name, effect, _) in operations() {
        let in_doubt = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => ProblemKind::Unavailable,
        };
        let there_already = match effect {
            Effect::Binds => ProblemKind::UnknownOutcome,
            _ => Refused,
        };
        for (failed, code, kind, field) in [
            (
                recorded!("ward_200.json"),
                "203",
                Invalid,
                Some("ship_to.ward"),
            ),
            (
                refusal(203, "Incorrect data: ORDER_SERVICE"),
                "203",
                Invalid,
                Some("rate"),
            ),
            (
                refusal(203, "Incorrect data: ORDER_SERVICE_ADD"),
                "203",
                Invalid,
                Some(order::EXTRAS),
            ),
            (
                refusal(203, "Invalid [SENDER_WARD]"),
                "203",
                Invalid,
                Some("ship_from.ward"),
            ),
            (
                refusal(203, "Incorrect data: DELIVERY_DATE"),
                "203",
                Invalid,
                Some("ship_date"),
            ),
            (
                refusal(203, "Incorrect data: SOMETHING"),
                "203",
                Invalid,
                None,
            ),
            (
                refusal(203, "Groupaddress is invalid"),
                "203",
                Invalid,
                Some(warehouse::SETTING),
            ),
            (
                refusal(203, "Sender with address old, receiver with address new"),
                "203",
                Invalid,
                Some(places::SETTING),
            ),
            (recorded!("route_200.json"), "204", Refused, None),
            (refusal(201, "Order does not exist"), "201", Refused, None),
            (
                refusal(201, "Blocking create order, please check the configuration"),
                "201",
                Refused,
                None,
            ),
            (recorded!("token_200.json"), "202", Auth, Some(host::TOKEN)),
            (
                recorded!("password_200.json"),
                "201",
                Auth,
                Some(host::PASSWORD),
            ),
            (recorded!("duplicate_200.json"), "201", there_already, None),
            (recorded!("system_200.json"), "205", in_doubt, None),
        ] {
            let result = parse(name, &failed);
            // This one understands a no as an answer.
            if name == "serviceability" && code == "204" {
                let served = result.unwrap();
                assert_eq!(served["served"], false);
                assert_eq!(served["words"], "Price does not apply to this itinerary!");
                continue;
            }
            let problem = result.expect_err(name);
            let said = &problem.carrier_text;
            assert_eq!(
                (problem.carrier_code.as_str(), problem.kind),
                (code, kind),
                "{name}: {said}"
            );
            assert!(!said.is_empty() && !problem.text.is_empty(), "{name}");
            assert_eq!(problem.field.as_deref(), field, "{name}: {said}");
        }
    }
}

#[test]
fn a_status_alone_denies_what_only_asks() {
    let denied = answer(200, r#"{"status":204,"message":"No price"}"#);
    let problem = parse("quote", &denied).unwrap_err();
    assert_eq!(
        (problem.kind, problem.carrier_text.as_str()),
        (ProblemKind::Refused, "No price")
    );
    let throttled = answer(429, include_str!("../fixtures/system_200.json"));
    assert_eq!(
        parse("buy", &throttled).unwrap_err().kind,
        ProblemKind::RateLimited
    );
}

#[test]
fn numbers_may_be_texts_and_masks_are_no_values() {
    let texts = include_str!("../fixtures/ship_200.json")
        .replace("\"MONEY_TOTAL\":27600", "\"MONEY_TOTAL\":\"27600\"")
        .replace("\"28936127423\"", "28936127423")
        .replace("\"status\":200", "\"status\":\"200\"");
    let bought = parse("buy", &answer(200, &texts)).unwrap();
    assert_eq!(bought["charged"]["minor"], 27_600);
    assert_eq!(bought["shipment"], ORDER);
    // A price that is none, or masked, does not unmake the sale: it is what was quoted.
    for masked in ["null", "-1", "0", "\"******\""] {
        let priceless = include_str!("../fixtures/ship_200.json").replace(
            "\"MONEY_TOTAL\":27600",
            &format!("\"MONEY_TOTAL\":{masked}"),
        );
        let bought = parse("buy", &answer(200, &priceless)).unwrap();
        assert_eq!(bought["charged"]["minor"], 27_500, "{masked}");
        let quote = include_str!("../fixtures/price_200.json").replace(
            "\"MONEY_TOTAL\":27500",
            &format!("\"MONEY_TOTAL\":{masked}"),
        );
        assert!(parse("quote", &answer(200, &quote)).is_err(), "{masked}");
    }
}
