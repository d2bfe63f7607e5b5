//! Bad answers, for every operation: none panics, none is taken for success, each is a problem with UPS's own
//! code and words where it has some.
use super::*;
use crate::{Asked, Reads as _};
use pb_domain::Problem;

/// Every operation but the webhook: its name, what it leaves behind, and a good answer.
fn operations() -> Vec<(&'static str, Effect, Answer)> {
    use Effect::{Asks, Binds};
    let all = vec![
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
    ];
    let mut names: Vec<&str> = all.iter().map(|(name, _, _)| *name).collect();
    names.push("webhook");
    assert_eq!(names, reads::UpsReads.operations(), "none is left out");
    all
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
fn good_answers_are_good() {
    for (name, _, good) in operations() {
        let read = parse(name, &good);
        assert!(read.is_ok(), "{name}: {read:?}");
    }
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
    let none = parse("teleport", &alert).unwrap_err();
    assert_eq!(none.kind, ProblemKind::Unsupported);
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
fn what_is_not_in_upss_words_is_no_answer() {
    for (name, effect, good) in operations() {
        let whole = String::from_utf8(good.body).unwrap();
        let spoilt = [
            answer(200, ""),
            answer(200, "null"),
            answer(200, "true"),
            answer(200, "7"),
            answer(200, "\"OK\""),
            answer(200, "[]"),
            answer(200, "{}"),
            answer(200, &format!("[{whole}]")),
            answer(200, &whole[..whole.len() / 2]),
            answer(200, &format!("{whole}{whole}")),
            answer(200, include_str!("../fixtures/page_503.html")),
            answer(200, &"[".repeat(100_000)),
            answer(200, &"{\"a\":".repeat(100_000)),
        ];
        for odd in spoilt {
            let problem = parse(name, &odd).expect_err(name);
            let expected = match effect {
                Effect::Binds => ProblemKind::UnknownOutcome,
                _ => ProblemKind::Unavailable,
            };
            assert_eq!(problem.kind, expected, "{name}: {odd:?}");
        }
        if name == "login" {
            continue;
        }
        for status in [301, 400, 404, 408, 409, 418, 500, 502, 503, 504] {
            let page = answer(status, include_str!("../fixtures/page_503.html"));
            let problem = parse(name, &page).expect_err(name);
            assert!(
                !matches!(problem.kind, ProblemKind::Refused | ProblemKind::Invalid),
                "{name} {status}: a page says no to nothing"
            );
            assert!(problem.text.contains(&status.to_string()), "{problem:?}");
        }
    }
}

/// Each value of a good answer in turn is of another type, missing, or odd. Whatever comes of it, nothing panics,
/// and what binds is never refused by it: a sale would be forgotten.
#[test]
fn wrong_types_anywhere_do_no_harm() {
    let odd_values = [
        Value::Null,
        json!(true),
        json!(0),
        json!(-1.5e300),
        json!(""),
        json!("\u{fffd}¿€"),
        json!("99999999999999999999999999"),
        json!([]),
        json!({}),
        json!([[1]]),
        json!([{}, {}]),
        json!({ "Code": { "Code": [] } }),
    ];
    for (name, effect, good) in operations() {
        let whole: Value = serde_json::from_slice(&good.body).unwrap();
        let mut pointers = Vec::new();
        walk(&whole, String::new(), &mut pointers);
        assert!(pointers.len() > 3, "{name}");
        for pointer in pointers {
            for odd in &odd_values {
                let mut spoilt = whole.clone();
                *spoilt.pointer_mut(&pointer).unwrap() = odd.clone();
                if let Err(problem) = parse(name, &answer(200, &spoilt.to_string())) {
                    assert!(!problem.text.is_empty());
                    assert!(
                        effect != Effect::Binds || problem.kind == ProblemKind::UnknownOutcome,
                        "{name}{pointer} = {odd}: {problem:?}"
                    );
                }
            }
        }
    }
}

/// The places of all values, as JSON pointers.
fn walk(value: &Value, at: String, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(k, v)| (k.clone(), v)).collect(),
        Value::Array(entries) => entries
            .iter()
            .enumerate()
            .map(|(i, v)| (i.to_string(), v))
            .collect(),
        _ => Vec::new(),
    };
    for (name, value) in inner {
        walk(value, format!("{at}/{name}"), found);
    }
    if !at.is_empty() {
        found.push(at);
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

#[test]
fn fifty_megabytes_are_no_answer_either() {
    let long = format!("{{\"pad\":\"{}\"}}", "x".repeat(50 * 1024 * 1024));
    let long = answer(200, &long);
    for (name, _, _) in operations() {
        assert!(parse(name, &long).is_err(), "{name}");
    }
}
